package householdweb

import (
	"net/http"
	"strconv"

	"giamngheo/internal/account"
	"giamngheo/internal/fault"
	"giamngheo/internal/household"
	"giamngheo/internal/web"
	"giamngheo/internal/worklist"
)

// onLists shows on which of the reader's working lists a household stands, and offers the others.
type onLists struct {
	Action string
	Lists  []onList
	Fields []web.Field
}

type onList struct {
	ID    string
	Name  string
	Href  string
	Label string // of the button that takes the household off
}

func (p pages) onLists(r *web.Request, ref household.Ref) (*onLists, error) {
	lists, err := p.lists.Picks(r.Context(), r.Who)
	if err != nil {
		return nil, err
	}
	holds, err := p.lists.Holding(r.Context(), r.Who, ref)
	if err != nil {
		return nil, err
	}
	v := &onLists{Action: householdPath(ref) + "/lists"}
	var others []web.Option
	for _, l := range lists {
		id := strconv.FormatInt(int64(l.ID), 10)
		if holds[l.ID] {
			v.Lists = append(v.Lists, onList{ID: id, Name: l.Name, Href: "/lists/" + id, Label: r.T("householdweb.take_off", "List", l.Name)})
		} else {
			others = append(others, web.Option{Value: id, Label: l.Name})
		}
	}
	others = append(others, web.Option{Value: "0", Label: r.T("householdweb.a_new_list")})
	v.Fields = []web.Field{
		{ID: "list", Label: r.T("householdweb.put_on"), Options: others, Help: r.T("householdform.filter_list")},
		{ID: "name", Label: r.T("householdweb.new_list"), Help: r.T("householdweb.new_list_help")},
	}
	return v, nil
}

// putOnList puts the household on a list of the reader's, or takes it off.
func (p pages) putOnList(w http.ResponseWriter, r *web.Request) error {
	ref, err := household.ParseRef(r.PathValue("commune") + "/" + r.PathValue("id"))
	if err != nil {
		return err
	}
	if err := household.May(r.Context(), r.DB(), r.Who, account.ReadHouseholds, ref); err != nil {
		return err
	}
	number := func(name string) (worklist.ID, error) {
		n, err := strconv.ParseInt(r.PostForm.Get(name), 10, 64)
		if err != nil || n < 0 {
			return 0, fault.New(fault.Invalid, "householdweb.unknown_act")
		}
		return worklist.ID(n), nil
	}
	if r.PostForm.Has("off") {
		id, err := number("off")
		if err != nil {
			return err
		}
		if _, err := p.lists.Remove(r.Context(), r.Who, id, []household.Ref{ref}); err != nil {
			return err
		}
		r.Flash(w, r.T("householdweb.taken_off"))
		return r.SeeOther(w, householdPath(ref))
	}
	id, err := number("list")
	if err != nil {
		return err
	}
	if _, _, err := p.lists.Add(r.Context(), r.Who, id, r.PostForm.Get("name"), []household.Ref{ref}); err != nil {
		return err
	}
	r.Flash(w, r.T("householdweb.put"))
	return r.SeeOther(w, householdPath(ref))
}
