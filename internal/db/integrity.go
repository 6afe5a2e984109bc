package db

import (
	"context"
	"fmt"
)

// Integrity asks the engine whether what lies on disk is sound, and returns what it complains of. It
// reads the whole of a SQLite file, some seconds per gigabyte. PostgreSQL tells of pages whose
// checksums failed and of indexes that are not valid; a full check there is pg_amcheck's.
func Integrity(ctx context.Context, q Querier) ([]string, error) {
	text := `select quick_check from pragma_quick_check where quick_check <> 'ok'`
	if q.Engine() == Postgres {
		text = `select 'index ' || c.relname || ' is not valid' from pg_index i join pg_class c on c.oid = i.indexrelid
				join pg_namespace n on n.oid = c.relnamespace where n.nspname = current_schema() and not i.indisvalid
			union all
			select 'pages with a wrong checksum: ' || checksum_failures from pg_stat_database
				where datname = current_database() and coalesce(checksum_failures, 0) > 0`
	}
	rows, err := q.Query(ctx, text)
	if err != nil {
		return nil, fmt.Errorf("integrity: %w", err)
	}
	defer rows.Close()
	var out []string
	for rows.Next() {
		var s string
		if err := rows.Scan(&s); err != nil {
			return nil, fmt.Errorf("integrity: %w", err)
		}
		out = append(out, s)
	}
	return out, rows.Err()
}

// Size is how much room the database takes on disk.
func Size(ctx context.Context, q Querier) (int64, error) {
	text := `select page_count * page_size from pragma_page_count(), pragma_page_size()`
	if q.Engine() == Postgres {
		text = `select pg_database_size(current_database())`
	}
	var n int64
	if err := q.QueryRow(ctx, text).Scan(&n); err != nil {
		return 0, fmt.Errorf("size: %w", err)
	}
	return n, nil
}
