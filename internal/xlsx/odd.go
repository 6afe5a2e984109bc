package xlsx

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/xuri/excelize/v2"
)

// oddLimit is the size up to which files are handed to the library.
const oddLimit = 256 << 20

// dayMark stands before dates in what the library gives.
const dayMark = "\u2063d"

// oddRows reads a sheet that the scanner declines through excelize, from behind row after on. It is slower and
// tells less: whether a number is shown as a percentage and whether a formula lacks its result stays unknown.
func (b *Book) oddRows(sheet, after int, yield func(Row) bool) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("%w: %v", errMalformed, p)
		}
	}()
	f, err := excelize.OpenReader(io.NewSectionReader(b.at, 0, b.size), excelize.Options{UnzipSizeLimit: oddLimit, UnzipXMLSizeLimit: 16 << 20})
	if err != nil {
		return fmt.Errorf("%w: %v", errMalformed, err)
	}
	defer f.Close()
	if err := b.markDates(f); err != nil {
		return err
	}
	rows, err := f.Rows(b.sheets[sheet].name)
	if err != nil {
		return fmt.Errorf("%w: %v", errMalformed, err)
	}
	defer rows.Close()
	for n := 1; rows.Next(); n++ {
		texts, err := rows.Columns()
		if err != nil {
			return fmt.Errorf("%w: %v", errMalformed, err)
		}
		cells := make([]Cell, len(texts))
		for i, t := range texts {
			cells[i] = oddCell(t)
		}
		for len(cells) > 0 && cells[len(cells)-1].Kind == Empty {
			cells = cells[:len(cells)-1]
		}
		if n > after && len(cells) > 0 && !yield(Row{n, cells}) {
			return nil
		}
	}
	return rows.Error()
}

// markDates changes the number formats of a library's file: those of dates to one that can be told from all other
// texts, the rest to none.
func (b *Book) markDates(f *excelize.File) error {
	code := `"` + dayMark + `"yyyy-mm-dd`
	id, err := f.NewStyle(&excelize.Style{CustomNumFmt: &code})
	if err != nil || f.Styles == nil || f.Styles.CellXfs == nil || f.Styles.CellXfs.Xf[id].NumFmtID == nil {
		return errMalformed
	}
	date, plain := *f.Styles.CellXfs.Xf[id].NumFmtID, 0
	for i := range f.Styles.CellXfs.Xf {
		if x := &f.Styles.CellXfs.Xf[i]; i < len(b.formats) && b.formats[i].date {
			x.NumFmtID = &date
		} else {
			x.NumFmtID = &plain
		}
	}
	return nil
}

var errorValues = []string{"#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A"}

func oddCell(s string) Cell {
	if day, ok := strings.CutPrefix(s, dayMark); ok {
		return Cell{Kind: Date, Text: day}
	}
	if slices.Contains(errorValues, s) {
		return Cell{Kind: Fault, Text: s}
	}
	n, ok := decimal(s)
	if code := strings.HasPrefix(s, "0") && s != "0" && !strings.HasPrefix(s, "0."); ok && !code {
		return Cell{Kind: Number, Text: n}
	}
	return text(s)
}
