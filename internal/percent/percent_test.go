package percent

import "testing"

func TestOfRoundsHalfUp(t *testing.T) {
	for _, c := range []struct {
		part, whole int64
		want        Points
	}{
		{38550, 383134, 1006},
		{248, 62150, 40},
		{5033, 12680, 3969},
		{1, 800, 13}, // 0,125 is the half
		{1, 801, 12},
		{-7048, 383134, -184},
		{0, 5, 0},
	} {
		if got, ok := Of(c.part, c.whole); !ok || got != c.want {
			t.Errorf("Of(%d, %d) = %d, %v, want %d", c.part, c.whole, got, ok, c.want)
		}
	}
	if _, ok := Of(1, 0); ok {
		t.Error("a rate without a denominator must not exist")
	}
}

func TestHouseholds(t *testing.T) {
	if got := Points(200).Households(383134); got != 7663 {
		t.Errorf("2,00 points of 383.134 = %d households, want 7663", got)
	}
}

func TestParse(t *testing.T) {
	for in, want := range map[string]Points{"10,06": 1006, "10.06": 1006, "-1,95": -195, "−1,95": -195, "2": 200, "8,1 %": 810, "0,40": 40} {
		if got, err := Parse(in); err != nil || got != want {
			t.Errorf("Parse(%q) = %d, %v, want %d", in, got, err, want)
		}
	}
	for _, in := range []string{"", "x", "1,234", "1.2.3", ",5", "--1"} {
		if got, err := Parse(in); err == nil {
			t.Errorf("Parse(%q) = %d, want an error", in, got)
		}
	}
}
