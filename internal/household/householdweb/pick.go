package householdweb

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"giamngheo/internal/account"
	"giamngheo/internal/db"
	"giamngheo/internal/fault"
	"giamngheo/internal/household"
	"giamngheo/internal/roster"
	"giamngheo/internal/unit"
	"giamngheo/internal/web"
	"giamngheo/internal/worklist"
)

// pickForm offers acts on the households that were ticked, or on all of the list.
type pickForm struct {
	Action string
	Fields []web.Field
	// Save keeps the list itself under a name.
	Address string
	Name    web.Field
}

// mostPicked is how many households one act touches.
const mostPicked = household.MaxMarked

func (p pages) pickForm(r *web.Request, u unit.Unit, v listView) (*pickForm, error) {
	lists, err := p.lists.Picks(r.Context(), r.Who)
	if err != nil {
		return nil, err
	}
	var acts []web.Option
	for _, l := range lists {
		acts = append(acts, web.Option{Value: pickAct{"add", strconv.FormatInt(int64(l.ID), 10)}.String(), Label: r.T("householdweb.act_add", "List", l.Name)})
	}
	acts = append(acts, web.Option{Value: "add:0", Label: r.T("householdweb.act_add_new")})
	for _, l := range lists {
		acts = append(acts, web.Option{Value: pickAct{"remove", strconv.FormatInt(int64(l.ID), 10)}.String(), Label: r.T("householdweb.act_remove", "List", l.Name)})
	}
	if r.Who.Can(account.WriteHouseholds) {
		for _, name := range []string{"set", "clear"} {
			for _, f := range household.Markable() {
				acts = append(acts, web.Option{Value: pickAct{name, f.Code()}.String(), Label: r.T("householdweb.act_"+name, "Mark", f.Name(r.Lang))})
			}
		}
	}
	scope := []web.Option{{Value: "ticked", Label: r.T("householdweb.scope_ticked"), On: true}, {Value: "all", Label: r.T("householdweb.scope_all")}}
	q := r.URL.Query()
	q.Del("after")
	q.Del("lang")
	action := listPath(u.ID) + "/picks"
	if len(q) > 0 {
		action += "?" + q.Encode()
	}
	return &pickForm{
		Action:  action,
		Address: r.URL.RequestURI(),
		Name:    web.Field{ID: "list-name", Label: r.T("householdweb.list_name"), Help: r.T("householdweb.list_name_help")},
		Fields: []web.Field{
			{ID: "scope", Label: r.T("householdweb.choose_scope"), Options: scope, Help: r.T("householdform.filter_scope")},
			{ID: "act", Label: r.T("householdweb.choose_act"), Options: acts, Help: r.T("householdform.filter_act")},
			{ID: "name", Label: r.T("householdweb.new_list"), Help: r.T("householdweb.new_list_help")},
		},
	}, nil
}

// pickAct is one act with what it is done with: "add:12", "set:merit".
type pickAct struct{ name, with string }

func (a pickAct) String() string { return a.name + ":" + a.with }

// asked is an act as the form names it, with the list or the mark it is done with.
type askedAct struct {
	pickAct
	list  worklist.List
	id    worklist.ID
	title string // of a new list
	flag  household.Flags
}

func (p pages) readAct(r *web.Request) (a askedAct, err error) {
	a.name, a.with, _ = strings.Cut(r.PostForm.Get("act"), ":")
	switch a.name {
	case "add", "remove":
		n, err := strconv.ParseInt(a.with, 10, 64)
		if err != nil || n < 0 || n == 0 && a.name == "remove" {
			return a, fault.New(fault.Invalid, "householdweb.unknown_act")
		}
		a.id = worklist.ID(n)
		if n == 0 {
			a.title = strings.TrimSpace(r.PostForm.Get("name"))
			if a.title == "" {
				return a, fault.New(fault.Invalid, "worklist.name_missing")
			}
			a.list.Name = a.title
			return a, nil
		}
		a.list, err = p.lists.Get(r.Context(), r.Who, a.id)
		return a, err
	case "set", "clear":
		i := slices.IndexFunc(household.Markable(), func(f household.Flags) bool { return f.Code() == a.with })
		if i < 0 {
			return a, fault.New(fault.Invalid, "householdweb.unknown_act")
		}
		a.flag = household.Markable()[i]
		return a, nil
	}
	return a, fault.New(fault.Invalid, "householdweb.unknown_act")
}

// sentence says what the act will do.
func (a askedAct) sentence(r *web.Request, n int) string {
	count := r.Lang.Int(int64(n))
	if a.flag != 0 {
		return r.T("householdweb.will_"+a.name, "Households", count, "Count", n, "Mark", a.flag.Name(r.Lang))
	}
	return r.T("householdweb.will_"+a.name, "Households", count, "Count", n, "List", a.list.Name)
}

// confirmView asks before an act on many households.
type confirmView struct {
	Sentence string
	Note     string
	Changed  string // the number of households is another than a moment ago
	Action   string
	Hidden   []web.Option // Label is the name
	Back     string
	Table    *web.Table
}

// shownPicks is how many of the households the confirmation names.
const shownPicks = 20

// picks asks for a confirmation, and with it carries the act out: all of it or nothing.
func (p pages) picks(w http.ResponseWriter, r *web.Request) error {
	u, err := r.Unit(account.ReadHouseholds)
	if err != nil {
		return err
	}
	a, err := p.readAct(r)
	if err != nil {
		return err
	}
	var x listOf
	var refs []household.Ref
	err = r.DB().Read(r.Context(), func(q db.Querier) error {
		if x, err = readListOf(r, q, u); err != nil {
			return err
		}
		refs, err = p.picked(r, q, x)
		return err
	})
	if err != nil {
		return err
	}
	back := listPath(u.ID)
	if r.URL.RawQuery != "" {
		back += "?" + r.URL.RawQuery
	}
	if len(refs) == 0 {
		r.Flash(w, r.T("householdweb.none_ticked"))
		return r.SeeOther(w, back)
	}
	if r.PostForm.Get("confirm") == "" || r.PostForm.Get("count") != strconv.Itoa(len(refs)) {
		return p.confirm(w, r, u, x, a, refs, back)
	}
	done, err := p.carryOut(r, u, a, refs)
	if err != nil {
		return err
	}
	r.Flash(w, done)
	return r.SeeOther(w, back)
}

// picked are the households that the form names: those ticked, or all of the list.
func (p pages) picked(r *web.Request, q db.Querier, x listOf) ([]household.Ref, error) {
	tooMany := fault.New(fault.Invalid, "householdweb.too_many", "Most", r.Lang.Int(mostPicked))
	if r.PostForm.Get("scope") == "all" {
		refs, ok, err := roster.Refs(r.Context(), q, x.asked(), mostPicked)
		if err == nil && !ok {
			err = tooMany
		}
		return refs, err
	}
	var refs []household.Ref
	for _, s := range r.PostForm["pick"] {
		ref, err := household.ParseRef(s)
		if err != nil {
			return nil, err
		}
		if !slices.Contains(refs, ref) {
			refs = append(refs, ref)
		}
		if len(refs) > sizes[len(sizes)-1] {
			return nil, tooMany
		}
	}
	if err := within(r, q, x.unit, refs); err != nil {
		return nil, err
	}
	return refs, household.May(r.Context(), q, r.Who, account.ReadHouseholds, refs...)
}

// within refuses households that do not lie in the list's unit.
func within(r *web.Request, q db.Querier, u unit.Unit, refs []household.Ref) error {
	for i, ref := range refs {
		if i > 0 && refs[i-1].Commune == ref.Commune {
			continue
		}
		area := u.ID
		if u.Level == unit.Village {
			area = u.Parent
		}
		ok, err := unit.Within(r.Context(), q, area, ref.Commune)
		if err != nil {
			return err
		}
		if !ok {
			return fault.New(fault.NotFound, "household.not_found")
		}
	}
	return nil
}

func (p pages) confirm(w http.ResponseWriter, r *web.Request, u unit.Unit, x listOf, a askedAct, refs []household.Ref, back string) error {
	v := confirmView{Sentence: a.sentence(r, len(refs)), Back: back, Action: r.URL.RequestURI()}
	if a.flag != 0 {
		v.Note = r.T("householdweb.mark_note")
	}
	if was := r.PostForm.Get("count"); was != "" && was != strconv.Itoa(len(refs)) {
		v.Changed = r.T("householdweb.count_changed", "Before", was, "Now", r.Lang.Int(int64(len(refs))))
	}
	for _, name := range []string{"scope", "act", "name"} {
		v.Hidden = append(v.Hidden, web.Option{Label: name, Value: r.PostForm.Get(name)})
	}
	if r.PostForm.Get("scope") != "all" {
		for _, ref := range refs {
			v.Hidden = append(v.Hidden, web.Option{Label: "pick", Value: ref.String()})
		}
	}
	v.Hidden = append(v.Hidden, web.Option{Label: "count", Value: strconv.Itoa(len(refs))}, web.Option{Label: "confirm", Value: "1"})
	err := r.DB().Read(r.Context(), func(q db.Querier) error {
		shown, err := household.ByRefs(r.Context(), q, refs[:min(len(refs), shownPicks)])
		if err != nil {
			return err
		}
		lines := make([]roster.Line, len(shown))
		rows := make([]line, len(shown))
		for i, h := range shown {
			lines[i] = roster.Line{Household: h}
			rows[i] = line{Line: lines[i]}
		}
		places, err := roster.Places(r.Context(), q, lines)
		if err != nil {
			return err
		}
		caption := r.T("householdweb.picked_caption")
		if len(refs) > shownPicks {
			caption = r.T("householdweb.picked_caption_first", "Shown", shownPicks, "Households", r.Lang.Int(int64(len(refs))))
		}
		v.Table = table(r, places, shape{reader: r.Who, at: u, columns: []roster.Column{roster.ColPlace, roster.ColMembers}, caption: caption}, rows)
		return nil
	})
	if err != nil {
		return err
	}
	page := web.Page{Title: r.T("householdweb.confirm_title"), Unit: x.unit, Help: "page-households", Crumb: r.T("householdweb.confirm_title"), Section: web.Households}
	return r.Render(w, page, confirmPage(v))
}

// carryOut does the act and says what was done.
func (p pages) carryOut(r *web.Request, u unit.Unit, a askedAct, refs []household.Ref) (string, error) {
	ctx := r.Context()
	switch a.name {
	case "add":
		_, n, err := p.lists.Add(ctx, r.Who, a.id, a.title, refs)
		return r.T("householdweb.done_add", "Households", r.Lang.Int(n), "Count", n, "List", a.list.Name), err
	case "remove":
		n, err := p.lists.Remove(ctx, r.Who, a.id, refs)
		return r.T("householdweb.done_remove", "Households", r.Lang.Int(n), "Count", n, "List", a.list.Name), err
	default:
		n, err := p.households.Mark(ctx, r.Who, u.ID, refs, a.flag, a.name == "set")
		return r.T("householdweb.done_mark", "Households", r.Lang.Int(n), "Count", n, "Mark", a.flag.Name(r.Lang)), err
	}
}
