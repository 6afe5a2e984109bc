package db

import (
	"context"
	"fmt"
	"strconv"
	"strings"
)

// ColumnKind is what a column holds, by the same name on both engines.
type ColumnKind string

// The kinds of columns that the schema has.
const (
	Whole ColumnKind = "int"   // BIGINT, INTEGER
	Text  ColumnKind = "text"  // TEXT
	Bytes ColumnKind = "bytes" // BLOB, BYTEA
	Real  ColumnKind = "real"  // DOUBLE PRECISION
)

// Column is one column of a table as the catalog describes it.
type Column struct {
	Name string     `json:"name"`
	Kind ColumnKind `json:"kind"`
	// NotNull says that the column is never empty of a value.
	NotNull bool `json:"not_null,omitempty"`
	// Numbered says that the engine numbers new rows by this column.
	Numbered bool `json:"-"`
}

// Table is a table as the catalog describes it. Key is its primary key, in order.
type Table struct {
	Name    string   `json:"name"`
	Columns []Column `json:"columns"`
	Key     []string `json:"key"`
}

// Names are the names of the columns, in order.
func (t Table) Names() []string {
	out := make([]string, len(t.Columns))
	for i, c := range t.Columns {
		out[i] = c.Name
	}
	return out
}

// kinds are the types of both engines, in small letters.
var kinds = map[string]ColumnKind{
	"bigint": Whole, "integer": Whole, "smallint": Whole, "text": Text, "blob": Bytes, "bytea": Bytes,
	"double precision": Real, "real": Real,
}

// Tables lists the tables in the order in which they were made, without what the engine keeps for
// itself: partitions, search indexes. A column of a type that only one engine has bears Kind "".
func Tables(ctx context.Context, q Querier) ([]Table, error) {
	text := `select m.name, c.name, c.type, c."notnull", c.pk, case when c.pk > 0 and c.type = 'INTEGER' then 1 else 0 end
		from sqlite_master m join pragma_table_list l on l.name = m.name and l.schema = 'main' and l.type = 'table'
			join pragma_table_info(m.name) c
		where m.type = 'table' and m.name not like 'sqlite~_%' escape '~' order by m.rowid, c.cid`
	if q.Engine() == Postgres {
		text = `select c.relname, a.attname, format_type(a.atttypid, a.atttypmod), cast(a.attnotnull as int),
			coalesce((select array_position(cast(i.indkey as smallint[]), a.attnum) + 1 from pg_index i
				where i.indrelid = c.oid and i.indisprimary), 0),
			case when a.attidentity <> '' or coalesce(pg_get_serial_sequence(format('%I.%I', n.nspname, c.relname), a.attname), '') <> '' then 1 else 0 end
		from pg_class c join pg_namespace n on n.oid = c.relnamespace
			join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
		where n.nspname = current_schema() and c.relkind in ('r', 'p') and not c.relispartition
		order by c.oid, a.attnum`
	}
	rows, err := q.Query(ctx, text)
	if err != nil {
		return nil, fmt.Errorf("catalog: %w", err)
	}
	defer rows.Close()
	var out []Table
	keys := map[int]string{}
	end := func() {
		if n := len(out); n > 0 {
			for i := 1; i <= len(keys); i++ {
				out[n-1].Key = append(out[n-1].Key, keys[i])
			}
			clear(keys)
		}
	}
	for rows.Next() {
		var table, name, typ string
		var notNull, key, numbered int
		if err := rows.Scan(&table, &name, &typ, &notNull, &key, &numbered); err != nil {
			return nil, fmt.Errorf("catalog: %w", err)
		}
		if len(out) == 0 || out[len(out)-1].Name != table {
			end()
			out = append(out, Table{Name: table})
		}
		t := &out[len(out)-1]
		t.Columns = append(t.Columns, Column{
			Name: name, Kind: kinds[strings.ToLower(typ)], NotNull: notNull != 0 || key > 0, Numbered: numbered != 0,
		})
		if key > 0 {
			keys[key] = name
		}
	}
	end()
	return out, rows.Err()
}

// Renumber lets the engine number the next row of a table after the greatest number in it, as is
// needed after rows were loaded with their numbers. SQLite does so by itself.
func (t *Tx) Renumber(ctx context.Context, table Table) error {
	if t.engine == SQLite {
		return nil
	}
	for _, c := range table.Columns {
		if !c.Numbered {
			continue
		}
		_, err := t.tx.ExecContext(ctx, `select setval(pg_get_serial_sequence('`+table.Name+`', '`+c.Name+`'), coalesce(max(`+c.Name+`), 0) + 1, false) from `+table.Name)
		if err != nil {
			return fmt.Errorf("renumber %s: %w", table.Name, err)
		}
	}
	return nil
}

// InKeyOrder is the ORDER BY list by which both engines give a table's rows in the same order: texts
// by their bytes, not by the manner of a language.
func (t Table) InKeyOrder(e Engine) string {
	out := make([]string, len(t.Key))
	for i, k := range t.Key {
		out[i] = k
		for _, c := range t.Columns {
			if c.Name == k && c.Kind == Text && e == Postgres {
				out[i] += ` collate "C"`
			}
		}
	}
	return strings.Join(out, ", ")
}

// SchemaVersion is the version of the last migration that the database has seen.
func SchemaVersion(ctx context.Context, q Querier) (int64, error) {
	var v int64
	if err := q.QueryRow(ctx, `select coalesce(max(version_id), 0) from goose_db_version`).Scan(&v); err != nil {
		return 0, fmt.Errorf("schema version: %w", err)
	}
	return v, nil
}

// NewestVersion is the version of this program's last migration.
func NewestVersion() (int64, error) {
	entries, err := migrations.ReadDir("migrations")
	if err != nil {
		return 0, err
	}
	number, _, _ := strings.Cut(entries[len(entries)-1].Name(), "_") // they come sorted by name
	return strconv.ParseInt(number, 10, 64)
}

// MigrateTo brings an empty database to an older version, for data that was taken at that version;
// Migrate then brings both forward.
func (d *DB) MigrateTo(ctx context.Context, version int64) error {
	p, err := d.goose()
	if err != nil {
		return err
	}
	if _, err := p.UpTo(ctx, version); err != nil {
		return fmt.Errorf("migrate to %d: %w", version, err)
	}
	return nil
}

// ServerVersion is the engine's own version, as it calls itself.
func ServerVersion(ctx context.Context, q Querier) (string, error) {
	text := `select 'SQLite ' || sqlite_version()`
	if q.Engine() == Postgres {
		text = `select 'PostgreSQL ' || current_setting('server_version')`
	}
	var v string
	err := q.QueryRow(ctx, text).Scan(&v)
	return v, err
}
