package standard

import (
	"fmt"
	"strings"

	"giamngheo/internal/fault"
	"giamngheo/internal/lang"
)

// Problem is one mistake in a card or an edition file, and where it stands.
type Problem struct {
	Place Place
	Code  string // permanent: "count_gap"
	Args  []any
}

// Sentence is the problem for the officer who has to mend it, its place first.
func (p Problem) Sentence(l lang.Lang) string {
	said := l.T("standard.problem_"+p.Code, p.Args...)
	if where := p.Place.In(l); where != "" {
		return where + ": " + said
	}
	return said
}

// Fault is the problem as the answer to someone who wanted to use the file.
func (p Problem) Fault(l lang.Lang) error {
	return fault.New(fault.Invalid, "standard.bad_file", "Problem", p.Sentence(l))
}

// Place is where something stands in a file: a TOML key, or a cell of a sheet.
type Place struct {
	Key    string // "items[1].options[2].points.mekong"
	Sheet  string
	Row    int    // from 1
	Column string // "G"
}

// In is the place in words: "trang tính “Phiếu”, dòng 12, cột G".
func (p Place) In(l lang.Lang) string {
	switch {
	case p.Sheet == "" && p.Key == "":
		return ""
	case p.Sheet == "":
		return l.T("standard.place_key", "Key", p.Key)
	case p.Row == 0:
		return l.T("standard.place_sheet", "Sheet", p.Sheet)
	case p.Column == "":
		return l.T("standard.place_row", "Sheet", p.Sheet, "Row", p.Row)
	}
	return l.T("standard.place_cell", "Sheet", p.Sheet, "Row", p.Row, "Column", p.Column)
}

// Unreadable is the error of a file that is not TOML at all; everything milder is a Problem.
type Unreadable struct{ Err error }

func (u Unreadable) Error() string { return u.Err.Error() }
func (u Unreadable) Unwrap() error { return u.Err }

// finder collects problems while a file is checked.
type finder struct{ found []Problem }

func (f *finder) add(key, code string, args ...any) {
	f.found = append(f.found, Problem{Place{Key: key}, code, args})
}

// must adds a problem unless the condition holds.
func (f *finder) must(ok bool, key, code string, args ...any) {
	if !ok {
		f.add(key, code, args...)
	}
}

// text asks for a phrase in both languages.
func (f *finder) text(t Text, key string) {
	f.must(strings.TrimSpace(t.Vi) != "", key+".vi", "missing")
	f.must(strings.TrimSpace(t.En) != "", key+".en", "missing")
}

// vietnamese asks for the Vietnamese of a phrase; an official table has no other.
func (f *finder) vietnamese(t Text, key string) {
	f.must(strings.TrimSpace(t.Vi) != "", key+".vi", "missing")
}

func at(list string, i int) string { return fmt.Sprintf("%s[%d]", list, i+1) }
