package unitweb

import (
	"cmp"
	"slices"

	"giamngheo/internal/lang"
	"giamngheo/internal/percent"
	"giamngheo/internal/web"
)

// How many units the ranking shows of a list longer than atOnce: the fastest, and the slowest.
const (
	atOnce  = 20
	fastest = 9
	slowest = 4
)

// ranked is a child with how much it fell since the round before: the longer the bar, the faster.
type ranked struct {
	child
	fall int64
	text string
}

// ranking orders the units below by how fast they fell, in points of the rate, or in percent of their
// poor households where some unit's rate is not known; nil without a round before.
func ranking(r *web.Request, f facts) *web.Bars {
	if !f.compares() || len(f.children) < 2 {
		return nil
	}
	l := r.Lang
	all, byRate := falls(l, f.children)
	slices.SortStableFunc(all, func(a, b ranked) int {
		if n := cmp.Compare(b.fall, a.fall); n != 0 {
			return n
		}
		return cmp.Compare(lang.Fold(a.unit.Name), lang.Fold(b.unit.Name))
	})
	if all[0].fall == 0 && all[len(all)-1].fall == 0 {
		return nil
	}
	unitOf, note := "unitweb.percent_head", "unitweb.ranking_note_households"
	if byRate {
		unitOf, note = "unitweb.points_head", "unitweb.ranking_note_points"
	}
	first, last := all[0], all[len(all)-1]
	b := &web.Bars{Label: l.T("unitweb.unit_" + string(first.unit.Level)), Value: l.T(unitOf), Note: l.T(note)}
	switch {
	case first.fall <= 0:
		b.Title = l.T("unitweb.ranking_nobody")
	case last.fall < 0:
		b.Title = l.T("unitweb.ranking_rises", "First", tileName(l, first.child), "Last", tileName(l, last.child))
	default:
		b.Title = l.T("unitweb.ranking_title", "First", tileName(l, first.child), "Last", tileName(l, last.child))
	}
	for i, c := range all {
		if len(all) > atOnce && i >= fastest && i < len(all)-slowest {
			continue
		}
		b.Rows = append(b.Rows, web.Bar{
			Label: c.unit.TitleIn(l), Href: r.Link(web.UnitPath(c.unit.ID)), Value: c.fall, Text: c.text, Mark: i == 0 && c.fall > 0,
		})
	}
	if len(b.Rows) < len(all) {
		b.Note += " " + l.T("unitweb.ranking_cut", "Fastest", fastest, "Slowest", slowest, "All", l.Int(int64(len(all))))
	}
	return b
}

// falls are the falls of all children, in one measure for all of them.
func falls(l lang.Lang, children []child) (all []ranked, byRate bool) {
	byRate = true
	for _, c := range children {
		_, ok := c.change()
		byRate = byRate && ok
	}
	for _, c := range children {
		v, _ := c.relative()
		if byRate {
			v, _ = c.change()
		}
		x := ranked{child: c, fall: -int64(v), text: l.Points(v)}
		if x.fall < 0 {
			x.text = "+" + x.text
		}
		all = append(all, x)
	}
	return all, byRate
}

// relative is how many percent of its poor households a child gained or lost since the round before.
func (c child) relative() (percent.Points, bool) {
	before, now := c.previous.Poor(), c.figures.Poor()
	if before == 0 {
		return percent.Of(min(now, 1), 1) // from none to some is all of them
	}
	fall, ok := percent.Of(abs(now-before), before)
	if now < before {
		fall = -fall
	}
	return fall, ok
}

func abs(n int64) int64 { return max(n, -n) }
