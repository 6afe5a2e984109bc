package app

import (
	"context"
	"fmt"

	"giamngheo/internal/account"
	"giamngheo/internal/day"
	"giamngheo/internal/fault"
	"giamngheo/internal/review"
	"giamngheo/internal/standard"
	"giamngheo/internal/unit"
)

// ReviewOpenCmd opens a round.
type ReviewOpenCmd struct {
	Unit    string          `required:"" help:"Code or name of the unit that is reviewed."`
	Year    int             `required:"" help:"Year of the review." placeholder:"YEAR"`
	Kind    review.Kind     `help:"periodic or monthly." enum:"periodic,monthly" default:"periodic"`
	Day     string          `help:"Day as of which the results stand, YYYY-MM-DD; the year's last when left out."`
	Edition string          `help:"Id of the poverty standard; the one in force on the day when left out."`
	Card    string          `help:"Id of the score card, when answers are scored."`
	Region  standard.Region `help:"Region of the score card."`
	Source  string          `help:"The plan or decision that it rests on."`
}

// Help is what `giamngheo review open --help` adds.
func (ReviewOpenCmd) Help() string {
	return `The newest closed yearly review of the unit becomes the beginning: who stood on its lists is expected.

  giamngheo review open --unit 64 --year 2023 --source "Kế hoạch 2137/KH-UBND ngày 10/8/2023"`
}

// Run opens.
func (c *ReviewOpenCmd) Run(ctx context.Context, g *Globals) error {
	on := day.EndOf(c.Year)
	if c.Day != "" {
		var err error
		if on, err = parseDay(c.Day); err != nil {
			return err
		}
	}
	d, err := g.Open(ctx)
	if err != nil {
		return err
	}
	defer d.Close()
	dir, err := unit.Read(ctx, d)
	if err != nil {
		return err
	}
	u, err := (&units{dir: dir, db: d}).byCode(c.Unit, "", on)
	if err != nil {
		return err
	}
	if e := standard.InForce(on); c.Edition == "" && e != nil {
		c.Edition = e.ID
	}
	id, err := review.New(d).Open(ctx, account.System, review.Round{
		Year: c.Year, Kind: c.Kind, Edition: c.Edition, Card: c.Card, Region: c.Region, Unit: u.ID, Day: on, Detail: true, Source: c.Source,
	})
	if err != nil {
		return err
	}
	_, err = fmt.Fprintln(g.Out, g.Lang.T("review.opened", "Round", int64(id), "Year", c.Year, "Unit", u.TitleIn(g.Lang)))
	return err
}

// ReviewCloseCmd closes a round.
type ReviewCloseCmd struct {
	Round review.RoundID `arg:"" help:"Number of the round, as giamngheo review list gives it."`
}

// Help is what `giamngheo review close --help` adds.
func (ReviewCloseCmd) Help() string {
	return `Refused while a household of the lists at the beginning has no result; a closed round takes no change.`
}

// Run closes.
func (c *ReviewCloseCmd) Run(ctx context.Context, g *Globals) error {
	d, err := g.Open(ctx)
	if err != nil {
		return err
	}
	defer d.Close()
	if c.Round <= 0 {
		return fault.New(fault.NotFound, "review.no_round", "ID", int64(c.Round))
	}
	if err := review.New(d).Close(ctx, account.System, c.Round); err != nil {
		return err
	}
	r, err := review.Get(ctx, d, c.Round)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintln(g.Out, g.Lang.T("review.closed", "Round", int64(r.ID), "Year", r.Year))
	return err
}
