package web

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"net/url"

	"giamngheo/internal/fault"
)

// statusOf is how each kind of fault is answered.
var statusOf = map[fault.Kind]int{
	fault.Internal:        http.StatusInternalServerError,
	fault.Invalid:         http.StatusUnprocessableEntity,
	fault.NotFound:        http.StatusNotFound,
	fault.Forbidden:       http.StatusForbidden,
	fault.Unauthenticated: http.StatusUnauthorized,
	fault.Conflict:        http.StatusConflict,
	fault.TooMany:         http.StatusTooManyRequests,
	fault.TooLarge:        http.StatusRequestEntityTooLarge,
	fault.Busy:            http.StatusServiceUnavailable,
}

// SignInPath is where a reader who is nobody is sent; ?next= is where he wanted to go.
const SignInPath = "/sign-in"

// fail shows an error as a page. Faults are the reader's; anything else is logged here, once.
func (m *Mux) fail(w http.ResponseWriter, r *Request, err error) {
	var tooBig *http.MaxBytesError
	if errors.As(err, &tooBig) {
		err = fault.New(fault.TooLarge, "web.too_big")
	}
	kind := fault.KindOf(err)
	if kind == fault.Unauthenticated && (r.Method == http.MethodGet || r.Method == http.MethodHead) && m.Has("GET "+SignInPath) {
		to := SignInPath
		if r.URL.Path != "/" {
			to += "?next=" + url.QueryEscape(r.URL.RequestURI())
		}
		http.Redirect(w, r.Request, to, http.StatusSeeOther)
		return
	}
	id := ""
	if s := logged(r.Context()); s != nil {
		id = s.id
	}
	if kind == fault.Internal {
		if errors.Is(err, context.Canceled) && r.Context().Err() != nil {
			return // the reader went away
		}
		m.log.LogAttrs(r.Context(), slog.LevelError, "page failed", slog.String("request", id),
			slog.String("pattern", r.Pattern), slog.String("error", err.Error()))
	}
	if kind == fault.Busy {
		w.Header().Set("Retry-After", "10")
	}
	page := Page{Title: r.T("web.error_" + kindName[kind]), Status: statusOf[kind]}
	if rerr := r.Render(w, page, errorBody(r.Lang.Error(err), id, kind == fault.Internal)); rerr != nil {
		m.log.LogAttrs(r.Context(), slog.LevelError, "error page failed", slog.String("request", id), slog.String("error", rerr.Error()))
		http.Error(w, r.Lang.Error(err), statusOf[kind])
	}
}

var kindName = map[fault.Kind]string{
	fault.Internal:        "internal",
	fault.Invalid:         "invalid",
	fault.NotFound:        "not_found",
	fault.Forbidden:       "forbidden",
	fault.Unauthenticated: "unauthenticated",
	fault.Conflict:        "conflict",
	fault.TooMany:         "too_many",
	fault.TooLarge:        "too_large",
	fault.Busy:            "busy",
}

// unknownPage answers every address that no row of the route table names.
func unknownPage(http.ResponseWriter, *Request) error {
	return fault.New(fault.NotFound, "web.unknown_page")
}
