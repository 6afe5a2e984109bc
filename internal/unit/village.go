package unit

import (
	"context"
	"fmt"
	"slices"

	"giamngheo/internal/db"
)

// ReadVillage takes the written name of a village apart into its kind and its bare name: "Làng Kte" is
// làng, Kte. Without a kind that a village can have the kind is "".
func ReadVillage(written string) (Kind, string) {
	all := readings(written)
	for _, r := range all[1:] {
		for _, k := range r.kinds {
			if slices.Contains(levelKinds[Village], k) {
				return k, r.name
			}
		}
	}
	return "", all[0].name
}

// FoldName is the form under which names of units are compared: without marks, case, spaces and hyphens.
func FoldName(name string) string { return foldName(name) }

// RemoveVillages takes villages out of the list again that were added by mistake. Whoever calls it has made
// sure that no household and no count names them; one with a population base is kept.
func RemoveVillages(ctx context.Context, tx *db.Tx, ids []ID) (removed []ID, err error) {
	for _, id := range ids {
		n, err := tx.Exec(ctx, `delete from unit where id = $1 and level = $2 and not exists (select 1 from unit_base x where x.unit_id = unit.id)`, id, Village)
		if err != nil {
			return removed, fmt.Errorf("remove village %d: %w", id, err)
		}
		if n == 0 {
			continue
		}
		removed = append(removed, id)
		for _, text := range []string{
			`delete from unit_below where unit_id = $1`, `delete from unit_area where unit_id = $1`, `delete from unit_flag where unit_id = $1`,
		} {
			if _, err := tx.Exec(ctx, text, id); err != nil {
				return removed, fmt.Errorf("remove village %d: %w", id, err)
			}
		}
	}
	return removed, tx.Renew(ctx, basesName)
}
