package intake

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"giamngheo/internal/account"
	"giamngheo/internal/db"
	"giamngheo/internal/fault"
	"giamngheo/internal/job"
	"giamngheo/internal/unit"
)

// Act is what is done with an import.
type Act string

// The acts that may take long.
const (
	ActPreview Act = "preview"
	ActCommit  Act = "commit"
	ActUndo    Act = "undo"
)

// Run is an act on an import that the program carries out by itself, or on which it failed.
type Run struct {
	Act     Act
	Choices Choices
	Started time.Time
	Rows    int64 // dealt with so far, as far as this process knows
	Err     error // the fault on which it ended, nil while it is under way
}

// RunArgs is the job that carries a run out.
type RunArgs struct {
	Import ID `json:"import"`
}

// Kind names the job.
func (RunArgs) Kind() string { return "intake.run" }

// Start leaves an act to the program and returns at once; while one is under way no other starts
// (fault.Conflict). What came of it stands in the import, or in RunOf when it failed.
func (s *Service) Start(ctx context.Context, who account.Actor, id ID, act Act, c Choices) error {
	if _, err := s.Get(ctx, who, id); err != nil {
		return err
	}
	choices, err := json.Marshal(c)
	if err != nil {
		return err
	}
	return s.db.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		if err := tx.Lock(ctx, "intake.run", int64(id)); err != nil {
			return err
		}
		if r, ok, err := runOf(ctx, tx, id); err != nil || ok && r.Err == nil {
			return errors.Join(err, fault.New(fault.Conflict, "intakeweb.run_under_way"))
		}
		if _, err := tx.Exec(ctx, `delete from intake_run where intake_id = $1`, id); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `insert into intake_run (intake_id, act, choices, account_id, role, unit_id, started, error)
			values ($1, $2, $3, $4, $5, $6, $7, '')`, id, string(act), string(choices), who.ID, string(who.Role), who.Unit, tx.Micros()); err != nil {
			return fmt.Errorf("start run of import %d: %w", id, err)
		}
		return job.Enqueue(ctx, tx, RunArgs{id})
	})
}

// RunOf is the act under way on an import, or the last one when it failed; ok is false when there is none.
func (s *Service) RunOf(ctx context.Context, id ID) (r Run, ok bool, err error) {
	r, ok, err = runOf(ctx, s.db, id)
	r.Rows = rowsSoFar(id)
	return r, ok, err
}

// refusal is a fault as it is kept.
type refusal struct {
	Kind fault.Kind `json:"kind"`
	Key  string     `json:"key"`
	Args []any      `json:"args,omitempty"`
}

func runOf(ctx context.Context, q db.Querier, id ID) (r Run, ok bool, err error) {
	var choices, refused string
	var started int64
	err = q.QueryRow(ctx, `select act, choices, started, error from intake_run where intake_id = $1`, id).Scan(&r.Act, &choices, &started, &refused)
	if errors.Is(err, sql.ErrNoRows) {
		return r, false, nil
	}
	if err != nil {
		return r, false, fmt.Errorf("run of import %d: %w", id, err)
	}
	r.Started = time.UnixMicro(started)
	if err := json.Unmarshal([]byte(choices), &r.Choices); err != nil {
		return r, false, err
	}
	if refused != "" {
		var f refusal
		dec := json.NewDecoder(strings.NewReader(refused))
		dec.UseNumber() // a count of a million is written with its digits
		if err := dec.Decode(&f); err != nil {
			return r, false, err
		}
		r.Err = fault.New(f.Kind, f.Key, f.Args...)
	}
	return r, true, nil
}

// Run carries out what Start left to the program, in the name of whoever asked: resume gives the account
// as it is now, so that a right that was taken away meanwhile is gone. A fault is kept for the page; any
// other error is returned, and the run is tried again. It may run twice: when its row is gone it is done.
func (s *Service) Run(ctx context.Context, a RunArgs, resume func(ctx context.Context, id int64, role account.Role, u unit.ID) (account.Actor, error)) error {
	r, ok, err := runOf(ctx, s.db, a.Import)
	if err != nil || !ok || r.Err != nil {
		return err
	}
	var id int64
	var role account.Role
	var u unit.ID
	if err := s.db.QueryRow(ctx, `select account_id, role, unit_id from intake_run where intake_id = $1`, a.Import).Scan(&id, &role, &u); err != nil {
		return fmt.Errorf("run of import %d: %w", a.Import, err)
	}
	who, err := resume(ctx, id, role, u)
	if err == nil {
		err = s.carryOut(ctx, who, a.Import, r)
	}
	refused := ""
	if f := fault.As(err); f != nil {
		b, merr := json.Marshal(refusal{f.Kind, f.Key, f.Args})
		if merr != nil {
			return merr
		}
		refused = string(b)
	} else if err != nil {
		return err
	}
	return s.db.Write(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		if refused == "" {
			_, err = tx.Exec(ctx, `delete from intake_run where intake_id = $1`, a.Import)
		} else {
			_, err = tx.Exec(ctx, `update intake_run set error = $1 where intake_id = $2`, refused, a.Import)
		}
		return err
	})
}

func (s *Service) carryOut(ctx context.Context, who account.Actor, id ID, r Run) (err error) {
	ctx, done := watched(ctx, id)
	defer done()
	imp, err := s.Get(ctx, who, id)
	if err != nil {
		return err
	}
	switch {
	case r.Act == ActPreview:
		_, err = s.Preview(ctx, who, id, r.Choices)
	case r.Act == ActCommit && imp.Status != Committed: // else it was stored, and the program stopped before saying so
		_, err = s.Commit(ctx, who, id)
	case r.Act == ActUndo && imp.Status != Undone:
		_, err = s.Undo(ctx, who, id)
	}
	return err
}
