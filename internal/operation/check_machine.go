package operation

import (
	"bufio"
	"context"
	"os"
	"runtime"
	"strconv"
	"strings"
	"syscall"
	"time"

	"giamngheo/internal/audit"
	"giamngheo/internal/db"
)

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

func (o *Doctor) version(context.Context) (Finding, error) {
	return found("version", OK, "doctor.version_ok", "Version", o.setup.Version, "Commit", o.setup.Commit, "Go", runtime.Version()), nil
}
