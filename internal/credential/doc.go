// Package credential is how an officer proves who he is beside his password: a code of an authenticator app, a
// passkey, an identity provider, a recovery code; when a second proof is needed; and the proof that is asked for
// again before data leaves the system and before a decision. Accounts, passwords and sessions are of package
// account.
//
//	service.go   the service and what the operator says of it
//	holder.go    what an account has; the counter of wrong second proofs; which roles need one
//	totp.go      authenticator apps (RFC 6238)
//	recovery.go  recovery codes
//	passkey.go   passkeys (WebAuthn)
//	oidc.go      an identity provider (OpenID Connect)
//	mapping.go   what its claims mean here
//	subject.go   whose account its users are, and their mapped roles
//	proof.go     the proof that is asked for again
//	store*.go    the SQL of credential_*
package credential
