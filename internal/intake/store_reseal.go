package intake

import (
	"context"
	"database/sql"
	"fmt"

	"giamngheo/internal/db"
	"giamngheo/internal/seal"
	"giamngheo/internal/unit"
)

// sealedPart is a sealed value of an import.
type sealedPart struct {
	id, position int64
	content      []byte
}

func sealedPreviews(ctx context.Context, q db.Querier, after int64, limit int) ([]sealedPart, error) {
	rows, err := q.Query(ctx, `select id, 0, preview from intake where id > $1 and length(preview) > 0 order by id limit $2`, after, limit)
	return sealedParts(rows, err)
}

func sealedChunks(ctx context.Context, q db.Querier, id, position int64, limit int) ([]sealedPart, error) {
	rows, err := q.Query(ctx, `select intake_id, position, content from intake_chunk
		where (intake_id, position) > ($1, $2) order by intake_id, position limit $3`, id, position, limit)
	return sealedParts(rows, err)
}

func sealedImages(ctx context.Context, q db.Querier, at imagePlace, limit int) ([]sealedImage, error) {
	rows, err := q.Query(ctx, `-- routed
		select intake_id, part, first_id, image from intake_change
		where commune_id = $1 and (intake_id, part, first_id) > ($2, $3, $4) and length(image) > 0
		order by intake_id, part, first_id limit $5`, at.commune, int64(at.id), at.part, int64(at.first), limit)
	if err != nil {
		return nil, fmt.Errorf("images of imports: %w", err)
	}
	defer rows.Close()
	var out []sealedImage
	for rows.Next() {
		x := sealedImage{imagePlace: imagePlace{commune: at.commune}}
		if err := rows.Scan(&x.id, &x.part, &x.first, &x.image); err != nil {
			return nil, err
		}
		out = append(out, x)
	}
	return out, rows.Err()
}

// setImage stores an image again; an import that was taken back meanwhile has none.
func setImage(ctx context.Context, tx *db.Tx, x sealedImage, image []byte) (int64, error) {
	n, err := tx.Exec(ctx, `-- routed
		update intake_change set image = $1 where commune_id = $2 and intake_id = $3 and part = $4 and first_id = $5`,
		image, x.commune, int64(x.id), x.part, int64(x.first))
	if err != nil {
		return 0, fmt.Errorf("images of imports: %w", err)
	}
	return n, nil
}

// nextImages is the first commune after one in which an import changed something, 0 at the end.
func nextImages(ctx context.Context, q db.Querier, after unit.ID) (unit.ID, error) {
	var c unit.ID
	err := q.QueryRow(ctx, `-- all-shards
		select coalesce(min(commune_id), 0) from intake_change where commune_id > $1 and length(image) > 0`, after).Scan(&c)
	if err != nil {
		return 0, fmt.Errorf("images of imports: %w", err)
	}
	return c, nil
}

// SealedWith counts the sealed values of imports by the id of their key.
func SealedWith(ctx context.Context, q db.Querier) (map[string]int, error) {
	out := map[string]int{}
	for _, text := range []string{
		`select preview from intake where length(preview) > 0`,
		`select substr(content, 1, 4) from intake_chunk`,
		`-- all-shards
		select substr(image, 1, 4) from intake_change where length(image) > 0`,
	} {
		if err := countSealed(ctx, q, text, out); err != nil {
			return nil, err
		}
	}
	return out, nil
}

func countSealed(ctx context.Context, q db.Querier, text string, out map[string]int) error {
	rows, err := q.Query(ctx, text)
	if err != nil {
		return fmt.Errorf("sealed values of imports: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		var sealed []byte
		if err := rows.Scan(&sealed); err != nil {
			return err
		}
		out[seal.IDOf(sealed)]++
	}
	return rows.Err()
}

func sealedParts(rows *sql.Rows, err error) ([]sealedPart, error) {
	if err != nil {
		return nil, fmt.Errorf("sealed values of imports: %w", err)
	}
	defer rows.Close()
	var out []sealedPart
	for rows.Next() {
		var x sealedPart
		if err := rows.Scan(&x.id, &x.position, &x.content); err != nil {
			return nil, err
		}
		out = append(out, x)
	}
	return out, rows.Err()
}
