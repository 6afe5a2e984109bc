// Withpostgres starts a throw-away PostgreSQL on a unix socket, sets TEST_POSTGRES, runs a command
// and removes the server again:
//
//	go run ./internal/db/dbtest/withpostgres -- go test ./...
//
// Tests do not wait for the disk. With -durable before the dashes every commit does, as for benchmarks.
//
// PostgreSQL refuses to run as root, so as root the server runs as the system user postgres.
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"os/user"
	"path/filepath"
	"sort"
	"strconv"
	"syscall"
	"time"

	"github.com/jackc/pgx/v5"
)

func main() {
	code, err := run(os.Args[1:])
	if err != nil {
		fmt.Fprintln(os.Stderr, "withpostgres:", err)
		code = 1
	}
	os.Exit(code)
}

func run(args []string) (int, error) {
	// What is not waited for in tests.
	sync := []string{"-c", "fsync=off", "-c", "full_page_writes=off"}
	if len(args) > 0 && args[0] == "-durable" {
		sync, args = nil, args[1:]
	}
	if len(args) > 0 && args[0] == "--" {
		args = args[1:]
	}
	if len(args) == 0 {
		return 0, errors.New("usage: withpostgres [-durable] -- command [arguments]")
	}
	bin, err := binaries()
	if err != nil {
		return 0, err
	}
	cred, err := credential()
	if err != nil {
		return 0, err
	}
	dir, err := os.MkdirTemp("", "giamngheo-pg")
	if err != nil {
		return 0, err
	}
	defer os.RemoveAll(dir)
	if cred != nil {
		if err := os.Chown(dir, int(cred.Uid), int(cred.Gid)); err != nil {
			return 0, err
		}
	}
	as := func(name string, args ...string) *exec.Cmd {
		c := exec.Command(filepath.Join(bin, name), args...)
		c.Dir = dir
		// Its own process group: an interrupt at the keyboard is for the command, which ends first.
		c.SysProcAttr = &syscall.SysProcAttr{Credential: cred, Setpgid: true, Pdeathsig: syscall.SIGINT}
		return c
	}
	data := filepath.Join(dir, "data")
	dsn := "postgres://postgres@/postgres?host=" + dir
	if out, err := as("initdb", "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C", "-N").CombinedOutput(); err != nil {
		return 0, fmt.Errorf("initdb: %w\n%s", err, out)
	}
	server := as("postgres", append([]string{
		"-D", data, "-k", dir, "-c", "listen_addresses=", "-c", "max_connections=400", "-c", "max_locks_per_transaction=256",
		"-c", "shared_buffers=256MB", "-c", "logging_collector=off", "-c", "log_min_messages=fatal",
	}, sync...)...)
	server.Stderr = os.Stderr
	if err := server.Start(); err != nil {
		return 0, err
	}
	defer func() {
		_ = server.Process.Signal(syscall.SIGINT)
		_ = server.Wait()
	}()
	if err := answers(dsn); err != nil {
		return 0, err
	}

	c := exec.Command(args[0], args[1:]...)
	c.Stdin, c.Stdout, c.Stderr = os.Stdin, os.Stdout, os.Stderr
	c.Env = append(os.Environ(), "TEST_POSTGRES="+dsn)
	stop := make(chan os.Signal, 1)
	signal.Notify(stop, os.Interrupt, syscall.SIGTERM)
	if err := c.Start(); err != nil {
		return 0, err
	}
	go func() {
		for s := range stop {
			_ = c.Process.Signal(s)
		}
	}()
	err = c.Wait()
	var exit *exec.ExitError
	if errors.As(err, &exit) {
		return max(exit.ExitCode(), 1), nil
	}
	return 0, err
}

// binaries is the folder of initdb and postgres: Debian keeps them out of PATH.
func binaries() (string, error) {
	if p, err := exec.LookPath("initdb"); err == nil {
		return filepath.Dir(p), nil
	}
	found, _ := filepath.Glob("/usr/lib/postgresql/*/bin/initdb")
	if len(found) == 0 {
		return "", errors.New("PostgreSQL's initdb was not found (Debian: apt-get install postgresql)")
	}
	sort.Strings(found)
	return filepath.Dir(found[len(found)-1]), nil
}

func credential() (*syscall.Credential, error) {
	if os.Getuid() != 0 {
		return nil, nil
	}
	u, err := user.Lookup("postgres")
	if err != nil {
		return nil, err
	}
	uid, err := strconv.ParseUint(u.Uid, 10, 32)
	if err != nil {
		return nil, err
	}
	gid, err := strconv.ParseUint(u.Gid, 10, 32)
	return &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}, err
}

func answers(dsn string) error {
	var err error
	for range 200 {
		var c *pgx.Conn
		if c, err = pgx.Connect(context.Background(), dsn); err == nil {
			return c.Close(context.Background())
		}
		time.Sleep(50 * time.Millisecond)
	}
	return fmt.Errorf("the server did not answer: %w", err)
}
