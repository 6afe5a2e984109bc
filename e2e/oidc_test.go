package e2e

import (
	"context"
	"encoding/json"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/zitadel/oidc/v3/example/server/exampleop"
	"github.com/zitadel/oidc/v3/example/server/storage"
	"github.com/zitadel/oidc/v3/pkg/oidc"
	"github.com/zitadel/oidc/v3/pkg/op"
)

// provider is an identity provider's store whose users have what a province's directory says of them.
type provider struct {
	*storage.Storage
	says map[string]map[string]any
}

func (p *provider) add(info *oidc.UserInfo, user string) {
	for name, v := range p.says[user] {
		info.AppendClaims(name, v)
	}
}

func (p *provider) SetUserinfoFromRequest(ctx context.Context, info *oidc.UserInfo, r op.IDTokenRequest, scopes []string) error {
	err := p.Storage.SetUserinfoFromRequest(ctx, info, r, scopes)
	p.add(info, r.GetSubject())
	return err
}

func (p *provider) SetUserinfoFromToken(ctx context.Context, info *oidc.UserInfo, token, subject, origin string) error {
	err := p.Storage.SetUserinfoFromToken(ctx, info, token, subject, origin)
	p.add(info, subject)
	return err
}

// startProvider serves a real OpenID Connect provider on this machine.
func startProvider(t *testing.T, callback string, users map[string]*storage.User, says map[string]map[string]any) (issuer string) {
	t.Helper()
	port := freePort(t)
	issuer = "http://localhost:" + port + "/"
	b, err := json.Marshal(users)
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "users.json")
	if err := os.WriteFile(file, b, 0o600); err != nil {
		t.Fatal(err)
	}
	store, err := storage.StoreFromFile(file)
	if err != nil {
		t.Fatal(err)
	}
	storage.RegisterClients(storage.WebClient("giamngheo", "kín đáo", callback))
	p := &provider{storage.NewStorage(store), says}
	srv := &http.Server{Addr: "127.0.0.1:" + port, Handler: exampleop.SetupServer(issuer, p, nil, false)}
	go srv.ListenAndServe() //nolint:errcheck // it ends with the test
	t.Cleanup(func() { srv.Close() })
	return issuer
}

const claimsFile = `
name = "Đăng nhập chung của tỉnh"
scopes = ["profile"]
login = "preferred_username"
person = "name"
create = true
unit_day = "2022-12-31"

[[grant]]
when = { groups = "gn-can-bo-xa" }
role = "commune_officer"
level = "commune"
unit_claim = "unit_code"

[[grant]]
when = { groups = "gn-so-y-te" }
role = "department"
sector = "health"
level = "province"
unit = "64"
`

// A province's single sign-on: the provider's users come in with the roles that their claims give, and with no
// others.
func TestSigningInThroughAnIdentityProvider(t *testing.T) {
	t.Parallel()
	port := freePort(t)
	base := "http://localhost:" + port
	says := map[string]map[string]any{
		"u1": {"groups": []string{"nhan-vien", "gn-can-bo-xa"}, "unit_code": "23827"},
		"u2": {"groups": []string{"nhan-vien"}, "unit_code": "23827"},
		"u3": {"groups": []string{"gn-so-y-te", "administrator"}},
	}
	users := map[string]*storage.User{}
	for id, login := range map[string]string{"u1": "lan.dinh", "u2": "khach", "u3": "so.y.te"} {
		users[id] = &storage.User{ID: id, Username: login, Password: "mật khẩu", FirstName: "Đinh Thị", LastName: login}
	}
	issuer := startProvider(t, base+"/sign-in/oidc/callback", users, says)
	dir := t.TempDir()
	for name, text := range map[string]string{"claims.toml": claimsFile, "secret": "kín đáo\n"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	data := copyDemo(t)
	s, err := startServer(data, "--addr", "127.0.0.1:"+port, "--url", base, "--oidc-issuer", issuer, "--oidc-client", "giamngheo",
		"--oidc-secret-file", filepath.Join(dir, "secret"), "--oidc-claims", filepath.Join(dir, "claims.toml"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.stop)

	come := func(login string) *tab {
		b := open(t, base)
		b.visit("/sign-in?next=%2Frounds")
		b.sees("Đăng nhập chung của tỉnh")
		if login == "lan.dinh" {
			b.accessible()
			b.picture("sign-in-oidc-1280")
		}
		b.click(`a[href^="/sign-in/oidc"]`)
		b.arrive(`document.querySelector("#username") !== null`)
		if !strings.HasPrefix(eval[string](b, "location.origin")+"/", issuer) {
			t.Fatalf("the sign-in leads to %s", b.where())
		}
		b.do(chromedp.SendKeys(chromedp.CSS("#username"), login), chromedp.SendKeys(chromedp.CSS("#password"), "mật khẩu"))
		b.click(`button[type="submit"]`)
		return b
	}
	b := come("lan.dinh")
	b.arrive(`location.pathname === "/rounds" && document.querySelector("details.who") !== null`)
	b.visit("/")
	b.sees("Xã Chư Krêy")
	b.click("details.who summary")
	b.sees("Đinh Thị lan.dinh", "Công chức xã")
	b.visit("/security")
	b.sees("vào bằng đăng nhập chung", "đã nối với hệ thống đăng nhập chung")

	// The same user finds the same account; a machine of his own asks the provider again for a proof.
	b.visit("/confirm/ask?next=%2Frounds")
	b.click(`a[href^="/confirm/oidc"]`)
	b.arrive(`document.querySelector("#username") !== null`)
	b.do(chromedp.SendKeys(chromedp.CSS("#username"), "lan.dinh"), chromedp.SendKeys(chromedp.CSS("#password"), "mật khẩu"))
	b.click(`button[type="submit"]`)
	b.arrive(`location.pathname === "/rounds"`)

	// Whom no claim gives a role is not let in, and gets no account.
	b = come("khach")
	b.arrive(`document.querySelector(".error-summary") !== null`)
	b.sees("chưa được giao vai trò nào")

	// A claim that only looks like a role gives none.
	b = come("so.y.te")
	b.arrive(`document.querySelector("details.who") !== null`)
	b.click("details.who summary")
	b.sees("Sở, ban, ngành")
	b.visit("/operate")
	b.sees("Không thuộc quyền hạn")
	list := command(t, "account", "list", "--data", data)
	for login, there := range map[string]bool{"lan.dinh": true, "so.y.te": true, "khach": false} {
		if strings.Contains(list, login) != there {
			t.Errorf("%s in the list of accounts: %v\n%s", login, !there, list)
		}
	}

	// Coming back by an address that was not asked for opens nothing.
	c := open(t, base)
	c.visit("/sign-in/oidc/callback?code=x&state=y")
	c.sees("chưa xác nhận được")
}
