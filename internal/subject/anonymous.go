package subject

import (
	"cmp"
	"fmt"
	"slices"

	"giamngheo/internal/household"
	"giamngheo/internal/standard"
	"giamngheo/internal/unit"
)

// K is how many households share every combination of what could tell one of them.
const K = 5

// Traits are what of a household somebody may know who wants to find it in a file (quasi-identifiers), as fine
// as any file has them.
type Traits struct {
	District unit.ID
	Age      int    // band of the head's age: index into ages, 0 when not known
	Size     int    // members, sizeTop for that many and more
	Ethnic   string // Kinh, Jrai, Bahnar, other
	Class    standard.Class
}

// sizeTop is the size from which on a household counts as large.
const sizeTop = 7

// ageFrom are where the bands of age begin; every coarse band is whole fine ones.
var ageFrom = []int{0, 30, 40, 50, 60, 70}

// ageBand is the band of an age, 0 when it is not known.
func ageBand(age int) int {
	if age < 0 || age > 130 {
		return 0
	}
	i, found := slices.BinarySearch(ageFrom, age)
	if !found {
		i--
	}
	return i + 1
}

// The groups of ethnicity as research has them.
const (
	groupKinh   = "kinh"
	groupJrai   = "jrai"
	groupBahnar = "bahnar"
	groupOther  = "other"
)

func groupOf(e household.Ethnic) string {
	switch e {
	case household.Kinh:
		return groupKinh
	case household.Jrai:
		return groupJrai
	case household.Bahnar:
		return groupBahnar
	}
	return groupOther
}

// Published is what the file says of a household. Level is how far it was generalised: 0 as it is; 1 with
// broad bands; 2 without age; 3 for the province as a whole.
type Published struct {
	Level    int
	District unit.ID // 0: somewhere in the province
	Age      string  // "30-39", "40-59", "*"
	Size     string  // "4", "3-4", "*"
	Ethnic   string  // a group, "minority", "*"
	Class    standard.Class
}

// levels is how often a household is generalised before it is left out.
const levels = 4

// at is a household generalised to a level. Households alike at one level are alike at every further one, but
// for the district that the last one drops.
func (t Traits) at(level int) Published {
	p := Published{Level: level, District: t.District, Class: t.Class, Age: "*"}
	minority := t.Ethnic
	if minority != groupKinh {
		minority = "minority"
	}
	switch level {
	case 0:
		p.Age, p.Size, p.Ethnic = fineAge(t.Age), fmt.Sprint(t.Size), t.Ethnic
		if t.Size >= sizeTop {
			p.Size = fmt.Sprint(sizeTop, "+")
		}
	case 1:
		p.Age, p.Size, p.Ethnic = broadAge(t.Age), broadSize(t.Size), minority
	case 2:
		p.Size, p.Ethnic = broadSize(t.Size), minority
	default:
		p.District, p.Size, p.Ethnic = 0, "*", "*"
	}
	return p
}

func fineAge(band int) string {
	switch {
	case band == 0:
		return "?"
	case band == 1:
		return fmt.Sprint("<", ageFrom[1])
	case band == len(ageFrom):
		return fmt.Sprint(ageFrom[band-1], "+")
	}
	return fmt.Sprint(ageFrom[band-1], "-", ageFrom[band]-1)
}

// broadAge is two or more bands in one: under 40, 40 to 59, 60 and more.
func broadAge(band int) string {
	switch {
	case band == 0:
		return "?"
	case band <= 2:
		return "<40"
	case band <= 4:
		return "40-59"
	}
	return "60+"
}

func broadSize(n int) string {
	switch {
	case n <= 2:
		return "1-2"
	case n <= 4:
		return "3-4"
	}
	return "5+"
}

// recode decides for each combination of traits how it is published; one that stays too rare at every level is
// not among them. The households of a whole province decide, whatever part of it is asked for: so a district's
// rows read the same in every file, and no difference of two files has less than K of a kind.
func recode(counts map[Traits]int64) map[Traits]Published {
	out := map[Traits]Published{}
	left := counts
	for level := 0; level < levels && len(left) > 0; level++ {
		groups := map[Published]int64{}
		for t, n := range left {
			groups[t.at(level)] += n
		}
		rest := map[Traits]int64{}
		for t, n := range left {
			if p := t.at(level); groups[p] >= K {
				out[t] = p
			} else {
				rest[t] = n
			}
		}
		left = rest
	}
	return out
}

// Row is a line of the file: what is published of so many households that also lack the same services.
type Row struct {
	Published
	Deprived standard.Deprivations
	Count    int64
}

// rows brings households into the rows of a file, those of some districts only when within is not nil, and
// tells how many were left out. Their order says nothing of where in the register a household stands.
func rows(cells map[Traits]map[standard.Deprivations]int64, within func(unit.ID) bool) (out []Row, suppressed int64) {
	counts := make(map[Traits]int64, len(cells))
	for t, by := range cells {
		for _, n := range by {
			counts[t] += n
		}
	}
	published := recode(counts)
	sums := map[Row]int64{}
	for t, by := range cells {
		p, ok := published[t]
		inside := within == nil || within(t.District)
		switch {
		case inside && (!ok || within != nil && p.District == 0):
			// In the file of a part what is only told of the whole province is left out.
			suppressed += counts[t]
			continue
		case !inside:
			continue
		}
		for d, n := range by {
			sums[Row{Published: p, Deprived: d}] += n
		}
	}
	for r, n := range sums {
		r.Count = n
		out = append(out, r)
	}
	slices.SortFunc(out, func(a, b Row) int {
		return cmp.Or(cmp.Compare(a.Level, b.Level), cmp.Compare(a.District, b.District), cmp.Compare(a.Class, b.Class), cmp.Compare(a.Ethnic, b.Ethnic),
			cmp.Compare(a.Age, b.Age), cmp.Compare(a.Size, b.Size), cmp.Compare(a.Deprived, b.Deprived))
	})
	return out, suppressed
}

// smallest is how many households have the rarest combination of what is published; 0 without rows. A file is
// only handed over when it is at least K: this reads what is about to be written and knows nothing of how it
// came about.
func smallest(rows []Row) int64 {
	groups := map[Published]int64{}
	for _, r := range rows {
		groups[r.Published] += r.Count
	}
	least := int64(0)
	for _, n := range groups {
		if least == 0 || n < least {
			least = n
		}
	}
	return least
}
