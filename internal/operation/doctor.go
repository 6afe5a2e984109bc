package operation

import (
	"context"
	"encoding/json"
	"net/netip"
	"os"
	"path/filepath"
	"strconv"
	"time"

	"giamngheo/internal/account"
	"giamngheo/internal/audit"
	"giamngheo/internal/db"
	"giamngheo/internal/lang"
	"giamngheo/internal/review"
	"giamngheo/internal/seal"
)

// State is what a check came to.
type State string

// The states.
const (
	OK    State = "ok"    // as it should be
	Look  State = "look"  // works, and somebody should look at it
	Wrong State = "wrong" // must be mended
)

// Finding is what one check found, and what to do about it in one sentence.
type Finding struct {
	Check string // "backup"
	State State
	key   string
	args  []any
}

// Title is the check's name for the reader.
func (f Finding) Title(l lang.Lang) string { return l.T("doctor.title_" + f.Check) }

// Sentence is what was found and what to do.
func (f Finding) Sentence(l lang.Lang) string {
	args := make([]any, len(f.args))
	for i, a := range f.args {
		switch a := a.(type) {
		case Bytes:
			args[i] = a.text(l)
		case time.Time:
			args[i] = l.Time(a)
		case int64:
			args[i] = l.Int(a)
		default:
			args[i] = a
		}
	}
	return l.T(f.key, args...)
}

// Bytes is a size that is read as MiB or GiB.
type Bytes int64

func (b Bytes) text(l lang.Lang) string {
	if b >= 10<<30 {
		return l.Int(int64(b>>30)) + " GiB"
	}
	return l.Int(int64(b>>20)) + " MiB"
}

func found(check string, s State, key string, args ...any) Finding {
	return Finding{check, s, key, args}
}

// Setup is how an installation is set up, as its settings say.
type Setup struct {
	Data string // the data directory
	// KeyCommand prints the keys, "" where they lie in the data directory.
	KeyCommand string

	Addr   string // where pages are served
	HTTPS  bool   // readers come over HTTPS, which ends at a proxy
	OwnTLS bool   // or here
	// Certificate and Key are the files of the program's own certificate; none when an authority issues it.
	Certificate, Key string
	Proxies          []netip.Prefix
	Sinks            audit.Sinks // of the audit's anchors
	Version          string
	Commit           string
}

func (s Setup) keys() seal.Source {
	return seal.Source{File: filepath.Join(s.Data, seal.FileName), Command: s.KeyCommand}
}

// Doctor looks at an installation.
type Doctor struct {
	db    *db.DB
	setup Setup
	// Now is the clock, UID the user of this process, Cores whether it may leave a core file, Swaps the
	// file in which the system lists its swap; tests set them.
	Now   func() time.Time
	UID   func() int
	Cores func() bool
	Swaps string
}

// NewDoctor looks at a database and the set-up around it.
func NewDoctor(d *db.DB, s Setup) *Doctor {
	return &Doctor{db: d, setup: s, Now: time.Now, UID: os.Getuid, Cores: cores, Swaps: "/proc/swaps"}
}

// facts are what several checks look at, read once.
type facts struct {
	purpose string // of the database, as in db.Purpose
	rounds  []review.Round
}

// Examine goes through all checks, for who may. It changes nothing and takes less than a second; the
// integrity check, which reads the whole database, is CheckIntegrity's, and its last result stands here.
func (o *Doctor) Examine(ctx context.Context, who account.Actor) ([]Finding, error) {
	if err := who.May(ctx, o.db, account.Operate, who.Unit); err != nil {
		return nil, err
	}
	var known facts
	var err error
	if known.purpose, err = db.Purpose(ctx, o.db); err != nil {
		return nil, err
	}
	if known.rounds, err = review.All(ctx, o.db); err != nil {
		return nil, err
	}
	of := func(check func(context.Context, facts) (Finding, error)) func(context.Context) (Finding, error) {
		return func(ctx context.Context) (Finding, error) { return check(ctx, known) }
	}
	var out []Finding
	for _, c := range []struct {
		name  string
		check func(context.Context) (Finding, error)
	}{
		{"database", o.database},
		{"schema", o.schema},
		{"integrity", o.integrity},
		{"tallies", of(o.tallies)},
		{"backup", of(o.backup)},
		{"keys", o.keys},
		{"files", o.files},
		{"disk", o.disk},
		{"memory", o.memory},
		{"clock", o.clock},
		{"jobs", o.jobs},
		{"rounds", of(o.rounds)},
		{"audit", o.audit},
		{"audit_chain", o.auditChain},
		{"audit_sink", o.auditSink},
		{"address", o.address},
		{"certificate", o.certificate},
		{"proxy", o.proxy},
		{"accounts", of(o.accounts)},
		{"power", o.power},
		{"traces", o.traces},
		{"purpose", of(o.purpose)},
		{"version", o.version},
	} {
		f, err := c.check(ctx)
		if err != nil {
			// A check that cannot be made is itself a finding; the others go on.
			f = found(c.name, Wrong, "doctor.failed", "Error", err.Error())
		}
		out = append(out, f)
	}
	return out, nil
}

// Worst is the worst state of a list.
func Worst(list []Finding) State {
	worst := OK
	for _, f := range list {
		if f.State == Wrong || f.State == Look && worst == OK {
			worst = f.State
		}
	}
	return worst
}

// settingIntegrity holds the last result of CheckIntegrity.
const settingIntegrity = "operation.integrity"

type integrity struct {
	At         time.Time `json:"at"`
	Complaints []string  `json:"complaints"`
}

// CheckIntegrity asks the engine whether what lies on disk is sound, and keeps the answer for Examine.
func (o *Doctor) CheckIntegrity(ctx context.Context) ([]string, error) {
	complaints, err := db.Integrity(ctx, o.db)
	if err != nil {
		return nil, err
	}
	b, err := json.Marshal(integrity{o.Now(), complaints})
	if err != nil {
		return nil, err
	}
	return complaints, o.db.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		return db.SetSetting(ctx, tx, settingIntegrity, string(b))
	})
}

func hours(d time.Duration) string { return strconv.Itoa(int(d.Round(time.Hour).Hours())) }
