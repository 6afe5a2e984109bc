package account

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"giamngheo/internal/audit"
	"giamngheo/internal/db"
	"giamngheo/internal/fault"
	"giamngheo/internal/unit"
)

// BatchID numbers the lists of officers that came in.
type BatchID int64

// Batch is a list of officers that came in as a file: looked at first, then stored whole or not at all.
type Batch struct {
	ID      BatchID
	Account int64 // who brought it, and alone sees it
	Unit    unit.ID
	File    string
	Done    bool
	Created time.Time
	Rows    []BatchRow
}

// BatchRow is one officer of a list as read.
type BatchRow struct {
	Number   int // of the row in the file
	Officer  Officer
	Problems []BatchProblem `json:",omitempty"`
	Account  int64          `json:",omitempty"` // once made
}

// BatchProblem is what is wrong in one cell.
type BatchProblem struct {
	Column string // id of the column
	Key    string
	Args   []string `json:",omitempty"`
}

// Bad is how many rows cannot be stored.
func (b Batch) Bad() (n int) {
	for _, r := range b.Rows {
		if len(r.Problems) > 0 {
			n++
		}
	}
	return n
}

// keep stores a list that was read.
func (s *Service) keep(ctx context.Context, who Actor, file string, rows []BatchRow) (id BatchID, err error) {
	err = s.db.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		if err := s.mayManage(ctx, tx, who, who.Unit); err != nil {
			return err
		}
		id, err = insertBatch(ctx, tx, Batch{Account: who.ID, Unit: who.Unit, File: file, Rows: rows})
		return err
	})
	return id, err
}

// Batch reads a list that the officer brought; nobody else's exists.
func (s *Service) Batch(ctx context.Context, who Actor, id BatchID) (Batch, error) {
	if err := s.mayManage(ctx, s.db, who, who.Unit); err != nil {
		return Batch{}, err
	}
	return batch(ctx, s.db, who, id)
}

func batch(ctx context.Context, q db.Querier, who Actor, id BatchID) (Batch, error) {
	b, ok, err := getBatch(ctx, q, id)
	if err != nil {
		return Batch{}, err
	}
	if !ok || b.Account != who.ID || b.Unit != who.Unit {
		return Batch{}, fault.New(fault.NotFound, "account.unknown_batch")
	}
	return b, nil
}

// Commit makes the account of every officer of a list, all or none.
func (s *Service) Commit(ctx context.Context, who Actor, id BatchID) error {
	return s.db.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		if err := s.mayManage(ctx, tx, who, who.Unit); err != nil {
			return err
		}
		if err := tx.Lock(ctx, "account.batch", int64(id)); err != nil {
			return err
		}
		b, err := batch(ctx, tx, who, id)
		if err != nil {
			return err
		}
		switch {
		case b.Done:
			return fault.New(fault.Conflict, "account.batch_done")
		case b.Bad() > 0 || len(b.Rows) == 0:
			return fault.New(fault.Invalid, "account.batch_bad")
		}
		for i, r := range b.Rows {
			made, err := s.enrol(ctx, tx, who, r.Officer)
			if f := fault.As(err); f != nil {
				return fault.New(f.Kind, "account.batch_row", "Row", strconv.Itoa(r.Number), "Login", r.Officer.Login)
			}
			if err != nil {
				return err
			}
			b.Rows[i].Account = made
		}
		if err := finishBatch(ctx, tx, b); err != nil {
			return err
		}
		return audit.Record(ctx, tx, who.Audit(), audit.Line{
			Act: "account.batch", Thing: fmt.Sprintf("account-batch:%d", id), UnitID: int64(b.Unit), After: map[string]any{"accounts": len(b.Rows)},
		})
	})
}

// Link is an officer with the token of the link that sets his password.
type Link struct {
	Officer
	Token string
}

// Links makes a link for each account of a stored list that has no password yet; links made before are
// good no more.
func (s *Service) Links(ctx context.Context, who Actor, id BatchID) (links []Link, err error) {
	err = s.db.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		links = nil
		if err := s.mayManage(ctx, tx, who, who.Unit); err != nil {
			return err
		}
		b, err := batch(ctx, tx, who, id)
		if err != nil {
			return err
		}
		if !b.Done {
			return fault.New(fault.Conflict, "account.batch_waits")
		}
		for _, r := range b.Rows {
			p, err := s.profile(ctx, tx, who, r.Account)
			if fault.KindOf(err) == fault.NotFound {
				continue // his posts are no more this area's
			}
			if err != nil {
				return err
			}
			if p.HasPassword || p.Disabled || !p.Whole {
				continue
			}
			token, err := s.invite(ctx, tx, p.ID)
			if err != nil {
				return err
			}
			links = append(links, Link{r.Officer, token})
		}
		return audit.Record(ctx, tx, who.Audit(), audit.Line{
			Act: "account.invite", Thing: fmt.Sprintf("account-batch:%d", id), UnitID: int64(b.Unit), After: map[string]any{"accounts": len(links)},
		})
	})
	return links, err
}
