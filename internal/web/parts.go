package web

import "github.com/a-h/templ"

// Empty is what a page shows when there is nothing yet: what belongs here and the first step.
type Empty struct {
	Title string
	Text  string
	Act   Link
}

// Chip is one choice of a filter that is a link.
type Chip struct {
	Label string
	Href  string
	On    bool
	Count string
}

// Pager leads through a long list by keyset: there is a next page, and the beginning.
type Pager struct {
	First string // address of the first page, "" when this is it
	Next  string // address of the next page, "" when this is the last
	Text  string // "Hộ 101 đến 200"
}

// Problem is a fault of a form, with the field it belongs to.
type Problem struct {
	Field string // id of the field, "" for the whole form
	Text  string
}

// Problems are the faults of a form.
type Problems []Problem

// Of is the sentence at a field, "" when the field is right.
func (p Problems) Of(field string) string {
	for _, x := range p {
		if x.Field == field {
			return x.Text
		}
	}
	return ""
}

// Field is one field of a form: label above, help below, its problem beside it.
type Field struct {
	ID       string // also its name
	Label    string
	Help     string
	Value    string
	Type     string // text when empty; password, search, number, date, file
	Problem  string
	Options  []Option // makes it a choice
	Auto     string   // autocomplete
	Mode     string   // inputmode: numeric, decimal
	Accept   string   // of a file
	Among    string   // id of a list that proposes values
	Required bool
	Focus    bool
	Narrow   bool
}

// Option is one choice of a field.
type Option struct {
	Value string
	Label string
	On    bool
}

func (f Field) describedBy() string {
	s := ""
	if f.Help != "" {
		s = f.ID + "-help"
	}
	if f.Problem != "" {
		s += " " + f.ID + "-problem"
	}
	return s
}

func (f Field) kind() string {
	if f.Type == "" {
		return "text"
	}
	return f.Type
}

func (f Field) attrs() templ.Attributes {
	a := templ.Attributes{}
	if d := f.describedBy(); d != "" {
		a["aria-describedby"] = d
	}
	if f.Problem != "" {
		a["aria-invalid"] = "true"
	}
	if f.Auto != "" {
		a["autocomplete"] = f.Auto
	}
	if f.Mode != "" {
		a["inputmode"] = f.Mode
	}
	if f.Accept != "" {
		a["accept"] = f.Accept
	}
	if f.Among != "" {
		a["list"] = f.Among
	}
	if f.Required {
		a["required"] = true
	}
	if f.Focus {
		a["autofocus"] = true
	}
	return a
}
