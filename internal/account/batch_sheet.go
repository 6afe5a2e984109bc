package account

import (
	"io"
	"strings"

	"giamngheo/internal/lang"
	"giamngheo/internal/office"
)

// remark begins a row that names nobody.
const remark = "※"

// WriteBatchTemplate writes an empty list of officers, with what belongs in its columns below.
func WriteBatchTemplate(w io.Writer, l lang.Lang) error {
	sheet := office.Sheet{Name: l.T("account.batch_sheet"), Title: l.T("account.batch_sheet"), Landscape: true, Lang: l}
	for _, c := range BatchColumns {
		sheet.Columns = append(sheet.Columns, office.Column{Label: columnName(l, c), Width: 20})
	}
	return office.WriteXLSX(w, sheet, func(yield func(office.Row, error) bool) {
		for range 20 {
			if !yield(office.Row{Values: make([]any, len(BatchColumns))}, nil) {
				return
			}
		}
		help := []string{l.T("account.batch_help_unit"), l.T("account.batch_help_login"), l.T("account.batch_help_roles")}
		roles, sectors := make([]string, len(Roles)), make([]string, len(Sectors))
		for i, r := range Roles {
			roles[i] = r.Title(l)
		}
		for i, s := range Sectors {
			sectors[i] = s.Title(l)
		}
		help = append(help, strings.Join(roles, "; ")+".", l.T("account.batch_help_sectors"), strings.Join(sectors, "; ")+".")
		for _, text := range help {
			if !yield(office.Row{Heading: true, Values: []any{remark + " " + text}}, nil) {
				return
			}
		}
	})
}

// WriteLinks writes the links of a list's officers; address makes one of a token.
func WriteLinks(w io.Writer, l lang.Lang, links []Link, title func(Link) string, address func(token string) string) error {
	sheet := office.Sheet{Name: l.T("account.links_sheet"), Title: l.T("account.links_sheet"), Note: l.T("account.links_note", "Days", int(InviteLimit.Hours()/24)), Landscape: true, Lang: l}
	for _, c := range []string{"name", "login", "role", "unit"} {
		sheet.Columns = append(sheet.Columns, office.Column{Label: columnName(l, c), Width: 24})
	}
	sheet.Columns = append(sheet.Columns, office.Column{Label: l.T("account.column_link"), Width: 70})
	return office.WriteXLSX(w, sheet, func(yield func(office.Row, error) bool) {
		for _, x := range links {
			if !yield(office.Row{Values: []any{x.Name, x.Login, x.Grant.Role.Title(l), title(x), address(x.Token)}}, nil) {
				return
			}
		}
	})
}
