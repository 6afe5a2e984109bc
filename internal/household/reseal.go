package household

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"

	"giamngheo/internal/db"
	"giamngheo/internal/seal"
	"giamngheo/internal/unit"
)

// resealStep is how many stored numbers one act looks at: some milliseconds of work, so that other acts come
// between.
const resealStep = 500

// sealedRow is a stored number with the place that it belongs to.
type sealedRow struct {
	ref         Ref
	place       string // position of the person, or kind of the number
	number, key []byte
}

// ResealPersons brings identity numbers under the newest key, with their index: those of the next part of the
// register after a place, "" for the first. It gives the place to go on from, "" at the end, and how many
// changed. A value that somebody changed meanwhile is left to him: it is under the newest key already.
func ResealPersons(ctx context.Context, tx *db.Tx, keys *seal.Keys, from string) (next string, changed int64, err error) {
	return reseal(ctx, tx, keys, from, sealedTable{
		list: `-- routed
		select household_id, position, identity, identity_key from household_person
		where commune_id = $1 and (household_id, position) > ($2, $3) and length(identity_key) > 0
		order by household_id, position limit $4`,
		set: `-- routed
		update household_person set identity = $1, identity_key = $2
		where commune_id = $3 and household_id = $4 and position = $5 and identity = $6`,
		communes: `-- all-shards
		select coalesce(min(commune_id), 0) from household_person where commune_id > $1`,
		numbered: true,
		binding: func(r sealedRow) []byte {
			n, _ := strconv.Atoi(r.place)
			return binding(r.ref, n)
		},
	})
}

// ResealNumbers is ResealPersons for the numbers of households themselves.
func ResealNumbers(ctx context.Context, tx *db.Tx, keys *seal.Keys, from string) (next string, changed int64, err error) {
	return reseal(ctx, tx, keys, from, sealedTable{
		list: `-- routed
		select household_id, kind, number, number_key from household_number
		where commune_id = $1 and (household_id, kind) > ($2, $3)
		order by household_id, kind limit $4`,
		set: `-- routed
		update household_number set number = $1, number_key = $2
		where commune_id = $3 and household_id = $4 and kind = $5 and number = $6`,
		communes: `-- all-shards
		select coalesce(min(commune_id), 0) from household_number where commune_id > $1`,
		binding: func(r sealedRow) []byte { return numberBinding(r.ref, r.place) },
	})
}

// sealedTable is how a table's sealed values are listed and set.
type sealedTable struct {
	list, set, communes string
	numbered            bool // the place is a number
	binding             func(sealedRow) []byte
}

func (t sealedTable) at(place string) any {
	if !t.numbered {
		return place
	}
	n, _ := strconv.ParseInt(place, 10, 64)
	return n
}

func reseal(ctx context.Context, tx *db.Tx, keys *seal.Keys, from string, t sealedTable) (next string, changed int64, err error) {
	after, err := placeOf(from)
	if err != nil {
		return "", 0, err
	}
	if after.ref.Commune == 0 {
		if after.ref.Commune, err = nextCommune(ctx, tx, t, 0); err != nil || after.ref.Commune == 0 {
			return "", 0, err
		}
	}
	rows, err := sealedRows(tx.Query(ctx, t.list, after.ref.Commune, after.ref.ID, t.at(after.place), resealStep))
	if err != nil {
		return "", 0, err
	}
	for _, r := range rows {
		r.ref.Commune = after.ref.Commune
		done, err := t.renew(ctx, tx, keys, r)
		if err != nil {
			return "", 0, err
		}
		changed += done
	}
	if len(rows) == resealStep {
		last := rows[len(rows)-1]
		return fmt.Sprintf("%d/%d/%s", after.ref.Commune, last.ref.ID, last.place), changed, nil
	}
	commune, err := nextCommune(ctx, tx, t, after.ref.Commune)
	if err != nil || commune == 0 {
		return "", changed, err
	}
	return fmt.Sprintf("%d/0/", commune), changed, nil
}

// renew stores a value under the newest key where it is not, or is not found by it.
func (t sealedTable) renew(ctx context.Context, tx *db.Tx, keys *seal.Keys, r sealedRow) (int64, error) {
	plain, err := keys.Open(r.number, t.binding(r))
	if err != nil {
		return 0, fmt.Errorf("household %s: %s: %w", r.ref, r.place, err)
	}
	key := identityKey(keys, Number(plain))
	if keys.Newest(r.number) && bytes.Equal(key, r.key) {
		return 0, nil
	}
	n, err := tx.Exec(ctx, t.set, keys.Seal(plain, t.binding(r)), key, r.ref.Commune, r.ref.ID, t.at(r.place), r.number)
	if err != nil {
		return 0, fmt.Errorf("household %s: %w", r.ref, err)
	}
	return n, nil
}

func nextCommune(ctx context.Context, q db.Querier, t sealedTable, after unit.ID) (unit.ID, error) {
	var c unit.ID
	if err := q.QueryRow(ctx, t.communes, after).Scan(&c); err != nil {
		return 0, fmt.Errorf("sealed numbers: %w", err)
	}
	return c, nil
}

// placeOf reads where to go on: "commune/household/place".
func placeOf(s string) (r sealedRow, err error) {
	if s == "" {
		return r, nil
	}
	if _, err = fmt.Sscanf(s, "%d/%d/", &r.ref.Commune, &r.ref.ID); err != nil {
		return r, fmt.Errorf("sealed numbers: place %q: %w", s, err)
	}
	r.place = s[strings.LastIndexByte(s, '/')+1:]
	return r, nil
}

func sealedRows(rows *sql.Rows, err error) ([]sealedRow, error) {
	if err != nil {
		return nil, fmt.Errorf("sealed numbers: %w", err)
	}
	defer rows.Close()
	var out []sealedRow
	for rows.Next() {
		var r sealedRow
		if err := rows.Scan(&r.ref.ID, &r.place, &r.number, &r.key); err != nil {
			return nil, fmt.Errorf("sealed numbers: %w", err)
		}
		out = append(out, r)
	}
	return out, rows.Err()
}

// ResealImage brings the numbers inside an image that Replace gave under the newest key; changed is false when
// they all are.
func ResealImage(keys *seal.Keys, ref Ref, b []byte) (out []byte, changed bool, err error) {
	var i image
	if err := json.Unmarshal(b, &i); err != nil {
		return nil, false, fmt.Errorf("image of household %s: %w", ref, err)
	}
	again := func(number, key *[]byte, bound []byte) error {
		if len(*number) == 0 {
			return nil
		}
		plain, err := keys.Open(*number, bound)
		if err != nil {
			return fmt.Errorf("image of household %s: %w", ref, err)
		}
		if k := identityKey(keys, Number(plain)); !keys.Newest(*number) || !bytes.Equal(k, *key) {
			*number, *key, changed = keys.Seal(plain, bound), k, true
		}
		return nil
	}
	for k := range i.Persons {
		p := &i.Persons[k]
		if err := again(&p.Identity, &p.Key, binding(ref, int(p.Position))); err != nil {
			return nil, false, err
		}
	}
	for k := range i.Numbers {
		n := &i.Numbers[k]
		if err := again(&n.Number, &n.Key, numberBinding(ref, n.Kind)); err != nil {
			return nil, false, err
		}
	}
	if !changed {
		return b, false, nil
	}
	out, err = json.Marshal(i)
	return out, true, err
}
