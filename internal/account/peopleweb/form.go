package peopleweb

import (
	"net/http"

	"giamngheo/internal/account"
	"giamngheo/internal/fault"
	"giamngheo/internal/web"
)

// newView is the form of a new account.
type newView struct {
	Problems web.Problems
	Fields   []web.Field
	Offices  []string
	Cancel   web.Link
}

func (p pages) blank(w http.ResponseWriter, r *web.Request) error {
	return p.renderNew(w, r, func(string) string { return "" }, nil)
}

func (p pages) renderNew(w http.ResponseWriter, r *web.Request, value func(string) string, problems web.Problems) error {
	u, err := r.UnitOf(r.Who.Unit, account.ManageAccounts)
	if err != nil {
		return err
	}
	v := newView{Problems: problems, Cancel: web.Link{Label: r.T("peopleweb.cancel"), Href: Path}}
	if v.Offices, err = p.accounts.Offices(r.Context(), u.ID); err != nil {
		return err
	}
	v.Fields = append(personFields(r, value, problems, true), postFields(r, value, problems)...)
	page := web.Page{Title: r.T("peopleweb.new_title"), Unit: u, Above: above(r), Crumb: r.T("peopleweb.new"), Help: "page-accounts", Section: web.Administration, Lead: r.T("peopleweb.new_lead")}
	if len(problems) > 0 {
		page.Status = http.StatusUnprocessableEntity
	}
	return r.Render(w, page, newPage(v))
}

// personFields say who somebody is; the login of an account stays what it is.
func personFields(r *web.Request, value func(string) string, problems web.Problems, login bool) []web.Field {
	fields := []web.Field{
		{ID: "name", Label: r.T("account.column_name"), Help: r.T("peopleweb.name_help"), Required: true, Auto: "off"},
		{ID: "login", Label: r.T("account.column_login"), Help: r.T("peopleweb.login_help"), Auto: "off"},
		{ID: "office", Label: r.T("account.column_office"), Help: r.T("peopleweb.office_help"), Among: "offices", Auto: "off"},
		{ID: "post", Label: r.T("account.column_post"), Help: r.T("peopleweb.post_help"), Auto: "off"},
	}
	if !login {
		fields = append(fields[:1], fields[2:]...)
	}
	return filled(fields, value, problems)
}

// postFields say what somebody is to act as, where and how long.
func postFields(r *web.Request, value func(string) string, problems web.Problems) []web.Field {
	role := web.Field{ID: "role", Label: r.T("account.column_role"), Help: r.T("peopleweb.role_help"), Required: true, Options: []web.Option{{Label: r.T("peopleweb.choose")}}}
	for _, x := range account.Roles {
		role.Options = append(role.Options, web.Option{Value: string(x), Label: x.Title(r.Lang), On: string(x) == value("role")})
	}
	sector := web.Field{ID: "sector", Label: r.T("account.column_sector"), Help: r.T("peopleweb.sector_help"), Options: []web.Option{{Label: r.T("peopleweb.no_sector")}}}
	for _, x := range account.Sectors {
		sector.Options = append(sector.Options, web.Option{Value: string(x), Label: x.Title(r.Lang), On: string(x) == value("sector")})
	}
	return filled([]web.Field{
		role,
		{ID: "unit", Label: r.T("account.column_unit"), Help: r.T("peopleweb.unit_help"), Auto: "off"},
		sector,
		{ID: "from", Label: r.T("account.column_from"), Help: r.T("peopleweb.from_help"), Narrow: true, Auto: "off"},
		{ID: "until", Label: r.T("account.column_until"), Help: r.T("peopleweb.until_help"), Narrow: true, Auto: "off"},
	}, value, problems)
}

func filled(fields []web.Field, value func(string) string, problems web.Problems) []web.Field {
	for i := range fields {
		f := &fields[i]
		f.Problem = problems.Of(f.ID)
		if f.Options == nil {
			f.Value = value(f.ID)
		}
	}
	return fields
}

// problemsOf puts what is wrong in cells at the fields of the same name.
func problemsOf(r *web.Request, all []account.BatchProblem) (out web.Problems) {
	for _, x := range all {
		out = append(out, web.Problem{Field: x.Column, Text: sentence(r, x)})
	}
	return out
}

func sentence(r *web.Request, x account.BatchProblem) string {
	args := make([]any, len(x.Args))
	for i, a := range x.Args {
		args[i] = a
	}
	return r.T(x.Key, args...)
}

// enrol makes an account and shows it, with the way to its first link.
func (p pages) enrol(w http.ResponseWriter, r *web.Request) error {
	row, err := p.accounts.ReadOfficer(r.Context(), r.Who, r.PostFormValue)
	if err != nil {
		return err
	}
	if len(row.Problems) > 0 {
		return p.renderNew(w, r, r.PostFormValue, problemsOf(r, row.Problems))
	}
	id, err := p.accounts.Enrol(r.Context(), r.Who, row.Officer)
	if k := fault.KindOf(err); err != nil && (k == fault.Invalid || k == fault.Conflict) {
		return p.renderNew(w, r, r.PostFormValue, web.Problems{{Text: r.Lang.Error(err)}})
	}
	if err != nil {
		return err
	}
	r.Flash(w, r.T("peopleweb.made", "Login", row.Officer.Login))
	return r.SeeOther(w, path(id))
}
