package app

import (
	"context"
	"fmt"
	"os"
	"strings"
	"text/tabwriter"

	"giamngheo/internal/audit"
	"giamngheo/internal/db"
	"giamngheo/internal/fault"
	"giamngheo/internal/unit"
	"giamngheo/internal/unit/boundary"
)

// UnitBoundariesCmd looks after the boundaries that maps are drawn from.
type UnitBoundariesCmd struct {
	Import UnitBoundariesImportCmd `cmd:"" help:"Import boundaries from a GeoJSON file."`
	List   UnitBoundariesListCmd   `cmd:"" help:"List what boundaries are stored."`
}

// UnitBoundariesImportCmd imports boundaries.
type UnitBoundariesImportCmd struct {
	File         string     `arg:"" help:"The .geojson file: a FeatureCollection of areas in WGS84." type:"existingfile"`
	CodeProperty string     `help:"Property that holds a unit's code." default:"code" placeholder:"NAME"`
	NameProperty string     `help:"Property that holds a unit's name." default:"name" placeholder:"NAME"`
	Level        unit.Level `help:"Level of the units: province, district or commune." enum:"province,district,commune" default:"commune"`
	Under        string     `help:"Code or name of the unit below which to look; the whole country when left out."`
	Date         string     `help:"Day on which the units stand, YYYY-MM-DD; today when left out."`
	Source       string     `help:"Who drew the boundaries: it stands below every map. Needed to store."`
	Licence      string     `help:"Licence under which they may be shown."`
	AllowMissing bool       `help:"Leave out the features that no unit was found for."`
	Check        bool       `help:"Only read and report; store nothing."`
}

// Help is what `giamngheo unit boundaries import --help` adds.
func (UnitBoundariesImportCmd) Help() string {
	return `A unit is found by its code and its name together, or by its name alone when the file has no codes.
Either every feature is of one unit and all are stored, or nothing is. Borders are thinned while
storing, shared ones once for both sides. What a unit had before is replaced.

  giamngheo unit boundaries import huyen.geojson --level district --date 2022-12-31 --under 64 --check
  giamngheo unit boundaries import xa.geojson --source "Sở TN&MT tỉnh" --licence "nội bộ"

From QGIS: Export > Save Features As > GeoJSON, CRS EPSG:4326.`
}

// Run imports.
func (c *UnitBoundariesImportCmd) Run(ctx context.Context, g *Globals) error {
	on, err := unitQuery{Date: c.Date}.day()
	if err != nil {
		return err
	}
	if c.Source = strings.TrimSpace(c.Source); c.Source == "" && !c.Check {
		return fault.New(fault.Invalid, "unit.boundary_no_source")
	}
	features, err := readBoundaries(c.File, boundary.Properties{Code: c.CodeProperty, Name: c.NameProperty})
	if err != nil {
		return err
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
	under := unit.CountryID
	if c.Under != "" {
		u, err := (&units{dir: dir, db: d}).byCode(c.Under, "", on)
		if err != nil {
			return err
		}
		under = u.ID
	}
	located := dir.Locate(features, under, c.Level, on)
	shapes, bad := tellLocated(g, located)
	if bad > 0 && !c.AllowMissing {
		return fault.New(fault.Invalid, "unit.boundary_refused", "Bad", bad, "All", len(located))
	}
	for _, u := range dir.Unlocated(located, on) {
		fmt.Fprintln(g.Err, g.Lang.T("unit.boundary_missing", "Unit", u.TitleIn(g.Lang), "Code", u.Code))
	}
	if len(shapes) == 0 {
		return fault.New(fault.Invalid, "unit.boundary_none")
	}
	thin := boundary.Simplify(shapes, boundary.Budget(len(shapes)))
	points := func(all []boundary.Shape) (n int64) {
		for _, s := range all {
			n += int64(s.Points())
		}
		return n
	}
	key := "unit.boundary_checked"
	if !c.Check {
		key = "unit.boundary_stored"
		var all []unit.Boundary
		for _, l := range located {
			if l.Problem == nil {
				all = append(all, unit.Boundary{Unit: l.Unit.ID, Shape: thin[len(all)], Source: c.Source, Licence: strings.TrimSpace(c.Licence)})
			}
		}
		if err := d.Write(ctx, func(ctx context.Context, tx *db.Tx) error { return unit.SaveBoundaries(ctx, tx, audit.System, all) }); err != nil {
			return err
		}
	}
	_, err = fmt.Fprintln(g.Out, g.Lang.T(key, "Count", g.Lang.Int(int64(len(shapes))), "Before", g.Lang.Int(points(shapes)), "After", g.Lang.Int(points(thin))))
	return err
}

func readBoundaries(name string, p boundary.Properties) ([]boundary.Feature, error) {
	file, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	var all []boundary.Feature
	for f, err := range boundary.Read(file, p) {
		if err != nil {
			return nil, err
		}
		all = append(all, f)
	}
	return all, nil
}

// tellLocated names the features that are of no unit and gives the shapes of the others.
func tellLocated(g *Globals, located []unit.Located) (shapes []boundary.Shape, bad int) {
	for _, l := range located {
		if l.Problem == nil {
			shapes = append(shapes, l.Feature.Shape)
			continue
		}
		if bad++; bad <= mostTold {
			fmt.Fprintln(g.Err, g.Lang.Error(l.Problem))
		}
	}
	if bad > mostTold {
		fmt.Fprintln(g.Err, g.Lang.T("unit.boundary_more", "More", bad-mostTold))
	}
	return shapes, bad
}

// mostTold is how many features are named; a file of another year would name nearly all.
const mostTold = 20

// UnitBoundariesListCmd lists the boundaries.
type UnitBoundariesListCmd struct {
	Format string `help:"text or json." enum:"text,json" default:"text"`
}

type boundaryJSON struct {
	unitJSON
	Points  int    `json:"points"`
	Source  string `json:"source"`
	Licence string `json:"licence,omitempty"`
}

// Run lists.
func (c *UnitBoundariesListCmd) Run(ctx context.Context, g *Globals) error {
	d, err := g.Open(ctx)
	if err != nil {
		return err
	}
	defer d.Close()
	dir, err := unit.Read(ctx, d)
	if err != nil {
		return err
	}
	found, err := unit.AllBoundaries(ctx, d)
	if err != nil {
		return err
	}
	us := &units{dir: dir, db: d}
	rows := []boundaryJSON{}
	for _, u := range dir.Units() {
		if b, ok := found[u.ID]; ok {
			rows = append(rows, boundaryJSON{us.json(u), b.Shape.Points(), b.Source, b.Licence})
		}
	}
	if c.Format == "json" {
		return writeJSON(g.Out, rows)
	}
	if len(rows) == 0 {
		_, err := fmt.Fprintln(g.Out, g.Lang.T("unit.boundary_none_stored"))
		return err
	}
	w := tabwriter.NewWriter(g.Out, 0, 0, 2, ' ', 0)
	for _, r := range rows {
		u, _ := dir.Get(r.ID)
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\n", r.Code, u.TitleIn(g.Lang), period(g.Lang, u),
			g.Lang.T("unit.boundary_points", "Points", g.Lang.Int(int64(r.Points))), strings.Join(fields(r.Source, r.Licence), " · "))
	}
	return w.Flush()
}

func fields(all ...string) []string {
	var out []string
	for _, s := range all {
		if s != "" {
			out = append(out, s)
		}
	}
	return out
}
