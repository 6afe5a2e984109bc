package review

import (
	"cmp"
	"context"
	"slices"

	"giamngheo/internal/db"
	"giamngheo/internal/household"
	"giamngheo/internal/standard"
	"giamngheo/internal/unit"
)

// Difference is a stored count that a recount does not give.
type Difference struct {
	Table     string // "tally" or "flow"
	Commune   unit.ID
	Village   unit.ID // 0 for the commune's own row
	Class     standard.Class
	Ethnic    household.Ethnic // of a tally
	PrevClass standard.Class   // of a flow, as are Movement and Minority
	Movement  Movement
	Minority  bool
	Column    string
	Stored    int64
	Counted   int64
}

// Checked says how much Verify compared.
type Checked struct {
	Communes   int
	Cells      int64 // cells of tallies and flows
	Households int64
}

// Verify compares every stored tally and flow of a round with a recount of its assessments, commune
// by commune. On a database at work give it one snapshot (db.Read).
func Verify(ctx context.Context, q db.Querier, id RoundID) ([]Difference, error) {
	diffs, _, err := VerifyCounting(ctx, q, id)
	return diffs, err
}

// VerifyCounting is Verify, and says how much was compared.
func VerifyCounting(ctx context.Context, q db.Querier, id RoundID) (diffs []Difference, n Checked, err error) {
	r, err := Get(ctx, q, id)
	if err != nil {
		return nil, n, err
	}
	e, err := standard.ByID(r.Edition)
	if err != nil {
		return nil, n, err
	}
	m := masksOf(e)
	communes, err := communesOf(ctx, q, id)
	if err != nil {
		return nil, n, err
	}
	for _, commune := range communes {
		stored, err := storedTally(ctx, q, id, commune)
		if err != nil {
			return nil, n, err
		}
		counted, err := countedTally(ctx, q, id, commune, m)
		if err != nil {
			return nil, n, err
		}
		storedFlow, err := storedFlow(ctx, q, id, commune)
		if err != nil {
			return nil, n, err
		}
		countedFlow, err := countedFlow(ctx, q, id, commune)
		if err != nil {
			return nil, n, err
		}
		diffs = append(diffs, differTally(stored, counted)...)
		diffs = append(diffs, differFlow(storedFlow, countedFlow)...)
		n.Communes++
		n.Cells += int64(len(counted) + len(countedFlow))
		for k, h := range countedFlow {
			if k.village == 0 {
				n.Households += h.households
			}
		}
	}
	slices.SortStableFunc(diffs, func(a, b Difference) int {
		return cmp.Or(cmp.Compare(a.Commune, b.Commune), cmp.Compare(a.Village, b.Village), -cmp.Compare(a.Table, b.Table),
			cmp.Compare(a.Class, b.Class), cmp.Compare(a.Ethnic, b.Ethnic), cmp.Compare(a.PrevClass, b.PrevClass),
			cmp.Compare(a.Movement, b.Movement), cmp.Compare(number(a.Minority), number(b.Minority)))
	})
	return diffs, n, nil
}

// differTally compares cells; a missing cell is one of zeros.
func differTally(stored, counted map[tallyKey]*Counts) []Difference {
	var diffs []Difference
	for k := range both(stored, counted) {
		var zero Counts
		s, c := cmp.Or(stored[k], &zero), cmp.Or(counted[k], &zero)
		sf, cf := s.fields(), c.fields()
		for i, col := range columns {
			if *sf[i] != *cf[i] {
				diffs = append(diffs, Difference{
					Table: "tally", Commune: k.commune, Village: k.village, Class: k.class,
					Ethnic: k.ethnic, Column: col.name, Stored: *sf[i], Counted: *cf[i],
				})
			}
		}
	}
	return diffs
}

func differFlow(stored, counted map[flowKey]*heads) []Difference {
	var diffs []Difference
	for k := range both(stored, counted) {
		var zero heads
		s, c := cmp.Or(stored[k], &zero), cmp.Or(counted[k], &zero)
		d := Difference{
			Table: "flow", Commune: k.commune, Village: k.village, PrevClass: k.prev, Class: k.class,
			Movement: k.movement, Minority: k.minority,
		}
		if s.households != c.households {
			d.Column, d.Stored, d.Counted = "households", s.households, c.households
			diffs = append(diffs, d)
		}
		if s.persons != c.persons {
			d.Column, d.Stored, d.Counted = "persons", s.persons, c.persons
			diffs = append(diffs, d)
		}
	}
	return diffs
}

// both are the keys of either map.
func both[K comparable, V any](a, b map[K]V) map[K]struct{} {
	keys := make(map[K]struct{}, len(a))
	for k := range a {
		keys[k] = struct{}{}
	}
	for k := range b {
		keys[k] = struct{}{}
	}
	return keys
}
