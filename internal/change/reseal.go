package change

import (
	"context"
	"fmt"

	"giamngheo/internal/db"
	"giamngheo/internal/seal"
	"giamngheo/internal/unit"
)

// resealStep is how many requests one act looks at.
const resealStep = 200

// Reseal brings the contents of requests under the newest key; see household.ResealPersons.
func Reseal(ctx context.Context, tx *db.Tx, keys *seal.Keys, from string) (next string, changed int64, err error) {
	var after Key
	if from != "" {
		if _, err := fmt.Sscanf(from, "%d/%d", &after.Commune, &after.ID); err != nil {
			return "", 0, fmt.Errorf("requests: place %q: %w", from, err)
		}
	}
	if after.Commune == 0 {
		if after.Commune, err = nextCommune(ctx, tx, 0); err != nil || after.Commune == 0 {
			return "", 0, err
		}
	}
	list, err := sealedContents(ctx, tx, after, resealStep)
	if err != nil {
		return "", 0, err
	}
	for _, x := range list {
		again, fresh, err := keys.Renew(x.content, binding(x.Key))
		if err != nil {
			return "", 0, fmt.Errorf("request %s: %w", x.Key, err)
		}
		if !fresh {
			continue
		}
		n, err := setContent(ctx, tx, x, again)
		if err != nil {
			return "", 0, err
		}
		changed += n
	}
	if len(list) == resealStep {
		last := list[len(list)-1]
		return fmt.Sprintf("%d/%d", last.Commune, last.ID), changed, nil
	}
	commune, err := nextCommune(ctx, tx, after.Commune)
	if err != nil || commune == 0 {
		return "", changed, err
	}
	return fmt.Sprintf("%d/0", commune), changed, nil
}

// sealedContent is what is kept of a request, as it lies in the database.
type sealedContent struct {
	Key
	content []byte
}

func sealedContents(ctx context.Context, q db.Querier, after Key, limit int) ([]sealedContent, error) {
	rows, err := q.Query(ctx, `-- routed
		select id, content from change_request where commune_id = $1 and id > $2 order by id limit $3`, int64(after.Commune), after.ID, limit)
	if err != nil {
		return nil, fmt.Errorf("requests of %d: %w", after.Commune, err)
	}
	defer rows.Close()
	var out []sealedContent
	for rows.Next() {
		x := sealedContent{Key: Key{Commune: after.Commune}}
		if err := rows.Scan(&x.ID, &x.content); err != nil {
			return nil, err
		}
		out = append(out, x)
	}
	return out, rows.Err()
}

// setContent replaces a content that nobody has changed meanwhile.
func setContent(ctx context.Context, tx *db.Tx, x sealedContent, content []byte) (int64, error) {
	n, err := tx.Exec(ctx, `-- routed
		update change_request set content = $1 where commune_id = $2 and id = $3 and content = $4`, content, int64(x.Commune), x.ID, x.content)
	if err != nil {
		return 0, fmt.Errorf("request %s: %w", x.Key, err)
	}
	return n, nil
}

// nextCommune is the first commune after one with requests, 0 at the end.
func nextCommune(ctx context.Context, q db.Querier, after unit.ID) (unit.ID, error) {
	var c unit.ID
	err := q.QueryRow(ctx, `-- all-shards
		select coalesce(min(commune_id), 0) from change_request where commune_id > $1`, int64(after)).Scan(&c)
	if err != nil {
		return 0, fmt.Errorf("requests: %w", err)
	}
	return c, nil
}

// SealedWith counts the requests by the id of the key that sealed them.
func SealedWith(ctx context.Context, q db.Querier) (map[string]int, error) {
	rows, err := q.Query(ctx, `-- all-shards
		select substr(content, 1, 4) from change_request`)
	if err != nil {
		return nil, fmt.Errorf("requests: %w", err)
	}
	defer rows.Close()
	out := map[string]int{}
	for rows.Next() {
		var sealed []byte
		if err := rows.Scan(&sealed); err != nil {
			return nil, err
		}
		out[seal.IDOf(sealed)]++
	}
	return out, rows.Err()
}
