package app

import (
	"fmt"
	"net/url"
	"time"

	"giamngheo/internal/account"
	"giamngheo/internal/credential"
)

// ProofSettings say how officers prove who they are.
type ProofSettings struct {
	URL         string         `help:"Address at which readers come, such as https://giamngheo.example.vn; passkeys and single sign-on belong to it." env:"GIAMNGHEO_URL"`
	OIDCIssuer  string         `name:"oidc-issuer" help:"Issuer of an OpenID Connect provider to sign in through." env:"GIAMNGHEO_OIDC_ISSUER"`
	OIDCClient  string         `name:"oidc-client" help:"Id under which the provider knows this program." env:"GIAMNGHEO_OIDC_CLIENT"`
	OIDCSecret  string         `name:"oidc-secret-file" help:"File with the secret that goes with it." env:"GIAMNGHEO_OIDC_SECRET_FILE"`
	OIDCClaims  string         `name:"oidc-claims" help:"File that says what the provider's claims mean here." env:"GIAMNGHEO_OIDC_CLAIMS"`
	SecondFor   []account.Role `name:"second-proof-for" help:"Roles that need a passkey or an authenticator app, such as administrator,province_secretary." env:"GIAMNGHEO_SECOND_PROOF_FOR"`
	SecondGrace time.Duration  `name:"second-proof-grace" help:"How long such an officer may go without, since he was first told." default:"336h" env:"GIAMNGHEO_SECOND_PROOF_GRACE"`
}

// proofs are the settings of how officers prove who they are.
func (s *ProofSettings) proofs() (credential.Setup, error) {
	setup := credential.Setup{Second: s.SecondFor, Grace: s.SecondGrace}
	for _, role := range s.SecondFor {
		if !role.Valid() {
			return setup, fmt.Errorf("--second-proof-for: there is no role %q", role)
		}
	}
	if s.URL != "" {
		u, err := url.Parse(s.URL)
		if err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http" {
			return setup, fmt.Errorf("--url is no address: %s", s.URL)
		}
		setup.URL = u
	}
	if s.OIDCIssuer == "" {
		return setup, nil
	}
	var claims credential.Mapping
	if s.OIDCClaims != "" {
		var err error
		if claims, err = credential.ReadMapping(s.OIDCClaims); err != nil {
			return setup, err
		}
	}
	var err error
	setup.OIDC, err = credential.NewProvider(s.OIDCIssuer, s.OIDCClient, s.OIDCSecret, setup.URL, claims)
	return setup, err
}
