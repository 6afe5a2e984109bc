package review

import (
	"fmt"

	"giamngheo/internal/household"
	"giamngheo/internal/standard"
)

// Counts is what a tally counts of a set of households.
type Counts struct {
	Households  int64
	Persons     int64
	Children    int64 // members under 16
	ChildHealth int64 // children of households that lack a health service (sheet 11)
	ChildSchool int64 // children of households that lack schooling of children (sheet 11)
	PointsB     int64 // deprivations, summed over households: ten points B each

	Local        int64 // households of a local ethnic group (dân tộc tại chỗ)
	LocalPersons int64
	NoLabour     int64 // without capacity to work (không có khả năng lao động)
	Merit        int64 // with a person of merit (người có công)
	FemaleHead   int64
	Disabled     int64
	Social       int64 // with a person on monthly social assistance

	NoLabourPersons int64
	MeritPersons    int64
	Other           int64 // households of no group of sheet 8: no minority, able to work, nobody of merit
	OtherPersons    int64

	Deprived [12]int64 // households deprived in indicator n at index n-1
	Causes   [8]int64  // households with cause n of poverty at index n-1
	Needs    [6]int64  // households that need support n at index n-1
}

// Add adds other to c.
func (c *Counts) Add(other Counts) { c.plus(&other) }

func (c *Counts) add(other *Counts, sign int64) {
	to, from := c.fields(), other.fields()
	for i := range to {
		*to[i] += sign * *from[i]
	}
}

// plus is add with sign 1, without the way over fields: it is what sums of many communes do.
func (c *Counts) plus(o *Counts) {
	c.Households += o.Households
	c.Persons += o.Persons
	c.Children += o.Children
	c.ChildHealth += o.ChildHealth
	c.ChildSchool += o.ChildSchool
	c.PointsB += o.PointsB
	c.Local += o.Local
	c.LocalPersons += o.LocalPersons
	c.NoLabour += o.NoLabour
	c.Merit += o.Merit
	c.FemaleHead += o.FemaleHead
	c.Disabled += o.Disabled
	c.Social += o.Social
	c.NoLabourPersons += o.NoLabourPersons
	c.MeritPersons += o.MeritPersons
	c.Other += o.Other
	c.OtherPersons += o.OtherPersons
	for i := range c.Deprived {
		c.Deprived[i] += o.Deprived[i]
	}
	for i := range c.Causes {
		c.Causes[i] += o.Causes[i]
	}
	for i := range c.Needs {
		c.Needs[i] += o.Needs[i]
	}
}

// Flag is how many households bear a mark.
func (c *Counts) Flag(f household.Flags) int64 {
	if n := c.flag(f); n != nil {
		return *n
	}
	return 0
}

func (c *Counts) flag(f household.Flags) *int64 {
	switch f {
	case household.Local:
		return &c.Local
	case household.NoLabour:
		return &c.NoLabour
	case household.Merit:
		return &c.Merit
	case household.FemaleHead:
		return &c.FemaleHead
	case household.Disabled:
		return &c.Disabled
	case household.Social:
		return &c.Social
	default:
		return nil
	}
}

// grouped are the marks that make a group of sheet 8, beside being of an ethnic minority.
const grouped = household.NoLabour | household.Merit

// fields are the counts in the order of columns.
func (c *Counts) fields() [fieldCount]*int64 {
	f := [fieldCount]*int64{
		&c.Households, &c.Persons, &c.Children, &c.ChildHealth, &c.ChildSchool, &c.PointsB,
		&c.Local, &c.LocalPersons, &c.NoLabour, &c.Merit, &c.FemaleHead, &c.Disabled, &c.Social,
		&c.NoLabourPersons, &c.MeritPersons, &c.Other, &c.OtherPersons,
	}
	n := plainCount
	for i := range c.Deprived {
		f[n] = &c.Deprived[i]
		n++
	}
	for i := range c.Causes {
		f[n] = &c.Causes[i]
		n++
	}
	for i := range c.Needs {
		f[n] = &c.Needs[i]
		n++
	}
	return f
}

const (
	plainCount = 17
	fieldCount = plainCount + 12 + 8 + 6
)

// columns are the columns of review_tally in the order of Counts.fields, each with the SQL that
// counts it anew from assessments. It is written apart from the Go code that counts one assessment,
// so that Verify compares two ways of counting.
var columns = func() []column {
	flag := func(f household.Flags) string { return fmt.Sprintf("(case when flags & %d <> 0 then 1 else 0 end)", f) }
	other := fmt.Sprintf("(case when ethnic in ('', '01', '55') and (flags & %d) = 0 then 1 else 0 end)", grouped)
	cols := []column{
		{"households", "1"},
		{"persons", "members"},
		{"children", "children"},
		{"child_health", "case when deprived & $1 <> 0 then children else 0 end"},
		{"child_school", "case when deprived & $2 <> 0 then children else 0 end"},
		{"points_b", bitSum("deprived", 12)},
		{"f_local", flag(household.Local)},
		{"f_local_persons", "members * " + flag(household.Local)},
		{"f_no_labour", flag(household.NoLabour)},
		{"f_merit", flag(household.Merit)},
		{"f_female_head", flag(household.FemaleHead)},
		{"f_disabled", flag(household.Disabled)},
		{"f_social", flag(household.Social)},
		{"f_no_labour_persons", "members * " + flag(household.NoLabour)},
		{"f_merit_persons", "members * " + flag(household.Merit)},
		{"f_other", other},
		{"f_other_persons", "members * " + other},
	}
	bits := func(format, from string, n int) {
		for i := range n {
			cols = append(cols, column{fmt.Sprintf(format, i+1), fmt.Sprintf("(%s >> %d) & 1", from, i)})
		}
	}
	bits("d%02d", "deprived", 12)
	bits("c%d", "causes", 8)
	bits("n%d", "needs", 6)
	return cols
}()

type column struct{ name, count string }

func bitSum(from string, n int) string {
	s := ""
	for i := range n {
		if i > 0 {
			s += " + "
		}
		s += fmt.Sprintf("((%s >> %d) & 1)", from, i)
	}
	return s
}

// childMasks are the deprivations behind ChildHealth and ChildSchool, which differ by edition.
type childMasks struct{ health, school standard.Deprivations }

// countOf counts one assessment.
func countOf(a *Assessment, m childMasks) Counts {
	c := Counts{
		Households: 1,
		Persons:    int64(a.Members),
		Children:   int64(a.Children),
		PointsB:    int64(a.Deprived.Count()),
	}
	if a.Deprived&m.health != 0 {
		c.ChildHealth = c.Children
	}
	if a.Deprived&m.school != 0 {
		c.ChildSchool = c.Children
	}
	for _, flag := range household.AllFlags() {
		if to := c.flag(flag); to != nil && a.Flags.Has(flag) {
			*to = 1
		}
	}
	c.LocalPersons = c.Local * c.Persons
	c.NoLabourPersons = c.NoLabour * c.Persons
	c.MeritPersons = c.Merit * c.Persons
	if !a.Ethnic.Minority() && a.Flags&grouped == 0 {
		c.Other, c.OtherPersons = 1, c.Persons
	}
	for i := range c.Deprived {
		c.Deprived[i] = int64(a.Deprived >> i & 1)
	}
	for i := range c.Causes {
		c.Causes[i] = int64(a.Causes >> i & 1)
	}
	for i := range c.Needs {
		c.Needs[i] = int64(a.Needs >> i & 1)
	}
	return c
}
