package app_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"io"
	"math/big"
	"net"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"giamngheo/internal/app"
)

// certified writes a certificate for this machine and trusts it.
func certified(t *testing.T) (cert, key string, client *http.Client) {
	t.Helper()
	k, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	c := &x509.Certificate{
		SerialNumber: big.NewInt(1), IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)},
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
	dir := t.TempDir()
	cert, key = filepath.Join(dir, "cert.pem"), filepath.Join(dir, "key.pem")
	for path, b := range map[string]*pem.Block{cert: {Type: "CERTIFICATE", Bytes: der}, key: {Type: "PRIVATE KEY", Bytes: secret}} {
		if err := os.WriteFile(path, pem.EncodeToMemory(b), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	pool := x509.NewCertPool()
	if c, err = x509.ParseCertificate(der); err != nil {
		t.Fatal(err)
	}
	pool.AddCert(c)
	return cert, key, &http.Client{
		Transport:     &http.Transport{TLSClientConfig: &tls.Config{RootCAs: pool}, ForceAttemptHTTP2: true},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}

func TestServeSpeaksHTTPSWithACertificateOfItsOwn(t *testing.T) {
	t.Parallel()
	cert, key, client := certified(t)
	plain, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	plain.Close()
	s := serve(t, "--data", t.TempDir(), "--tls-cert", cert, "--tls-key", key, "--redirect-addr", plain.Addr().String())
	if !strings.HasPrefix(s.url, "https://") {
		t.Fatalf("serving at %s", s.url)
	}
	res, err := client.Get(s.url + "/sign-in?lang=en")
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	cookies := res.Cookies()
	if res.StatusCode != 200 || res.ProtoMajor != 2 || res.Header.Get("Strict-Transport-Security") == "" || len(cookies) != 1 || cookies[0].Name != "__Host-lang" || !cookies[0].Secure {
		t.Errorf("%s %s, HSTS %q, cookies %v", res.Proto, res.Status, res.Header.Get("Strict-Transport-Security"), cookies)
	}
	// The redirect begins after the pages.
	var moved *http.Response
	for until := time.Now().Add(10 * time.Second); time.Now().Before(until); {
		if moved, err = client.Get("http://" + plain.Addr().String() + "/households?q=1"); err == nil {
			break
		}
	}
	if err != nil {
		t.Fatal(err)
	}
	moved.Body.Close()
	if to := moved.Header.Get("Location"); moved.StatusCode != http.StatusMovedPermanently || to != s.url+"/households?q=1" {
		t.Errorf("plain HTTP: %s to %q", moved.Status, to)
	}
	posted, err := client.PostForm("http://"+plain.Addr().String()+"/sign-in", url.Values{"password": {"x"}})
	if err != nil {
		t.Fatal(err)
	}
	posted.Body.Close()
	if posted.StatusCode != http.StatusForbidden {
		t.Errorf("a form over plain HTTP: %s", posted.Status)
	}
	if code := s.stop(); code != 0 {
		t.Errorf("exit code %d", code)
	}
}

func TestServeRefusesHalfACertificate(t *testing.T) {
	t.Parallel()
	cert, key, _ := certified(t)
	for want, args := range map[string][]string{
		"go together":        {"--tls-cert", cert},
		"not from both":      {"--tls-cert", cert, "--tls-key", key, "--acme-name", "x.example"},
		"needs --tls-cert":   {"--redirect-addr", "127.0.0.1:0"},
		"certificate " + key: {"--tls-cert", key, "--tls-key", key},
		"no such file":       {"--tls-cert", "/none.pem", "--tls-key", key},
	} {
		var errw strings.Builder
		code := app.Run(t.Context(), append([]string{"serve", "--data", t.TempDir(), "--addr", "127.0.0.1:0"}, args...), strings.NewReader(""), io.Discard, &errw)
		if code != 1 || !strings.Contains(errw.String(), want) {
			t.Errorf("%v: exit code %d, said %q, want %q", args, code, errw.String(), want)
		}
	}
}
