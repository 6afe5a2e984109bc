package household

import (
	"context"
	"fmt"

	"giamngheo/internal/db"
)

// Complete reindexes a register that has no search document at all, as after a migration that laid the index
// out anew.
func Complete(ctx context.Context, tx *db.Tx) error {
	for _, x := range []struct {
		text string
		want int64
	}{
		{`-- all-shards
		select count(*) from (select 1 from household limit 1) t`, 1},
		{`-- all-shards
		select count(*) from (select 1 from household_search limit 1) t`, 0},
	} {
		var n int64
		if err := tx.QueryRow(ctx, x.text).Scan(&n); err != nil {
			return fmt.Errorf("search: %w", err)
		}
		if n != x.want {
			return nil
		}
	}
	_, err := Reindex(ctx, tx)
	return err
}

// Reindex writes every search document anew, as is needed after the register came from a backup: the
// documents themselves are not carried. It returns how many there are. Memory does not grow with them.
func Reindex(ctx context.Context, tx *db.Tx) (int64, error) {
	if _, err := tx.Exec(ctx, `-- all-shards
		delete from household_search`); err != nil {
		return 0, fmt.Errorf("search: %w", err)
	}
	areas := areaTerms{}
	var n int64
	var after Ref
	for {
		list, err := scanAll(tx.Query(ctx, `-- all-shards
			select `+columns+` from household h where (h.commune_id, h.id) > ($1, $2)
			order by h.commune_id, h.id limit $3`, after.Commune, after.ID, loadChunk))
		if err != nil || len(list) == 0 {
			return n, err
		}
		// The areas are read before the load: PostgreSQL answers no question during a COPY.
		for _, h := range list {
			if _, err := areas.of(ctx, tx, h); err != nil {
				return n, err
			}
		}
		l := loader{tx: tx, areas: areas, chunk: list}
		if _, err := tx.Load(ctx, "household_search", searchColumns(tx.Engine()), l.documents()); err != nil {
			return n, fmt.Errorf("search: %w", err)
		}
		n += int64(len(list))
		after = list[len(list)-1].Ref
	}
}
