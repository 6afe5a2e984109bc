package household_test

import (
	"bytes"
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"giamngheo/internal/account"
	"giamngheo/internal/db"
	"giamngheo/internal/db/dbtest"
	"giamngheo/internal/fault"
	"giamngheo/internal/household"
	"giamngheo/internal/lang"
	"giamngheo/internal/seal"
	"giamngheo/internal/unit"
)

func officer(p place, commune int) account.Actor {
	return account.Actor{ID: 7, Login: "lan", Role: account.CommuneOfficer, Unit: p.communes[commune]}
}

func create(t testing.TB, s *household.Service, h household.Household) household.Ref {
	t.Helper()
	ref, err := s.Create(t.Context(), account.System, h)
	if err != nil {
		t.Fatal(err)
	}
	return ref
}

func TestAHouseholdIsStoredReadAndChanged(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		p := newPlace(t, d, 1, 2, 2)
		s := household.NewService(d, seal.Ephemeral())
		who := officer(p, 0)
		h := sample(p, 0, "A-1", "Rơ Châm Blơi")
		ref, err := s.Create(t.Context(), who, h)
		if err != nil {
			t.Fatal(err)
		}
		got, err := s.Get(t.Context(), who, ref)
		if err != nil {
			t.Fatal(err)
		}
		want := h
		want.Ref, want.Version = ref, 1
		want.Persons = slices.Clone(h.Persons)
		want.Persons[0].Identity = "0•••••••1234"
		if diff := cmp.Diff(want, got, cmpopts.IgnoreUnexported(household.Household{}, household.Person{}), cmp.Comparer(func(a, b household.Identity) bool { return string(a) == string(b) })); diff != "" {
			t.Errorf("read back (-want +got):\n%s", diff)
		}

		got.Address, got.Flags = "Làng Pyang", household.Local|household.Social
		got.Members = 3
		got.Persons = append(got.Persons, household.Person{Name: "Rơ Châm Tuk", Sex: household.Male, Born: "2019", Ethnic: household.Jrai, Relation: household.Child, Identity: "064219000001"})
		if err := s.Update(t.Context(), who, got); err != nil {
			t.Fatal(err)
		}
		again, err := s.Get(t.Context(), who, ref)
		if err != nil {
			t.Fatal(err)
		}
		if again.Version != 2 || again.Address != "Làng Pyang" || len(again.Persons) != 3 || string(again.Persons[0].Identity) != "0•••••••1234" || string(again.Persons[2].Identity) != "0•••••••0001" {
			t.Errorf("after the update: %+v", again)
		}
		if err := s.Update(t.Context(), who, got); fault.KindOf(err) != fault.Conflict {
			t.Errorf("an older copy overwrote a newer one: %v", err)
		}
		found, err := s.FindIdentity(t.Context(), who, "064067001234", p.communes[0])
		if err != nil || len(found) != 1 || found[0].Ref != ref {
			t.Errorf("by its number, kept through the update: %v, %v", found, err)
		}
		if found, err := s.FindIdentity(t.Context(), account.System, "064067001234", p.communes[1]); err != nil || len(found) != 0 {
			t.Errorf("in another commune: %v, %v", found, err)
		}
	})
}

func TestNumbersAndNamesStayOutOfDatabaseAndAudit(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		p := newPlace(t, d, 1, 1, 1)
		s := household.NewService(d, seal.Ephemeral())
		ref := create(t, s, sample(p, 0, "A-1", "Rơ Châm Blơi"))
		h, err := s.Get(t.Context(), account.System, ref)
		if err != nil {
			t.Fatal(err)
		}
		h.Head, h.Persons[0].Name = "Rơ Châm Thiu", "Rơ Châm Thiu"
		h.Address = "Tổ 9"
		if err := s.Update(t.Context(), account.System, h); err != nil {
			t.Fatal(err)
		}
		var identity, key []byte
		if err := d.QueryRow(t.Context(), `-- routed
			select identity, identity_key from household_person where commune_id = $1 and household_id = $2 and position = 1`, ref.Commune, ref.ID).Scan(&identity, &key); err != nil {
			t.Fatal(err)
		}
		if len(identity) == 0 || len(key) == 0 || bytes.Contains(append(identity, key...), []byte("067001")) {
			t.Errorf("identity %x, key %x", identity, key)
		}
		rows, err := d.Query(t.Context(), `select act, thing, unit_id, before, after from audit_line order by id`)
		if err != nil {
			t.Fatal(err)
		}
		defer rows.Close()
		var acts []string
		for rows.Next() {
			var act, thing, before, after string
			var at unit.ID
			if err := rows.Scan(&act, &thing, &at, &before, &after); err != nil {
				t.Fatal(err)
			}
			acts = append(acts, act)
			for _, secret := range []string{"Châm", "Thiu", "Blơi", "1234", "Tổ 9", "A-1"} {
				if strings.Contains(before+after, secret) {
					t.Errorf("%s tells %q: %s %s", act, secret, before, after)
				}
			}
			if thing != "household:"+ref.String() || at != ref.Commune {
				t.Errorf("%s of %s in %d", act, thing, at)
			}
			if act == "household.update" && !strings.Contains(after, `"head"`) {
				t.Errorf("the line does not say what changed: %s", after)
			}
		}
		if !slices.Equal(acts, []string{"household.create", "household.update"}) {
			t.Errorf("lines %v", acts)
		}
	})
}

func TestASealedNumberDoesNotOpenInAnotherRecord(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		p := newPlace(t, d, 1, 1, 1)
		s := household.NewService(d, seal.Ephemeral())
		a := create(t, s, sample(p, 0, "A-1", "Siu Bek"))
		b := create(t, s, sample(p, 0, "A-2", "Siu Ju"))
		err := d.Write(t.Context(), func(ctx context.Context, tx *db.Tx) error {
			_, err := tx.Exec(ctx, `-- routed
				update household_person set identity = (select p.identity from household_person p where p.commune_id = $1 and p.household_id = $2 and p.position = 1)
				where commune_id = $1 and household_id = $3 and position = 1`, a.Commune, a.ID, b.ID)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := s.Get(t.Context(), account.System, b); err == nil || fault.KindOf(err) != fault.Internal {
			t.Errorf("a number copied from another record was accepted: %v", err)
		}
	})
}

func TestWhoMayWrite(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		p := newPlace(t, d, 1, 2, 1)
		s := household.NewService(d, seal.Ephemeral())
		ref := create(t, s, sample(p, 0, "A-1", "Siu Bek"))
		h, err := s.Get(t.Context(), account.System, ref)
		if err != nil {
			t.Fatal(err)
		}
		auditor := account.Actor{ID: 8, Login: "tra", Role: account.Auditor, Unit: p.province}
		for name, c := range map[string]struct {
			who                 account.Actor
			read, create, write fault.Kind
		}{
			"its commune's officer":        {officer(p, 0), fault.Internal, fault.Internal, fault.Internal},
			"another commune's officer":    {officer(p, 1), fault.NotFound, fault.NotFound, fault.NotFound},
			"an auditor":                   {auditor, fault.Internal, fault.Forbidden, fault.Forbidden},
			"an administrator of accounts": {account.Actor{ID: 9, Role: account.Administrator, Unit: p.province}, fault.Forbidden, fault.Forbidden, fault.Forbidden},
			"nobody":                       {account.Actor{}, fault.Unauthenticated, fault.Unauthenticated, fault.Unauthenticated},
		} {
			if _, err := s.Get(t.Context(), c.who, ref); fault.KindOf(err) != c.read || (err == nil) != (c.read == fault.Internal) {
				t.Errorf("%s reads: %v", name, err)
			}
			fresh := sample(p, 0, "N-"+name, "Siu Ju")
			if _, err := s.Create(t.Context(), c.who, fresh); fault.KindOf(err) != c.create || (err == nil) != (c.create == fault.Internal) {
				t.Errorf("%s creates: %v", name, err)
			}
			if err := s.Update(t.Context(), c.who, h); fault.KindOf(err) != c.write || (err == nil) != (c.write == fault.Internal) {
				t.Errorf("%s changes: %v", name, err)
			} else if err == nil {
				h.Version++
			}
		}
	})
}

func TestWhatIsRefused(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		p := newPlace(t, d, 1, 2, 2)
		s := household.NewService(d, seal.Ephemeral())
		create(t, s, sample(p, 0, "TAKEN", "Siu Bek"))
		for name, c := range map[string]struct {
			change func(*household.Household)
			field  string
			key    string
		}{
			"no name":                      {func(h *household.Household) { h.Head, h.Persons[0].Name = "", "" }, "head", "household.head_required"},
			"a head who is not the first":  {func(h *household.Household) { h.Head = "Nay Phin" }, "head", "household.head_disagrees"},
			"no code":                      {func(h *household.Household) { h.Code = " " }, "code", "household.code_required"},
			"a code that is taken":         {func(h *household.Household) { h.Code = "TAKEN" }, "code", "household.code_taken"},
			"a strange year":               {func(h *household.Household) { h.CodeYear = 22 }, "code_year", "household.code_year"},
			"no village":                   {func(h *household.Household) { h.Village = 0 }, "village", "household.village_required"},
			"another commune's village":    {func(h *household.Household) { h.Village = p.villages[p.communes[1]][0] }, "village", "household.village_elsewhere"},
			"a village that is none":       {func(h *household.Household) { h.Village = p.communes[0] }, "village", "household.village_elsewhere"},
			"no such village":              {func(h *household.Household) { h.Village = 999999 }, "village", "household.village_elsewhere"},
			"a district for a commune":     {func(h *household.Household) { h.Commune = p.districts[0] }, "commune", "household.commune_level"},
			"a code of the other list":     {func(h *household.Household) { h.Ethnic, h.EthnicGiven, h.EthnicList = household.Bahnar, "12", 1979 }, "ethnic", "household.ethnic_disagrees"},
			"a list that does not exist":   {func(h *household.Household) { h.EthnicList = 1999 }, "ethnic", "household.ethnic_list_unknown"},
			"no ethnic group":              {func(h *household.Household) { h.Ethnic = "77" }, "ethnic", "household.ethnic_required"},
			"members that do not agree":    {func(h *household.Household) { h.Members = 5 }, "members", "household.members_disagree"},
			"no members at all":            {func(h *household.Household) { h.Members, h.Persons = 0, nil }, "members", "household.members_range"},
			"a mark that does not exist":   {func(h *household.Household) { h.Flags = 1 << 40 }, "flags", "household.flag_unknown"},
			"a male head marked female":    {func(h *household.Household) { h.Flags |= household.FemaleHead }, "flags", "household.female_head_disagrees"},
			"a second head":                {func(h *household.Household) { h.Persons[1].Relation = household.Head }, "persons.2.relation", "household.person_head"},
			"a head who is a child":        {func(h *household.Household) { h.Persons[0].Relation = household.Child }, "persons.1.relation", "household.person_head"},
			"an unknown relation":          {func(h *household.Household) { h.Persons[1].Relation = "cat" }, "persons.2.relation", "household.person_relation"},
			"a person without a name":      {func(h *household.Household) { h.Persons[1].Name = "" }, "persons.2.name", "household.person_name"},
			"a person without a sex":       {func(h *household.Household) { h.Persons[1].Sex = "" }, "persons.2.sex", "household.person_sex"},
			"a person of no group":         {func(h *household.Household) { h.Persons[1].Ethnic = "" }, "persons.2.ethnic", "household.person_ethnic"},
			"nobody knows when":            {func(h *household.Household) { h.Persons[1].Born = "" }, "persons.2.born", "household.born_required"},
			"a day that does not exist":    {func(h *household.Household) { h.Persons[1].Born = "2001-02-30" }, "persons.2.born", "household.born_unreadable"},
			"a birth tomorrow":             {func(h *household.Household) { h.Persons[1].Born = "2022-12-27" }, "persons.2.born", "household.born_future"},
			"a birth next year":            {func(h *household.Household) { h.Persons[1].Born = "2023" }, "persons.2.born", "household.born_future"},
			"a birth in the 19th century":  {func(h *household.Household) { h.Persons[1].Born = "1899" }, "persons.2.born", "household.born_old"},
			"an old identity number":       {func(h *household.Household) { h.Persons[1].Identity = "230456789" }, "persons.2.identity", "household.identity_old"},
			"a number that disagrees":      {func(h *household.Household) { h.Persons[1].Identity = "064067001235" }, "persons.2.identity", "household.identity_sex"},
			"a number of somebody unknown": {func(h *household.Household) { h.Persons[1].Identity = "0•••••••9999" }, "persons.2.identity", "household.identity_mask"},
			"one number for two": {func(h *household.Household) {
				h.Persons[1].Sex, h.Persons[1].Born, h.Persons[1].Identity = household.Male, "1967", "064 067 001 234"
			}, "persons.2.identity", "household.identity_twice"},
		} {
			h := sample(p, 0, "B", "Siu Ju")
			c.change(&h)
			_, err := s.Create(t.Context(), account.System, h)
			problems, ok := household.AsProblems(err)
			if !ok {
				t.Errorf("%s: %v", name, err)
				continue
			}
			i := slices.IndexFunc(problems, func(p household.Problem) bool { return p.Field == c.field && fault.As(p.Err).Key == c.key })
			if i < 0 {
				t.Errorf("%s: got %v", name, problems)
				continue
			}
			for _, l := range lang.All {
				if text := l.Error(problems[i].Err); strings.ContainsAny(text, "⟦{<") {
					t.Errorf("%s in %s: %s", name, l, text)
				}
			}
		}
		if n, err := household.Count(t.Context(), d, p.province); err != nil || n != 1 {
			t.Errorf("%d households, %v: something refused was stored", n, err)
		}
		same := sample(p, 0, "TAKEN", "Siu Ju")
		same.CodeYear = 2021
		create(t, s, same)
		elsewhere := sample(p, 1, "TAKEN", "Siu Ju")
		create(t, s, elsewhere)
	})
}

func TestListGoesThroughEveryHouseholdOnce(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		p := newPlace(t, d, 3, 4, 2)
		var want []household.Ref
		err := d.Write(t.Context(), func(ctx context.Context, tx *db.Tx) error {
			n, err := household.Load(ctx, tx, seal.Ephemeral(), func(yield func(household.Household, error) bool) {
				for ci := range p.communes {
					if ci%3 == 1 {
						continue // some communes have none
					}
					for i := range 7 {
						h := sample(p, ci, fmt.Sprint("C", i), fmt.Sprint("Siu ", i))
						h.ID = household.ID(20001 + i)
						h.Village = p.villages[h.Commune][i%2]
						if i == 3 {
							h.Ethnic, h.EthnicGiven = household.Kinh, "01"
						}
						if i == 5 {
							h.Ended = "2022-06-01"
						} else {
							want = append(want, h.Ref)
						}
						if !yield(h, nil) {
							return
						}
					}
				}
			})
			if n != 56 {
				t.Errorf("loaded %d", n)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		walk := func(f household.Filter) (out []household.Ref) {
			for {
				page, err := household.List(t.Context(), d, f)
				if err != nil {
					t.Fatal(err)
				}
				for _, h := range page {
					out = append(out, h.Ref)
				}
				if len(page) < f.Limit {
					return out
				}
				f.After = page[len(page)-1].Ref
			}
		}
		for _, limit := range []int{1, 2, 5, 6, 7, 100} {
			if got := walk(household.Filter{Area: p.province, Limit: limit}); !slices.Equal(got, want) {
				t.Errorf("pages of %d: %v", limit, got)
			}
		}
		if got := walk(household.Filter{Area: p.districts[1], Limit: 3}); len(got) != 12 || p.district[got[0].Commune] != p.districts[1] {
			t.Errorf("a district: %v", got)
		}
		if got := walk(household.Filter{Area: p.communes[0], Limit: 4}); len(got) != 6 {
			t.Errorf("a commune: %v", got)
		}
		if got := walk(household.Filter{Area: p.villages[p.communes[0]][0], Limit: 2}); len(got) != 4 {
			t.Errorf("a village: %v", got)
		}
		yes, no := true, false
		if got := walk(household.Filter{Area: p.province, Limit: 4, Minority: &yes}); len(got) != 40 {
			t.Errorf("minority: %d", len(got))
		}
		if got := walk(household.Filter{Area: p.province, Limit: 4, Minority: &no}); len(got) != 8 {
			t.Errorf("not minority: %d", len(got))
		}
		if n, err := household.Count(t.Context(), d, p.province); err != nil || int(n) != len(want) {
			t.Errorf("Count = %d, %v", n, err)
		}
		some := []household.Ref{want[5], {Commune: 99, ID: 1}, want[0], want[5]}
		list, err := household.ByRefs(t.Context(), d, some)
		if err != nil || len(list) != 3 || list[0].Ref != want[5] || list[1].Ref != want[0] {
			t.Errorf("ByRefs: %v, %v", list, err)
		}
	})
}

func TestLoadIsWholeOrNotAtAll(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		p := newPlace(t, d, 1, 1, 1)
		keys := seal.Ephemeral()
		load := func(bad int) error {
			return d.Write(t.Context(), func(ctx context.Context, tx *db.Tx) error {
				_, err := household.Load(ctx, tx, keys, func(yield func(household.Household, error) bool) {
					for i := range 4500 {
						h := sample(p, 0, fmt.Sprint("C", i), fmt.Sprint("Ksor ", i))
						h.ID = household.ID(i + 1)
						var err error
						if i == bad {
							err = fmt.Errorf("row %d cannot be read", i)
						}
						if !yield(h, err) {
							return
						}
					}
				})
				return err
			})
		}
		if err := load(4200); err == nil || !strings.Contains(err.Error(), "row 4200") {
			t.Errorf("got %v", err)
		}
		if n, _ := household.Count(t.Context(), d, p.province); n != 0 {
			t.Errorf("%d households of a load that failed", n)
		}
		if err := load(-1); err != nil {
			t.Fatal(err)
		}
		h, err := household.NewService(d, keys).Get(t.Context(), account.System, household.Ref{Commune: p.communes[0], ID: 4500})
		if err != nil || h.Version != 1 || len(h.Persons) != 2 || string(h.Persons[0].Identity) != "0•••••••1234" {
			t.Errorf("%+v, %v", h, err)
		}
		hits, err := household.Search(t.Context(), d, household.Query{Text: "ksor 4499", Area: p.province})
		if err != nil || len(hits) != 1 || hits[0].Ref != h.Ref {
			t.Errorf("%v, %v", hits, err)
		}
	})
}
