package web_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"log/slog"
	"math/big"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"testing"
	"time"

	"giamngheo/internal/web"
)

// write puts a new certificate for a name into two files, written at a time.
func write(t *testing.T, cert, key, name string, at time.Time) {
	t.Helper()
	k, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	c := &x509.Certificate{
		SerialNumber: big.NewInt(at.UnixNano()), Subject: pkix.Name{CommonName: name}, DNSNames: []string{name},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
	}
	der, err := x509.CreateCertificate(rand.Reader, c, c, k.Public(), k)
	if err != nil {
		t.Fatal(err)
	}
	secret, err := x509.MarshalPKCS8PrivateKey(k)
	if err != nil {
		t.Fatal(err)
	}
	for path, block := range map[string]*pem.Block{cert: {Type: "CERTIFICATE", Bytes: der}, key: {Type: "PRIVATE KEY", Bytes: secret}} {
		if err := os.WriteFile(path, pem.EncodeToMemory(block), 0o600); err != nil {
			t.Fatal(err)
		}
		if err := os.Chtimes(path, at, at); err != nil {
			t.Fatal(err)
		}
	}
}

func TestACertificateIsReadAnewWhenItsFilesChange(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	cert, key := filepath.Join(dir, "cert.pem"), filepath.Join(dir, "key.pem")
	if _, err := web.ReadFiles(cert, key, slog.New(slog.DiscardHandler)); err == nil {
		t.Error("a certificate that is not there was read")
	}
	now := time.Now()
	write(t, cert, key, "old.example", now.Add(-time.Hour))
	f, err := web.ReadFiles(cert, key, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	f.Now = func() time.Time { return now }
	srv := httptest.NewUnstartedServer(http.NotFoundHandler())
	srv.TLS = f.TLS()
	srv.StartTLS()
	defer srv.Close()
	// StartTLS adds a certificate of its own for clients that ask for none by name; ours has a name.
	served := func(name string, most uint16) (*tls.ConnectionState, error) {
		conn, err := tls.Dial("tcp", srv.Listener.Addr().String(), &tls.Config{InsecureSkipVerify: true, ServerName: name, MaxVersion: most}) //nolint:gosec // what is served is the question
		if err != nil {
			return nil, err
		}
		defer conn.Close()
		s := conn.ConnectionState()
		return &s, nil
	}
	expect := func(when, want string) {
		t.Helper()
		s, err := served("x.example", 0)
		if err != nil {
			t.Fatal(err)
		}
		if got := s.PeerCertificates[0].Subject.CommonName; got != want {
			t.Errorf("%s: %s is served, want %s", when, got, want)
		}
	}
	expect("at first", "old.example")
	write(t, cert, key, "new.example", now)
	expect("a moment later", "old.example")
	now = now.Add(time.Minute)
	expect("a minute later", "new.example")
	if err := os.WriteFile(cert, []byte("half"), 0o600); err != nil {
		t.Fatal(err)
	}
	now = now.Add(time.Minute)
	expect("with half a file", "new.example")

	if _, err := served("x.example", tls.VersionTLS11); err == nil {
		t.Error("TLS 1.1 is spoken")
	}
	if s, err := served("x.example", tls.VersionTLS12); err != nil || s.Version != tls.VersionTLS12 {
		t.Errorf("TLS 1.2: %v", err)
	}
}

func TestPlainHTTPLeadsToHTTPSUnderOurNamesOnly(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	cert, key := filepath.Join(dir, "cert.pem"), filepath.Join(dir, "key.pem")
	write(t, cert, key, "giamngheo.example", time.Now())
	files, err := web.ReadFiles(cert, key, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]web.Certificate{"files": files, "ACME": web.NewACME(web.Authority{Names: []string{"giamngheo.example"}, Cache: dir})} {
		for _, try := range []struct {
			method, host, port string
			code               int
			to                 string
		}{
			{"GET", "giamngheo.example", "443", 301, "https://giamngheo.example/a?b=c"},
			{"GET", "GIAMNGHEO.example.:80", "8443", 301, "https://giamngheo.example:8443/a?b=c"},
			{"HEAD", "giamngheo.example", "443", 301, "https://giamngheo.example/a?b=c"},
			{"POST", "giamngheo.example", "443", 403, ""},
			{"GET", "evil.example", "443", 421, ""},
			{"GET", "giamngheo.example.evil.example", "443", 421, ""},
			{"GET", "", "443", 421, ""},
			{"GET", "127.0.0.1", "443", 421, ""},
		} {
			r := httptest.NewRequest(try.method, "/a?b=c", nil)
			r.Host = try.host
			res := httptest.NewRecorder()
			c.Redirect(try.port).ServeHTTP(res, r)
			if res.Code != try.code || res.Header().Get("Location") != try.to {
				t.Errorf("%s: %s to %q = %d %q, want %d %q", name, try.method, try.host, res.Code, res.Header().Get("Location"), try.code, try.to)
			}
		}
	}
}

// Whoever connects under a name that is not the server's gets no certificate asked for on its behalf.
func TestACMEAsksForItsOwnNamesOnly(t *testing.T) {
	t.Parallel()
	a := web.NewACME(web.Authority{Names: []string{"giamngheo.example"}, Cache: t.TempDir(), Directory: "http://127.0.0.1:1/"})
	server, client := net.Pipe()
	defer client.Close()
	go func() {
		_ = tls.Client(client, &tls.Config{ServerName: "evil.example", InsecureSkipVerify: true}).Handshake()
	}() //nolint:gosec // the server refuses
	if err := tls.Server(server, a.TLS()).Handshake(); err == nil {
		t.Error("a foreign name was served")
	}
}
