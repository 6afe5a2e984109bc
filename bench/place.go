package main

import (
	"context"
	"database/sql"
	"fmt"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os/exec"
	"path/filepath"
	"strings"
	"sync/atomic"
)

// open opens a place's database with the bare driver, for reading.
func (p place) open() (*sql.DB, error) {
	if p.database != "" {
		return sql.Open("pgx", p.database)
	}
	return sql.Open("sqlite", "file:"+filepath.Join(p.data, "giamngheo.db")+"?_pragma=query_only(1)&_pragma=cache_size(-65536)")
}

// secretary serves the province and signs its secretary in.
func (s *settings) secretary(ctx context.Context) (place, *server, *reader, error) {
	p, err := s.province(ctx)
	if err != nil {
		return p, nil, nil, err
	}
	one, err := serve(ctx, s.program, p)
	if err != nil {
		return p, nil, nil, err
	}
	r, err := one.signIn("province_secretary")
	if err != nil {
		one.stop()
	}
	return p, one, r, err
}

// account makes an account; one that is there already is left as it is.
func (s *settings) account(ctx context.Context, p place, login, password string, role ...string) error {
	args := append([]string{"account", "add", login, "Cán bộ đo", "--date", "2022-12-31"}, role...)
	cmd := exec.CommandContext(ctx, s.program, append(args, p.args()...)...)
	cmd.Stdin = strings.NewReader(password + "\n")
	if said, err := cmd.CombinedOutput(); err != nil && !strings.Contains(string(said), login) {
		return fmt.Errorf("account %s: %w\n%s", login, err, said)
	}
	return nil
}

// entered counts who signed in.
var entered atomic.Int64

// enter signs in with a password.
func (s *server) enter(login, password string) (*reader, error) {
	jar, err := cookiejar.New(nil)
	if err != nil {
		return nil, err
	}
	transport := &http.Transport{MaxIdleConnsPerHost: 4}
	r := &reader{base: s.url, http: &http.Client{Jar: jar, Transport: transport}}
	r.direct = &http.Client{Jar: jar, Transport: transport, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	req, err := http.NewRequest(http.MethodPost, s.url+"/sign-in", strings.NewReader(url.Values{"login": {login}, "password": {password}}.Encode()))
	if err != nil {
		return nil, err
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	// Everybody comes from an address of his own: from one, sign-ins are soon refused.
	n := entered.Add(1)
	req.Header.Set("X-Forwarded-For", fmt.Sprintf("10.%d.%d.%d", n>>16&255, n>>8&255, n&255))
	resp, err := r.direct.Do(req)
	if err != nil {
		return nil, err
	}
	resp.Body.Close()
	if resp.StatusCode != http.StatusSeeOther {
		return nil, fmt.Errorf("%s does not get in: %s", login, resp.Status)
	}
	return r, nil
}

// find follows the way from the front page to the own unit's.
func (r *reader) find() error {
	resp, err := r.http.Get(r.base + "/")
	if err != nil {
		return err
	}
	resp.Body.Close()
	if r.home = resp.Request.URL.Path; !strings.HasPrefix(r.home, "/units/") {
		return fmt.Errorf("signed in, but came to %s", r.home)
	}
	return nil
}
