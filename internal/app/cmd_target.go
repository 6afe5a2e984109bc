package app

import (
	"context"
	"fmt"
	"io"
	"strings"
	"text/tabwriter"

	"giamngheo/internal/account"
	"giamngheo/internal/day"
	"giamngheo/internal/db"
	"giamngheo/internal/fault"
	"giamngheo/internal/lang"
	"giamngheo/internal/percent"
	"giamngheo/internal/report"
	"giamngheo/internal/target"
	"giamngheo/internal/unit"
)

// TargetCmd shows and proposes targets.
type TargetCmd struct {
	List    TargetListCmd    `cmd:"" help:"Show a unit's target, those it handed down, and the gap between."`
	Propose TargetProposeCmd `cmd:"" help:"Share a unit's target out to the units below by a rule."`
}

// targetQuery are the flags that both commands have.
type targetQuery struct {
	Unit      string     `help:"Code of the unit, as it was at the end of the year before." required:""`
	Year      int        `help:"Year of the targets." required:""`
	Indicator string     `help:"Indicator." default:"poor_reduction"`
	Level     unit.Level `help:"Level of the unit, when its code is used on several." enum:",country,province,district,commune,village" default:""`
	Format    string     `help:"text or json." enum:"text,json" default:"text"`
}

// cascade reads the cascade that the flags name.
func (c targetQuery) cascade(ctx context.Context, d *db.DB) (out report.Cascade, err error) {
	err = d.Read(ctx, func(q db.Querier) error {
		u, err := unitByCode(ctx, q, c.Unit, c.Level, day.EndOf(c.Year-1))
		if err != nil {
			return err
		}
		out, err = report.CascadeOf(ctx, q, u, c.Year, c.Indicator)
		return err
	})
	return out, err
}

// unitByCode finds a unit by its code on a day; without a level the code must be of one level only.
func unitByCode(ctx context.Context, q db.Querier, code string, level unit.Level, on day.Date) (unit.Unit, error) {
	return onlyLevel(code, level, func(l unit.Level) (unit.Unit, bool, error) {
		u, err := unit.ByCode(ctx, q, l, code, on)
		if fault.KindOf(err) == fault.NotFound {
			return unit.Unit{}, false, nil
		}
		return u, err == nil, err
	})
}

// TargetListCmd shows a cascade.
type TargetListCmd struct {
	targetQuery `kong:"embed"`
}

// Help is what `giamngheo target list --help` adds.
func (TargetListCmd) Help() string {
	return `Shows what the unit is to reach, what it handed down, how many households are given to nobody, and who
could take them.

  giamngheo target list --unit 64 --year 2023`
}

// Run shows.
func (c *TargetListCmd) Run(ctx context.Context, g *Globals) error {
	d, err := g.Open(ctx)
	if err != nil {
		return err
	}
	defer d.Close()
	v, err := c.cascade(ctx, d)
	if err != nil {
		return err
	}
	if c.Format == "json" {
		return writeJSON(g.Out, cascadeJSON(v))
	}
	return printCascade(g.Out, g.Lang, v)
}

// figureTable lines figures up on the right; the last cell of a row is text and stands apart from them.
func figureTable(out io.Writer) (w *tabwriter.Writer, cells func(...string)) {
	w = tabwriter.NewWriter(out, 0, 0, 2, ' ', tabwriter.AlignRight)
	return w, func(cs ...string) {
		last := len(cs) - 1
		fmt.Fprintln(w, strings.Join(cs[:last], "\t")+"\t  "+cs[last])
	}
}

func printCascade(out io.Writer, l lang.Lang, v report.Cascade) error {
	fmt.Fprintf(out, "%s, %d: %s\n", v.Unit.TitleIn(l), v.Year, v.Indicator.Name(l))
	fmt.Fprintln(out, v.Sentence(l))
	w, cells := figureTable(out)
	cells("", l.T("target.col_"+string(v.Indicator.Denominator)), v.Indicator.Counted.Title(l), l.T("target.col_rate"), l.T("target.col_points"), l.T("target.col_target"), l.T("target.col_met"), "")
	own, points := lang.Unknown, lang.Unknown
	if v.HasParent {
		own, points = l.Int(v.ParentHouseholds), l.Points(v.ParentPoints)
	}
	cells("", count(l, v.Stand.Households), poor(l, v, v.Stand), rate(l, v, v.Stand, v.Rate), points, own, rate(l, v, v.Stand, v.Promised), v.Unit.TitleIn(l))
	cells("", "", "", "", l.Points(v.SumPoints), l.Int(v.SumHouseholds), rate(l, v, v.Stand, v.RateMet), l.T("target.handed_down"))
	for i, r := range v.Rows {
		points, households, mark := lang.Unknown, lang.Unknown, ""
		if r.HasTarget {
			points, households = l.Points(r.Points), l.Int(r.Households)
			if r.Target.Manual {
				mark = " (" + l.T("target.by_hand") + ": " + r.Target.Reason + ")"
			}
		}
		cells(fmt.Sprint(i+1), count(l, r.Stand.Households), poor(l, v, r.Stand), rate(l, v, r.Stand, r.Rate), points, households, rate(l, v, r.Stand, r.RateMet), v.Units[i].TitleIn(l)+mark)
	}
	return w.Flush()
}

// count writes a denominator, or the dash when it is not known.
func count(l lang.Lang, n int64) string {
	if n == 0 {
		return lang.Unknown
	}
	return l.Int(n)
}

// poor writes how many count, or the dash when there was no review.
func poor(l lang.Lang, v report.Cascade, s target.Stand) string {
	if !v.HasRound {
		return lang.Unknown
	}
	return l.Int(s.Poor)
}

// rate writes a rate, or the dash when its numerator or denominator is not known.
func rate(l lang.Lang, v report.Cascade, s target.Stand, p percent.Points) string {
	if s.Households == 0 || !v.HasRound {
		return lang.Unknown
	}
	return l.Points(p)
}

type jsonObject map[string]any

func cascadeJSON(v report.Cascade) jsonObject {
	rows := make([]jsonObject, 0, len(v.Rows))
	title := map[unit.ID]unit.Unit{}
	for i, r := range v.Rows {
		u := v.Units[i]
		title[u.ID] = u
		row := jsonObject{"unit": u.Code, "name": u.Title(), "households": r.Stand.Households, "poor": r.Stand.Poor, "rate": r.Rate.Float()}
		if r.HasTarget {
			row["target_households"], row["target_points"], row["rate_if_met"], row["effort"] = r.Households, r.Points.Float(), r.RateMet.Float(), r.Effort.Float()
			row["rule"], row["manual"], row["reason"] = r.Target.Rule, r.Target.Manual, r.Target.Reason
		}
		rows = append(rows, row)
	}
	absorb := make([]jsonObject, 0, len(v.Absorb))
	for _, a := range v.Absorb {
		absorb = append(absorb, jsonObject{"unit": title[a.Unit].Code, "name": title[a.Unit].Title(), "households": a.Take, "left": a.Left, "effort": a.Effort.Float()})
	}
	t := jsonObject{"sum_households": v.SumHouseholds, "sum_points": v.SumPoints.Float(), "rate_if_met": v.RateMet.Float(), "missing": v.Missing}
	if v.HasParent {
		t["households"], t["points"], t["rate_promised"] = v.ParentHouseholds, v.ParentPoints.Float(), v.Promised.Float()
		t["gap_households"], t["gap_points"] = v.GapHouseholds, v.GapPoints.Float()
	}
	return jsonObject{
		"unit": v.Unit.Code, "name": v.Unit.Title(), "year": v.Year, "indicator": v.Indicator.ID, "denominator": v.Indicator.Denominator,
		"households": v.Stand.Households, "poor": v.Stand.Poor, "rate": v.Rate.Float(), "reviewed": v.HasRound, "target": t, "rows": rows, "absorb": absorb,
	}
}

// TargetProposeCmd proposes targets.
type TargetProposeCmd struct {
	targetQuery `kong:"embed"`
	Rule        target.Rule `help:"proportional, equal_effort, equal_points or needs." required:"" enum:"proportional,equal_effort,equal_points,needs"`
	Save        bool        `help:"Store the proposal as the targets handed down."`
	Basis       string      `help:"The deciding paper, stored with --save."`
}

// Help is what `giamngheo target propose --help` adds.
func (TargetProposeCmd) Help() string {
	var b strings.Builder
	for _, r := range target.Rules {
		fmt.Fprintf(&b, "%s: %s\n\n", r, r.Explain(lang.En))
	}
	return `The unit's own target is shared out in whole households; the sum is exact. No unit is asked for more than
it has, and targets set by hand stay.

` + b.String() + `  giamngheo target propose --unit 64 --year 2023 --rule equal_effort`
}

// Run proposes.
func (c *TargetProposeCmd) Run(ctx context.Context, g *Globals) error {
	d, err := g.Open(ctx)
	if err != nil {
		return err
	}
	defer d.Close()
	v, err := c.cascade(ctx, d)
	if err != nil {
		return err
	}
	if !v.HasRound {
		return fault.New(fault.Invalid, "target.say_no_round", "Year", c.Year-1)
	}
	if !v.HasParent {
		return fault.New(fault.Invalid, "target.no_own", "Unit", v.Unit.TitleIn(g.Lang), "Year", c.Year)
	}
	p, err := v.Propose(c.Rule)
	if err != nil {
		return err
	}
	if c.Save {
		if err := target.NewService(d).Accept(ctx, account.System, v.Accepted(p, c.Basis)); err != nil {
			return err
		}
	}
	if c.Format == "json" {
		return writeJSON(g.Out, proposalJSON(v, p, c.Save))
	}
	return printProposal(g.Out, g.Lang, v, p, c.Save)
}

func printProposal(out io.Writer, l lang.Lang, v report.Cascade, p target.Proposal, saved bool) error {
	fmt.Fprintf(out, "%s, %d: %s\n%s: %s\n", v.Unit.TitleIn(l), v.Year, v.Indicator.Name(l), p.Rule.Title(l), p.Rule.Explain(l))
	w, cells := figureTable(out)
	cells(v.Indicator.Counted.Title(l), l.T("target.col_before"), l.T("target.col_proposed"), l.T("target.col_points"), l.T("target.col_effort"), l.T("target.col_met"), "")
	for i, r := range p.Rows {
		s := v.Rows[i].Stand
		note := ""
		switch {
		case r.Manual:
			note = " (" + l.T("target.by_hand") + ": " + r.Reason + ")"
		case r.Capped:
			note = " (" + l.T("target.capped") + ")"
		}
		cells(l.Int(s.Poor), l.Int(r.Before), l.Int(r.Households), rate(l, v, s, r.Points), l.Points(r.Effort), rate(l, v, s, r.RateMet), v.Units[i].TitleIn(l)+note)
	}
	cells(l.Int(v.Stand.Poor), l.Int(v.SumHouseholds), l.Int(p.Sum), rate(l, v, v.Stand, v.Stand.Points(p.Sum)), "", rate(l, v, v.Stand, v.Stand.After(p.Sum)), l.T("target.total"))
	if err := w.Flush(); err != nil {
		return err
	}
	if p.Short != 0 {
		fmt.Fprintln(out, l.T("target.short", "Households", l.Int(p.Short)))
	}
	if saved {
		fmt.Fprintln(out, l.T("target.saved"))
	}
	return nil
}

func proposalJSON(v report.Cascade, p target.Proposal, saved bool) jsonObject {
	rows := make([]jsonObject, 0, len(p.Rows))
	for i, r := range p.Rows {
		rows = append(rows, jsonObject{
			"unit": v.Units[i].Code, "name": v.Units[i].Title(), "poor": v.Rows[i].Stand.Poor, "before": r.Before, "households": r.Households,
			"points": r.Points.Float(), "effort": r.Effort.Float(), "rate_if_met": r.RateMet.Float(), "manual": r.Manual, "reason": r.Reason, "capped": r.Capped,
		})
	}
	return jsonObject{
		"unit": v.Unit.Code, "year": v.Year, "indicator": v.Indicator.ID, "rule": p.Rule, "want": p.Want, "sum": p.Sum, "short": p.Short,
		"saved": saved, "rows": rows,
	}
}
