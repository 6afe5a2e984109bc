package changeweb

import (
	"strings"

	"giamngheo/internal/day"
	"giamngheo/internal/household"
	"giamngheo/internal/lang"
	"giamngheo/internal/review"
	"giamngheo/internal/standard"
	"giamngheo/internal/unit"
	"giamngheo/internal/web"
)

// field is a value's name in words: "Ngày sinh · Đinh Nhơn".
func field(r *web.Request, d household.Difference) string {
	name := ""
	if code, ok := strings.CutPrefix(d.Field, "flag_"); ok {
		for _, f := range household.AllFlags() {
			if f.Code() == code {
				name = f.Name(r.Lang)
			}
		}
	} else {
		name = r.T("changeweb.field_" + d.Field)
	}
	if d.Person != "" {
		name += " · " + d.Person
	}
	return name
}

// value is a stored value in words.
func value(r *web.Request, name, s string) (string, error) {
	if s == "" {
		return lang.Unknown, nil
	}
	if strings.HasPrefix(name, "flag_") {
		if s == "1" {
			return r.T("changeweb.yes"), nil
		}
		return r.T("changeweb.no"), nil
	}
	switch name {
	case "village":
		return place(r, s)
	case "ethnic", "person_ethnic":
		return household.Ethnic(s).Name(r.Lang), nil
	case "person_sex":
		return household.Sex(s).Name(r.Lang), nil
	case "person_relation":
		return household.Relation(s).Name(r.Lang), nil
	case "person_born", "person_in", "person_out", "ended":
		return date(r, s), nil
	}
	return s, nil
}

func place(r *web.Request, s string) (string, error) {
	id, ok := parse(s)
	if !ok || id == 0 {
		return lang.Unknown, nil
	}
	u, err := unit.Get(r.Context(), r.DB(), unit.ID(id))
	if err != nil {
		return "", err
	}
	return u.TitleIn(r.Lang), nil
}

// date writes a day, or the year where only that is known.
func date(r *web.Request, s string) string {
	if d, err := day.Parse(s); err == nil {
		return r.Lang.Date(d)
	}
	return s
}

// rows are values before and after, in words.
func rows(r *web.Request, list []household.Difference) ([]web.Row, error) {
	var out []web.Row
	for _, d := range list {
		before, err := value(r, d.Field, d.Before)
		if err != nil {
			return nil, err
		}
		after, err := value(r, d.Field, d.After)
		if err != nil {
			return nil, err
		}
		switch d.Field {
		case "person_in":
			before, after = lang.Unknown, r.T("changeweb.person_in", "Born", after)
		case "person_out":
			before, after = r.T("changeweb.person_in", "Born", before), r.T("changeweb.person_out")
		}
		out = append(out, web.Row{Cells: []web.Cell{{Text: field(r, d)}, {Text: before}, {Text: after}}})
	}
	return out, nil
}

// beforeAfter is a table of values before and after.
func beforeAfter(r *web.Request, caption string, list []web.Row) *web.Table {
	return &web.Table{Caption: caption, Wide: true, Rows: list, Columns: []web.Column{
		{Label: r.T("changeweb.what")}, {Label: r.T("changeweb.before")}, {Label: r.T("changeweb.after")},
	}}
}

// stepTable shows what a request makes of one household.
func stepTable(r *web.Request, c review.Change, ended string) (*web.Table, error) {
	switch {
	case c.After == nil:
		return beforeAfter(r, r.T("changeweb.step_ends", "Head", c.Before.Head, "Code", c.Before.Code), []web.Row{{Cells: []web.Cell{
			{Text: r.T("changeweb.field_household")}, {Text: r.T("changeweb.stands")}, {Text: ended},
		}}}), nil
	case c.Before == nil:
		blank := household.Household{Ref: c.After.Ref}
		list := household.Differences(blank, *c.After)
		var kept []household.Difference
		for _, d := range list {
			if d.Field != "code" && d.Field != "code_year" && !(strings.HasPrefix(d.Field, "flag_") && d.After == "0") {
				if d.Before = ""; d.Field == "village" || d.Field == "members" || d.After != "" {
					kept = append(kept, d)
				}
			}
		}
		found, err := rows(r, kept)
		return beforeAfter(r, r.T("changeweb.step_new", "Head", c.After.Head), found), err
	default:
		found, err := rows(r, household.Differences(*c.Before, *c.After))
		return beforeAfter(r, r.T("changeweb.step_changes", "Head", c.Before.Head, "Code", c.Before.Code), found), err
	}
}

// findingTable shows what a corrected review finds instead.
func findingTable(r *web.Request, round review.Round, before, after review.Assessment) (*web.Table, error) {
	e, err := standard.ByID(round.Edition)
	if err != nil {
		return nil, err
	}
	l := r.Lang
	var list []web.Row
	add := func(label, b, a string) {
		if b != a {
			list = append(list, web.Row{Cells: []web.Cell{{Text: label}, {Text: b}, {Text: a}}})
		}
	}
	count := func(n int64) string {
		if n < 0 {
			return lang.Unknown
		}
		return l.Int(n)
	}
	lacks := func(a review.Assessment) string {
		var out []string
		for _, i := range e.Indicators {
			if a.Deprived.Has(i.N) {
				out = append(out, i.Name(l))
			}
		}
		if out == nil {
			return r.T("changeweb.none")
		}
		return strings.Join(out, "; ")
	}
	marks := func(a review.Assessment) string {
		var out []string
		for _, f := range a.Flags.List() {
			out = append(out, f.Name(l))
		}
		if out == nil {
			return r.T("changeweb.none")
		}
		return strings.Join(out, "; ")
	}
	add(r.T("changeweb.field_class"), before.Class.Name(l), after.Class.Name(l))
	add(r.T("changeweb.field_points"), count(int64(before.PointsA)), count(int64(after.PointsA)))
	add(r.T("changeweb.field_income"), count(before.Income), count(after.Income))
	add(r.T("changeweb.field_deprived"), lacks(before), lacks(after))
	add(r.T("changeweb.field_members"), count(int64(before.Members)), count(int64(after.Members)))
	add(r.T("changeweb.field_children"), count(int64(before.Children)), count(int64(after.Children)))
	add(r.T("changeweb.field_ethnic"), before.Ethnic.Name(l), after.Ethnic.Name(l))
	add(r.T("changeweb.field_flags"), marks(before), marks(after))
	return beforeAfter(r, r.T("changeweb.step_review", "Period", round.Period(l)), list), nil
}
