package operation

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"math/rand/v2"
	"slices"
	"strconv"

	"giamngheo/internal/db"
	"giamngheo/internal/fault"
	"giamngheo/internal/household"
)

// How a table comes into a training copy. What is not named here stays behind, so that a table or
// column added later cannot carry a person over before somebody has thought about it.
var (
	// asItIs are tables that hold units, figures and papers, and no person.
	asItIs = []string{
		"unit", "unit_below", "unit_area", "unit_flag", "unit_event", "unit_succession", "unit_base", "unit_boundary",
		"review_round", "review_tally", "review_flow", "review_change", "review_card", "db_version",
	}
	// masked are tables of which some columns come as they are, some are made anew, and the others empty.
	masked = map[string]struct{ same, anew []string }{
		"household": {
			same: []string{"commune_id", "village_id", "code_year", "ethnic", "ethnic_given", "ethnic_list", "members", "flags", "from_commune", "ended", "version"},
			anew: []string{"id", "code", "head", "from_id"},
		},
		"household_person": {
			same: []string{"commune_id", "position", "sex", "ethnic", "relation"},
			anew: []string{"household_id", "name", "born"},
		},
		"review_assessment": {
			same: []string{
				"commune_id", "round_id", "village_id", "area", "region", "ethnic", "flags", "members", "children", "answers", "points_a",
				"income", "deprived", "causes", "needs", "class", "codes", "prev_class", "movement",
			},
			anew: []string{"household_id"},
		},
		"target": {
			same: []string{"unit_id", "year", "indicator", "households", "points", "parent_id", "position", "label", "rule", "manual", "basis", "version"},
		},
	}
)

// mask knows what each household becomes.
type mask struct {
	invent Inventor
	seed   uint64
	tables []db.Table
	// become is bounded by the number of households: about 100 bytes each.
	become  map[[2]int64]*become
	persons int64
}

type become struct {
	id   int64
	head string // "" until it is known
}

func newMask(ctx context.Context, q db.Querier, invent Inventor) (*mask, error) {
	m := &mask{invent: invent, seed: seed(), become: map[[2]int64]*become{}}
	var err error
	if m.tables, err = carried(ctx, q); err != nil {
		return nil, err
	}
	if err := m.deal(ctx, q); err != nil {
		return nil, err
	}
	return m, m.eachFamily(ctx, q, func(f *family) error {
		m.persons += int64(len(f.members))
		if b := m.become[f.key]; b != nil {
			b.head = f.names[0]
		}
		return nil
	})
}

// deal gives the households of each commune new numbers in a shuffled order.
func (m *mask) deal(ctx context.Context, q db.Querier) error {
	t := only(m.table("household"), "commune_id", "id")
	r := rand.New(rand.NewPCG(m.seed, 1))
	var commune int64
	var ids []int64
	end := func() {
		for i, place := range r.Perm(len(ids)) {
			m.become[[2]int64{commune, ids[i]}] = &become{id: int64(place) + 1}
		}
		ids = ids[:0]
	}
	err := eachRow(ctx, q, t, func(v []any) error {
		if c := v[0].(int64); c != commune {
			end()
			commune = c
		}
		ids = append(ids, v[1].(int64))
		return nil
	})
	end()
	return err
}

// family is the members of one household with their new names.
type family struct {
	key     [2]int64
	members []household.Person
	names   []string
	rows    [][]any // as read
}

// eachFamily gives the families one after the other.
func (m *mask) eachFamily(ctx context.Context, q db.Querier, give func(*family) error) error {
	t := m.table("household_person")
	at := places(t)
	f := &family{}
	end := func() error {
		if len(f.members) == 0 {
			return nil
		}
		f.names = m.names(f.key, f.members)
		return give(f)
	}
	err := eachRow(ctx, q, t, func(v []any) error {
		key := [2]int64{v[at["commune_id"]].(int64), v[at["household_id"]].(int64)}
		if key != f.key {
			if err := end(); err != nil {
				return err
			}
			*f = family{key: key}
		}
		text := func(name string) string { s, _ := v[at[name]].(string); return s }
		f.members = append(f.members, household.Person{
			Name: text("name"), Sex: household.Sex(text("sex")), Born: text("born"), Ethnic: household.Ethnic(text("ethnic")), Relation: household.Relation(text("relation")),
		})
		f.rows = append(f.rows, slices.Clone(v))
		return nil
	})
	if err != nil {
		return err
	}
	return end()
}

// names invents the names of a household; nobody is given back the own name.
func (m *mask) names(key [2]int64, members []household.Person) []string {
	var names []string
	for try := range 20 {
		names = m.invent(m.seed+uint64(try), strconv.FormatInt(key[0], 10)+"/"+strconv.FormatInt(key[1], 10), members)
		if !slices.ContainsFunc(members, func(p household.Person) bool { return slices.Contains(names, p.Name) }) {
			break
		}
	}
	return names
}

// copy fills the tables of the copy and proves the figures.
func (m *mask) copy(ctx, inner context.Context, q db.Querier, tx *db.Tx) (Trained, error) {
	made := Trained{Households: int64(len(m.become)), Persons: m.persons}
	sums := map[string]Sum{}
	for _, t := range m.tables {
		var rows iter.Seq2[[]any, error]
		switch _, part := masked[t.Name]; {
		case slices.Contains(asItIs, t.Name):
			s := newSummer()
			var line []byte
			rows = sequence(func(give func([]any) error) error {
				return eachRow(ctx, q, t, func(v []any) (err error) {
					if line, err = appendRow(line[:0], t.Columns, v); err == nil {
						s.add(line)
						err = give(v)
					}
					return err
				})
			})
			if err := m.load(inner, tx, t, rows); err != nil {
				return made, err
			}
			sums[t.Name] = s.sum()
			continue
		case t.Name == "household_person":
			rows = sequence(func(give func([]any) error) error { return m.personRows(ctx, q, t, give) })
		case part:
			rows = sequence(func(give func([]any) error) error { return m.maskedRows(ctx, q, t, give) })
		default:
			made.Emptied = append(made.Emptied, t.Name)
			continue
		}
		if err := m.load(inner, tx, t, rows); err != nil {
			return made, err
		}
	}
	for name, want := range sums {
		got, err := dump(inner, tx, m.table(name), nil)
		if err != nil {
			return made, err
		}
		if got != want {
			return made, fault.New(fault.Internal, "operation.not_the_same", "Table", name, "Rows", got.Rows, "Want", want.Rows)
		}
	}
	return made, nil
}

func (m *mask) load(ctx context.Context, tx *db.Tx, t db.Table, rows iter.Seq2[[]any, error]) error {
	if _, err := tx.Exec(ctx, "delete from "+t.Name); err != nil {
		return fmt.Errorf("table %s: %w", t.Name, err)
	}
	_, err := tx.Load(ctx, t.Name, t.Names(), rows)
	return err
}

// maskedRows are the rows of a table with only what may come over.
func (m *mask) maskedRows(ctx context.Context, q db.Querier, t db.Table, give func([]any) error) error {
	at := places(t)
	empty := emptied(t)
	return eachRow(ctx, q, t, func(v []any) error {
		for _, i := range empty {
			v[i] = nothing(t.Columns[i])
		}
		switch t.Name {
		case "household":
			m.household(v, at)
		case "review_assessment":
			b := m.become[[2]int64{v[at["commune_id"]].(int64), v[at["household_id"]].(int64)}]
			if b == nil {
				return errors.New("an assessment without its household")
			}
			v[at["household_id"]] = b.id
		}
		return give(v)
	})
}

func (m *mask) household(v []any, at map[string]int) {
	key := [2]int64{v[at["commune_id"]].(int64), v[at["id"]].(int64)}
	b := m.become[key]
	v[at["id"]] = b.id
	v[at["code"]] = fmt.Sprintf("TH%06d", b.id)
	if b.head == "" {
		ethnic, _ := v[at["ethnic"]].(string)
		real, _ := v[at["head"]].(string)
		b.head = m.names(key, []household.Person{{Name: real, Ethnic: household.Ethnic(ethnic), Sex: household.Male, Relation: household.Head}})[0]
	}
	v[at["head"]] = b.head
	from := m.become[[2]int64{v[at["from_commune"]].(int64), v[at["from_id"]].(int64)}]
	if from == nil {
		v[at["from_commune"]], v[at["from_id"]] = int64(0), int64(0)
	} else {
		v[at["from_id"]] = from.id
	}
}

// personRows are the persons with their new names, their births by the year alone.
func (m *mask) personRows(ctx context.Context, q db.Querier, t db.Table, give func([]any) error) error {
	at := places(t)
	empty := emptied(t)
	return m.eachFamily(ctx, q, func(f *family) error {
		b := m.become[f.key]
		if b == nil {
			return errors.New("a person without a household")
		}
		for i, v := range f.rows {
			for _, k := range empty {
				v[k] = nothing(t.Columns[k])
			}
			v[at["household_id"]] = b.id
			v[at["name"]] = f.names[i]
			born, _ := v[at["born"]].(string)
			v[at["born"]] = born[:min(4, len(born))]
			if err := give(v); err != nil {
				return err
			}
		}
		return nil
	})
}

func (m *mask) table(name string) db.Table {
	i := slices.IndexFunc(m.tables, func(t db.Table) bool { return t.Name == name })
	return m.tables[i]
}

// only is a table with some of its columns.
func only(t db.Table, names ...string) db.Table {
	t.Columns = slices.DeleteFunc(slices.Clone(t.Columns), func(c db.Column) bool { return !slices.Contains(names, c.Name) })
	return t
}

func places(t db.Table) map[string]int {
	at := map[string]int{}
	for i, c := range t.Columns {
		at[c.Name] = i
	}
	return at
}

// emptied are the places of the columns that come over with nothing in them.
func emptied(t db.Table) []int {
	var out []int
	p := masked[t.Name]
	for i, c := range t.Columns {
		if !slices.Contains(p.same, c.Name) && !slices.Contains(p.anew, c.Name) {
			out = append(out, i)
		}
	}
	return out
}

// nothing is what stands in a column whose values stay behind.
func nothing(c db.Column) any {
	switch {
	case !c.NotNull:
		return nil
	case c.Kind == db.Whole:
		return int64(0)
	case c.Kind == db.Real:
		return float64(0)
	case c.Kind == db.Bytes:
		return []byte{}
	}
	return ""
}

// sequence turns a function that gives rows into the sequence that Load takes.
func sequence(rows func(give func([]any) error) error) iter.Seq2[[]any, error] {
	return func(yield func([]any, error) bool) {
		err := rows(func(v []any) error {
			if !yield(v, nil) {
				return errStopped
			}
			return nil
		})
		if err != nil && !errors.Is(err, errStopped) {
			yield(nil, err)
		}
	}
}
