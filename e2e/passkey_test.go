package e2e

import (
	"net"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/webauthn"
	"github.com/chromedp/chromedp"
)

// atLocalhost serves a demonstration of its own under this machine's name: a passkey belongs to a name.
func atLocalhost(t *testing.T, more ...string) (data, base string) {
	t.Helper()
	data = copyDemo(t)
	port := freePort(t)
	base = "http://localhost:" + port
	s, err := startServer(data, append([]string{"--addr", "127.0.0.1:" + port, "--url", base}, more...)...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.stop)
	return data, base
}

func freePort(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	_, port, err := net.SplitHostPort(l.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	return port
}

// authenticator gives the tab a device with passkeys, whose holder shows his finger at once.
func (b *tab) authenticator() webauthn.AuthenticatorID {
	b.t.Helper()
	if _, err := chromedp.Call(b.ctx, webauthn.Enable, webauthn.EnableParams{}); err != nil {
		b.t.Fatal(err)
	}
	res, err := chromedp.Call(b.ctx, webauthn.AddVirtualAuthenticator, webauthn.AddVirtualAuthenticatorParams{Options: &webauthn.VirtualAuthenticatorOptions{
		Protocol: webauthn.AuthenticatorProtocolCtap2, Transport: webauthn.AuthenticatorTransportInternal,
		HasResidentKey: true, HasUserVerification: true, IsUserVerified: true, AutomaticPresenceSimulation: true,
	}})
	if err != nil {
		b.t.Fatal(err)
	}
	return res.AuthenticatorID
}

func (b *tab) signOut() {
	b.t.Helper()
	b.click("details.who summary")
	b.click(`details.who form[action="/sign-out"] button`)
	b.arrive(`location.pathname === "/sign-in"`)
}

func TestAPasskeySignsInAndConfirms(t *testing.T) {
	t.Parallel()
	_, base := atLocalhost(t)
	b := open(t, base)
	device := b.authenticator()
	b.signIn("auditor")
	b.visit("/security")
	b.sees("Chưa có passkey nào")
	for _, w := range []int64{1280, 390} {
		b.size(w, 844)
		b.fits()
		b.accessible()
		b.picture("security-" + map[int64]string{1280: "1280", 390: "390"}[w])
	}
	b.do(chromedp.SendKeys(chromedp.CSS("#passkey-name"), "máy của tôi"))
	b.click(`button[data-passkey="create"]`)
	b.arrive(`document.body.innerText.normalize("NFC").includes("Đã thêm passkey")`)
	b.sees("máy của tôi")
	b.signOut()

	// In without a name and without a password.
	b.picture("sign-in-passkey-390")
	b.click(`button[data-passkey="get"]`)
	b.arrive(`document.querySelector("details.who") !== null`)
	b.visit("/security")
	b.sees("vào bằng passkey", "dùng lần cuối")

	// The proof that is asked for again, by the same key.
	b.visit("/confirm/ask?next=%2Frounds")
	b.accessible()
	b.picture("confirm-390")
	b.click(`button[data-passkey="get"]`)
	b.arrive(`location.pathname === "/rounds"`)

	// A signature that is none, or a device that has not asked for the finger, opens nothing.
	b.visit("/rounds")
	b.signOut()
	yes := true
	for _, bad := range []webauthn.SetResponseOverrideBitsParams{
		{AuthenticatorID: device, IsBogusSignature: &yes}, {AuthenticatorID: device, IsBadUV: &yes},
	} {
		if _, err := chromedp.Call(b.ctx, webauthn.SetResponseOverrideBits, bad); err != nil {
			t.Fatal(err)
		}
		b.visit("/sign-in")
		b.click(`button[data-passkey="get"]`)
		b.arrive(`document.querySelector(".passkey [role=alert]:not([hidden])") !== null`)
		b.sees("Passkey chưa được chấp nhận")
	}
	if _, err := chromedp.Call(b.ctx, webauthn.SetResponseOverrideBits, webauthn.SetResponseOverrideBitsParams{AuthenticatorID: device}); err != nil {
		t.Fatal(err)
	}
	b.visit("/sign-in")
	b.click(`button[data-passkey="get"]`)
	b.arrive(`document.querySelector("details.who") !== null`)

	// Taken away, it opens nothing any more.
	b.visit("/security")
	b.click(`form[action="/security/passkeys/remove"] button`)
	b.arrive(`document.body.innerText.normalize("NFC").includes("Đã gỡ passkey")`)
	b.signOut()
	b.click(`button[data-passkey="get"]`)
	b.arrive(`document.querySelector(".passkey [role=alert]:not([hidden])") !== null`)
}

func TestSigningInNeedsNoScript(t *testing.T) {
	t.Parallel()
	_, base := atLocalhost(t)
	b := open(t, base)
	b.script(false)
	b.signIn("auditor")
	b.visit("/security?lang=en")
	b.sees("Account security", "A passkey needs a browser that runs scripts")
	if strings.Contains(b.text(), "Add a passkey\n") {
		t.Error("a button that does nothing is shown")
	}
	b.size(390, 844)
	b.picture("security-en-390")
	b.visit("/confirm/ask?next=%2Frounds")
	b.sees("one click is enough")
	b.click(`button[name="proof-click"]`)
	b.arrive(`location.pathname === "/rounds"`)
}
