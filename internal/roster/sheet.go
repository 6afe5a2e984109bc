package roster

import (
	"context"
	"iter"
	"slices"
	"strconv"
	"strings"

	"giamngheo/internal/account"
	"giamngheo/internal/db"
	"giamngheo/internal/household"
	"giamngheo/internal/lang"
	"giamngheo/internal/office"
	"giamngheo/internal/review"
	"giamngheo/internal/standard"
	"giamngheo/internal/unit"
)

// Column is a column of a list that the reader can choose; the head of the household always stands first.
type Column string

// The columns.
const (
	ColClass    Column = "class"
	ColMovement Column = "movement"
	ColBefore   Column = "before"
	ColA        Column = "a"
	ColB        Column = "b"
	ColPlace    Column = "place"
	ColEthnic   Column = "ethnic"
	ColMembers  Column = "members"
	ColAddress  Column = "address"
	ColDeprived Column = "deprived"
	ColCauses   Column = "causes"
	ColNeeds    Column = "needs"
	ColMarks    Column = "marks"
)

// Columns lists them in the order in which they stand.
var Columns = []Column{ColClass, ColMovement, ColBefore, ColA, ColB, ColPlace, ColAddress, ColEthnic, ColMembers, ColDeprived, ColCauses, ColNeeds, ColMarks}

// Usual are the columns of a page for which none were chosen.
var Usual = []Column{ColClass, ColMovement, ColA, ColB, ColPlace, ColEthnic, ColMembers}

// OfReview tells whether a column shows what the review found, not what the register knows.
func (c Column) OfReview() bool {
	return slices.Contains([]Column{ColClass, ColMovement, ColBefore, ColA, ColB, ColDeprived, ColCauses, ColNeeds}, c)
}

// Label is the column's head on a page.
func (c Column) Label(l lang.Lang) string { return l.T("roster.column_" + string(c)) }

// sheet is a list on its way out as a file.
type sheet struct {
	who     account.Actor
	closed  []account.Section // of which nothing is in it, though it was asked for
	lang    lang.Lang
	area    unit.Unit
	round   review.Round
	edition *standard.Edition
	purpose string // db.Purpose
	// withholds tells that some households of the area are left out.
	withholds bool
	columns   []sheetColumn
	places    map[unit.ID]unit.Unit
	written   int
}

// sheetColumn is one column of the file: how its head reads and what a household has in it.
type sheetColumn struct {
	office office.Column
	value  func(s *sheet, x Line) any
}

func newSheet(ctx context.Context, q db.Querier, who account.Actor, a Asked, chosen []Column, l lang.Lang) (*sheet, error) {
	s := &sheet{who: who, lang: l, places: map[unit.ID]unit.Unit{}}
	var err error
	if s.area, err = unit.Get(ctx, q, a.Area); err != nil {
		return nil, err
	}
	if a.Round != 0 {
		if s.round, err = review.Get(ctx, q, a.Round); err != nil {
			return nil, err
		}
		if s.edition, err = standard.ByID(s.round.Edition); err != nil {
			return nil, err
		}
	}
	if s.purpose, err = db.Purpose(ctx, q); err != nil {
		return nil, err
	}
	if len(chosen) == 0 {
		chosen = Columns
	}
	s.columns = s.fields(chosen)
	all := []account.Section{account.Members} // of the head's sex
	for _, c := range chosen {
		all = append(all, c.Sections(s.edition)...)
	}
	s.closed = who.Closed(all...)
	return s, nil
}

// text is a column of words, code one of words that look like numbers, count one of whole numbers.
func (s *sheet) text(id string, width float64, value func(s *sheet, x Line) any) sheetColumn {
	return sheetColumn{office.Column{Label: s.lang.T("roster.head_" + id), Width: width}, value}
}

func (s *sheet) code(id string, width float64, value func(s *sheet, x Line) any) sheetColumn {
	c := s.text(id, width, value)
	c.office.Kind = office.Code
	return c
}

func (s *sheet) count(id string, width float64, value func(s *sheet, x Line) any) sheetColumn {
	c := s.text(id, width, value)
	c.office.Kind = office.Count
	return c
}

// fields are the columns of the file: first the number, then those by which an import knows the household again, then
// those chosen.
func (s *sheet) fields(chosen []Column) []sheetColumn {
	out := []sheetColumn{
		s.count("number", 6, func(s *sheet, _ Line) any { s.written++; return s.written }),
		s.code("code", 14, func(_ *sheet, x Line) any { return x.Code }),
		s.count("code_year", 8, func(_ *sheet, x Line) any { return x.CodeYear }),
		s.code("commune_code", 9, func(s *sheet, x Line) any { return s.places[x.Commune].Code }),
		s.text("commune", 20, func(s *sheet, x Line) any { return s.places[x.Commune].Title() }),
		s.text("village", 20, func(s *sheet, x Line) any { return s.village(x) }),
		s.text("head", 26, func(_ *sheet, x Line) any { return x.Head }),
	}
	if s.who.Reads(account.Members) {
		out = append(out, s.text("sex", 9, func(s *sheet, x Line) any { return s.sex(x) }))
	}
	for _, c := range Columns {
		if slices.Contains(chosen, c) && (s.edition != nil || !c.OfReview()) && !c.Shut(s.who, s.edition) {
			out = append(out, s.of(c)...)
		}
	}
	return out
}

// of are the columns of the file that one column of the page becomes.
func (s *sheet) of(c Column) []sheetColumn {
	one := func(x sheetColumn) []sheetColumn { return []sheetColumn{x} }
	switch c {
	case ColAddress:
		return one(s.text("address", 24, func(_ *sheet, x Line) any { return x.Address }))
	case ColEthnic:
		return one(s.text("ethnic", 12, func(s *sheet, x Line) any { return x.Ethnic.Name(s.lang) }))
	case ColMembers:
		return one(s.count("members", 8, func(_ *sheet, x Line) any { return x.Members }))
	case ColMarks:
		var out []sheetColumn
		for _, f := range household.AllFlags() {
			if !s.who.Reads(f.Section()) {
				continue
			}
			out = append(out, s.tick(s.lang.T("roster.group_marks"), s.lang.T("roster.mark_"+f.Code()), func(x Line) bool { return x.Flags.Has(f) }))
		}
		return out
	case ColClass:
		return one(s.text("class", 18, reviewed(func(s *sheet, x Line) any { return x.Found.Class.Name(s.lang) })))
	case ColBefore:
		return one(s.text("before", 18, reviewed(func(s *sheet, x Line) any { return x.Found.PrevClass.Name(s.lang) })))
	case ColMovement:
		return one(s.text("movement", 22, reviewed(func(s *sheet, x Line) any {
			return review.Judged{Assessment: x.Found, In: s.round}.MovementName(s.lang)
		})))
	case ColA:
		return []sheetColumn{
			s.count("points_a", 8, reviewed(func(_ *sheet, x Line) any { return known(int64(x.Found.PointsA)) })),
			s.count("income", 14, reviewed(func(_ *sheet, x Line) any { return known(x.Found.Income) })),
		}
	case ColB:
		return one(s.count("points_b", 8, detailed(func(s *sheet, x Line) any { return s.edition.PointsB(x.Found.Deprived) })))
	case ColDeprived:
		var out []sheetColumn
		for _, i := range s.edition.Indicators {
			if !s.who.Reads(account.SectionOfService(i.Service)) {
				continue
			}
			out = append(out, s.tick(s.lang.T("roster.group_deprived"), strconv.Itoa(i.N), func(x Line) bool { return x.Found.Deprived.Has(i.N) }))
		}
		return out
	case ColCauses:
		var out []sheetColumn
		for _, c := range household.Causes() {
			if !s.who.Reads(c.Section()) {
				continue
			}
			out = append(out, s.tick(s.lang.T("roster.group_causes"), strconv.Itoa(int(c)), func(x Line) bool { return x.Found.Causes.Has(c) }))
		}
		return out
	case ColNeeds:
		var out []sheetColumn
		for _, n := range household.Needs() {
			out = append(out, s.tick(s.lang.T("roster.group_needs"), strconv.Itoa(int(n)), func(x Line) bool { return x.Found.Needs.Has(n) }))
		}
		return out
	}
	return nil
}

// tick is a column of a group in which an x stands or nothing.
func (s *sheet) tick(group, label string, has func(x Line) bool) sheetColumn {
	return sheetColumn{office.Column{Groups: []string{group}, Label: label, Width: 7}, func(_ *sheet, x Line) any {
		if has(x) {
			return "x"
		}
		return nil
	}}
}

// reviewed leaves a household empty that the round did not see; detailed also where it has classes alone.
func reviewed(value func(s *sheet, x Line) any) func(s *sheet, x Line) any {
	return func(s *sheet, x Line) any {
		if !x.Reviewed {
			return nil
		}
		return value(s, x)
	}
}

func detailed(value func(s *sheet, x Line) any) func(s *sheet, x Line) any {
	return reviewed(func(s *sheet, x Line) any {
		if !s.round.Detail {
			return nil
		}
		return value(s, x)
	})
}

func known(n int64) any {
	if n < 0 {
		return nil
	}
	return n
}

func (s *sheet) village(x Line) any {
	if v, ok := s.places[x.Village]; ok {
		return v.Title() // as it stands in the list of units, in every language: an import looks for it
	}
	return nil
}

func (s *sheet) sex(x Line) any {
	if x.Sex == "" {
		return nil
	}
	return x.Sex.Name(s.lang)
}

// office is the sheet without its rows.
func (s *sheet) office() office.Sheet {
	l := s.lang
	out := office.Sheet{
		Name: l.T("roster.sheet"), Unit: s.area.TitleIn(l), Title: l.T("roster.title"), Landscape: true, Lang: l,
		Subtitle: s.area.TitleIn(l),
	}
	if s.edition != nil {
		out.Subtitle += " · " + s.round.Period(l)
		out.Source = l.T("roster.source", "Round", s.round.Period(l), "Edition", s.edition.Title(l), "Source", s.round.Source)
	}
	if s.purpose != "" {
		out.Demo = l.T("roster." + s.purpose)
	}
	if s.withholds {
		out.Note = l.T("roster.withholds")
	}
	for _, c := range s.columns {
		out.Columns = append(out.Columns, c.office)
	}
	if len(s.closed) > 0 {
		out.Source = strings.TrimSpace(out.Source + " " + l.T("roster.closed", "Sections", account.SectionList(s.closed)))
	}
	return out
}

// rows turns lines into rows; the units' names are read once for each chunk.
func (s *sheet) rows(ctx context.Context, q db.Querier, lines iter.Seq2[Line, error]) iter.Seq2[office.Row, error] {
	return func(yield func(office.Row, error) bool) {
		chunk := make([]Line, 0, chunk)
		values := make([]any, len(s.columns))
		flush := func() bool {
			if err := s.know(ctx, q, chunk); err != nil {
				yield(office.Row{}, err)
				return false
			}
			for _, x := range chunk {
				for i, c := range s.columns {
					values[i] = c.value(s, x)
				}
				if !yield(office.Row{Values: values}, nil) {
					return false
				}
			}
			chunk = chunk[:0]
			return true
		}
		for x, err := range lines {
			if err != nil {
				yield(office.Row{}, err)
				return
			}
			if chunk = append(chunk, x); len(chunk) == cap(chunk) && !flush() {
				return
			}
		}
		flush()
	}
}

// know reads the units of some lines that were not met before.
func (s *sheet) know(ctx context.Context, q db.Querier, lines []Line) error {
	var unknown []Line
	for _, x := range lines {
		_, commune := s.places[x.Commune]
		_, village := s.places[x.Village]
		if !commune || !village && x.Village != 0 {
			unknown = append(unknown, x)
		}
	}
	more, err := Places(ctx, q, unknown)
	for id, u := range more {
		s.places[id] = u
	}
	return err
}
