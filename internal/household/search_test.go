package household_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"giamngheo/internal/account"
	"giamngheo/internal/db"
	"giamngheo/internal/db/dbtest"
	"giamngheo/internal/household"
	"giamngheo/internal/lang"
	"giamngheo/internal/seal"
	"giamngheo/internal/unit"
)

func heads(t testing.TB, d *db.DB, text string, area unit.ID) (out []string) {
	t.Helper()
	hits, err := household.Search(t.Context(), d, household.Query{Text: text, Area: area})
	if err != nil {
		t.Fatalf("search %q: %v", text, err)
	}
	for _, h := range hits {
		name := h.Head
		if h.Alike {
			name += " ~"
		}
		out = append(out, name)
	}
	return out
}

func TestSearch(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		p := newPlace(t, d, 2, 2, 2)
		s := household.NewService(d, seal.Ephemeral())
		for i, name := range []string{"Rcom Hyưh", "Rơ Châm Thiu", "Rơ Chăm Jem", "R'com Bin", "Nguyễn Văn Toàn", "Nguyễn Thị Vân", "Siu H’ Lan", "Hồ Thị Lan", "Đinh Blưm"} {
			create(t, s, sample(p, 0, fmt.Sprintf("64-%03d", i), name))
		}
		create(t, s, sample(p, 3, "64-900", "Rơ Châm Tuk"))
		for _, c := range []struct {
			text string
			area unit.ID
			want []string
		}{
			{"ro cham", p.province, []string{"Rơ Châm Thiu", "Rơ Chăm Jem", "Rơ Châm Tuk", "Rcom Hyưh ~", "R'com Bin ~"}},
			{"rcom", p.province, []string{"Rcom Hyưh", "R'com Bin", "Rơ Châm Thiu ~", "Rơ Chăm Jem ~", "Rơ Châm Tuk ~"}},
			{"ro cham", p.districts[1], []string{"Rơ Châm Tuk"}},
			{"rcom", p.communes[3], []string{"Rơ Châm Tuk ~"}},
			{"rcom", p.villages[p.communes[0]][1], nil},
			{"rcom bin", p.villages[p.communes[0]][0], []string{"R'com Bin"}},
			{"thiu ro cham", p.province, []string{"Rơ Châm Thiu"}},
			{"NGUYỄN", p.province, []string{"Nguyễn Văn Toàn", "Nguyễn Thị Vân"}},
			{"van ng", p.province, []string{"Nguyễn Văn Toàn", "Nguyễn Thị Vân"}},
			{"toan van nguyen", p.province, []string{"Nguyễn Văn Toàn"}},
			{"hlan", p.province, []string{"Siu H’ Lan"}},
			{"h lan", p.province, []string{"Siu H’ Lan", "Hồ Thị Lan"}},
			{"blum", p.province, []string{"Đinh Blưm"}},
			{"64-004", p.province, []string{"Nguyễn Văn Toàn"}},
			{"khongco", p.province, nil},
			{"", p.province, nil},
			{`" OR "a`, p.province, nil},
		} {
			if got := heads(t, d, c.text, c.area); !slices.Equal(got, c.want) {
				t.Errorf("%q in %d: %q, want %q", c.text, c.area, got, c.want)
			}
		}
		hits, err := household.Search(t.Context(), d, household.Query{Text: "ro cham", Area: p.province, Limit: 4})
		if err != nil || len(hits) != 4 || hits[2].Alike || !hits[3].Alike {
			t.Errorf("a page that ends among the ones that sound alike: %v, %v", hits, err)
		}
	})
}

// Whatever is entered and changed, a household is found by each word of its present name, with and
// without marks, in each unit above it, and never by a name it no longer bears.
func TestSearchFollowsEveryChange(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		p := newPlace(t, d, 2, 2, 2)
		s := household.NewService(d, seal.Ephemeral())
		clans := []string{"Rơ Châm", "Rcom", "R'com", "Rah Lan", "Siu", "Ksor", "Nguyễn Văn", "Đinh Thị", "Y", "A"}
		given := []string{"Blơi", "H'Lan", "Hyưh", "Tuk", "Toàn", "Vân", "Blưm"}
		run := 0
		rapid.Check(t, func(r *rapid.T) {
			run++
			word := "z" + strings.Repeat("q", run%5+1) + fmt.Sprint(run) // in no other run's names
			name := rapid.Custom(func(r *rapid.T) string {
				return rapid.SampledFrom(clans).Draw(r, "clan") + " " + rapid.SampledFrom(given).Draw(r, "given") + " " + word
			})
			now := map[household.Ref]household.Household{}
			for i := range rapid.IntRange(1, 4).Draw(r, "households") {
				commune := rapid.IntRange(0, 3).Draw(r, "commune")
				h := sample(p, commune, fmt.Sprint(run, "-", i), name.Draw(r, "name"))
				ref := create(t, s, h)
				h.Ref, h.Version = ref, 1
				now[ref] = h
			}
			refs := make([]household.Ref, 0, len(now))
			for ref := range now {
				refs = append(refs, ref)
			}
			slices.SortFunc(refs, func(a, b household.Ref) int { return strings.Compare(a.String(), b.String()) })
			for range rapid.IntRange(0, 4).Draw(r, "changes") {
				h := now[rapid.SampledFrom(refs).Draw(r, "which")]
				h.Head = name.Draw(r, "new name")
				h.Persons[0].Name = h.Head
				h.Village = p.villages[h.Commune][rapid.IntRange(0, 1).Draw(r, "village")]
				if err := s.Update(t.Context(), account.System, h); err != nil {
					r.Fatal(err)
				}
				h.Version++
				now[h.Ref] = h
			}
			for ref, h := range now {
				text := rapid.SampledFrom([]string{h.Head, lang.Fold(h.Head), strings.ToUpper(h.Head)}).Draw(r, "typed")
				for _, area := range []unit.ID{unit.CountryID, p.province, p.district[ref.Commune], ref.Commune, h.Village} {
					hits, err := household.Search(t.Context(), d, household.Query{Text: text, Area: area})
					if err != nil {
						r.Fatal(err)
					}
					if !slices.ContainsFunc(hits, func(x household.Hit) bool { return x.Ref == ref && !x.Alike }) {
						r.Errorf("%q not found as %q in %d", h.Head, text, area)
					}
				}
			}
			hits, err := household.Search(t.Context(), d, household.Query{Text: word, Area: p.province})
			if err != nil || len(hits) != len(now) {
				r.Errorf("%d hits for the word of %d households, %v", len(hits), len(now), err)
			}
			for _, clan := range clans {
				hits, err := household.Search(t.Context(), d, household.Query{Text: clan + " " + word, Area: p.province})
				if err != nil {
					r.Fatal(err)
				}
				for _, x := range hits {
					if !x.Alike && !coversWords(now[x.Ref].Head, clan) {
						r.Errorf("%q found by its letters as %q", now[x.Ref].Head, clan)
					}
				}
			}
		})
	})
}

// coversWords tells whether every word of a text begins a word of a name, spaces and apostrophes
// after a particle aside.
func coversWords(name, text string) bool {
	words := strings.Fields(lang.Fold(name))
	words = append(words, strings.ReplaceAll(lang.Fold(name), " ", ""))
	for i := range words[:len(words)-2] {
		words = append(words, words[i]+words[i+1])
	}
	for _, w := range strings.Fields(lang.Fold(text)) {
		if !slices.ContainsFunc(words, func(n string) bool { return strings.HasPrefix(n, w) }) {
			return false
		}
	}
	return true
}

// Households are found by their codes, few or many, whatever else lives in the commune.
func TestByCodes(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		p := newPlace(t, d, 2, 2, 2)
		s := household.NewService(d, seal.Ephemeral())
		for i := range 6 {
			create(t, s, sample(p, i%2, fmt.Sprintf("64-%03d", i), "Siu Blơi"))
		}
		for _, n := range []int{3, 80} {
			var codes, got []string
			for i := range n {
				codes = append(codes, fmt.Sprintf("64-%03d", i+2))
			}
			list, err := household.ByCodes(t.Context(), d, p.communes[0], codes)
			if err != nil {
				t.Fatal(err)
			}
			for _, h := range list {
				got = append(got, h.Code)
			}
			if !slices.Equal(got, []string{"64-002", "64-004"}) {
				t.Errorf("by %d codes: %v", n, got)
			}
		}
	})
}
