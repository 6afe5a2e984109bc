package app

import (
	"context"
	"fmt"
	"text/tabwriter"

	"giamngheo/internal/account"
	"giamngheo/internal/day"
	"giamngheo/internal/db"
	"giamngheo/internal/fault"
	"giamngheo/internal/lang"
	"giamngheo/internal/review"
	"giamngheo/internal/unit"
)

// ReviewCmd looks after the results of the reviews.
type ReviewCmd struct {
	List    ReviewListCmd    `cmd:"" help:"List the rounds."`
	Open    ReviewOpenCmd    `cmd:"" help:"Open a round."`
	Close   ReviewCloseCmd   `cmd:"" help:"Close a round whose households have all been reviewed."`
	Figures ReviewFiguresCmd `cmd:"" help:"Show what a round found in a unit."`
	Verify  ReviewVerifyCmd  `cmd:"" help:"Compare the stored tallies with a recount of the households."`
	Rebuild ReviewRebuildCmd `cmd:"" help:"Make the tallies anew from the households."`
}

// ReviewListCmd lists the rounds.
type ReviewListCmd struct {
	Format string `help:"text or json." enum:"text,json" default:"text"`
}

type roundJSON struct {
	ID       review.RoundID `json:"id"`
	Year     int            `json:"year"`
	Kind     review.Kind    `json:"kind"`
	Edition  string         `json:"edition"`
	Card     string         `json:"card,omitempty"`
	UnitCode string         `json:"unit_code"`
	Unit     string         `json:"unit"`
	Day      day.Date       `json:"day"`
	Previous review.RoundID `json:"previous,omitempty"`
	Detail   bool           `json:"detail"`
	Status   review.Status  `json:"status"`
	Source   string         `json:"source"`
}

func roundOf(r review.Round, u unit.Unit) roundJSON {
	return roundJSON{r.ID, r.Year, r.Kind, r.Edition, r.Card, u.Code, u.Title(), r.Day, r.Previous, r.Detail, r.Status, r.Source}
}

// Run lists.
func (c *ReviewListCmd) Run(ctx context.Context, g *Globals) error {
	d, err := g.Open(ctx)
	if err != nil {
		return err
	}
	defer d.Close()
	rounds, units, err := roundsOf(ctx, d, 0)
	if err != nil {
		return err
	}
	if c.Format == "json" {
		out := make([]roundJSON, 0, len(rounds))
		for _, r := range rounds {
			out = append(out, roundOf(r, units[r.Unit]))
		}
		return writeJSON(g.Out, out)
	}
	if len(rounds) == 0 {
		_, err := fmt.Fprintln(g.Out, g.Lang.T("review.nothing_reviewed"))
		return err
	}
	w := tabwriter.NewWriter(g.Out, 0, 0, 2, ' ', 0)
	for _, r := range rounds {
		fmt.Fprintf(w, "%d\t%d\t%s\t%s\t%s\t%s\t%s\t%s\n", r.ID, r.Year, kindName(g.Lang, r.Kind), units[r.Unit].TitleIn(g.Lang),
			g.Lang.Date(r.Day), r.Edition, g.Lang.T("review.status_"+string(r.Status)), r.Source)
	}
	return w.Flush()
}

func kindName(l lang.Lang, k review.Kind) string { return l.T("review.kind_" + string(k)) }

// roundsOf reads the rounds of a year, or all when year is 0, with their units.
func roundsOf(ctx context.Context, q db.Querier, year int) ([]review.Round, map[unit.ID]unit.Unit, error) {
	all, err := review.All(ctx, q)
	if err != nil {
		return nil, nil, err
	}
	var rounds []review.Round
	var ids []unit.ID
	for _, r := range all {
		if year == 0 || r.Year == year {
			rounds, ids = append(rounds, r), append(ids, r.Unit)
		}
	}
	units, err := unit.ByIDs(ctx, q, ids)
	return rounds, units, err
}

// ReviewRebuildCmd makes tallies anew.
type ReviewRebuildCmd struct {
	Round int `help:"Year of the rounds; all rounds when left out." placeholder:"YEAR"`
}

// Run rebuilds.
func (c *ReviewRebuildCmd) Run(ctx context.Context, g *Globals) error {
	d, err := g.Open(ctx)
	if err != nil {
		return err
	}
	defer d.Close()
	rounds, _, err := roundsOf(ctx, d, c.Round)
	if err != nil {
		return err
	}
	s := review.New(d)
	for _, r := range rounds {
		if err := s.Rebuild(ctx, account.System, r.ID); err != nil {
			return err
		}
		fmt.Fprintln(g.Out, g.Lang.T("review.rebuilt", "Round", int64(r.ID), "Year", r.Year))
	}
	return none(g, c.Round, rounds)
}

// none says that there was nothing to do; a year that was asked for must have a round.
func none(g *Globals, year int, rounds []review.Round) error {
	if len(rounds) > 0 {
		return nil
	}
	if year != 0 {
		return fault.New(fault.NotFound, "review.no_round_of_year", "Year", year)
	}
	_, err := fmt.Fprintln(g.Out, g.Lang.T("review.nothing_reviewed"))
	return err
}
