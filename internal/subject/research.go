package subject

import (
	"context"
	"fmt"
	"io"
	"iter"
	"strconv"

	"giamngheo/internal/account"
	"giamngheo/internal/audit"
	"giamngheo/internal/db"
	"giamngheo/internal/fault"
	"giamngheo/internal/household"
	"giamngheo/internal/lang"
	"giamngheo/internal/office"
	"giamngheo/internal/review"
	"giamngheo/internal/roster"
	"giamngheo/internal/standard"
	"giamngheo/internal/unit"
)

// Made is what a file for research holds.
type Made struct {
	Unit       unit.Unit
	Round      review.Round
	Households int64 // in the file
	Suppressed int64 // left out because they could be told
	Restricted int64 // left out because their data are restricted
	Smallest   int64 // the rarest combination, at least K
	ByLevel    [levels]int64

	rows      []Row
	districts map[unit.ID]unit.Unit
	edition   *standard.Edition
}

// Research makes the rows of a district or of a province from a round that covers it, read from one snapshot.
// Smaller units are refused: where so few live, a file of its own would tell of them.
func Research(ctx context.Context, d *db.DB, who account.Actor, area unit.ID, asked string) (*Made, error) {
	if err := who.May(ctx, d, account.ExportResearch, area); err != nil {
		return nil, err
	}
	m := &Made{}
	err := d.Read(ctx, func(q db.Querier) error {
		var err error
		if m.Unit, err = unit.Get(ctx, q, area); err != nil {
			return err
		}
		if m.Unit.Level != unit.Province && m.Unit.Level != unit.District {
			return fault.New(fault.Invalid, "subject.research_level")
		}
		whole := m.Unit
		if whole.Level == unit.District {
			if whole, err = unit.Get(ctx, q, whole.Parent); err != nil {
				return err
			}
		}
		rounds, err := review.Covering(ctx, q, area)
		if err != nil {
			return err
		}
		if m.Round, err = review.Pick(rounds, asked); err != nil {
			return err
		}
		if m.Round.ID == 0 {
			return fault.New(fault.Invalid, "subject.research_round")
		}
		if m.edition, err = standard.ByID(m.Round.Edition); err != nil {
			return err
		}
		cells, err := m.gather(ctx, q, whole.ID)
		if err != nil {
			return err
		}
		var within func(unit.ID) bool
		if m.Unit.Level == unit.District {
			within = func(id unit.ID) bool { return id == m.Unit.ID }
		}
		m.rows, m.Suppressed = rows(cells, within)
		return nil
	})
	if err != nil {
		return nil, err
	}
	for _, r := range m.rows {
		m.Households += r.Count
		m.ByLevel[r.Level] += r.Count
	}
	if m.Smallest = smallest(m.rows); len(m.rows) > 0 && m.Smallest < K {
		return nil, fmt.Errorf("research: a combination of %d households would be published", m.Smallest)
	}
	return m, nil
}

// chunk is how many households are read at once.
const chunk = 1000

// gather counts the households of a province by their traits. What is kept grows with the combinations, not
// with the households.
func (m *Made) gather(ctx context.Context, q db.Querier, province unit.ID) (map[Traits]map[standard.Deprivations]int64, error) {
	restricted, err := household.RestrictedBelow(ctx, q, province)
	if err != nil {
		return nil, err
	}
	cells := map[Traits]map[standard.Deprivations]int64{}
	districtOf, err := m.place(ctx, q, province)
	if err != nil {
		return nil, err
	}
	f := review.Filter{Round: m.Round.ID, Area: province, Limit: chunk}
	for {
		list, err := review.List(ctx, q, f)
		if err != nil || len(list) == 0 {
			return cells, err
		}
		f.After = list[len(list)-1].Household
		refs := make([]household.Ref, len(list))
		for i, x := range list {
			refs[i] = x.Household
		}
		heads, err := household.Heads(ctx, q, refs)
		if err != nil {
			return nil, err
		}
		for _, x := range list {
			switch {
			case x.Class == standard.None: // left the list: no household of this round
				continue
			case restricted[x.Household]:
				m.Restricted++
				continue
			}
			t := Traits{District: districtOf[x.Household.Commune], Size: min(x.Members, sizeTop), Ethnic: groupOf(x.Ethnic), Class: x.Class}
			if y := heads[x.Household].BirthYear(); y != 0 {
				t.Age = ageBand(m.Round.Day.Year() - y)
			}
			if cells[t] == nil {
				cells[t] = map[standard.Deprivations]int64{}
			}
			cells[t][x.Deprived]++
		}
	}
}

// place reads which district each commune of a province has at the round's day; a province may have none.
func (m *Made) place(ctx context.Context, q db.Querier, province unit.ID) (map[unit.ID]unit.ID, error) {
	below, err := unit.CommunesAt(ctx, q, province, unit.District, m.Round.Day)
	if err != nil {
		return nil, err
	}
	out := map[unit.ID]unit.ID{}
	ids := make([]unit.ID, 0, len(below))
	for district, communes := range below {
		ids = append(ids, district)
		for _, c := range communes {
			out[c] = district
		}
	}
	m.districts, err = unit.ByIDs(ctx, q, ids)
	return out, err
}

// Write writes the file and leaves an audit line with what it holds.
func (m *Made) Write(ctx context.Context, d *db.DB, who account.Actor, format roster.Format, l lang.Lang, w io.Writer) error {
	demo, err := db.Setting(ctx, d, db.SettingDemo)
	if err != nil {
		return err
	}
	s := m.sheet(l)
	if demo != "" {
		s.Demo = l.T("roster.demo")
	}
	if format == roster.CSV {
		err = office.WriteCSV(w, s, m.lines(l))
	} else {
		err = office.WriteXLSX(w, s, m.lines(l))
	}
	if err != nil {
		return fmt.Errorf("research export of %d: %w", m.Unit.ID, err)
	}
	return d.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		return audit.Record(ctx, tx, who.Audit(), audit.Line{
			Act: "subject.research", Thing: "unit:" + strconv.FormatInt(int64(m.Unit.ID), 10), UnitID: int64(m.Unit.ID),
			After: map[string]any{"households": m.Households, "suppressed": m.Suppressed, "k": m.Smallest, "round": m.Round.ID, "format": format},
		})
	})
}

func (m *Made) sheet(l lang.Lang) office.Sheet {
	s := office.Sheet{
		Name: "1", Unit: m.Unit.TitleIn(l), Title: l.T("subject.research_title"), Subtitle: m.Unit.TitleIn(l) + " · " + m.Round.Period(l),
		Note: m.Says(l), Landscape: true, Source: m.Round.Source, Lang: l,
		Columns: []office.Column{
			{Label: l.T("subject.col_district"), Width: 20},
			{Label: l.T("subject.col_age"), Kind: office.Code},
			{Label: l.T("subject.col_size"), Kind: office.Code},
			{Label: l.T("subject.col_ethnic"), Width: 16},
			{Label: l.T("subject.col_class"), Width: 20},
			{Label: l.T("subject.col_level"), Kind: office.Count},
		},
	}
	for _, x := range m.edition.Indicators {
		s.Columns = append(s.Columns, office.Column{Label: x.Name(l), Kind: office.Count, Width: 10})
	}
	return s
}

// lines are one row a household, then what the file says of itself.
func (m *Made) lines(l lang.Lang) iter.Seq2[office.Row, error] {
	return func(yield func(office.Row, error) bool) {
		for _, r := range m.rows {
			values := []any{m.placeName(r.District, l), word(r.Age, l), word(r.Size, l), ethnicWord(r.Ethnic, l), lang.Capital(r.Class.Name(l)), r.Level}
			for _, x := range m.edition.Indicators {
				lacks := 0
				if r.Deprived.Has(x.N) {
					lacks = 1
				}
				values = append(values, lacks)
			}
			for range r.Count {
				if !yield(office.Row{Values: values}, nil) {
					return
				}
			}
		}
		for _, s := range []string{m.Says(l), l.T("subject.research_levels"), l.T("subject.research_not")} {
			if !yield(office.Row{Values: []any{s}, Heading: true}, nil) {
				return
			}
		}
	}
}

// Says is what the file says of itself.
func (m *Made) Says(l lang.Lang) string {
	return l.T("subject.research_says", "K", K, "Smallest", l.Int(m.Smallest), "Households", l.Int(m.Households), "Suppressed", l.Int(m.Suppressed), "Restricted", l.Int(m.Restricted))
}

func (m *Made) placeName(id unit.ID, l lang.Lang) string {
	if u, ok := m.districts[id]; ok {
		return u.TitleIn(l)
	}
	return l.T("subject.whole_province")
}

func word(s string, l lang.Lang) string {
	switch s {
	case "*":
		return l.T("subject.any")
	case "?":
		return l.T("subject.not_known")
	}
	return s
}

func ethnicWord(s string, l lang.Lang) string {
	if s == "*" {
		return l.T("subject.any")
	}
	return l.T("subject.group_" + s)
}
