// Package e2e walks through the product as its readers do: the real program over a demonstration
// province, in a headless Chromium. Pictures of what was seen are left in out/.
//
//	main_test.go        builds the program, makes the demonstration, serves it, starts the browser
//	browser_test.go     a tab and what can be asked of it
//	roles_test.go       every role signs in and sees what is its own, nothing more
//	secretary_test.go   from the province to the household that explains a figure
//	officer_test.go     targets, the plan check, the search
//	page_test.go        every page: width, accessibility, print, language, the demonstration's mark
//	noscript_test.go    the same without script, and by keyboard alone
//	week_test.go        the week of a commune officer
//	import_test.go      sheets in, and grids to paste into
//	lists_test.go       lists of households, working lists, files
//	forms_test.go       the result forms
//	units_test.go       maps, villages, rounds
//	help_test.go        help, the forms of a household and of its review
//	operate_test.go     backup and restore as the manual says, the operator's page
//	passkey_test.go     passkeys, by a virtual authenticator
//	oidc_test.go        signing in through a real identity provider
//	weight_test.go      what pages weigh on the road
//	durability_test.go  what was acknowledged outlives a kill
package e2e

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

var (
	program string // the built binary
	demo    string // a data directory with the demonstration, never served; copied by whoever serves it
	base    string // the address of the server over demo
	browser context.Context
)

func TestMain(m *testing.M) {
	code, err := run(m)
	if err != nil {
		fmt.Fprintln(os.Stderr, "e2e:", err)
		code = 1
	}
	os.Exit(code)
}

func run(m *testing.M) (int, error) {
	dir, err := os.MkdirTemp("", "giamngheo-e2e")
	if err != nil {
		return 0, err
	}
	defer os.RemoveAll(dir)
	if err := os.MkdirAll("out", 0o755); err != nil {
		return 0, err
	}
	program = filepath.Join(dir, "giamngheo")
	build := exec.Command("go", "build", "-o", program, "./cmd/giamngheo")
	build.Dir = ".."
	if out, err := build.CombinedOutput(); err != nil {
		return 0, fmt.Errorf("build: %w\n%s", err, out)
	}
	demo = filepath.Join(dir, "demo")
	start := time.Now()
	if out, err := exec.Command(program, "demo", "--data", demo).CombinedOutput(); err != nil {
		return 0, fmt.Errorf("demo: %w\n%s", err, out)
	}
	fmt.Printf("demonstration made in %.1f s\n", time.Since(start).Seconds())
	served := filepath.Join(dir, "served")
	if err := copyData(served); err != nil {
		return 0, err
	}
	server, err := startServer(served)
	if err != nil {
		return 0, err
	}
	defer server.stop()
	base = server.url

	exe, err := findBrowser()
	if err != nil {
		return 0, err
	}
	alloc, cancel := chromedp.NewExecAllocator(context.Background(), append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(exe), chromedp.NoSandbox, chromedp.DisableGPU,
		chromedp.UserDataDir(filepath.Join(dir, "profile")),
		chromedp.Flag("disable-quic", true), chromedp.Flag("disable-component-update", true), chromedp.Flag("disable-sync", true),
	)...)
	defer cancel()
	var closeBrowser context.CancelFunc
	browser, closeBrowser = chromedp.NewContext(alloc)
	defer closeBrowser()
	if err := chromedp.Do(browser); err != nil {
		return 0, fmt.Errorf("browser: %w", err)
	}
	return m.Run(), nil
}

func findBrowser() (string, error) {
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if p, err := exec.LookPath(name); err == nil {
			return p, nil
		}
	}
	return "", errors.New("no Chromium was found (Debian: apt-get install chromium)")
}

// server is the program serving a data directory.
type server struct {
	url string
	cmd *exec.Cmd
}

// startServer starts the program on a free port of this machine and waits until it serves.
func startServer(data string, more ...string) (*server, error) {
	cmd := exec.Command(program, append([]string{"serve", "--data", data, "--addr", "127.0.0.1:0", "--log-format", "json"}, more...)...)
	r, err := cmd.StderrPipe()
	if err != nil {
		return nil, err
	}
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	s := &server{cmd: cmd}
	// What it says is kept; a line of its own may come before it serves or instead of it.
	log, err := os.OpenFile(filepath.Join("out", "serve.log"), os.O_CREATE|os.O_WRONLY|os.O_APPEND, 0o644)
	if err != nil {
		return nil, err
	}
	found := make(chan string, 1)
	go func() {
		defer log.Close()
		defer close(found)
		told := false
		for lines := bufio.NewScanner(r); lines.Scan(); {
			fmt.Fprintln(log, lines.Text())
			var line struct{ Msg, URL string }
			if json.Unmarshal(lines.Bytes(), &line) == nil && line.Msg == "serving" && !told {
				told = true
				found <- line.URL
			}
		}
	}()
	select {
	case s.url = <-found:
	case <-time.After(30 * time.Second):
	}
	if s.url == "" {
		s.kill()
		return nil, errors.New("the server did not start; see e2e/out/serve.log")
	}
	return s, nil
}

// stop interrupts the server and waits for its graceful end.
func (s *server) stop() {
	_ = s.cmd.Process.Signal(os.Interrupt)
	_ = s.cmd.Wait()
}

// kill ends the server as a power cut would.
func (s *server) kill() {
	_ = s.cmd.Process.Kill()
	_ = s.cmd.Wait()
}

// copyData copies the demonstration; the key file stays its owner's alone.
func copyData(dir string) error {
	if err := os.CopyFS(dir, os.DirFS(demo)); err != nil {
		return err
	}
	return os.Chmod(filepath.Join(dir, "seal.key"), 0o600)
}

// copyDemo gives a test a demonstration of its own to change.
func copyDemo(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	if err := copyData(dir); err != nil {
		t.Fatal(err)
	}
	return dir
}

// command runs the program over a data directory.
func command(t *testing.T, args ...string) string {
	t.Helper()
	out, err := exec.Command(program, args...).CombinedOutput()
	if err != nil {
		t.Fatalf("%s: %v\n%s", strings.Join(args, " "), err, out)
	}
	return string(out)
}
