package audit

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/syslog"
	"net/url"
	"os"
	"time"

	"giamngheo/internal/db"
)

// Sinks are where anchors go besides the database: places that whoever keeps the database does not keep.
type Sinks struct {
	// File is appended to, one line for each anchor; "" for none.
	File string
	// Syslog is "local" for this machine's system log, or udp://host:514, tcp://host:601; "" for none.
	Syslog string
}

// None tells whether there is no second sink.
func (s Sinks) None() bool { return s == Sinks{} }

// Sent is what became of the last sending to the second sink.
type Sent struct {
	At    time.Time `json:"at"`
	Seq   int64     `json:"seq"`
	Error string    `json:"error,omitempty"`
}

const settingSent = "audit.sent"

// LastSent is what became of the last sending; zero when there was none.
func LastSent(ctx context.Context, q db.Querier) (s Sent, err error) {
	v, err := db.Setting(ctx, q, settingSent)
	if err != nil || v == "" {
		return s, err
	}
	return s, json.Unmarshal([]byte(v), &s)
}

// Secure makes an anchor and sends the newest one to the second sink, when it has not gone there yet. A
// sink that does not take it is an error, and is tried again the next time.
func Secure(ctx context.Context, d *db.DB, to Sinks) (a Anchor, ok bool, err error) {
	a, ok, err = MakeAnchor(ctx, d)
	if err != nil || !ok || to.None() {
		return a, ok, err
	}
	last, err := LastSent(ctx, d)
	if err != nil || last.Seq == a.Seq && last.Error == "" {
		return a, ok, err
	}
	failed := to.send(a)
	now := Sent{At: d.Now(), Seq: a.Seq}
	if failed != nil {
		now.Error = failed.Error()
	}
	b, err := json.Marshal(now)
	if err != nil {
		return a, ok, err
	}
	err = d.Write(ctx, func(ctx context.Context, tx *db.Tx) error { return db.SetSetting(ctx, tx, settingSent, string(b)) })
	return a, ok, errors.Join(failed, err)
}

// send writes an anchor to every sink there is.
func (s Sinks) send(a Anchor) error {
	var errs []error
	if s.File != "" {
		errs = append(errs, appendLine(s.File, a.String()))
	}
	if s.Syslog != "" {
		errs = append(errs, toSyslog(s.Syslog, a.String()))
	}
	return errors.Join(errs...)
}

// appendLine adds a line to a file and to the disk.
func appendLine(path, line string) error {
	f, err := os.OpenFile(path, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		return fmt.Errorf("anchor file: %w", err)
	}
	_, err = io.WriteString(f, line+"\n")
	if err == nil {
		err = f.Sync()
	}
	if err := errors.Join(err, f.Close()); err != nil {
		return fmt.Errorf("anchor file: %w", err)
	}
	return nil
}

// toSyslog writes a line to a system log.
func toSyslog(to, line string) error {
	network, address := "", ""
	if to != "local" {
		u, err := url.Parse(to)
		if err != nil || u.Host == "" {
			return fmt.Errorf("syslog: %q is neither local nor udp://host:port or tcp://host:port", to)
		}
		network, address = u.Scheme, u.Host
	}
	w, err := syslog.Dial(network, address, syslog.LOG_AUTHPRIV|syslog.LOG_NOTICE, "giamngheo")
	if err != nil {
		return fmt.Errorf("syslog: %w", err)
	}
	return errors.Join(w.Notice(line), w.Close())
}

// ReadAnchors reads the anchors of a file that a sink has kept: the program's own, or lines of a system log.
func ReadAnchors(path string) ([]Anchor, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	var out []Anchor
	lines := bufio.NewScanner(f)
	for lines.Scan() {
		if a, ok := ParseAnchor(lines.Text()); ok {
			out = append(out, a)
		}
	}
	return out, lines.Err()
}
