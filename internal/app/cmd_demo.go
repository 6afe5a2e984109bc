package app

import (
	"context"
	"fmt"
	"time"

	"giamngheo/internal/db"
	"giamngheo/internal/demo"
	"giamngheo/internal/fault"
	"giamngheo/internal/seal"
)

// DemoCmd makes the demonstration province.
type DemoCmd struct {
	Seed    uint64 `help:"Seed: the same seed gives the same province." default:"64"`
	Full    bool   `help:"All 383,134 households with their members (about 1.5 million persons), for work on speed."`
	Country bool   `help:"And households without names or members in the other communes of the country, for work on speed."`
	Scale   int    `help:"Of the country so many hundredths: 1 is 280,000 households, 100 is 28 million." default:"100"`
}

// Help is what `giamngheo demo --help` adds.
func (DemoCmd) Help() string {
	return `Gia Lai at the end of 2022: the real units, the real figures of the districts, and invented
villages, families and answers that lead to exactly those figures (doc/demonstration.md). The work is
one act: an interrupted one leaves nothing behind and is simply started again. A database that is a
demonstration already is left as it is.

  giamngheo demo --data data/demo
  giamngheo demo --data data/full --full --seed 7
  giamngheo demo --data data/country --full --country --scale 10

--country is made in many acts; broken off, it is not served, and the same command goes on with it
(doc/decisions/0025-country.md).`
}

// Run makes the province, unless it stands.
func (c *DemoCmd) Run(ctx context.Context, g *Globals) error {
	began := time.Now()
	d, err := db.Open(ctx, g.config())
	if err != nil {
		return err
	}
	defer d.Close()
	going, err := c.prepare(ctx, d)
	if err != nil {
		return err
	}
	if title, err := demo.Standing(ctx, d); err != nil {
		return err
	} else if title != "" && !going {
		fmt.Fprintln(g.Out, g.Lang.T("demo.stands", "Title", title))
		return nil
	}
	keys, err := g.source().Load()
	if err != nil {
		return err
	}
	progress := demo.NewProgress(g.Err, g.Lang)
	o := demo.Options{Seed: c.Seed, Full: c.Full, Progress: progress}
	if c.Country {
		return c.country(ctx, g, d, keys, o, began)
	}
	m, err := demo.Make(ctx, d, keys, o)
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

// prepare brings the database forward and tells whether a country that was broken off is to be gone on with.
func (c *DemoCmd) prepare(ctx context.Context, d *db.DB) (going bool, err error) {
	if c.Country {
		if err := d.Migrate(ctx); err != nil {
			return false, err
		}
		if going, err = demo.Unfinished(ctx, d); err != nil || going {
			return going, err
		}
	}
	return false, migrate(ctx, d)
}

// country makes the country, or goes on making it.
func (c *DemoCmd) country(ctx context.Context, g *Globals, d *db.DB, keys *seal.Keys, o demo.Options, began time.Time) error {
	if c.Scale < 1 || c.Scale > 100 {
		return fault.New(fault.Invalid, "demo.scale", "Scale", c.Scale)
	}
	o.Light = demo.CountryHouseholds / 100 * c.Scale
	m, err := demo.MakeCountry(ctx, d, keys, o)
	o.Progress.(*demo.Shown).Close()
	if ctx.Err() != nil && err != nil {
		if going, _ := demo.Unfinished(context.WithoutCancel(ctx), d); !going {
			return fault.New(fault.Conflict, "demo.interrupted")
		}
		return fault.New(fault.Conflict, "demo.interrupted_country", "Households", g.Lang.Int(m.Light))
	}
	if err != nil {
		return err
	}
	fmt.Fprintln(g.Out, g.Lang.T("demo.made_country", "Title", m.Title,
		"Communes", g.Lang.Int(int64(m.Communes)), "Households", g.Lang.Int(m.Households), "Persons", g.Lang.Int(m.Persons),
		"Light", g.Lang.Int(m.Light), "Reviewed", g.Lang.Int(m.Reviewed), "Seconds", fmt.Sprintf("%.0f", time.Since(began).Seconds())))
	return nil
}
