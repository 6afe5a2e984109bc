package standard

import (
	"errors"
	"fmt"
	"strings"

	"github.com/BurntSushi/toml"

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

// decode reads TOML into v strictly: a key that v does not have, or a value of another type, is a problem.
func decode(b []byte, v any) ([]Problem, error) {
	var shape map[string]any
	if _, err := toml.Decode(string(b), &shape); err != nil {
		return nil, Unreadable{err}
	}
	meta, err := toml.Decode(string(b), v)
	if err != nil {
		key := ""
		var at toml.ParseError
		if errors.As(err, &at) {
			key = at.LastKey
		}
		return []Problem{{Place{Key: key}, "wrong_type", []any{"Error", strings.TrimPrefix(err.Error(), "toml: ")}}}, nil
	}
	var found []Problem
	for _, key := range meta.Undecoded() {
		found = append(found, Problem{Place{Key: key.String()}, "unknown_key", []any{"Key", key[len(key)-1]}})
	}
	return found, nil
}

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

func at(list string, i int) string { return fmt.Sprintf("%s[%d]", list, i+1) }
