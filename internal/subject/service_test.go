package subject_test

import (
	"bytes"
	"context"
	"encoding/csv"
	"fmt"
	"strings"
	"testing"

	"giamngheo/internal/account"
	"giamngheo/internal/audit"
	"giamngheo/internal/day"
	"giamngheo/internal/db"
	"giamngheo/internal/db/dbtest"
	"giamngheo/internal/fault"
	"giamngheo/internal/household"
	"giamngheo/internal/intake"
	"giamngheo/internal/lang"
	"giamngheo/internal/review"
	"giamngheo/internal/roster"
	"giamngheo/internal/seal"
	"giamngheo/internal/standard"
	"giamngheo/internal/subject"
	"giamngheo/internal/unit"
)

// office is a province with a reviewed commune of the officer and another one in another district.
type office struct {
	db         *db.DB
	keys       *seal.Keys
	households *household.Service
	subjects   *subject.Service

	province, district, commune, far unit.ID
	village                          map[unit.ID]unit.ID
	round                            review.RoundID
	made                             int
}

func newOffice(t *testing.T, d *db.DB) *office {
	t.Helper()
	keys := seal.Ephemeral()
	h := household.NewService(d, keys)
	o := &office{db: d, keys: keys, households: h, subjects: subject.NewService(d, h), village: map[unit.ID]unit.ID{}}
	by := func(l unit.Level, code string) unit.Unit {
		u, ok := unit.Shipped().ByCode(l, code, "2022-12-31")
		if !ok {
			t.Fatal("no", code)
		}
		return u
	}
	o.province, o.district, o.commune = by(unit.Province, "64").ID, by(unit.District, "630").ID, by(unit.Commune, "23827").ID
	o.far = unit.Shipped().Below(by(unit.District, "637").ID, unit.Commune, "2022-12-31")[0].ID
	err := d.Write(t.Context(), func(ctx context.Context, tx *db.Tx) error {
		if err := unit.Ship(ctx, tx); err != nil {
			return err
		}
		if err := db.SetSetting(ctx, tx, db.SettingDemo, "thử"); err != nil {
			return err
		}
		var list []unit.Unit
		for i, c := range []unit.ID{o.commune, o.far} {
			u, _ := unit.Shipped().Get(c)
			list = append(list, unit.Unit{Code: fmt.Sprint("V", i), Level: unit.Village, Kind: "làng", Name: fmt.Sprint("Làng ", i), Parent: c, From: u.From, To: u.To, Source: "thử"})
		}
		if err := unit.Insert(ctx, tx, list); err != nil {
			return err
		}
		for _, v := range list {
			o.village[v.Parent] = v.ID
		}
		r, err := review.Add(ctx, tx, review.Round{Year: 2022, Kind: review.Periodic, Edition: "vn-2022", Unit: o.province, Day: "2022-12-31", Status: review.Open, Source: "thử"})
		o.round = r.ID
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return o
}

// household enters one with a head born in a year.
func (o *office) household(t *testing.T, commune unit.ID, year int, ethnic household.Ethnic) household.Ref {
	t.Helper()
	o.made++
	ref, err := o.households.Create(t.Context(), account.System, household.Household{
		Ref: household.Ref{Commune: commune}, Village: o.village[commune], Code: fmt.Sprint("M", o.made), CodeYear: 2022, Address: "thử",
		Persons: []household.Person{{
			Name: fmt.Sprint("Đinh Người ", o.made), Sex: household.Male, Born: fmt.Sprint(year), Ethnic: ethnic, Relation: household.Head,
			Identity: household.Identity(fmt.Sprintf("0640%02d%06d", year%100, o.made)),
		}},
	})
	if err != nil {
		t.Fatal(err)
	}
	return ref
}

func (o *office) as(t *testing.T, role account.Role) account.Actor {
	t.Helper()
	who, err := account.NewService(o.db).SignInDemo(t.Context(), role)
	if err != nil {
		t.Fatal(err)
	}
	return who
}

// list is the list of the commune as a file.
func (o *office) list(t *testing.T, who account.Actor) string {
	t.Helper()
	var b bytes.Buffer
	if _, err := roster.Export(t.Context(), o.db, who, roster.Asked{Filter: review.Filter{Area: o.commune}}, nil, roster.CSV, lang.Vi, &b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// A restriction that was asked for and granted takes the household out of the lists that leave the system, until it is lifted.
func TestARestrictionTakesAHouseholdOutOfExports(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := newOffice(t, d)
		ref, _ := o.household(t, o.commune, 1970, household.Bahnar), o.household(t, o.commune, 1971, household.Bahnar)
		officer := o.as(t, account.CommuneOfficer)
		if s := o.list(t, officer); !strings.Contains(s, "Đinh Người 1") {
			t.Fatalf("the list lacks the household:\n%s", s)
		}
		grant := func(w subject.Wish) {
			t.Helper()
			id, err := o.subjects.Enter(t.Context(), officer, subject.Request{Household: ref, Position: 1, Wish: w, Asker: "chính chủ", Text: "không muốn"})
			if err != nil {
				t.Fatal(err)
			}
			if err := o.subjects.Answer(t.Context(), officer, o.commune, id, subject.Done, "đã làm"); err != nil {
				t.Fatal(err)
			}
			if err := o.subjects.Answer(t.Context(), officer, o.commune, id, subject.Refused, "thôi"); fault.KindOf(err) != fault.Conflict {
				t.Errorf("answered twice: %v", err)
			}
		}
		grant(subject.Restrict)
		if s := o.list(t, officer); strings.Contains(s, "Đinh Người 1") || !strings.Contains(s, "Đinh Người 2") {
			t.Errorf("a restricted household is handed on:\n%s", s)
		}
		x, err := o.subjects.Hold(t.Context(), officer, ref, 1)
		if err != nil || x.Restriction == nil || x.Restriction.Since != day.Of(dbtest.Clock) || len(x.Requests) != 1 {
			t.Errorf("the sheet: %+v, %v", x.Restriction, err)
		}
		grant(subject.Lift)
		if s := o.list(t, officer); !strings.Contains(s, "Đinh Người 1") {
			t.Errorf("a lifted restriction still holds:\n%s", s)
		}
	})
}

func TestRequestsKeepToTheAreaAndToTheirForm(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := newOffice(t, d)
		ref, far := o.household(t, o.commune, 1970, household.Bahnar), o.household(t, o.far, 1970, household.Bahnar)
		officer := o.as(t, account.CommuneOfficer)
		today := day.Of(dbtest.Clock)
		for _, c := range []struct {
			name string
			r    subject.Request
			kind fault.Kind
		}{
			{"outside", subject.Request{Household: far, Position: 1, Wish: subject.See, Asker: "x"}, fault.NotFound},
			{"nobody asked", subject.Request{Household: ref, Position: 1, Wish: subject.See}, fault.Invalid},
			{"nothing asked", subject.Request{Household: ref, Position: 1, Asker: "x"}, fault.Invalid},
			{"no such person", subject.Request{Household: ref, Position: 2, Wish: subject.See, Asker: "x"}, fault.NotFound},
			{"tomorrow", subject.Request{Household: ref, Position: 1, Wish: subject.See, Asker: "x", Asked: "2023-01-01"}, fault.Invalid},
			{"due before it came", subject.Request{Household: ref, Position: 1, Wish: subject.See, Asker: "x", Due: "2022-01-01"}, fault.Invalid},
			{"whole", subject.Request{Household: ref, Position: 1, Wish: subject.See, Asker: "x"}, 0},
		} {
			if _, err := o.subjects.Enter(t.Context(), officer, c.r); fault.KindOf(err) != c.kind {
				t.Errorf("%s: %v", c.name, err)
			}
		}
		list, err := o.subjects.Requests(t.Context(), officer, o.commune, 9)
		if err != nil || len(list) != 1 || list[0].Asked != today || list[0].Due != day.Of(today.Time().AddDate(0, 0, subject.Shipped.Answer.Days)) || list[0].Late(today) || !list[0].Late("2023-03-01") {
			t.Errorf("requests %+v, %v", list, err)
		}
		if _, err := o.subjects.Requests(t.Context(), o.as(t, account.FrontSupervisor), o.commune, 9); fault.KindOf(err) != fault.Forbidden {
			t.Errorf("without the right: %v", err)
		}
		if _, err := o.subjects.Hold(t.Context(), officer, far, 1); fault.KindOf(err) != fault.NotFound {
			t.Errorf("the sheet of a person outside: %v", err)
		}
		x, err := o.subjects.Hold(t.Context(), officer, ref, 1)
		if err != nil || x.Person.Identity.Mask() != "0•••••••0001" || len(x.Acts) < 2 || len(x.Looks) != 0 {
			t.Errorf("the sheet %+v, %v", x, err)
		}
		if x, err = o.subjects.Hold(t.Context(), officer, ref, 1); err != nil || len(x.Looks) != 1 {
			t.Errorf("a look leaves %d lines, %v", len(x.Looks), err)
		}
	})
}

// The dry run changes nothing; what is removed is what it counted, with audit lines, and nothing without a period.
func TestRetentionRemovesWhatTheDryRunCounted(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := newOffice(t, d)
		stands, ended := o.household(t, o.commune, 1970, household.Bahnar), o.household(t, o.commune, 1971, household.Bahnar)
		imports := intake.New(d, o.keys)
		if _, err := imports.Receive(t.Context(), account.System, intake.Upload{Kind: intake.Households, Area: o.commune, Year: 2022, File: "ho.csv"}, strings.NewReader("Mã hộ,Họ tên chủ hộ\nA,B\n")); err != nil {
			t.Fatal(err)
		}
		err := d.Write(t.Context(), func(ctx context.Context, tx *db.Tx) error {
			if _, err := tx.Exec(ctx, `update household set ended = '2010-01-01' where commune_id = $1 and id = $2`, ended.Commune, ended.ID); err != nil {
				return err
			}
			_, err := tx.Exec(ctx, `update intake set at = 0`)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		secretary := o.as(t, account.ProvinceSecretary)
		dry := func() map[string]subject.Kept {
			t.Helper()
			list, err := o.subjects.Retention(t.Context(), secretary)
			if err != nil {
				t.Fatal(err)
			}
			out := map[string]subject.Kept{}
			for _, k := range list {
				out[k.ID] = k
			}
			return out
		}
		numbers := func(ref household.Ref) (n int) {
			t.Helper()
			h, err := o.households.Get(t.Context(), account.System, ref)
			if err != nil {
				t.Fatal(err)
			}
			for _, p := range h.Persons {
				if p.Identity != "" {
					n++
				}
			}
			return n
		}
		got := dry()
		if got["imports"].Past != 1 || got["ended_numbers"].Past != 0 || got["ended_numbers"].Runs() || got["register"].Runs() || got["audit"].Runs() {
			t.Errorf("the dry run %+v", got)
		}
		if _, err := o.subjects.Remove(t.Context(), secretary, "ended_numbers", 0); fault.KindOf(err) != fault.Conflict {
			t.Errorf("removed without a period: %v", err)
		}
		if err := o.subjects.SetPeriod(t.Context(), secretary, "audit", 1, "x"); fault.KindOf(err) != fault.Conflict {
			t.Errorf("a period of the audit: %v", err)
		}
		if err := o.subjects.SetPeriod(t.Context(), secretary, "ended_numbers", 1825, ""); fault.KindOf(err) != fault.Invalid {
			t.Errorf("a period without a basis: %v", err)
		}
		if err := o.subjects.SetPeriod(t.Context(), secretary, "ended_numbers", 1825, "quyết định thử"); err != nil {
			t.Fatal(err)
		}
		if got = dry(); got["ended_numbers"].Past != 1 || len(got["ended_numbers"].Shown) != 1 || got["ended_numbers"].Source != "quyết định thử" || numbers(ended) != 1 {
			t.Errorf("the dry run with a period %+v", got["ended_numbers"])
		}
		if _, err := o.subjects.Remove(t.Context(), secretary, "ended_numbers", 7); fault.KindOf(err) != fault.Conflict || numbers(ended) != 1 {
			t.Errorf("another number than was seen: %v", err)
		}
		if n, err := o.subjects.Remove(t.Context(), secretary, "ended_numbers", 1); err != nil || n != 1 || numbers(ended) != 0 || numbers(stands) != 1 {
			t.Errorf("removed %d, %v; left %d and %d numbers", n, err, numbers(ended), numbers(stands))
		}
		if n, err := o.subjects.Remove(t.Context(), secretary, "imports", 1); err != nil || n != 1 {
			t.Errorf("imports removed %d, %v", n, err)
		}
		if got = dry(); got["imports"].Past+got["ended_numbers"].Past != 0 {
			t.Errorf("after the removal %+v", got)
		}
		var chunks int64
		if err := d.QueryRow(t.Context(), `select count(*) from intake_chunk`).Scan(&chunks); err != nil || chunks != 0 {
			t.Errorf("%d pieces of the file are left, %v", chunks, err)
		}
		lines, err := audit.List(t.Context(), d, audit.Filter{Area: int64(o.province), Limit: 50})
		if err != nil {
			t.Fatal(err)
		}
		removed := 0
		for _, l := range lines {
			if l.Act == "subject.remove" {
				removed++
			}
		}
		if removed != 2 {
			t.Errorf("%d audit lines of removals, want 2", removed)
		}
		if _, err := o.subjects.Retention(t.Context(), o.as(t, account.CommuneOfficer)); fault.KindOf(err) != fault.Forbidden {
			t.Errorf("without the right: %v", err)
		}
	})
}

// The file for research has neither name nor code, no combination of fewer than five, and says what it is.
func TestTheFileForResearchTellsOfNobody(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := newOffice(t, d)
		var refs []household.Ref
		for i := range 17 {
			commune := o.commune
			if i >= 12 {
				commune = o.far
			}
			refs = append(refs, o.household(t, commune, 1960+i%3*10, []household.Ethnic{household.Bahnar, household.Kinh}[i%2]))
		}
		err := d.Write(t.Context(), func(ctx context.Context, tx *db.Tx) error {
			r, err := review.Get(ctx, tx, o.round)
			if err != nil {
				return err
			}
			_, err = review.LoadClasses(ctx, tx, r, func(yield func(review.Given, error) bool) {
				for i, ref := range refs {
					g := review.Given{Household: ref, Village: o.village[ref.Commune], Area: standard.Rural, Ethnic: household.Bahnar, Members: 1 + i%4, Class: standard.Poor}
					if !yield(g, nil) {
						return
					}
				}
			})
			if err != nil {
				return err
			}
			return household.Restrict(ctx, tx, household.Restriction{Household: refs[0], Since: "2022-12-01"})
		})
		if err != nil {
			t.Fatal(err)
		}
		secretary := o.as(t, account.ProvinceSecretary)
		for area, want := range map[unit.ID]int64{o.province: 16, o.district: 11} {
			m, err := subject.Research(t.Context(), d, secretary, area, "")
			if err != nil {
				t.Fatal(err)
			}
			if m.Households+m.Suppressed != want || m.Smallest < subject.K || m.Restricted != 1 {
				t.Errorf("of %d: %+v", area, m)
			}
			var b bytes.Buffer
			if err := m.Write(t.Context(), d, secretary, roster.CSV, lang.Vi, &b); err != nil {
				t.Fatal(err)
			}
			if s := b.String(); strings.Contains(s, "Người") || strings.Contains(s, "Chư Krêy") || strings.Contains(s, "1960") || !strings.Contains(s, "từ 5 hộ") {
				t.Errorf("the file tells too much or too little:\n%s", s)
			}
			records, err := csv.NewReader(strings.NewReader(b.String())).ReadAll()
			if err != nil {
				t.Fatal(err)
			}
			counts := map[string]int{}
			for _, r := range records[1 : len(records)-3] {
				counts[strings.Join(r[:5], "|")]++
			}
			for combination, n := range counts {
				if n < subject.K {
					t.Errorf("%s has %d households", combination, n)
				}
			}
			var x bytes.Buffer
			if err := m.Write(t.Context(), d, secretary, roster.XLSX, lang.En, &x); err != nil || x.Len() == 0 {
				t.Errorf("as XLSX: %v", err)
			}
		}
		if _, err := subject.Research(t.Context(), d, secretary, o.commune, ""); fault.KindOf(err) != fault.Invalid {
			t.Errorf("of a commune: %v", err)
		}
		if _, err := subject.Research(t.Context(), d, o.as(t, account.DistrictOfficer), o.district, ""); fault.KindOf(err) != fault.Forbidden {
			t.Errorf("without the right: %v", err)
		}
	})
}

// The record of processing names only what is there.
func TestTheRecordOfProcessingIsWhole(t *testing.T) {
	t.Parallel()
	for _, a := range subject.Shipped.Activities {
		for _, k := range a.Retention {
			if _, ok := subject.Shipped.Kind(k); !ok {
				t.Errorf("%s: no kind %q", a.ID, k)
			}
		}
		for _, m := range a.Measures {
			if _, ok := subject.Shipped.Measure(m); !ok {
				t.Errorf("%s: no measure %q", a.ID, m)
			}
		}
		for _, b := range a.Basis {
			if b.Cite(lang.Vi).Text == " " {
				t.Errorf("%s: no source %q", a.ID, b.Source)
			}
		}
		if a.Purpose.Vi == "" || a.Purpose.En == "" || a.Categories.Vi == "" || a.Recipients.En == "" {
			t.Errorf("%s is not whole", a.ID)
		}
	}
	if len(subject.Shipped.LawOn("2025-12-31")) != 1 || len(subject.Shipped.LawOn("2026-01-01")) != 2 {
		t.Error("the law of the day is not the one in force")
	}
	for _, k := range subject.Shipped.Kinds {
		if k.Days > 0 && !k.Proposal {
			t.Errorf("%s: a period that is neither a proposal nor has a source", k.ID)
		}
	}
}
