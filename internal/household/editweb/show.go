package editweb

import (
	"fmt"
	"strconv"

	"giamngheo/internal/household"
	"giamngheo/internal/unit"
	"giamngheo/internal/web"
)

// view is the form as it is printed.
type view struct {
	Action    string
	Version   string
	Problems  web.Problems
	Frozen    string     // that what decides a class may not be changed for the time being
	Meanwhile *web.Table // what somebody else changed since the form was opened
	Fields    []web.Field
	Numbers   []web.Field // telephone and account
	Flags     web.Choices
	People    []row
	Full      bool // no further row fits
	Ethnics   []string
	Cancel    string
	Doubles   []double // who may be in the register already
	Seen      string
}

// row is one person.
type row struct {
	Legend string
	Fields []web.Field
	Remove string // value of the button that takes the row away
}

// ethnicList is the list that proposes ethnic groups.
const ethnicList = "ethnic-groups"

func (f form) view(r *web.Request, action, cancel string, villages []unit.Unit, problems web.Problems) view {
	l := r.Lang
	v := view{Action: action, Cancel: cancel, Version: strconv.FormatInt(f.version, 10), Problems: problems, Full: len(f.people) >= most, Doubles: f.doubles, Seen: f.seen}
	for _, e := range household.Ethnics() {
		v.Ethnics = append(v.Ethnics, e.Name(l))
	}
	field := func(x web.Field, key string, args ...any) web.Field {
		x.Label, x.Help = r.T("householdform."+key), r.T("householdform."+key+"_help", args...)
		x.Problem, x.Focus = problems.Of(x.ID), x.ID == f.focus && len(problems) == 0
		return x
	}
	places := []web.Option{{Label: r.T("householdform.choose")}}
	for _, u := range villages {
		places = append(places, web.Option{Value: id(u.ID), Label: u.TitleIn(l), On: id(u.ID) == f.village})
	}
	v.Fields = []web.Field{
		field(web.Field{ID: "code", Value: f.code, Narrow: true, Auto: "off"}, "code"),
		field(web.Field{ID: "code_year", Value: f.year, Mode: "numeric", Narrow: true, Auto: "off"}, "code_year"),
		field(web.Field{ID: "village", Options: places}, "village"),
		field(web.Field{ID: "address", Value: f.address, Auto: "off"}, "address"),
	}
	if len(f.people) == 0 {
		v.Fields = append(v.Fields,
			field(web.Field{ID: "head", Value: f.head, Auto: "off"}, "head"),
			field(web.Field{ID: "ethnic", Value: f.ethnic, Among: ethnicList, Auto: "off"}, "ethnic"),
			field(web.Field{ID: "members", Value: f.members, Mode: "numeric", Narrow: true, Auto: "off"}, "members"))
	}
	v.Numbers = []web.Field{
		field(web.Field{ID: "phone", Value: f.phone, Mode: "tel", Narrow: true, Auto: "off"}, "phone"),
		field(web.Field{ID: "bank_name", Value: f.bankName, Auto: "off"}, "bank_name"),
		field(web.Field{ID: "bank", Value: f.bank, Mode: "numeric", Auto: "off"}, "bank"),
	}
	v.Flags = web.Choices{ID: "flags", Legend: r.T("householdform.flags"), Help: r.T("householdform.flags_help"), Problem: problems.Of("flags")}
	for _, x := range household.AllFlags() {
		if x == household.FemaleHead && len(f.people) > 0 {
			continue // told by the sex of the first person
		}
		v.Flags.Rows = append(v.Flags.Rows, web.Choice{
			ID: "flag-" + x.Code(), Name: "flags", Value: x.Code(), Label: x.Name(l), Help: r.T("householdform.flag_" + x.Code()), On: f.flags[x.Code()],
		})
	}
	for i, p := range f.people {
		v.People = append(v.People, f.row(r, i, p, field))
	}
	return v
}

func (f form) row(r *web.Request, i int, p person, field func(x web.Field, key string, args ...any) web.Field) row {
	l := r.Lang
	out := row{Legend: r.T("householdform.person", "Position", i+1), Remove: fmt.Sprint("remove-", i)}
	if i == 0 {
		out.Legend = r.T("householdform.person_head")
	}
	sexes := []web.Option{{Label: r.T("householdform.choose")}}
	for _, s := range []household.Sex{household.Male, household.Female} {
		sexes = append(sexes, web.Option{Value: string(s), Label: s.Name(l), On: string(s) == p.sex})
	}
	out.Fields = []web.Field{
		field(web.Field{ID: fieldOf(i, "name"), Value: p.name, Auto: "off"}, "name"),
		field(web.Field{ID: fieldOf(i, "sex"), Options: sexes}, "sex"),
		field(web.Field{ID: fieldOf(i, "born"), Value: p.born, Auto: "off"}, "born"),
		field(web.Field{ID: fieldOf(i, "ethnic"), Value: p.ethnic, Among: ethnicList, Auto: "off"}, "ethnic"),
	}
	if i > 0 {
		relations := []web.Option{{Label: r.T("householdform.choose")}}
		for _, x := range household.Relations[1:] {
			relations = append(relations, web.Option{Value: string(x), Label: x.Name(l), On: string(x) == p.relation})
		}
		out.Fields = append(out.Fields, field(web.Field{ID: fieldOf(i, "relation"), Options: relations}, "relation"))
	}
	out.Fields = append(out.Fields, field(web.Field{ID: fieldOf(i, "identity"), Value: p.identity, Auto: "off"}, "identity"))
	return out
}

// problemsAt puts the register's problems at the fields of the form.
func problemsAt(r *web.Request, f form, found household.Problems) web.Problems {
	at := func(field string) string {
		if len(f.people) > 0 {
			switch field {
			case "head":
				return fieldOf(0, "name")
			case "ethnic":
				return fieldOf(0, "ethnic")
			case "members":
				return ""
			}
		}
		return field
	}
	var out web.Problems
	seen := map[string]bool{}
	for _, p := range found {
		one := web.Problem{Field: at(p.Field), Text: r.Lang.Error(p.Err)}
		if typed, ok := f.ethnicTyped(one.Field); ok {
			one.Text = r.T("householdform.ethnic_unknown", "Name", typed)
		}
		// Of the head one problem is enough: the household's and the first person's are the same.
		if one.Field != "" && seen[one.Field] {
			continue
		}
		seen[one.Field] = true
		out = append(out, one)
	}
	return out
}

// ethnicTyped is what stands in an ethnic field that names no group; ok is false for other fields.
func (f form) ethnicTyped(field string) (string, bool) {
	text := ""
	if field == "ethnic" {
		text = f.ethnic
	}
	for i, p := range f.people {
		if field == fieldOf(i, "ethnic") {
			text = p.ethnic
		}
	}
	return text, text != "" && ethnicOf(text) == ""
}
