package review

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"giamngheo/internal/db"
	"giamngheo/internal/lang"
	"giamngheo/internal/standard"
)

// cardContent is an imported card as TOML with its hash; both "" when there is none.
func cardContent(ctx context.Context, q db.Querier, id string) (content, hash string, err error) {
	err = q.QueryRow(ctx, `select content, hash from review_card where id = $1`, id).Scan(&content, &hash)
	if errors.Is(err, sql.ErrNoRows) {
		return "", "", nil
	}
	if err != nil {
		return "", "", fmt.Errorf("score card %s: %w", id, err)
	}
	return content, hash, nil
}

// maxCards bounds the imported cards: one or two a standard.
const maxCards = 100

func cardContents(ctx context.Context, q db.Querier) ([]string, error) {
	rows, err := q.Query(ctx, `select content from review_card order by imported, id limit $1`, maxCards)
	if err != nil {
		return nil, fmt.Errorf("score cards: %w", err)
	}
	defer rows.Close()
	var out []string
	for rows.Next() {
		var s string
		if err := rows.Scan(&s); err != nil {
			return nil, err
		}
		out = append(out, s)
	}
	return out, rows.Err()
}

func insertCard(ctx context.Context, tx *db.Tx, c *standard.Card, content, hash string) error {
	_, err := tx.Exec(ctx, `insert into review_card (id, edition, title, content, hash, imported) values ($1, $2, $3, $4, $5, $6)`,
		c.ID, c.Edition, c.Title(lang.Vi), content, hash, tx.Micros())
	if err != nil {
		return fmt.Errorf("score card %s: %w", c.ID, err)
	}
	return nil
}
