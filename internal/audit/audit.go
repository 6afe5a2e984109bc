// Package audit records who did and saw what, one line per act, inside the act's own transaction: an act
// that is stored has its line, and an act that is not stored has none. The lines are linked in chains, so
// that one which is changed, taken out, put in or moved is found and named.
//
//	audit.go    Record
//	chain.go    what of a line is hashed, and into which chain it goes
//	store.go    lines written at the end of their act
//	head.go     the ends of the chains
//	complete.go lines from before there were chains
//	verify.go   the proof, line by line
//	anchor.go   the ends of the chains
//	sink.go     anchors written where the database's keeper does not reach
//	watch.go    looks, which change nothing and must not wait for an import
//	volume.go   how much each officer looks, searches and takes out
//	list.go, last.go  reading
//
// doc/decisions/0030-audit.md says why.
package audit

import (
	"context"
	"encoding/json"
	"time"

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

// Record writes the line of an act into its transaction, at its end.
func Record(_ context.Context, tx *db.Tx, who Actor, l Line) error {
	e, err := newEntry(who, l, tx.Micros(), chainOf(tx.Engine(), l.UnitID))
	if err != nil {
		return err
	}
	p := db.AtEnd(tx, store)
	p.lines = append(p.lines, e)
	return nil
}

// newEntry is a line as it is stored, without its place in the chain.
func newEntry(who Actor, l Line, at, chain int64) (entry, error) {
	e := entry{At: at, AccountID: who.ID, Actor: who.Name, Act: l.Act, Thing: l.Thing, UnitID: l.UnitID, Form: form, Chain: chain}
	var err error
	if e.Before, err = encode(l.Before); err != nil {
		return e, err
	}
	e.After, err = encode(l.After)
	return e, err
}

func encode(v any) (string, error) {
	if v == nil {
		return "", nil
	}
	b, err := json.Marshal(v)
	return string(b), err
}

// RecordVerified writes the line of a proof: what it went through and found.
func RecordVerified(ctx context.Context, d *db.DB, v Verified) error {
	return d.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		return Record(ctx, tx, System, Line{Act: "audit.verify", Thing: logThing, After: v})
	})
}

// LastVerified is the last proof; the time is zero when there was none.
func LastVerified(ctx context.Context, q db.Querier) (at time.Time, v Verified, err error) {
	e, ok, err := Last(ctx, q, logThing, "audit.verify")
	if err != nil || !ok {
		return at, v, err
	}
	text, _ := e.After.(string)
	return e.At, v, json.Unmarshal([]byte(text), &v)
}

// State is how the log stands: its last proof and its last anchor; the times are zero when there was none.
type State struct {
	VerifiedAt time.Time
	Verified   Verified
	AnchoredAt time.Time
	Sent       Sent
}

// StateOf reads how the log stands.
func StateOf(ctx context.Context, q db.Querier) (s State, err error) {
	if s.VerifiedAt, s.Verified, err = LastVerified(ctx, q); err != nil {
		return s, err
	}
	e, ok, err := Last(ctx, q, logThing, "audit.anchor")
	if err != nil {
		return s, err
	}
	if ok {
		s.AnchoredAt = e.At
	}
	s.Sent, err = LastSent(ctx, q)
	return s, err
}
