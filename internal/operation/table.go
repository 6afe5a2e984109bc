package operation

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"giamngheo/internal/db"
)

// leftOut tells whether a table is not carried: the engine's own version table, the job queue (jobs
// are begun anew by the schedule), the search index (built anew from the register) and sessions (an
// ended session must not come back with a restore; officers sign in again).
func leftOut(table string) bool {
	return slices.Contains([]string{"goose_db_version", "household_search", "account_session"}, table) || strings.HasPrefix(table, "river_")
}

// carried are the tables that a backup holds, in the order in which they were made.
func carried(ctx context.Context, q db.Querier) ([]db.Table, error) {
	all, err := db.Tables(ctx, q)
	if err != nil {
		return nil, err
	}
	all = slices.DeleteFunc(all, func(t db.Table) bool { return leftOut(t.Name) })
	for _, t := range all {
		if len(t.Key) == 0 {
			return nil, fmt.Errorf("table %s has no primary key, its rows have no order", t.Name)
		}
		for _, c := range t.Columns {
			if c.Kind == "" {
				return nil, fmt.Errorf("column %s.%s has a type that cannot be carried", t.Name, c.Name)
			}
		}
	}
	return all, nil
}
