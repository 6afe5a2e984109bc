package app

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"text/tabwriter"
	"time"
	"unicode"

	"giamngheo/internal/day"
	"giamngheo/internal/db"
	"giamngheo/internal/fault"
	"giamngheo/internal/lang"
	"giamngheo/internal/unit"
)

// UnitCmd shows the administrative units as they are on a day.
type UnitCmd struct {
	List       UnitListCmd       `cmd:"" help:"List units on a day."`
	Show       UnitShowCmd       `cmd:"" help:"Show one unit on a day: what stands above and below, what it was and became."`
	Boundaries UnitBoundariesCmd `cmd:"" help:"Import and list the boundaries that maps are drawn from."`
}

// unitQuery are the flags that both commands have.
type unitQuery struct {
	Date   string     `help:"Day, YYYY-MM-DD; today when left out."`
	Level  unit.Level `help:"country, province, district, commune or village." enum:",country,province,district,commune,village" default:""`
	Format string     `help:"text or json." enum:"text,json" default:"text"`
}

func (q unitQuery) day() (day.Date, error) {
	if q.Date == "" {
		return day.Of(time.Now()), nil
	}
	return parseDay(q.Date)
}

// parseDay reads the day that a flag gives.
func parseDay(s string) (day.Date, error) {
	d, err := day.Parse(s)
	if err != nil {
		return "", fault.New(fault.Invalid, "app.bad_day", "Day", s)
	}
	return d, nil
}

// UnitListCmd lists units.
type UnitListCmd struct {
	unitQuery `kong:"embed"`
	Under     string `help:"Code or name of the unit below which to look; the whole country when left out."`
}

// Help is what `giamngheo unit list --help` adds.
func (UnitListCmd) Help() string {
	return `Without --level the whole tree below is listed, down to the communes; of a commune, its villages.

  giamngheo unit list --date 2022-12-31 --under 64
  giamngheo unit list --date 2022-12-31 --under 64 --level commune --format json

The database is read when there is one; otherwise the list that comes with the program.`
}

// Run lists.
func (c *UnitListCmd) Run(ctx context.Context, g *Globals) error {
	on, err := c.day()
	if err != nil {
		return err
	}
	us, err := openUnits(ctx, g)
	if err != nil {
		return err
	}
	defer us.close()
	under := unit.CountryID
	if c.Under != "" {
		u, err := us.byCode(c.Under, "", on)
		if err != nil {
			return err
		}
		under = u.ID
	}
	var found []unit.Unit
	if c.Level != "" {
		found = us.dir.Below(under, c.Level, on)
	} else {
		found = us.tree(under, on)
	}
	us.tell(g)
	if c.Format == "json" {
		rows := make([]unitJSON, 0, len(found))
		for _, u := range found {
			rows = append(rows, us.json(u))
		}
		return writeJSON(g.Out, rows)
	}
	if len(found) == 0 {
		_, err := fmt.Fprintln(g.Out, g.Lang.T("unit.none", "Day", g.Lang.Date(on)))
		return err
	}
	w := tabwriter.NewWriter(g.Out, 0, 0, 2, ' ', 0)
	for _, u := range found {
		p, _ := us.dir.Get(u.Parent)
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\n", u.Code, u.TitleIn(g.Lang), p.TitleIn(g.Lang), period(g.Lang, u))
	}
	return w.Flush()
}

// units is where a command takes the units from.
type units struct {
	dir   *unit.Directory
	db    *db.DB // nil when the shipped list is read
	where string
}

// tree are the units below one, each followed by its own, down to the communes; of a commune, its
// villages.
func (us *units) tree(under unit.ID, on day.Date) []unit.Unit {
	var out []unit.Unit
	for _, u := range us.dir.Children(under, on) {
		out = append(out, u)
		if u.Level != unit.Commune {
			out = append(out, us.tree(u.ID, on)...)
		}
	}
	return out
}

// openUnits reads the database that the settings name when there is one, else the shipped list.
func openUnits(ctx context.Context, g *Globals) (*units, error) {
	shipped := &units{dir: unit.Shipped(), where: g.Data}
	if g.Database == "" {
		if _, err := os.Stat(filepath.Join(g.Data, db.FileName)); err != nil {
			return shipped, nil
		}
	}
	d, err := g.Open(ctx)
	if err != nil {
		return nil, err
	}
	dir, err := unit.Read(ctx, d)
	if err != nil {
		d.Close()
		return nil, err
	}
	where := g.Data
	if g.Database != "" {
		where = masked(g.Database)
	}
	return &units{dir: dir, db: d, where: where}, nil
}

func (us *units) close() {
	if us.db != nil {
		us.db.Close()
	}
}

// tell says on the side where the units come from.
func (us *units) tell(g *Globals) {
	key := "unit.from_shipped"
	if us.db != nil {
		key = "unit.from_database"
	}
	fmt.Fprintln(g.Err, g.Lang.T(key, "Where", us.where))
}

// byCode finds a unit by its code on a day, or by a name that it alone bears; without a level the code
// must be of one level only.
func (us *units) byCode(code string, level unit.Level, on day.Date) (unit.Unit, error) {
	u, err := onlyLevel(code, level, func(l unit.Level) (unit.Unit, bool, error) {
		u, ok := us.dir.ByCode(l, code, on)
		return u, ok, nil
	})
	if fault.KindOf(err) != fault.NotFound || !strings.ContainsFunc(code, unicode.IsLetter) {
		return u, err
	}
	switch found := us.dir.Find(code, level, on); len(found) {
	case 0:
		return u, err
	case 1:
		return found[0].Unit, nil
	default:
		return u, fault.New(fault.Invalid, "unit.ambiguous_name", "Name", code, "Units", us.named(found))
	}
}

// named lists the first few units that bear a name, with their codes.
func (us *units) named(found []unit.Candidate) string {
	var list []string
	for i, f := range found {
		if i == 8 {
			list = append(list, "…")
			break
		}
		p, _ := us.dir.Get(f.Unit.Parent)
		list = append(list, f.Unit.Code+" "+f.Unit.Title()+" ("+p.Title()+")")
	}
	return strings.Join(list, "; ")
}

// onlyLevel finds the unit that a code means: on the level that was given, or on the only one that has it.
func onlyLevel(code string, level unit.Level, at func(unit.Level) (unit.Unit, bool, error)) (unit.Unit, error) {
	var found []unit.Unit
	for _, l := range unit.Levels {
		if level != "" && l != level {
			continue
		}
		u, ok, err := at(l)
		if err != nil {
			return unit.Unit{}, err
		}
		if ok {
			found = append(found, u)
		}
	}
	switch len(found) {
	case 0:
		return unit.Unit{}, fault.New(fault.NotFound, "unit.no_code", "Code", code)
	case 1:
		return found[0], nil
	default:
		return unit.Unit{}, fault.New(fault.Invalid, "unit.ambiguous_code", "Code", code)
	}
}

type unitJSON struct {
	ID     unit.ID    `json:"id"`
	Code   string     `json:"code"`
	Level  unit.Level `json:"level"`
	Kind   unit.Kind  `json:"kind"`
	Name   string     `json:"name"`
	Title  string     `json:"title"`
	Parent string     `json:"parent_code,omitempty"`
	From   day.Date   `json:"from"`
	To     day.Date   `json:"to"`
}

func (us *units) json(u unit.Unit) unitJSON {
	p, _ := us.dir.Get(u.Parent)
	return unitJSON{u.ID, u.Code, u.Level, u.Kind, u.Name, u.Title(), p.Code, u.From, u.To}
}

func period(l lang.Lang, u unit.Unit) string {
	if u.To == day.Forever {
		return l.T("unit.from", "From", l.Date(u.From))
	}
	return l.T("unit.from_to", "From", l.Date(u.From), "To", l.Date(u.To))
}

// known writes a figure, or the dash when it is not known.
func known(l lang.Lang, n int64) string {
	if n < 0 {
		return lang.Unknown
	}
	return l.Int(n)
}

// writeJSON prints a value as indented JSON.
func writeJSON(w io.Writer, v any) error {
	e := json.NewEncoder(w)
	e.SetIndent("", "  ")
	e.SetEscapeHTML(false)
	return e.Encode(v)
}
