package web

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"runtime/debug"
	"strings"
	"time"
	"unicode/utf8"

	"giamngheo/internal/account"
	"giamngheo/internal/fault"
)

const (
	// bodyLimit bounds an ordinary form; an upload says so and has uploadLimit.
	bodyLimit   = 1 << 20
	uploadLimit = 20 << 20
	// answerWithin is how long a page may be in the making.
	answerWithin = 30 * time.Second
)

// policy lets a page load only what this server sends, kind by kind, and run no script that is written
// into it or made from text: no inline script or style, no eval, no markup from a string (trusted types).
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; " +
	"form-action 'self'; base-uri 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'"

// seen is what the log line of a request tells, filled in on its way.
type seen struct {
	id      string
	pattern string
	account int64
}

type seenKey struct{}

func logged(ctx context.Context) *seen {
	s, _ := ctx.Value(seenKey{}).(*seen)
	return s
}

// status remembers the status of an answer for the log line.
type status struct {
	http.ResponseWriter
	code int
}

func (s *status) WriteHeader(code int) {
	if s.code == 0 {
		s.code = code
	}
	s.ResponseWriter.WriteHeader(code)
}

func (s *status) Write(b []byte) (int, error) {
	if s.code == 0 {
		s.code = http.StatusOK
	}
	return s.ResponseWriter.Write(b)
}

// Unwrap lets http.ResponseController reach the connection.
func (s *status) Unwrap() http.ResponseWriter { return s.ResponseWriter }

// observe numbers the request and writes its one line. Paths and query strings stay out of the log:
// a search holds names.
func (m *Mux) observe(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		start := time.Now()
		seen := &seen{id: rand.Text()[:12]}
		sw := &status{ResponseWriter: w}
		sw.Header().Set("X-Request-Id", seen.id)
		next.ServeHTTP(sw, r.WithContext(context.WithValue(r.Context(), seenKey{}, seen)))
		took := time.Since(start)
		level := slog.LevelInfo
		if strings.HasPrefix(r.URL.Path, assetPrefix) {
			level = slog.LevelDebug
		}
		m.log.LogAttrs(r.Context(), level, "request", slog.String("request", seen.id), slog.String("method", r.Method),
			slog.String("pattern", seen.pattern), slog.Int("status", sw.code), slog.Int64("account", seen.account),
			slog.Duration("took", took))
		if m.cfg.Observe != nil {
			m.cfg.Observe(seen.pattern, r.Method, sw.code, took)
		}
	})
}

// guard sets the headers that every answer bears and refuses posts from other sites.
func (m *Mux) guard(next http.Handler) http.Handler {
	var cross http.CrossOriginProtection
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", policy)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "same-origin")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		h.Set("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()")
		h.Set("X-Frame-Options", "DENY")
		if m.cfg.Secure {
			h.Set("Strict-Transport-Security", "max-age=31536000")
		}
		if err := cross.Check(r); err != nil {
			m.fail(w, m.request(r, account.Actor{}), fault.New(fault.Forbidden, "web.cross_site"))
			return
		}
		next.ServeHTTP(w, r)
	})
}

// limit bounds the body and the time of a request.
func (m *Mux) limit(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		ordinary := Limits{Body: bodyLimit, Within: answerWithin}
		if strings.HasPrefix(r.Header.Get("Content-Type"), "multipart/form-data") {
			ordinary.Body = uploadLimit
		}
		l := m.limits(r, ordinary)
		r.Body = http.MaxBytesReader(w, r.Body, l.Body)
		ctx, cancel := context.WithTimeout(r.Context(), l.Within)
		defer cancel()
		next.ServeHTTP(w, r.WithContext(ctx))
	})
}

// pass asks the reader's role for the door's permission.
func pass(r *Request, p account.Permission) error {
	switch {
	case p == Public:
		return nil
	case !r.Who.SignedIn():
		return fault.New(fault.Unauthenticated, "account.sign_in_first")
	case p == SignedIn || r.Who.Can(p):
		return nil
	default:
		return fault.New(fault.Forbidden, "account.forbidden")
	}
}

// legible refuses an address or a form with text that is no text: PostgreSQL stores neither broken UTF-8
// nor the zero byte, and would fail in the middle of the act. It reads the form.
func (r *Request) legible() error {
	if r.Method == http.MethodPost {
		if err := r.ParseForm(); err != nil {
			if _, tooBig := errors.AsType[*http.MaxBytesError](err); tooBig {
				return err
			}
			return fault.New(fault.Invalid, "web.bad_form")
		}
	}
	for _, values := range []url.Values{r.URL.Query(), r.PostForm} {
		for name, all := range values {
			for _, v := range append(all, name) {
				if !utf8.ValidString(v) || strings.ContainsRune(v, 0) {
					return fault.New(fault.Invalid, "web.bad_form")
				}
			}
		}
	}
	return nil
}

// run calls a handler and turns a panic into an error with its stack.
func (m *Mux) run(w http.ResponseWriter, r *Request, h Handler) (err error) {
	defer func() {
		if p := recover(); p != nil {
			if e, ok := p.(error); ok && errors.Is(e, http.ErrAbortHandler) {
				panic(p)
			}
			err = fmt.Errorf("panic: %v\n%s", p, debug.Stack())
		}
	}()
	leave, err := m.admit(r)
	if err != nil {
		return err
	}
	defer leave()
	return h(w, r)
}

// NewServer is an HTTP server with the time limits of this kit.
func NewServer(addr string, h http.Handler) *http.Server {
	return &http.Server{
		Addr:              addr,
		Handler:           h,
		ReadHeaderTimeout: 10 * time.Second,
		ReadTimeout:       2 * time.Minute,
		WriteTimeout:      5 * time.Minute,
		IdleTimeout:       2 * time.Minute,
		MaxHeaderBytes:    64 << 10,
	}
}
