package targetweb

import (
	"net/http"
	"strconv"

	"giamngheo/internal/account"
	"giamngheo/internal/fault"
	"giamngheo/internal/report"
	"giamngheo/internal/target"
	"giamngheo/internal/unit"
	"giamngheo/internal/web"
)

// proposalView is a rule's proposal beside what stands, with the form that takes it over.
type proposalView struct {
	Title   string
	Explain string
	Problem string
	Table   web.Table
	Sum     string
	Action  string
	Hidden  [][2]string
	Accept  string
	Warning string // what taking over replaces
	Cancel  web.Link
}

// rules are the ways to share out, each a link to its proposal.
func rules(r *web.Request, a asked) []web.Chip {
	var out []web.Chip
	for _, rule := range target.Rules {
		out = append(out, web.Chip{
			Label: rule.Title(r.Lang), On: r.URL.Query().Get("rule") == string(rule),
			Href: r.Link(path(a.unit.ID, a.year, a.indicator, "rule", string(rule))) + "#proposal",
		})
	}
	return out
}

// propose is the proposal of the rule that the address names; nil when it names none.
func propose(r *web.Request, a asked, c report.Cascade) (*proposalView, error) {
	rule := target.Rule(r.URL.Query().Get("rule"))
	if rule == "" {
		return nil, nil
	}
	l := r.Lang
	p, err := c.Propose(rule)
	if err != nil {
		if fault.KindOf(err) == fault.Invalid {
			return &proposalView{Title: r.T("targetweb.proposal"), Problem: l.Error(err)}, nil
		}
		return nil, err
	}
	unitOf := l.T("targetweb.unit_" + string(c.Indicator.Counted))
	v := &proposalView{
		Title: r.T("targetweb.proposal_title", "Rule", rule.Title(l)), Explain: rule.Explain(l),
		Action: r.Link(Path(a.unit.ID) + "/proposal"), Accept: r.T("targetweb.accept"), Warning: r.T("targetweb.accept_warning"),
		Cancel: web.Link{Label: r.T("targetweb.cancel"), Href: r.Link(path(a.unit.ID, a.year, a.indicator))},
		Hidden: [][2]string{{"year", strconv.Itoa(a.year)}, {"indicator", a.indicator}, {"rule", string(rule)}, {"want", strconv.FormatInt(p.Want, 10)}},
	}
	v.Table = web.Table{Caption: v.Title, Columns: []web.Column{
		{Label: l.T("targetweb.col_unit")},
		{Label: c.Indicator.Counted.Title(l), Number: true, Secondary: true},
		{Label: l.T("target.col_before"), Unit: unitOf, Number: true},
		{Label: l.T("target.col_proposed"), Unit: unitOf, Number: true},
		{Label: l.T("targetweb.col_more"), Unit: unitOf, Number: true},
		{Label: l.T("targetweb.col_points"), Unit: l.T("web.points"), Number: true, Secondary: true},
		{Label: l.T("targetweb.col_effort"), Unit: "%", Note: l.T("targetweb.effort_note"), Number: true, Secondary: true},
		{Label: l.T("targetweb.col_met"), Unit: "%", Number: true, Secondary: true},
	}}
	v.Table.Rows = append(v.Table.Rows, web.Row{Total: true, Cells: []web.Cell{
		{Text: l.T("target.total")},
		number(l.Int(c.Stand.Poor)), number(l.Int(c.SumHouseholds)), number(l.Int(p.Sum)), number(signed(r, p.Sum-c.SumHouseholds)),
		rate(l, c, c.Stand, c.Stand.Points(p.Sum)),
		{},
		rate(l, c, c.Stand, c.Stand.After(p.Sum)),
	}})
	for i, x := range p.Rows {
		name := web.Cell{Text: c.Units[i].TitleIn(l)}
		switch {
		case x.Manual:
			name.Sub = l.T("target.by_hand") + ": " + x.Reason
		case x.Capped:
			name.Sub = l.T("target.capped")
		}
		s := c.Rows[i].Stand
		v.Table.Rows = append(v.Table.Rows, web.Row{Cells: []web.Cell{
			name, number(l.Int(s.Poor)), number(l.Int(x.Before)), number(l.Int(x.Households)), number(signed(r, x.Households-x.Before)),
			rate(l, c, s, x.Points), number(l.Points(x.Effort)), rate(l, c, s, x.RateMet),
		}})
		v.Hidden = append(v.Hidden, [2]string{versionField(x.Unit), strconv.FormatInt(c.Rows[i].Target.Version, 10)})
	}
	v.Sum = l.T("targetweb.proposal_sum", "Sum", l.Int(p.Sum), "Want", l.Int(p.Want))
	if p.Short != 0 {
		v.Sum = l.T("target.short", "Households", l.Int(p.Short))
	}
	return v, nil
}

func versionField(u unit.ID) string { return "version-" + id(u) }

func signed(r *web.Request, n int64) string {
	if n > 0 {
		return "+" + r.Lang.Int(n)
	}
	return r.Lang.Int(n)
}

// accept takes a proposal over as it was shown: if a target or what is asked has changed meanwhile, it
// is refused.
func (p pages) accept(w http.ResponseWriter, r *web.Request) error {
	a, c, err := posted(r, account.WriteTargets)
	if err != nil {
		return err
	}
	if r.PostFormValue("want") != strconv.FormatInt(c.ParentHouseholds, 10) {
		return fault.New(fault.Conflict, "target.changed")
	}
	prop, err := c.Propose(target.Rule(r.PostFormValue("rule")))
	if err != nil {
		return err
	}
	targets := c.Accepted(prop, "")
	for i := range targets {
		shown, err := strconv.ParseInt(r.PostFormValue(versionField(targets[i].Unit)), 10, 64)
		if err != nil {
			return fault.New(fault.Invalid, "web.bad_form")
		}
		targets[i].Version = shown
	}
	if err := p.targets.Accept(r.Context(), r.Who, targets); err != nil {
		return err
	}
	r.Flash(w, r.T("targetweb.accepted", "Rule", prop.Rule.Title(r.Lang)))
	return r.SeeOther(w, r.Link(path(a.unit.ID, a.year, a.indicator)))
}
