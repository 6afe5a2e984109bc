package audit

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"

	"giamngheo/internal/db"
)

// pending is what an act has told so far.
type pending struct {
	lines   []entry
	volumes map[volumeKey]Volume
}

// store appends the lines to their chains when all else of the act is done. The chains are taken in their
// order, so that two acts never wait for each other crosswise; the numbers follow the order of telling.
func store(ctx context.Context, tx *db.Tx, p *pending) error {
	if err := storeVolumes(ctx, tx, p.volumes); err != nil {
		return fmt.Errorf("audit volume: %w", err)
	}
	if err := number(ctx, tx, p.lines); err != nil {
		return fmt.Errorf("audit: %w", err)
	}
	slices.SortStableFunc(p.lines, func(a, b entry) int { return cmp.Compare(a.Chain, b.Chain) })
	for from := 0; from < len(p.lines); {
		to := from + 1
		for to < len(p.lines) && p.lines[to].Chain == p.lines[from].Chain {
			to++
		}
		if err := link(ctx, tx, p.lines[from:to]); err != nil {
			return fmt.Errorf("audit %s: %w", p.lines[from].Act, err)
		}
		from = to
	}
	return nil
}

// number gives the lines their numbers. On PostgreSQL the only line of an act takes its number while it is
// written.
func number(ctx context.Context, tx *db.Tx, lines []entry) error {
	if tx.Engine() == db.SQLite {
		var id int64
		if err := tx.QueryRow(ctx, `select coalesce(max(id), 0) from audit_line`).Scan(&id); err != nil {
			return err
		}
		for i := range lines {
			id++
			lines[i].ID = id
		}
		return nil
	}
	if len(lines) < 2 {
		return nil
	}
	rows, err := tx.Query(ctx, `select nextval(pg_get_serial_sequence('audit_line', 'id')) from generate_series(1, $1)`, len(lines))
	if err != nil {
		return err
	}
	defer rows.Close()
	for i := 0; rows.Next(); i++ {
		if err := rows.Scan(&lines[i].ID); err != nil {
			return err
		}
	}
	return rows.Err()
}

// link appends lines of one chain.
func link(ctx context.Context, tx *db.Tx, lines []entry) error {
	if tx.Engine() == db.Postgres {
		for i := range lines {
			e := &lines[i]
			if err := tx.Send(ctx, appendPostgres, e.ID, e.Chain, beginning, e.body(),
				e.At, e.AccountID, e.Actor, e.Act, e.Thing, e.UnitID, e.Before, e.After, e.Form); err != nil {
				return err
			}
		}
		return nil
	}
	h := head{chain: lines[0].Chain, hash: beginning}
	err := tx.QueryRow(ctx, `select lines, hash from audit_head where chain = $1`, h.chain).Scan(&h.lines, &h.hash)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return err
	}
	for i := range lines {
		e := &lines[i]
		h.append(e)
		if err := tx.Send(ctx, `insert into audit_line (id, at, account_id, actor, act, thing, unit_id, before, after, form, chain, seq, prev, hash)
			values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)`,
			e.ID, e.At, e.AccountID, e.Actor, e.Act, e.Thing, e.UnitID, e.Before, e.After, e.Form, e.Chain, e.Seq, e.Prev, e.Hash); err != nil {
			return err
		}
	}
	return h.save(ctx, tx)
}

// appendPostgres takes the next place in a chain and writes the line there, in one statement that travels
// with the act's last ones: the chain is held from then to the commit and no longer. It computes what
// digest does.
const appendPostgres = `with line as (select coalesce(nullif(cast($1 as bigint), 0), nextval(pg_get_serial_sequence('audit_line', 'id'))) as id),
	head as (
		insert into audit_head (chain, lines, prev, hash)
		select cast($2 as bigint), 1, cast($3 as bytea), sha256(cast($3 as bytea) || int8send(1) || int8send(line.id) || cast($4 as bytea)) from line
		on conflict (chain) do update set lines = audit_head.lines + 1, prev = audit_head.hash,
			hash = sha256(audit_head.hash || int8send(audit_head.lines + 1) || int8send((select id from line)) || cast($4 as bytea))
		returning lines, prev, hash)
	insert into audit_line (id, at, account_id, actor, act, thing, unit_id, before, after, form, chain, seq, prev, hash)
	select line.id, cast($5 as bigint), cast($6 as bigint), cast($7 as text), cast($8 as text), cast($9 as text), cast($10 as bigint),
		cast($11 as text), cast($12 as text), cast($13 as bigint), cast($2 as bigint), head.lines, head.prev, head.hash
	from line cross join head`

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

// headOf is the end of a chain; nobody else appends to it before the act ends.
func headOf(ctx context.Context, tx *db.Tx, chain int64) (head, error) {
	h := head{chain: chain}
	err := tx.QueryRow(ctx, `insert into audit_head (chain, lines, prev, hash) values ($1, 0, $2, $2)
		on conflict (chain) do update set lines = audit_head.lines returning lines, prev, hash`, chain, beginning).
		Scan(&h.lines, &h.prev, &h.hash)
	return h, err
}

func (h *head) save(ctx context.Context, tx *db.Tx) error {
	return tx.Send(ctx, `insert into audit_head (chain, lines, prev, hash) values ($1, $2, $3, $4)
		on conflict (chain) do update set lines = excluded.lines, prev = excluded.prev, hash = excluded.hash`, h.chain, h.lines, h.prev, h.hash)
}
