package operation

import (
	"bufio"
	"context"
	"net"
	"net/netip"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"syscall"
	"time"

	"giamngheo/internal/audit"
	"giamngheo/internal/db"
)

// files looks whether others than the owner can read the data directory's files.
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
	return found("files", OK, "doctor.files_ok", "Dir", o.setup.Data), nil
}

// Room that must be left on the disk: for the write-ahead log, and for a backup beside the database.
const (
	tight  = 256 << 20
	narrow = 2 << 30
)

func (o *Doctor) disk(ctx context.Context) (Finding, error) {
	var s syscall.Statfs_t
	if err := syscall.Statfs(o.setup.Data, &s); err != nil {
		return Finding{}, err
	}
	free := int64(s.Bavail) * int64(s.Bsize)
	whole := int64(s.Blocks) * int64(s.Bsize)
	need := int64(0)
	if o.db.Engine() == db.SQLite {
		var err error
		if need, err = db.Size(ctx, o.db); err != nil {
			return Finding{}, err
		}
	}
	args := []any{"Free", Bytes(free), "Whole", Bytes(whole), "Dir", o.setup.Data}
	switch {
	case free < tight:
		return found("disk", Wrong, "doctor.disk_tight", args...), nil
	case free < narrow || free < 2*need:
		return found("disk", Look, "doctor.disk_narrow", args...), nil
	}
	return found("disk", OK, "doctor.disk_ok", args...), nil
}

// scarce is how little free memory is worth a look.
const scarce = 256 << 20

func (o *Doctor) memory(context.Context) (Finding, error) {
	f, err := os.Open("/proc/meminfo")
	if err != nil {
		return found("memory", OK, "doctor.memory_unknown"), nil //nolint:nilerr // not every system tells
	}
	defer f.Close()
	kib := map[string]int64{}
	for lines := bufio.NewScanner(f); lines.Scan(); {
		fields := strings.Fields(lines.Text())
		if len(fields) >= 2 {
			n, _ := strconv.ParseInt(fields[1], 10, 64)
			kib[strings.TrimSuffix(fields[0], ":")] = n
		}
	}
	args := []any{"Free", Bytes(kib["MemAvailable"] << 10), "Whole", Bytes(kib["MemTotal"] << 10)}
	if kib["MemAvailable"]<<10 < scarce {
		return found("memory", Look, "doctor.memory_scarce", args...), nil
	}
	return found("memory", OK, "doctor.memory_ok", args...), nil
}

// clock compares with what was written before and with the database server's clock: sessions, locks
// and the day of an act rest on it.
func (o *Doctor) clock(ctx context.Context) (Finding, error) {
	now := o.Now()
	_, newest, err := audit.Size(ctx, o.db)
	if err != nil {
		return Finding{}, err
	}
	if newest.After(now.Add(time.Minute)) {
		return found("clock", Wrong, "doctor.clock_behind", "Now", now, "At", newest), nil
	}
	if o.db.Engine() == db.Postgres {
		var micros int64
		if err := o.db.QueryRow(ctx, `select cast(extract(epoch from clock_timestamp()) * 1000000 as bigint)`).Scan(&micros); err != nil {
			return Finding{}, err
		}
		if apart := now.Sub(time.UnixMicro(micros)).Abs(); apart > 5*time.Second {
			return found("clock", Look, "doctor.clock_apart", "Seconds", int64(apart.Seconds())), nil
		}
	}
	zone, _ := now.Zone()
	return found("clock", OK, "doctor.clock_ok", "Now", now, "Zone", zone), nil
}

func (o *Doctor) address(context.Context) (Finding, error) {
	host, _, err := net.SplitHostPort(o.setup.Addr)
	if err != nil {
		return Finding{}, err
	}
	ip, ipErr := netip.ParseAddr(host)
	local := host == "localhost" || ipErr == nil && ip.IsLoopback()
	switch {
	case !local && !o.setup.HTTPS:
		return found("address", Wrong, "doctor.address_open", "Addr", o.setup.Addr), nil
	case !local:
		return found("address", Look, "doctor.address_bare", "Addr", o.setup.Addr), nil
	case !o.setup.HTTPS:
		return found("address", Look, "doctor.address_local", "Addr", o.setup.Addr), nil
	}
	return found("address", OK, "doctor.address_ok", "Addr", o.setup.Addr), nil
}

func (o *Doctor) proxy(context.Context) (Finding, error) {
	var list []string
	for _, p := range o.setup.Proxies {
		if p.Bits() == 0 {
			return found("proxy", Wrong, "doctor.proxy_everybody", "Proxy", p.String()), nil
		}
		list = append(list, p.String())
	}
	switch {
	case len(list) > 0:
		return found("proxy", OK, "doctor.proxy_ok", "Proxies", strings.Join(list, ", ")), nil
	case o.setup.HTTPS:
		return found("proxy", Look, "doctor.proxy_missing"), nil
	}
	return found("proxy", OK, "doctor.proxy_none"), nil
}

func (o *Doctor) version(context.Context) (Finding, error) {
	return found("version", OK, "doctor.version_ok", "Version", o.setup.Version, "Commit", o.setup.Commit, "Go", runtime.Version()), nil
}
