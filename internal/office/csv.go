package office

import (
	"encoding/csv"
	"fmt"
	"io"
	"iter"
	"strings"
)

// WriteCSV writes the rows under one line of headers ("Group / Label"), in UTF-8 with a byte order mark as Excel
// wants it. Numbers have a point, days are ISO, headings stand in the first column. A text that an office program would take for a formula gets
// an apostrophe in front.
func WriteCSV(w io.Writer, s Sheet, rows iter.Seq2[Row, error]) error {
	if _, err := io.WriteString(w, "\uFEFF"); err != nil {
		return fmt.Errorf("write CSV: %w", err)
	}
	c := csv.NewWriter(w)
	c.UseCRLF = true
	record := make([]string, len(s.Columns))
	for i, col := range s.Columns {
		record[i] = guarded(col.flat())
	}
	_ = c.Write(record) // the writer keeps its error
	for r, err := range rows {
		if err != nil {
			return err
		}
		clear(record)
		for i, v := range r.Values[:min(len(r.Values), len(record))] {
			text, err := plain(v)
			if err != nil {
				return err
			}
			if _, ok := v.(string); ok {
				text = guarded(text)
			}
			record[i] = text
		}
		if err := c.Write(record); err != nil {
			return fmt.Errorf("write CSV: %w", err)
		}
	}
	if c.Flush(); c.Error() != nil {
		return fmt.Errorf("write CSV: %w", c.Error())
	}
	return nil
}

// guarded keeps a text from being taken for a formula: whoever opens the file need not trust who typed into it.
func guarded(s string) string {
	if t := strings.TrimLeft(s, " \t\r\n"); t != "" && strings.ContainsAny(string([]rune(t)[:1]), "=+-@＝＋－＠") && t != "-" && t != "+" {
		return "'" + s
	}
	return s
}
