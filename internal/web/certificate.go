package web

import (
	"context"
	"crypto/tls"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os"
	"strings"
	"sync"
	"time"

	"golang.org/x/crypto/acme"
	"golang.org/x/crypto/acme/autocert"
)

// Certificate is the server's own, when HTTPS ends here and not at a proxy.
type Certificate interface {
	// TLS is how readers' connections are made.
	TLS() *tls.Config
	// Redirect answers plain HTTP: it sends readers to HTTPS at a port, and to the names of the
	// certificate only. Nothing but reading is redirected: what a form sent has been in the open.
	Redirect(port string) http.Handler
}

// secured is what every connection holds to: TLS 1.2 with the suites of package tls, or 1.3.
func secured(get func(*tls.ClientHelloInfo) (*tls.Certificate, error), protos ...string) *tls.Config {
	return &tls.Config{MinVersion: tls.VersionTLS12, GetCertificate: get, NextProtos: append([]string{"h2", "http/1.1"}, protos...)}
}

// lookEvery is how seldom a certificate's files are looked at for a newer one.
const lookEvery = 10 * time.Second

// Files is a certificate in two files that something else renews.
type Files struct {
	cert, key string
	log       *slog.Logger
	// Now is the clock; tests set it.
	Now func() time.Time

	mu      sync.Mutex
	current *tls.Certificate
	written time.Time // the newer file's time when current was read
	looked  time.Time
}

// ReadFiles reads a certificate with its chain and its key, both in PEM.
func ReadFiles(cert, key string, log *slog.Logger) (*Files, error) {
	f := &Files{cert: cert, key: key, log: log, Now: time.Now}
	written, err := f.newest()
	if err != nil {
		return nil, fmt.Errorf("certificate: %w", err)
	}
	pair, err := tls.LoadX509KeyPair(cert, key)
	if err != nil {
		return nil, fmt.Errorf("certificate %s: %w", cert, err)
	}
	f.current, f.written, f.looked = &pair, written, f.Now()
	return f, nil
}

// newest is when the later of the two files was written.
func (f *Files) newest() (time.Time, error) {
	var newest time.Time
	for _, path := range []string{f.cert, f.key} {
		info, err := os.Stat(path)
		if err != nil {
			return newest, err
		}
		if info.ModTime().After(newest) {
			newest = info.ModTime()
		}
	}
	return newest, nil
}

// get is the certificate in force. Files that cannot be read, as in the middle of being renewed, leave the
// one that was read before.
func (f *Files) get(*tls.ClientHelloInfo) (*tls.Certificate, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	now := f.Now()
	if now.Sub(f.looked) < lookEvery {
		return f.current, nil
	}
	f.looked = now
	written, err := f.newest()
	if err == nil && written.Equal(f.written) {
		return f.current, nil
	}
	if err == nil {
		var pair tls.Certificate
		if pair, err = tls.LoadX509KeyPair(f.cert, f.key); err == nil {
			f.current, f.written = &pair, written
			f.log.Info("certificate read anew", "file", f.cert, "until", pair.Leaf.NotAfter)
		}
	}
	if err != nil {
		f.log.Warn("the certificate's files cannot be read; the one read before stays", "error", err.Error())
	}
	return f.current, nil
}

// TLS serves the certificate of the files.
func (f *Files) TLS() *tls.Config { return secured(f.get) }

// Redirect sends readers to the names in the certificate.
func (f *Files) Redirect(port string) http.Handler {
	return redirect(port, func(_ context.Context, host string) error {
		c, err := f.get(nil)
		if err != nil {
			return err
		}
		return c.Leaf.VerifyHostname(host)
	})
}

// ACME is a certificate that a certificate authority issues and renews by itself.
type ACME struct{ manager *autocert.Manager }

// Authority is what an ACME certificate is asked for with.
type Authority struct {
	Directory string // address of the authority's directory; "" is Let's Encrypt's
	Email     string // where the authority may write
	Names     []string
	Cache     string // the folder that keeps account, key and certificate
}

// NewACME asks the authority at the first connection and again before the certificate ends. Whoever runs
// the server agrees to the authority's terms by turning it on.
func NewACME(a Authority) *ACME {
	m := &autocert.Manager{
		Prompt: autocert.AcceptTOS, Cache: autocert.DirCache(a.Cache), HostPolicy: autocert.HostWhitelist(a.Names...), Email: a.Email,
	}
	if a.Directory != "" {
		m.Client = &acme.Client{DirectoryURL: a.Directory}
	}
	return &ACME{m}
}

// TLS serves the authority's certificate, and answers its question (TLS-ALPN-01).
func (a *ACME) TLS() *tls.Config { return secured(a.manager.GetCertificate, acme.ALPNProto) }

// Redirect answers the authority's other question (HTTP-01), and sends readers to the names asked for.
func (a *ACME) Redirect(port string) http.Handler {
	return a.manager.HTTPHandler(redirect(port, a.manager.HostPolicy))
}

// redirect sends whoever reads to HTTPS, at a name that is ours: the Host of a request is what anybody wrote.
func redirect(port string, ours func(ctx context.Context, host string) error) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		host := r.Host
		if h, _, err := net.SplitHostPort(host); err == nil {
			host = h
		}
		host = strings.ToLower(strings.TrimSuffix(host, "."))
		if err := ours(r.Context(), host); err != nil {
			http.Error(w, "This server answers to other names.", http.StatusMisdirectedRequest)
			return
		}
		if r.Method != http.MethodGet && r.Method != http.MethodHead {
			http.Error(w, "Send it over HTTPS.", http.StatusForbidden)
			return
		}
		if port != "443" {
			host = net.JoinHostPort(host, port)
		}
		w.Header().Set("Connection", "close")
		http.Redirect(w, r, "https://"+host+r.URL.RequestURI(), http.StatusMovedPermanently)
	})
}
