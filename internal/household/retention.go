package household

import (
	"context"
	"fmt"

	"giamngheo/internal/day"
	"giamngheo/internal/db"
	"giamngheo/internal/unit"
)

// EndedWithNumbers are households of an area that ceased before a day and whose persons' identity numbers are
// still kept, at most limit of them, and how many there are in all.
func EndedWithNumbers(ctx context.Context, q db.Querier, area unit.ID, before day.Date, limit int) (refs []Ref, n int64, err error) {
	const those = ` from unit_below b join household h on h.commune_id = b.unit_id
		where b.ancestor_id = $1 and h.ended <> '' and h.ended < $2 and exists (select 1 from household_person p
			where p.commune_id = h.commune_id and p.household_id = h.id and length(p.identity_key) > 0)`
	if err := q.QueryRow(ctx, `-- all-shards
		select count(*)`+those, area, string(before)).Scan(&n); err != nil {
		return nil, 0, fmt.Errorf("ended households: %w", err)
	}
	rows, err := q.Query(ctx, `-- all-shards
		select h.commune_id, h.id`+those+` order by h.commune_id, h.id limit $3`, area, string(before), limit)
	if err != nil {
		return nil, 0, fmt.Errorf("ended households: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		var r Ref
		if err := rows.Scan(&r.Commune, &r.ID); err != nil {
			return nil, 0, fmt.Errorf("ended households: %w", err)
		}
		refs = append(refs, r)
	}
	return refs, n, rows.Err()
}

// RemoveNumbers takes the identity numbers off the persons of households that have ceased, and tells of how
// many persons. One that still stands keeps its numbers.
func RemoveNumbers(ctx context.Context, tx *db.Tx, refs []Ref) (persons int64, err error) {
	for _, r := range refs {
		n, err := tx.Exec(ctx, `-- routed
			update household_person set identity = $1, identity_key = $2
			where commune_id = $3 and household_id = $4 and length(identity_key) > 0 and exists (select 1 from household h
				where h.commune_id = household_person.commune_id and h.id = household_person.household_id and h.ended <> '')`,
			[]byte{}, []byte{}, int64(r.Commune), int64(r.ID))
		if err != nil {
			return persons, fmt.Errorf("numbers of household %s: %w", r, err)
		}
		persons += n
	}
	return persons, nil
}
