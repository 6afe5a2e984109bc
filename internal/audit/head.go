package audit

import (
	"context"
	"database/sql"
	"errors"
	"maps"
	"slices"

	"giamngheo/internal/db"
)

// head is the end of a chain.
type head struct {
	chain, lines int64
	prev, hash   []byte
}

// append gives a line the next place.
func (h *head) append(e *entry) {
	e.Form, e.Chain, e.Seq, e.Prev = form, h.chain, h.lines+1, h.hash
	e.Hash = e.digest()
	h.lines, h.prev, h.hash = e.Seq, e.Prev, e.Hash
}

func (h *head) save(ctx context.Context, tx *db.Tx) error {
	return tx.Send(ctx, `insert into audit_head (chain, lines, prev, hash) values ($1, $2, $3, $4)
		on conflict (chain) do update set lines = excluded.lines, prev = excluded.prev, hash = excluded.hash`, h.chain, h.lines, h.prev, h.hash)
}

// ends are the ends of chains, and the newest number, as the acts before in the same commit have left them on
// SQLite, where nobody else writes meanwhile.
type ends struct {
	heads map[int64]head
	id    int64
}

// saveEnds writes them before the commit.
func saveEnds(ctx context.Context, tx *db.Tx, e *ends) error {
	for _, c := range slices.Sorted(maps.Keys(e.heads)) {
		h := e.heads[c]
		if err := h.save(ctx, tx); err != nil {
			return err
		}
	}
	return nil
}

// heads are the ends of chains as one act moves them.
type heads struct {
	tx      *db.Tx
	common  *ends
	touched map[int64]*head
	id      int64
}

func headsOf(tx *db.Tx) *heads {
	p := db.AtEnd(tx, store)
	if p.heads != nil {
		return p.heads
	}
	hs := &heads{tx: tx, touched: map[int64]*head{}}
	p.heads = hs
	if tx.Engine() == db.SQLite {
		hs.common = db.AtCommit(tx, saveEnds)
		hs.id = hs.common.id
	}
	return hs
}

// at is the end of a chain; nobody else appends to it before the act ends.
func (hs *heads) at(ctx context.Context, chain int64) (*head, error) {
	if h, ok := hs.touched[chain]; ok {
		return h, nil
	}
	h := &head{chain: chain, prev: beginning, hash: beginning}
	if hs.common == nil {
		err := hs.tx.QueryRow(ctx, `insert into audit_head (chain, lines, prev, hash) values ($1, 0, $2, $2)
			on conflict (chain) do update set lines = audit_head.lines returning lines, prev, hash`, chain, beginning).Scan(&h.lines, &h.prev, &h.hash)
		if err != nil {
			return nil, err
		}
	} else if known, ok := hs.common.heads[chain]; ok {
		*h = known
	} else {
		err := hs.tx.QueryRow(ctx, `select lines, prev, hash from audit_head where chain = $1`, chain).Scan(&h.lines, &h.prev, &h.hash)
		if err != nil && !errors.Is(err, sql.ErrNoRows) {
			return nil, err
		}
	}
	hs.touched[chain] = h
	return h, nil
}

// number is the next line's number on SQLite.
func (hs *heads) number(ctx context.Context) (int64, error) {
	if hs.id == 0 {
		if err := hs.tx.QueryRow(ctx, `select coalesce(max(id), 0) from audit_line`).Scan(&hs.id); err != nil {
			return 0, err
		}
	}
	hs.id++
	return hs.id, nil
}

// done stores the ends.
func (hs *heads) done(ctx context.Context) error {
	if hs.common != nil {
		hs.tx.OnStored(func() {
			if hs.common.heads == nil {
				hs.common.heads = map[int64]head{}
			}
			for c, h := range hs.touched {
				hs.common.heads[c] = *h
			}
			hs.common.id = hs.id
		})
		return nil
	}
	for _, c := range slices.Sorted(maps.Keys(hs.touched)) {
		if err := hs.touched[c].save(ctx, hs.tx); err != nil {
			return err
		}
	}
	return nil
}
