package report

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"iter"
	"slices"
	"strconv"
	"strings"

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

// People is form 14 or 15 of a unit in a round: a list with one line per member of each household.
type People struct {
	Form  Form
	Unit  unit.Unit
	Round review.Round

	who account.Actor
}

// Wrote is how much a list of people had.
type Wrote struct{ Households, Persons int64 }

// Export writes the list to w as it is read, from one snapshot; memory does not grow with it. Only who may
// read households and take lists out over the unit may have it, and an audit line says how many persons
// went out. When it fails, what was written is to be thrown away. No identity number is ever in it.
func (p People) Export(ctx context.Context, d *db.DB, who account.Actor, format Format, l lang.Lang, w io.Writer) (n Wrote, err error) {
	for _, right := range []account.Permission{account.ReadHouseholds, account.ExportHouseholds} {
		if err := who.May(ctx, d, right, p.Unit.ID); err != nil {
			return n, err
		}
	}
	if err := who.MayRead(account.Identity, account.Members); err != nil {
		return n, err
	}
	p.who = who
	if !p.Form.Detailed {
		return n, fault.New(fault.Invalid, "report.form_is_no_list", "Number", strconv.Itoa(p.Form.Number))
	}
	err = d.Read(ctx, func(q db.Querier) error {
		communes, err := p.communes(ctx, q)
		if err != nil {
			return err
		}
		purpose, err := db.Purpose(ctx, q)
		if err != nil {
			return err
		}
		return p.write(w, format, l, purpose, communes, p.each(ctx, q, &n))
	})
	if err != nil {
		return n, fmt.Errorf("form %d of unit %d: %w", p.Form.Number, p.Unit.ID, err)
	}
	err = d.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		return audit.RecordExport(ctx, tx, who.Audit(), audit.Line{
			Act: "report.people", Thing: "unit:" + strconv.FormatInt(int64(p.Unit.ID), 10), UnitID: int64(p.Unit.ID),
			After: map[string]any{
				"form": p.Form.Number, "round": int64(p.Round.ID), "format": format, "households": n.Households, "persons": n.Persons,
			},
		}, n.Persons)
	})
	return n, err
}

// communes are the units that head the list's parts.
func (p People) communes(ctx context.Context, q db.Querier) (map[unit.ID]unit.Unit, error) {
	id := p.Unit.ID
	if p.Unit.Level == unit.Village {
		id = p.Unit.Parent
	}
	if p.Unit.Level == unit.Village || p.Unit.Level == unit.Commune {
		return unit.ByIDs(ctx, q, []unit.ID{id})
	}
	all, err := unit.Below(ctx, q, id, unit.Commune, p.Round.Day)
	out := make(map[unit.ID]unit.Unit, len(all))
	for _, u := range all {
		out[u.ID] = u
	}
	return out, err
}

// member is one line of the list.
type member struct {
	household roster.Line
	order     int64 // of the household in the list
	household.Person
}

// each reads the members in the order of the register, a thousand households at a time.
func (p People) each(ctx context.Context, q db.Querier, n *Wrote) iter.Seq2[member, error] {
	const chunk = 1000
	return func(yield func(member, error) bool) {
		var lines []roster.Line
		give := func() bool {
			refs := make([]household.Ref, len(lines))
			for i := range lines {
				refs[i] = lines[i].Ref
			}
			members, err := household.MembersOf(ctx, q, refs)
			if err != nil {
				yield(member{}, err)
				return false
			}
			for _, x := range lines {
				n.Households++
				for _, person := range members[x.Ref] {
					n.Persons++
					if !yield(member{household: x, order: n.Households, Person: person}, nil) {
						return false
					}
				}
			}
			lines = lines[:0]
			return true
		}
		asked := roster.Asked{Filter: review.Filter{Round: p.Round.ID, Area: p.Unit.ID, Classes: []standard.Class{p.Form.List}}}
		for x, err := range roster.Each(ctx, q, asked) {
			if err != nil {
				yield(member{}, err)
				return
			}
			if lines = append(lines, x); len(lines) == chunk && !give() {
				return
			}
		}
		give()
	}
}

// write writes the members in a format, a heading before those of each commune.
func (p People) write(w io.Writer, format Format, l lang.Lang, purpose string, communes map[unit.ID]unit.Unit, members iter.Seq2[member, error]) error {
	s := p.sheet(l, purpose)
	switch format {
	case XLSX:
		return office.WriteXLSX(w, s, p.rows(l, communes, members))
	case CSV:
		return office.WriteCSV(w, s, p.rows(l, communes, members))
	case TSV:
		return p.tsv(w, s, p.rows(l, communes, members))
	case JSON:
		return p.json(w, members, communes)
	}
	return fault.New(fault.Invalid, "report.unknown_format", "Format", string(format))
}

func (p People) sheet(l lang.Lang, purpose string) office.Sheet {
	s := office.Sheet{
		Name: p.Form.Name(l), Agency: l.T("report.agency"), Unit: p.Unit.TitleIn(l), Form: p.Form.Name(l), Official: true,
		Title: p.Form.Title(l, p.Round), Subtitle: p.Round.Period(l) + " · " + p.Unit.TitleIn(l), Note: l.T("report.people_note"),
		Numbering: true, Landscape: true, Lang: l,
	}
	sources := []string{}
	if p.Round.Source != "" {
		sources = append(sources, l.T("report.source_review", "Source", p.Round.Source))
	}
	if !FormsVerified {
		sources = append(sources, l.T("report.form_unverified"))
	}
	s.Source = strings.Join(sources, " ")
	if purpose != "" {
		s.Demo = l.T("report." + purpose)
	}
	column := func(kind office.Kind, width float64, label string, groups ...string) {
		s.Columns = append(s.Columns, office.Column{Kind: kind, Width: width, Label: label, Groups: groups})
	}
	column(office.Count, 6, l.T("report.people_order"))
	column(office.Count, 6, l.T("report.people_member"))
	column(office.Text, 26, l.T("report.people_name"))
	born := l.T("report.people_born")
	column(office.Code, 8, l.T("report.people_male"), born)
	column(office.Code, 8, l.T("report.people_female"), born)
	column(office.Text, 12, l.T("report.people_ethnic"))
	column(office.Text, 14, l.T("report.people_relation"))
	state := l.T("report.people_state")
	for _, key := range []string{"new", "back", "old"} {
		column(office.Text, 8, l.T("report.people_"+key+"_"+p.Form.List.String()), state)
	}
	for _, f := range p.marks() {
		column(office.Text, 10, f.Name(l))
	}
	if p.needs() {
		for _, n := range household.Needs() {
			column(office.Text, 8, n.Name(l), l.T("report.people_needs"))
		}
	}
	if shut := p.who.Closed(household.Merit.Section(), household.Local.Section(), household.NoLabour.Section(), account.Support); shut != nil {
		s.Note += " " + l.T("report.people_closed", "Sections", account.SectionList(shut))
	}
	return s
}

// marks are the marks of a household that the list has a column of, as far as its reader may see them.
func (p People) marks() []household.Flags {
	return slices.DeleteFunc([]household.Flags{household.Merit, household.Local, household.NoLabour}, func(f household.Flags) bool {
		return !p.who.Reads(f.Section())
	})
}

// needs tells whether the list's reader may see what a household needs.
func (p People) needs() bool { return p.who.Reads(account.Support) }

// flag is a mark as data, null where the list's reader may not see it.
func (p People) flag(a review.Assessment, f household.Flags) any {
	if !p.who.Reads(f.Section()) {
		return nil
	}
	return a.Flags.Has(f)
}

// rows are the lines; marks of the household stand beside its first member.
func (p People) rows(l lang.Lang, communes map[unit.ID]unit.Unit, members iter.Seq2[member, error]) iter.Seq2[office.Row, error] {
	return func(yield func(office.Row, error) bool) {
		var at unit.ID
		var order int64
		for m, err := range members {
			if err != nil {
				yield(office.Row{}, err)
				return
			}
			if c := m.household.Commune; c != at {
				at = c
				if !yield(office.Row{Heading: true, Values: []any{communes[c].TitleIn(l)}}, nil) {
					return
				}
			}
			first := m.order != order
			order = m.order
			if !yield(office.Row{Values: p.values(l, m, first)}, nil) {
				return
			}
		}
	}
}

// mark is what stands in a box that is ticked.
const mark = "x"

func (p People) values(l lang.Lang, m member, first bool) []any {
	var order any
	if first {
		order = m.order
	}
	born := func(s household.Sex) any {
		if y := m.BirthYear(); y > 0 && m.Sex == s {
			return strconv.Itoa(y)
		}
		return nil
	}
	values := []any{order, int64(m.Position), m.Name, born(household.Male), born(household.Female), m.Ethnic.Name(l), m.Relation.Name(l)}
	tick := func(on bool) {
		if on && first {
			values = append(values, mark)
		} else {
			values = append(values, nil)
		}
	}
	a := m.household.Found
	state := p.stateOf(a.Movement)
	for _, s := range []string{"new", "back", "old"} {
		tick(s == state)
	}
	for _, f := range p.marks() {
		tick(a.Flags.Has(f))
	}
	if p.needs() {
		for _, n := range household.Needs() {
			tick(a.Needs.Has(n))
		}
	}
	return values
}

// stateOf is how a household came to its list: it stood on it before, fell back to it, or is new to it,
// be it from the other list, from outside, or with a move. "" in a round that does not know.
func (p People) stateOf(m review.Movement) string {
	if !p.Round.Moves() {
		return ""
	}
	switch m {
	case review.Stayed:
		return "old"
	case review.FellBack:
		return "back"
	case review.NewlyListed, review.BecamePoor, review.EscapedToNearPoor, review.OtherIn:
		return "new"
	}
	return ""
}

// tsv is the rows under one line of labels.
func (p People) tsv(w io.Writer, s office.Sheet, rows iter.Seq2[office.Row, error]) error {
	labels := make([]string, len(s.Columns))
	for i, c := range s.Columns {
		labels[i] = strings.Join(append(append([]string{}, c.Groups...), c.Label), ": ")
	}
	if _, err := io.WriteString(w, strings.Join(labels, "\t")+"\n"); err != nil {
		return err
	}
	for r, err := range rows {
		if err != nil {
			return err
		}
		texts := make([]string, len(r.Values))
		for i, v := range r.Values {
			if v != nil {
				texts[i] = strings.NewReplacer("\t", " ", "\n", " ").Replace(fmt.Sprint(v))
			}
		}
		if _, err := io.WriteString(w, strings.Join(texts, "\t")+"\n"); err != nil {
			return err
		}
	}
	return nil
}

// json is a list of members, one object a line.
func (p People) json(w io.Writer, members iter.Seq2[member, error], communes map[unit.ID]unit.Unit) error {
	separator := "[\n"
	for m, err := range members {
		if err != nil {
			return err
		}
		a := m.household.Found
		var needs any
		if p.needs() {
			needs = a.Needs.List()
		}
		b, err := json.Marshal(struct {
			Commune   string           `json:"commune"`
			Household string           `json:"household"`
			Order     int64            `json:"order"`
			Position  int              `json:"position"`
			Name      string           `json:"name"`
			Sex       household.Sex    `json:"sex"`
			Born      int              `json:"born"`
			Ethnic    household.Ethnic `json:"ethnic"`
			Relation  string           `json:"relation"`
			State     string           `json:"state"`
			Merit     any              `json:"merit"`
			Local     any              `json:"local"`
			NoLabour  any              `json:"no_labour"`
			Needs     any              `json:"needs"`
		}{
			communes[m.household.Commune].Code, m.household.Code, m.order, m.Position, m.Name, m.Sex, m.BirthYear(), m.Ethnic, string(m.Relation),
			p.stateOf(a.Movement), p.flag(a, household.Merit), p.flag(a, household.Local), p.flag(a, household.NoLabour), needs,
		})
		if err != nil {
			return err
		}
		if _, err := io.WriteString(w, separator+string(b)); err != nil {
			return err
		}
		separator = ",\n"
	}
	if separator == "[\n" {
		_, err := io.WriteString(w, "[]\n")
		return err
	}
	_, err := io.WriteString(w, "\n]\n")
	return err
}
