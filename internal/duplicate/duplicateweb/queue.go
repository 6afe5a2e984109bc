package duplicateweb

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"giamngheo/internal/account"
	"giamngheo/internal/duplicate"
	"giamngheo/internal/fault"
	"giamngheo/internal/household"
	"giamngheo/internal/lang"
	"giamngheo/internal/unit"
	"giamngheo/internal/web"
)

// pageSize is how many pairs one page shows.
const pageSize = 50

// queueView is the queue as it is printed.
type queueView struct {
	State  string
	Again  web.Link // while the program works: look again
	Action string
	Chips  []web.Chip
	Table  *web.Table
	Pager  web.Pager
	Empty  web.Empty
}

func (p pages) queue(w http.ResponseWriter, r *web.Request) error {
	u, err := r.Unit(account.JudgeDuplicates)
	if err != nil {
		return err
	}
	chosen := duplicate.Decision(r.URL.Query().Get("decision"))
	if !slices.Contains(duplicate.Decisions, chosen) {
		chosen = duplicate.Waiting
	}
	after, err := placeOf(r.URL.Query().Get("after"))
	if err != nil {
		return err
	}
	ctx := r.Context()
	counts, err := p.doubles.Counts(ctx, r.Who, u.ID)
	if err != nil {
		return err
	}
	list, err := p.doubles.Queue(ctx, r.Who, u.ID, chosen, after, pageSize+1)
	if err != nil {
		return err
	}
	state, err := p.doubles.State(ctx, r.Who, u.ID)
	if err != nil {
		return err
	}
	l := r.Lang
	v := queueView{Action: queuePath(u.ID), State: told(r, state)}
	if state.Waiting > 0 {
		v.Again = web.Link{Label: r.T("duplicateweb.again"), Href: r.With("after", "")}
	}
	for _, d := range duplicate.Decisions {
		v.Chips = append(v.Chips, web.Chip{Label: d.Name(l), Href: r.With("decision", string(d), "after", ""), On: d == chosen, Count: l.Int(counts[d])})
	}
	more := len(list) > pageSize
	list = list[:min(len(list), pageSize)]
	if len(list) == 0 {
		v.Empty = web.Empty{Title: r.T("duplicateweb.empty"), Text: r.T("duplicateweb.empty_text")}
	} else if v.Table, err = table(r, u, list); err != nil {
		return err
	}
	v.Pager.Text = r.T("duplicateweb.on_page", "Count", len(list))
	if after.Points != 0 {
		v.Pager.First = r.With("after", "")
	}
	if more {
		v.Pager.Next = r.With("after", written(list[len(list)-1].At()))
	}
	page := web.Page{Title: r.T("duplicateweb.title"), Unit: u, Crumb: r.T("duplicateweb.menu"), Section: web.Households, Help: "page-duplicates", Lead: r.T("duplicateweb.lead")}
	if err := r.SawList("unit:"+strconv.FormatInt(int64(u.ID), 10), u.ID, len(list), "duplicates"); err != nil {
		return err
	}
	return r.Render(w, page, queuePage(v))
}

// told says when the unit was last looked through.
func told(r *web.Request, s duplicate.State) string {
	l := r.Lang
	switch {
	case s.Waiting > 0:
		return r.T("duplicateweb.working", "Waiting", l.Int(s.Waiting), "Communes", l.Int(s.Communes))
	case s.Newest.IsZero():
		return r.T("duplicateweb.never")
	}
	return r.T("duplicateweb.checked", "Persons", l.Int(s.Persons), "Communes", l.Int(s.Communes), "Time", l.Time(s.Oldest))
}

// table shows the pairs; of a household outside the area it says only that it is one.
func table(r *web.Request, u unit.Unit, list []duplicate.Pair) (*web.Table, error) {
	ctx, l := r.Context(), r.Lang
	inside, err := sees(r, list)
	if err != nil {
		return nil, err
	}
	var refs []household.Ref
	for _, p := range list {
		for _, ref := range []household.Ref{p.A, p.B} {
			if inside[ref.Commune] {
				refs = append(refs, ref)
			}
		}
	}
	found, err := household.ByRefs(ctx, r.DB(), refs)
	if err != nil {
		return nil, err
	}
	of := map[household.Ref]household.Household{}
	places := []unit.ID{}
	for _, h := range found {
		of[h.Ref] = h
		places = append(places, h.Commune, h.Village)
	}
	slices.Sort(places)
	units, err := unit.ByIDs(ctx, r.DB(), slices.Compact(places))
	if err != nil {
		return nil, err
	}
	cell := func(ref household.Ref) web.Cell {
		h, ok := of[ref]
		switch {
		case !inside[ref.Commune]:
			return web.Cell{Text: r.T("duplicateweb.elsewhere")}
		case !ok:
			return web.Cell{Text: r.T("duplicateweb.gone")}
		}
		place := units[h.Commune].TitleIn(l)
		if v, ok := units[h.Village]; ok {
			place = v.TitleIn(l) + ", " + place
		}
		return web.Cell{Text: h.Head, Sub: h.Code + " · " + place}
	}
	t := &web.Table{Caption: r.T("duplicateweb.caption", "Unit", u.TitleIn(l)), Wide: true, Columns: []web.Column{
		{Label: r.T("duplicateweb.first")},
		{Label: r.T("duplicateweb.second")},
		{Label: r.T("duplicateweb.points"), Number: true},
		{Label: r.T("duplicateweb.why"), Secondary: true},
		{Label: r.T("duplicateweb.found"), Secondary: true},
	}}
	for _, p := range list {
		first := cell(p.A)
		first.Href = r.Link(pairPath(p.Key))
		why := web.Cell{Text: reasons(l, p.Matches[0].Why)}
		if len(p.Matches) > 1 {
			why.Sub = r.T("duplicateweb.persons", "Count", len(p.Matches))
		}
		if p.Before != "" {
			why.Sub = strings.Join(filled(why.Sub, r.T("duplicateweb.was", "Decision", p.Before.Name(l))), " · ")
		}
		second := cell(p.B)
		if p.A == p.B {
			second = web.Cell{Text: r.T("duplicateweb.one_household")}
		}
		t.Rows = append(t.Rows, web.Row{Cells: []web.Cell{first, second, {Text: l.Int(int64(p.Points))}, why, {Text: l.Time(p.Found)}}})
	}
	return t, nil
}

// sees tells of the communes of some pairs which lie in the reader's area.
func sees(r *web.Request, list []duplicate.Pair) (map[unit.ID]bool, error) {
	var communes []unit.ID
	for _, p := range list {
		communes = append(communes, p.A.Commune, p.B.Commune)
	}
	slices.Sort(communes)
	communes = slices.Compact(communes)
	pairs := make([][2]unit.ID, len(communes))
	for i, c := range communes {
		pairs[i] = [2]unit.ID{r.Who.Unit, c}
	}
	within, err := unit.WithinAll(r.Context(), r.DB(), pairs...)
	out := map[unit.ID]bool{}
	for i, c := range communes {
		out[c] = err == nil && within[i]
	}
	return out, err
}

func filled(texts ...string) (out []string) {
	for _, t := range texts {
		if t != "" {
			out = append(out, t)
		}
	}
	return out
}

// reasons are those that speak for one person.
func reasons(l lang.Lang, why []duplicate.Reason) string {
	var out []string
	for _, x := range why {
		if x.For() {
			out = append(out, x.Say(l))
		}
	}
	return strings.Join(out, "; ")
}

// written is a place of the queue in an address; placeOf reads it.
func written(p duplicate.Place) string {
	return strconv.Itoa(p.Points) + "/" + p.String()
}

func placeOf(s string) (duplicate.Place, error) {
	if s == "" {
		return duplicate.Place{}, nil
	}
	parts := strings.Split(s, "/")
	points, err := strconv.Atoi(parts[0])
	if err != nil || points <= 0 || len(parts) != 5 {
		return duplicate.Place{}, fault.New(fault.NotFound, "duplicate.not_found")
	}
	k, err := keyOf(parts[1], parts[2], parts[3], parts[4])
	return duplicate.Place{Points: points, Key: k}, err
}

func keyOf(commune, id, other, second string) (duplicate.Key, error) {
	a, err := household.ParseRef(commune + "/" + id)
	if err != nil {
		return duplicate.Key{}, err
	}
	b, err := household.ParseRef(other + "/" + second)
	return duplicate.KeyOf(a, b), err
}

// check lets the program look through the unit.
func (p pages) check(w http.ResponseWriter, r *web.Request) error {
	u, err := r.Unit(account.JudgeDuplicates)
	if err != nil {
		return err
	}
	if err := p.doubles.Start(r.Context(), r.Who, u.ID); err != nil {
		return err
	}
	r.Flash(w, r.T("duplicateweb.started"))
	return r.SeeOther(w, queuePath(u.ID))
}
