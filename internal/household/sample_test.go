package household_test

import (
	"context"
	"fmt"
	"iter"
	"math/rand/v2"
	"testing"

	"giamngheo/internal/day"
	"giamngheo/internal/db"
	"giamngheo/internal/household"
	"giamngheo/internal/unit"
)

// place is a province made for a test.
type place struct {
	country, province unit.ID
	districts         []unit.ID
	communes          []unit.ID // of all districts, in their order
	villages          map[unit.ID][]unit.ID
	district          map[unit.ID]unit.ID // of a commune
}

// newPlace makes a province of so many districts, communes in each, and villages in each of those.
func newPlace(t testing.TB, d *db.DB, districts, communes, villages int) place {
	t.Helper()
	p := place{country: unit.CountryID, villages: map[unit.ID][]unit.ID{}, district: map[unit.ID]unit.ID{}}
	period := func(u unit.Unit) unit.Unit {
		u.From, u.To, u.Source = "2004-01-01", day.Forever, "test"
		return u
	}
	err := d.Write(t.Context(), func(ctx context.Context, tx *db.Tx) error {
		all := []unit.Unit{
			period(unit.Unit{ID: unit.CountryID, Code: "0", Level: unit.Country, Name: "Việt Nam"}),
			period(unit.Unit{ID: 2, Code: "64", Level: unit.Province, Kind: "tỉnh", Name: "Gia Lai", Parent: unit.CountryID}),
		}
		p.province = 2
		next := unit.ID(3)
		add := func(u unit.Unit) unit.ID {
			u.ID = next
			next++
			all = append(all, period(u))
			return u.ID
		}
		for i := range districts {
			id := add(unit.Unit{Code: fmt.Sprint(622 + i), Level: unit.District, Kind: "huyện", Name: fmt.Sprint("H", i), Parent: p.province})
			p.districts = append(p.districts, id)
		}
		for i, of := range p.districts {
			for j := range communes {
				id := add(unit.Unit{Code: fmt.Sprintf("%05d", 23000+i*100+j), Level: unit.Commune, Kind: "xã", Name: fmt.Sprint("X", i, " ", j), Parent: of})
				p.communes = append(p.communes, id)
				p.district[id] = of
			}
		}
		for _, c := range p.communes {
			for k := range villages {
				id := add(unit.Unit{Code: fmt.Sprintf("%d.%02d", c, k+1), Level: unit.Village, Kind: "làng", Name: fmt.Sprint("L", k+1), Parent: c})
				p.villages[c] = append(p.villages[c], id)
			}
		}
		return unit.Insert(ctx, tx, all)
	})
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// sample is a whole household that passes every check; change what matters.
func sample(p place, commune int, code, head string) household.Household {
	c := p.communes[commune]
	return household.Household{
		Ref: household.Ref{Commune: c}, Village: p.villages[c][0], Code: code, CodeYear: 2022, Head: head, Address: "Làng " + code,
		Ethnic: household.Jrai, EthnicGiven: "10", EthnicList: household.List2008, Members: 2, Flags: household.Local,
		Persons: []household.Person{
			{Position: 1, Name: head, Sex: household.Male, Born: "1967", Ethnic: household.Jrai, Relation: household.Head, Identity: "064067001234"},
			{Position: 2, Name: "Siu H'Lan", Sex: household.Female, Born: "2001-05-30", Ethnic: household.Jrai, Relation: household.Child},
		},
	}
}

// weighted draws from a list of words with their weights.
type weighted struct {
	words []string
	total []int
}

func weights(pairs ...any) weighted {
	var w weighted
	sum := 0
	for i := 0; i < len(pairs); i += 2 {
		sum += pairs[i+1].(int)
		w.words, w.total = append(w.words, pairs[i].(string)), append(w.total, sum)
	}
	return w
}

func (w weighted) draw(r *rand.Rand) string {
	n := r.IntN(w.total[len(w.total)-1])
	for i, t := range w.total {
		if n < t {
			return w.words[i]
		}
	}
	return ""
}

var (
	kinhFamily = weights("Nguyễn", 296, "Trần", 101, "Lê", 84, "Phạm", 59, "Hoàng", 41, "Phan", 32, "Bùi", 27, "Võ", 26, "Hồ", 22, "Vũ", 20, "Đặng", 19, "Đỗ", 18, "Trương", 17, "Huỳnh", 16, "Ngô", 16, "Đinh", 15, "Dương", 12)
	kinhMiddle = weights("Văn", 45, "Thị", 30, "Đình", 5, "Xuân", 5, "Quốc", 5, "Ngọc", 5, "Thanh", 5)
	kinhGiven  = weights("Hùng", 5, "Dũng", 5, "Tuấn", 5, "Hải", 5, "Sơn", 5, "Thắng", 5, "Bình", 5, "Long", 5, "Nam", 5, "Hoa", 5, "Lan", 5, "Hương", 5, "Hạnh", 5, "Nga", 5, "Thủy", 5, "Toàn", 3, "Vy", 1)
	jraiClan   = weights("Rơ Châm", 10, "Rcom", 3, "R'com", 3, "Rơ Chăm", 4, "Siu", 17, "Rơ Mah", 12, "Rơmah", 2, "R'mah", 1, "Ksor", 12, "Kpă", 10, "Rah Lan", 6, "Rơ Lan", 2, "Rlan", 1, "Nay", 7, "Puih", 5, "Rơ Ô", 2)
	jraiGiven  = weights("Thiu", 1, "Blơi", 1, "Hyưh", 1, "Tuk", 1, "Jem", 1, "Bin", 1, "Khin", 1, "Alik", 1, "Aluin", 1, "Y Suên", 1, "H'Lan", 1, "H’ Lan", 1, "Hlan", 1, "H'Yui", 1, "H'Nga", 1, "Blil", 1, "Nguen", 1)
	bahnarName = weights("Hmưnh", 1, "Blưng", 1, "Nhơi", 1, "Thưr", 1, "Đinh Blưm", 3, "Đinh Thị Hyơm", 2, "A Thưk", 1, "Y Blinh", 1, "Đinh Văn Glưn", 2)
)

// province400k draws households for the communes of a place, in the order of their keys.
func province400k(p place, n int) iter.Seq2[household.Household, error] {
	return func(yield func(household.Household, error) bool) {
		r := rand.New(rand.NewPCG(1, 2))
		per := (n + len(p.communes) - 1) / len(p.communes)
		for ci, c := range p.communes {
			minority := 20 + ci*60/len(p.communes) // percent, growing along the communes
			for i := range min(per, n) {
				h := household.Household{
					Ref: household.Ref{Commune: c, ID: household.ID(20001 + i)}, Village: p.villages[c][i*len(p.villages[c])/per],
					Code: fmt.Sprintf("%d-%05d", c, i+1), CodeYear: 2022, Address: "Tổ 3", EthnicList: household.List2008, Members: 4,
				}
				name := func(minor bool) string {
					switch {
					case !minor:
						return kinhFamily.draw(r) + " " + kinhMiddle.draw(r) + " " + kinhGiven.draw(r)
					case ci%3 == 0:
						return bahnarName.draw(r)
					default:
						return jraiClan.draw(r) + " " + jraiGiven.draw(r)
					}
				}
				minor := r.IntN(100) < minority
				h.Ethnic = household.Kinh
				if minor {
					h.Ethnic = household.Jrai
					h.Flags = household.Local
				}
				h.EthnicGiven = string(h.Ethnic)
				h.Head = name(minor)
				for pos := 1; pos <= h.Members; pos++ {
					who := household.Person{Position: pos, Name: name(minor), Sex: household.Female, Born: "1987", Ethnic: h.Ethnic, Relation: household.Child}
					if pos == 1 {
						who.Name, who.Relation = h.Head, household.Head
					}
					who.Identity = household.Identity(fmt.Sprintf("064187%06d", r.IntN(1000000)))
					h.Persons = append(h.Persons, who)
				}
				if !yield(h, nil) {
					return
				}
			}
		}
	}
}
