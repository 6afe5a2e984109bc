package assessweb

import (
	"net/url"
	"strconv"
	"strings"

	"giamngheo/internal/household"
	"giamngheo/internal/lang"
	"giamngheo/internal/review"
	"giamngheo/internal/standard"
	"giamngheo/internal/web"
)

// form is everything that is typed, as it was typed.
type form struct {
	members, children string
	points, income    string
	answers           map[string][]string
	deprived          map[int]bool
	causes            map[int]bool
	needs             map[int]bool
	previous, worst   string // classes as they are written in files
	arrived, left     bool
}

// blank is the form of a household of which this round recorded nothing: what the register knows.
func (f *facts) blank() form {
	return form{
		members: strconv.Itoa(f.household.Members), children: strconv.Itoa(f.children()),
		answers: map[string][]string{}, deprived: map[int]bool{}, causes: map[int]bool{}, needs: map[int]bool{},
	}
}

// recorded is the form of what this round recorded.
func (f *facts) recorded(l lang.Lang) form {
	a := f.now.Assessment
	out := f.blank()
	out.members, out.children = strconv.Itoa(a.Members), strconv.Itoa(a.Children)
	if len(a.Answers) > 0 {
		out.answers = a.Answers
	} else {
		out.points = amount(l, int64(a.PointsA))
	}
	out.income = amount(l, a.Income)
	for _, n := range a.Deprived.List() {
		out.deprived[n] = true
	}
	for _, c := range a.Causes.List() {
		out.causes[int(c)] = true
	}
	for _, n := range a.Needs.List() {
		out.needs[int(n)] = true
	}
	if f.round.Previous == 0 && a.PrevClass != standard.None {
		out.previous = a.PrevClass.String()
	}
	if a.Movement == review.FellBack {
		out.worst = a.Class.String()
	}
	out.arrived, out.left = a.Movement == review.OtherIn, a.Class == standard.None
	return out
}

func amount(l lang.Lang, n int64) string {
	if n < 0 {
		return ""
	}
	return l.Int(n)
}

// typed reads what was sent; what cannot be understood stands in the form again with its problem.
func typed(v url.Values, c *standard.Card) form {
	get := func(name string) string { return strings.TrimSpace(lang.NFC(v.Get(name))) }
	f := form{
		members: get("members"), children: get("children"), points: get("points_a"), income: get("income"),
		answers: map[string][]string{}, deprived: ticked(v["deprived"]), causes: ticked(v["causes"]), needs: ticked(v["needs"]),
		previous: get("previous"), worst: get("worst"), arrived: v.Get("arrived") != "", left: v.Get("left") != "",
	}
	if c != nil {
		for i := range c.Items {
			code := c.Items[i].Code
			for _, s := range v[answerID(code)] {
				if s = strings.TrimSpace(s); s != "" {
					f.answers[code] = append(f.answers[code], s)
				}
			}
		}
	}
	return f
}

func answerID(code string) string { return "answer." + code }

func ticked(values []string) map[int]bool {
	out := map[int]bool{}
	for _, s := range values {
		if n, err := strconv.Atoi(s); err == nil && n > 0 && n <= 16 {
			out[n] = true
		}
	}
	return out
}

// input is what the form says, with what is wrong in it.
func (f form) input(r *web.Request, x *facts) (in review.Input, problems web.Problems) {
	bad := func(field, key string, args ...any) {
		problems = append(problems, web.Problem{Field: field, Text: r.T("assessweb."+key, args...)})
	}
	h := x.household
	in = review.Input{
		Household: h.Ref, Village: h.Village, Area: x.area, Ethnic: h.Ethnic, Flags: h.Flags, PointsA: -1, Income: -1,
		Arrived: f.arrived, Left: f.left,
	}
	in.Members = whole(f.members, "members", bad)
	in.Children = whole(f.children, "children", bad)
	in.Previous, _ = classOf(f.previous)
	worst, _ := classOf(f.worst)
	in.WasPoorBefore, in.WasNearPoorBefore = worst == standard.Poor, worst == standard.NearPoor
	if f.left {
		return in, problems
	}
	for _, i := range x.edition.Indicators {
		if f.deprived[i.N] {
			in.Deprived |= standard.DeprivedIn(i.N)
		}
	}
	for _, c := range household.Causes() {
		if f.causes[int(c)] {
			in.Causes |= household.CausesOf(c)
		}
	}
	for _, n := range household.Needs() {
		if f.needs[int(n)] {
			in.Needs |= household.NeedsOf(n)
		}
	}
	if f.income != "" {
		in.Income = int64(whole(f.income, "income", bad))
	}
	switch {
	case len(f.answers) > 0 && f.points != "":
		bad("points_a", "both_ways")
	case len(f.answers) > 0:
		in.Answers = f.answers
		f.missing(r, x.card, bad)
	case f.points != "":
		in.PointsA = whole(f.points, "points_a", bad)
	case f.income != "":
	case x.card != nil:
		f.missing(r, x.card, bad)
	default:
		bad("points_a", "nothing_scored")
	}
	return in, problems
}

// missing names every question that has no answer, or one that is no number where a number is asked.
func (f form) missing(r *web.Request, c *standard.Card, bad func(field, key string, args ...any)) {
	for i := range c.Items {
		item := &c.Items[i]
		given := f.answers[item.Code]
		switch {
		case item.Kind == standard.Multi:
		case len(given) == 0:
			bad(answerID(item.Code), "no_answer", "Question", item.Text.In(r.Lang))
		case item.Kind == standard.Count:
			if n, err := strconv.Atoi(given[0]); err != nil || n < 0 {
				bad(answerID(item.Code), "no_number", "Value", given[0])
			}
		}
	}
}

// whole reads a number as people write it: "1.500.000", "1 500 000 đ".
func whole(s, field string, bad func(field, key string, args ...any)) int {
	n, ok := lang.ParseInt(strings.TrimRight(s, "đĐ"))
	if !ok || n < 0 || n > 1_000_000_000 {
		bad(field, "no_number", "Value", s)
		return 0
	}
	return int(n)
}

func classOf(s string) (standard.Class, error) {
	if s == "" {
		return standard.None, nil
	}
	return standard.ParseClass(s)
}
