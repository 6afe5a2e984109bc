package unitweb

import (
	"strconv"

	"giamngheo/internal/lang"
	"giamngheo/internal/percent"
	"giamngheo/internal/web"
)

// measure is what a map of the units below shows.
type measure struct {
	name string // in ?map=; "" for the first
	// value is a child's value; ok is false where it is not known.
	value func(c child) (percent.Points, bool)
	// falls says that the value is a change, of which a fall is good.
	falls bool
}

// The measures in the order of the choice above the map.
var measures = []measure{
	{name: "rate", value: child.rate},
	{name: "near", value: child.nearRate},
	{name: "change", value: child.change, falls: true},
	{name: "target", value: child.asked},
}

// nearRate is the share of near-poor households.
func (c child) nearRate() (percent.Points, bool) {
	if !c.based {
		return 0, false
	}
	return percent.Of(c.figures.NearPoor(), c.base.Households)
}

// change is how many points the poverty rate rose or fell since the round before.
func (c child) change() (percent.Points, bool) {
	now, ok := c.rate()
	if !ok || !c.oldBased {
		return 0, false
	}
	old, ok := percent.Of(c.previous.Poor(), c.oldBase.Households)
	return now - old, ok
}

// asked is the target of the next year in points of the rate.
func (c child) asked() (percent.Points, bool) {
	if c.target == nil || !c.based {
		return 0, false
	}
	return percent.Of(c.target.Households, c.base.Households)
}

// known are the measures of which some child has a value.
func known(children []child) []measure {
	var out []measure
	for _, m := range measures {
		for _, c := range children {
			if _, ok := m.value(c); ok {
				out = append(out, m)
				break
			}
		}
	}
	return out
}

// pick is the measure that the address asks for, the first when it asks for none.
func pick(r *web.Request, all []measure) measure {
	for _, m := range all {
		if m.name == r.URL.Query().Get("map") {
			return m
		}
	}
	return all[0]
}

// chips are the choice of a measure.
func chips(r *web.Request, all []measure, chosen measure, year int) []web.Chip {
	if len(all) < 2 {
		return nil
	}
	var out []web.Chip
	for i, m := range all {
		name := m.name
		if i == 0 {
			name = ""
		}
		out = append(out, web.Chip{Label: r.T("unitweb.map_"+m.name, "Year", strconv.Itoa(year+1)), Href: r.With("map", name) + "#map", On: m.name == chosen.name})
	}
	return out
}

// text writes a value of the measure: a change with its sign.
func (m measure) text(l lang.Lang, p percent.Points) string {
	if m.falls && p > 0 {
		return "+" + l.Points(p)
	}
	return l.Points(p)
}

// scale is the measure's scale over some values.
func (m measure) scale(l lang.Lang, values []percent.Points) web.Scale {
	write := func(p percent.Points) string { return scaleText(l, p) }
	if m.falls || m.name == "target" {
		write = func(p percent.Points) string { return pointsText(l, p) }
	}
	if m.falls {
		return web.ChangeScale(l, values, write)
	}
	return web.RateScale(l, values, write)
}

// extreme is the child that a map's title speaks of: the highest value, or the deepest fall.
func (m measure) extreme(children []child) (worst child, value percent.Points, ok bool) {
	for _, c := range children {
		v, known := m.value(c)
		if known && (!ok || m.falls && v < value || !m.falls && v > value) {
			worst, value, ok = c, v, true
		}
	}
	return worst, value, ok
}

// title says the map's answer.
func (m measure) title(l lang.Lang, c child, v percent.Points, year int) string {
	key := "unitweb.map_title_" + m.name
	if m.falls && v >= 0 {
		key = "unitweb.map_title_nobody"
	}
	value := l.Percent(v)
	if m.falls {
		value = l.Points(v)
	}
	return l.T(key, "Unit", c.unit.TitleIn(l), "Value", value, "Year", strconv.Itoa(year+1))
}

// hint is a child's value in one sentence.
func (m measure) hint(l lang.Lang, c child, p percent.Points) string {
	if m.name == "rate" {
		return l.T("unitweb.tile_hint", "Unit", c.unit.TitleIn(l), "Rate", l.Percent(p), "Of", rateHint(l, c))
	}
	return l.T("unitweb.map_hint_"+m.name, "Unit", c.unit.TitleIn(l), "Value", m.text(l, p))
}

// scaleText writes a boundary of the colour scale without decimals that say nothing: "10 %".
func scaleText(l lang.Lang, p percent.Points) string {
	if p%100 != 0 {
		return l.Percent(p)
	}
	if l == lang.En {
		return l.Int(int64(p/100)) + "%"
	}
	return l.Int(int64(p/100)) + " %"
}

// pointsText writes a boundary in percentage points: "2 điểm %".
func pointsText(l lang.Lang, p percent.Points) string {
	if p%100 != 0 {
		return l.T("unitweb.points", "Points", l.Points(p))
	}
	return l.T("unitweb.points", "Points", l.Int(int64(p/100)))
}
