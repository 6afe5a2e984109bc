package intake

import (
	"context"
	"reflect"
	"strconv"
	"strings"

	"giamngheo/internal/fault"
	"giamngheo/internal/household"
	"giamngheo/internal/review"
	"giamngheo/internal/standard"
)

// finding is what a row says of the review; a number that it does not give is -1.
type finding struct {
	any              bool // the row says something
	pointsA, pointsB int
	income           int64
	children         int
	deprived         standard.Deprivations
	mask             standard.Deprivations // the indicators that the row speaks of
	causes           household.CauseSet
	needs            household.NeedSet
	previous, class  standard.Class
	marks            map[string]bool
}

// finding reads the columns of the review.
func (l *line) finding() finding {
	f := finding{pointsA: -1, pointsB: -1, income: -1, children: -1}
	if l.p.panel == nil {
		return f
	}
	for _, x := range aboutReview {
		if filled(l.cell(x.ID)) {
			f.any = true
			break
		}
	}
	if !f.any {
		return f
	}
	number := func(id string, most int64) int64 {
		if !filled(l.cell(id)) {
			return -1
		}
		n, err := countOf(l.cell(id))
		if err == nil && (n < 0 || n > most) {
			err = invalid("intake.number_unlikely", "Most", most)
		}
		l.fail(id, err)
		return n
	}
	f.pointsA, f.pointsB = int(number("points_a", 1000)), int(number("points_b", 160))
	f.income, f.children = number("income", 1_000_000_000), int(number("children", 60))
	deprived, mask := l.set("deprived", "d", 12)
	f.deprived, f.mask = standard.Deprivations(deprived), standard.Deprivations(mask)
	causes, _ := l.set("causes", "c", 8)
	needs, _ := l.set("needs", "n", 6)
	f.causes, f.needs = household.CauseSet(causes), household.NeedSet(needs)
	var err error
	f.previous, err = classOf(l.cell("previous"))
	l.fail("previous", err)
	f.class, err = classOf(l.cell("class"))
	l.fail("class", err)
	for _, id := range []string{"left", "arrived", "was_poor", "was_near_poor"} {
		if !l.p.has(id) {
			continue
		}
		on, err := flagOf(l.cell(id))
		l.fail(id, err)
		if f.marks == nil {
			f.marks = map[string]bool{}
		}
		f.marks[id] = on
	}
	return f
}

// set reads numbers from a column that lists them and from columns of their own; mask are those that
// some column speaks of. Where both are there they must agree.
func (l *line) set(id, letter string, most int) (set, mask uint64) {
	for n := 1; n <= most; n++ {
		field := letter + strconv.Itoa(n)
		if !l.p.has(field) {
			continue
		}
		mask |= 1 << (n - 1)
		on, err := flagOf(l.cell(field))
		l.fail(field, err)
		if on {
			set |= 1 << (n - 1)
		}
	}
	if !l.p.has(id) {
		return set, mask
	}
	list, err := listOf(l.cell(id), letter, most)
	l.fail(id, err)
	if err == nil && mask != 0 && list&mask != set {
		l.fail(id, invalid("intake.list_disagrees"))
	}
	return list, 1<<most - 1
}

// assess decides what a row changes of a household's assessment; old is nil when it has none in the round.
// before is the household as the register had it where the row changes that too: the open review follows.
func (p *pass) assess(ctx context.Context, l *line, f finding, h household.Household, before *household.Household, old *review.Assessment, past review.Past) (*review.Exchange, []FieldChange, error) {
	in := review.Input{Household: h.Ref, PointsA: -1, Income: -1}
	if old != nil {
		in = review.InputOf(*old)
	} else {
		area, err := p.places.settled(ctx, p.q, h.Commune)
		if err != nil {
			return nil, nil, err
		}
		in.Area = area
		in.Children = childrenOf(h, p.on.Year())
	}
	switch {
	case old == nil:
		in.Village, in.Ethnic, in.Flags, in.Members = max(h.Village, 0), h.Ethnic, h.Flags, h.Members
	case before != nil && p.round.Status == review.Open:
		follow(&in, *before, h)
	}
	p.found(f, &in)
	if !p.round.Detail {
		return p.takeOver(l, f, in, old, past)
	}
	if old == nil && !in.Left {
		p.needs(l, f)
		if l.failed {
			return nil, nil, nil
		}
	}
	if b := p.panel.Edition().PointsB(in.Deprived); f.pointsB >= 0 && f.pointsB != b && !in.Left {
		l.fail("points_b", invalid("intake.points_b_disagree", "Given", f.pointsB, "Points", b, "Count", in.Deprived.Count()))
	}
	if p.round.Previous != 0 && listed(f.previous) != listed(past.Class) && p.has("previous") && f.any {
		l.fail("previous", disagree("intake.previous_disagrees", f.previous, past.Class))
	}
	if l.failed {
		return nil, nil, nil
	}
	if old != nil && same(in, review.InputOf(*old)) {
		if f.class != standard.None && f.class != old.Class {
			l.fail("class", disagree("intake.class_disagrees", f.class, old.Class))
		}
		return nil, nil, nil
	}
	now, err := p.panel.Judge(in, past)
	if err != nil {
		if fault.As(err) == nil {
			return nil, nil, err
		}
		l.fail("", err)
		return nil, nil, nil
	}
	if f.class != standard.None && f.class != now.Class {
		l.fail("class", disagree("intake.class_disagrees", f.class, now.Class))
	}
	return p.exchange(l, old, now)
}

// follow brings to the review what has changed of the household, and leaves the rest as it was found.
func follow(in *review.Input, before, h household.Household) {
	if h.Village != before.Village {
		in.Village = max(h.Village, 0)
	}
	if h.Ethnic != before.Ethnic {
		in.Ethnic = h.Ethnic
	}
	if h.Members != before.Members {
		in.Members = h.Members
	}
	changed := h.Flags ^ before.Flags
	in.Flags = in.Flags&^changed | h.Flags&changed
}

// needs names the columns that a household needs which is reviewed for the first time in the round.
func (p *pass) needs(l *line, f finding) {
	if f.pointsA < 0 && f.income < 0 {
		if p.hasAny("points_a", "income") {
			l.fail("points_a", invalid("intake.points_required"))
		} else {
			p.lacks["points_a"] = true
			l.fail("", invalid("intake.points_required"))
		}
	}
	if f.mask == 0 {
		p.lacks["deprived"] = true
		l.fail("", invalid("intake.deprived_required"))
	}
}

// found puts what the row says over the input.
func (p *pass) found(f finding, in *review.Input) {
	if p.hasAny("points_a") && f.pointsA != in.PointsA {
		in.PointsA, in.Answers = f.pointsA, nil
	}
	if p.has("income") {
		in.Income = f.income
	}
	in.Deprived = in.Deprived&^f.mask | f.deprived
	if p.has("causes") || p.hasTicks("c", 8) {
		in.Causes = f.causes
	}
	if p.has("needs") || p.hasTicks("n", 6) {
		in.Needs = f.needs
	}
	if f.children >= 0 {
		in.Children = f.children
	}
	if p.has("previous") && p.round.Previous == 0 {
		in.Previous = f.previous
	}
	for id, to := range map[string]*bool{"left": &in.Left, "arrived": &in.Arrived, "was_poor": &in.WasPoorBefore, "was_near_poor": &in.WasNearPoorBefore} {
		if on, given := f.marks[id]; given {
			*to = on
		}
	}
}

func (p *pass) hasTicks(letter string, most int) bool {
	for n := 1; n <= most; n++ {
		if p.has(letter + strconv.Itoa(n)) {
			return true
		}
	}
	return false
}

// takeOver makes the assessment of a household in a round that keeps classes alone.
func (p *pass) takeOver(l *line, f finding, in review.Input, old *review.Assessment, past review.Past) (*review.Exchange, []FieldChange, error) {
	if f.class == standard.None {
		l.fail("class", invalid("intake.class_required"))
		return nil, nil, nil
	}
	now, err := p.panel.Take(review.Given{
		Household: in.Household, Village: in.Village, Area: in.Area, Ethnic: in.Ethnic, Flags: in.Flags,
		Members: in.Members, Children: in.Children, Class: f.class,
	}, past)
	if err != nil {
		if fault.As(err) == nil {
			return nil, nil, err
		}
		l.fail("", err)
		return nil, nil, nil
	}
	if old != nil && old.Class == now.Class && same(review.InputOf(now), review.InputOf(*old)) {
		return nil, nil, nil
	}
	return p.exchange(l, old, now)
}

// exchange is the change of an assessment, unless the round takes none any more.
func (p *pass) exchange(l *line, old *review.Assessment, now review.Assessment) (*review.Exchange, []FieldChange, error) {
	if p.round.Status != review.Open {
		l.fail("", fault.New(fault.Conflict, "review.round_closed", "Year", p.round.Year))
	}
	if l.failed {
		return nil, nil, nil
	}
	x := &review.Exchange{Old: old, Now: &now}
	if old == nil {
		return x, []FieldChange{{Field: "class", After: now.Class.String()}}, nil
	}
	return x, differReview(old, &now), nil
}

// differReview lists the fields in which an assessment changes.
func differReview(a, b *review.Assessment) []FieldChange {
	var out []FieldChange
	add := func(id, before, after string) {
		if before != after {
			out = append(out, FieldChange{Field: id, Before: before, After: after})
		}
	}
	add("points_a", known0(int64(a.PointsA)), known0(int64(b.PointsA)))
	add("income", known0(a.Income), known0(b.Income))
	add("deprived", join(a.Deprived.List()), join(b.Deprived.List()))
	add("causes", join(a.Causes.List()), join(b.Causes.List()))
	add("needs", join(a.Needs.List()), join(b.Needs.List()))
	add("children", strconv.Itoa(a.Children), strconv.Itoa(b.Children))
	add("previous", a.PrevClass.String(), b.PrevClass.String())
	add("class", a.Class.String(), b.Class.String())
	add("movement", string(a.Movement), string(b.Movement))
	if len(out) == 0 {
		// Only what the review keeps of the household itself: its village, its members, its marks.
		add("reviewed", "0", "1")
	}
	return out
}

// ofReview tells whether a change is of the assessment, not of the household.
func ofReview(id string) bool {
	for _, f := range aboutReview {
		if f.ID == id {
			return true
		}
	}
	return id == "movement" || id == "reviewed"
}

func known0(n int64) string {
	if n < 0 {
		return ""
	}
	return strconv.FormatInt(n, 10)
}

func join[T ~int](list []T) string {
	out := make([]string, len(list))
	for i, n := range list {
		out[i] = strconv.Itoa(int(n))
	}
	return strings.Join(out, ", ")
}

// same tells whether two inputs find the same. Answers come only from what is stored, and go where the
// points of the sheet differ from them.
func same(a, b review.Input) bool {
	if (a.Answers == nil) != (b.Answers == nil) {
		return false
	}
	a.Answers, b.Answers = nil, nil
	return reflect.DeepEqual(a, b)
}

func listed(c standard.Class) standard.Class {
	if c == standard.Poor || c == standard.NearPoor {
		return c
	}
	return standard.None
}

func disagree(key string, given, ours standard.Class) error {
	return invalid(key, "Given", classArg+given.String(), "Class", classArg+ours.String())
}

// childrenOf counts the members under 16 in a year's review.
func childrenOf(h household.Household, year int) int {
	n := 0
	for _, p := range h.Persons {
		if y := p.BirthYear(); y != 0 && year-y < 16 {
			n++
		}
	}
	return n
}
