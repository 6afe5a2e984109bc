package target

import (
	"strings"
	"testing"

	"giamngheo/internal/percent"
	"giamngheo/internal/unit"
)

// annex is the table of plan 64/KH-UBND: households, poor households and target points by district, as
// printed. (Unit numbers are those of the list: 622 is unit 622 here.)
var annex = []struct {
	unit             unit.ID
	households, poor int64
	points           percent.Points
}{
	{625, 18180, 2542, 269},
	{626, 31476, 3266, 200},
	{624, 9846, 252, 100},
	{632, 31694, 4777, 290},
	{635, 14083, 2488, 310},
	{622, 62150, 248, 8},
	{630, 12680, 5033, 510},
	{634, 11428, 1002, 169},
	{637, 20675, 3244, 300},
	{623, 17638, 286, 31},
	{638, 19706, 1285, 126},
	{639, 17778, 2132, 231},
	{629, 17436, 2847, 330},
	{633, 31047, 2497, 155},
	{627, 20599, 1842, 172},
	{628, 27214, 2389, 169},
	{631, 19504, 2420, 220},
}

var province = Stand{Unit: 64, Households: 383134, Poor: 38550}

func districts() []Child {
	var out []Child
	for i, a := range annex {
		t := Target{Unit: a.unit, Year: 2023, Indicator: PoorReduction, Households: a.points.Households(a.households), Points: a.points, Parent: 64, Position: i + 1, Rule: Given}
		out = append(out, Child{Stand{a.unit, a.households, a.poor}, &t})
	}
	return out
}

func provinceTarget() *Target {
	return &Target{Unit: 64, Year: 2023, Indicator: PoorReduction, Households: percent.Points(200).Households(383134), Points: 200, Rule: Given}
}

func TestThePlanOf2023LeavesAGap(t *testing.T) {
	t.Parallel()
	c := Settle(provinceTarget(), province, districts())
	for _, x := range []struct {
		name      string
		got, want int64
	}{
		{"asked of the province", c.ParentHouseholds, 7663},
		{"handed down", c.SumHouseholds, 7096},
		{"handed down in points", int64(c.SumPoints), 185},
		{"gap", c.GapHouseholds, 567},
		{"gap in points", int64(c.GapPoints), 15},
		{"rate", int64(c.Rate), 1006},
		{"rate if met", int64(c.RateMet), 821},
		{"promised", int64(c.Promised), 806},
		{"units without a target", int64(c.Missing), 0},
	} {
		if x.got != x.want {
			t.Errorf("%s = %d, want %d", x.name, x.got, x.want)
		}
	}
	// Kông Chro has the most poor households left and was asked for the smallest part of them.
	if len(c.Absorb) == 0 || c.Absorb[0].Unit != 630 {
		t.Fatalf("who could absorb the gap: %+v, want Kông Chro first", c.Absorb)
	}
	var taken int64
	for _, a := range c.Absorb {
		taken += a.Take
		if a.Take > a.Left {
			t.Errorf("unit %d is to take %d of %d", a.Unit, a.Take, a.Left)
		}
	}
	if taken != c.GapHouseholds {
		t.Errorf("%d households absorbed, want the gap of %d", taken, c.GapHouseholds)
	}
}

func TestSettleBorders(t *testing.T) {
	t.Parallel()
	child := func(u unit.ID, poor, target int64) Child {
		c := Child{Stand: Stand{u, 100, poor}}
		if target >= 0 {
			c.Target = &Target{Unit: u, Households: target, Points: -1}
		}
		return c
	}
	stand := Stand{1, 200, 30}
	for _, c := range []struct {
		name     string
		parent   *Target
		children []Child
		gap      int64
		missing  int
		absorb   int
	}{
		{"nothing handed down yet", &Target{Households: 10, Points: -1}, []Child{child(2, 20, -1), child(3, 10, -1)}, 10, 2, 2},
		{"handed down exactly", &Target{Households: 10, Points: -1}, []Child{child(2, 20, 6), child(3, 10, 4)}, 0, 0, 0},
		{"handed down more than asked", &Target{Households: 10, Points: -1}, []Child{child(2, 20, 9), child(3, 10, 4)}, -3, 0, 0},
		{"no target above", nil, []Child{child(2, 20, 6)}, 0, 0, 0},
		{"more than there are poor", &Target{Households: 40, Points: -1}, []Child{child(2, 20, 20), child(3, 10, 9)}, 11, 0, 1},
		{"no children", &Target{Households: 5, Points: -1}, nil, 5, 0, 0},
	} {
		got := Settle(c.parent, stand, c.children)
		if got.GapHouseholds != c.gap || got.Missing != c.missing || len(got.Absorb) != c.absorb {
			t.Errorf("%s: gap %d, %d missing, %d could absorb, want %d, %d, %d", c.name, got.GapHouseholds, got.Missing, len(got.Absorb), c.gap, c.missing, c.absorb)
		}
	}
	if got := Settle(nil, Stand{}, []Child{{Stand: Stand{Unit: 2}}}); got.Rate != 0 || got.Rows[0].Effort != 0 {
		t.Errorf("without households there is no rate, got %+v", got)
	}
}

func TestIndicatorsNameTheirDenominator(t *testing.T) {
	t.Parallel()
	for _, i := range Indicators() {
		if i.ID == "" || i.Vi == "" || i.En == "" || i.Basis == "" || strings.Contains(i.Denominator.Title("vi"), "⟦") {
			t.Errorf("%+v is incomplete", i)
		}
		if (i.Counted == CountLacks) != (len(i.Deprivations) > 0) {
			t.Errorf("%s counts %s with deprivations %v", i.ID, i.Counted, i.Deprivations)
		}
	}
	if _, err := IndicatorByID("no such"); err == nil {
		t.Error("an unknown indicator was found")
	}
}
