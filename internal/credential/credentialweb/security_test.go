package credentialweb_test

import (
	"bytes"
	"fmt"
	"image/png"
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/pquerna/otp/totp"

	"giamngheo/internal/account"
	"giamngheo/internal/credential"
	"giamngheo/internal/db"
	"giamngheo/internal/db/dbtest"
)

var (
	secretShown = regexp.MustCompile(`<code class="secret">([A-Z2-7 ]+)</code>`)
	codeShown   = regexp.MustCompile(`<li><code>([A-Z2-7-]{19})</code></li>`)
)

// code is what the app shows now.
func (k *desk) code(secret string) string {
	k.t.Helper()
	c, err := totp.GenerateCode(secret, k.now)
	if err != nil {
		k.t.Fatal(err)
	}
	return c
}

func (k *desk) signIn(login string) {
	k.t.Helper()
	k.want(k.post("/sign-in", "login", login, "password", password), 303, "/")
}

// leave forgets who is signed in, as another browser would, and that the machine is known.
func (k *desk) leave() { k.cookies = map[string]*http.Cookie{} }

// withApp sets an app up, and gives its secret and the recovery codes.
func (k *desk) withApp() (secret string, codes []string) {
	k.t.Helper()
	k.want(k.post("/security/totp"), 303, "/security/totp")
	res := k.get("/security/totp")
	k.want(res, 200, `src="/security/totp.png"`)
	m := secretShown.FindStringSubmatch(res.Body.String())
	if m == nil {
		k.t.Fatal("the page shows no key")
	}
	secret = strings.ReplaceAll(m[1], " ", "")
	pic := k.get("/security/totp.png")
	if _, err := png.Decode(bytes.NewReader(pic.Body.Bytes())); err != nil || pic.Header().Get("Cache-Control") != "private, no-store" {
		k.t.Errorf("the picture: %v, %q", err, pic.Header().Get("Cache-Control"))
	}
	k.want(k.post("/security/totp/confirm", "code", "000000"), 422, "Mã chưa đúng")
	done := k.post("/security/totp/confirm", "code", k.code(secret))
	k.want(done, 200, "Mã khôi phục")
	for _, m := range codeShown.FindAllStringSubmatch(done.Body.String(), -1) {
		codes = append(codes, m[1])
	}
	if len(codes) != 10 {
		k.t.Fatalf("%d recovery codes", len(codes))
	}
	return secret, codes
}

func TestASecondProofIsAskedForAndWorksOnce(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		k := newDesk(t, d, credential.Setup{}, nil)
		id := k.add("lan", account.CommuneOfficer)
		k.signIn("lan")
		secret, codes := k.withApp()
		k.want(k.get("/security/totp"), 303, "/security") // the key is never shown again
		k.want(k.get("/security/totp.png"), 404)

		k.leave()
		k.want(k.post("/sign-in", "login", "lan", "password", password), 303, "/sign-in/code")
		k.want(k.get("/security"), 303, "/sign-in?next=%2Fsecurity") // half-way in is not in
		k.want(k.get("/sign-in/code"), 200, "Xác minh bước hai")
		k.want(k.post("/sign-in/code", "code", k.code(secret)), 422, "đã dùng rồi") // the code of the set-up
		k.now = k.now.Add(30 * time.Second)
		now := k.code(secret)
		k.want(k.post("/sign-in/code", "code", now[:3]+" "+now[3:]), 303, "/")
		k.want(k.get("/security"), 200, "mật khẩu + mã ứng dụng", "Còn 10 mã")

		k.leave() // whoever has seen the code cannot use it again
		k.want(k.post("/sign-in", "login", "lan", "password", password), 303, "/sign-in/code")
		k.want(k.post("/sign-in/code", "code", now), 422)
		k.want(k.post("/sign-in/code", "code", strings.ToLower(codes[3])), 303, "/")
		k.want(k.get("/security"), 200, "mã khôi phục", "Còn 9 mã")
		k.leave()
		k.want(k.post("/sign-in", "login", "lan", "password", password), 303, "/sign-in/code")
		k.want(k.post("/sign-in/code", "code", codes[3]), 422)

		// Nothing in the database is a code or the key.
		for _, q := range []string{`select code from credential_recovery`, `select secret from credential_totp`} {
			rows, err := d.Query(t.Context(), q)
			if err != nil {
				t.Fatal(err)
			}
			for rows.Next() {
				var b []byte
				if err := rows.Scan(&b); err != nil {
					t.Fatal(err)
				}
				if strings.Contains(string(b), secret) || strings.Contains(string(b), strings.ReplaceAll(codes[0], "-", "")) {
					t.Errorf("%s gives the secret away", q)
				}
			}
			rows.Close()
		}
		a := k.acts()
		for act, n := range map[string]int{
			"credential.totp_add": 1, "credential.codes": 1, "credential.failed": 4, "credential.second": 3, "account.sign_in": 3,
		} {
			if a[act] != n {
				t.Errorf("%s: %d lines, want %d (account %d: %v)", act, a[act], n, id, a)
			}
		}
	})
}

func TestTheSecondProofCannotBeGuessed(t *testing.T) {
	t.Parallel()
	k := newDesk(t, dbtest.SQLite(t), credential.Setup{}, nil)
	k.add("lan", account.CommuneOfficer)
	k.signIn("lan")
	secret, _ := k.withApp()
	k.leave()
	k.now = k.now.Add(time.Hour)
	k.want(k.post("/sign-in", "login", "lan", "password", password), 303, "/sign-in/code")
	for range 4 {
		k.want(k.post("/sign-in/code", "code", "000000"), 422)
	}
	k.want(k.post("/sign-in/code", "code", "000000"), 429, "lại từ đầu")
	k.want(k.get("/sign-in/code"), 303, "/sign-in")
	k.want(k.post("/sign-in", "login", "lan", "password", password), 303, "/sign-in/code")
	k.want(k.post("/sign-in/code", "code", k.code(secret)), 422) // right, but the account rests
	k.now = k.now.Add(2 * time.Minute)
	k.want(k.post("/sign-in/code", "code", k.code(secret)), 303, "/")
	// Who takes too long begins anew.
	k.leave()
	k.want(k.post("/sign-in", "login", "lan", "password", password), 303, "/sign-in/code")
	k.now = k.now.Add(11 * time.Minute)
	k.want(k.post("/sign-in/code", "code", k.code(secret)), 303, "/sign-in")
}

func TestOnesOwnPage(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		k := newDesk(t, d, credential.Setup{}, nil)
		k.add("lan", account.CommuneOfficer)
		k.signIn("lan")
		other := k.cookies
		k.leave()
		k.signIn("lan")
		k.want(k.get("/security"), 200, "Bảo mật tài khoản", "phiên này", "192.0.2.1", "Passkey chỉ dùng được")
		k.want(k.send(http.MethodGet, "/security?lang=en", nil), 200, "Account security", "this one")
		k.want(k.send(http.MethodGet, "/security?lang=vi", nil), 200)
		k.want(k.post("/security/codes"), 409)
		for _, c := range []struct{ old, next, again, says string }{
			{"sai rồi sai rồi", "mưa đầu mùa 77", "mưa đầu mùa 77", "Mật khẩu hiện tại chưa đúng"},
			{password, "mưa đầu mùa 77", "mưa cuối mùa 77", "không giống nhau"},
			{password, "ngắn", "ngắn", "ít nhất 10"},
			{password, "Matkhau@2023", "Matkhau@2023", "hay bị đoán trước"},
		} {
			k.want(k.post("/security/password", "old-password", c.old, "new-password", c.next, "again-password", c.again), 422, c.says)
		}
		k.want(k.post("/security/password", "old-password", password, "new-password", "mưa đầu mùa 77", "again-password", "mưa đầu mùa 77"), 303, "/security")
		k.want(k.get("/security"), 200, "Đã đổi mật khẩu")
		mine := k.cookies
		k.cookies = other
		k.want(k.get("/security"), 303) // the other session has ended
		k.leave()
		k.want(k.post("/sign-in", "login", "lan", "password", password), 422)
		k.want(k.post("/sign-in", "login", "lan", "password", "mưa đầu mùa 77"), 303)
		third := k.cookies
		k.cookies = mine
		k.want(k.post("/security/sessions"), 303, "/security")
		k.cookies = third
		k.want(k.get("/security"), 303)
		k.cookies = mine
		k.want(k.get("/security"), 200)
		here := regexp.MustCompile(`name="session" value="([^"]+)"`).FindStringSubmatch(k.get("/security").Body.String())
		k.want(k.post("/security/sessions", "session", here[1]), 303, "/sign-in")
		k.want(k.get("/security"), 303)
	})
}

func TestARoleMayNeedASecondProof(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		k := newDesk(t, d, credential.Setup{Second: []account.Role{account.Administrator}, Grace: 14 * 24 * time.Hour}, nil)
		k.add("quan.tri", account.Administrator)
		k.add("lan", account.CommuneOfficer)
		k.signIn("quan.tri")
		k.want(k.get("/security"), 200, "cần xác minh bước hai trước 15:00 13/01/2023")
		k.leave()
		k.now = k.now.Add(14 * 24 * time.Hour)
		k.want(k.post("/sign-in", "login", "quan.tri", "password", password), 303, "/security")
		k.want(k.get("/"), 303, "/security") // nothing else opens
		k.want(k.get("/accounts/1/proofs"), 303, "/security")
		k.want(k.get("/security"), 200, "mới vào được các trang khác")
		k.withApp()
		k.want(k.get("/"), 200)
		k.leave()
		k.signIn("lan") // another role is not asked
		k.want(k.get("/"), 200)
	})
}

func TestAnAdministratorHelpsWhoHasLostTheTelephone(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		k := newDesk(t, d, credential.Setup{}, nil)
		id := k.add("lan", account.CommuneOfficer)
		admin := k.add("quan.tri", account.Administrator)
		k.signIn("lan")
		k.withApp()
		his := k.cookies
		k.leave()
		k.signIn("quan.tri")
		k.want(k.get(holderPath(id)), 200, "Ứng dụng xác thực: có", "Mã khôi phục: 10", "mật khẩu")
		k.want(k.post(holderPath(admin)+"/reset"), 403)
		k.want(k.post(holderPath(id)+"/reset"), 303, holderPath(id))
		k.want(k.get(holderPath(id)), 200, "Ứng dụng xác thực: không")
		k.want(k.get(holderPath(999)), 404)
		k.cookies = his
		k.want(k.get("/security"), 303)
		k.leave()
		k.signIn("lan") // the password is enough again
		his = k.cookies
		k.want(k.get(holderPath(admin)), 403)
		k.leave()
		k.signIn("quan.tri")
		k.want(k.post(strings.TrimSuffix(holderPath(id), "/proofs")+"/sessions"), 303)
		k.cookies = his
		k.want(k.get("/security"), 303)
	})
}

func holderPath(id int64) string { return fmt.Sprintf("/accounts/%d/proofs", id) }

// A whole office behind one address comes in on one morning; whoever guesses there is stopped, and does not stop
// those whose machines are known.
func TestOneAddressHoldsAWholeOffice(t *testing.T) {
	t.Parallel()
	k := newDesk(t, dbtest.SQLite(t), credential.Setup{}, nil)
	k.add("lan", account.CommuneOfficer)
	for range 25 {
		k.leave()
		k.signIn("lan")
	}
	known := k.cookies
	k.leave()
	last := 0
	for range 21 {
		last = k.post("/sign-in", "login", "hoa", "password", "sai rồi sai rồi").Code
	}
	if last != http.StatusTooManyRequests {
		t.Errorf("the 21st wrong try = %d", last)
	}
	k.want(k.post("/sign-in", "login", "lan", "password", password), 429)
	k.cookies = map[string]*http.Cookie{"device": known["device"]}
	k.signIn("lan")
}
