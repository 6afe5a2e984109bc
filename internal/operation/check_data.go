package operation

import (
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"giamngheo/internal/audit"
	"giamngheo/internal/db"
	"giamngheo/internal/household"
	"giamngheo/internal/job"
	"giamngheo/internal/review"
)

func (o *Doctor) database(ctx context.Context) (Finding, error) {
	v, err := db.ServerVersion(ctx, o.db)
	if err != nil {
		return Finding{}, err
	}
	size, err := db.Size(ctx, o.db)
	if err != nil {
		return Finding{}, err
	}
	if number, ok := strings.CutPrefix(v, "PostgreSQL "); ok {
		major, _, _ := strings.Cut(number, ".")
		if n, err := strconv.Atoi(major); err == nil && n < 15 {
			return found("database", Look, "doctor.database_old", "Engine", v), nil
		}
	}
	return found("database", OK, "doctor.database_ok", "Engine", v, "Size", Bytes(size)), nil
}

func (o *Doctor) schema(ctx context.Context) (Finding, error) {
	at, err := db.SchemaVersion(ctx, o.db)
	if err != nil {
		return Finding{}, err
	}
	want, err := db.NewestVersion()
	if err != nil {
		return Finding{}, err
	}
	switch {
	case at < want:
		return found("schema", Wrong, "doctor.schema_older", "Schema", at, "Known", want), nil
	case at > want:
		return found("schema", Wrong, "doctor.schema_newer", "Schema", at, "Known", want), nil
	}
	return found("schema", OK, "doctor.schema_ok", "Schema", at), nil
}

func (o *Doctor) integrity(ctx context.Context) (Finding, error) {
	v, err := db.Setting(ctx, o.db, settingIntegrity)
	if err != nil {
		return Finding{}, err
	}
	if v == "" {
		return found("integrity", Look, "doctor.integrity_never"), nil
	}
	var last integrity
	if err := json.Unmarshal([]byte(v), &last); err != nil {
		return Finding{}, err
	}
	switch {
	case len(last.Complaints) > 0:
		return found("integrity", Wrong, "doctor.integrity_bad", "At", last.At, "Complaint", last.Complaints[0]), nil
	case o.Now().Sub(last.At) > 8*24*time.Hour:
		return found("integrity", Look, "doctor.integrity_old", "At", last.At), nil
	}
	return found("integrity", OK, "doctor.integrity_ok", "At", last.At), nil
}

// tallies looks at the nightly recount of every open round.
func (o *Doctor) tallies(ctx context.Context, f facts) (Finding, error) {
	var oldest time.Time
	open := 0
	for _, r := range f.rounds {
		if r.Status != review.Open {
			continue
		}
		open++
		e, ok, err := audit.Last(ctx, o.db, "round:"+strconv.FormatInt(int64(r.ID), 10), "review.verify")
		if err != nil {
			return Finding{}, err
		}
		if !ok {
			return found("tallies", Look, "doctor.tallies_never", "Year", r.Year), nil
		}
		var after struct{ Differences int }
		if text, _ := e.After.(string); json.Unmarshal([]byte(text), &after) == nil && after.Differences > 0 {
			return found("tallies", Wrong, "doctor.tallies_differ", "Year", r.Year, "Differences", after.Differences), nil
		}
		if oldest.IsZero() || e.At.Before(oldest) {
			oldest = e.At
		}
	}
	switch {
	case open == 0:
		return found("tallies", OK, "doctor.tallies_none"), nil
	case o.Now().Sub(oldest) > 48*time.Hour:
		return found("tallies", Look, "doctor.tallies_old", "At", oldest), nil
	}
	return found("tallies", OK, "doctor.tallies_ok", "At", oldest), nil
}

func (o *Doctor) backup(ctx context.Context, f facts) (Finding, error) {
	made, err := History(ctx, o.db)
	if err != nil {
		return Finding{}, err
	}
	if len(made) == 0 {
		if f.purpose == db.SettingDemo {
			return found("backup", OK, "doctor.backup_demo"), nil
		}
		return found("backup", Wrong, "doctor.backup_never"), nil
	}
	last := made[0]
	age := o.Now().Sub(last.At)
	args := []any{"At", last.At, "Hours", hours(age), "File", last.File, "Size", Bytes(last.Bytes)}
	_, beside := os.Stat(filepath.Join(o.setup.Data, last.File))
	switch {
	case last.WithKey && !last.Encrypted:
		return found("backup", Wrong, "doctor.backup_key_open", args...), nil
	case age > 7*24*time.Hour:
		return found("backup", Wrong, "doctor.backup_old", args...), nil
	case age > 26*time.Hour:
		return found("backup", Look, "doctor.backup_old", args...), nil
	case !last.Encrypted:
		return found("backup", Look, "doctor.backup_plain", args...), nil
	case beside == nil:
		return found("backup", Look, "doctor.backup_beside", append(args, "Dir", o.setup.Data)...), nil
	case last.WithKey:
		return found("backup", Look, "doctor.backup_with_key", args...), nil
	}
	return found("backup", OK, "doctor.backup_ok", args...), nil
}

func (o *Doctor) keys(ctx context.Context) (Finding, error) {
	sealed, err := household.SealedWith(ctx, o.db, keysLooked)
	if err != nil {
		return Finding{}, err
	}
	from := o.setup.keys()
	switch {
	case !from.There() && len(sealed) == 0:
		return found("keys", OK, "doctor.keys_not_yet"), nil
	case !from.There():
		return found("keys", Wrong, "doctor.keys_missing", "File", from.File), nil
	case from.Command == "":
		info, err := os.Stat(from.File)
		if err != nil {
			return Finding{}, err
		}
		if info.Mode().Perm()&0o077 != 0 {
			return found("keys", Wrong, "doctor.keys_open", "File", from.File), nil
		}
	}
	k, err := from.Load()
	if err != nil {
		if from.Command != "" {
			return found("keys", Wrong, "doctor.keys_command"), nil
		}
		return Finding{}, err
	}
	have := k.IDs()
	for id, n := range sealed {
		if !slices.Contains(have, id) {
			return found("keys", Wrong, "doctor.keys_other", "Key", id, "Count", n, "Looked", keysLooked), nil
		}
	}
	if len(have) > 1 {
		return found("keys", Look, "doctor.keys_two", "Keys", strings.Join(have, ", ")), nil
	}
	return found("keys", OK, "doctor.keys_ok", "Keys", strings.Join(have, ", ")), nil
}

func (o *Doctor) jobs(ctx context.Context) (Finding, error) {
	n, err := job.Count(ctx, o.db)
	if err != nil {
		return Finding{}, err
	}
	args := []any{"Waiting", n.Waiting, "Running", n.Running, "Retrying", n.Retrying, "Failed", n.GivenUp}
	switch {
	case n.GivenUp > 0:
		return found("jobs", Wrong, "doctor.jobs_failed", args...), nil
	case n.Retrying > 0 || n.Waiting > 1000:
		return found("jobs", Look, "doctor.jobs_retrying", args...), nil
	}
	return found("jobs", OK, "doctor.jobs_ok", args...), nil
}

func (o *Doctor) rounds(_ context.Context, f facts) (Finding, error) {
	var open []string
	late := ""
	for _, r := range f.rounds {
		if r.Status != review.Open {
			continue
		}
		open = append(open, strconv.Itoa(r.Year))
		if r.Year < o.Now().Year()-1 {
			late = strconv.Itoa(r.Year)
		}
	}
	switch {
	case late != "":
		return found("rounds", Look, "doctor.rounds_late", "Year", late), nil
	case len(open) > 0:
		return found("rounds", OK, "doctor.rounds_open", "Years", strings.Join(open, ", ")), nil
	}
	return found("rounds", OK, "doctor.rounds_none"), nil
}

// auditMany is how many audit lines are worth a look: reading them stays quick, the file grows.
const auditMany = 20_000_000

func (o *Doctor) audit(ctx context.Context) (Finding, error) {
	n, newest, err := audit.Size(ctx, o.db)
	if err != nil {
		return Finding{}, err
	}
	if n > auditMany {
		return found("audit", Look, "doctor.audit_many", "Lines", n), nil
	}
	if newest.IsZero() {
		return found("audit", OK, "doctor.audit_none"), nil
	}
	return found("audit", OK, "doctor.audit_ok", "Lines", n, "At", newest), nil
}

// auditChain looks at the nightly proof of the audit's chains.
func (o *Doctor) auditChain(ctx context.Context) (Finding, error) {
	at, v, err := audit.LastVerified(ctx, o.db)
	switch {
	case err != nil:
		return Finding{}, err
	case at.IsZero():
		return found("audit_chain", Look, "doctor.audit_chain_never"), nil
	case v.Findings > 0:
		return found("audit_chain", Wrong, "doctor.audit_chain_broken", "At", at, "Findings", v.Findings), nil
	case o.Now().Sub(at) > 48*time.Hour:
		return found("audit_chain", Look, "doctor.audit_chain_old", "At", at), nil
	}
	return found("audit_chain", OK, "doctor.audit_chain_ok", "At", at, "Lines", v.Lines), nil
}

// auditSink looks whether the audit's anchors go where the keeper of the database does not reach.
func (o *Doctor) auditSink(ctx context.Context) (Finding, error) {
	if o.setup.Sinks.None() {
		return found("audit_sink", Look, "doctor.audit_sink_none"), nil
	}
	s, err := audit.StateOf(ctx, o.db)
	switch {
	case err != nil:
		return Finding{}, err
	case s.Sent.Error != "":
		return found("audit_sink", Wrong, "doctor.audit_sink_failed", "At", s.Sent.At, "Error", s.Sent.Error), nil
	case s.AnchoredAt.IsZero() || s.Sent.At.IsZero():
		return found("audit_sink", Look, "doctor.audit_sink_never"), nil
	case s.AnchoredAt.Sub(s.Sent.At) > 24*time.Hour:
		return found("audit_sink", Look, "doctor.audit_sink_old", "At", s.Sent.At), nil
	}
	return found("audit_sink", OK, "doctor.audit_sink_ok", "At", s.Sent.At), nil
}

// purpose says whether the data are real.
func (o *Doctor) purpose(_ context.Context, f facts) (Finding, error) {
	switch {
	case f.purpose == db.SettingDemo && o.setup.HTTPS:
		return found("purpose", Look, "doctor.purpose_demo_public"), nil
	case f.purpose == db.SettingDemo:
		return found("purpose", OK, "doctor.purpose_demo"), nil
	case f.purpose == db.SettingTraining:
		return found("purpose", OK, "doctor.purpose_training"), nil
	}
	return found("purpose", OK, "doctor.purpose_real"), nil
}
