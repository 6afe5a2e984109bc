package duplicate

import (
	"math/rand/v2"
	"slices"
	"testing"

	"giamngheo/internal/household"
	"giamngheo/internal/unit"
)

// someone is a person of a household in village 10 of commune 1.
func someone(id int, name string, sex household.Sex, born string, change ...func(*Person)) Person {
	p := Person{Household: household.Ref{Commune: 1, ID: household.ID(id)}, Position: 1, Village: 10, Name: name, Sex: sex, Born: born, Relation: household.Head}
	for _, c := range change {
		c(&p)
	}
	p.forms = household.FormsOf(p.Name)
	p.keys = keysOf(p)
	return p
}

func village(v unit.ID) func(*Person) { return func(p *Person) { p.Village = v } }
func commune(c unit.ID) func(*Person) {
	return func(p *Person) { p.Household.Commune, p.Village = c, c*10 }
}
func relation(r household.Relation) func(*Person) { return func(p *Person) { p.Relation = r } }
func number(s string) func(*Person)               { return func(p *Person) { p.Key = s } }
func position(n int) func(*Person)                { return func(p *Person) { p.Position = n } }

const (
	nam = household.Male
	nu  = household.Female
)

func TestCompare(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name   string
		a, b   Person
		around Around
		pair   bool
		why    []Reason
	}{
		{"one number is one person, whatever else differs", someone(1, "Nguyễn Văn Hùng", nam, "1970", number("k")), someone(2, "Trần Thị Lan", nu, "1991-02-03", number("k"), commune(7)), Around{}, true, []Reason{NumberSame, NameOther}},
		{"name and day of birth in another village", someone(1, "Nguyễn Văn Hùng", nam, "1970-05-06"), someone(2, "Nguyen Van Hung", nam, "1970-05-06", village(11), relation(household.Child)), Around{}, true, []Reason{NameSame, BornSame, PlaceCommune}},
		{"name and year, same village and relation", someone(1, "Đinh Nhơn", nam, "1970"), someone(2, "Dinh Nhon", nam, "1970-05-06"), Around{}, true, []Reason{NameSame, BornYear, PlaceSame, RelationSame}},
		{"the first of January is the year alone", someone(1, "Đinh Nhơn", nam, "1970-01-01"), someone(2, "Đinh Nhơn", nam, "1970-05-06"), Around{}, true, []Reason{BornYear}},
		{"name, year and relation in another village", someone(1, "Đinh Nhơn", nam, "1970"), someone(2, "Đinh Nhơn", nam, "1970", village(11)), Around{}, true, []Reason{NameSame, BornYear}},
		{"name and year in another village, another relation", someone(1, "Đinh Nhơn", nam, "1970"), someone(2, "Đinh Nhơn", nam, "1970", village(11), relation(household.Child)), Around{}, false, nil},
		{"unless a further member is alike", someone(1, "Đinh Nhơn", nam, "1970"), someone(2, "Đinh Nhơn", nam, "1970", village(11), relation(household.Child)), Around{Mates: 1}, true, []Reason{MatesAlike}},
		{"a name that many bear, by the year", someone(1, "Nguyễn Văn Hùng", nam, "1970"), someone(2, "Nguyễn Văn Hùng", nam, "1970"), Around{Bearers: 12}, false, nil},
		{"a name that many bear, by the day", someone(1, "Nguyễn Văn Hùng", nam, "1970-05-06"), someone(2, "Nguyễn Văn Hùng", nam, "1970-05-06"), Around{Bearers: 12}, true, []Reason{NameCommon, BornSame}},
		{"Rơ Châm and Rcom", someone(1, "Rơ Châm H'Lan", nu, "1988-03-04"), someone(2, "Rcom Hlan", nu, "1988-03-04"), Around{}, true, []Reason{NameSounds, BornSame}},
		{"R'com and Rchom by the year", someone(1, "R'com Thanh", nam, "1988"), someone(2, "Rchom Thanh", nam, "1988"), Around{}, true, []Reason{NameSounds, BornYear}},
		{"Rơ Mah is not Rơ Mô", someone(1, "Rơ Mah Thanh", nam, "1988-03-04"), someone(2, "Rơ Mô Thanh", nam, "1988-03-05"), Around{}, false, nil},
		{"H’ Lan written apart", someone(1, "Siu H’ Lan", nu, "2001-05-30"), someone(2, "Siu HLan", nu, "2001-05-30"), Around{}, true, []Reason{NameSame}},
		{"family name behind", someone(1, "Siu H'Lan", nu, "2001-05-30"), someone(2, "H'Lan Siu", nu, "2001-05-30"), Around{}, true, []Reason{NamePart}},
		{"A Lik and Alik", someone(1, "A Lik", nam, "1965"), someone(2, "Alik", nam, "1965"), Around{}, true, []Reason{NameSame}},
		{"the middle name left out", someone(1, "Nguyễn Thị Thu Hương", nu, "1985-09-02"), someone(2, "Nguyễn Thị Hương", nu, "1985-09-02"), Around{}, true, []Reason{NamePart}},
		{"one letter other", someone(1, "Nguyễn Văn Phương", nam, "1985-09-02"), someone(2, "Nguyễn Văn Phượng", nam, "1985-09-02"), Around{}, true, []Reason{NameSame}},
		{"one letter less", someone(1, "Nguyễn Văn Quyết", nam, "1985-09-02"), someone(2, "Nguyễn Văn Quyế", nam, "1985-09-02"), Around{}, true, []Reason{NameNear}},
		{"day and month turned", someone(1, "Đinh Nhơn", nam, "1970-05-06"), someone(2, "Đinh Nhơn", nam, "1970-06-05"), Around{}, true, []Reason{BornTurned}},
		{"the year before, nothing else known", someone(1, "Đinh Nhơn", nam, "1970"), someone(2, "Đinh Nhơn", nam, "1971"), Around{}, false, nil},
		{"the year before, the family alike", someone(1, "Đinh Nhơn", nam, "1970"), someone(2, "Đinh Nhơn", nam, "1971"), Around{Mates: 2}, true, []Reason{BornNear, MatesAlikeMany}},
		{"two days of one year", someone(1, "Đinh Nhơn", nam, "1970-05-06"), someone(2, "Đinh Nhơn", nam, "1970-11-20"), Around{}, false, nil},
		{"two sexes", someone(1, "Nguyễn Thanh", nam, "1970-05-06"), someone(2, "Nguyễn Thanh", nu, "1970-05-06"), Around{}, false, nil},
		{"twins", someone(1, "Nguyễn Văn An", nam, "2010-05-06", position(3), relation(household.Child)), someone(1, "Nguyễn Văn Bình", nam, "2010-05-06", position(4), relation(household.Child)), Around{}, false, nil},
		{"one child listed twice in a household", someone(1, "Nguyễn Văn An", nam, "2010-05-06", position(3), relation(household.Child)), someone(1, "Nguyễn Văn An", nam, "2010-05-06", position(4), relation(household.Child)), Around{}, true, []Reason{PlaceSame}},
		{"two numbers, all else alike", someone(1, "Đinh Nhơn", nam, "1970-05-06", number("k")), someone(2, "Đinh Nhơn", nam, "1970-05-06", number("l")), Around{}, false, []Reason{NumberDiffers}},
		{"two numbers, the whole family alike", someone(1, "Đinh Nhơn", nam, "1970-05-06", number("k")), someone(2, "Đinh Nhơn", nam, "1970-05-06", number("l")), Around{Mates: 2}, true, []Reason{NumberDiffers, MatesAlikeMany}},
		{"one has no number", someone(1, "Đinh Nhơn", nam, "1970-05-06", number("k")), someone(2, "Đinh Nhơn", nam, "1970-05-06"), Around{}, true, nil},
		{"no birth known", someone(1, "Đinh Nhơn", nam, ""), someone(2, "Đinh Nhơn", nam, ""), Around{}, false, nil},
		{"a person without a name", someone(1, "", nam, "1970-05-06"), someone(2, "", nam, "1970-05-06"), Around{Mates: 2}, false, nil},
	} {
		got := Compare(c.a, c.b, c.around)
		if got.Pair() != c.pair {
			t.Errorf("%s: %d points for %v, a pair: %v, want %v", c.name, got.Points, got.Reasons, got.Pair(), c.pair)
		}
		for _, r := range c.why {
			if !slices.Contains(got.Reasons, r) {
				t.Errorf("%s: reasons %v lack %s", c.name, got.Reasons, r)
			}
		}
		back := Compare(c.b, c.a, c.around)
		if back.Points != got.Points {
			t.Errorf("%s: %d points one way, %d the other", c.name, got.Points, back.Points)
		}
	}
}

// Who is met under no key is no pair: the keys lose nobody whom a comparison of all with all finds, but for
// slips of a letter in a given name.
func TestKeysMissNobody(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(6, 6))
	families := []string{"Rơ Châm", "Rcom", "Siu", "Kpuih", "Nguyễn", "Đinh", "R'com"}
	middles := []string{"", "Văn", "Thị", "Thị Thu", "H’"}
	given := []string{"Lan", "Hùng", "Nhơn", "Blinh", "Hương"}
	x := newIndex()
	for i := range 900 {
		name := families[r.IntN(len(families))] + " " + middles[r.IntN(len(middles))] + " " + given[r.IntN(len(given))]
		born := []string{"1970", "1971", "1970-05-06", "1970-06-05", "1970-01-01", "1988-03-04", ""}[r.IntN(7)]
		p := someone(i/3+1, name, []household.Sex{nam, nu}[r.IntN(2)], born, position(i%3+1), village(unit.ID(10+r.IntN(3))))
		p.keys = nil
		x.add(p)
	}
	got := map[[4]int64]bool{}
	name := func(a, b Person) [4]int64 {
		k := KeyOf(a.Household, b.Household)
		if k.A != a.Household || k.A == k.B && a.Position > b.Position {
			a, b = b, a
		}
		return [4]int64{int64(a.Household.ID), int64(a.Position), int64(b.Household.ID), int64(b.Position)}
	}
	x.pairs(func(a, b Person, _ Score) {
		if got[name(a, b)] {
			t.Errorf("%s and %s are met twice", a.Name, b.Name)
		}
		got[name(a, b)] = true
	})
	want, lost := 0, 0
	for i, a := range x.persons {
		for _, b := range x.persons[i+1:] {
			s := x.score(a, b)
			if !s.Pair() || slices.Contains(s.Reasons, NameNear) {
				continue
			}
			want++
			if !got[name(a, b)] {
				lost++
			}
		}
	}
	// Names of so few words share keys by the hundred here; the window bounds what is compared.
	if want == 0 || lost*20 > want {
		t.Errorf("%d of %d pairs are met under no key", lost, want)
	}
}
