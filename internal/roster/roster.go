// Package roster is the list of households as offices use it (danh sách hộ): what the register knows of
// each household beside what its review found, in an order, with chosen columns, on a page or as a sheet
// that an import reads again. It joins the register (package household) and the review (package review)
// and owns no table.
//
//	roster.go  Line, Asked: which households; Each, all of them one after the other
//	order.go   the orders of a list, and its pages
//	sheet.go   a list as a sheet, with the headers that the import recognises
package roster

import (
	"context"
	"iter"

	"giamngheo/internal/db"
	"giamngheo/internal/household"
	"giamngheo/internal/review"
)

// Line is one household of a list.
type Line struct {
	household.Household
	Sex      household.Sex // of the head; Each alone reads it
	Found    review.Assessment
	Reviewed bool // the round found something of it
}

// Asked chooses the households of a list and their order. Without a round the register itself is listed,
// narrowed by minority alone.
type Asked struct {
	review.Filter
	Order Order
}

// chunk is how many households are read at once.
const chunk = 1000

// Each reads every household that is asked for, whatever Limit and After say, in the order asked for when
// the list can be brought into it (Sortable), else in the order of keys. Memory does not grow with the
// list.
func Each(ctx context.Context, q db.Querier, a Asked) iter.Seq2[Line, error] {
	return func(yield func(Line, error) bool) {
		if a.Order.By != ByKey {
			ok, err := Sortable(ctx, q, a)
			if err != nil {
				yield(Line{}, err)
				return
			}
			if ok {
				lines, err := sorted(ctx, q, a)
				if err != nil {
					yield(Line{}, err)
					return
				}
				for from := 0; from < len(lines); from += chunk {
					if !give(ctx, q, lines[from:min(from+chunk, len(lines))], yield) {
						return
					}
				}
				return
			}
		}
		a.Limit, a.After = chunk, household.Ref{}
		for {
			lines, err := read(ctx, q, a)
			if err != nil {
				yield(Line{}, err)
				return
			}
			if len(lines) == 0 {
				return
			}
			a.After = lines[len(lines)-1].Ref
			if !give(ctx, q, lines, yield) {
				return
			}
		}
	}
}

// give hands lines out with the sexes of their heads; false when no more are wanted.
func give(ctx context.Context, q db.Querier, lines []Line, yield func(Line, error) bool) bool {
	refs := make([]household.Ref, len(lines))
	for i := range lines {
		refs[i] = lines[i].Ref
	}
	sexes, err := household.HeadSexes(ctx, q, refs)
	if err != nil {
		yield(Line{}, err)
		return false
	}
	for _, x := range lines {
		x.Sex = sexes[x.Ref]
		if !yield(x, nil) {
			return false
		}
	}
	return true
}

// read is one page in the order of keys, as many as Limit says.
func read(ctx context.Context, q db.Querier, a Asked) ([]Line, error) {
	if a.Round == 0 {
		households, err := household.List(ctx, q, household.Filter{Area: a.Area, Minority: a.Minority, After: a.After, Limit: a.Limit})
		if err != nil {
			return nil, err
		}
		lines := make([]Line, len(households))
		for i, h := range households {
			lines[i].Household = h
		}
		return lines, nil
	}
	found, err := review.List(ctx, q, a.Filter)
	if err != nil {
		return nil, err
	}
	return Known(ctx, q, found)
}

// Refs are the keys of all households asked for, none and false when there are more than most.
func Refs(ctx context.Context, q db.Querier, a Asked, most int) (refs []household.Ref, ok bool, err error) {
	a.Limit, a.After = chunk, household.Ref{}
	for {
		var page []household.Ref
		if a.Round == 0 {
			households, err := household.List(ctx, q, household.Filter{Area: a.Area, Minority: a.Minority, After: a.After, Limit: a.Limit})
			if err != nil {
				return nil, false, err
			}
			for _, h := range households {
				page = append(page, h.Ref)
			}
		} else {
			found, err := review.List(ctx, q, a.Filter)
			if err != nil {
				return nil, false, err
			}
			for _, x := range found {
				page = append(page, x.Household)
			}
		}
		refs = append(refs, page...)
		if len(refs) > most {
			return nil, false, nil
		}
		if len(page) < chunk {
			return refs, true, nil
		}
		a.After = page[len(page)-1]
	}
}

// Known adds what the register knows to what a review found.
func Known(ctx context.Context, q db.Querier, found []review.Assessment) ([]Line, error) {
	refs := make([]household.Ref, len(found))
	by := make(map[household.Ref]review.Assessment, len(found))
	for i, a := range found {
		refs[i] = a.Household
		by[a.Household] = a
	}
	households, err := household.ByRefs(ctx, q, refs)
	if err != nil {
		return nil, err
	}
	lines := make([]Line, len(households))
	for i, h := range households {
		lines[i] = Line{Household: h, Found: by[h.Ref], Reviewed: true}
	}
	return lines, nil
}

// Count is how many households are asked for; exact is false when there are more than could be counted.
func Count(ctx context.Context, q db.Querier, a Asked) (n int64, exact bool, err error) {
	if a.Round != 0 {
		return review.CountOf(ctx, q, a.Filter)
	}
	return household.CountUp(ctx, q, a.Area)
}
