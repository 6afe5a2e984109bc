package app

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net/url"
	"os"
	"path/filepath"

	"giamngheo/internal/account"
	"giamngheo/internal/review"
	"giamngheo/internal/roster"
	"giamngheo/internal/unit"
)

// export writes the whole list as a file: beside its place first, and moved there when whole.
func (c *HouseholdListCmd) export(ctx context.Context, g *Globals, us *units, u unit.Unit) error {
	values, err := url.ParseQuery(c.Filter)
	if err != nil {
		return err
	}
	f, err := review.FilterOf(values)
	if err != nil {
		return err
	}
	f.Area = u.ID
	rounds, err := review.Covering(ctx, us.db, u.ID)
	if err != nil {
		return err
	}
	round, err := review.Pick(rounds, values.Get("round"))
	if err != nil {
		return err
	}
	f.Round = round.ID
	order, _ := roster.ParseOrder(values.Get("sort"))
	write := func(w io.Writer) (int64, error) {
		return roster.Export(ctx, us.db, account.System, roster.Asked{Filter: f, Order: order}, nil, roster.Format(c.Format), g.Lang, w)
	}
	if c.Out == "" {
		w := bufio.NewWriterSize(g.Out, 1<<16)
		if _, err := write(w); err != nil {
			return err
		}
		return w.Flush()
	}
	file, err := os.CreateTemp(filepath.Dir(c.Out), ".giamngheo-list-")
	if err != nil {
		return err
	}
	defer os.Remove(file.Name())
	defer file.Close()
	w := bufio.NewWriterSize(file, 1<<16)
	n, err := write(w)
	if err != nil {
		return err
	}
	if err := w.Flush(); err != nil {
		return err
	}
	if err := file.Close(); err != nil {
		return err
	}
	if err := os.Rename(file.Name(), c.Out); err != nil {
		return err
	}
	_, err = fmt.Fprintln(g.Err, g.Lang.T("roster.written", "Households", g.Lang.Int(n), "Count", n, "File", c.Out))
	return err
}
