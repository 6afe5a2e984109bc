package web

import (
	"context"
	"net/http"
	"net/netip"
	"net/url"
	"strconv"
	"strings"
	"time"

	"giamngheo/internal/account"
	"giamngheo/internal/db"
	"giamngheo/internal/fault"
	"giamngheo/internal/lang"
	"giamngheo/internal/unit"
)

// Request is a request with its reader and language.
type Request struct {
	*http.Request
	Who  account.Actor
	Lang lang.Lang
	mux  *Mux
}

type requestKey struct{}

func (m *Mux) request(r *http.Request, who account.Actor) *Request {
	out := &Request{Who: who, mux: m}
	out.Request = r.WithContext(context.WithValue(r.Context(), requestKey{}, out))
	out.Lang = out.chooseLang()
	return out
}

// from is the request of a template's context; nil in a test of a part by itself.
func from(ctx context.Context) *Request {
	r, _ := ctx.Value(requestKey{}).(*Request)
	return r
}

// L is the language of the page being shown.
func L(ctx context.Context) lang.Lang {
	if r := from(ctx); r != nil {
		return r.Lang
	}
	return lang.Vi
}

// T is a message in the language of the page being shown.
func T(ctx context.Context, key string, args ...any) string { return L(ctx).T(key, args...) }

// Who is the reader of the page being shown.
func Who(ctx context.Context) account.Actor {
	if r := from(ctx); r != nil {
		return r.Who
	}
	return account.Actor{}
}

// T is a message in the reader's language.
func (r *Request) T(key string, args ...any) string { return r.Lang.T(key, args...) }

// DB reads the database, for pages that assemble what several houses know.
func (r *Request) DB() *db.DB { return r.mux.cfg.DB }

// Now is the time at the door.
func (r *Request) Now() time.Time { return r.mux.cfg.Now() }

// Unit is the unit that the path's {id} names, when the reader holds the permission there.
func (r *Request) Unit(p account.Permission) (unit.Unit, error) {
	id, ok := r.PathInt("id")
	if !ok {
		return unit.Unit{}, fault.New(fault.NotFound, "web.unknown_page")
	}
	return r.UnitOf(unit.ID(id), p)
}

// UnitOf is a unit, when the reader holds the permission there.
func (r *Request) UnitOf(id unit.ID, p account.Permission) (unit.Unit, error) {
	if err := r.Who.May(r.Context(), r.DB(), p, id); err != nil {
		return unit.Unit{}, err
	}
	return unit.Get(r.Context(), r.DB(), id)
}

// PathInt is a whole number in the path.
func (r *Request) PathInt(name string) (int64, bool) {
	n, err := strconv.ParseInt(r.PathValue(name), 10, 64)
	return n, err == nil && n > 0
}

// QueryInt is a whole number in the address; ok is false when it is missing or no number.
func (r *Request) QueryInt(name string) (int64, bool) {
	n, err := strconv.ParseInt(r.URL.Query().Get(name), 10, 64)
	return n, err == nil
}

// kept are the values of an address that stay while the reader moves between pages.
var kept = []string{"round"}

// Link is the address of another page, with what stays (the period) carried along. Pairs of names
// and values are added to it; an empty value takes a name away.
func (r *Request) Link(path string, pairs ...string) string {
	base, query, _ := strings.Cut(path, "?")
	q, _ := url.ParseQuery(query)
	if q == nil {
		q = url.Values{}
	}
	have := r.URL.Query()
	for _, k := range kept {
		if v := have.Get(k); v != "" && !q.Has(k) {
			q.Set(k, v)
		}
	}
	return address(base, q, pairs)
}

// With is the address of this same page with some values changed: r.With("sort", "rate").
func (r *Request) With(pairs ...string) string {
	q := r.URL.Query()
	q.Del("lang")
	// Escaped, so that /%2Fexample.com or /%5Cexample.com does not become a link to another site.
	return address(r.URL.EscapedPath(), q, pairs)
}

func address(path string, q url.Values, pairs []string) string {
	for i := 0; i+1 < len(pairs); i += 2 {
		if pairs[i+1] == "" {
			q.Del(pairs[i])
		} else {
			q.Set(pairs[i], pairs[i+1])
		}
	}
	if len(q) == 0 {
		return path
	}
	return path + "?" + q.Encode()
}

// SeeOther sends the reader on after an act, so that loading the page again does not repeat it.
func (r *Request) SeeOther(w http.ResponseWriter, to string) error {
	http.Redirect(w, r.Request, Local(to), http.StatusSeeOther)
	return nil
}

// Local is an address on this site, "/" for any other.
func Local(to string) string {
	u, err := url.Parse(to)
	if err != nil || u.IsAbs() || u.Host != "" || !strings.HasPrefix(u.Path, "/") ||
		strings.HasPrefix(u.Path, "//") || strings.ContainsAny(to, "\\\r\n") {
		return "/"
	}
	return u.String()
}

// SignIn begins a session for an actor that the account service has let in.
func (r *Request) SignIn(who account.Actor) error { return r.Enter(who, "password", false) }

// Enter begins a session for an actor that has been let in; way is what he proved himself with. A barred
// session passes no door but those that Unbarred names.
func (r *Request) Enter(who account.Actor, way string, barred bool) error {
	return r.mux.sessions.Begin(r.Context(), who, account.Entry{Way: way, Address: r.IP().String(), Agent: r.UserAgent(), Barred: barred})
}

// Session keeps what is known of this reader between requests.
func (r *Request) Session() *account.Sessions { return r.mux.sessions }

// ActAs makes the session's officer act in another of his posts.
func (r *Request) ActAs(who account.Actor) error { return r.mux.sessions.Act(r.Context(), who) }

// Origin is where the reader sees this site, for a link that is to be passed on: "https://host".
func (r *Request) Origin() string {
	if r.mux.cfg.Secure {
		return "https://" + r.Host
	}
	return "http://" + r.Host
}

// SignOut ends the session.
func (r *Request) SignOut() error { return r.mux.sessions.Destroy(r.Context()) }

// IP is the reader's address; what a trusted proxy says of it is believed.
func (r *Request) IP() netip.Addr {
	peer, err := netip.ParseAddrPort(r.RemoteAddr)
	if err != nil {
		return netip.Addr{}
	}
	ip := peer.Addr().Unmap()
	hops := strings.Split(strings.Join(r.Header.Values("X-Forwarded-For"), ","), ",")
	for i := len(hops) - 1; i >= 0 && r.mux.trusts(ip); i-- {
		next, err := netip.ParseAddr(strings.TrimSpace(hops[i]))
		if err != nil {
			break
		}
		ip = next.Unmap()
	}
	return ip
}

func (m *Mux) trusts(ip netip.Addr) bool {
	for _, p := range m.cfg.Proxies {
		if p.Contains(ip) {
			return true
		}
	}
	return false
}

const langCookie = "lang"

// cookieName is a cookie's name. Over HTTPS browsers hold to the prefix: such a cookie was set by this very
// host, over HTTPS and for all of it, so that no neighbouring site or network can plant one.
func (m *Mux) cookieName(name string) string {
	if m.cfg.Secure {
		return "__Host-" + name
	}
	return name
}

// chooseLang is the language asked for in the address, else the one chosen before, else Vietnamese.
func (r *Request) chooseLang() lang.Lang {
	if s := r.URL.Query().Get("lang"); s != "" {
		return lang.Parse(s)
	}
	if c, err := r.Cookie(r.mux.cookieName(langCookie)); err == nil {
		return lang.Parse(c.Value)
	}
	return lang.Vi
}

// keepLang remembers the language asked for in the address.
func (r *Request) keepLang(w http.ResponseWriter) {
	if !r.URL.Query().Has("lang") {
		return
	}
	http.SetCookie(w, &http.Cookie{
		Name: r.mux.cookieName(langCookie), Value: string(r.Lang), Path: "/", MaxAge: 365 * 24 * 3600,
		HttpOnly: true, Secure: r.mux.cfg.Secure, SameSite: http.SameSiteLaxMode,
	})
}

// switchTo is this page in another language.
func (r *Request) switchTo(l lang.Lang) string {
	switch {
	case r.Method == http.MethodGet, r.Method == http.MethodHead, r.mux.Has("GET " + r.URL.Path):
		return r.With("lang", string(l))
	default:
		return "/?lang=" + string(l)
	}
}

// Opens tells whether a row of the route table is mounted and the reader's role may pass it: whether
// a link to it would lead anywhere.
func (r *Request) Opens(pattern string) bool {
	for _, rt := range r.mux.routes {
		if rt.Pattern == pattern {
			return rt.Open(r.Who.Role)
		}
	}
	return false
}

// Address is a path with pairs of names and values.
func Address(path string, pairs ...string) string { return address(path, url.Values{}, pairs) }
