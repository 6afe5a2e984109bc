package app

import (
	"context"
	"fmt"
	"path/filepath"
	"time"

	"giamngheo/internal/db"
	"giamngheo/internal/demo"
	"giamngheo/internal/fault"
	"giamngheo/internal/seal"
)

// DemoCmd makes the demonstration province.
type DemoCmd struct {
	Seed uint64 `help:"Seed: the same seed gives the same province." default:"64"`
	Full bool   `help:"All 383,134 households with their members (about 1.5 million persons), for work on speed."`
}

// Help is what `giamngheo demo --help` adds.
func (DemoCmd) Help() string {
	return `Gia Lai at the end of 2022: the real units, the real figures of the districts, and invented
villages, families and answers that lead to exactly those figures (doc/demonstration.md). The work is
one act: an interrupted one leaves nothing behind and is simply started again. A database that is a
demonstration already is left as it is.

  giamngheo demo --data data/demo
  giamngheo demo --data data/full --full --seed 7`
}

// Run makes the province, unless it stands.
func (c *DemoCmd) Run(ctx context.Context, g *Globals) error {
	began := time.Now()
	d, err := db.Open(ctx, g.config())
	if err != nil {
		return err
	}
	defer d.Close()
	if err := migrate(ctx, d); err != nil {
		return err
	}
	if title, err := demo.Standing(ctx, d); err != nil {
		return err
	} else if title != "" {
		fmt.Fprintln(g.Out, g.Lang.T("demo.stands", "Title", title))
		return nil
	}
	keys, err := seal.Load(filepath.Join(g.Data, seal.FileName))
	if err != nil {
		return err
	}
	progress := demo.NewProgress(g.Err, g.Lang)
	m, err := demo.Make(ctx, d, keys, demo.Options{Seed: c.Seed, Full: c.Full, Progress: progress})
	progress.Close()
	if ctx.Err() != nil && err != nil {
		return fault.New(fault.Conflict, "demo.interrupted")
	}
	if err != nil {
		return err
	}
	fmt.Fprintln(g.Out, g.Lang.T("demo.made", "Title", m.Title,
		"Communes", g.Lang.Int(int64(m.Communes)), "Villages", g.Lang.Int(int64(m.Villages)),
		"Households", g.Lang.Int(m.Households), "Persons", g.Lang.Int(m.Persons), "Checked", g.Lang.Int(m.Checked),
		"Seconds", fmt.Sprintf("%.0f", time.Since(began).Seconds())))
	return nil
}
