package subject

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"giamngheo/internal/standard"
	"giamngheo/internal/unit"
)

// people is a random province: some districts are large, others have a handful of households; some groups are rare.
func people(r *rand.Rand) map[Traits]map[standard.Deprivations]int64 {
	cells := map[Traits]map[standard.Deprivations]int64{}
	districts := 1 + r.IntN(6)
	for d := range districts {
		n := []int{3, 9, 60, 900}[r.IntN(4)]
		for range n {
			t := Traits{
				District: unit.ID(d + 1), Age: r.IntN(len(ageFrom) + 1), Size: 1 + r.IntN(sizeTop),
				Ethnic: []string{groupKinh, groupKinh, groupJrai, groupJrai, groupJrai, groupBahnar, groupOther}[r.IntN(7)],
				Class:  []standard.Class{standard.Poor, standard.NearPoor, standard.NotPoor, standard.NotPoor}[r.IntN(4)],
			}
			if cells[t] == nil {
				cells[t] = map[standard.Deprivations]int64{}
			}
			cells[t][standard.Deprivations(r.IntN(1<<4))]++
		}
	}
	return cells
}

// Whatever lives where: in every file each combination of what could tell a household has K households or more,
// and so has every combination in the difference of any two files of overlapping areas.
func TestEveryFileAndEveryDifferenceIsKAnonymous(t *testing.T) {
	t.Parallel()
	for seed := range uint64(100) {
		r := rand.New(rand.NewPCG(seed, 9))
		cells := people(r)
		total := int64(0)
		districts := map[unit.ID]int64{}
		for x, by := range cells {
			for _, n := range by {
				total += n
				districts[x.District] += n
			}
		}
		province, suppressed := rows(cells, nil)
		files := map[string][]Row{"province": province}
		if got := sum(province) + suppressed; got != total {
			t.Fatalf("seed %d: %d rows and suppressed of %d households", seed, got, total)
		}
		for d, n := range districts {
			part, left := rows(cells, func(id unit.ID) bool { return id == d })
			files[fmt.Sprint("district ", d)] = part
			if got := sum(part) + left; got != n {
				t.Fatalf("seed %d district %d: %d rows and suppressed of %d households", seed, d, got, n)
			}
		}
		for name, file := range files {
			if least := smallest(file); len(file) > 0 && least < K {
				t.Errorf("seed %d %s: a combination of %d", seed, name, least)
			}
			for other, file2 := range files {
				for p, n := range difference(file, file2) {
					if n != 0 && n < K {
						t.Errorf("seed %d: %s without %s leaves %d households of %+v", seed, name, other, n, p)
					}
				}
			}
		}
	}
}

func sum(rows []Row) (n int64) {
	for _, r := range rows {
		n += r.Count
	}
	return n
}

// difference is what somebody who has two files knows of the first alone.
func difference(a, b []Row) map[Published]int64 {
	out := map[Published]int64{}
	for _, r := range a {
		out[r.Published] += r.Count
	}
	for _, r := range b {
		out[r.Published] -= r.Count
	}
	for p, n := range out {
		out[p] = max(n, -n)
	}
	return out
}

func TestTraitsAreGeneralisedBeforeAnybodyIsLeftOut(t *testing.T) {
	t.Parallel()
	poor := func(district unit.ID, age, size int, ethnic string) Traits {
		return Traits{District: district, Age: ageBand(age), Size: size, Ethnic: ethnic, Class: standard.Poor}
	}
	counts := map[Traits]int64{
		poor(1, 35, 4, groupJrai): 6,
		poor(1, 45, 4, groupJrai): 2, poor(1, 55, 3, groupBahnar): 3, // together five of "40-59, 3-4, minority"
		poor(1, 65, 5, groupJrai): 3, poor(1, 25, 6, groupOther): 2, // together five without age
		poor(1, 65, 1, groupKinh): 1, poor(2, 65, 1, groupKinh): 4, // together five of the province
	}
	got := recode(counts)
	for in, want := range map[Traits]Published{
		poor(1, 35, 4, groupJrai):   {0, 1, "30-39", "4", groupJrai, standard.Poor},
		poor(1, 45, 4, groupJrai):   {1, 1, "40-59", "3-4", "minority", standard.Poor},
		poor(1, 55, 3, groupBahnar): {1, 1, "40-59", "3-4", "minority", standard.Poor},
		poor(1, 25, 6, groupOther):  {2, 1, "*", "5+", "minority", standard.Poor},
		poor(2, 65, 1, groupKinh):   {3, 0, "*", "*", "*", standard.Poor},
	} {
		if got[in] != want {
			t.Errorf("%+v is published as %+v, want %+v", in, got[in], want)
		}
	}
	counts[Traits{District: 2, Age: 1, Size: 1, Ethnic: groupKinh, Class: standard.NearPoor}] = 4
	if got := recode(counts); len(got) != len(counts)-1 {
		t.Errorf("%d of %d combinations are published; the one of four households is to be left out", len(got), len(counts))
	}
	if ageBand(29) != 1 || ageBand(30) != 2 || ageBand(70) != 6 || ageBand(-1) != 0 || fineAge(6) != "70+" || fineAge(2) != "30-39" || fineAge(1) != "<30" {
		t.Error("bands of age are off")
	}
}
