package duplicate

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"giamngheo/internal/db"
	"giamngheo/internal/unit"
)

const columns = `p.commune_id, p.household_id, p.other_commune, p.other_id, p.points, p.matches, p.digest, p.decision, p.note,
	p.account_id, p.decided, p.earlier, p.found`

// stored is a match as it lies in the database.
type stored struct {
	A      int      `json:"a"`
	B      int      `json:"b"`
	Points int      `json:"p"`
	Why    []Reason `json:"w"`
}

func scan(row interface{ Scan(...any) error }) (p Pair, err error) {
	var matches string
	var decided, at int64
	k := Key{}
	if err := row.Scan(&k.A.Commune, &k.A.ID, &k.B.Commune, &k.B.ID, &p.Points, &matches, &p.Digest, &p.Decision, &p.Note,
		&p.By, &decided, &p.Before, &at); err != nil {
		return p, err
	}
	p.Key, p.Found = KeyOf(k.A, k.B), time.UnixMicro(at).UTC()
	if decided != 0 {
		p.Decided = time.UnixMicro(decided).UTC()
	}
	var list []stored
	if err := json.Unmarshal([]byte(matches), &list); err != nil {
		return p, fmt.Errorf("pair %s: %w", p.Key, err)
	}
	for _, m := range list {
		p.Matches = append(p.Matches, Match(m))
	}
	return p, nil
}

func scanAll(rows *sql.Rows, err error) ([]Pair, error) {
	if err != nil {
		return nil, fmt.Errorf("pairs: %w", err)
	}
	defer rows.Close()
	var out []Pair
	for rows.Next() {
		p, err := scan(rows)
		if err != nil {
			return nil, fmt.Errorf("pairs: %w", err)
		}
		out = append(out, p)
	}
	return out, rows.Err()
}

// get is a pair, nil when it is not known.
func get(ctx context.Context, q db.Querier, k Key) (*Pair, error) {
	p, err := scan(q.QueryRow(ctx, `-- routed
		select `+columns+` from duplicate_pair p where p.commune_id = $1 and p.household_id = $2 and p.other_commune = $3 and p.other_id = $4`,
		k.A.Commune, k.A.ID, k.B.Commune, k.B.ID))
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("pair %s: %w", k, err)
	}
	return &p, nil
}

// ofCommune are all pairs of a commune.
func ofCommune(ctx context.Context, q db.Querier, commune unit.ID) (map[Key]Pair, error) {
	list, err := scanAll(q.Query(ctx, `-- routed
		select `+columns+` from duplicate_pair p where p.commune_id = $1`, commune))
	if err != nil {
		return nil, err
	}
	out := make(map[Key]Pair, len(list))
	for _, p := range list {
		out[p.Key] = p
	}
	return out, nil
}

// put stores a pair, once in each commune that it touches.
func put(ctx context.Context, tx *db.Tx, p Pair) error {
	list := make([]stored, len(p.Matches))
	for i, m := range p.Matches {
		list[i] = stored(m)
	}
	matches, err := json.Marshal(list)
	if err != nil {
		return err
	}
	decided := int64(0)
	if !p.Decided.IsZero() {
		decided = p.Decided.UnixMicro()
	}
	a, b := p.A, p.B
	for range 2 {
		err := tx.Send(ctx, `-- routed
			insert into duplicate_pair (commune_id, household_id, other_commune, other_id, points, matches, digest, decision, note,
				account_id, decided, earlier, found) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
			on conflict (commune_id, household_id, other_commune, other_id) do update set points = excluded.points, matches = excluded.matches,
				digest = excluded.digest, decision = excluded.decision, note = excluded.note, account_id = excluded.account_id,
				decided = excluded.decided, earlier = excluded.earlier`,
			int64(a.Commune), int64(a.ID), int64(b.Commune), int64(b.ID), int64(p.Points), string(matches), p.Digest, string(p.Decision), p.Note,
			p.By, decided, string(p.Before), p.Found.UnixMicro())
		if err != nil {
			return fmt.Errorf("pair %s: %w", p.Key, err)
		}
		if !p.Across() {
			return nil
		}
		a, b = b, a
	}
	return nil
}

// drop forgets a pair in each commune that it touches.
func drop(ctx context.Context, tx *db.Tx, k Key) error {
	a, b := k.A, k.B
	for range 2 {
		if _, err := tx.Exec(ctx, `-- routed
			delete from duplicate_pair where commune_id = $1 and household_id = $2 and other_commune = $3 and other_id = $4`,
			a.Commune, a.ID, b.Commune, b.ID); err != nil {
			return fmt.Errorf("pair %s: %w", k, err)
		}
		a, b = b, a
	}
	return nil
}

// once keeps of a pair that lies within an area on both sides only the row of the smaller commune.
const once = `(p.commune_id <= p.other_commune or not exists (select 1 from unit_below o where o.ancestor_id = $2 and o.unit_id = p.other_commune))`

// Place is where a page of the queue ends: the points and the row of its last pair.
type Place struct {
	Points int
	Key
}

// At is the place of a pair in the queue.
func (p Pair) At() Place { return Place{p.Points, p.Key} }

func queue(ctx context.Context, q db.Querier, area unit.ID, d Decision, after Place, limit int) ([]Pair, error) {
	from := 1 << 20
	if after.Points != 0 {
		from = after.Points
	}
	return scanAll(q.Query(ctx, `-- all-shards
		select `+columns+` from unit_below b join duplicate_pair p on p.commune_id = b.unit_id
		where b.ancestor_id = $1 and `+once+` and p.decision = $3 and (-p.points, `+smaller+`) > ($4, $5, $6, $7, $8)
		order by -p.points, `+smaller+` limit $9`,
		area, area, string(d), -from, after.A.Commune, after.A.ID, after.B.Commune, after.B.ID, limit))
}

// smaller is the key of a pair, whichever of its rows this is.
const smaller = `case when p.commune_id <= p.other_commune then p.commune_id else p.other_commune end,
	case when p.commune_id <= p.other_commune then p.household_id else p.other_id end,
	case when p.commune_id <= p.other_commune then p.other_commune else p.commune_id end,
	case when p.commune_id <= p.other_commune then p.other_id else p.household_id end`

func counts(ctx context.Context, q db.Querier, area unit.ID) (map[Decision]int64, error) {
	rows, err := q.Query(ctx, `-- all-shards
		select p.decision, count(*) from unit_below b join duplicate_pair p on p.commune_id = b.unit_id
		where b.ancestor_id = $1 and `+once+` group by p.decision`, area, area)
	if err != nil {
		return nil, fmt.Errorf("count pairs: %w", err)
	}
	defer rows.Close()
	out := map[Decision]int64{}
	for rows.Next() {
		var d Decision
		var n int64
		if err := rows.Scan(&d, &n); err != nil {
			return nil, fmt.Errorf("count pairs: %w", err)
		}
		out[d] = n
	}
	return out, rows.Err()
}

// ask notes that a commune is to be looked through.
func ask(ctx context.Context, tx *db.Tx, commune unit.ID) error {
	err := tx.Send(ctx, `-- routed
		insert into duplicate_check (commune_id, asked, done, households, persons, pairs) values ($1, $2, 0, 0, 0, 0)
		on conflict (commune_id) do update set asked = case when excluded.asked > duplicate_check.done then excluded.asked else duplicate_check.done + 1 end`, int64(commune), tx.Micros())
	if err != nil {
		return fmt.Errorf("check of commune %d: %w", commune, err)
	}
	return nil
}

func putCheck(ctx context.Context, tx *db.Tx, c Checked) error {
	err := tx.Send(ctx, `-- routed
		insert into duplicate_check (commune_id, asked, done, households, persons, pairs) values ($1, $2, $3, $4, $5, $6)
		on conflict (commune_id) do update set done = case when excluded.done > duplicate_check.asked then excluded.done else duplicate_check.asked end, households = excluded.households, persons = excluded.persons, pairs = excluded.pairs`,
		int64(c.Commune), tx.Micros(), tx.Micros(), c.Households, c.Persons, c.Pairs)
	if err != nil {
		return fmt.Errorf("check of commune %d: %w", c.Commune, err)
	}
	return nil
}

func state(ctx context.Context, q db.Querier, area unit.ID) (s State, err error) {
	var oldest, newest int64
	err = q.QueryRow(ctx, `-- all-shards
		select count(*), coalesce(cast(sum(case when c.done < c.asked then 1 else 0 end) as bigint), 0), coalesce(min(c.done), 0), coalesce(max(c.done), 0),
			coalesce(cast(sum(c.persons) as bigint), 0)
		from unit_below b join duplicate_check c on c.commune_id = b.unit_id where b.ancestor_id = $1`, area).
		Scan(&s.Communes, &s.Waiting, &oldest, &newest, &s.Persons)
	if err != nil {
		return s, fmt.Errorf("checks below %d: %w", area, err)
	}
	if oldest != 0 {
		s.Oldest = time.UnixMicro(oldest).UTC()
	}
	if newest != 0 {
		s.Newest = time.UnixMicro(newest).UTC()
	}
	return s, nil
}

// waiting are the communes that were asked for since they were last looked through.
func waiting(ctx context.Context, q db.Querier) ([]unit.ID, error) {
	rows, err := q.Query(ctx, `-- all-shards
		select c.commune_id from duplicate_check c where c.done < c.asked order by c.commune_id`)
	if err != nil {
		return nil, fmt.Errorf("communes to look through: %w", err)
	}
	defer rows.Close()
	var out []unit.ID
	for rows.Next() {
		var id unit.ID
		if err := rows.Scan(&id); err != nil {
			return nil, fmt.Errorf("communes to look through: %w", err)
		}
		out = append(out, id)
	}
	return out, rows.Err()
}
