package demo

import (
	"testing"

	"pgregory.net/rapid"
)

func TestApportionIsExactAndBounded(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 40).Draw(t, "n")
		weights := rapid.SliceOfN(rapid.IntRange(0, 1_000_000), n, n).Draw(t, "weights")
		caps := rapid.SliceOfN(rapid.IntRange(0, 500), n, n).Draw(t, "caps")
		total := rapid.IntRange(0, 6000).Draw(t, "total")
		room := 0
		for _, c := range caps {
			room += c
		}
		out, err := apportion(total, weights, caps)
		if (err != nil) != (total > room) {
			t.Fatalf("apportion(%d) into %d: %v", total, room, err)
		}
		if err != nil {
			return
		}
		sum := 0
		for i, o := range out {
			sum += o
			if o < 0 || o > caps[i] {
				t.Fatalf("part %d = %d, cap %d", i, o, caps[i])
			}
		}
		if sum != total {
			t.Fatalf("parts add up to %d, want %d", sum, total)
		}
	})
}

func TestApportionFollowsWeights(t *testing.T) {
	t.Parallel()
	wide := []int{1000, 1000, 1000}
	for _, c := range []struct {
		name    string
		total   int
		weights []int
		caps    []int
		want    [3]int
	}{
		{"in proportion", 10, []int{1, 2, 2}, wide, [3]int{2, 4, 4}},
		{"the largest remainder gets the odd one", 10, []int{1, 1, 2}, wide, [3]int{3, 2, 5}},
		{"what a full part leaves goes to the others", 10, []int{8, 1, 1}, []int{4, 10, 10}, [3]int{4, 3, 3}},
		{"without weight only when nobody else has room", 10, []int{1, 0, 0}, []int{6, 3, 3}, [3]int{6, 2, 2}},
	} {
		got, err := apportion(c.total, c.weights, c.caps)
		if err != nil || [3]int(got) != c.want {
			t.Errorf("%s: got %v, %v, want %v", c.name, got, err, c.want)
		}
	}
}
