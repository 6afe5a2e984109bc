package intake

import (
	"context"
	"encoding/json"
	"fmt"

	"giamngheo/internal/db"
	"giamngheo/internal/household"
	"giamngheo/internal/unit"
)

// change is what an import did to some records of a commune: added first to last, or changed one, of which
// image is what it was.
type change struct {
	commune     unit.ID
	part        string
	first, last household.ID
	image       []byte // sealed; empty for added records
}

func insertChanges(ctx context.Context, tx *db.Tx, id ID, changes []change) error {
	if len(changes) == 0 {
		return nil
	}
	columns := []string{"commune_id", "intake_id", "part", "first_id", "last_id", "image"}
	_, err := tx.Load(ctx, "intake_change", columns, func(yield func([]any, error) bool) {
		for _, c := range changes {
			if !yield([]any{int64(c.commune), int64(id), c.part, int64(c.first), int64(c.last), c.image}, nil) {
				return
			}
		}
	})
	return err
}

// changesOf reads what an import did to one part of a commune.
func changesOf(ctx context.Context, q db.Querier, id ID, commune unit.ID, part string) ([]change, error) {
	rows, err := q.Query(ctx, `-- routed
		select first_id, last_id, image from intake_change
		where commune_id = $1 and intake_id = $2 and part = $3 order by first_id`, int64(commune), int64(id), part)
	if err != nil {
		return nil, fmt.Errorf("changes of import %d: %w", id, err)
	}
	defer rows.Close()
	var out []change
	for rows.Next() {
		c := change{commune: commune, part: part}
		if err := rows.Scan(&c.first, &c.last, &c.image); err != nil {
			return nil, err
		}
		out = append(out, c)
	}
	return out, rows.Err()
}

func forgetChanges(ctx context.Context, tx *db.Tx, id ID, commune unit.ID) error {
	_, err := tx.Exec(ctx, `-- routed
		delete from intake_change where commune_id = $1 and intake_id = $2`, int64(commune), int64(id))
	if err != nil {
		return fmt.Errorf("changes of import %d: %w", id, err)
	}
	return nil
}

func insertBase(ctx context.Context, tx *db.Tx, id ID, u unit.ID, image baseImage) error {
	b, err := json.Marshal(image)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `insert into intake_base (intake_id, unit_id, day, image) values ($1, $2, $3, $4)`,
		int64(id), int64(u), string(image.After.Day), string(b))
	if err != nil {
		return fmt.Errorf("base of import %d: %w", id, err)
	}
	return nil
}

// basesOf reads the bases that an import set.
func basesOf(ctx context.Context, q db.Querier, id ID) (map[unit.ID]baseImage, error) {
	rows, err := q.Query(ctx, `select unit_id, image from intake_base where intake_id = $1 order by unit_id`, int64(id))
	if err != nil {
		return nil, fmt.Errorf("bases of import %d: %w", id, err)
	}
	defer rows.Close()
	out := map[unit.ID]baseImage{}
	for rows.Next() {
		var u unit.ID
		var text string
		if err := rows.Scan(&u, &text); err != nil {
			return nil, err
		}
		var image baseImage
		if err := json.Unmarshal([]byte(text), &image); err != nil {
			return nil, err
		}
		out[u] = image
	}
	return out, rows.Err()
}

func insertVillages(ctx context.Context, tx *db.Tx, id ID, villages []unit.Unit) error {
	for _, v := range villages {
		if _, err := tx.Exec(ctx, `insert into intake_village (intake_id, unit_id) values ($1, $2)`, int64(id), int64(v.ID)); err != nil {
			return fmt.Errorf("villages of import %d: %w", id, err)
		}
	}
	return nil
}

func villagesOf(ctx context.Context, q db.Querier, id ID) ([]unit.ID, error) {
	rows, err := q.Query(ctx, `select unit_id from intake_village where intake_id = $1 order by unit_id`, int64(id))
	if err != nil {
		return nil, fmt.Errorf("villages of import %d: %w", id, err)
	}
	defer rows.Close()
	var out []unit.ID
	for rows.Next() {
		var u unit.ID
		if err := rows.Scan(&u); err != nil {
			return nil, err
		}
		out = append(out, u)
	}
	return out, rows.Err()
}

// forgetRest removes what was kept of an import outside the communes.
func forgetRest(ctx context.Context, tx *db.Tx, id ID) error {
	for _, text := range []string{`delete from intake_base where intake_id = $1`, `delete from intake_village where intake_id = $1`} {
		if _, err := tx.Exec(ctx, text, int64(id)); err != nil {
			return fmt.Errorf("import %d: %w", id, err)
		}
	}
	return nil
}
