package change_test

import (
	"context"
	"fmt"
	"testing"

	"giamngheo/internal/account"
	"giamngheo/internal/audit"
	"giamngheo/internal/change"
	"giamngheo/internal/day"
	"giamngheo/internal/db"
	"giamngheo/internal/fault"
	"giamngheo/internal/household"
	"giamngheo/internal/review"
	"giamngheo/internal/seal"
	"giamngheo/internal/standard"
	"giamngheo/internal/unit"
)

// The invented country of the tests: one province with districts 11 and 12; communes 111, 112 and 121 with
// two villages each.
const (
	province unit.ID = 10
	district unit.ID = 11
	here     unit.ID = 111
	beside   unit.ID = 112
	faraway  unit.ID = 121
)

var communes = []unit.ID{here, beside, faraway}

var (
	officer  = account.Actor{ID: 1, Login: "can.bo", Name: "Cán bộ", Role: account.CommuneOfficer, Unit: here}
	surveyor = account.Actor{ID: 2, Login: "truong.thon", Name: "Trưởng thôn", Role: account.VillageSurveyor, Unit: here*10 + 1}
	chair    = account.Actor{ID: 3, Login: "chu.tich", Name: "Chủ tịch", Role: account.CommuneChair, Unit: here}
	chair2   = account.Actor{ID: 4, Login: "chu.tich.2", Name: "Chủ tịch xã bên", Role: account.CommuneChair, Unit: beside}
	above    = account.Actor{ID: 5, Login: "huyen", Name: "Cán bộ huyện", Role: account.DistrictOfficer, Unit: district}
	top      = account.Actor{ID: 6, Login: "tinh", Name: "Thường trực", Role: account.ProvinceSecretary, Unit: province}
)

// land is the invented country with its register; the review of 2022 found all of it and is closed.
type land struct {
	testing.TB
	db       *db.DB
	keys     *seal.Keys
	changes  *change.Service
	register *household.Service
	review   *review.Service
	closed   review.RoundID
	refs     map[unit.ID][]household.Ref
}

// each is how many households a commune has.
const each = 4

func settle(t testing.TB, d *db.DB) *land {
	t.Helper()
	l := &land{TB: t, db: d, keys: seal.Ephemeral(), review: review.New(d), refs: map[unit.ID][]household.Ref{}}
	l.changes, l.register = change.New(d, l.keys), household.NewService(d, l.keys).Guarded(review.Guard)
	l.act(func(ctx context.Context, tx *db.Tx) error {
		made := func(id, parent unit.ID, lv unit.Level, k unit.Kind) unit.Unit {
			return unit.Unit{ID: id, Parent: parent, Level: lv, Kind: k, Code: fmt.Sprint(id), Name: fmt.Sprint("Thử ", id), From: "2004-01-01", To: day.Forever}
		}
		units := []unit.Unit{
			made(1, 0, unit.Country, ""), made(province, 1, unit.Province, "tỉnh"),
			made(district, province, unit.District, "huyện"), made(12, province, unit.District, "huyện"),
		}
		for _, c := range communes {
			units = append(units, made(c, c/10, unit.Commune, "xã"), made(c*10+1, c, unit.Village, "làng"), made(c*10+2, c, unit.Village, "làng"))
		}
		return unit.Insert(ctx, tx, units)
	})
	for _, c := range communes {
		for i := range each {
			l.refs[c] = append(l.refs[c], l.create(family(c, i)))
		}
	}
	l.closed = l.open(2022)
	for _, c := range communes {
		for i, ref := range l.refs[c] {
			l.record(l.closed, ref, []standard.Class{standard.Poor, standard.NearPoor, standard.NotPoor}[i%3])
		}
	}
	if err := l.review.Close(t.Context(), account.System, l.closed); err != nil {
		t.Fatal(err)
	}
	return l
}

// family is a household of a father, a mother, a daughter of eleven and a son of thirty; nobody else in the
// country bears their names.
func family(c unit.ID, i int) household.Household {
	name := func(who string) string { return fmt.Sprintf("%s %d %d", who, c, i) }
	return household.Household{
		Ref: household.Ref{Commune: c}, Village: c*10 + 1, Code: fmt.Sprintf("H%d", i+1), CodeYear: 2022, Address: "đội 1", Flags: household.Local,
		Persons: []household.Person{
			{Name: name("Cha"), Sex: household.Male, Born: "1967", Ethnic: household.Jrai, Relation: household.Head, Identity: household.Identity(fmt.Sprintf("0640670%05d", int(c)*10+i))},
			{Name: name("Mẹ"), Sex: household.Female, Born: "1970-02-01", Ethnic: household.Bahnar, Relation: household.Spouse},
			{Name: name("Con gái"), Sex: household.Female, Born: "2011-05-30", Ethnic: household.Jrai, Relation: household.Child},
			{Name: name("Con trai"), Sex: household.Male, Born: "1992-03-03", Ethnic: household.Jrai, Relation: household.Child},
		},
	}
}

func (l *land) act(fn func(ctx context.Context, tx *db.Tx) error) {
	l.Helper()
	if err := l.db.Write(l.Context(), fn); err != nil {
		l.Fatal(err)
	}
}

func (l *land) create(h household.Household) household.Ref {
	l.Helper()
	ref, err := l.register.Create(l.Context(), account.System, h)
	if err != nil {
		l.Fatal(err)
	}
	return ref
}

func (l *land) open(year int) review.RoundID {
	l.Helper()
	id, err := l.review.Open(l.Context(), account.System, review.Round{
		Year: year, Kind: review.Periodic, Edition: "vn-2022", Unit: province, Day: day.EndOf(year),
		Region: standard.CentralHighlands, Detail: true, Source: "test",
	})
	if err != nil {
		l.Fatal(err)
	}
	return id
}

func (l *land) record(id review.RoundID, ref household.Ref, c standard.Class) review.Assessment {
	l.Helper()
	h := l.get(ref)
	in := review.Input{
		Household: ref, Village: h.Village, Area: standard.Rural, Ethnic: h.Ethnic, Flags: h.Flags, Members: h.Members, Children: 1, PointsA: 150, Income: -1,
	}
	switch c {
	case standard.Poor:
		in.PointsA, in.Deprived = 140, standard.DeprivedIn(4, 7, 10)
	case standard.NearPoor:
		in.PointsA, in.Deprived = 140, standard.DeprivedIn(4, 7)
	}
	in.Children = min(in.Children, in.Members)
	a, err := l.review.Record(l.Context(), account.System, id, in)
	if err != nil {
		l.Fatal(err)
	}
	return a
}

func (l *land) get(ref household.Ref) household.Household {
	l.Helper()
	h, err := household.Opened(l.Context(), l.db, l.keys, ref)
	if err != nil {
		l.Fatal(err)
	}
	return h
}

func (l *land) found(id review.RoundID, ref household.Ref) (review.Assessment, bool) {
	l.Helper()
	a, ok, err := review.Found(l.Context(), l.db, id, ref)
	if err != nil {
		l.Fatal(err)
	}
	return a, ok
}

func (l *land) ask(who account.Actor, w change.Wish) change.Key {
	l.Helper()
	key, err := l.changes.Ask(l.Context(), who, w, "gia đình báo, thôn xác nhận", "biên bản họp thôn ngày 20/12/2022")
	if err != nil {
		l.Fatalf("Ask %s: %v", w.Kind, err)
	}
	return key
}

func (l *land) approve(who account.Actor, key change.Key) {
	l.Helper()
	if state, err := l.changes.Approve(l.Context(), who, key); err != nil || state != change.Approved {
		l.Fatalf("Approve = %s, %v", state, err)
	}
	l.verified()
}

// verified fails when a stored count differs from a recount, or a list's opening, less who left it, with who
// came to it, is not its closing.
func (l *land) verified() {
	l.Helper()
	rounds, err := review.All(l.Context(), l.db)
	if err != nil {
		l.Fatal(err)
	}
	for _, r := range rounds {
		diffs, err := review.Verify(l.Context(), l.db, r.ID)
		if err != nil || len(diffs) > 0 {
			l.Fatalf("Verify %d: %v %+v", r.Year, err, diffs)
		}
		if b := l.balance(r.ID); b.Poor.Gap() != 0 || b.NearPoor.Gap() != 0 || b.PoorPersons.Gap() != 0 {
			l.Fatalf("%d does not add up: %+v", r.Year, b)
		}
	}
}

func (l *land) balance(id review.RoundID) review.Balance {
	l.Helper()
	flows, err := review.FlowOf(l.Context(), l.db, id, province)
	if err != nil {
		l.Fatal(err)
	}
	return review.Reconcile(flows)
}

// audited are the acts of the newest audit lines on a household, the newest first.
func (l *land) audited(ref household.Ref) []string {
	l.Helper()
	lines, err := audit.List(l.Context(), l.db, audit.Filter{Area: int64(province), Thing: "household:" + ref.String(), Limit: 50})
	if err != nil {
		l.Fatal(err)
	}
	var out []string
	for _, x := range lines {
		out = append(out, x.Act)
	}
	return out
}

func key(err error) string {
	if f := fault.As(err); f != nil {
		return f.Key
	}
	if err != nil {
		return err.Error()
	}
	return ""
}
