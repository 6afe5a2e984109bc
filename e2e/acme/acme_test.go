// Package acme lets the program ask a real certificate authority, Pebble, for its certificate: an order,
// the authority's question over HTTP or TLS, the answer, the certificate, all on this machine.
package acme

import (
	"bufio"
	"bytes"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"encoding/pem"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/letsencrypt/challtestsrv"
	"github.com/letsencrypt/pebble/v2/ca"
	"github.com/letsencrypt/pebble/v2/db"
	"github.com/letsencrypt/pebble/v2/va"
	"github.com/letsencrypt/pebble/v2/wfe"
)

const name = "giamngheo.example.vn"

func TestTheProgramGetsItsCertificateFromAnAuthority(t *testing.T) {
	t.Setenv("PEBBLE_VA_NOSLEEP", "1")
	dir := t.TempDir()
	program, data := filepath.Join(dir, "giamngheo"), filepath.Join(dir, "data")
	build := exec.Command("go", "build", "-o", program, "./cmd/giamngheo")
	build.Dir = filepath.Join("..", "..")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("build: %v\n%s", err, out)
	}
	pages, plain := port(t), port(t)
	authority, roots := pebble(t, plain, pages)
	trust := filepath.Join(dir, "authority.pem")
	if err := os.WriteFile(trust, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: authority.Certificate().Raw}), 0o600); err != nil {
		t.Fatal(err)
	}
	serve(t, trust, program, "serve", "--data", data, "--addr", fmt.Sprint("127.0.0.1:", pages), "--redirect-addr", fmt.Sprint("127.0.0.1:", plain),
		"--acme-name", name, "--acme-email", "quantri@example.vn", "--acme-directory", authority.URL+wfe.DirectoryPath, "--log-format", "json")

	var conn *tls.Conn
	var err error
	for until := time.Now().Add(90 * time.Second); time.Now().Before(until); time.Sleep(time.Second) {
		if conn, err = tls.Dial("tcp", fmt.Sprint("127.0.0.1:", pages), &tls.Config{ServerName: name, RootCAs: roots()}); err == nil {
			break
		}
	}
	if err != nil {
		t.Fatalf("no certificate that the authority's root vouches for: %v", err)
	}
	defer conn.Close()
	if s := conn.ConnectionState(); s.Version < tls.VersionTLS12 || s.PeerCertificates[0].DNSNames[0] != name {
		t.Errorf("TLS %x for %v", s.Version, s.PeerCertificates[0].DNSNames)
	}
	if _, err := tls.Dial("tcp", fmt.Sprint("127.0.0.1:", pages), &tls.Config{ServerName: "evil.example", InsecureSkipVerify: true}); err == nil {
		t.Error("another name is served")
	}
	// What the authority gave is kept, for its owner alone, and the doctor is content with it.
	kept, err := os.Stat(filepath.Join(data, "acme"))
	if err != nil || kept.Mode().Perm() != 0o700 {
		t.Errorf("the kept certificate: %v, %v", kept, err)
	}
	out, _ := exec.Command(program, "doctor", "--data", data, "--addr", fmt.Sprint("0.0.0.0:", pages), "--acme-name", name, "--lang", "en").CombinedOutput()
	for _, want := range []string{"over the program's own HTTPS", "issued and renewed by an authority"} {
		if !strings.Contains(string(out), want) {
			t.Errorf("the doctor does not say %q:\n%s", want, out)
		}
	}
	client := http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, fmt.Sprintf("http://127.0.0.1:%d/help", plain), nil)
	if err != nil {
		t.Fatal(err)
	}
	req.Host = name
	res, err := client.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	res.Body.Close()
	if to := res.Header.Get("Location"); to != fmt.Sprintf("https://%s:%d/help", name, pages) {
		t.Errorf("plain HTTP: %s to %q", res.Status, to)
	}
}

// pebble is an authority that asks this machine, at two ports, about any name.
func pebble(t *testing.T, httpPort, tlsPort int) (*httptest.Server, func() *x509.CertPool) {
	t.Helper()
	quiet := log.New(io.Discard, "", 0)
	resolver := fmt.Sprint("127.0.0.1:", port(t))
	dns, err := challtestsrv.New(challtestsrv.Config{DNSAddrs: []string{resolver}, Log: quiet})
	if err != nil {
		t.Fatal(err)
	}
	dns.SetDefaultDNSIPv4("127.0.0.1")
	dns.SetDefaultDNSIPv6("")
	go dns.Run()
	t.Cleanup(dns.Shutdown)
	store := db.NewMemoryStore()
	issuer := ca.New(quiet, store, "", "ecdsa", 0, 1, map[string]ca.Profile{"default": {}})
	front := wfe.New(quiet, store, va.New(quiet, httpPort, tlsPort, false, resolver, store), issuer, []string{"pebble.example"}, false, false, 1, 1)
	srv := httptest.NewTLSServer(front.Handler())
	t.Cleanup(srv.Close)
	return srv, func() *x509.CertPool {
		pool := x509.NewCertPool()
		pool.AddCert(issuer.GetRootCert(0).Cert)
		return pool
	}
}

// port is one that nobody uses.
func port(t *testing.T) int {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().(*net.TCPAddr).Port
}

// serve starts the program, which trusts the authority's own server, and waits until it serves.
func serve(t *testing.T, trust, program string, args ...string) {
	t.Helper()
	cmd := exec.Command(program, args...)
	cmd.Env = append(os.Environ(), "SSL_CERT_FILE="+trust)
	r, err := cmd.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	var said bytes.Buffer
	ready, ended := make(chan bool, 1), make(chan struct{})
	go func() {
		defer close(ended)
		serving := 0
		for lines := bufio.NewScanner(r); lines.Scan(); {
			said.Write(append(lines.Bytes(), '\n'))
			var line struct{ Msg string }
			if json.Unmarshal(lines.Bytes(), &line) == nil && line.Msg == "serving" {
				if serving++; serving == 2 {
					ready <- true
				}
			}
		}
	}()
	t.Cleanup(func() {
		_ = cmd.Process.Signal(os.Interrupt)
		_ = cmd.Wait()
		<-ended
		if t.Failed() {
			t.Log(said.String())
		}
	})
	select {
	case <-ready:
	case <-ended:
		t.Fatal("the program ended")
	case <-time.After(time.Minute):
		t.Fatal("the program does not serve")
	}
}
