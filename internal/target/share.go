package target

import (
	"cmp"
	"slices"

	"giamngheo/internal/unit"
)

// part is one unit in a sharing out: it gets households in proportion to its weight, at least lo and
// at most hi.
type part struct {
	unit   unit.ID
	weight int64
	lo, hi int64
	got    int64

	settled bool
}

// shareOut gives want households out in proportion to the weights, within each part's bounds, in whole
// households by the largest remainder; what a bound cuts off or adds is shared among the others. The
// sum is want unless the bounds forbid it. Remainders that tie go to the smaller unit id, so the
// result does not depend on the order of the parts. It returns what could not be given out (negative:
// what the lower bounds gave out too much).
//
// The way to the bounds is that of "freeze the greater violation": with every part at its share, add
// up what the parts below lo lack and what those above hi have too much; the side that weighs more is
// settled at its bound, and the rest is shared anew. All in whole numbers, nothing is lost to rounding.
func shareOut(parts []part, want int64) (short int64) {
	slices.SortFunc(parts, func(a, b part) int { return cmp.Compare(a.unit, b.unit) })
	for {
		rest, weight := want, int64(0)
		for _, p := range parts {
			if p.settled {
				rest -= p.got
			} else {
				weight += p.weight
			}
		}
		if weight == 0 || rest < 0 {
			// Nothing is left to share: the remaining parts stay at their lower bounds.
			return want - settleLow(parts)
		}
		var lacking, over int64 // times weight
		for _, p := range parts {
			if !p.settled {
				lacking += max(0, p.lo*weight-rest*p.weight)
				over += max(0, rest*p.weight-p.hi*weight)
			}
		}
		if lacking == 0 && over == 0 {
			largestRemainder(parts, rest, weight)
			return 0
		}
		for i := range parts {
			p := &parts[i]
			switch {
			case p.settled:
			case lacking >= over && p.lo*weight > rest*p.weight:
				p.got, p.settled = p.lo, true
			case lacking < over && rest*p.weight > p.hi*weight:
				p.got, p.settled = p.hi, true
			}
		}
	}
}

// settleLow puts every open part at its lower bound and returns the sum of all.
func settleLow(parts []part) (sum int64) {
	for i := range parts {
		if !parts[i].settled {
			parts[i].got, parts[i].settled = parts[i].lo, true
		}
		sum += parts[i].got
	}
	return sum
}

// largestRemainder shares rest among the open parts: each the whole number below its share, then one
// more for those whose share was cut most.
func largestRemainder(parts []part, rest, weight int64) {
	var open []int
	left := rest
	for i := range parts {
		if p := &parts[i]; !p.settled {
			p.got = rest * p.weight / weight
			left -= p.got
			open = append(open, i)
		}
	}
	remainder := func(i int) int64 { return rest * parts[i].weight % weight }
	slices.SortStableFunc(open, func(a, b int) int { return cmp.Compare(remainder(b), remainder(a)) })
	for _, i := range open[:left] {
		parts[i].got++
	}
}
