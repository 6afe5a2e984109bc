package audit

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"giamngheo/internal/db"
)

// pending is what an act has told so far.
type pending struct {
	lines   []entry
	volumes map[volumeKey]Volume
	heads   *heads
}

// store appends the lines to their chains when all else of the act is done. The chains are taken in their
// order, so that two acts never wait for each other crosswise; the numbers follow the order of telling.
func store(ctx context.Context, tx *db.Tx, p *pending) error {
	if err := storeVolumes(ctx, tx, p.volumes); err != nil {
		return fmt.Errorf("audit volume: %w", err)
	}
	var err error
	switch {
	case len(p.lines) == 0:
	case tx.Engine() == db.Postgres:
		err = storePostgres(ctx, tx, p.lines)
	default:
		err = storeSQLite(ctx, tx, p.lines)
	}
	if err != nil {
		return fmt.Errorf("audit: %w", err)
	}
	return nil
}

// storeSQLite writes the lines; the ends of their chains are written once for all acts that share a commit.
func storeSQLite(ctx context.Context, tx *db.Tx, lines []entry) error {
	hs := headsOf(tx)
	for i := range lines {
		e := &lines[i]
		h, err := hs.at(ctx, e.Chain)
		if err != nil {
			return err
		}
		if e.ID, err = hs.number(ctx); err != nil {
			return err
		}
		h.append(e)
		if err := tx.Send(ctx, `insert into audit_line (id, at, account_id, actor, act, thing, unit_id, before, after, form, chain, seq, prev, hash)
			values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)`,
			e.ID, e.At, e.AccountID, e.Actor, e.Act, e.Thing, e.UnitID, e.Before, e.After, e.Form, e.Chain, e.Seq, e.Prev, e.Hash); err != nil {
			return err
		}
	}
	return hs.done(ctx)
}

// storePostgres sends the lines with the act's last statements. The only line of an act takes its number while
// it is written.
func storePostgres(ctx context.Context, tx *db.Tx, lines []entry) error {
	if len(lines) > 1 {
		if err := number(ctx, tx, lines); err != nil {
			return err
		}
	}
	slices.SortStableFunc(lines, func(a, b entry) int { return cmp.Compare(a.Chain, b.Chain) })
	for i := range lines {
		e := &lines[i]
		if err := tx.Send(ctx, appendPostgres, e.ID, e.Chain, beginning, e.body(),
			e.At, e.AccountID, e.Actor, e.Act, e.Thing, e.UnitID, e.Before, e.After, e.Form); err != nil {
			return err
		}
	}
	return nil
}

// number takes numbers for several lines.
func number(ctx context.Context, tx *db.Tx, lines []entry) error {
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
