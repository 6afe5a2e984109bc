// Package peopleweb has the pages of who keeps the accounts of an area: the officers and their posts, a list
// of officers brought in as a file, links with which they set their passwords; and each officer's own posts.
//
//	list.go     the accounts of an area
//	account.go  one account, its posts, the acts on it
//	form.go     a new account; the fields of a post
//	batch.go    officers from a file: template, upload, look, commit, links
//	posts.go    one's own posts: act in another
//	welcome.go  where the link leads: a password is set
package peopleweb

import (
	"strconv"
	"time"

	"giamngheo/internal/account"
	"giamngheo/internal/unit"
	"giamngheo/internal/web"
)

type pages struct{ accounts *account.Service }

// Path is the address of the accounts.
const Path = "/accounts"

// maxList bounds a file of officers: two thousand take about 200 kB.
const maxList = 4 << 20

// Routes mounts the pages.
func Routes(m *web.Mux, s *account.Service) {
	p := pages{s}
	m.Page("GET /posts", web.SignedIn, p.posts)
	m.Page("POST /posts", web.SignedIn, p.act)
	m.Page("GET /accounts", account.ManageAccounts, p.list)
	m.Page("GET /accounts/new", account.ManageAccounts, p.blank)
	m.Page("POST /accounts", account.ManageAccounts, p.enrol)
	m.Page("GET /accounts/{account}", account.ManageAccounts, p.show)
	m.Page("POST /accounts/{account}", account.ManageAccounts, p.describe)
	m.Page("POST /accounts/{account}/grants", account.ManageAccounts, p.grant)
	m.Page("POST /accounts/{account}/grants/{grant}", account.ManageAccounts, p.end)
	m.Page("POST /accounts/{account}/state", account.ManageAccounts, p.state)
	m.Page("POST /accounts/{account}/link", account.ManageAccounts, p.link)
	m.Page("GET /officers/template", account.ManageAccounts, template)
	m.Page("GET /officers", account.ManageAccounts, p.bring)
	m.Large("POST /officers", account.ManageAccounts, web.Limits{Body: maxList, Within: 5 * time.Minute}, p.read)
	m.Page("GET /officers/{batch}", account.ManageAccounts, p.look)
	m.Page("POST /officers/{batch}", account.ManageAccounts, p.commit)
	m.Page("POST /officers/{batch}/links", account.ManageAccounts, p.links)
	m.Page("GET /welcome/{token}", web.Public, p.welcome)
	m.Page("POST /welcome/{token}", web.Public, p.accept)
	m.Menu(web.Entry{Section: web.Administration, Label: "peopleweb.menu", Permission: account.ManageAccounts, Href: func(unit.ID) string { return Path }})
}

func path(id int64) string { return Path + "/" + strconv.FormatInt(id, 10) }
