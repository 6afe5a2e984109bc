package app

import (
	"maps"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"giamngheo/internal/account"
	"giamngheo/internal/db/dbtest"
	"giamngheo/internal/seal"
	"giamngheo/internal/web"
)

var digits = regexp.MustCompile(`\d+`)

// shape tells of an address which page it is and by what it is narrowed, not of whom it speaks.
func shape(address string) string {
	path, query, _ := strings.Cut(address, "?")
	v, _ := url.ParseQuery(query)
	return digits.ReplaceAllString(path, "#") + "?" + strings.Join(slices.Sorted(maps.Keys(v)), "&")
}

// Whatever a page offers to a reader, the reader may follow: from the first page on, link after link, as every
// role, nothing answers that it is not for him.
func TestNoPageOffersWhatItRefuses(t *testing.T) {
	t.Parallel()
	d := dbtest.SQLite(t)
	h := newHouses(d, seal.Ephemeral())
	newLand(t, d, h)
	m := web.New(web.Config{DB: d, Accounts: h.Accounts})
	Routes(m, h)
	const most = 3 // addresses followed of one shape
	for _, role := range account.Roles {
		cookies := ask(m, http.MethodPost, "/sign-in/demo", url.Values{"role": {string(role)}}, nil).Result().Cookies()
		from := map[string]string{"/": ""}
		shapes := map[string]int{}
		for queue := []string{"/"}; len(queue) > 0; queue = queue[1:] {
			path := queue[0]
			res := ask(m, http.MethodGet, path, nil, cookies)
			switch {
			case res.Code == http.StatusSeeOther:
				res.Body.WriteString(`<a href="` + html.EscapeString(res.Header().Get("Location")) + `"></a>`)
			case res.Code != http.StatusOK:
				t.Errorf("%s: %s, which %s offers, answers %d", role, path, from[path], res.Code)
				continue
			}
			for _, to := range ledTo(res.Body.String(), path) {
				if _, known := from[to]; known || shapes[shape(to)] == most {
					continue
				}
				from[to] = path
				shapes[shape(to)]++
				queue = append(queue, to)
			}
		}
		if len(from) < 60 {
			t.Errorf("%s is offered only %d addresses", role, len(from))
		}
	}
}

// ledTo lists the addresses of the program that a page leads to.
func ledTo(page, path string) (out []string) {
	at, err := url.Parse(path)
	if err != nil {
		return nil
	}
	for z := html.NewTokenizer(strings.NewReader(page)); z.Next() != html.ErrorToken; {
		tag := z.Token()
		if tag.Data != "a" {
			continue
		}
		for _, a := range tag.Attr {
			to, err := at.Parse(a.Val)
			if a.Key == "href" && err == nil && to.Host == "" && !strings.HasPrefix(to.Path, "/assets/") {
				to.Fragment = ""
				out = append(out, to.String())
			}
		}
	}
	return out
}
