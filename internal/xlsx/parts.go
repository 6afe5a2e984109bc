package xlsx

import (
	"bytes"
	"encoding/xml"
	"io"
	"strconv"
	"strings"

	"golang.org/x/text/encoding/htmlindex"

	"giamngheo/internal/lang"
	"giamngheo/internal/zipsafe"
)

// book is an open file: what its sheets share.
type book struct {
	archive *zipsafe.Archive
	sheets  []sheetRef
	strings []string
	formats []format // by style index

	stringsPart string // where the shared strings are
	date1904    bool   // days are counted from 1904-01-01

	formulas []*formula // those without a stored result
	masters  map[sharing]master
}

type sheetRef struct {
	name, part string
	hidden     bool
}

type format struct{ percent, date bool }

const mainPart = "xl/workbook.xml"

// open reads workbook, relations, shared strings and styles. Only the workbook must be there.
func (b *book) open() error {
	if err := b.workbook(); err != nil || b.stringsPart == "" {
		return err
	}
	raw, err := b.archive.Read(b.stringsPart)
	if err == nil {
		b.strings, err = sharedStrings(raw)
	}
	return err
}

// workbook reads which sheets there are and their styles, and finds the shared strings.
func (b *book) workbook() error {
	main := mainPart
	if raw, err := b.archive.Read("_rels/.rels"); err == nil {
		var rels relations
		if decode(raw, &rels) == nil {
			if t := rels.kind("/officeDocument"); t != "" {
				main = resolve("x", t)
			}
		}
	}
	raw, err := b.archive.Read(main)
	if err != nil {
		return err
	}
	var wb struct {
		Properties struct {
			Date1904 string `xml:"date1904,attr"`
		} `xml:"workbookPr"`
		Sheets []struct {
			Name  string     `xml:"name,attr"`
			State string     `xml:"state,attr"`
			Attrs []xml.Attr `xml:",any,attr"`
		} `xml:"sheets>sheet"`
	}
	if err := decode(raw, &wb); err != nil {
		return err
	}
	b.date1904 = wb.Properties.Date1904 == "1" || wb.Properties.Date1904 == "true"
	var rels relations
	i := strings.LastIndex(main, "/") + 1
	if raw, err = b.archive.Read(main[:i] + "_rels/" + main[i:] + ".rels"); err != nil {
		return err
	}
	if err := decode(raw, &rels); err != nil {
		return err
	}
	for _, s := range wb.Sheets {
		id := ""
		for _, a := range s.Attrs {
			if a.Name.Local == "id" {
				id = a.Value
			}
		}
		if t := rels.id(id); t != "" && len(b.sheets) < MaxSheets {
			b.sheets = append(b.sheets, sheetRef{s.Name, resolve(main, t), s.State != "" && s.State != "visible"})
		}
	}
	b.stringsPart = b.shared(main, &rels, "/sharedStrings")
	if part := b.shared(main, &rels, "/styles"); part != "" {
		if raw, err = b.archive.Read(part); err != nil {
			return err
		}
		b.formats = styles(raw)
	}
	return nil
}

// decode reads a part as XML, whatever encoding it names.
func decode(raw []byte, v any) error {
	d := xml.NewDecoder(bytes.NewReader(raw))
	d.CharsetReader = func(label string, r io.Reader) (io.Reader, error) {
		e, err := htmlindex.Get(label)
		if err != nil {
			return nil, err
		}
		return e.NewDecoder().Reader(r), nil
	}
	return d.Decode(v)
}

// shared is the name of a part that the sheets share, "" when the file has none.
func (b *book) shared(base string, rels *relations, kind string) string {
	if t := rels.kind(kind); t != "" && b.archive.Has(resolve(base, t)) {
		return resolve(base, t)
	}
	return ""
}

type relations struct {
	Rel []struct {
		ID     string `xml:"Id,attr"`
		Type   string `xml:"Type,attr"`
		Target string `xml:"Target,attr"`
	} `xml:"Relationship"`
}

func (r *relations) id(id string) string {
	for _, x := range r.Rel {
		if x.ID == id {
			return x.Target
		}
	}
	return ""
}

func (r *relations) kind(suffix string) string {
	for _, x := range r.Rel {
		if strings.HasSuffix(x.Type, suffix) {
			return x.Target
		}
	}
	return ""
}

// sharedStrings reads the table of texts; phonetic hints are not part of a text.
func sharedStrings(raw []byte) ([]string, error) {
	var list []string
	var text strings.Builder
	d := xml.NewDecoder(bytes.NewReader(raw))
	in, inT, raised, skip := false, false, false, 0
	for {
		tok, err := d.Token()
		if err == io.EOF {
			return list, nil
		}
		if err != nil {
			return nil, err
		}
		switch e := tok.(type) {
		case xml.StartElement:
			switch e.Name.Local {
			case "si":
				in, raised = true, false
				text.Reset()
			case "r":
				raised = false
			case "vertAlign":
				raised = attr(e, "val") == "superscript"
			case "rPh":
				skip++
			case "t":
				inT = in && skip == 0
			}
		case xml.EndElement:
			switch e.Name.Local {
			case "si":
				in = false
				list = append(list, text.String())
			case "rPh":
				skip--
			case "t":
				inT = false
			}
		case xml.CharData:
			if s := string(e); inT && raised {
				text.WriteString(lang.Superscript(s))
			} else if inT {
				text.WriteString(s)
			}
		}
	}
}

// styles reads which cell styles show a percentage or a date.
func styles(raw []byte) []format {
	var s struct {
		Formats []struct {
			ID   int    `xml:"numFmtId,attr"`
			Code string `xml:"formatCode,attr"`
		} `xml:"numFmts>numFmt"`
		Cells []struct {
			ID int `xml:"numFmtId,attr"`
		} `xml:"cellXfs>xf"`
	}
	if decode(raw, &s) != nil {
		return nil // without styles the numbers still stand
	}
	custom := map[int]string{}
	for _, f := range s.Formats {
		custom[f.ID] = f.Code
	}
	list := make([]format, len(s.Cells))
	for i, c := range s.Cells {
		list[i] = formatOf(c.ID, custom[c.ID])
	}
	return list
}

// formatOf judges a number format: built in by its number, else by its code.
func formatOf(id int, code string) format {
	if code == "" {
		return format{percent: id == 9 || id == 10, date: 14 <= id && id <= 22 || 27 <= id && id <= 36 || 45 <= id && id <= 47 || 50 <= id && id <= 58}
	}
	var f format
	quoted, bracket := false, false
	for i := 0; i < len(code); i++ {
		switch c := code[i]; {
		case c == '\\', c == '_', c == '*':
			i++
		case c == '"':
			quoted = !quoted
		case quoted:
		case c == '[':
			bracket = true
		case c == ']':
			bracket = false
		case bracket:
		case c == '%':
			f.percent = true
		case strings.IndexByte("dmyDMY", c) >= 0:
			f.date = true
		case c == ';':
			return f // the part for negative numbers says nothing new
		}
	}
	return f
}

// place reads a cell reference such as "C7" into row and column from zero.
func place(ref string) (row, col int, ok bool) {
	i := 0
	for ; i < len(ref) && i < 4 && 'A' <= ref[i]&^0x20 && ref[i]&^0x20 <= 'Z'; i++ {
		col = col*26 + int(ref[i]&^0x20-'A') + 1
	}
	n, err := strconv.Atoi(ref[i:])
	if i == 0 || err != nil || n < 1 {
		return 0, 0, false
	}
	return n - 1, col - 1, true
}
