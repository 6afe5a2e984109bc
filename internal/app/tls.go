package app

import (
	"errors"
	"log/slog"
	"path/filepath"

	"giamngheo/internal/web"
)

// TLSSettings are where the program's own certificate comes from, when HTTPS ends here and not at a proxy.
type TLSSettings struct {
	TLSCert       string   `name:"tls-cert" help:"File of the certificate with its chain (PEM): pages are then served over HTTPS, and the file is read anew when it changes." env:"GIAMNGHEO_TLS_CERT"`
	TLSKey        string   `name:"tls-key" help:"File of the certificate's key (PEM)." env:"GIAMNGHEO_TLS_KEY"`
	ACMEName      []string `name:"acme-name" help:"Names of this server for which a certificate is asked of an ACME authority, and renewed; its terms are agreed to." env:"GIAMNGHEO_ACME_NAME"`
	ACMEEmail     string   `name:"acme-email" help:"Address to which that authority may write." env:"GIAMNGHEO_ACME_EMAIL"`
	ACMEDirectory string   `name:"acme-directory" help:"Directory of that authority; without it Let's Encrypt's." env:"GIAMNGHEO_ACME_DIRECTORY"`
	RedirectAddr  string   `name:"redirect-addr" help:"Address at which plain HTTP leads to HTTPS, such as :80; ACME may ask there." env:"GIAMNGHEO_REDIRECT_ADDR"`
}

// own tells whether HTTPS ends in this program.
func (s *TLSSettings) own() bool { return s.TLSCert != "" || len(s.ACMEName) > 0 }

// certificate is the program's own; nil when there is none. What ACME keeps lies in the data directory.
func (s *TLSSettings) certificate(data string, log *slog.Logger) (web.Certificate, error) {
	switch {
	case s.TLSCert != "" && len(s.ACMEName) > 0:
		return nil, errors.New("a certificate comes from --tls-cert or from --acme-name, not from both")
	case (s.TLSCert == "") != (s.TLSKey == ""):
		return nil, errors.New("--tls-cert and --tls-key go together")
	case s.RedirectAddr != "" && !s.own():
		return nil, errors.New("--redirect-addr leads to HTTPS, which needs --tls-cert or --acme-name")
	case s.TLSCert != "":
		return web.ReadFiles(s.TLSCert, s.TLSKey, log)
	case len(s.ACMEName) > 0:
		return web.NewACME(web.Authority{
			Directory: s.ACMEDirectory, Email: s.ACMEEmail, Names: s.ACMEName, Cache: filepath.Join(data, "acme"),
		}), nil
	}
	return nil, nil
}
