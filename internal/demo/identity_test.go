package demo

import (
	"testing"

	"pgregory.net/rapid"

	"giamngheo/internal/household"
)

func TestIdentityNumbersAreLawfulAndUnique(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		seed := rapid.Uint64().Draw(t, "seed")
		seen := map[household.Identity]bool{}
		for _, commune := range []int{0, 1, 219} {
			ids := newIdentities(seed, commune)
			for range 300 {
				female := rapid.Bool().Draw(t, "female")
				born := rapid.IntRange(1998, 2002).Draw(t, "born")
				sex := household.Male
				if female {
					sex = household.Female
				}
				n, err := ids.next(rapid.SampledFrom([]string{"064", "052"}).Draw(t, "province"), female, born)
				if err != nil {
					t.Fatal(err)
				}
				if err := household.CheckIdentity(n, sex, born); err != nil {
					t.Fatalf("%s for one born in %d: %v", string(n), born, err)
				}
				// Without the province, so that the last digits alone tell persons of a year apart.
				if seen[n[3:]] {
					t.Fatalf("%s twice", string(n))
				}
				seen[n[3:]] = true
			}
		}
	})
}

func TestPermuteIsAPermutation(t *testing.T) {
	t.Parallel()
	n := newIdentities(7, 0)
	seen := make([]bool, 1_000_000)
	for i := range seen {
		p := n.permute(i)
		if p < 0 || p >= len(seen) || seen[p] {
			t.Fatalf("place %d goes to %d, taken or outside", i, p)
		}
		seen[p] = true
	}
}
