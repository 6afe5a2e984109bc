package changeweb

import (
	"fmt"
	"net/url"
	"strconv"
	"strings"

	"giamngheo/internal/change"
	"giamngheo/internal/day"
	"giamngheo/internal/fault"
	"giamngheo/internal/household"
	"giamngheo/internal/lang"
	"giamngheo/internal/review"
	"giamngheo/internal/standard"
	"giamngheo/internal/unit"
	"giamngheo/internal/web"
)

// builder makes the fields of a kind's form.
type builder struct {
	pages
	r     *web.Request
	v     url.Values
	kind  change.Kind
	h     household.Household
	out   *askView
	first bool // nothing was typed yet: the form shows what the register has
}

// standsOn is the day on which a unit's children are looked up: today, or its last day.
func standsOn(r *web.Request, u unit.Unit) day.Date {
	on := day.Of(r.Now())
	if !u.On(on) {
		on = day.Of(u.To.Time().AddDate(0, 0, -1))
	}
	return on
}

// or is what was typed, or what the register has when nothing was.
func (b builder) or(name, has string) string {
	if b.first {
		return has
	}
	return b.v.Get(name)
}

func (b builder) field(f web.Field) {
	f.Label, f.Help, f.Problem = b.r.T("changeweb.f_"+f.ID), b.r.T("changeweb.f_"+f.ID+"_help"), b.out.Problems.Of(f.ID)
	b.out.Fields = append(b.out.Fields, f)
}

func (b builder) day() {
	b.out.Fields = append(b.out.Fields, web.Field{
		ID: "day", Label: b.r.T("changeweb.f_day"), Help: b.r.T("changeweb.f_day_help"), Value: b.or("day", ""), Narrow: true, Mode: "numeric",
		Problem: b.out.Problems.Of("day"), Auto: "off",
	})
}

// build makes the form: what must be chosen first, or the rest.
func (b builder) build() error {
	switch b.kind {
	case change.CorrectHousehold:
		return b.household()
	case change.CorrectPerson:
		if !b.whom() {
			return nil
		}
		n, _ := strconv.Atoi(b.v.Get("person"))
		b.person(b.h.Persons[n-1], n > 1, false)
		b.reviewed()
	case change.CorrectReview:
		return b.review()
	case change.AddMember:
		b.person(household.Person{Ethnic: b.h.Ethnic}, true, true)
	case change.RemoveMember:
		b.people(b.h, true, false, nil)
		b.head("head", true)
	case change.ChangeHead:
		b.head("head", false)
		b.people(b.h, false, true, nil)
	case change.Death:
		if len(b.h.Persons) > 0 && !b.whom() {
			return nil
		}
		if b.v.Get("person") == "1" && len(b.h.Persons) > 1 {
			b.head("head", false)
		}
		b.day()
	case change.Split:
		b.people(b.h, true, true, nil)
		b.head("new_head", false)
		b.head("head", true)
	case change.TransferMember:
		if ok, err := b.another(); err != nil || !ok {
			return err
		}
		b.people(b.h, true, true, nil)
		b.head("head", true)
	case change.Merge:
		ok, err := b.another()
		if err != nil || !ok {
			return err
		}
		other, err := b.other(b.r, b.v.Get("other"), b.h)
		if err != nil {
			return err
		}
		b.people(other, true, true, &b.h)
		b.day()
	case change.MoveVillage:
		f, err := villages(b.r, b.h.Commune, b.or("village", ""), b.out.Problems.Of("village"))
		b.out.Fields = append(b.out.Fields, f)
		return err
	case change.MoveCommune:
		return b.move()
	case change.Exit:
		b.day()
	}
	return nil
}

// household are the facts of the household.
func (b builder) household() error {
	if len(b.h.Persons) == 0 {
		b.field(web.Field{ID: "members", Value: b.or("members", strconv.Itoa(b.h.Members)), Mode: "numeric", Narrow: true})
	}
	b.ethnic("ethnic", b.or("ethnic", string(b.h.Ethnic)))
	b.flags(b.h.Flags, len(b.h.Persons) > 0)
	b.reviewed()
	return nil
}

// reviewed asks whether the approved review is to be corrected too.
func (b builder) reviewed() {
	b.out.Boxes = append(b.out.Boxes, web.Choices{ID: "reviewed-group", Legend: b.r.T("changeweb.f_reviewed"), Rows: []web.Choice{{
		ID: "reviewed", Name: "reviewed", Value: "1", Label: b.r.T("changeweb.f_reviewed_yes"), Help: b.r.T("changeweb.f_reviewed_help"), On: b.v.Get("reviewed") == "1",
	}}})
}

func (b builder) ethnic(id, chosen string) {
	f := web.Field{ID: id, Options: []web.Option{{Label: b.r.T("changeweb.choose_one")}}}
	for _, e := range household.Ethnics() {
		f.Options = append(f.Options, web.Option{Value: string(e), Label: e.Name(b.r.Lang), On: string(e) == chosen})
	}
	b.field(f)
}

func (b builder) flags(has household.Flags, listed bool) {
	c := web.Choices{ID: "flags", Legend: b.r.T("changeweb.field_flags"), Help: b.r.T("changeweb.f_flags_help")}
	for _, f := range household.AllFlags() {
		if f == household.FemaleHead && listed {
			continue // told by the sex of the head
		}
		on := has.Has(f)
		if !b.first {
			on = contains(b.v["flags"], f.Code())
		}
		c.Rows = append(c.Rows, web.Choice{ID: "flag-" + f.Code(), Name: "flags", Value: f.Code(), Label: f.Name(b.r.Lang), On: on})
	}
	b.out.Boxes = append(b.out.Boxes, c)
}

func contains(list []string, s string) bool {
	for _, x := range list {
		if x == s {
			return true
		}
	}
	return false
}

// whom asks which member, unless that was chosen.
func (b builder) whom() bool {
	if n, err := strconv.Atoi(b.v.Get("person")); err == nil && n >= 1 && n <= len(b.h.Persons) {
		return true
	}
	b.out.First = []web.Field{{ID: "person", Label: b.r.T("changeweb.f_person"), Help: b.r.T("changeweb.f_person_help"), Options: b.persons(b.h, "")}}
	return false
}

func (b builder) persons(h household.Household, none string) []web.Option {
	var out []web.Option
	if none != "" {
		out = append(out, web.Option{Label: none})
	}
	for _, p := range h.Persons {
		out = append(out, web.Option{Value: strconv.Itoa(p.Position), Label: p.Name + ", " + p.Relation.Name(b.r.Lang)})
	}
	return out
}

// person are the fields of one member.
func (b builder) person(p household.Person, relation, identity bool) {
	b.field(web.Field{ID: "name", Value: b.or("name", p.Name), Auto: "off"})
	sexes := []web.Option{{Label: b.r.T("changeweb.choose_one")}}
	for _, s := range []household.Sex{household.Male, household.Female} {
		sexes = append(sexes, web.Option{Value: string(s), Label: s.Name(b.r.Lang), On: string(s) == b.or("sex", string(p.Sex))})
	}
	b.field(web.Field{ID: "sex", Options: sexes})
	b.field(web.Field{ID: "born", Value: b.or("born", date(b.r, p.Born)), Narrow: true, Auto: "off"})
	b.ethnic("ethnic", b.or("ethnic", string(p.Ethnic)))
	if relation {
		b.field(web.Field{ID: "relation", Options: b.relations(b.or("relation", string(p.Relation)), "")})
	}
	if identity {
		b.field(web.Field{ID: "identity", Value: b.or("identity", ""), Mode: "numeric", Auto: "off"})
	}
}

func (b builder) relations(chosen, none string) []web.Option {
	if none == "" {
		none = b.r.T("changeweb.choose_one")
	}
	out := []web.Option{{Label: none}}
	for _, x := range household.Relations[1:] {
		out = append(out, web.Option{Value: string(x), Label: x.Name(b.r.Lang), On: string(x) == chosen})
	}
	return out
}

// people are the members with a box each, or the relation of each afterwards. Of a household that is merged,
// those who are not in the one that stays are ticked.
func (b builder) people(h household.Household, boxes, relations bool, into *household.Household) {
	for _, p := range h.Persons {
		id := strconv.Itoa(p.Position)
		on := contains(b.v["persons"], id)
		if into != nil && b.first {
			on = true
			for _, have := range into.Persons {
				if lang.Fold(have.Name) == lang.Fold(p.Name) && have.Born == p.Born {
					on = false
				}
			}
		}
		row := personRow{
			Name: p.Name, About: p.Relation.Name(b.r.Lang) + ", " + date(b.r, p.Born), Boxed: boxes,
			Box: web.Choice{ID: "persons-" + id, Name: "persons", Value: id, Label: p.Name, On: on},
		}
		if relations {
			row.Relation = web.Field{ID: "relation-" + id, Label: b.r.T("changeweb.f_relation_after", "Name", p.Name), Help: b.r.T("changeweb.f_relation_after_help"), Options: b.relations(b.v.Get("relation-"+id), b.r.T("changeweb.as_before"))}
		}
		b.out.People = append(b.out.People, row)
	}
}

// head asks who heads a household afterwards; among the members when some is asked only where the head goes.
func (b builder) head(id string, maybe bool) {
	none := b.r.T("changeweb.choose_one")
	if maybe {
		none = b.r.T("changeweb.head_stays")
	}
	options := b.persons(b.h, none)
	for i := range options {
		options[i].On = options[i].Value != "" && options[i].Value == b.v.Get(id)
	}
	b.field(web.Field{ID: id, Options: options})
}

// another asks for the code of the second household, unless that was chosen and is there.
func (b builder) another() (bool, error) {
	problem := ""
	if code := b.v.Get("other"); code != "" {
		_, err := b.other(b.r, code, b.h)
		if err == nil {
			return true, nil
		}
		if fault.KindOf(err) == fault.Internal {
			return false, err
		}
		problem = b.r.Lang.Error(err)
	}
	b.out.First = []web.Field{{ID: "other", Label: b.r.T("changeweb.f_other"), Help: b.r.T("changeweb.f_other_help"), Value: b.v.Get("other"), Narrow: true, Problem: problem, Auto: "off"}}
	b.out.Hidden = nil
	return false, nil
}

// other finds the second household: by its code in the same commune, or by its key elsewhere.
func (p pages) other(r *web.Request, code string, h household.Household) (household.Household, error) {
	ref, err := household.ParseRef(code)
	if err != nil {
		list, err := household.ByCodes(r.Context(), r.DB(), h.Commune, []string{strings.TrimSpace(code)})
		if err != nil {
			return household.Household{}, err
		}
		for _, x := range list {
			if x.Ended == "" {
				ref = x.Ref
			}
		}
	}
	if ref.IsZero() {
		return household.Household{}, fault.New(fault.NotFound, "changeweb.other_unknown", "Code", code)
	}
	if ref == h.Ref {
		return household.Household{}, fault.New(fault.Invalid, "change.other_same")
	}
	return p.households.Get(r.Context(), r.Who, ref)
}

// move asks first for the commune, then for the village there.
func (b builder) move() error {
	if id, ok := parse(b.v.Get("to")); ok && id != 0 {
		f, err := villages(b.r, unit.ID(id), b.or("village", ""), b.out.Problems.Of("village"))
		if err != nil {
			return err
		}
		b.out.Fields = append(b.out.Fields, f)
		b.day()
		return nil
	}
	above, err := unit.Ancestors(b.r.Context(), b.r.DB(), b.h.Commune)
	if err != nil {
		return err
	}
	f := web.Field{ID: "to", Label: b.r.T("changeweb.f_to"), Help: b.r.T("changeweb.f_to_help"), Options: []web.Option{{Label: b.r.T("changeweb.choose_one")}}}
	for _, u := range above {
		if u.Level != unit.Province {
			continue
		}
		list, err := unit.Below(b.r.Context(), b.r.DB(), u.ID, unit.Commune, standsOn(b.r, u))
		if err != nil {
			return err
		}
		for _, c := range list {
			if c.ID != b.h.Commune {
				f.Options = append(f.Options, web.Option{Value: number(int64(c.ID)), Label: c.TitleIn(b.r.Lang)})
			}
		}
	}
	b.out.First = []web.Field{f}
	return nil
}

// review are the findings of a closed round; which one is asked first.
func (b builder) review() error {
	history, err := review.History(b.r.Context(), b.r.DB(), b.h.Ref)
	if err != nil {
		return err
	}
	chosen, ok := parse(b.v.Get("round"))
	f := web.Field{ID: "round", Label: b.r.T("changeweb.f_round"), Help: b.r.T("changeweb.f_round_help")}
	for _, j := range history {
		if j.In.Status != review.Closed {
			continue
		}
		if ok && int64(j.In.ID) == chosen {
			return b.finding(j)
		}
		f.Options = append(f.Options, web.Option{Value: number(int64(j.In.ID)), Label: j.In.Period(b.r.Lang) + ": " + j.Class.Name(b.r.Lang)})
	}
	if f.Options == nil {
		b.out.Problems = append(b.out.Problems, web.Problem{Text: b.r.T("changeweb.no_closed_review")})
		return nil
	}
	b.out.First = []web.Field{f}
	return nil
}

func (b builder) finding(j review.Judged) error {
	e, err := j.Edition()
	if err != nil {
		return err
	}
	optional := func(n int64) string {
		if n < 0 {
			return ""
		}
		return fmt.Sprint(n)
	}
	if j.In.Detail {
		b.field(web.Field{ID: "points", Value: b.or("points", optional(int64(j.PointsA))), Mode: "numeric", Narrow: true})
		b.field(web.Field{ID: "income", Value: b.or("income", optional(j.Income)), Mode: "numeric", Narrow: true})
		c := web.Choices{ID: "deprived", Legend: b.r.T("changeweb.field_deprived"), Help: b.r.T("changeweb.f_deprived_help")}
		for _, i := range e.Indicators {
			c.Rows = append(c.Rows, b.lack(i, j.Deprived))
		}
		b.out.Boxes = append(b.out.Boxes, c)
	}
	b.field(web.Field{ID: "members", Value: b.or("members", strconv.Itoa(j.Members)), Mode: "numeric", Narrow: true})
	b.field(web.Field{ID: "children", Value: b.or("children", strconv.Itoa(j.Children)), Mode: "numeric", Narrow: true})
	b.ethnic("ethnic", b.or("ethnic", string(j.Ethnic)))
	b.flags(j.Flags, false)
	return nil
}

func (b builder) lack(i standard.Indicator, has standard.Deprivations) web.Choice {
	id := strconv.Itoa(i.N)
	on := has.Has(i.N)
	if !b.first {
		on = contains(b.v["deprived"], id)
	}
	return web.Choice{ID: "deprived-" + id, Name: "deprived", Value: id, Label: i.Name(b.r.Lang), On: on}
}
