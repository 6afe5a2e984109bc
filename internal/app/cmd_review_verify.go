package app

import (
	"context"
	"fmt"
	"io"

	"giamngheo/internal/db"
	"giamngheo/internal/lang"
	"giamngheo/internal/review"
	"giamngheo/internal/unit"
)

// ReviewVerifyCmd proves the tallies.
type ReviewVerifyCmd struct {
	Round  int    `help:"Year of the rounds; all rounds when left out." placeholder:"YEAR"`
	Format string `help:"text or json." enum:"text,json" default:"text"`
}

// Help is what `giamngheo review verify --help` adds.
func (ReviewVerifyCmd) Help() string {
	return `Every report sums tallies: counts per commune and village. This command counts the households anew and
names each tally that differs. Exit code 0 when none does, 1 otherwise; ` + "`giamngheo review rebuild`" + ` mends them.`
}

type verifyJSON struct {
	Differences int           `json:"differences"`
	Rounds      []verifyRound `json:"rounds"`
}

type verifyRound struct {
	Round       review.RoundID   `json:"round"`
	Year        int              `json:"year"`
	UnitCode    string           `json:"unit_code"`
	Communes    int              `json:"communes"`
	Cells       int64            `json:"cells"`
	Households  int64            `json:"households"`
	Differences []differenceJSON `json:"differences"`
}

type differenceJSON struct {
	Table     string          `json:"table"`
	Commune   string          `json:"commune"`
	Village   string          `json:"village"` // "" for the commune's own row
	PrevClass string          `json:"prev_class,omitempty"`
	Class     string          `json:"class"`
	Movement  review.Movement `json:"movement,omitempty"`
	Minority  *bool           `json:"minority,omitempty"`
	Ethnic    string          `json:"ethnic,omitempty"`
	Column    string          `json:"column"`
	Stored    int64           `json:"stored"`
	Counted   int64           `json:"counted"`
}

// Run verifies, on one snapshot.
func (c *ReviewVerifyCmd) Run(ctx context.Context, g *Globals) error {
	d, err := g.Open(ctx)
	if err != nil {
		return err
	}
	defer d.Close()
	v := verifyJSON{Rounds: []verifyRound{}}
	var rounds []review.Round
	err = d.Read(ctx, func(q db.Querier) error {
		var units map[unit.ID]unit.Unit
		if rounds, units, err = roundsOf(ctx, q, c.Round); err != nil {
			return err
		}
		for _, r := range rounds {
			diffs, n, err := review.VerifyCounting(ctx, q, r.ID)
			if err != nil {
				return err
			}
			vr := verifyRound{r.ID, r.Year, units[r.Unit].Code, n.Communes, n.Cells, n.Households, []differenceJSON{}}
			if c.Format == "text" {
				fmt.Fprintln(g.Out, g.Lang.T("review.verified", "Differences", g.Lang.Int(int64(len(diffs))), "Round", int64(r.ID), "Year", r.Year,
					"Communes", g.Lang.Int(int64(n.Communes)), "Cells", g.Lang.Int(n.Cells), "Households", g.Lang.Int(n.Households)))
			}
			named, err := unitsOf(ctx, q, diffs)
			if err != nil {
				return err
			}
			for _, diff := range diffs {
				if c.Format == "text" {
					tellDifference(g.Out, g.Lang, diff, named)
				}
				vr.Differences = append(vr.Differences, differenceOf(diff, named))
			}
			v.Differences += len(diffs)
			v.Rounds = append(v.Rounds, vr)
		}
		return nil
	})
	if err != nil {
		return err
	}
	if c.Format == "json" {
		err = writeJSON(g.Out, v)
	} else {
		err = none(g, c.Round, rounds)
	}
	if err == nil && v.Differences > 0 {
		return Exit(1)
	}
	return err
}

func unitsOf(ctx context.Context, q db.Querier, diffs []review.Difference) (map[unit.ID]unit.Unit, error) {
	seen := map[unit.ID]bool{}
	var ids []unit.ID
	for _, d := range diffs {
		for _, id := range []unit.ID{d.Commune, d.Village} {
			if id != 0 && !seen[id] {
				seen[id] = true
				ids = append(ids, id)
			}
		}
	}
	return unit.ByIDs(ctx, q, ids)
}

func differenceOf(d review.Difference, named map[unit.ID]unit.Unit) differenceJSON {
	j := differenceJSON{
		Table: d.Table, Commune: named[d.Commune].Code, Village: named[d.Village].Code, Class: d.Class.String(),
		Column: d.Column, Stored: d.Stored, Counted: d.Counted,
	}
	if d.Table == "flow" {
		j.PrevClass, j.Movement, j.Minority = d.PrevClass.String(), d.Movement, &d.Minority
	} else {
		j.Ethnic = string(d.Ethnic)
	}
	return j
}

func tellDifference(w io.Writer, l lang.Lang, d review.Difference, named map[unit.ID]unit.Unit) {
	village := l.T("review.whole_commune")
	if d.Village != 0 {
		village = named[d.Village].TitleIn(l)
	}
	args := []any{
		"Commune", named[d.Commune].TitleIn(l), "Village", village, "Class", d.Class.Name(l), "Column", d.Column,
		"Stored", l.Int(d.Stored), "Counted", l.Int(d.Counted),
	}
	if d.Table == "flow" {
		minority := l.T("review.no")
		if d.Minority {
			minority = l.T("review.yes")
		}
		fmt.Fprintln(w, " ", l.T("review.difference_flow", append(args, "Before", d.PrevClass.Name(l), "Movement", string(d.Movement), "Minority", minority)...))
		return
	}
	fmt.Fprintln(w, " ", l.T("review.difference_tally", append(args, "Ethnic", d.Ethnic.Name(l))...))
}
