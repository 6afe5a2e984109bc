package review

import (
	"cmp"
	"context"
	"slices"

	"giamngheo/internal/day"
	"giamngheo/internal/db"
	"giamngheo/internal/household"
	"giamngheo/internal/standard"
	"giamngheo/internal/unit"
)

// Result is what a round counted of a unit: its figures and the movement.
type Result struct {
	Figures Figures
	Flows   []Flow
}

// ResultOf is what a round counted of a unit of any level. Above the village it is summed from the cells
// of the communes.
func ResultOf(ctx context.Context, q db.Querier, id RoundID, u unit.ID) (Result, error) {
	r, err := resultOf(ctx, q, id, u)
	return Result{r.Figures.clone(), slices.Clone(r.Flows)}, err
}

// ResultsAt is what a round counted of every unit of one level within u on a day: the rows of a form of two
// levels.
func ResultsAt(ctx context.Context, q db.Querier, id RoundID, u unit.ID, level unit.Level, on day.Date) (map[unit.ID]Result, error) {
	return cloned(resultsAt(ctx, q, id, u, level, on))
}

// cloned are results that the caller may change.
func cloned(all map[unit.ID]Result, err error) (map[unit.ID]Result, error) {
	for u, r := range all {
		all[u] = Result{r.Figures.clone(), slices.Clone(r.Flows)}
	}
	return all, err
}

func (f Figures) clone() Figures { return Figures{slices.Clone(f.Cells)} }

// sumFigures adds the figures of several communes up, in the order in which a query gives them.
func sumFigures(all []Result) Figures {
	type key struct {
		class  standard.Class
		ethnic household.Ethnic
	}
	var out []Cell
	at := map[key]int{}
	for _, s := range all {
		for i := range s.Figures.Cells {
			c := &s.Figures.Cells[i]
			n, ok := at[key{c.Class, c.Ethnic}]
			if !ok {
				n = len(out)
				at[key{c.Class, c.Ethnic}] = n
				out = append(out, Cell{Class: c.Class, Ethnic: c.Ethnic})
			}
			out[n].plus(&c.Counts)
		}
	}
	slices.SortFunc(out, func(a, b Cell) int { return cmp.Or(cmp.Compare(a.Class, b.Class), cmp.Compare(a.Ethnic, b.Ethnic)) })
	return Figures{out}
}

// sumFlows is sumFigures for the movement.
func sumFlows(all []Result) []Flow {
	type key struct {
		from, to standard.Class
		minority bool
		movement Movement
	}
	var out []Flow
	at := map[key]int{}
	for _, s := range all {
		for _, f := range s.Flows {
			k := key{f.From, f.To, f.Minority, f.Movement}
			n, ok := at[k]
			if !ok {
				n = len(out)
				at[k] = n
				out = append(out, Flow{From: f.From, To: f.To, Minority: f.Minority, Movement: f.Movement})
			}
			out[n].Households += f.Households
			out[n].Persons += f.Persons
		}
	}
	slices.SortFunc(out, func(a, b Flow) int {
		return cmp.Or(cmp.Compare(a.From, b.From), cmp.Compare(a.To, b.To), cmp.Compare(a.Movement, b.Movement), cmp.Compare(number(a.Minority), number(b.Minority)))
	})
	return out
}
