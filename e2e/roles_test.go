package e2e

import (
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"regexp"
	"strings"
	"sync"
	"testing"
)

// reader is somebody who asks for pages without a browser.
type reader struct {
	t    *testing.T
	http *http.Client
	home string // the page to which sign-in led: "/units/154"
}

var (
	readersMu sync.Mutex
	readers   = map[string]*reader{}
)

// readAs is the reader of a role on the common server; each role signs in once.
func readAs(t *testing.T, role string) *reader {
	t.Helper()
	readersMu.Lock()
	defer readersMu.Unlock()
	if readers[role] == nil {
		readers[role] = signInto(t, base, role)
	}
	r := *readers[role]
	r.t = t
	return &r
}

// signInto signs a reader in to a server.
func signInto(t *testing.T, base, role string) *reader {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	r := &reader{t: t, http: &http.Client{Jar: jar}}
	res, err := r.http.PostForm(base+"/sign-in/demo", url.Values{"role": {role}})
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	r.home = res.Request.URL.Path
	if res.StatusCode != 200 || r.home == "/sign-in" {
		t.Fatalf("sign-in as %s = %s at %s", role, res.Status, r.home)
	}
	return r
}

// get is the status and the text of a page.
func (r *reader) get(base, path string) (int, string) {
	r.t.Helper()
	res, err := r.http.Get(base + path)
	if err != nil {
		r.t.Fatal(err)
	}
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	if err != nil {
		r.t.Fatal(err)
	}
	return res.StatusCode, string(b)
}

var unitLink = regexp.MustCompile(`href="(/units/\d+)"`)

// district finds the page of a district in the province page.
func district(t *testing.T, name string) string {
	t.Helper()
	s := readAs(t, "province_secretary")
	_, page := s.get(base, s.home)
	for _, m := range unitLink.FindAllStringSubmatchIndex(page, -1) {
		rest := page[m[1]:]
		if end := strings.Index(rest, "</a>"); end >= 0 && strings.Contains(rest[:end], name) {
			return page[m[2]:m[3]]
		}
	}
	t.Fatalf("the province page has no link to %s", name)
	return ""
}

func TestEveryRoleSignsInByOneClick(t *testing.T) {
	t.Parallel()
	for role, unit := range map[string]string{
		"province_secretary": "Tỉnh Gia Lai", "district_officer": "Huyện Kông Chro", "commune_officer": "Xã", "auditor": "Tỉnh Gia Lai",
	} {
		t.Run(role, func(t *testing.T) {
			t.Parallel()
			b := open(t, base)
			b.signIn(role)
			b.sees(unit, "Dữ liệu minh hoạ")
			b.accessible()
			b.picture("home-" + role)
		})
	}
}

func TestADistrictOfficerSeesTheOwnDistrictAndNoOther(t *testing.T) {
	t.Parallel()
	officer := readAs(t, "district_officer")
	own, other := district(t, "Kông Chro"), district(t, "KBang")
	if officer.home != own {
		t.Errorf("the officer of Kông Chro is at home in %s, want %s", officer.home, own)
	}
	secretary := readAs(t, "province_secretary")
	for _, path := range []string{"", "/households", "/targets?year=2023"} {
		if code, _ := officer.get(base, own+path); code != 200 {
			t.Errorf("own %s%s = %d, want 200", own, path, code)
		}
		if code, _ := secretary.get(base, other+path); code != 200 {
			t.Errorf("%s%s for the secretary = %d, want 200", other, path, code)
		}
		code, page := officer.get(base, other+path)
		if code != 404 && code != 403 {
			t.Errorf("another district's %s%s = %d, want 403 or 404", other, path, code)
		}
		if strings.Contains(page, "KBang") {
			t.Errorf("the refusal of %s%s names what it refuses", other, path)
		}
	}
	// A household of the other district, by its address, by search and in the list.
	_, list := secretary.get(base, other+"/households")
	household := regexp.MustCompile(`href="(/households/\d+/\d+)`).FindStringSubmatch(list)
	if household == nil {
		t.Fatal("the list of the other district holds no household")
	}
	if code, _ := secretary.get(base, household[1]); code != 200 {
		t.Errorf("%s for the secretary = %d, want 200", household[1], code)
	}
	if code, _ := officer.get(base, household[1]); code != 404 && code != 403 {
		t.Errorf("another district's household %s = %d, want 403 or 404", household[1], code)
	}
}

func TestNobodySeesAnythingBeforeSigningIn(t *testing.T) {
	t.Parallel()
	nobody := &reader{t: t, http: &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}}
	own := district(t, "Kông Chro")
	for _, path := range []string{"/", own, own + "/households", own + "/targets", "/search?q=ro+cham", "/plan-check", "/audit"} {
		code, page := nobody.get(base, path)
		if code != http.StatusSeeOther && code != http.StatusFound && code != http.StatusUnauthorized && code != http.StatusForbidden {
			t.Errorf("%s before sign-in = %d", path, code)
		}
		if strings.Contains(page, "Kông Chro") || strings.Contains(page, "Rơ Châm") {
			t.Errorf("%s before sign-in shows data", path)
		}
	}
}

func TestAForeignSiteCannotActForAnOfficer(t *testing.T) {
	t.Parallel()
	officer := readAs(t, "commune_officer")
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, base+"/sign-out", nil)
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Origin", "https://elsewhere.example")
	req.Header.Set("Sec-Fetch-Site", "cross-site")
	res, err := officer.http.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	res.Body.Close()
	if res.StatusCode != http.StatusForbidden {
		t.Errorf("a post from another site = %d, want 403", res.StatusCode)
	}
	if code, _ := officer.get(base, officer.home); code != 200 {
		t.Errorf("the officer was signed out by another site: %d", code)
	}
}
