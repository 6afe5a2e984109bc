package unitweb

import (
	"fmt"
	"strconv"

	"giamngheo/internal/account"
	"giamngheo/internal/review"
	"giamngheo/internal/standard"
	"giamngheo/internal/unit"
	"giamngheo/internal/web"
)

// waiting is one thing that is wrong or waits for somebody, with the way to it.
type waiting struct {
	Kind string // warn, bad
	Text string
	Link web.Link
}

// waitingFor are the things that a reader of this unit should know before believing its figures. The
// gap of the targets has a note of its own.
func waitingFor(r *web.Request, f facts) []waiting {
	l := r.Lang
	var out []waiting
	round := func(label string, id review.RoundID) web.Link {
		if !r.Opens(roundPattern) {
			return web.Link{}
		}
		return web.Link{Label: l.T(label), Href: fmt.Sprintf("/rounds/%d?unit=%d", id, f.unit.ID)}
	}
	if f.open.ID != 0 {
		text := l.T("unitweb.wait_open", "Year", strconv.Itoa(f.open.Year))
		if f.missing > 0 {
			text = l.T("unitweb.wait_missing", "Year", strconv.Itoa(f.open.Year), "Count", l.Int(f.missing))
		}
		out = append(out, waiting{"warn", text, round("unitweb.see_progress", f.open.ID)})
	}
	if b := review.Reconcile(f.flows); f.before.ID != 0 && (b.Poor.Gap() != 0 || b.NearPoor.Gap() != 0) {
		out = append(out, waiting{"bad", l.T("unitweb.wait_gap"), round("unitweb.see_movement", f.round.ID)})
	}
	if n, first := baseless(f.children); n > 0 && f.children[0].unit.Level != unit.Village {
		w := waiting{Kind: "warn", Text: l.T("unitweb.wait_base", "Count", l.Int(n), "First", first.unit.TitleIn(l))}
		if r.Opens(basePattern) {
			w.Link = web.Link{Label: l.T("unitweb.see_base"), Href: r.Link(web.UnitPath(f.unit.ID) + "/base")}
		}
		out = append(out, w)
	}
	return out
}

// baseless counts the children whose base is not known.
func baseless(children []child) (n int64, first child) {
	for _, c := range children {
		if !c.based {
			if n == 0 {
				first = c
			}
			n++
		}
	}
	return n, first
}

// steps are what the reader can do next, by what the role may do here.
func steps(r *web.Request, f facts) []web.Link {
	var out []web.Link
	add := func(pattern, label, href string, args ...any) {
		if r.Opens(pattern) {
			out = append(out, web.Link{Label: r.T(label, args...), Href: href})
		}
	}
	path := web.UnitPath(f.unit.ID)
	id := strconv.FormatInt(int64(f.unit.ID), 10)
	next := strconv.Itoa(f.round.Year + 1)
	who := r.Who.Role
	open := f.open.ID != 0
	if open && who.Can(account.WriteReview) {
		add(roundPattern, "unitweb.step_review", fmt.Sprintf("/rounds/%d?unit=%d", f.open.ID, f.unit.ID), "Year", strconv.Itoa(f.open.Year))
	}
	if len(f.children) > 0 && f.unit.Level != unit.Commune && who.Can(account.WriteTargets) {
		add(targetsPattern, "unitweb.step_targets", r.Link(path+"/targets", "year", next), "Year", next)
	}
	if href := listLink(r, f, f.unit.ID, review.Filter{Classes: []standard.Class{standard.Poor, standard.NearPoor}}); href != "" {
		out = append(out, web.Link{Label: r.T("unitweb.step_list"), Href: href})
	}
	if !open && f.unit.Level != unit.Village {
		add(newRoundPattern, "unitweb.step_round", "/rounds/new?unit="+id, "Year", next)
	}
	add(basePattern, "unitweb.step_base", r.Link(path+"/base"))
	add(importsPattern, "unitweb.step_import", "/imports?unit="+id)
	add(formsPattern, "unitweb.step_forms", r.Link(path+"/forms"))
	add(plansPattern, "unitweb.step_plan", "/plan-check")
	out = out[:min(len(out), mostSteps)]
	if f.unit.Level != unit.Village {
		add(committeePattern, "unitweb.step_committee", path+"/committee")
	}
	return out
}

// mostSteps keeps the choice small; the menu has everything.
const mostSteps = 5
