package intake

import (
	"context"
	"fmt"
	"time"

	"giamngheo/internal/db"
	"giamngheo/internal/unit"
)

// Left is an import that was received and never settled: its file is still kept.
type Left struct {
	ID   ID
	File string
	At   time.Time
}

// Abandoned are the imports into an area that came in before a moment and wait, the oldest first, at most limit
// of them, and how many there are in all.
func Abandoned(ctx context.Context, q db.Querier, area unit.ID, before time.Time, limit int) (left []Left, n int64, err error) {
	const those = ` from unit_below b join intake i on i.area_id = b.unit_id
		where b.ancestor_id = $1 and i.status in ('received', 'previewed') and i.at < $2`
	if err := q.QueryRow(ctx, `select count(*)`+those, area, before.UnixMicro()).Scan(&n); err != nil {
		return nil, 0, fmt.Errorf("abandoned imports: %w", err)
	}
	rows, err := q.Query(ctx, `select i.id, i.file, i.at`+those+` order by i.at, i.id limit $3`, area, before.UnixMicro(), limit)
	if err != nil {
		return nil, 0, fmt.Errorf("abandoned imports: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		var x Left
		var at int64
		if err := rows.Scan(&x.ID, &x.File, &at); err != nil {
			return nil, 0, fmt.Errorf("abandoned imports: %w", err)
		}
		x.At = time.UnixMicro(at).UTC()
		left = append(left, x)
	}
	return left, n, rows.Err()
}

// DiscardAbandoned throws the files of abandoned imports away; the imports stay in the list as discarded.
func DiscardAbandoned(ctx context.Context, tx *db.Tx, ids []ID) error {
	for _, id := range ids {
		if err := settle(ctx, tx, id, Discarded); err != nil {
			return err
		}
	}
	return nil
}

// Touched are the imports that added or changed a household, the newest first.
func Touched(ctx context.Context, q db.Querier, commune unit.ID, id int64) ([]Left, error) {
	rows, err := q.Query(ctx, `-- routed
		select distinct i.id, i.file, i.at from intake_change c join intake i on i.id = c.intake_id
		where c.commune_id = $1 and c.first_id <= $2 and c.last_id >= $3 and i.status = 'committed' order by i.at desc, i.id desc limit 100`, commune, id, id)
	if err != nil {
		return nil, fmt.Errorf("imports of a household: %w", err)
	}
	defer rows.Close()
	var out []Left
	for rows.Next() {
		var x Left
		var at int64
		if err := rows.Scan(&x.ID, &x.File, &at); err != nil {
			return nil, fmt.Errorf("imports of a household: %w", err)
		}
		x.At = time.UnixMicro(at).UTC()
		out = append(out, x)
	}
	return out, rows.Err()
}
