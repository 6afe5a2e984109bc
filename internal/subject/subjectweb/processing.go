package subjectweb

import (
	"net/http"

	"giamngheo/internal/account"
	"giamngheo/internal/day"
	"giamngheo/internal/subject"
	"giamngheo/internal/web"
)

// activityView is one activity as it is printed.
type activityView struct {
	Name  string
	Facts []fact
}

// processingView is the record as it is printed.
type processingView struct {
	Law        []fact
	Activities []activityView
}

func (p pages) processing(w http.ResponseWriter, r *web.Request) error {
	u, err := r.UnitOf(r.Who.Unit, account.ReadFigures)
	if err != nil {
		return err
	}
	l, record := r.Lang, subject.Shipped
	v := processingView{Law: law(r, day.Of(r.Now()))}
	for _, a := range record.Activities {
		one := activityView{Name: a.Name.In(l)}
		add := func(key, value string) { one.Facts = append(one.Facts, fact{Label: r.T(key), Value: value}) }
		add("subjectweb.purpose", a.Purpose.In(l))
		add("subjectweb.persons", a.Persons.In(l))
		add("subjectweb.categories", a.Categories.In(l))
		add("subjectweb.sensitive", a.Sensitive.In(l))
		add("subjectweb.recipients", a.Recipients.In(l))
		for _, id := range a.Retention {
			k, _ := record.Kind(id)
			f := fact{Label: r.T("subjectweb.kept"), Value: k.Name.In(l) + ": "}
			switch {
			case !k.Removable:
				f.Value += k.Why.In(l)
			case k.Days == 0:
				f.Value, f.Mark = f.Value+r.T("subjectweb.no_period"), r.T("subjectweb.not_read")
			default:
				f.Value, f.Mark = f.Value+r.T("subjectweb.days_short", "Days", k.Days), r.T("subjectweb.proposal")
			}
			one.Facts = append(one.Facts, f)
		}
		for _, id := range a.Measures {
			m, _ := record.Measure(id)
			add("subjectweb.measure", m.Text.In(l))
		}
		for _, b := range a.Basis {
			one.Facts = append(one.Facts, cited(r, r.T("subjectweb.basis"), b))
		}
		v.Activities = append(v.Activities, one)
	}
	page := web.Page{
		Title: r.T("subjectweb.processing_title"), Unit: u, Crumb: r.T("subjectweb.menu_processing"), Section: web.Administration, Help: "page-processing",
		Lead: r.T("subjectweb.processing_lead"), Source: r.T("subjectweb.processing_source"),
	}
	return r.Render(w, page, processingPage(v))
}
