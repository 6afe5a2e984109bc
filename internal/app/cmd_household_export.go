package app

import (
	"context"
	"fmt"
	"io"
	"net/url"
	"slices"
	"strings"

	"giamngheo/internal/account"
	"giamngheo/internal/db"
	"giamngheo/internal/fault"
	"giamngheo/internal/report"
	"giamngheo/internal/review"
	"giamngheo/internal/roster"
	"giamngheo/internal/unit"
)

// export writes the whole list as a file.
func (c *HouseholdListCmd) export(ctx context.Context, g *Globals, us *units, u unit.Unit) error {
	if err := notToTerminal(g, c.Out, report.Format(c.Format)); err != nil {
		return err
	}
	a, err := c.asked(ctx, us.db, u)
	if err != nil {
		return err
	}
	if c.Out == "" {
		_, err := roster.Export(ctx, us.db, account.System, a, nil, roster.Format(c.Format), g.Lang, g.Out)
		return err
	}
	var n int64
	err = writeFile(c.Out, namesOut, func(w io.Writer) (err error) {
		n, err = roster.Export(ctx, us.db, account.System, a, nil, roster.Format(c.Format), g.Lang, w)
		return err
	})
	if err != nil {
		return err
	}
	_, err = fmt.Fprintln(g.Err, g.Lang.T("roster.written", "Households", g.Lang.Int(n), "Count", n, "File", c.Out))
	return err
}

// asked reads --filter as the address of the page. A name that it does not know is refused: the file would
// hold other households than were asked for. So is a list of a review that has found nothing in the unit.
func (c *HouseholdListCmd) asked(ctx context.Context, q db.Querier, u unit.Unit) (a roster.Asked, err error) {
	unreadable := func(name, value string) error {
		return fault.New(fault.Invalid, "review.filter_unreadable", "Name", name, "Value", value)
	}
	values, err := url.ParseQuery(c.Filter)
	if err != nil {
		return a, unreadable("--filter", c.Filter)
	}
	if a.Filter, err = review.FilterOf(values); err != nil {
		return a, err
	}
	var ok bool
	if a.Order, ok = roster.ParseOrder(values.Get("sort")); !ok {
		return a, unreadable("sort", values.Get("sort"))
	}
	rounds, err := review.Covering(ctx, q, u.ID)
	if err != nil {
		return a, err
	}
	round, err := review.Pick(rounds, values.Get("round"))
	if err != nil {
		return a, err
	}
	for name, given := range values {
		switch {
		case name == "" || name != "sort" && !slices.Contains(review.Filter{}.Address(), name):
			return a, unreadable(name, values.Get(name))
		case round.ID == 0 && name != "sort" && name != "minority" && strings.Join(given, "") != "": // the register alone knows of no such thing
			return a, fault.New(fault.NotFound, "roster.nothing_found", "Unit", u.Code)
		}
	}
	a.Area, a.Round = u.ID, round.ID
	if round.ID == 0 {
		return a, nil
	}
	n, _, err := review.CountOf(ctx, q, review.Filter{Round: round.ID, Area: u.ID})
	if err == nil && n == 0 {
		err = fault.New(fault.NotFound, "roster.nothing_found", "Unit", u.Code)
	}
	return a, err
}
