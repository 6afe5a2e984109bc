package change_test

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"giamngheo/internal/account"
	"giamngheo/internal/change"
	"giamngheo/internal/db"
	"giamngheo/internal/db/dbtest"
	"giamngheo/internal/household"
	"giamngheo/internal/standard"
	"giamngheo/internal/unit"
)

// Whatever is asked and approved, in whatever order: the counts are those of a recount, and everybody lives in
// exactly one standing household until he dies or leaves.
func TestAnyRequestsKeepTheCountsAndEverybodyOnce(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		l := settle(t, d)
		open := l.open(2023)
		r := rand.New(rand.NewPCG(7, 11))
		gone := map[string]bool{}
		names := map[string]bool{}
		for _, c := range communes {
			for _, ref := range l.refs[c] {
				for _, p := range l.get(ref).Persons {
					names[p.Name] = true
				}
				if r.IntN(3) > 0 {
					l.record(open, ref, []standard.Class{standard.Poor, standard.NearPoor, standard.NotPoor}[r.IntN(3)])
				}
			}
		}
		maker := account.Actor{ID: 50, Name: "Người đề nghị", Role: account.CommuneOfficer, Unit: province}
		done := map[change.Kind]int{}
		for n := range 160 {
			standing := l.standing()
			h := standing[r.IntN(len(standing))]
			other := standing[r.IntN(len(standing))]
			w := l.anyWish(r, h, other, n)
			k, err := l.changes.Ask(t.Context(), maker, w, "thử ngẫu nhiên", "giấy tờ ngẫu nhiên")
			if err != nil {
				continue // what cannot be is refused, and that is right
			}
			if r.IntN(5) == 0 {
				continue // it waits, perhaps until it is outdated
			}
			state, err := l.changes.Approve(t.Context(), top, k)
			if err != nil || state != change.Approved {
				t.Fatalf("%d: %s: %s, %v", n, w.Kind, state, err)
			}
			done[w.Kind]++
			switch w.Kind {
			case change.AddMember:
				names[w.As.Name] = true
			case change.Death:
				gone[h.Persons[w.Person-1].Name] = true
			case change.RemoveMember:
				for _, p := range w.Persons {
					gone[h.Persons[p-1].Name] = true
				}
			case change.Exit:
				for _, p := range h.Persons {
					gone[p.Name] = true
				}
			case change.Merge:
				for _, p := range other.Persons {
					if !slices.Contains(w.Persons, p.Position) {
						gone[p.Name] = true
					}
				}
			}
			if n%10 == 9 {
				l.verified()
			}
		}
		l.verified()
		lives := map[string]int{}
		for _, h := range l.standing() {
			if h.Members != len(h.Persons) {
				t.Errorf("%s: %d members, %d listed", h.Ref, h.Members, len(h.Persons))
			}
			for _, p := range h.Persons {
				lives[p.Name]++
			}
		}
		for name := range names {
			if want := map[bool]int{false: 1}[gone[name]]; lives[name] != want {
				t.Errorf("%s lives in %d standing households, want %d", name, lives[name], want)
			}
		}
		for _, k := range change.Kinds {
			if done[k] == 0 {
				t.Errorf("no %s was carried out", k)
			}
		}
		// Once everybody is reviewed, the round begins where the one before ended, list by list.
		for _, h := range l.standing() {
			if _, ok := l.found(open, h.Ref); !ok {
				l.record(open, h.Ref, standard.NotPoor)
			}
		}
		l.verified()
		before, after := l.balance(l.closed), l.balance(open)
		if before.Poor.Closing != after.Poor.Opening || before.NearPoor.Closing != after.NearPoor.Opening || before.Poor.Closing == 0 {
			t.Errorf("2022 closes with %+v, 2023 opens with %+v", before, after)
		}
	})
}

// standing are the households that stand, with their members.
func (l *land) standing() []household.Household {
	l.Helper()
	var out []household.Household
	for _, c := range communes {
		for id := household.ID(1); ; id++ {
			h, err := household.Opened(l.Context(), l.db, l.keys, household.Ref{Commune: c, ID: id})
			if err != nil {
				break
			}
			if h.Ended == "" {
				out = append(out, h)
			}
		}
	}
	return out
}

func (l *land) anyWish(r *rand.Rand, h, other household.Household, n int) change.Wish {
	some := func(list []household.Person) (out []int) {
		for _, p := range list {
			if r.IntN(2) == 0 {
				out = append(out, p.Position)
			}
		}
		return out
	}
	person := 1 + r.IntN(len(h.Persons))
	w := change.Wish{
		Kind: change.Kinds[r.IntN(len(change.Kinds))], Household: h.Ref, Ethnic: []household.Ethnic{household.Kinh, household.Jrai}[r.IntN(2)],
		Flags: household.Flags(r.IntN(64)), Reviewed: r.IntN(2) == 0, Person: person, Head: r.IntN(len(h.Persons) + 1), NewHead: person,
		Round: l.closed,
	}
	if r.IntN(4) > 0 { // a register in which they are as frequent as the others is soon empty
		switch w.Kind {
		case change.Exit, change.Merge, change.Death, change.RemoveMember:
			w.Kind = []change.Kind{change.AddMember, change.Split}[r.IntN(2)]
		}
	}
	w.As = &change.Someone{Name: "Người mới " + string(rune('A'+n%26)) + strings.Repeat("i", n/26), Sex: household.Female, Born: "2015", Ethnic: household.Jrai, Relation: household.Child}
	switch w.Kind {
	case change.CorrectPerson:
		w.As.Name = h.Persons[person-1].Name
	case change.TransferMember:
		w.Other, w.Persons = other.Ref, some(h.Persons)
	case change.RemoveMember, change.Split:
		w.Persons = some(h.Persons)
	case change.Merge:
		w.Other, w.Persons = other.Ref, some(other.Persons)
	case change.MoveVillage:
		w.Village = h.Commune*10 + unit.ID(1+r.IntN(2))
	case change.MoveCommune:
		w.Commune = communes[r.IntN(3)]
		w.Village = w.Commune*10 + 1
	case change.CorrectReview:
		if a, ok := l.found(l.closed, h.Ref); ok {
			f := change.FindingOf(a)
			f.Deprived, f.PointsA = standard.Deprivations(r.IntN(1<<12)), 130+r.IntN(20)
			w.Finding = &f
		}
	}
	return w
}
