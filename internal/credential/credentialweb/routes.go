// Package credentialweb has the pages of signing in and out, an officer's own page of all that he proves himself
// with and of his sessions, the page that asks for a proof again, and what an administrator sees of an account's
// proofs.
//
//	sign_in.go   signing in and out; the demonstration's one click
//	enter.go     from the first proof to the second, and in
//	code.go      the second proof
//	passkey.go   passkeys, for the script of the page
//	oidc.go      to the identity provider and back
//	confirm.go   the proof that is asked for again
//	security.go  one's own proofs and sessions
//	totp.go      setting up an authenticator app
//	holder.go    an account's proofs and sessions, for its administrator
//	agent.go     what a browser is, in words
//	tries.go     how often one address may try
package credentialweb

import (
	"time"

	"giamngheo/internal/account"
	"giamngheo/internal/credential"
	"giamngheo/internal/web"
)

type pages struct {
	*credential.Service
	tries *tries
}

const (
	codePath     = "/sign-in/code"
	securityPath = "/security"
)

// Routes mounts the pages.
func Routes(m *web.Mux, s *credential.Service) {
	p := pages{s, newTries(func() time.Time { return s.Now() })}
	m.Page("GET "+web.SignInPath, web.Public, p.show)
	m.Page("POST "+web.SignInPath, web.Public, p.signIn)
	m.Page("POST /sign-in/demo", web.Public, p.signInDemo)
	m.Page("GET "+codePath, web.Public, p.askCode)
	m.Page("POST "+codePath, web.Public, p.takeCode)
	m.Page("POST /sign-in/passkey/begin", web.Public, p.beginPasskeyUse)
	m.Page("POST /sign-in/passkey", web.Public, p.signInByPasskey)
	m.Page("GET /sign-in/oidc", web.Public, p.goSignIn)
	m.Page("GET "+credential.CallbackPath, web.Public, p.comeBack)
	m.Page("POST /sign-out", web.Public, p.signOut)

	m.Page("GET "+confirmPath, web.SignedIn, p.confirmed)
	m.Page("GET "+confirmPath+"/ask", web.SignedIn, p.asked)
	m.Page("POST "+confirmPath, web.SignedIn, p.prove)
	m.Page("POST "+confirmPath+"/passkey", web.SignedIn, p.proveByPasskey)
	m.Page("GET "+confirmPath+"/oidc", web.SignedIn, p.goProve)
	m.AskAgain(p.askAgain)

	own := []string{
		"POST /security/password", "POST /security/totp", "GET /security/totp", "GET /security/totp.png", "POST /security/totp/confirm",
		"POST /security/totp/remove", "POST /security/codes", "POST /security/passkeys/begin", "POST /security/passkeys", "POST /security/passkeys/remove",
		"POST /security/sessions", "GET /security/oidc", "POST /security/oidc/remove",
	}
	handlers := []web.Handler{
		p.changePassword, p.beginTOTP, p.showTOTP, p.totpPicture, p.confirmTOTP,
		p.removeTOTP, p.newCodes, p.beginPasskey, p.addPasskey, p.removePasskey,
		p.endSession, p.goLink, p.unlink,
	}
	m.Page("GET "+securityPath, web.SignedIn, p.security)
	for i, pattern := range own {
		m.Page(pattern, web.SignedIn, handlers[i])
	}
	// Whoever sits down at an open machine must not make it his own. The script of the page asks before it comes
	// to the keys, by the page that begins.
	m.Fresh("POST /security/totp", "POST /security/totp/remove", "POST /security/codes", "POST /security/passkeys/begin", "POST /security/passkeys/remove",
		"GET /security/oidc", "POST /security/oidc/remove")
	m.Unbarred(securityPath, append(own, "GET "+securityPath, "GET "+confirmPath, "GET "+confirmPath+"/ask", "POST "+confirmPath, "POST "+confirmPath+"/passkey", "GET "+confirmPath+"/oidc")...)

	m.Page("GET /accounts/{id}/proofs", account.ManageAccounts, p.holder)
	m.Page("POST /accounts/{id}/proofs/reset", account.ManageAccounts, p.reset)
	m.Page("POST /accounts/{id}/sessions", account.ManageAccounts, p.endHolderSession)
	m.Fresh("POST /accounts/{id}/proofs/reset")
}
