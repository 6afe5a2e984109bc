package audit

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"math"
	"time"

	"giamngheo/internal/db"
)

// Kind is what is wrong with a line or a chain.
type Kind string

// The kinds of findings. The message of each is audit.found_<kind>.
const (
	Changed  Kind = "changed"  // a value of the line, or its hash, is not what was written
	Replaced Kind = "replaced" // the line is another than the one that the next line follows
	Removed  Kind = "removed"  // lines Seq to Last are not there
	Inserted Kind = "inserted" // a line that no act has written there
	HeadLost Kind = "head"     // what is kept of the chain's end is not its end
	Rewound  Kind = "rewound"  // an anchor tells of a line that is not there
	Rewrote  Kind = "rewrote"  // an anchor tells of another line at this place
)

// Finding is one thing that is wrong, and where.
type Finding struct {
	Kind       Kind
	Chain, Seq int64
	Last       int64 // the last of several lines; Seq when it is one
	// ID, At, Act and Thing are of the line as it stands, where one stands.
	ID         int64
	At         time.Time
	Act, Thing string
	// Anchor is the time of the anchor that tells otherwise.
	Anchor time.Time
}

// Verified is what a proof went through.
type Verified struct {
	Lines    int64 `json:"lines"`
	Chains   int   `json:"chains"`
	Anchors  int64 `json:"anchors"` // lines that say how far the chains had come
	Outside  int64 `json:"outside"` // anchors from outside the database that were compared
	Findings int64 `json:"findings"`
}

// Verify goes through every line of every chain and tells of whatever is not as it was written; outside
// are anchors as a second sink has kept them. It reads chain by chain, each from one moment, while the
// program goes on; memory does not grow with the log, but for about 60 bytes of each outside anchor.
func Verify(ctx context.Context, d *db.DB, outside []Anchor, tell func(Finding)) (Verified, error) {
	v := &verifier{d: d, tell: tell, anchored: map[int64]head{}}
	// The anchors first: what they say was written before they were.
	err := v.chain(ctx, anchorChain)
	for last := any(int64(math.MinInt64)); err == nil; {
		if last, err = nextChain(ctx, d, last); err != nil || last == nil {
			break
		}
		if c, ok := last.(int64); !ok {
			err = v.noChain(ctx, last)
		} else if c != anchorChain {
			err = v.chain(ctx, c)
		}
	}
	if err == nil {
		err = v.outside(ctx, outside)
	}
	if err != nil {
		return v.Verified, fmt.Errorf("audit verify: %w", err)
	}
	return v.Verified, nil
}

type verifier struct {
	Verified
	d    *db.DB
	tell func(Finding)
	// anchored is how far the anchors' lines say that each chain has come.
	anchored map[int64]head
}

func (v *verifier) found(f Finding) {
	v.Findings++
	f.Last = max(f.Last, f.Seq)
	v.tell(f)
}

// about is a finding about a line that stands there.
func about(k Kind, e entry) Finding {
	return Finding{Kind: k, Chain: e.Chain, Seq: e.Seq, ID: e.ID, At: time.UnixMicro(e.At), Act: e.Act, Thing: e.Thing}
}

// nextChain is the chain after one, among those that have lines or an end; nil when there is none. SQLite
// keeps what it is given: somebody may have put there what is no whole number.
func nextChain(ctx context.Context, q db.Querier, after any) (next any, err error) {
	err = q.QueryRow(ctx, `select min(chain) from (
		select min(chain) as chain from audit_line where chain > $1
		union all select min(chain) as chain from audit_head where chain > $1) c`, after).Scan(&next)
	return next, err
}

// noChain names the lines whose chain is no number.
func (v *verifier) noChain(ctx context.Context, c any) error {
	rows, err := v.d.Query(ctx, `select `+entryColumns+` from audit_line where chain = $1 order by id`, c)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		v.Lines++
		e, err := scanOdd(rows)
		if err != nil {
			return err
		}
		v.found(about(Inserted, e))
	}
	return rows.Err()
}

// chain proves one chain.
func (v *verifier) chain(ctx context.Context, c int64) error {
	return v.d.Read(ctx, func(q db.Querier) error {
		h := head{chain: c, prev: beginning, hash: beginning}
		err := q.QueryRow(ctx, `select lines, prev, hash from audit_head where chain = $1`, c).Scan(&h.lines, &h.prev, &h.hash)
		if err != nil && !errors.Is(err, sql.ErrNoRows) {
			return err
		}
		before, err := v.lines(ctx, q, c, h.lines)
		if err != nil {
			return err
		}
		if before.Seq > 0 {
			v.Chains++
		}
		switch {
		case before.Seq < h.lines:
			v.found(Finding{Kind: Removed, Chain: c, Seq: before.Seq + 1, Last: h.lines})
		case before.Seq == h.lines && (!bytes.Equal(h.hash, before.Hash) || !bytes.Equal(h.prev, before.Prev)):
			v.found(Finding{Kind: HeadLost, Chain: c, Seq: h.lines})
		}
		if c == anchorChain {
			return v.marks(ctx, q)
		}
		return nil
	})
}

// lines proves the lines of one chain, which is said to have so many, and gives the last of them.
func (v *verifier) lines(ctx context.Context, q db.Querier, c, said int64) (entry, error) {
	before := entry{Chain: c, Prev: beginning, Hash: beginning}
	computed := beginning // what the line before must bear
	rows, err := q.Query(ctx, `select `+entryColumns+` from audit_line where chain = $1 order by seq, id`, c)
	if err != nil {
		return before, err
	}
	defer rows.Close()
	for rows.Next() {
		var e entry
		v.Lines++
		if e.scan(rows) != nil {
			// A value that is not of its column's kind, which SQLite allows.
			if e, err = scanOdd(rows); err != nil {
				return before, err
			}
			v.found(about(Changed, e))
			if e.Seq > before.Seq {
				before, computed = e, e.Hash
			}
			continue
		}
		if e.Seq <= before.Seq || c < 0 {
			v.found(about(Inserted, e))
			continue
		}
		follows := bytes.Equal(e.Prev, before.Hash) || bytes.Equal(e.Prev, computed)
		if e.Seq > before.Seq+1 {
			v.found(Finding{Kind: Removed, Chain: c, Seq: before.Seq + 1, Last: e.Seq - 1})
			follows = true
		}
		own := e.digest()
		switch {
		case !bytes.Equal(own, e.Hash):
			v.found(about(Changed, e))
		case e.Seq > said:
			v.found(about(Inserted, e))
		case !follows && before.Seq == 0:
			v.found(about(Replaced, e))
		case !follows:
			v.found(about(Replaced, before))
		}
		if c == anchorChain {
			if err := v.anchor(ctx, e); err != nil {
				return before, err
			}
		}
		before, computed = e, own
	}
	return before, rows.Err()
}

const entryColumns = `id, at, account_id, actor, act, thing, unit_id, before, after, form, chain, seq, prev, hash`

// scanner is one row.
type scanner interface{ Scan(dest ...any) error }

func (e *entry) scan(row scanner) error {
	return row.Scan(&e.ID, &e.At, &e.AccountID, &e.Actor, &e.Act, &e.Thing, &e.UnitID, &e.Before, &e.After, &e.Form, &e.Chain, &e.Seq, &e.Prev, &e.Hash)
}

// scanOdd is a line with those of its values that are of their columns' kind.
func scanOdd(row scanner) (e entry, err error) {
	var v [14]any
	dest := make([]any, len(v))
	for i := range v {
		dest[i] = &v[i]
	}
	if err := row.Scan(dest...); err != nil {
		return e, err
	}
	e.ID, _ = v[0].(int64)
	e.At, _ = v[1].(int64)
	e.Act, _ = v[4].(string)
	e.Thing, _ = v[5].(string)
	e.Chain, _ = v[10].(int64)
	e.Seq, _ = v[11].(int64)
	e.Hash, _ = v[13].([]byte)
	return e, nil
}
