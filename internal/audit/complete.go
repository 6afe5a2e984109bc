package audit

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"giamngheo/internal/db"
)

// settingUnlinked stands from the migration that brought the chains until every line from before is linked.
const settingUnlinked = "audit.unlinked"

// unlinkedBatch is how many lines from before are linked in one act.
const unlinkedBatch = 2000

// Complete links the lines from before there were chains, in the order in which they were written, and
// records that it did. It may be broken off and run again.
func Complete(ctx context.Context, d *db.DB) error {
	if v, err := db.Setting(ctx, d, settingUnlinked); err != nil || v == "" {
		return err
	}
	for done := false; !done; {
		err := d.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
			if err := tx.Lock(ctx, settingUnlinked); err != nil {
				return err
			}
			v, err := db.Setting(ctx, tx, settingUnlinked)
			if err != nil || v == "" {
				done = true
				return err
			}
			done, err = completeSome(ctx, tx)
			return err
		})
		if err != nil {
			return fmt.Errorf("link audit lines: %w", err)
		}
	}
	return nil
}

// completeSome links one batch; done says that it was the last.
func completeSome(ctx context.Context, tx *db.Tx) (done bool, err error) {
	lines, err := entries(ctx, tx, unlinked, unlinkedBatch)
	if err != nil {
		return false, err
	}
	taken := map[int64]bool{}
	for i := range lines {
		taken[chainOf(tx.Engine(), lines[i].UnitID)] = true
	}
	hs := headsOf(tx)
	for _, c := range slices.Sorted(maps.Keys(taken)) { // in the order in which every act takes them
		if _, err := hs.at(ctx, c); err != nil {
			return false, err
		}
	}
	for i := range lines {
		e := &lines[i]
		hs.touched[chainOf(tx.Engine(), e.UnitID)].append(e)
		if err := tx.Send(ctx, `update audit_line set form = $1, chain = $2, seq = $3, prev = $4, hash = $5 where id = $6`,
			e.Form, e.Chain, e.Seq, e.Prev, e.Hash, e.ID); err != nil {
			return false, err
		}
	}
	if err := hs.done(ctx); err != nil {
		return false, err
	}
	if len(lines) == unlinkedBatch {
		return false, nil
	}
	if err := db.SetSetting(ctx, tx, settingUnlinked, ""); err != nil {
		return false, err
	}
	return true, Record(ctx, tx, System, Line{Act: "audit.link", Thing: logThing})
}

// entries reads the first lines of a chain.
func entries(ctx context.Context, q db.Querier, chain int64, limit int) ([]entry, error) {
	rows, err := q.Query(ctx, `select `+entryColumns+` from audit_line where chain = $1 order by seq limit $2`, chain, limit)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []entry
	for rows.Next() {
		var e entry
		if err := e.scan(rows); err != nil {
			return nil, err
		}
		out = append(out, e)
	}
	return out, rows.Err()
}

// chained is the version of the schema that brought the chains.
const chained = 22

// RecordIn is Record in a database of any version, as a backup before an upgrade needs: before there were
// chains the line stands by itself, and is linked with all others at the upgrade.
func RecordIn(ctx context.Context, tx *db.Tx, schema int64, who Actor, l Line) error {
	if schema >= chained {
		return Record(ctx, tx, who, l)
	}
	e, err := newEntry(who, l, tx.Micros(), unlinked)
	if err != nil {
		return err
	}
	return tx.Send(ctx, `insert into audit_line (at, account_id, actor, act, thing, unit_id, before, after)
		values ($1, $2, $3, $4, $5, $6, $7, $8)`, e.At, e.AccountID, e.Actor, e.Act, e.Thing, e.UnitID, e.Before, e.After)
}
