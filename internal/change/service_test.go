package change_test

import (
	"slices"
	"strings"
	"testing"

	"giamngheo/internal/account"
	"giamngheo/internal/change"
	"giamngheo/internal/db"
	"giamngheo/internal/db/dbtest"
	"giamngheo/internal/freeze"
	"giamngheo/internal/household"
	"giamngheo/internal/review"
	"giamngheo/internal/standard"
)

// someone is a new member.
var someone = change.Someone{Name: "Em bé", Sex: household.Female, Born: "2022-11-20", Ethnic: household.Jrai, Relation: household.Child, Identity: "064322001234"}

// Each kind goes from the register before, over the request and its approval, to the register, the open round,
// the history and the audit after.
func TestEveryKindIsCarriedOutWhole(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		l := settle(t, d)
		open := l.open(2023)
		for _, ref := range l.refs[here] {
			l.record(open, ref, standard.Poor)
		}
		a, b, c := l.refs[here][0], l.refs[here][1], l.refs[here][2]
		do := func(w change.Wish) household.Household {
			t.Helper()
			key := l.ask(officer, w)
			who := chair
			if w.Kind == change.MoveCommune {
				who = above
			}
			l.approve(who, key)
			r, err := l.changes.Get(t.Context(), officer, key)
			if err != nil || r.State != change.Approved || r.Decider != who.Name {
				t.Fatalf("%s: %+v, %v", w.Kind, r, err)
			}
			if acts := l.audited(w.Household); acts[0] != "change.approve" || acts[1] != "change.ask" {
				t.Errorf("%s: audit %v", w.Kind, acts)
			}
			if w.Kind != change.CorrectReview {
				events, err := household.History(t.Context(), d, w.Household)
				if err != nil || len(events) == 0 || events[0].Source != (household.Source{Kind: household.ByRequest, ID: key.ID}) {
					t.Errorf("%s: history %+v, %v", w.Kind, events, err)
				}
			}
			return l.get(w.Household)
		}

		h := do(change.Wish{Kind: change.CorrectHousehold, Household: a, Ethnic: household.Bahnar, Flags: household.Local | household.Merit, Reviewed: true})
		if h.Ethnic != household.Bahnar || h.Persons[0].Ethnic != household.Bahnar || !h.Flags.Has(household.Merit) || h.Persons[0].Identity == "" {
			t.Errorf("corrected %+v", h)
		}
		for _, round := range []review.RoundID{l.closed, open} {
			if x, _ := l.found(round, a); x.Ethnic != household.Bahnar || !x.Flags.Has(household.Merit) {
				t.Errorf("round %d says %+v", round, x)
			}
		}
		h = do(change.Wish{Kind: change.CorrectPerson, Household: a, Person: 3, As: &change.Someone{Name: "Con gái 111 0", Sex: household.Female, Born: "2001-05-30", Ethnic: household.Jrai, Relation: household.Child}})
		if x, _ := l.found(open, a); h.Persons[2].Born != "2001-05-30" || x.Children != 0 || x.Members != 4 {
			t.Errorf("%+v, children %d", h.Persons[2], x.Children)
		}
		h = do(change.Wish{Kind: change.AddMember, Household: a, As: &someone})
		if x, _ := l.found(open, a); h.Members != 5 || len(h.Persons) != 5 || string(h.Persons[4].Identity) != "064322001234" || x.Members != 5 || x.Children != 1 {
			t.Errorf("%+v, %+v", h, x)
		}
		h = do(change.Wish{Kind: change.RemoveMember, Household: a, Persons: []int{4}})
		if h.Members != 4 || slices.ContainsFunc(h.Persons, func(p household.Person) bool { return strings.HasPrefix(p.Name, "Con trai") }) {
			t.Errorf("%+v", h)
		}
		h = do(change.Wish{Kind: change.ChangeHead, Household: a, Head: 2, Relation: map[int]household.Relation{1: household.Spouse}})
		if x, _ := l.found(open, a); !strings.HasPrefix(h.Head, "Mẹ") || !h.Flags.Has(household.FemaleHead) || h.Persons[1].Relation != household.Spouse || !x.Flags.Has(household.FemaleHead) ||
			string(h.Persons[1].Identity) == "" {
			t.Errorf("%+v %+v", h, x)
		}
		h = do(change.Wish{Kind: change.Death, Household: a, Person: 1, Head: 2, Day: "2022-12-20"})
		if h.Members != 3 || !strings.HasPrefix(h.Head, "Cha") || h.Flags.Has(household.FemaleHead) {
			t.Errorf("%+v", h)
		}
		h = do(change.Wish{Kind: change.TransferMember, Household: b, Other: a, Persons: []int{4}, Relation: map[int]household.Relation{4: household.Kin}})
		there := l.get(a)
		if h.Members != 3 || there.Members != 4 || there.Persons[3].Name != "Con trai 111 1" || there.Persons[3].Relation != household.Kin {
			t.Errorf("%+v %+v", h, there)
		}
		h = do(change.Wish{Kind: change.Split, Household: c, Persons: []int{1, 4}, Head: 2, NewHead: 4, Relation: map[int]household.Relation{1: household.Parent}})
		fresh := l.get(household.Ref{Commune: here, ID: each + 1})
		if h.Members != 2 || !strings.HasPrefix(h.Head, "Mẹ") || fresh.Members != 2 || fresh.From != c || fresh.Persons[1].Relation != household.Parent ||
			string(fresh.Persons[1].Identity) != "064067001112" || fresh.Code != "H3-2" {
			t.Errorf("%+v\n%+v", h, fresh)
		}
		if _, ok := l.found(open, fresh.Ref); ok {
			t.Error("the round has found a household that was split off just now")
		}
		if x := l.record(open, fresh.Ref, standard.Poor); x.Movement != review.OtherIn {
			t.Errorf("movement of the household split off: %s", x.Movement)
		}
		do(change.Wish{Kind: change.Merge, Household: c, Other: fresh.Ref, Persons: []int{1, 2}, Relation: map[int]household.Relation{1: household.Child, 2: household.Spouse}})
		if h, gone := l.get(c), l.get(fresh.Ref); h.Members != 4 || gone.Ended == "" || string(h.Persons[3].Identity) != "064067001112" {
			t.Errorf("%+v %+v", h, gone)
		}
		if x, _ := l.found(open, fresh.Ref); x.Class != standard.None || x.Movement != review.Outside {
			t.Errorf("the household that ended: %+v", x)
		}
		h = do(change.Wish{Kind: change.MoveVillage, Household: c, Village: here*10 + 2})
		if x, _ := l.found(open, c); h.Village != here*10+2 || x.Village != here*10+2 {
			t.Errorf("%+v %+v", h, x)
		}
		h = do(change.Wish{Kind: change.MoveCommune, Household: a, Commune: beside, Village: beside*10 + 2, Day: "2022-12-22"})
		moved := l.get(household.Ref{Commune: beside, ID: each + 1})
		if h.Ended != "2022-12-22" || moved.From != a || moved.Members != 4 || string(moved.Persons[0].Identity) != "064067001110" || moved.Village != beside*10+2 {
			t.Errorf("%+v\n%+v", h, moved)
		}
		left, _ := l.found(open, a)
		came, ok := l.found(open, moved.Ref)
		if left.Movement != review.OtherOut || !ok || came.Movement != review.OtherIn || came.Class != standard.Poor {
			t.Errorf("left %+v, came %+v", left, came)
		}
		h = do(change.Wish{Kind: change.Exit, Household: b, Day: "2022-12-22"})
		if x, _ := l.found(open, b); h.Ended == "" || x.Class != standard.None || x.PrevClass != standard.NearPoor {
			t.Errorf("%+v %+v", h, x)
		}
	})
}

// A closed round is corrected: what was judged stays as a version, the class, the tallies and the beginning of
// the round after it follow.
func TestACorrectedReviewKeepsWhatWasJudged(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		l := settle(t, d)
		ref := l.refs[here][1]
		open := l.open(2023)
		if x := l.record(open, ref, standard.Poor); x.Movement != review.BecamePoor {
			t.Fatal(x.Movement)
		}
		was, _ := l.found(l.closed, ref)
		f := change.FindingOf(was)
		f.Deprived = standard.DeprivedIn(4, 7, 10)
		w := change.Wish{Kind: change.CorrectReview, Household: ref, Round: l.closed, Finding: &f}
		l.approve(chair, l.ask(officer, w))
		now, _ := l.found(l.closed, ref)
		after, _ := l.found(open, ref)
		if now.Class != standard.Poor || now.Movement != review.NewlyListed || after.PrevClass != standard.Poor || after.Movement != review.Stayed {
			t.Errorf("corrected %+v\nafter %+v", now, after)
		}
		versions, err := review.Versions(t.Context(), d, ref)
		if err != nil || len(versions) != 1 || versions[0].Class != standard.NearPoor || versions[0].Version != 1 || versions[0].Round != l.closed {
			t.Errorf("%+v, %v", versions, err)
		}
		if got := l.balance(l.closed).Poor.Closing; got != 3*2+1 {
			t.Errorf("%d poor households in 2022, want 7", got)
		}
		if _, err := l.changes.Ask(t.Context(), officer, w, "như trên đã ghi", "biên bản họp thôn"); key(err) != "change.nothing" {
			t.Errorf("the same again: %v", err)
		}
		w.Round = open
		if _, err := l.changes.Ask(t.Context(), officer, w, "như trên đã ghi", "biên bản họp thôn"); key(err) != "review.correct_open" {
			t.Errorf("an open round: %v", err)
		}
	})
}

func TestWhoMayAskAndDecide(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		l := settle(t, d)
		ctx := t.Context()
		a := l.refs[here][0]
		flags := change.Wish{Kind: change.CorrectHousehold, Household: a, Flags: household.Local | household.Merit}
		for name, c := range map[string]struct {
			who  account.Actor
			w    change.Wish
			want string
		}{
			"an officer of another commune":    {account.Actor{ID: 9, Role: account.CommuneOfficer, Unit: beside}, flags, "account.outside"},
			"a chair":                          {chair, flags, "account.forbidden"},
			"nobody":                           {account.Actor{}, flags, "account.sign_in_first"},
			"a surveyor of another village":    {account.Actor{ID: 9, Role: account.VillageSurveyor, Unit: here*10 + 2}, flags, "account.outside"},
			"a household that he may not read": {officer, change.Wish{Kind: change.Merge, Household: a, Other: l.refs[beside][0]}, "account.outside"},
		} {
			if _, err := l.changes.Ask(ctx, c.who, c.w, "lý do có ghi", "giấy tờ có ghi"); key(err) != c.want {
				t.Errorf("%s: %v, want %s", name, err, c.want)
			}
		}
		if _, err := l.changes.Ask(ctx, officer, flags, " ", "giấy tờ có ghi"); key(err) != "change.reason_missing" {
			t.Error(err)
		}
		if _, err := l.changes.Ask(ctx, officer, flags, "lý do có ghi", ""); key(err) != "change.evidence_missing" {
			t.Error(err)
		}

		k := l.ask(surveyor, flags)
		if n, err := l.changes.Waiting(ctx, chair); err != nil || n != 1 {
			t.Errorf("waits for the chair: %d, %v", n, err)
		}
		if n, _ := l.changes.Waiting(ctx, chair2); n != 0 {
			t.Errorf("waits for the chair of another commune: %d", n)
		}
		if _, err := l.changes.Get(ctx, chair2, k); key(err) != "change.not_found" {
			t.Errorf("another commune reads it: %v", err)
		}
		if _, err := l.changes.Approve(ctx, chair2, k); key(err) != "change.not_found" {
			t.Errorf("another commune approves it: %v", err)
		}
		if _, err := l.changes.Approve(ctx, officer, k); key(err) != "account.forbidden" {
			t.Errorf("an officer approves: %v", err)
		}
		// The maker in another role is still the maker.
		himself := account.Actor{ID: surveyor.ID, Name: "Trưởng thôn", Role: account.CommuneChair, Unit: here}
		if _, err := l.changes.Approve(ctx, himself, k); key(err) != "change.own" {
			t.Errorf("he approves his own: %v", err)
		}
		if n, _ := l.changes.Waiting(ctx, himself); n != 0 {
			t.Errorf("his own waits for him: %d", n)
		}
		if err := l.changes.Withdraw(ctx, officer, k); key(err) != "change.not_yours" {
			t.Errorf("another withdraws it: %v", err)
		}
		before := l.get(a)
		if err := l.changes.Refuse(ctx, chair, k, "  "); key(err) != "change.refusal_missing" {
			t.Errorf("refused without a reason: %v", err)
		}
		if err := l.changes.Refuse(ctx, chair, k, "giấy xác nhận đã hết hạn"); err != nil {
			t.Fatal(err)
		}
		r, err := l.changes.Get(ctx, surveyor, k)
		if err != nil || r.State != change.Refused || r.Note != "giấy xác nhận đã hết hạn" {
			t.Errorf("%+v, %v", r, err)
		}
		if l.get(a).Version != before.Version {
			t.Error("a refused request changed something")
		}
		if _, err := l.changes.Approve(ctx, chair, k); key(err) != "change.decided" {
			t.Errorf("approved after it was refused: %v", err)
		}
		k = l.ask(officer, flags)
		if err := l.changes.Withdraw(ctx, officer, k); err != nil {
			t.Fatal(err)
		}
		if acts := l.audited(a); !slices.Equal(acts[:4], []string{"change.withdraw", "change.ask", "change.refuse", "change.ask"}) {
			t.Errorf("audit %v", acts)
		}

		// A move to another commune is decided above both.
		k = l.ask(officer, change.Wish{Kind: change.MoveCommune, Household: a, Commune: faraway, Village: faraway*10 + 1})
		for _, who := range []account.Actor{chair, above} {
			if _, err := l.changes.Approve(ctx, who, k); key(err) != "change.needs_superior" {
				t.Errorf("%s: %v", who.Name, err)
			}
		}
		if n, _ := l.changes.Waiting(ctx, above); n != 0 {
			t.Errorf("waits for the district of one of both: %d", n)
		}
		l.approve(top, k)
	})
}

func TestARequestIsOutdatedByWhatChangedMeanwhile(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		l := settle(t, d)
		ctx := t.Context()
		a := l.refs[here][0]
		baby := l.ask(officer, change.Wish{Kind: change.AddMember, Household: a, As: &someone})
		head := l.ask(surveyor, change.Wish{Kind: change.ChangeHead, Household: a, Head: 2})
		marks := l.ask(officer, change.Wish{Kind: change.MoveVillage, Household: a, Village: here*10 + 2})
		r, _ := l.changes.Get(ctx, chair, baby)
		conflicts, err := l.changes.Conflicts(ctx, r)
		if err != nil || len(conflicts) != 1 || conflicts[0].Request.Key != head || conflicts[0].Household != a {
			t.Fatalf("conflicts %+v, %v", conflicts, err)
		}
		// A trivial fact outdates nothing.
		h, _ := l.register.Get(ctx, officer, a)
		h.Address = "đội 7"
		if err := l.register.Update(ctx, officer, h); err != nil {
			t.Fatal(err)
		}
		l.approve(chair, baby)
		for k, want := range map[change.Key]change.State{baby: change.Approved, head: change.Outdated, marks: change.Asked} {
			if r, _ := l.changes.Get(ctx, chair, k); r.State != want {
				t.Errorf("%s is %s, want %s", r.Kind, r.State, want)
			}
		}
		if _, err := l.changes.Approve(ctx, chair, head); key(err) != "change.decided" {
			t.Errorf("an outdated one is approved: %v", err)
		}
		// Changed by another way than a request: it is found at the decision.
		l.open(2023)
		h, _ = l.register.Get(ctx, officer, a)
		h.Flags |= household.Disabled
		if err := l.register.Update(ctx, officer, h); err != nil {
			t.Fatal(err)
		}
		if state, err := l.changes.Approve(ctx, chair, marks); err != nil || state != change.Outdated {
			t.Errorf("Approve = %s, %v", state, err)
		}
		if l.get(a).Village != here*10+1 {
			t.Error("an outdated request was carried out")
		}
	})
}

func TestNothingIsApprovedInAFrozenArea(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		l := settle(t, d)
		ctx := t.Context()
		a := l.refs[here][0]
		k := l.ask(officer, change.Wish{Kind: change.MoveVillage, Household: a, Village: here*10 + 2})
		p := freeze.Period{Unit: here, First: "2022-12-20", Last: "2022-12-31", Reason: "trình ký danh sách"}
		if _, err := l.changes.Freeze(ctx, chair, p); key(err) != "account.forbidden" {
			t.Errorf("a chair freezes: %v", err)
		}
		id, err := l.changes.Freeze(ctx, above, p)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := l.changes.Approve(ctx, chair, k); key(err) != "freeze.frozen" {
			t.Errorf("Approve = %v", err)
		}
		if r, _ := l.changes.Get(ctx, chair, k); r.State != change.Asked {
			t.Errorf("state %s", r.State)
		}
		move := l.ask(account.Actor{ID: 8, Name: "x", Role: account.CommuneOfficer, Unit: beside}, change.Wish{Kind: change.MoveCommune, Household: l.refs[beside][0], Commune: here, Village: here*10 + 1})
		if _, err := l.changes.Approve(ctx, above, move); key(err) != "freeze.frozen" {
			t.Errorf("a move into it: %v", err)
		}
		if err := l.changes.Lift(ctx, above, id); err != nil {
			t.Fatal(err)
		}
		l.approve(chair, k)
	})
}

func TestWhatCannotBeIsRefusedAtOnce(t *testing.T) {
	t.Parallel()
	d := dbtest.SQLite(t)
	l := settle(t, d)
	a, b := l.refs[here][0], l.refs[here][1]
	bad := someone
	bad.Born = "2031"
	for name, c := range map[string]struct {
		w    change.Wish
		want string
	}{
		"a head who goes without another":  {change.Wish{Kind: change.RemoveMember, Household: a, Persons: []int{1}}, "change.head_missing"},
		"everybody goes":                   {change.Wish{Kind: change.RemoveMember, Household: a, Persons: []int{1, 2, 3, 4}}, "change.nobody_left"},
		"everybody is transferred":         {change.Wish{Kind: change.TransferMember, Household: a, Other: b, Persons: []int{1, 2, 3, 4}}, "change.nobody_left"},
		"a transfer to itself":             {change.Wish{Kind: change.TransferMember, Household: a, Other: a, Persons: []int{2}}, "change.other_same"},
		"a transfer to nobody":             {change.Wish{Kind: change.TransferMember, Household: a, Persons: []int{2}}, "change.other_missing"},
		"somebody who is not there":        {change.Wish{Kind: change.Death, Household: a, Person: 9}, "change.person_missing"},
		"a split without a head":           {change.Wish{Kind: change.Split, Household: a, Persons: []int{3, 4}}, "change.new_head_missing"},
		"a move to where it is":            {change.Wish{Kind: change.MoveCommune, Household: a, Commune: here, Village: here*10 + 1}, "change.commune_same"},
		"a village of another commune":     {change.Wish{Kind: change.MoveVillage, Household: a, Village: beside*10 + 1}, "household.village_elsewhere"},
		"a village of a third commune":     {change.Wish{Kind: change.MoveCommune, Household: a, Commune: beside, Village: here*10 + 2}, "household.village_elsewhere"},
		"a day that is still to come":      {change.Wish{Kind: change.Exit, Household: a, Day: "2031-01-01"}, "change.day_future"},
		"a birth that is still to come":    {change.Wish{Kind: change.AddMember, Household: a, As: &bad}, "household.born_future"},
		"the head as head":                 {change.Wish{Kind: change.ChangeHead, Household: a, Head: 1}, "change.head_same"},
		"nothing":                          {change.Wish{Kind: change.CorrectHousehold, Household: a, Flags: household.Local}, "change.nothing"},
		"a household that does not exist":  {change.Wish{Kind: change.Exit, Household: household.Ref{Commune: here, ID: 99}}, "household.not_found"},
		"a kind that does not exist":       {change.Wish{Kind: "burn", Household: a}, "change.kind_unknown"},
		"a review that found nothing here": {change.Wish{Kind: change.CorrectReview, Household: a, Round: l.closed}, "review.not_recorded"},
	} {
		if _, err := l.changes.Ask(t.Context(), officer, c.w, "lý do có ghi", "giấy tờ có ghi"); key(err) != c.want {
			t.Errorf("%s: %v, want %s", name, err, c.want)
		}
	}
}

// The next round begins with what has become of the households meanwhile: who ended leaves its list.
func TestARoundThatOpensKnowsWhoEnded(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		l := settle(t, d)
		poor, rich := l.refs[here][0], l.refs[here][2]
		l.approve(above, l.ask(officer, change.Wish{Kind: change.MoveCommune, Household: poor, Commune: beside, Village: beside*10 + 1}))
		l.approve(chair, l.ask(officer, change.Wish{Kind: change.Exit, Household: rich}))
		open := l.open(2023)
		l.verified()
		x, ok := l.found(open, poor)
		if !ok || x.Movement != review.OtherOut || x.PrevClass != standard.Poor {
			t.Errorf("%v %+v", ok, x)
		}
		if _, ok := l.found(open, rich); ok {
			t.Error("who stood on no list leaves none")
		}
		for _, c := range communes {
			for i, ref := range l.refs[c] {
				if ref != poor && ref != rich {
					l.record(open, ref, []standard.Class{standard.Poor, standard.NearPoor, standard.NotPoor}[i%3])
				}
			}
		}
		if came := l.record(open, household.Ref{Commune: beside, ID: each + 1}, standard.Poor); came.Movement != review.OtherIn {
			t.Errorf("came %+v", came)
		}
		if err := l.review.Close(t.Context(), account.System, open); err != nil {
			t.Errorf("Close = %v", err)
		}
	})
}
