package credential

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"

	"giamngheo/internal/account"
	"giamngheo/internal/day"
	"giamngheo/internal/fault"
)

const (
	// CallbackPath is where the provider sends people back to.
	CallbackPath = "/sign-in/oidc/callback"
	// providerWithin bounds every question to the provider.
	providerWithin = 10 * time.Second
	// recently is how old a sign-in at the provider may be that proves somebody again.
	recently = 2 * time.Minute
)

// Provider is an identity provider (OpenID Connect), such as a province's single sign-on.
type Provider struct {
	Issuer   string
	ClientID string
	Mapping

	secret  string
	client  *http.Client
	mu      sync.Mutex
	found   *oidc.Provider
	callsAt string
}

// NewProvider makes a provider from what the operator says; readers come back to base. The provider is asked for
// its addresses when somebody first wants to sign in: its absence does not keep the program from starting.
func NewProvider(issuer, clientID, secretFile string, base *url.URL, m Mapping) (*Provider, error) {
	if base == nil {
		return nil, errors.New("an identity provider needs --url, the address at which readers come")
	}
	u, err := url.Parse(issuer)
	if err != nil || u.Host == "" || clientID == "" {
		return nil, errors.New("an identity provider needs the address of its issuer and the client's id")
	}
	if u.Scheme != "https" && u.Hostname() != "localhost" && u.Hostname() != "127.0.0.1" {
		return nil, errors.New("the issuer must be reached by https")
	}
	p := &Provider{Issuer: issuer, ClientID: clientID, Mapping: m, client: &http.Client{Timeout: providerWithin}, callsAt: base.JoinPath(CallbackPath).String()}
	if secretFile != "" {
		b, err := os.ReadFile(secretFile)
		if err != nil {
			return nil, fmt.Errorf("the client's secret: %w", err)
		}
		p.secret = strings.TrimSpace(string(b))
	}
	return p, nil
}

// Going is somebody on his way to the provider and back; the session keeps it.
type Going struct {
	State, Nonce, Verifier string
	// Link is the account that the user is to belong to, 0 for a sign-in; Prove says that somebody who is signed
	// in proves himself again.
	Link  int64
	Prove bool
	Next  string
}

// Go is the address at the provider to which somebody is sent. With Prove it asks him again, even when he is
// still signed in there.
func (p *Provider) Go(ctx context.Context, g *Going) (string, error) {
	conf, _, err := p.config(ctx)
	if err != nil {
		return "", err
	}
	g.State, g.Nonce, g.Verifier = rand.Text(), rand.Text(), oauth2.GenerateVerifier()
	opts := []oauth2.AuthCodeOption{oidc.Nonce(g.Nonce), oauth2.S256ChallengeOption(g.Verifier)}
	if g.Prove {
		opts = append(opts, oauth2.SetAuthURLParam("prompt", "login"), oauth2.SetAuthURLParam("max_age", "0"))
	}
	return conf.AuthCodeURL(g.State, opts...), nil
}

// user is whom the provider has named.
type user struct {
	subject string
	claims  claims
}

// Return takes what the provider sent back, and believes it only if it answers this going: the state is the
// session's, the code is exchanged with the verifier, and the token names issuer, client and nonce.
func (p *Provider) back(ctx context.Context, g Going, q url.Values, now time.Time) (user, error) {
	refused := fault.New(fault.Invalid, "credential.oidc_refused")
	if g.State == "" || subtle.ConstantTimeCompare([]byte(g.State), []byte(q.Get("state"))) != 1 || q.Get("code") == "" {
		return user{}, refused
	}
	conf, provider, err := p.config(ctx)
	if err != nil {
		return user{}, err
	}
	ctx = oidc.ClientContext(ctx, p.client)
	token, err := conf.Exchange(ctx, q.Get("code"), oauth2.VerifierOption(g.Verifier))
	if err != nil {
		return user{}, fmt.Errorf("%w: exchange: %v", refused, err)
	}
	raw, _ := token.Extra("id_token").(string)
	id, err := provider.VerifierContext(ctx, &oidc.Config{ClientID: p.ClientID, Now: func() time.Time { return now }}).Verify(ctx, raw)
	if err != nil || subtle.ConstantTimeCompare([]byte(id.Nonce), []byte(g.Nonce)) != 1 || id.Subject == "" {
		return user{}, fmt.Errorf("%w: token: %v", refused, err)
	}
	u := user{subject: id.Subject, claims: claims{}}
	if err := id.Claims(&u.claims); err != nil {
		return user{}, fmt.Errorf("%w: claims: %v", refused, err)
	}
	if g.Prove {
		at, _ := u.claims["auth_time"].(float64)
		if age := now.Sub(time.Unix(int64(at), 0)); age > recently {
			return user{}, refused
		}
	}
	// Claims that the token leaves out are asked for; what they say must be of the same user.
	if info, err := provider.UserInfo(ctx, oauth2.StaticTokenSource(token)); err == nil && info.Subject == id.Subject {
		more := claims{}
		if err := info.Claims(&more); err == nil {
			for name, v := range more {
				if _, there := u.claims[name]; !there {
					u.claims[name] = v
				}
			}
		}
	}
	return u, nil
}

// config finds the provider's addresses, once.
func (p *Provider) config(ctx context.Context) (*oauth2.Config, *oidc.Provider, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.found == nil {
		// The library keeps this context for later questions, beyond the request.
		found, err := oidc.NewProvider(oidc.ClientContext(context.WithoutCancel(ctx), p.client), p.Issuer)
		if err != nil {
			return nil, nil, fmt.Errorf("%w: %v", fault.New(fault.Busy, "credential.oidc_away"), err)
		}
		p.found = found
	}
	scopes := append([]string{oidc.ScopeOpenID}, p.Scopes...)
	return &oauth2.Config{
		ClientID: p.ClientID, ClientSecret: p.secret, Endpoint: p.found.Endpoint(), RedirectURL: p.callsAt, Scopes: slices.Compact(scopes),
	}, p.found, nil
}

// Arrived is somebody who has come back from the provider.
type Arrived struct {
	account.Person
	// Only are the roles that he may act in; nil when the mapping leaves roles to the administrators here.
	Only []account.Grant
	// Second says that the provider has asked for two proofs.
	Second bool
}

// Arrive judges what came back and finds the account: by the user's subject, which never changes, and by nothing
// else. An account that is not known is made when the mapping says so. The roles that the mapping gives are brought
// in line, those that it no longer gives end.
func (s *Service) Arrive(ctx context.Context, g Going, q url.Values) (Arrived, error) {
	p := s.setup.OIDC
	if p == nil {
		return Arrived{}, fault.New(fault.NotFound, "web.unknown_page")
	}
	u, err := p.back(ctx, g, q, s.Now())
	if err != nil {
		if fault.KindOf(err) == fault.Invalid {
			err = errors.Join(err, s.noteRefused(ctx))
		}
		return Arrived{}, err
	}
	today := day.Of(s.Now())
	var only []account.Grant
	if len(p.Grants) > 0 {
		if only, err = p.grants(ctx, s.db, u.claims, today); err != nil {
			return Arrived{}, err
		}
	}
	out := Arrived{Only: only, Second: p.Second || u.claims.has("amr", "mfa")}
	out.Person, err = s.settle(ctx, p, g, u, only, today)
	return out, err
}
