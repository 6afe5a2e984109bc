package app

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"strings"
	"text/tabwriter"

	"giamngheo/internal/day"
	"giamngheo/internal/lang"
	"giamngheo/internal/standard"
	"giamngheo/internal/unit"
)

// UnitShowCmd shows one unit.
type UnitShowCmd struct {
	unitQuery `kong:"embed"`
	Code      string `arg:"" help:"Code of the unit on that day, or its name."`
}

// Help is what `giamngheo unit show --help` adds.
func (UnitShowCmd) Help() string {
	return `Codes come back with another meaning: 52 was Bình Định until 30 June 2025 and is Gia Lai since. A name
is found without marks and in other spellings; with its kind, or with --level, it mostly has one bearer.

  giamngheo unit show 630 --date 2022-12-31
  giamngheo unit show "huyen kong chro" --date 2022-12-31
  giamngheo unit show 52 --date 2025-07-01 --format json`
}

// Run shows.
func (c *UnitShowCmd) Run(ctx context.Context, g *Globals) error {
	on, err := c.day()
	if err != nil {
		return err
	}
	us, err := openUnits(ctx, g)
	if err != nil {
		return err
	}
	defer us.close()
	u, err := us.byCode(c.Code, c.Level, on)
	if err != nil {
		return err
	}
	v, err := us.view(ctx, u, on)
	if err != nil {
		return err
	}
	us.tell(g)
	if c.Format == "json" {
		return writeJSON(g.Out, v)
	}
	return v.print(g.Out, g.Lang)
}

// unitView is a unit with all that is known of it on a day.
type unitView struct {
	unitJSON
	Date         day.Date                   `json:"date"`
	Source       string                     `json:"source"`
	Ancestors    []unitJSON                 `json:"ancestors"`
	Children     map[string]int             `json:"children"` // by kind
	Area         string                     `json:"area,omitempty"`
	AreaBasis    string                     `json:"area_basis,omitempty"`
	Flags        []flagJSON                 `json:"flags"`
	Base         *baseJSON                  `json:"base,omitempty"`
	BaseByArea   map[standard.Area]baseJSON `json:"base_by_area,omitempty"`
	Successors   []stepJSON                 `json:"successors"`
	Predecessors []stepJSON                 `json:"predecessors"`

	unit      unit.Unit
	ancestors []unit.Unit
}

type flagJSON struct {
	Flag     string   `json:"flag"`
	Of       string   `json:"of_code"`
	From     day.Date `json:"from"`
	To       day.Date `json:"to"`
	Basis    string   `json:"basis"`
	Verified bool     `json:"verified"`
	flag     unit.Flag
	of       unit.Unit
}

type baseJSON struct {
	Households         int64    `json:"households"`
	Persons            int64    `json:"persons"`
	MinorityHouseholds int64    `json:"minority_households"`
	MinorityPersons    int64    `json:"minority_persons"`
	Day                day.Date `json:"day"`
	Source             string   `json:"source"`
	Verified           bool     `json:"verified"`
}

type stepJSON struct {
	Day   day.Date   `json:"day"`
	Kind  string     `json:"kind"`
	Share unit.Share `json:"share"`
	Code  string     `json:"code,omitempty"`
	Title string     `json:"title,omitempty"`
	Basis string     `json:"basis"`
	Note  string     `json:"note,omitempty"`
	unit  unit.Unit
}

func (us *units) view(ctx context.Context, u unit.Unit, on day.Date) (*unitView, error) {
	v := &unitView{
		unitJSON: us.json(u), Date: on, Source: u.Source, Children: map[string]int{}, unit: u,
		Ancestors: []unitJSON{}, Flags: []flagJSON{}, Successors: []stepJSON{}, Predecessors: []stepJSON{},
	}
	v.ancestors = us.dir.Ancestors(u.Parent)
	for _, a := range v.ancestors {
		v.Ancestors = append(v.Ancestors, us.json(a))
	}
	for _, c := range us.dir.Children(u.ID, on) {
		v.Children[string(c.Kind)]++
	}
	area, basis := us.dir.Area(u.ID)
	v.Area, v.AreaBasis = string(area), basis
	for _, f := range us.dir.Flags(u.ID, on) {
		of, _ := us.dir.Get(f.Unit)
		v.Flags = append(v.Flags, flagJSON{f.Flag, of.Code, f.From, f.To, f.Basis, f.Verified, f, of})
	}
	for _, s := range us.dir.Successors(u.ID) {
		v.Successors = append(v.Successors, us.step(s, s.New))
	}
	for _, s := range us.dir.Predecessors(u.ID) {
		v.Predecessors = append(v.Predecessors, us.step(s, s.Old))
	}
	if us.db == nil {
		return v, nil
	}
	b, ok, err := unit.BaseOf(ctx, us.db, u.ID, on)
	if err != nil || !ok {
		return v, err
	}
	v.Base = new(baseJSON)
	*v.Base = baseOf(b)
	split, err := unit.BaseByArea(ctx, us.db, u.ID, b.Day)
	v.BaseByArea = make(map[standard.Area]baseJSON, len(split))
	for area, b := range split {
		v.BaseByArea[area] = baseOf(b)
	}
	return v, err
}

func baseOf(b unit.Base) baseJSON {
	return baseJSON{b.Households, b.Persons, b.MinorityHouseholds, b.MinorityPersons, b.Day, b.Source, b.Verified}
}

func (us *units) step(s unit.Succession, other unit.ID) stepJSON {
	o, _ := us.dir.Get(other)
	j := stepJSON{Day: s.Day, Kind: s.Kind, Share: s.Share, Code: o.Code, Basis: s.Basis, Note: cmp.Or(s.Note, s.About), unit: o}
	if o.ID != 0 {
		j.Title = o.Title()
	}
	return j
}

func (v *unitView) print(out io.Writer, l lang.Lang) error {
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	fmt.Fprintf(w, "%s\t%s\n", v.Code, v.unit.TitleIn(l))
	line := func(key, value string) { fmt.Fprintf(w, "%s\t%s\n", l.T(key), value) }
	line("unit.valid", period(l, v.unit))
	line("unit.source", v.Source)
	var above, below []string
	for _, a := range v.ancestors {
		above = append(above, a.TitleIn(l))
	}
	if len(above) > 0 {
		line("unit.under", strings.Join(above, " › "))
	}
	for _, k := range kindOrder {
		if n := v.Children[k]; n > 0 {
			below = append(below, unit.Kind(k).Count(l, int64(n)))
		}
	}
	if len(below) > 0 {
		line("unit.children", strings.Join(below, ", "))
	}
	if v.Area != "" {
		line("unit.area", l.T("unit.area_"+v.Area)+" ("+v.AreaBasis+")")
	}
	for _, f := range v.Flags {
		text := f.of.TitleIn(l) + " (" + f.Basis
		if !f.Verified {
			text += "; " + l.T("unit.unverified")
		}
		fmt.Fprintf(w, "%s\t%s\n", f.flag.Title(l), text+")")
	}
	if b := v.Base; b != nil {
		line("unit.base", l.T("unit.base_line", "Households", known(l, b.Households), "Persons", known(l, b.Persons),
			"MinorityHouseholds", known(l, b.MinorityHouseholds), "MinorityPersons", known(l, b.MinorityPersons), "Day", l.Date(b.Day), "Source", b.Source))
	}
	if v.Area == "" {
		for _, area := range []standard.Area{standard.Urban, standard.Rural} {
			if b, ok := v.BaseByArea[area]; ok {
				line("unit.area_"+string(area), l.T("unit.base_line", "Households", known(l, b.Households), "Persons", known(l, b.Persons),
					"MinorityHouseholds", known(l, b.MinorityHouseholds), "MinorityPersons", known(l, b.MinorityPersons), "Day", l.Date(b.Day), "Source", b.Source))
			}
		}
	}
	steps(w, l, "unit.made_of", v.Predecessors)
	steps(w, l, "unit.became", v.Successors)
	return w.Flush()
}

// kindOrder is the order in which the kinds of children are counted.
var kindOrder = []string{"tỉnh", "thành phố", "quận", "thị xã", "huyện", "phường", "thị trấn", "xã", "thôn", "làng", "buôn", "bản", "ấp", "tổ dân phố"}

func steps(w io.Writer, l lang.Lang, key string, all []stepJSON) {
	for i, s := range all {
		label := ""
		if i == 0 {
			label = l.T(key)
		}
		text := l.T("unit.event_" + s.Kind)
		if s.unit.ID != 0 {
			text = s.Code + " " + s.unit.TitleIn(l) + " (" + l.T("unit.share_"+string(s.Share)) + "), " + text
		}
		text += " " + l.Date(s.Day) + ", " + s.Basis
		if s.Note != "" {
			text += "; " + s.Note
		}
		fmt.Fprintf(w, "%s\t%s\n", label, text)
	}
}
