package unitweb

import (
	"context"

	"giamngheo/internal/account"
	"giamngheo/internal/db"
	"giamngheo/internal/household"
	"giamngheo/internal/review"
	"giamngheo/internal/standard"
	"giamngheo/internal/web"
)

// mostMembers is how many households a village's page shows; the list has them all.
const mostMembers = 40

// member is a household on a village's lists.
type member struct {
	household.Household
	judged review.Assessment
}

// readMembers reads the first households on the village's lists: the poor, then the near-poor.
func (f *facts) readMembers(ctx context.Context, q db.Querier) error {
	for _, c := range []standard.Class{standard.Poor, standard.NearPoor} {
		left := mostMembers - len(f.members)
		if left == 0 {
			break
		}
		page, err := review.List(ctx, q, review.Filter{Round: f.round.ID, Area: f.unit.ID, Classes: []standard.Class{c}, Limit: left})
		if err != nil {
			return err
		}
		for _, a := range page {
			f.members = append(f.members, member{judged: a})
		}
	}
	refs := make([]household.Ref, len(f.members))
	for i, m := range f.members {
		refs[i] = m.judged.Household
	}
	found, err := household.ByRefs(ctx, q, refs)
	if err != nil {
		return err
	}
	by := map[household.Ref]household.Household{}
	for _, h := range found {
		by[h.Ref] = h
	}
	for i := range f.members {
		f.members[i].Household = by[f.members[i].judged.Household]
	}
	return nil
}

// membersView is the village's lists with the way to all of them.
type membersView struct {
	Table web.Table
	More  web.Link
}

// membersOf is nil above the village, and for who may not see households.
func membersOf(r *web.Request, f facts) *membersView {
	if len(f.members) == 0 {
		return nil
	}
	l := r.Lang
	v := &membersView{Table: web.Table{Caption: l.T("unitweb.members", "Unit", f.unit.TitleIn(l)), Columns: []web.Column{
		{Label: l.T("unitweb.member_head")},
		{Label: l.T("unitweb.member_class")},
		{Label: l.T("unitweb.member_movement"), Secondary: true},
		{Label: l.T("unitweb.member_ethnic"), Secondary: true},
		{Label: l.T("unitweb.member_persons"), Number: true, Secondary: true},
	}}}
	for _, m := range f.members {
		movement := review.Judged{Assessment: m.judged, In: f.round}.MovementName(l)
		name := web.Cell{Text: m.Head, Sub: m.Code}
		if r.Opens(householdPattern) {
			name.Href = r.Link("/households/" + m.judged.Household.String())
		}
		v.Table.Rows = append(v.Table.Rows, web.Row{Cells: []web.Cell{
			name, {Body: web.ClassBadge(m.judged.Class)}, {Text: movement}, {Text: m.judged.Ethnic.Name(l)}, size(r, m.judged.Members),
		}})
	}
	all := f.figures.Poor() + f.figures.NearPoor()
	if href := listLink(r, f, f.unit.ID, review.Filter{Classes: []standard.Class{standard.Poor, standard.NearPoor}}); href != "" {
		v.More = web.Link{Label: l.T("unitweb.members_all", "Count", l.Int(all)), Href: href}
	}
	return v
}

// size is how many members a household has, to who may know.
func size(r *web.Request, n int) web.Cell {
	if !r.Who.Reads(account.Members) {
		return web.Cell{Text: r.T("householdweb.withheld"), Note: r.T("householdweb.closed_why", "Sections", account.SectionList{account.Members})}
	}
	return web.Cell{Text: r.Lang.Int(int64(n))}
}
