package demo

import (
	"testing"

	"pgregory.net/rapid"

	"giamngheo/internal/percent"
	"giamngheo/internal/unit"
)

// The annex as it stands in the paper agrees with itself.
func TestAnnexAddsUp(t *testing.T) {
	t.Parallel()
	rows := mustAnnex(t)
	if len(rows) != 18 {
		t.Fatalf("%d rows, want 18", len(rows))
	}
	households, poor := 0, 0
	for i, r := range rows {
		if rate, _ := percent.Of(int64(r.Poor), int64(r.Households)); rate != r.Rate {
			t.Errorf("%s: rate %v, printed %v", r.Label, rate, r.Rate)
		}
		if i > 0 {
			households += r.Households
			poor += r.Poor
		}
	}
	if households != rows[0].Households || poor != rows[0].Poor || poor != published.Poor22 {
		t.Errorf("districts add up to %d and %d, want %d and %d", households, poor, rows[0].Households, rows[0].Poor)
	}
}

func mustAnnex(t interface{ Fatal(...any) }) []annexRow {
	rows, err := annex()
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

// sums checks that a division loses and invents nobody, and that no unit has more households in
// classes than it has.
func sums(t *rapid.T, whole cells, parts []cells) {
	var sum cells
	for i := range parts {
		p := &parts[i]
		sum.add(p)
		for g := range groups {
			if p.Base[g] < p.reviewed(g) {
				t.Fatalf("part %d group %d: %d reviewed of %d households", i, g, p.reviewed(g), p.Base[g])
			}
			for from := range fromStates {
				for to := range toStates {
					if p.Flow[g][from][to] < 0 {
						t.Fatalf("part %d: flow %d %d→%d is %d", i, g, from, to, p.Flow[g][from][to])
					}
				}
			}
		}
	}
	if sum != whole {
		t.Fatalf("parts add up to %+v, want %+v", sum, whole)
	}
}

func TestProvinceHasThePublishedFigures(t *testing.T) {
	t.Parallel()
	rows := mustAnnex(t)
	p := published
	rapid.Check(t, func(t *rapid.T) {
		parts, err := planDistricts(rapid.Uint64().Draw(t, "seed"), rows)
		if err != nil {
			t.Fatal(err)
		}
		var sum cells
		for i := range parts {
			d := &parts[i]
			sum.add(d)
			row := rows[i+1]
			if got := d.both(func(g int) int { return d.ends(g, toPoor) }); got != row.Poor || d.households() != row.Households {
				t.Fatalf("%s: %d poor of %d, want %d of %d", row.Label, got, d.households(), row.Poor, row.Households)
			}
			if row.Code == chuPah {
				if fall := d.both(func(g int) int { return d.began(g, wasPoor) }) - row.Poor; fall != p.ChuPahFall {
					t.Fatalf("Chư Păh fell by %d, want %d", fall, p.ChuPahFall)
				}
			}
		}
		sums(t, provinceCells(rows[0].Households), parts)
		for _, c := range []struct {
			name      string
			got, want int
		}{
			{"poor 2022", sum.both(func(g int) int { return sum.ends(g, toPoor) }), p.Poor22},
			{"poor minority 2022", sum.ends(minority, toPoor), p.MinorityPoor22},
			{"near-poor 2022", sum.both(func(g int) int { return sum.ends(g, toNear) }), p.Near22},
			{"near-poor minority 2022", sum.ends(minority, toNear), p.MinorityNear22},
			{"poor 2021", sum.both(func(g int) int { return sum.began(g, wasPoor) }), p.Poor21},
			{"poor minority 2021", sum.began(minority, wasPoor), p.MinorityPoor21},
			{"near-poor 2021", sum.both(func(g int) int { return sum.began(g, wasNear) }), p.Near21},
			{"near-poor minority 2021", sum.began(minority, wasNear), p.MinorityNear21},
			{"minority households", sum.Base[minority], p.MinorityHouseholds22},
		} {
			if c.got != c.want {
				t.Fatalf("%s = %d, want %d", c.name, c.got, c.want)
			}
		}
	})
}

func TestCommunesAndVillagesAddUp(t *testing.T) {
	t.Parallel()
	rows := mustAnnex(t)
	rapid.Check(t, func(t *rapid.T) {
		seed := rapid.Uint64().Draw(t, "seed")
		districts, err := planDistricts(seed, rows)
		if err != nil {
			t.Fatal(err)
		}
		i := rapid.IntRange(0, len(districts)-1).Draw(t, "district")
		units := make([]unit.Unit, rapid.IntRange(7, 22).Draw(t, "communes"))
		for n := range units {
			units[n] = unit.Unit{ID: unit.ID(n + 1), Code: string(rune('a' + n)), Kind: rapid.SampledFrom([]unit.Kind{"xã", "phường", "thị trấn"}).Draw(t, "kind")}
		}
		communes, err := planCommunes(seed, rows[i+1].Code, districts[i], units)
		if err != nil {
			t.Fatal(err)
		}
		parts := make([]cells, len(communes))
		for n, c := range communes {
			parts[n] = c.Cells
			villages, names := make([]cells, len(c.Villages)), map[string]bool{}
			for k, v := range c.Villages {
				villages[k] = v.Cells
				if names[v.Unit.Title()] {
					t.Fatalf("%s twice in one commune", v.Unit.Title())
				}
				names[v.Unit.Title()] = true
			}
			sums(t, c.Cells, villages)
		}
		sums(t, districts[i], parts)
	})
}
