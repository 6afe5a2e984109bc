package operation

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"net"
	"net/netip"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"time"

	"giamngheo/internal/account"
	"giamngheo/internal/credential"
	"giamngheo/internal/day"
	"giamngheo/internal/db"
)

// address looks at who can listen to what goes over the wire.
func (o *Doctor) address(context.Context) (Finding, error) {
	host, _, err := net.SplitHostPort(o.setup.Addr)
	if err != nil {
		return Finding{}, err
	}
	ip, ipErr := netip.ParseAddr(host)
	local := host == "localhost" || ipErr == nil && ip.IsLoopback()
	switch {
	case o.setup.OwnTLS:
		return found("address", OK, "doctor.address_own", "Addr", o.setup.Addr), nil
	case !local && !o.setup.HTTPS:
		return found("address", Wrong, "doctor.address_open", "Addr", o.setup.Addr), nil
	case !local:
		return found("address", Look, "doctor.address_bare", "Addr", o.setup.Addr), nil
	case !o.setup.HTTPS:
		return found("address", Look, "doctor.address_local", "Addr", o.setup.Addr), nil
	}
	return found("address", OK, "doctor.address_ok", "Addr", o.setup.Addr), nil
}

// Days before its end at which a certificate that something renews should have been renewed.
const renewBefore = 14 * 24 * time.Hour

func (o *Doctor) certificate(context.Context) (Finding, error) {
	s := o.setup
	switch {
	case !s.OwnTLS:
		return found("certificate", OK, "doctor.certificate_none"), nil
	case s.Certificate == "":
		if info, err := os.Stat(filepath.Join(s.Data, "acme")); err == nil && info.Mode().Perm()&0o077 != 0 {
			return found("certificate", Wrong, "doctor.certificate_open", "File", filepath.Join(s.Data, "acme")), nil
		}
		return found("certificate", OK, "doctor.certificate_acme"), nil
	}
	info, err := os.Stat(s.Key)
	if err != nil {
		return Finding{}, err
	}
	if info.Mode().Perm()&0o007 != 0 {
		return found("certificate", Wrong, "doctor.certificate_open", "File", s.Key), nil
	}
	pair, err := tls.LoadX509KeyPair(s.Certificate, s.Key)
	if err != nil {
		return Finding{}, err
	}
	return o.lifeOf(pair.Leaf), nil
}

func (o *Doctor) lifeOf(c *x509.Certificate) Finding {
	left := c.NotAfter.Sub(o.Now())
	switch {
	case left <= 0:
		return found("certificate", Wrong, "doctor.certificate_over", "Until", c.NotAfter)
	case left < renewBefore:
		return found("certificate", Look, "doctor.certificate_soon", "Until", c.NotAfter)
	}
	return found("certificate", OK, "doctor.certificate_ok", "Until", c.NotAfter)
}

// wide tells whether a network holds more machines than proxies of one office could be.
func wide(p netip.Prefix) bool {
	return p.Addr().Is4() && p.Bits() < 16 || p.Addr().Is6() && p.Bits() < 48
}

func (o *Doctor) proxy(context.Context) (Finding, error) {
	var list []string
	tooWide := ""
	for _, p := range o.setup.Proxies {
		if p.Bits() == 0 {
			return found("proxy", Wrong, "doctor.proxy_everybody", "Proxy", p.String()), nil
		}
		if wide(p) {
			tooWide = p.String()
		}
		list = append(list, p.String())
	}
	switch {
	case tooWide != "":
		return found("proxy", Look, "doctor.proxy_wide", "Proxy", tooWide), nil
	case len(list) > 0:
		return found("proxy", OK, "doctor.proxy_ok", "Proxies", strings.Join(list, ", ")), nil
	case o.setup.HTTPS && !o.setup.OwnTLS:
		return found("proxy", Look, "doctor.proxy_missing"), nil
	}
	return found("proxy", OK, "doctor.proxy_none"), nil
}

// files looks whether others than the owner can read the data directory and its files.
func (o *Doctor) files(context.Context) (Finding, error) {
	for _, name := range []string{db.FileName, db.FileName + "-wal", db.FileName + "-shm"} {
		path := filepath.Join(o.setup.Data, name)
		info, err := os.Stat(path)
		if err != nil {
			continue // on PostgreSQL there are none; the key file has a check of its own
		}
		if info.Mode().Perm()&0o077 != 0 {
			return found("files", Wrong, "doctor.files_open", "File", path), nil
		}
	}
	if info, err := os.Stat(o.setup.Data); err == nil && info.Mode().Perm()&0o007 != 0 {
		return found("files", Look, "doctor.files_dir", "Dir", o.setup.Data), nil
	}
	return found("files", OK, "doctor.files_ok", "Dir", o.setup.Data), nil
}

// invented are the logins of accounts that a demonstration and a training copy make: their passwords are
// known to a room, or they have none.
var invented = []string{"demo.", "taphuan."}

// accounts looks for accounts of a demonstration among real data, and for a real database that nobody runs.
func (o *Doctor) accounts(ctx context.Context, f facts) (Finding, error) {
	if f.purpose != "" {
		return found("accounts", OK, "doctor.accounts_invented"), nil
	}
	all, err := account.NewService(o.db).List(ctx)
	if err != nil {
		return Finding{}, err
	}
	seconded, err := credential.Seconded(ctx, o.db)
	if err != nil {
		return Finding{}, err
	}
	open, bare := 0, ""
	today := day.Of(o.Now())
	for _, a := range all {
		if a.Disabled {
			continue
		}
		open++
		if !seconded[a.ID] && slices.ContainsFunc(a.Grants, func(g account.Grant) bool { return g.Role == account.Administrator && g.Contains(today) }) {
			bare = a.Login
		}
		for _, prefix := range invented {
			if strings.HasPrefix(a.Login, prefix) {
				return found("accounts", Wrong, "doctor.accounts_demo", "Login", a.Login), nil
			}
		}
	}
	if bare != "" {
		return found("accounts", Look, "doctor.accounts_bare", "Login", bare), nil
	}
	return found("accounts", OK, "doctor.accounts_ok", "Count", int64(open)), nil
}

// power is what the process may do on the machine.
func (o *Doctor) power(context.Context) (Finding, error) {
	if o.UID() == 0 {
		return found("power", Look, "doctor.power_root"), nil
	}
	return found("power", OK, "doctor.power_ok"), nil
}

// traces looks where names and numbers could be left outside the database: in a core file after a crash, or
// in memory that was written to a disk.
func (o *Doctor) traces(context.Context) (Finding, error) {
	if o.Cores() {
		return found("traces", Look, "doctor.traces_core"), nil
	}
	b, err := os.ReadFile(o.Swaps)
	if err != nil {
		return found("traces", OK, "doctor.traces_unknown"), nil //nolint:nilerr // not every system tells
	}
	for _, line := range strings.Split(string(b), "\n")[1:] {
		// Swap in memory is none; whether a mapped device is encrypted cannot be seen from here.
		if name, _, _ := strings.Cut(line, " "); name != "" && !strings.HasPrefix(name, "/dev/zram") && !strings.HasPrefix(name, "/dev/dm-") && !strings.HasPrefix(name, "/dev/mapper/") {
			return found("traces", Look, "doctor.traces_swap", "Device", name), nil
		}
	}
	return found("traces", OK, "doctor.traces_ok"), nil
}

// cores tells whether a crash of this process may write its memory to a file.
func cores() bool {
	var limit syscall.Rlimit
	return syscall.Getrlimit(syscall.RLIMIT_CORE, &limit) == nil && limit.Cur > 0
}
