package roster

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"giamngheo/internal/db"
	"giamngheo/internal/household"
	"giamngheo/internal/lang"
	"giamngheo/internal/review"
	"giamngheo/internal/unit"
)

// By is what a list is sorted by.
type By string

// The orders. Only that of keys (commune, then number) is kept by an index through any filter; the others
// sort a set that is small enough to be read whole for every page.
const (
	ByKey     By = ""
	ByName    By = "name" // Vietnamese: given name, family name, what stands between
	ByCode    By = "code"
	ByVillage By = "village" // commune, then village, then name
	ByMembers By = "members"
	ByA       By = "a" // điểm A (B1)
	ByB       By = "b" // điểm B (B2)
)

// Orders lists what a list can be sorted by.
var Orders = []By{ByName, ByCode, ByVillage, ByMembers, ByA, ByB}

// Order is an order and its direction.
type Order struct {
	By   By
	Down bool
}

// ParseOrder reads "name", "-a"; ok is false for anything else but "", which is the order of keys.
func ParseOrder(s string) (o Order, ok bool) {
	name, down := strings.CutPrefix(s, "-")
	if s == "" {
		return Order{}, true
	}
	if !slices.Contains(Orders, By(name)) {
		return Order{}, false
	}
	return Order{By(name), down}, true
}

// String is the order as ParseOrder reads it.
func (o Order) String() string {
	if o.Down {
		return "-" + string(o.By)
	}
	return string(o.By)
}

// SortLimit is how many households a list may have that is sorted otherwise than by key: more than a
// commune's review has (1,100 at most in the demonstration), few enough to be read for every page.
const SortLimit = 3000

// Sortable tells whether the households asked for are few enough to be sorted.
func Sortable(ctx context.Context, q db.Querier, a Asked) (bool, error) {
	n, exact, err := Count(ctx, q, a)
	return exact && n <= SortLimit, err
}

// Page is a page of a list.
type Page struct {
	Lines []Line
	More  bool  // others follow the last one
	Kept  Order // the order the page stands in: that of keys when the list was too long for the one asked for
}

// Read is the page of size households after the one that a.After names.
func Read(ctx context.Context, q db.Querier, a Asked, size int) (Page, error) {
	if a.Order.By != ByKey {
		ok, err := Sortable(ctx, q, a)
		if err != nil {
			return Page{}, err
		}
		if ok {
			return readSorted(ctx, q, a, size)
		}
	}
	a.Limit = size + 1
	lines, err := read(ctx, q, a)
	if err != nil {
		return Page{}, err
	}
	return Page{Lines: lines[:min(len(lines), size)], More: len(lines) > size}, nil
}

func readSorted(ctx context.Context, q db.Querier, a Asked, size int) (Page, error) {
	lines, err := sorted(ctx, q, a)
	if err != nil {
		return Page{}, err
	}
	from := 0
	if !a.After.IsZero() {
		if from, err = following(ctx, q, a, lines); err != nil {
			return Page{}, err
		}
	}
	to := min(from+size, len(lines))
	return Page{Lines: lines[from:to], More: to < len(lines), Kept: a.Order}, nil
}

// following is where the page after a.After begins. A household that has left the list since the page
// before was shown still has its place in the order, unless it lies elsewhere: nothing is told of those.
func following(ctx context.Context, q db.Querier, a Asked, lines []Line) (int, error) {
	if i := slices.IndexFunc(lines, func(x Line) bool { return x.Ref == a.After }); i >= 0 {
		return i + 1, nil
	}
	within, err := unit.Within(ctx, q, a.Area, a.After.Commune)
	if err != nil || !within {
		return 0, err
	}
	h, err := household.ByRefs(ctx, q, []household.Ref{a.After})
	if err != nil || len(h) == 0 {
		return 0, err
	}
	gone := Line{Household: h[0]}
	if a.Round != 0 {
		found, err := review.OfHouseholds(ctx, q, a.Round, []household.Ref{a.After})
		if err != nil {
			return 0, err
		}
		gone.Found = found[a.After]
	}
	c, err := comparer(ctx, q, a.Order, append(lines, gone))
	if err != nil {
		return 0, err
	}
	i, _ := slices.BinarySearchFunc(lines, gone, c.compare)
	return i, nil
}

// sorted are all households asked for, at most SortLimit, in their order.
func sorted(ctx context.Context, q db.Querier, a Asked) ([]Line, error) {
	a.After, a.Limit = household.Ref{}, chunk
	var lines []Line
	for len(lines) <= SortLimit {
		page, err := read(ctx, q, a)
		if err != nil {
			return nil, err
		}
		lines = append(lines, page...)
		if len(page) < chunk {
			break
		}
		a.After = page[len(page)-1].Ref
	}
	c, err := comparer(ctx, q, a.Order, lines)
	if err != nil {
		return nil, err
	}
	slices.SortFunc(lines, c.compare)
	return lines, nil
}

// order compares lines; the texts' keys are made once.
type order struct {
	by    By
	sign  int
	keys  map[household.Ref]string
	point func(Line) int
}

func comparer(ctx context.Context, q db.Querier, o Order, lines []Line) (order, error) {
	c := order{by: o.By, sign: 1, keys: make(map[household.Ref]string, len(lines))}
	if o.Down {
		c.sign = -1
	}
	switch o.By {
	case ByCode:
		for _, x := range lines {
			c.keys[x.Ref] = lang.TextKey(x.Code)
		}
	case ByVillage:
		places, err := Places(ctx, q, lines)
		if err != nil {
			return c, err
		}
		at := map[[2]unit.ID]string{}
		for _, x := range lines {
			p := [2]unit.ID{x.Commune, x.Village}
			if _, ok := at[p]; !ok {
				at[p] = lang.TextKey(places[x.Commune].Name) + "\x00" + lang.TextKey(places[x.Village].Name) + "\x00"
			}
			c.keys[x.Ref] = at[p] + lang.NameKey(x.Head)
		}
	case ByA:
		c.point = func(x Line) int { return x.Found.PointsA }
	case ByB:
		c.point = func(x Line) int { return x.Found.Deprived.Count() }
	case ByMembers:
		c.point = func(x Line) int { return x.Members }
	}
	if o.By != ByCode && o.By != ByVillage {
		for _, x := range lines {
			c.keys[x.Ref] = lang.NameKey(x.Head)
		}
	}
	return c, nil
}

func (c order) compare(x, y Line) int {
	if c.point != nil {
		if n := c.sign * cmp.Compare(c.point(x), c.point(y)); n != 0 {
			return n
		}
		return cmp.Or(cmp.Compare(c.keys[x.Ref], c.keys[y.Ref]), compareRefs(x.Ref, y.Ref))
	}
	return cmp.Or(c.sign*cmp.Compare(c.keys[x.Ref], c.keys[y.Ref]), compareRefs(x.Ref, y.Ref))
}

func compareRefs(a, b household.Ref) int {
	return cmp.Or(cmp.Compare(a.Commune, b.Commune), cmp.Compare(a.ID, b.ID))
}

// Places are the villages and communes that some households live in.
func Places(ctx context.Context, q db.Querier, lines []Line) (map[unit.ID]unit.Unit, error) {
	seen := map[unit.ID]bool{}
	var ids []unit.ID
	for _, x := range lines {
		for _, id := range []unit.ID{x.Village, x.Commune} {
			if id != 0 && !seen[id] {
				seen[id] = true
				ids = append(ids, id)
			}
		}
	}
	return unit.ByIDs(ctx, q, ids)
}
