package web

import (
	"bytes"
	"encoding/base64"
	"net/http"
	"time"

	"github.com/a-h/templ"

	"giamngheo/internal/unit"
)

// Page is what surrounds the body of a page.
type Page struct {
	// Title is the page's one heading.
	Title string
	// Unit is the unit the page speaks of; the menu and the way up follow it. Zero when of none.
	Unit unit.Unit
	// Above is what the page is part of below the unit, such as a household; none without Href.
	Above Link
	// Crumb is this page's own step after the unit, when the page is not the unit's first page.
	Crumb string
	// Period is as of when the page speaks.
	Period Period
	// Section marks the menu entry.
	Section Section
	// Lead is one sentence under the title.
	Lead string
	// Act is the page's one main act.
	Act Link
	// Source is what the figures rest on; it stands at the foot and in print.
	Source string
	// Help is the topic of the help that explains the page; see package help.
	Help string
	// Bare leaves out the menu and the search, as on the sign-in page.
	Bare bool
	// Status is the answer's status; 0 is 200.
	Status int
}

// Period is as of when a page speaks, with the other periods it can show.
type Period struct {
	Label   string // "Cuối năm 2022 · rà soát định kỳ"
	Choices []Link
}

// Link is a labelled way to another page; without Href it is only text.
type Link struct {
	Label   string
	Href    string
	Current bool
}

// frame is a page with all that the layout shows around it.
type frame struct {
	Page
	r      *Request
	ups    []Link
	post   string // as what the reader acts: "Công chức xã · Xã Chư Krêy"
	menu   []menuLink
	foot   []menuLink // of the menu, what stands at the foot of a phone
	more   []menuLink // and the rest of it
	search string
	flash  string
	demo   bool
	// training is a copy with invented names over real figures.
	training bool
}

// Render shows a page. The page is made whole before the first byte goes out, so that a failure in
// the middle is an error page and not half a page.
func (r *Request) Render(w http.ResponseWriter, p Page, body templ.Component) error {
	f := frame{Page: p, r: r, flash: r.takeFlash(w)}
	var err error
	if f.demo, f.training, err = r.mux.cfg.Accounts.Invented(r.Context()); err != nil {
		return err
	}
	if r.Who.SignedIn() && !p.Bare {
		if p.Unit.ID != 0 {
			if f.ups, err = r.wayUp(p); err != nil {
				return err
			}
		}
		if f.post, err = r.post(); err != nil {
			return err
		}
		if f.menu, err = r.mux.menuFor(r, p); err != nil {
			return err
		}
		f.foot, f.more = forPhone(f.menu)
		if r.mux.Has(searchPattern) && r.Who.Can(searchPermission) {
			f.search = "/search"
		}
	}
	var buf bytes.Buffer
	if err := layout(f, body).Render(r.Context(), &buf); err != nil {
		return err
	}
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Content-Language", string(r.Lang))
	h.Set("Cache-Control", "private, no-store")
	h.Add("Vary", "Cookie")
	if p.Status != 0 {
		w.WriteHeader(p.Status)
	}
	_, err = buf.WriteTo(w)
	return err
}

// post is as what the reader acts, in words.
func (r *Request) post() (string, error) {
	s := r.Who.Role.Title(r.Lang)
	if r.Who.Sector != "" {
		s += " (" + r.Who.Sector.Title(r.Lang) + ")"
	}
	u, err := unit.Get(r.Context(), r.DB(), r.Who.Unit)
	if err != nil {
		return "", err
	}
	return s + " · " + u.TitleIn(r.Lang), nil
}

// Part shows a piece of a page alone, for a script that replaces only that piece.
func (r *Request) Part(w http.ResponseWriter, body templ.Component) error {
	var buf bytes.Buffer
	if err := body.Render(r.Context(), &buf); err != nil {
		return err
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Cache-Control", "private, no-store")
	_, err := buf.WriteTo(w)
	return err
}

// wayUp is the breadcrumb: units above the reader's own are text, the others are links.
func (r *Request) wayUp(p Page) ([]Link, error) {
	units, err := unit.Ancestors(r.Context(), r.DB(), p.Unit.ID)
	if err != nil {
		return nil, err
	}
	var out []Link
	inside := false
	for _, u := range units {
		inside = inside || u.ID == r.Who.Unit
		if u.Level == unit.Country && len(units) > 1 {
			continue
		}
		l := Link{Label: u.TitleIn(r.Lang)}
		if inside && (u.ID != p.Unit.ID || p.Crumb != "") {
			l.Href = r.Link(UnitPath(u.ID))
		}
		out = append(out, l)
	}
	if p.Above.Href != "" {
		out = append(out, p.Above)
	}
	if p.Crumb != "" {
		out = append(out, Link{Label: p.Crumb})
	}
	return out, nil
}

const flashCookie = "notice"

// Flash says a sentence on the next page that this reader sees.
func (r *Request) Flash(w http.ResponseWriter, sentence string) {
	r.SetCookie(w, flashCookie, base64.RawURLEncoding.EncodeToString([]byte(sentence)), time.Minute)
}

// SetCookie keeps a value in the reader's browser, for this site's own requests only.
func (r *Request) SetCookie(w http.ResponseWriter, name, value string, keep time.Duration) {
	http.SetCookie(w, &http.Cookie{
		Name: r.mux.cookieName(name), Value: value, Path: "/", MaxAge: int(keep.Seconds()),
		HttpOnly: true, Secure: r.mux.cfg.Secure, SameSite: http.SameSiteLaxMode,
	})
}

// CookieValue is what SetCookie has kept under a name, "" when nothing.
func (r *Request) CookieValue(name string) string {
	c, err := r.Cookie(r.mux.cookieName(name))
	if err != nil {
		return ""
	}
	return c.Value
}

func (r *Request) takeFlash(w http.ResponseWriter) string {
	c, err := r.Cookie(r.mux.cookieName(flashCookie))
	if err != nil {
		return ""
	}
	http.SetCookie(w, &http.Cookie{
		Name: r.mux.cookieName(flashCookie), Path: "/", MaxAge: -1, HttpOnly: true,
		Secure: r.mux.cfg.Secure, SameSite: http.SameSiteLaxMode,
	})
	b, err := base64.RawURLEncoding.DecodeString(c.Value)
	if err != nil {
		return ""
	}
	return string(b)
}
