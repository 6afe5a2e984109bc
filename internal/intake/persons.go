package intake

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"giamngheo/internal/fault"
	"giamngheo/internal/household"
	"giamngheo/internal/unit"
)

// persons decides the rows of a list of persons. The rows of a household stand together and are all of its
// members: who is not among them is taken off.
type persons struct {
	*pass
	taken []*group
	rows  int
}

// mostRows is how many rows are gathered of one household; no household has as many members.
const mostRows = 100

// group is a household with its rows.
type group struct {
	key
	rows   []*personRow
	before household.Household
	now    household.Household
	diff   []FieldChange // of the household itself
}

type personRow struct {
	*line
	key
	position int
	given    household.Person
	isNew    bool
	diff     []FieldChange
}

// full is never so: a chunk ends between two households, which take sees.
func (t *persons) full() bool { return false }

func (t *persons) take(ctx context.Context, l *line) error {
	r := &personRow{line: l}
	var ok bool
	r.key, ok = l.keyOf()
	t.read(r)
	if n := len(t.taken); ok && n > 0 && t.taken[n-1].key == r.key && len(t.taken[n-1].rows) < mostRows {
		t.taken[n-1].rows, t.rows = append(t.taken[n-1].rows, r), t.rows+1
		return nil
	}
	if t.rows >= chunkRows {
		if err := t.flush(ctx); err != nil {
			return err
		}
		t.arena = nil // this row's cells lie in the old one
	}
	t.taken, t.rows = append(t.taken, &group{key: r.key, rows: []*personRow{r}}), t.rows+1
	return nil
}

// read takes what the row says of the person.
func (t *persons) read(r *personRow) {
	p := &r.given
	var err error
	if c := r.cell("position"); filled(c) {
		n, err := countOf(c)
		if err == nil && (n < 1 || n > 60) {
			err = invalid("intake.position_unlikely")
		}
		r.fail("position", err)
		r.position = int(n)
	}
	if p.Name = r.text("name"); p.Name == "" && !r.failed {
		r.fail("name", invalid("intake.name_required"))
	}
	p.Sex, err = sexOf(r.cell("sex"))
	r.fail("sex", err)
	p.Born, err = bornOf(r.cell("born"))
	if err == nil && p.Born == "" {
		err = invalid("intake.born_required")
	}
	r.fail("born", err)
	p.Relation, err = relationOf(r.cell("relation"))
	r.fail("relation", err)
	if c := r.cell("ethnic"); filled(c) {
		list := 0
		if c := r.cell("ethnic_list"); filled(c) {
			n, err := countOf(c)
			r.fail("ethnic_list", err)
			list = int(n)
		}
		p.Ethnic, _, _, err = ethnicOf(c, list)
		r.fail("ethnic", err)
	}
	p.Identity, err = identityOf(r.cell("identity"))
	r.fail("identity", err)
	if n := p.Identity; err == nil && n != "" && !n.Masked() && !r.failed {
		r.fail("identity", household.CheckIdentity(n, p.Sex, p.BirthYear()))
	}
}

func (t *persons) flush(ctx context.Context) error {
	for _, g := range t.taken {
		for _, r := range g.rows {
			if r.failed {
				for _, other := range g.rows {
					other.spoil(r)
				}
				break
			}
		}
	}
	var good []*group
	for _, g := range t.taken {
		if !g.rows[0].failed {
			good = append(good, g)
		}
	}
	order, parts := byCommune(good, func(g *group) unit.ID { return g.commune })
	for _, commune := range order {
		if err := t.commune(ctx, commune, parts[commune]); err != nil {
			return err
		}
	}
	for _, g := range t.taken {
		t.settleGroup(g)
	}
	t.taken, t.rows = t.taken[:0], 0
	return nil
}

// spoil rejects a row whose household has an error in another row: a household is stored whole.
func (r *personRow) spoil(culprit *personRow) {
	if !r.failed && r != culprit {
		r.fail("", invalid("intake.household_row_failed", "Row", culprit.n))
	}
}

func (t *persons) settleGroup(g *group) {
	place := t.place(g.commune, g.now.Village)
	for i, r := range g.rows {
		outcome := byte(isUnchanged)
		changes := r.diff
		if i == len(g.rows)-1 {
			changes = append(changes, g.diff...)
		}
		switch {
		case r.isNew:
			outcome = isNew
		case len(changes) > 0:
			outcome = isChanged
		}
		t.settle(r.line, outcome, g.now.Head, place, changes)
	}
}

func (t *persons) commune(ctx context.Context, commune unit.ID, groups []*group) error {
	codes := make([]string, len(groups))
	for i, g := range groups {
		codes[i] = g.code
	}
	known, err := t.known(ctx, commune, codes)
	if err != nil {
		return err
	}
	var list []*household.Household
	var found []*group
	for _, g := range groups {
		h, ok, err := t.choose(g.key, known[g.code])
		if err == nil && !ok {
			err = fault.New(fault.NotFound, "intake.household_unknown", "Code", g.code, "Commune", t.places.title(commune))
		}
		if err == nil {
			if first := t.again(key{commune, g.code, h.CodeYear}, g.rows[0].n); first != 0 {
				err = invalid("intake.household_apart", "Code", g.code, "Row", first)
			}
		}
		if err != nil {
			g.fail("code", err)
			continue
		}
		g.before = h
		list, found = append(list, &g.before), append(found, g)
	}
	if len(list) == 0 {
		return nil
	}
	if err := household.WithPersons(ctx, t.q, t.keys, commune, list); err != nil {
		return err
	}
	for _, g := range found {
		t.overlay(g)
	}
	if err := t.hold(ctx, commune, found); err != nil {
		return err
	}
	var before, replaced []household.Household
	for _, g := range found {
		if g.rows[0].failed {
			continue
		}
		if g.changed() {
			before, replaced = append(before, g.before), append(replaced, g.now)
		}
	}
	if t.apply == nil {
		return t.doubles(ctx, found)
	}
	return t.apply.replace(ctx, commune, before, replaced)
}

// fail rejects all rows of the household; the first one says why.
func (g *group) fail(id string, err error) {
	g.rows[0].fail(id, err)
	for _, r := range g.rows[1:] {
		r.spoil(g.rows[0])
	}
}

func (g *group) changed() bool {
	return len(g.diff) > 0 || slices.ContainsFunc(g.rows, func(r *personRow) bool { return r.isNew || len(r.diff) > 0 })
}

// overlay makes the household with the persons of the rows, and lists what that changes.
func (t *persons) overlay(g *group) {
	h := g.before
	h.Persons = nil
	for i, r := range g.rows {
		if r.position == 0 {
			r.position = i + 1
		}
	}
	slices.SortStableFunc(g.rows, func(a, b *personRow) int { return a.position - b.position })
	for i, r := range g.rows {
		if r.position != i+1 {
			r.fail("position", invalid("intake.position_order", "Position", r.position, "Want", i+1))
			g.spoilAll(r)
			return
		}
		p := r.given
		p.Position = i + 1
		old, known := t.before(g, r)
		if p.Ethnic == "" {
			if p.Ethnic = h.Ethnic; known {
				p.Ethnic = old.Ethnic
			}
		}
		if !t.has("identity") && known {
			p.Identity = old.Identity
		}
		r.isNew = !known
		h.Persons = append(h.Persons, p)
	}
	head := h.Persons[0]
	h.Head, h.Flags = head.Name, h.Flags&^household.FemaleHead
	if head.Sex == household.Female {
		h.Flags |= household.FemaleHead
	}
	if head.Ethnic != h.Ethnic {
		h.Ethnic, h.EthnicGiven, h.EthnicList = head.Ethnic, string(head.Ethnic), household.List2008
	}
	if len(g.before.Persons) > 0 {
		h.Members = len(h.Persons) // a list that there was already carries the number along
	}
	h = household.Tidy(h)
	if err := household.KeepIdentities(&h, g.before); err != nil {
		g.rejected(t, err)
		return
	}
	g.now = h
	for _, problem := range household.Check(h, t.on) {
		g.problem(t, problem)
	}
	if g.rows[0].failed {
		return
	}
	g.diff = t.differ(g.before, h)
	for i, r := range g.rows {
		if i < len(g.before.Persons) {
			r.diff = differPerson(g.before.Persons[i], h.Persons[i])
		} else {
			r.isNew = true
		}
		if r.isNew && i < len(g.before.Persons) {
			r.isNew = false // another person stands in this place now
		}
	}
}

// before is the person that a row means among those that the register has: who stands in the same place and
// is of the same name or birth, otherwise the only one of the name.
func (t *persons) before(g *group, r *personRow) (household.Person, bool) {
	name := household.Tidy(household.Household{Head: r.given.Name}).Head
	if i := r.position - 1; i < len(g.before.Persons) {
		if p := g.before.Persons[i]; p.Name == name || p.Born == r.given.Born {
			return p, true
		}
	}
	var same []household.Person
	for _, p := range g.before.Persons {
		if p.Name == name {
			same = append(same, p)
		}
	}
	if len(same) == 1 {
		return same[0], true
	}
	return household.Person{}, false
}

func (g *group) spoilAll(culprit *personRow) {
	for _, r := range g.rows {
		r.spoil(culprit)
	}
}

// rejected puts an identity mask that fits nobody at its row.
func (g *group) rejected(t *persons, err error) {
	g.problem(t, household.Problem{Field: "persons.1.identity", Err: err})
	if f := fault.As(err); f != nil {
		for i := 0; i+1 < len(f.Args); i += 2 {
			if n, ok := f.Args[i+1].(int); ok && f.Args[i] == "Position" && n >= 1 && n <= len(g.rows) && n > 1 {
				g.rows[0].errs, g.rows[0].failed = nil, false
				g.problem(t, household.Problem{Field: "persons." + strconv.Itoa(n) + ".identity", Err: err})
			}
		}
	}
}

// problem puts what is wrong with the household at the row and column where it stands.
func (g *group) problem(t *persons, p household.Problem) {
	row, field := g.rows[0], p.Field
	if rest, ok := strings.CutPrefix(p.Field, "persons."); ok {
		number, name, _ := strings.Cut(rest, ".")
		if n, err := strconv.Atoi(number); err == nil && n >= 1 && n <= len(g.rows) {
			row = g.rows[n-1]
		}
		field = name
	}
	if !t.has(field) {
		field = ""
	}
	row.fail(field, p.Err)
	g.spoilAll(row)
}

// differPerson lists the fields in which a person changes.
func differPerson(a, b household.Person) []FieldChange {
	var out []FieldChange
	add := func(id, before, after string) {
		if before != after {
			out = append(out, FieldChange{Field: id, Position: b.Position, Before: before, After: after})
		}
	}
	add("name", a.Name, b.Name)
	add("sex", string(a.Sex), string(b.Sex))
	add("born", a.Born, b.Born)
	add("ethnic", string(a.Ethnic), string(b.Ethnic))
	add("relation", string(a.Relation), string(b.Relation))
	add("identity", string(a.Identity), string(b.Identity))
	return out
}
