package assessweb

import (
	"strconv"

	"giamngheo/internal/household"
	"giamngheo/internal/lang"
	"giamngheo/internal/standard"
	"giamngheo/internal/web"
)

// question is one part of the form: a field, or boxes to tick.
type question struct {
	Field   *web.Field
	Choices *web.Choices
}

// formView is the form as it is printed.
type formView struct {
	Action   string
	Problems web.Problems
	Basics   []web.Field
	State    web.Choices // arrived, left
	Card     string      // title of the score card, "" without one
	Illus    string      // it is an invented one
	Score    []question
	Totals   []web.Field // points and income as counted on paper
	Open     bool        // the totals stand open although there is a card
	Deprived web.Choices
	Causes   web.Choices
	Needs    web.Choices
	Cancel   string
}

func (f form) view(r *web.Request, x *facts, action string, problems web.Problems) *formView {
	v := &formView{Action: action, Problems: problems, Cancel: "/households/" + x.household.String()}
	field := func(one web.Field) web.Field {
		one.Label, one.Help = r.T("assessweb."+one.ID), r.T("assessweb."+one.ID+"_help")
		one.Problem, one.Auto = problems.Of(one.ID), "off"
		return one
	}
	v.Basics = []web.Field{
		field(web.Field{ID: "members", Value: f.members, Mode: "numeric", Narrow: true}),
		field(web.Field{ID: "children", Value: f.children, Mode: "numeric", Narrow: true}),
	}
	if x.round.Previous == 0 {
		v.Basics = append(v.Basics, field(web.Field{ID: "previous", Options: classes(r, f.previous, standard.Classes)}))
	}
	v.Basics = append(v.Basics, field(web.Field{ID: "worst", Options: classes(r, f.worst, []standard.Class{standard.Poor, standard.NearPoor})}))
	v.State = web.Choices{ID: "state", Legend: r.T("assessweb.state"), Help: r.T("assessweb.state_help"), Rows: []web.Choice{
		{ID: "arrived", Name: "arrived", Value: "1", Label: r.T("assessweb.arrived"), Help: r.T("assessweb.arrived_help"), On: f.arrived},
		{ID: "left", Name: "left", Value: "1", Label: r.T("assessweb.left"), Help: r.T("assessweb.left_help"), On: f.left},
	}}
	v.Totals = []web.Field{
		field(web.Field{ID: "points_a", Value: f.points, Mode: "numeric", Narrow: true}),
		field(web.Field{ID: "income", Value: f.income, Mode: "numeric", Narrow: true}),
	}
	if x.card != nil {
		v.Card = x.card.Title(r.Lang)
		if x.card.Illustrative {
			v.Illus = r.T("standard.illustrative")
		}
		for i := range x.card.Items {
			v.Score = append(v.Score, f.question(r, &x.card.Items[i], problems))
		}
		v.Open = f.points != "" || f.income != "" || problems.Of("points_a") != ""
	}
	v.Deprived = f.deprivations(r, x, problems)
	v.Causes = web.Choices{ID: "causes", Legend: r.T("assessweb.causes"), Help: r.T("assessweb.causes_help")}
	for _, c := range household.Causes() {
		v.Causes.Rows = append(v.Causes.Rows, box("causes", int(c), c.Name(r.Lang), f.causes))
	}
	v.Needs = web.Choices{ID: "needs", Legend: r.T("assessweb.needs"), Help: r.T("assessweb.needs_help")}
	for _, n := range household.Needs() {
		v.Needs.Rows = append(v.Needs.Rows, box("needs", int(n), n.Name(r.Lang), f.needs))
	}
	return v
}

func box(group string, n int, label string, on map[int]bool) web.Choice {
	value := strconv.Itoa(n)
	return web.Choice{ID: group + "-" + value, Name: group, Value: value, Label: label, On: on[n]}
}

// classes are the choices of a class at an earlier time; the first is none.
func classes(r *web.Request, chosen string, which []standard.Class) []web.Option {
	out := []web.Option{{Label: r.T("assessweb.none")}}
	for _, c := range which {
		out = append(out, web.Option{Value: c.String(), Label: c.Name(r.Lang), On: c.String() == chosen})
	}
	return out
}

// question is an item of the score card as it is asked.
func (f form) question(r *web.Request, item *standard.Item, problems web.Problems) question {
	id := answerID(item.Code)
	given := f.answers[item.Code]
	has := func(code string) bool {
		for _, g := range given {
			if g == code {
				return true
			}
		}
		return false
	}
	if item.Kind == standard.Multi {
		c := &web.Choices{ID: id, Legend: item.Text.In(r.Lang), Help: r.T("assessweb.multi_help"), Problem: problems.Of(id)}
		for i := range item.Options {
			o := &item.Options[i]
			c.Rows = append(c.Rows, web.Choice{ID: id + "." + o.Code, Name: id, Value: o.Code, Label: o.Text.In(r.Lang), On: has(o.Code)})
		}
		return question{Choices: c}
	}
	one := &web.Field{ID: id, Label: item.Text.In(r.Lang), Problem: problems.Of(id), Auto: "off"}
	if item.Kind == standard.Count {
		one.Mode, one.Narrow, one.Help = "numeric", true, r.T("assessweb.count_help")
		if len(given) > 0 {
			one.Value = given[0]
		}
		return question{Field: one}
	}
	one.Help = r.T("assessweb.single_help")
	one.Options = []web.Option{{Label: r.T("assessweb.choose")}}
	for i := range item.Options {
		o := &item.Options[i]
		one.Options = append(one.Options, web.Option{Value: o.Code, Label: o.Text.In(r.Lang), On: has(o.Code)})
	}
	return question{Field: one}
}

// deprivations asks for each indicator of the standard, with the words that say when a household lacks it.
func (f form) deprivations(r *web.Request, x *facts, problems web.Problems) web.Choices {
	c := web.Choices{
		ID: "deprived", Legend: r.T("assessweb.deprived", "Indicators", len(x.edition.Indicators)), Help: r.T("assessweb.deprived_help"),
		Problem: problems.Of("deprived"),
	}
	for _, i := range x.edition.Indicators {
		one := box("deprived", i.N, strconv.Itoa(i.N)+". "+lang.Capital(i.Name(r.Lang)), f.deprived)
		one.Help = r.T("assessweb.deprived_when", "Threshold", i.Threshold.In(r.Lang))
		if i.Threshold.In(r.Lang) == "" {
			one.Help = r.T("assessweb.deprived_unknown")
		}
		if i.ThresholdMark != standard.Verified {
			one.Mark = r.T("assessweb.unverified")
		}
		c.Rows = append(c.Rows, one)
	}
	return c
}
