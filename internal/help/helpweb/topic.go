package helpweb

import (
	"net/http"
	"strings"

	"giamngheo/internal/fault"
	"giamngheo/internal/help"
	"giamngheo/internal/web"
)

// shelf is a group of topics.
type shelf struct {
	Name  string
	Texts []help.Text
}

// indexView is the first page of the help as it is printed.
type indexView struct {
	Asked   string
	Field   web.Field
	Found   []help.Text
	Shelves []shelf
}

func index(w http.ResponseWriter, r *web.Request) error {
	v := indexView{Asked: strings.TrimSpace(r.URL.Query().Get("q"))}
	v.Field = web.Field{ID: "q", Label: r.T("help.search"), Type: "search", Value: v.Asked, Help: r.T("help.search_help")}
	if v.Asked != "" {
		v.Found = help.Search(v.Asked, r.Lang)
	}
	for _, g := range help.Groups {
		s := shelf{Name: g.Name(r.Lang)}
		for _, t := range help.Topics() {
			if text, ok := help.Of(t.ID, r.Lang); ok && t.Group == g {
				s.Texts = append(s.Texts, text)
			}
		}
		v.Shelves = append(v.Shelves, s)
	}
	return r.Render(w, web.Page{Title: r.T("help.title"), Lead: r.T("help.lead"), Help: "page-help"}, indexPage(v))
}

// topicView is one topic as it is printed.
type topicView struct {
	help.Text
	Basis []help.Citation
	Next  []help.Text
	Doubt string // what ※ means, "" when the topic bears none
}

func topic(w http.ResponseWriter, r *web.Request) error {
	text, ok := help.Of(r.PathValue("topic"), r.Lang)
	if !ok {
		return fault.New(fault.NotFound, "help.unknown_topic")
	}
	v := topicView{Text: text}
	for _, b := range text.Basis {
		c := b.Cite(r.Lang)
		if !c.Verified() {
			v.Doubt = r.T("help.doubt")
		}
		v.Basis = append(v.Basis, c)
	}
	for _, b := range text.Body {
		for _, item := range b.Items {
			for _, s := range item {
				if s.Doubt {
					v.Doubt = r.T("help.doubt")
				}
			}
		}
	}
	for _, id := range text.See {
		if t, ok := help.Of(id, r.Lang); ok {
			v.Next = append(v.Next, t)
		}
	}
	return r.Render(w, web.Page{Title: text.Title, Lead: text.Lead, Help: "page-help"}, topicPage(v))
}
