package intakeweb

import (
	"strconv"
	"strings"

	"giamngheo/internal/intake"
	"giamngheo/internal/lang"
	"giamngheo/internal/web"
)

// columnsView is the form that says what the columns are.
type columnsView struct {
	Action   string
	Open     bool // something is to be answered: the form stands open
	Sheet    *web.Field
	Columns  []columnRow
	Villages []string // unknown villages
	Add      bool     // ticked: they are to be added
	Unknown  string   // how many there are in all
	Submit   string
}

// columnRow is one column of the file.
type columnRow struct {
	Header string
	Field  web.Field
}

// figures are the counts of a preview.
func figures(l lang.Lang, pv *intake.Preview) []web.Figure {
	rows := l.T("intakeweb.rows")
	all := l.T("intakeweb.of_rows", "Rows", l.Int(pv.Rows))
	out := []web.Figure{
		{Label: l.T("intakeweb.new_rows"), Value: l.Int(pv.New), Unit: rows, Of: all, Lead: true},
		{Label: l.T("intakeweb.changed_rows"), Value: l.Int(pv.Changed), Unit: rows},
		{Label: l.T("intakeweb.unchanged_rows"), Value: l.Int(pv.Unchanged), Unit: rows},
		{Label: l.T("intakeweb.rejected_rows"), Value: l.Int(pv.Rejected), Unit: rows},
	}
	if pv.Skipped > 0 {
		out[2].Of = l.T("intakeweb.skipped", "Count", l.Int(pv.Skipped))
	}
	return out
}

// columnsOf is the matching of columns, open when something waits for an answer.
func columnsOf(r *web.Request, imp intake.Import) *columnsView {
	l, pv := r.Lang, imp.Preview
	v := &columnsView{
		Action: path(imp.ID) + "/preview", Open: len(pv.Open()) > 0 || len(pv.Missing) > 0 || pv.Unknown > 0, Submit: l.T("intakeweb.look_again"),
		Villages: pv.Villages, Add: imp.Choices.AddVillages,
	}
	if pv.Unknown > 0 {
		v.Unknown = l.T("intakeweb.villages_text", "Count", l.Int(pv.Unknown))
	}
	if len(pv.Sheets) > 1 {
		v.Sheet = &web.Field{ID: "sheet", Label: l.T("intakeweb.sheet"), Help: l.T("intakeweb.sheet_help")}
		for _, s := range pv.Sheets {
			v.Sheet.Options = append(v.Sheet.Options, web.Option{Value: s, Label: s, On: s == pv.Sheet})
		}
	}
	for _, c := range pv.Columns {
		row := columnRow{Header: c.Header}
		row.Field = web.Field{ID: columnField(c), Label: l.T("intakeweb.column_is", "Header", c.Header), Help: told(l, c), Options: options(l, imp.Kind, c)}
		if c.Field == "" || c.Twice {
			row.Field.Problem = l.T("intakeweb.answer")
		}
		v.Columns = append(v.Columns, row)
	}
	return v
}

// told is what stands in a column, and where its match comes from.
func told(l lang.Lang, c intake.ColumnMatch) string {
	var out []string
	if len(c.Samples) > 0 {
		out = append(out, l.T("intakeweb.samples_of", "Samples", strings.Join(c.Samples, " · ")))
	}
	switch {
	case c.Twice:
		out = append(out, l.T("intakeweb.how_twice"))
	case c.How != "":
		out = append(out, l.T("intakeweb.how_"+string(c.How)))
	}
	return strings.Join(out, " ")
}

// options are the fields that a column can be.
func options(l lang.Lang, k intake.Kind, c intake.ColumnMatch) []web.Option {
	var out []web.Option
	if c.Field == "" {
		out = append(out, web.Option{Value: "", Label: l.T("intakeweb.choose"), On: true})
	}
	out = append(out, web.Option{Value: intake.LeaveOut, Label: l.T("intakeweb.leave_out"), On: c.Field == intake.LeaveOut})
	for _, f := range intake.Fields(k) {
		label := f.Label(l)
		if f.Required {
			label += " *"
		}
		out = append(out, web.Option{Value: f.ID, Label: label, On: f.ID == c.Field})
	}
	return out
}

// errorsOf is the table of the first errors, and a sentence when there are more.
func errorsOf(l lang.Lang, pv *intake.Preview) (*web.Table, string) {
	if len(pv.Errors) == 0 {
		return nil, ""
	}
	t := &web.Table{Caption: l.T("intakeweb.errors"), Columns: []web.Column{
		{Label: l.T("intakeweb.col_place")}, {Label: l.T("intakeweb.col_reason")}, {Label: l.T("intakeweb.col_value"), Secondary: true},
	}}
	for _, e := range pv.Errors {
		place := web.Cell{Text: l.T("intakeweb.row", "Row", strconv.Itoa(e.Row)), Sub: e.Column}
		if e.Sheet != "" && len(pv.Sheets) > 1 {
			place.Text = e.Sheet + ", " + place.Text
		}
		t.Rows = append(t.Rows, web.Row{Cells: []web.Cell{place, {Text: l.Error(e.Err)}, {Text: e.Value}}})
	}
	more := ""
	if n := pv.Problems - int64(len(pv.Errors)); n > 0 {
		more = l.T("intakeweb.more_errors", "Count", l.Int(n))
	}
	return t, more
}

// sampleView are the first changed records.
type sampleView struct {
	Caption string
	Rows    []sampleRow
}

// sampleRow is one changed record with its fields before and after.
type sampleRow struct {
	Name, Place, Row string
	Fields           []sampleField
}

type sampleField struct{ Label, Before, After string }

func samplesOf(l lang.Lang, pv *intake.Preview) *sampleView {
	if len(pv.Samples) == 0 {
		return nil
	}
	v := &sampleView{Caption: l.T("intakeweb.samples", "Shown", l.Int(int64(len(pv.Samples))), "All", l.Int(pv.Changed))}
	for _, s := range pv.Samples {
		row := sampleRow{Name: s.Name, Place: s.Place, Row: l.T("intakeweb.row", "Row", strconv.Itoa(s.Row))}
		for _, f := range s.Fields {
			row.Fields = append(row.Fields, sampleField{intake.Label(f.Field, l), blank(f.Before), blank(f.After)})
		}
		v.Rows = append(v.Rows, row)
	}
	return v
}

func blank(s string) string {
	if s == "" {
		return lang.Unknown
	}
	return s
}

// doublesOf is the table of identity numbers that stand twice, and a sentence when there are more.
func doublesOf(r *web.Request, pv *intake.Preview) (*web.Table, string) {
	if len(pv.DoubleAt) == 0 {
		return nil, ""
	}
	l := r.Lang
	t := &web.Table{Caption: l.T("intakeweb.doubles", "Count", l.Int(pv.Doubles)), Columns: []web.Column{
		{Label: l.T("intakeweb.col_place")}, {Label: l.T("intakeweb.double_where")},
	}}
	for _, d := range pv.DoubleAt {
		where := web.Cell{Text: l.T("intakeweb.double_elsewhere")}
		switch {
		case d.First != 0:
			where.Text = l.T("intakeweb.double_row", "Row", strconv.Itoa(d.First))
		case !d.Inside.IsZero():
			where = web.Cell{Text: l.T("intakeweb.double_household", "Key", d.Inside.String()), Href: "/households/" + d.Inside.String()}
		}
		t.Rows = append(t.Rows, web.Row{Cells: []web.Cell{{Text: l.T("intakeweb.row", "Row", strconv.Itoa(d.Row))}, where}})
	}
	more := ""
	if n := pv.Doubles - int64(len(pv.DoubleAt)); n > 0 {
		more = l.T("intakeweb.more_doubles", "Count", l.Int(n))
	}
	return t, more
}
