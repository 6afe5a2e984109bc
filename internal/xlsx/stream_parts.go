package xlsx

import (
	"fmt"
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

const (
	mainSpace = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
	relSpace  = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
	pkgSpace  = "http://schemas.openxmlformats.org/package/2006/"
	sheetType = "application/vnd.openxmlformats-officedocument.spreadsheetml."

	contentTypes = `<Types xmlns="` + pkgSpace + `content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>` +
		`<Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="` + sheetType + `sheet.main+xml"/>` +
		`<Override PartName="/xl/worksheets/sheet1.xml" ContentType="` + sheetType + `worksheet+xml"/><Override PartName="/xl/styles.xml" ContentType="` + sheetType + `styles+xml"/></Types>`
	packageRels = `<Relationships xmlns="` + pkgSpace + `relationships"><Relationship Id="rId1" Type="` + relSpace + `/officeDocument" Target="xl/workbook.xml"/></Relationships>`
	bookRels    = `<Relationships xmlns="` + pkgSpace + `relationships"><Relationship Id="rId1" Type="` + relSpace + `/worksheet" Target="worksheets/sheet1.xml"/>` +
		`<Relationship Id="rId2" Type="` + relSpace + `/styles" Target="styles.xml"/></Relationships>`
)

// head is what stands before the rows.
func (s *Stream) head() {
	b := append(s.buf, `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>`+"\n"+`<worksheet xmlns="`+mainSpace+`"><sheetPr><pageSetUpPr fitToPage="1"/></sheetPr><sheetViews><sheetView workbookViewId="0"`...)
	if rows, cols := s.page.Freeze[0], s.page.Freeze[1]; rows > 0 || cols > 0 {
		b = append(b, "><pane"...)
		pane := "bottomRight"
		if cols > 0 {
			b = fmt.Appendf(b, ` xSplit="%d"`, cols)
		} else {
			pane = "bottomLeft"
		}
		if rows > 0 {
			b = fmt.Appendf(b, ` ySplit="%d"`, rows)
		} else {
			pane = "topRight"
		}
		b = fmt.Appendf(b, ` topLeftCell="%s" activePane="%s" state="frozen"/></sheetView></sheetViews>`, Address(rows, cols), pane)
	} else {
		b = append(b, "/></sheetViews>"...)
	}
	b = append(b, `<sheetFormatPr defaultRowHeight="15.75"/>`...)
	if len(s.page.Widths) > 0 {
		b = append(b, "<cols>"...)
		for i, w := range s.page.Widths {
			b = fmt.Appendf(b, `<col min="%d" max="%d" width="%s" customWidth="1"/>`, i+1, i+1, strconv.FormatFloat(w, 'f', -1, 64))
		}
		b = append(b, "</cols>"...)
	}
	s.buf = append(b, "<sheetData>"...)
}

// foot is what stands behind the rows.
func (s *Stream) foot() {
	b := append(s.buf, "</sheetData>"...)
	if s.filter.Cols > 0 {
		b = fmt.Appendf(b, `<autoFilter ref="%s"/>`, s.filter.ref())
	}
	if len(s.merges) > 0 {
		b = fmt.Appendf(b, `<mergeCells count="%d">`, len(s.merges))
		for _, m := range s.merges {
			b = fmt.Appendf(b, `<mergeCell ref="%s"/>`, m.ref())
		}
		b = append(b, "</mergeCells>"...)
	}
	// NĐ 30/2020/NĐ-CP: 20–25 mm above and below, 30–35 mm left, 15–20 mm right; here in inches.
	orientation := "portrait"
	if s.page.Landscape {
		orientation = "landscape"
	}
	b = fmt.Appendf(b, `<printOptions horizontalCentered="1"/><pageMargins left="1.18" right="0.59" top="0.79" bottom="0.79" header="0.39" footer="0.39"/>`+
		`<pageSetup paperSize="9" orientation="%s" fitToWidth="%d" fitToHeight="0"/>`, orientation, s.page.Page.across())
	s.buf = append(s.headerFooter(b), "</worksheet>"...)
}

// maxFooter is the longest text of a header or footer that Excel takes, codes and all.
const maxFooter = 255

func (s *Stream) headerFooter(b []byte) []byte {
	const plain, italic = `&"Times New Roman,Regular"`, `&"Times New Roman,Italic"&9 `
	number := ""
	if !s.page.NumberAbove {
		number = "&R" + plain + "&9 &P/&N"
	}
	foot := ""
	if s.page.Footer != "" {
		text, room := strings.ReplaceAll(s.page.Footer, "&", "&&"), maxFooter-len("&L"+italic+number)
		if u := utf16.Encode([]rune(text)); len(u) > room {
			text = strings.TrimRight(string(utf16.Decode(u[:room-1])), "&\uFFFD") + "…"
		}
		foot = "&L" + italic + text
	}
	foot = string(appendText(nil, foot+number))
	if s.page.NumberAbove {
		head := string(appendText(nil, "&C"+plain+"&13&P"))
		return fmt.Appendf(b, `<headerFooter differentFirst="1"><oddHeader>%s</oddHeader><oddFooter>%s</oddFooter><firstFooter>%s</firstFooter></headerFooter>`, head, foot, foot)
	}
	return fmt.Appendf(b, `<headerFooter><oddFooter>%s</oddFooter></headerFooter>`, foot)
}

func (s *Stream) workbook() string {
	name := string(appendText(nil, s.page.Sheet))
	quoted := "'" + strings.ReplaceAll(name, "'", "''") + "'!"
	names := ""
	if s.filter.Cols > 0 {
		f := s.filter
		names += `<definedName name="_xlnm._FilterDatabase" localSheetId="0" hidden="1">` + quoted + fixed(f.Row, f.Col) + ":" + fixed(f.Row+f.Rows-1, f.Col+f.Cols-1) + `</definedName>`
	}
	if r := s.page.Repeat; r[1] > 0 {
		columns := ""
		if n := s.page.RepeatColumns; n > 0 && s.page.Page.across() > 1 {
			columns = quoted + "$A:$" + strings.TrimRight(Address(0, n-1), "0123456789") + ","
		}
		names += fmt.Sprintf(`<definedName name="_xlnm.Print_Titles" localSheetId="0">%s%s$%d:$%d</definedName>`, columns, quoted, r[0]+1, r[1]+1)
	}
	if names != "" {
		names = "<definedNames>" + names + "</definedNames>"
	}
	return `<workbook xmlns="` + mainSpace + `" xmlns:r="` + relSpace + `"><bookViews><workbookView/></bookViews><sheets><sheet name="` + name + `" sheetId="1" r:id="rId1"/></sheets>` + names + `</workbook>`
}

func (r Range) ref() string {
	return Address(r.Row, r.Col) + ":" + Address(r.Row+r.Rows-1, r.Col+r.Cols-1)
}

// fixed is an address that does not move, "$C$7".
func fixed(row, col int) string {
	a := Address(row, col)
	letters := strings.TrimRight(a, "0123456789")
	return "$" + letters + "$" + a[len(letters):]
}

// tabName is a name as Excel allows it on a tab.
func tabName(name string) string {
	name = strings.Trim(strings.Map(func(r rune) rune {
		if strings.ContainsRune(`[]:*?/\`, r) || r < 0x20 {
			return ' '
		}
		return r
	}, strings.ToValidUTF8(name, "")), "' ")
	for len(utf16.Encode([]rune(name))) > 31 {
		_, n := utf8.DecodeLastRuneInString(name)
		name = strings.TrimRight(name[:len(name)-n], "' ")
	}
	if name == "" {
		return "Sheet1"
	}
	return name
}

// appendAddress appends a cell's name.
func appendAddress(dst []byte, row, col int) []byte {
	if col >= 26 {
		if col >= 26+26*26 {
			dst = append(dst, byte('A'+(col-26-26*26)/(26*26)))
		}
		dst = append(dst, byte('A'+(col-26)/26%26))
	}
	dst = append(dst, byte('A'+col%26))
	return strconv.AppendInt(dst, int64(row)+1, 10)
}

// cleanText are the bytes that are written as they are, wherever they stand.
var cleanText = func() (t [256]bool) {
	for c := 0x20; c < 256; c++ {
		t[c] = c != '&' && c != '<' && c != '>' && c != '"' && c != '_' && c != 0xEF
	}
	t['\t'], t['\n'] = true, true
	return t
}()

// appendText appends a text as XML. Characters that XML does not have are written as office programs write them
// (_x000B_), so that they come back; what is no UTF-8 becomes "�".
func appendText(dst []byte, s string) []byte {
	if !utf8.ValidString(s) {
		s = strings.ToValidUTF8(s, "\uFFFD")
	}
	from := 0
	for i := 0; i < len(s); i++ {
		c := s[i]
		if cleanText[c] {
			continue
		}
		instead := ""
		switch {
		case c == '&':
			instead = "&amp;"
		case c == '<':
			instead = "&lt;"
		case c == '>':
			instead = "&gt;"
		case c == '"':
			instead = "&quot;"
		case c == '_':
			if i+7 > len(s) || !escapedX.MatchString(s[i:i+7]) {
				continue
			}
			instead = "_x005F_"
		case c == 0xEF:
			if !strings.HasPrefix(s[i:], "\uFFFE") && !strings.HasPrefix(s[i:], "\uFFFF") {
				continue
			}
			dst = append(append(dst, s[from:i]...), "\uFFFD"...)
			i += 2
			from = i + 1
			continue
		default:
			instead = fmt.Sprintf("_x%04X_", c)
		}
		dst = append(append(dst, s[from:i]...), instead...)
		from = i + 1
	}
	return append(dst, s[from:]...)
}
