package app

import (
	"context"
	"fmt"
	"text/tabwriter"

	"giamngheo/internal/day"
	"giamngheo/internal/fault"
	"giamngheo/internal/household"
	"giamngheo/internal/lang"
	"giamngheo/internal/percent"
	"giamngheo/internal/review"
	"giamngheo/internal/standard"
	"giamngheo/internal/unit"
)

// ReviewFiguresCmd shows the figures of a unit.
type ReviewFiguresCmd struct {
	Unit   string     `help:"Code of the unit." required:"" placeholder:"CODE"`
	Level  unit.Level `help:"Level of the unit, where a code has several." enum:",province,district,commune,village" default:""`
	Year   int        `help:"Year of the review." required:"" placeholder:"YYYY"`
	Format string     `help:"text or json." enum:"text,json" default:"text"`
}

// Help is what `giamngheo review figures --help` adds.
func (ReviewFiguresCmd) Help() string {
	return `  giamngheo review figures --unit 64 --year 2022
  giamngheo review figures --unit 630 --year 2022 --format json`
}

type figuresJSON struct {
	UnitCode string                 `json:"unit_code"`
	Unit     string                 `json:"unit"`
	Round    roundJSON              `json:"round"`
	Base     *baseJSON              `json:"base,omitempty"`
	Classes  map[string]classCounts `json:"classes"`
	Movement *balanceJSON           `json:"movement,omitempty"` // left out where the round does not know its beginning
}

type balanceJSON struct {
	Poor     review.Line `json:"poor"`
	NearPoor review.Line `json:"near_poor"`
}

type classCounts struct {
	Households         int64            `json:"households"`
	Persons            int64            `json:"persons"`
	Rate               *float64         `json:"rate,omitempty"` // of all households, percent
	MinorityHouseholds int64            `json:"minority_households"`
	MinorityPersons    int64            `json:"minority_persons"`
	Children           int64            `json:"children"`
	Deprivations       int64            `json:"deprivations"` // summed over households
	Ethnic             map[string]int64 `json:"ethnic"`
	Flags              map[string]int64 `json:"flags"`
	Deprived           map[string]int64 `json:"deprived"` // by indicator code
	Causes             []int64          `json:"causes"`
	Needs              []int64          `json:"needs"`
}

// Run shows.
func (c *ReviewFiguresCmd) Run(ctx context.Context, g *Globals) error {
	us, err := openUnits(ctx, g)
	if err != nil {
		return err
	}
	defer us.close()
	if us.db == nil {
		_, err := g.Open(ctx) // says how to make a database
		return err
	}
	u, err := us.byCode(c.Unit, c.Level, day.EndOf(c.Year))
	if err != nil {
		return err
	}
	r, ok, err := review.RoundOf(ctx, us.db, u.ID, c.Year)
	if err != nil {
		return err
	}
	if !ok {
		return fault.New(fault.NotFound, "review.no_year", "Unit", u.TitleIn(g.Lang), "Year", c.Year)
	}
	found, err := review.ResultOf(ctx, us.db, r.ID, u.ID)
	if err != nil {
		return err
	}
	balance := review.Reconcile(found.Flows)
	base, known, err := unit.BaseOf(ctx, us.db, u.ID, r.Day)
	if err != nil {
		return err
	}
	if !known {
		base = unit.Base{Households: -1}
	}
	if c.Format == "json" {
		of, _ := us.dir.Get(r.Unit)
		return c.json(g, u, r, of, found.Figures, balance, base)
	}
	return c.text(g, u, r, found.Figures, balance, base)
}

func (c *ReviewFiguresCmd) text(g *Globals, u unit.Unit, r review.Round, f review.Figures, b review.Balance, base unit.Base) error {
	l := g.Lang
	fmt.Fprintln(g.Out, l.T("review.sheet_title", "Unit", u.TitleIn(l), "Kind", kindName(l, r.Kind), "Year", r.Year, "Day", l.Date(r.Day)))
	w := tabwriter.NewWriter(g.Out, 0, 0, 2, ' ', 0)
	fmt.Fprintf(w, "%s\t%s\t%%\t%s\t%s\n", l.T("review.sheet_class"), l.T("review.sheet_households"), l.T("review.sheet_persons"), l.T("review.sheet_minority"))
	for _, class := range standard.Classes {
		n, rate := f.Of(class), lang.Unknown
		if p, ok := rateOf(class, n, base); ok {
			rate = l.Points(p)
		}
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\n", class.Name(l), l.Int(n.Households), rate, l.Int(n.Persons), l.Int(f.Minority(class).Households))
	}
	lines := []review.Line{b.Poor, b.NearPoor}
	if !r.Moves() {
		lines = nil
	}
	for _, line := range lines {
		fmt.Fprintf(w, "\t\n%s\t\n", l.T("review.sheet_"+line.List.String()))
		for _, row := range line.Rows() {
			fmt.Fprintf(w, "%s\t%s\n", row.Name(l), l.Int(row.Households))
		}
	}
	return w.Flush()
}

// rateOf is a class's share of all households. Those judged not poor have none: nobody reviews every
// household that is not poor, so their number says nothing about the unit.
func rateOf(class standard.Class, n review.Counts, base unit.Base) (percent.Points, bool) {
	if class == standard.NotPoor {
		return 0, false
	}
	return percent.Of(n.Households, base.Households)
}

func (c *ReviewFiguresCmd) json(g *Globals, u unit.Unit, r review.Round, of unit.Unit, f review.Figures, b review.Balance, base unit.Base) error {
	e, err := standard.ByID(r.Edition)
	if err != nil {
		return err
	}
	j := figuresJSON{UnitCode: u.Code, Unit: u.Title(), Round: roundOf(r, of), Classes: map[string]classCounts{}}
	if base.Households >= 0 {
		j.Base = &baseJSON{base.Households, base.Persons, base.MinorityHouseholds, base.MinorityPersons, base.Day, base.Source, base.Verified}
	}
	if r.Moves() {
		j.Movement = &balanceJSON{b.Poor, b.NearPoor}
	}
	for _, class := range standard.Classes {
		n, m := f.Of(class), f.Minority(class)
		cj := classCounts{
			Households: n.Households, Persons: n.Persons, MinorityHouseholds: m.Households, MinorityPersons: m.Persons,
			Children: n.Children, Deprivations: n.PointsB, Ethnic: map[string]int64{}, Flags: map[string]int64{}, Deprived: map[string]int64{},
			Causes: n.Causes[:], Needs: n.Needs[:],
		}
		if p, ok := rateOf(class, n, base); ok {
			rate := p.Float()
			cj.Rate = &rate
		}
		for i := range f.Cells {
			if cell := &f.Cells[i]; cell.Class == class {
				cj.Ethnic[string(cell.Ethnic)] += cell.Households
			}
		}
		for _, flag := range household.AllFlags() {
			cj.Flags[flag.Code()] = n.Flag(flag)
		}
		for _, i := range e.Indicators {
			cj.Deprived[i.Code] = n.Deprived[i.N-1]
		}
		j.Classes[class.String()] = cj
	}
	return writeJSON(g.Out, j)
}
