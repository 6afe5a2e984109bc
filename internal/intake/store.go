package intake

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"giamngheo/internal/db"
	"giamngheo/internal/fault"
	"giamngheo/internal/seal"
	"giamngheo/internal/unit"
)

const columns = `i.id, i.kind, i.area_id, i.round_id, i.year, i.file, i.hash, i.size, i.account_id, i.who, i.status, i.choices, i.preview, i.at, i.done`

func scan(row interface{ Scan(...any) error }, keys *seal.Keys) (Import, error) {
	var i Import
	var choices string
	var preview []byte
	var at, done int64
	err := row.Scan(&i.ID, &i.Kind, &i.Area, &i.Round, &i.Year, &i.File, &i.Hash, &i.Size, &i.Account, &i.Who, &i.Status, &choices, &preview, &at, &done)
	if err != nil {
		return i, err
	}
	i.At = time.UnixMicro(at).UTC()
	if done != 0 {
		i.Done = time.UnixMicro(done).UTC()
	}
	if choices != "" {
		if err := json.Unmarshal([]byte(choices), &i.Choices); err != nil {
			return i, err
		}
	}
	if len(preview) > 0 {
		plain, err := keys.Open(preview, previewBinding(i.ID))
		if err != nil {
			return i, err
		}
		i.Preview = &Preview{}
		if err := json.Unmarshal(plain, i.Preview); err != nil {
			return i, err
		}
		i.Sheet = i.Preview.Sheet
	}
	return i, nil
}

func previewBinding(id ID) []byte { return fmt.Appendf(nil, "intake/%d/preview", id) }

func get(ctx context.Context, q db.Querier, keys *seal.Keys, id ID) (Import, error) {
	i, err := scan(q.QueryRow(ctx, `select `+columns+` from intake i where i.id = $1`, int64(id)), keys)
	if errors.Is(err, sql.ErrNoRows) {
		return Import{}, fault.New(fault.NotFound, "intake.not_found")
	}
	if err != nil {
		return Import{}, fmt.Errorf("import %d: %w", id, err)
	}
	return i, nil
}

// maxImports bounds a list of imports.
const maxImports = 200

func list(ctx context.Context, q db.Querier, keys *seal.Keys, area unit.ID) ([]Import, error) {
	rows, err := q.Query(ctx, `select `+columns+` from intake i join unit_below b on b.unit_id = i.area_id
		where b.ancestor_id = $1 order by i.id desc limit $2`, int64(area), maxImports)
	if err != nil {
		return nil, fmt.Errorf("imports: %w", err)
	}
	defer rows.Close()
	var out []Import
	for rows.Next() {
		i, err := scan(rows, keys)
		if err != nil {
			return nil, fmt.Errorf("imports: %w", err)
		}
		out = append(out, i)
	}
	return out, rows.Err()
}

// sameFile finds a committed import of the very same file into the same area.
func sameFile(ctx context.Context, q db.Querier, i Import) (ID, error) {
	var id ID
	err := q.QueryRow(ctx, `select coalesce(max(id), 0) from intake
		where hash = $1 and kind = $2 and area_id = $3 and year = $4 and status = $5 and id <> $6`,
		i.Hash, string(i.Kind), int64(i.Area), i.Year, string(Committed), int64(i.ID)).Scan(&id)
	return id, err
}

func insert(ctx context.Context, tx *db.Tx, i Import) (ID, error) {
	if err := tx.Lock(ctx, "intake"); err != nil {
		return 0, err
	}
	if err := tx.QueryRow(ctx, `select coalesce(max(id), 0) + 1 from intake`).Scan(&i.ID); err != nil {
		return 0, fmt.Errorf("import number: %w", err)
	}
	_, err := tx.Exec(ctx, `insert into intake (id, kind, area_id, round_id, year, file, hash, size, account_id, who, status, choices, preview, at, done)
		values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, '', $12, $13, 0)`,
		int64(i.ID), string(i.Kind), int64(i.Area), int64(i.Round), i.Year, i.File, i.Hash, i.Size, i.Account, i.Who, string(i.Status), []byte{}, tx.Micros())
	if err != nil {
		return 0, fmt.Errorf("import: %w", err)
	}
	return i.ID, nil
}

// savePreview keeps the answer of a preview with the choices that it was made with.
func savePreview(ctx context.Context, tx *db.Tx, keys *seal.Keys, i Import) error {
	choices, err := json.Marshal(i.Choices)
	if err != nil {
		return err
	}
	preview, err := json.Marshal(i.Preview)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `update intake set status = $1, choices = $2, preview = $3 where id = $4`,
		string(i.Status), string(choices), keys.Seal(preview, previewBinding(i.ID)), int64(i.ID))
	if err != nil {
		return fmt.Errorf("import %d: %w", i.ID, err)
	}
	return nil
}

// settle ends an import: its file goes.
func settle(ctx context.Context, tx *db.Tx, id ID, s Status) error {
	if _, err := tx.Exec(ctx, `update intake set status = $1, done = $2 where id = $3`, string(s), tx.Micros(), int64(id)); err != nil {
		return fmt.Errorf("import %d: %w", id, err)
	}
	if _, err := tx.Exec(ctx, `delete from intake_chunk where intake_id = $1`, int64(id)); err != nil {
		return fmt.Errorf("import %d: file: %w", id, err)
	}
	return nil
}

func insertChunk(ctx context.Context, tx *db.Tx, id ID, position int, content []byte) error {
	_, err := tx.Exec(ctx, `insert into intake_chunk (intake_id, position, content) values ($1, $2, $3)`, int64(id), position, content)
	if err != nil {
		return fmt.Errorf("import %d: file: %w", id, err)
	}
	return nil
}

// chunk reads a piece of the file; ok is false behind the last.
func chunk(ctx context.Context, q db.Querier, id ID, position int) (content []byte, ok bool, err error) {
	err = q.QueryRow(ctx, `select content from intake_chunk where intake_id = $1 and position = $2`, int64(id), position).Scan(&content)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, false, nil
	}
	return content, err == nil, err
}

// mapping is what an office said its columns mean, by folded header; what a unit above it said holds
// where it said nothing itself.
func mapping(ctx context.Context, q db.Querier, area unit.ID, k Kind) (map[string]string, error) {
	rows, err := q.Query(ctx, `select m.header, m.field from unit_below b join intake_mapping m on m.unit_id = b.ancestor_id
		where b.unit_id = $1 and m.kind = $2 order by b.depth desc`, int64(area), string(k))
	if err != nil {
		return nil, fmt.Errorf("remembered columns: %w", err)
	}
	defer rows.Close()
	out := map[string]string{}
	for rows.Next() {
		var header, field string
		if err := rows.Scan(&header, &field); err != nil {
			return nil, err
		}
		out[header] = field
	}
	return out, rows.Err()
}

func remember(ctx context.Context, tx *db.Tx, area unit.ID, k Kind, choices map[string]string) error {
	for header, field := range choices {
		_, err := tx.Exec(ctx, `insert into intake_mapping (unit_id, kind, header, field) values ($1, $2, $3, $4)
			on conflict (unit_id, kind, header) do update set field = excluded.field`, int64(area), string(k), squeeze(header), field)
		if err != nil {
			return fmt.Errorf("remember column: %w", err)
		}
	}
	return nil
}
