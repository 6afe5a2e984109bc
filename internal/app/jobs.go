package app

import (
	"context"
	"log/slog"
	"strconv"
	"time"

	"giamngheo/internal/account"
	"giamngheo/internal/audit"
	"giamngheo/internal/db"
	"giamngheo/internal/duplicate"
	"giamngheo/internal/intake"
	"giamngheo/internal/job"
	"giamngheo/internal/review"
)

// purgeSessions removes expired sessions.
type purgeSessions struct{}

func (purgeSessions) Kind() string { return "account.purge_sessions" }

// verifyTallies recounts every open round at night and compares.
type verifyTallies struct{}

func (verifyTallies) Kind() string { return "review.verify" }

// checkIntegrity asks the database at night whether what lies on disk is sound.
type checkIntegrity struct{}

func (checkIntegrity) Kind() string { return "operation.integrity" }

// checkDoubles looks at night through the communes into which sheets came.
type checkDoubles struct{}

func (checkDoubles) Kind() string { return "duplicate.asked" }

// verifyAudit proves the audit's chains at night.
type verifyAudit struct{}

func (verifyAudit) Kind() string { return "audit.verify" }

// anchorAudit writes how far the audit's chains have come.
type anchorAudit struct{}

func (anchorAudit) Kind() string { return "audit.anchor" }

// anchorEvery is how long the newest lines stand without an anchor: as long as whoever keeps the database
// could cut them off unseen.
const anchorEvery = 15 * time.Minute

// nightHour is when nobody records, on Vietnam's clock.
const nightHour = 2

// workers lists what the program does in the background, and when.
func workers(h Houses, m *metrics, log *slog.Logger) *job.Workers {
	w := job.NewWorkers(m.job)
	job.Do(w, func(ctx context.Context, _ purgeSessions) error {
		n, err := h.Accounts.PurgeSessions(ctx)
		if n > 0 {
			log.InfoContext(ctx, "expired sessions removed", "sessions", n)
		}
		return err
	})
	job.Do(w, func(ctx context.Context, _ verifyTallies) error { return verify(ctx, h.DB, m, log) })
	job.Do(w, func(ctx context.Context, _ checkIntegrity) error {
		complaints, err := h.Doctor.CheckIntegrity(ctx)
		for _, c := range complaints {
			log.ErrorContext(ctx, "the database is damaged", "complaint", c)
		}
		return err
	})
	job.Do(w, func(ctx context.Context, _ verifyAudit) error {
		_, err := proveAudit(ctx, h.DB, h.Sinks, func(f audit.Finding) {
			log.ErrorContext(ctx, "the audit log is not as it was written", "kind", string(f.Kind), "chain", f.Chain, "from", f.Seq, "to", f.Last, "line", f.ID)
		})
		return err
	})
	job.Do(w, func(ctx context.Context, _ anchorAudit) error {
		_, _, err := audit.Secure(ctx, h.DB, h.Sinks)
		return err
	})
	job.Do(w, func(ctx context.Context, a intake.RunArgs) error { return h.Imports.Run(ctx, a, h.Accounts.Resume) })
	job.Do(w, func(ctx context.Context, a duplicate.CheckArgs) error { return h.Doubles.Run(ctx, a) })
	job.Do(w, func(ctx context.Context, _ checkDoubles) error { return h.Doubles.RunAsked(ctx) })
	w.Every(time.Hour, purgeSessions{})
	w.Daily(nightHour, verifyTallies{})
	w.Daily(nightHour+1, checkIntegrity{})
	w.Daily(nightHour+2, checkDoubles{})
	w.Daily(nightHour+3, verifyAudit{})
	w.Every(anchorEvery, anchorAudit{})
	return w
}

// verify recounts the open rounds; a difference is a fault of the program, so it goes to the log, the
// metrics and, as a line that stays, the audit.
func verify(ctx context.Context, d *db.DB, m *metrics, log *slog.Logger) error {
	rounds, err := review.All(ctx, d)
	if err != nil {
		return err
	}
	differences := 0
	for _, r := range rounds {
		if r.Status != review.Open {
			continue
		}
		var found []review.Difference
		err := d.Read(ctx, func(q db.Querier) (err error) {
			found, err = review.Verify(ctx, q, r.ID)
			return err
		})
		if err != nil {
			return err
		}
		differences += len(found)
		level := slog.LevelInfo
		if len(found) > 0 {
			level = slog.LevelError
		}
		log.Log(ctx, level, "tallies recounted", "round", int64(r.ID), "differences", len(found))
		if err := d.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
			return audit.Record(ctx, tx, account.System.Audit(), audit.Line{
				Act: "review.verify", Thing: "round:" + strconv.FormatInt(int64(r.ID), 10), UnitID: int64(r.Unit),
				After: map[string]int{"differences": len(found)},
			})
		}); err != nil {
			return err
		}
	}
	m.verified(differences)
	return nil
}
