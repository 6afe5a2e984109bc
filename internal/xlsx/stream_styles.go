package xlsx

import (
	"fmt"
	"strings"
)

// styleSheet collects the styles of a stream, and the fonts and number formats that they are made of.
type styleSheet struct {
	ids     map[Style]StyleID
	cells   []string
	fonts   []string
	formats []string
}

// ownFormats is the first number of formats that are not built in.
const ownFormats = 164

func newStyleSheet() styleSheet {
	s := styleSheet{ids: map[Style]StyleID{}}
	s.id(Style{}) // what cells without a style have
	return s
}

func (s *styleSheet) id(x Style) StyleID {
	if id, ok := s.ids[x]; ok {
		return id
	}
	var b strings.Builder
	border := 0
	if x.Border {
		border = 1
	}
	fmt.Fprintf(&b, `<xf numFmtId="%d" fontId="%d" fillId="0" borderId="%d" xfId="0" applyNumberFormat="1" applyFont="1" applyBorder="1" applyAlignment="1"><alignment`,
		s.format(x.Format), index(&s.fonts, font(x)), border)
	if x.Align != "" {
		fmt.Fprintf(&b, ` horizontal="%s"`, x.Align)
	}
	b.WriteString(` vertical="center"`)
	if x.Wrap {
		b.WriteString(` wrapText="1"`)
	}
	b.WriteString(`/></xf>`)
	id := StyleID(len(s.cells))
	s.cells = append(s.cells, b.String())
	s.ids[x] = id
	return id
}

func font(x Style) string {
	f := ""
	if x.Bold {
		f += "<b/>"
	}
	if x.Italic {
		f += "<i/>"
	}
	if x.Underline {
		f += "<u/>"
	}
	size := x.Size
	if size == 0 {
		size = 12
	}
	return fmt.Sprintf(`<font>%s<sz val="%g"/><name val="Times New Roman"/><family val="1"/></font>`, f, size)
}

// format is the number of a number format; "@" and the general one are built in.
func (s *styleSheet) format(code string) int {
	switch code {
	case "":
		return 0
	case TextFormat:
		return 49
	}
	return ownFormats + index(&s.formats, string(appendText(nil, code)))
}

// index is the place of a text in a list, at the end when it was not there.
func index(list *[]string, text string) int {
	for i, x := range *list {
		if x == text {
			return i
		}
	}
	*list = append(*list, text)
	return len(*list) - 1
}

func (s *styleSheet) xml() string {
	var b strings.Builder
	b.WriteString(`<styleSheet xmlns="` + mainSpace + `">`)
	if len(s.formats) > 0 {
		fmt.Fprintf(&b, `<numFmts count="%d">`, len(s.formats))
		for i, f := range s.formats {
			fmt.Fprintf(&b, `<numFmt numFmtId="%d" formatCode="%s"/>`, ownFormats+i, f)
		}
		b.WriteString("</numFmts>")
	}
	const line = ` style="thin"><color auto="1"/></`
	fmt.Fprintf(&b, `<fonts count="%d">%s</fonts><fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills>`+
		`<borders count="2"><border><left/><right/><top/><bottom/><diagonal/></border><border><left%[3]sleft><right%[3]sright><top%[3]stop><bottom%[3]sbottom><diagonal/></border></borders>`,
		len(s.fonts), strings.Join(s.fonts, ""), line)
	fmt.Fprintf(&b, `<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs><cellXfs count="%d">%s</cellXfs>`+
		`<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>`, len(s.cells), strings.Join(s.cells, ""))
	return b.String()
}
