package credential

import (
	"net/url"
	"time"

	"giamngheo/internal/account"
	"giamngheo/internal/db"
	"giamngheo/internal/seal"
)

// Setup is what the operator says of the proofs.
type Setup struct {
	// URL is the address at which readers come, such as https://giamngheo.example.vn; nil when none was said:
	// passkeys then work on this machine only (http://localhost), and there is no identity provider.
	URL *url.URL
	// Second are the roles that need a second proof, once Grace has passed since they were told.
	Second []account.Role
	Grace  time.Duration
	// OIDC is the identity provider, nil when there is none.
	OIDC *Provider
}

// Service knows the proofs of every account.
type Service struct {
	Accounts *account.Service
	db       *db.DB
	keys     *seal.Keys
	setup    Setup
	// Now is the clock; tests set it.
	Now func() time.Time
}

// New serves the proofs of a database's accounts; keys seal the secrets of authenticator apps.
func New(d *db.DB, accounts *account.Service, keys *seal.Keys, setup Setup) *Service {
	return &Service{Accounts: accounts, db: d, keys: keys, setup: setup, Now: time.Now}
}

// Provider is the identity provider that people may sign in with, nil when there is none.
func (s *Service) Provider() *Provider { return s.setup.OIDC }
