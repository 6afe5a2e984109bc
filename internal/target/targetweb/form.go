package targetweb

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"giamngheo/internal/account"
	"giamngheo/internal/db"
	"giamngheo/internal/fault"
	"giamngheo/internal/lang"
	"giamngheo/internal/percent"
	"giamngheo/internal/report"
	"giamngheo/internal/target"
	"giamngheo/internal/unit"
	"giamngheo/internal/web"
)

// formView is the form that sets one target.
type formView struct {
	Title    string
	Action   string
	Problems web.Problems
	Hidden   [][2]string
	Fields   []web.Field
	Save     string
	Cancel   web.Link
}

// form opens the form for the unit that the address names with ?edit=.
func form(r *web.Request, a asked, c report.Cascade, mayWrite, mayWriteOwn bool) *formView {
	n, ok := r.QueryInt("edit")
	if !ok {
		return nil
	}
	u := unit.ID(n)
	if u == a.unit.ID && !mayWriteOwn || u != a.unit.ID && !mayWrite {
		return nil
	}
	now, title, _, ok := standing(c, u, r.Lang)
	if !ok {
		return nil
	}
	in := input{unit: u, version: now.Version, reason: now.Reason, basis: now.Basis}
	if now.Version > 0 {
		in.households = strconv.FormatInt(now.Households, 10)
	}
	return open(r, a, title, in, nil)
}

// standing finds the unit itself or one below in a cascade: its target (zero when none), its title and
// where it stood.
func standing(c report.Cascade, u unit.ID, l lang.Lang) (t target.Target, title string, s target.Stand, ok bool) {
	if u == c.Unit.ID {
		if c.Own != nil {
			t = *c.Own
		}
		return t, c.Unit.TitleIn(l), c.Stand, true
	}
	i := slices.IndexFunc(c.Units, func(x unit.Unit) bool { return x.ID == u })
	if i < 0 {
		return t, "", s, false
	}
	return c.Rows[i].Target, c.Units[i].TitleIn(l), c.Rows[i].Stand, true
}

// input is what the form holds, as typed.
type input struct {
	unit               unit.ID
	version            int64
	households, points string
	reason, basis      string
}

// open is the form with what was typed and what was wrong with it.
func open(r *web.Request, a asked, title string, in input, problems web.Problems) *formView {
	f := &formView{
		Title: r.T("targetweb.form_title", "Unit", title, "Year", strconv.Itoa(a.year)), Action: r.Link(Path(a.unit.ID)), Problems: problems,
		Hidden: [][2]string{
			{"year", strconv.Itoa(a.year)}, {"indicator", a.indicator}, {"unit", id(in.unit)}, {"version", strconv.FormatInt(in.version, 10)},
		},
		Save: r.T("targetweb.save"), Cancel: web.Link{Label: r.T("targetweb.cancel"), Href: r.Link(path(a.unit.ID, a.year, a.indicator))},
	}
	f.Fields = []web.Field{
		{ID: "households", Label: r.T("targetweb.field_households"), Value: in.households, Mode: "numeric", Narrow: true, Help: r.T("targetweb.field_households_help"), Focus: true},
		{ID: "points", Label: r.T("targetweb.field_points"), Value: in.points, Mode: "decimal", Narrow: true, Help: r.T("targetweb.field_points_help")},
		{ID: "reason", Label: r.T("targetweb.field_reason"), Value: in.reason, Required: true, Help: r.T("targetweb.field_reason_help")},
		{ID: "basis", Label: r.T("targetweb.field_basis"), Value: in.basis, Help: r.T("targetweb.field_basis_help")},
	}
	for i := range f.Fields {
		f.Fields[i].Problem = problems.Of(f.Fields[i].ID)
	}
	return f
}

// posted reads what a form speaks of: the unit, year and indicator, and the cascade as it stands, when
// the reader holds the permission there.
func posted(r *web.Request, p account.Permission) (a asked, c report.Cascade, err error) {
	if err := r.ParseForm(); err != nil {
		return a, c, fault.New(fault.Invalid, "web.bad_form")
	}
	u, err := r.Unit(p)
	if err != nil {
		return a, c, err
	}
	err = r.DB().Read(r.Context(), func(q db.Querier) (err error) {
		if a, err = ask(r, q, u); err != nil {
			return err
		}
		c, err = report.CascadeOf(r.Context(), q, u, a.year, a.indicator)
		return err
	})
	return a, c, err
}

// set stores the target that the form gives.
func (p pages) set(w http.ResponseWriter, r *web.Request) error {
	a, c, err := posted(r, account.ReadTargets)
	if err != nil {
		return err
	}
	which, err1 := strconv.ParseInt(r.PostFormValue("unit"), 10, 64)
	version, err2 := strconv.ParseInt(r.PostFormValue("version"), 10, 64)
	if err1 != nil || err2 != nil {
		return fault.New(fault.Invalid, "web.bad_form")
	}
	in := input{
		unit: unit.ID(which), version: version, households: r.PostFormValue("households"), points: r.PostFormValue("points"),
		reason: lang.NFC(strings.TrimSpace(r.PostFormValue("reason"))), basis: lang.NFC(strings.TrimSpace(r.PostFormValue("basis"))),
	}
	t, title, stand, ok := standing(c, in.unit, r.Lang)
	if !ok {
		return fault.New(fault.Invalid, "web.bad_form")
	}
	problems := in.fill(r, &t, stand)
	if len(problems) == 0 {
		t.Unit, t.Year, t.Indicator, t.Version = in.unit, a.year, a.indicator, in.version
		t.Manual, t.Reason, t.Basis = true, in.reason, in.basis
		if t.Rule == "" {
			t.Rule = target.Given
		}
		if in.unit != a.unit.ID {
			t.Parent = a.unit.ID
		}
		if t.Position == 0 && in.unit != a.unit.ID {
			t.Position = 1 + slices.IndexFunc(c.Units, func(x unit.Unit) bool { return x.ID == in.unit })
		}
		_, err = p.targets.Set(r.Context(), r.Who, t)
		switch kind := fault.KindOf(err); {
		case err == nil:
			r.Flash(w, r.T("targetweb.saved", "Unit", title))
			return r.SeeOther(w, r.Link(path(a.unit.ID, a.year, a.indicator)))
		case kind == fault.Conflict:
			// Show the stored version, so that the next attempt is made knowing it.
			problems = web.Problems{{Text: r.Lang.Error(err)}}
			now, _, err := target.Get(r.Context(), r.DB(), in.unit, a.year, a.indicator)
			if err != nil {
				return err
			}
			in.version = now.Version
		case kind == fault.Invalid:
			problems = web.Problems{{Field: "households", Text: r.Lang.Error(err)}}
		default:
			return err
		}
	}
	return p.render(w, r, a.unit, open(r, a, title, in, problems))
}

// fill reads households or, when only they are given, points: the households they stand for.
func (in input) fill(r *web.Request, t *target.Target, s target.Stand) (problems web.Problems) {
	t.Points = -1
	h := strings.NewReplacer(".", "", ",", "", " ", "", "\u00a0", "").Replace(in.households)
	switch {
	case h != "":
		n, err := strconv.ParseInt(h, 10, 64)
		if err != nil || n < 0 {
			problems = append(problems, web.Problem{Field: "households", Text: r.T("targetweb.bad_households")})
		}
		t.Households = n
	case strings.TrimSpace(in.points) != "":
		pts, err := percent.Parse(in.points)
		switch {
		case err != nil || pts < 0 || pts > 10000:
			problems = append(problems, web.Problem{Field: "points", Text: r.T("targetweb.bad_points")})
		case s.Households == 0:
			problems = append(problems, web.Problem{Field: "points", Text: r.T("targetweb.no_base")})
		default:
			t.Points, t.Households = pts, pts.Households(s.Households)
		}
	default:
		problems = append(problems, web.Problem{Field: "households", Text: r.T("targetweb.bad_households")})
	}
	if h != "" && s.Poor > 0 && t.Households > s.Poor {
		problems = append(problems, web.Problem{Field: "households", Text: r.T("targetweb.too_many", "Poor", r.Lang.Int(s.Poor))})
	}
	if in.reason == "" {
		problems = append(problems, web.Problem{Field: "reason", Text: r.T("target.reason_needed")})
	}
	return problems
}

func id(u unit.ID) string { return strconv.FormatInt(int64(u), 10) }
