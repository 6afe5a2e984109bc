// Package audit records who did what to which record, one line per act, inside the act's own
// transaction: an act that is stored has its line, and an act that is not stored has none.
package audit

import (
	"context"
	"encoding/json"
	"fmt"

	"giamngheo/internal/db"
)

// Actor is who acts, as the line remembers it.
type Actor struct {
	ID   int64  // account; 0 is the system itself
	Name string // login and role at the time
}

// System is the program acting by itself or at an operator's command line.
var System = Actor{Name: "system"}

// Line is one act. Before and After are what changed, as values that encode to JSON; nil when the
// record is new or gone. Neither may hold an identity number or a name.
type Line struct {
	Act    string // "review.record"
	Thing  string // "household:14/20001"
	UnitID int64  // unit the record belongs to, 0 when none
	Before any
	After  any
}

// Record writes the line of an act into its transaction.
func Record(ctx context.Context, tx *db.Tx, who Actor, l Line) error {
	before, err := encode(l.Before)
	if err != nil {
		return err
	}
	after, err := encode(l.After)
	if err != nil {
		return err
	}
	err = tx.Send(ctx, `insert into audit_line (at, account_id, actor, act, thing, unit_id, before, after)
		values ($1, $2, $3, $4, $5, $6, $7, $8)`,
		tx.Micros(), who.ID, who.Name, l.Act, l.Thing, l.UnitID, before, after)
	if err != nil {
		return fmt.Errorf("audit %s: %w", l.Act, err)
	}
	return nil
}

func encode(v any) (string, error) {
	if v == nil {
		return "", nil
	}
	b, err := json.Marshal(v)
	return string(b), err
}
