package duplicate_test

import (
	"context"
	"fmt"
	"slices"
	"testing"

	"giamngheo/internal/account"
	"giamngheo/internal/db"
	"giamngheo/internal/db/dbtest"
	"giamngheo/internal/duplicate"
	"giamngheo/internal/fault"
	"giamngheo/internal/household"
	"giamngheo/internal/job"
	"giamngheo/internal/seal"
	"giamngheo/internal/unit"
)

// office is two communes of one district and one of another, with a village each.
type office struct {
	db         *db.DB
	households *household.Service
	doubles    *duplicate.Service

	district, commune, nearby, far unit.ID
	villages                       map[unit.ID]unit.ID
	codes                          int
}

func newOffice(t testing.TB, d *db.DB) *office {
	t.Helper()
	h := household.NewService(d, seal.Ephemeral())
	o := &office{db: d, households: h, doubles: duplicate.NewService(d, h), villages: map[unit.ID]unit.ID{}}
	by := func(l unit.Level, code string) unit.Unit {
		u, ok := unit.Shipped().ByCode(l, code, "2022-12-31")
		if !ok {
			t.Fatal("no", code)
		}
		return u
	}
	district, commune := by(unit.District, "630"), by(unit.Commune, "23827")
	o.district, o.commune = district.ID, commune.ID
	for _, u := range unit.Shipped().Below(district.ID, unit.Commune, "2022-12-31") {
		if u.ID != commune.ID {
			o.nearby = u.ID
		}
	}
	other := by(unit.District, "637")
	o.far = unit.Shipped().Below(other.ID, unit.Commune, "2022-12-31")[0].ID
	err := d.Write(t.Context(), func(ctx context.Context, tx *db.Tx) error {
		if err := unit.Ship(ctx, tx); err != nil {
			return err
		}
		if err := db.SetSetting(ctx, tx, db.SettingDemo, "thử"); err != nil {
			return err
		}
		var list []unit.Unit
		for i, c := range []unit.ID{o.commune, o.nearby, o.far} {
			u, _ := unit.Shipped().Get(c)
			list = append(list, unit.Unit{Code: fmt.Sprint("V", i), Level: unit.Village, Kind: "làng", Name: fmt.Sprint("Làng ", i), Parent: c, From: u.From, To: u.To, Source: "thử"})
		}
		if err := unit.Insert(ctx, tx, list); err != nil {
			return err
		}
		for _, v := range list {
			o.villages[v.Parent] = v.ID
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := job.Migrate(t.Context(), d); err != nil {
		t.Fatal(err)
	}
	return o
}

// person is a man born on a day.
func person(name, born string, number household.Identity) household.Person {
	return household.Person{Name: name, Sex: household.Male, Born: born, Ethnic: household.Bahnar, Relation: household.Child, Identity: number}
}

// household enters one of a commune.
func (o *office) household(t testing.TB, commune unit.ID, persons ...household.Person) household.Ref {
	t.Helper()
	ref, err := o.households.Create(t.Context(), account.System, o.typed(commune, persons...))
	if err != nil {
		t.Fatal(err)
	}
	return ref
}

func (o *office) typed(commune unit.ID, persons ...household.Person) household.Household {
	o.codes++
	persons[0].Relation = household.Head
	return household.Household{
		Ref: household.Ref{Commune: commune}, Village: o.villages[commune], Code: fmt.Sprint("M", o.codes), CodeYear: 2022, Address: "thử",
		Ethnic: household.Bahnar, EthnicGiven: "12", EthnicList: household.List2008, Members: len(persons), Persons: persons,
	}
}

func (o *office) as(t *testing.T, role account.Role) account.Actor {
	t.Helper()
	who, err := account.NewService(o.db).SignInDemo(t.Context(), role)
	if err != nil {
		t.Fatal(err)
	}
	return who
}

func (o *office) check(t *testing.T, commune unit.ID) duplicate.Checked {
	t.Helper()
	c, err := o.doubles.Check(t.Context(), account.System, commune)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

const number = "064070001234"

// A decision is remembered: a later check asks again only when a fact of the pair has changed, and a pair that
// is alike no more leaves the queue.
func TestADecisionIsRememberedUntilAFactChanges(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := newOffice(t, d)
		a := o.household(t, o.commune, person("Đinh Nhơn", "1970-05-06", ""), person("Đinh Blinh", "1999-01-02", ""))
		b := o.household(t, o.commune, person("Dinh Nhon", "1970", ""))
		o.household(t, o.commune, person("Đinh Yưk", "1970-05-06", ""))
		officer := o.as(t, account.CommuneOfficer)
		if c := o.check(t, o.commune); c.Pairs != 1 || c.New != 1 || c.Persons != 4 || c.Households != 3 {
			t.Fatalf("first check %+v", c)
		}
		if c := o.check(t, o.commune); c.Pairs != 1 || c.New+c.Again+c.Gone != 0 {
			t.Errorf("second check %+v", c)
		}
		k := duplicate.KeyOf(b, a)
		got, err := o.doubles.Get(t.Context(), officer, k)
		if err != nil || !got.Whole() || got.First.Head != "Đinh Nhơn" || len(got.Matches) != 1 || got.Decision != duplicate.Waiting {
			t.Fatalf("the pair %+v, %v", got, err)
		}
		if err := o.doubles.Decide(t.Context(), officer, k, duplicate.Different, " hai  anh em họ ", "other"); fault.KindOf(err) != fault.Conflict {
			t.Errorf("decided on facts that nobody saw: %v", err)
		}
		if err := o.doubles.Decide(t.Context(), officer, k, duplicate.Waiting, "", got.Digest); fault.KindOf(err) != fault.Invalid {
			t.Errorf("no decision: %v", err)
		}
		if err := o.doubles.Decide(t.Context(), officer, k, duplicate.Different, " hai  anh em họ ", got.Digest); err != nil {
			t.Fatal(err)
		}
		if c := o.check(t, o.commune); c.New+c.Again+c.Gone != 0 {
			t.Errorf("a check after the decision %+v", c)
		}
		queue := func(dec duplicate.Decision) int {
			list, err := o.doubles.Queue(t.Context(), officer, o.commune, dec, duplicate.Place{}, 50)
			if err != nil {
				t.Fatal(err)
			}
			return len(list)
		}
		if queue(duplicate.Waiting) != 0 || queue(duplicate.Different) != 1 {
			t.Errorf("waiting %d, different %d", queue(duplicate.Waiting), queue(duplicate.Different))
		}
		// Another address changes no fact of the pair; another birth does.
		change := func(born, address string) {
			t.Helper()
			h, err := o.households.Get(t.Context(), account.System, b)
			if err != nil {
				t.Fatal(err)
			}
			h.Persons[0].Born, h.Address = born, address
			if err := o.households.Update(t.Context(), account.System, h); err != nil {
				t.Fatal(err)
			}
		}
		change("1970", "nơi khác")
		if c := o.check(t, o.commune); c.New+c.Again+c.Gone != 0 {
			t.Errorf("after another address %+v", c)
		}
		change("1970-05-06", "nơi khác")
		if c := o.check(t, o.commune); c.Again != 1 || c.New+c.Gone != 0 {
			t.Errorf("after another birth %+v", c)
		}
		if got, err = o.doubles.Get(t.Context(), officer, k); err != nil || got.Decision != duplicate.Waiting || got.Before != duplicate.Different || got.Note != "hai anh em họ" {
			t.Errorf("asked again: %+v, %v", got.Pair, err)
		}
		change("1984-02-02", "nơi khác")
		if c := o.check(t, o.commune); c.Pairs != 0 || c.Gone != 0 {
			t.Errorf("alike no more %+v", c)
		}
		if got, err = o.doubles.Get(t.Context(), officer, k); err != nil || got.Before != duplicate.Different {
			t.Errorf("what was said is remembered: %+v, %v", got.Pair, err)
		}
	})
}

// One number in two communes: each sees that it stands elsewhere and whom to ask, and nothing of the other
// household; whoever has both in his area sees both and decides.
func TestANumberElsewhereTellsNothingButWhomToAsk(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := newOffice(t, d)
		a := o.household(t, o.commune, person("Đinh Nhơn", "1970-05-06", number))
		b := o.household(t, o.nearby, person("Siu Lạ", "1970", number))
		c := o.household(t, o.far, person("Kpă Xa", "1970", number))
		officer, district, province := o.as(t, account.CommuneOfficer), o.as(t, account.DistrictOfficer), o.as(t, account.ProvinceSecretary)
		if got := o.check(t, o.commune); got.Pairs != 2 {
			t.Fatalf("check %+v", got)
		}
		if got := o.check(t, o.nearby); got.Pairs != 2 || got.New != 1 { // the one with far; the other is known
			t.Errorf("check of the other side %+v", got)
		}
		for _, x := range []struct {
			who   account.Actor
			key   duplicate.Key
			whole bool
			ask   unit.Level
			kind  fault.Kind
		}{
			{officer, duplicate.KeyOf(a, b), false, unit.District, 0},
			{officer, duplicate.KeyOf(a, c), false, unit.Province, 0},
			{officer, duplicate.KeyOf(b, c), false, "", fault.NotFound},
			{district, duplicate.KeyOf(a, b), true, "", 0},
			{district, duplicate.KeyOf(b, c), false, unit.Province, 0},
			{province, duplicate.KeyOf(b, c), true, "", 0},
		} {
			got, err := o.doubles.Get(t.Context(), x.who, x.key)
			if fault.KindOf(err) != x.kind || err == nil && (got.Whole() != x.whole || got.Ask.Level != x.ask) {
				t.Errorf("%s of %s: whole %v, ask %q, %v", x.who.Role, x.key, got.Whole(), got.Ask.Level, err)
			}
			if err != nil {
				continue
			}
			err = o.doubles.Decide(t.Context(), x.who, x.key, duplicate.Unsure, "", got.Digest)
			if (err == nil) != x.whole {
				t.Errorf("%s decides on %s: %v", x.who.Role, x.key, err)
			}
		}
		// A pair within the area stands once in the queue, whichever commune was looked through.
		for who, want := range map[*account.Actor]int{&officer: 2, &district: 3, &province: 3} {
			n := 0
			for _, dec := range duplicate.Decisions {
				list, err := o.doubles.Queue(t.Context(), *who, who.Unit, dec, duplicate.Place{}, 50)
				if err != nil {
					t.Fatal(err)
				}
				n += len(list)
			}
			counted, err := o.doubles.Counts(t.Context(), *who, who.Unit)
			if err != nil || n != want || counted[duplicate.Waiting]+counted[duplicate.Unsure] != int64(want) {
				t.Errorf("%s has %d pairs (%v), want %d; %v", who.Role, n, counted, want, err)
			}
		}
		if _, err := o.doubles.Queue(t.Context(), officer, o.nearby, duplicate.Waiting, duplicate.Place{}, 9); fault.KindOf(err) != fault.NotFound {
			t.Errorf("the queue of another commune: %v", err)
		}
		if _, err := o.doubles.Queue(t.Context(), o.as(t, account.Auditor), o.commune, duplicate.Waiting, duplicate.Place{}, 9); fault.KindOf(err) != fault.Forbidden {
			t.Errorf("without the right: %v", err)
		}
	})
}

// What is typed is held against the register before it is stored.
func TestDoublesAreToldAtEntry(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := newOffice(t, d)
		a := o.household(t, o.commune, person("Đinh Nhơn", "1970-05-06", number))
		o.household(t, o.nearby, person("Siu Lạ", "1970", "064070009999"))
		officer := o.as(t, account.CommuneOfficer)
		hits := func(h household.Household) []duplicate.Hit {
			t.Helper()
			got, err := o.doubles.Entered(t.Context(), officer, h)
			if err != nil {
				t.Fatal(err)
			}
			return got
		}
		got := hits(o.typed(o.commune, person(" Dinh  Nhon", "1970-05-06", "")))
		if len(got) != 1 || got[0].Other.Ref != a || got[0].Position != 1 || !slices.Contains(got[0].Why, duplicate.NameSame) {
			t.Errorf("a likeness %+v", got)
		}
		got = hits(o.typed(o.commune, person("Đinh Yưk", "1988-01-02", ""), person("Đinh Khác", "1970", number)))
		if len(got) != 1 || got[0].Other.Ref != a || got[0].Position != 2 || got[0].Points < duplicate.Certain {
			t.Errorf("one number %+v", got)
		}
		got = hits(o.typed(o.commune, person("Đinh Khác", "1970", "064070009999")))
		if len(got) != 1 || !got[0].Outside || got[0].Name != "" || got[0].Other.Head != "" {
			t.Errorf("a number elsewhere %+v", got)
		}
		var lines int64
		if err := d.QueryRow(t.Context(), `select count(*) from audit_line where act = 'duplicate.elsewhere'`).Scan(&lines); err != nil || lines != 1 {
			t.Errorf("%d audit lines of a number elsewhere, %v", lines, err)
		}
		// A household that stands is not its own double, and a known pair is not told again.
		h, err := o.households.Get(t.Context(), officer, a)
		if err != nil {
			t.Fatal(err)
		}
		if got := hits(h); len(got) != 0 {
			t.Errorf("its own double %+v", got)
		}
		o.household(t, o.commune, person("Đinh Nhơn", "1970", ""))
		if got := hits(h); len(got) != 1 {
			t.Errorf("a new likeness %+v", got)
		}
		o.check(t, o.commune)
		if got := hits(h); len(got) != 0 {
			t.Errorf("a pair of the queue is told again %+v", got)
		}
	})
}

// The job does what the button asks, and twice the same.
func TestStartLooksThroughAUnit(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := newOffice(t, d)
		o.household(t, o.commune, person("Đinh Nhơn", "1970-05-06", number))
		o.household(t, o.nearby, person("Siu Lạ", "1970", number))
		district := o.as(t, account.DistrictOfficer)
		if err := o.doubles.Start(t.Context(), district, o.district); err != nil {
			t.Fatal(err)
		}
		s, err := o.doubles.State(t.Context(), district, o.district)
		if err != nil || s.Waiting == 0 || s.Waiting != s.Communes {
			t.Errorf("asked for: %+v, %v", s, err)
		}
		for range 2 {
			if err := o.doubles.Run(t.Context(), duplicate.CheckArgs{Unit: o.district}); err != nil {
				t.Fatal(err)
			}
		}
		if s, err = o.doubles.State(t.Context(), district, o.district); err != nil || s.Waiting != 0 || s.Persons != 2 {
			t.Errorf("done: %+v, %v", s, err)
		}
		if err := o.doubles.Start(t.Context(), o.as(t, account.CommuneOfficer), o.nearby); fault.KindOf(err) != fault.NotFound {
			t.Errorf("of another commune: %v", err)
		}
	})
}
