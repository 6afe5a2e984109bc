package review

import (
	"context"
	"database/sql"
	"fmt"
	"strings"

	"giamngheo/internal/day"
	"giamngheo/internal/db"
	"giamngheo/internal/unit"
)

// The counted columns of review_tally: by name, and as sums under the alias t.
var tallyNames, tallySums = func() (string, string) {
	names, sums := make([]string, len(columns)), make([]string, len(columns))
	for i, c := range columns {
		names[i], sums[i] = c.name, "cast(sum(t."+c.name+") as bigint)"
	}
	return strings.Join(names, ", "), strings.Join(sums, ", ")
}()

// recounted are the same counts made anew from assessments under the alias a; $1 and $2 are childMasks.
var recounted = func() string {
	sums := make([]string, len(columns))
	for i, c := range columns {
		sums[i] = "cast(sum(" + c.count + ") as bigint)"
	}
	return strings.Join(sums, ", ")
}()

// minority is household.Ethnic.Minority in SQL.
const minority = `case when a.ethnic in ('', '01', '55') then 0 else 1 end`

func (m childMasks) args() []any { return []any{int64(m.health), int64(m.school)} }

// addTally adds the changed cells to the stored ones in one statement. Cells that reach zero stay:
// a row of zeros counts as no row everywhere, and Rebuild sweeps them out.
func addTally(ctx context.Context, tx *db.Tx, id RoundID, d *delta) error {
	keys := d.tallyCells()
	if len(keys) == 0 {
		return nil
	}
	args := make([]any, 0, len(keys)*(5+fieldCount))
	for _, k := range keys {
		args = append(args, int64(k.commune), int64(id), int64(k.village), int64(k.class), string(k.ethnic))
		for _, n := range d.tally[k].fields() {
			args = append(args, *n)
		}
	}
	if _, err := tx.Exec(ctx, tallyUpserts[len(keys)-1], args...); err != nil {
		return fmt.Errorf("tally: %w", err)
	}
	return nil
}

// The texts that add 1, 2, 3 or 4 cells: old and new, in the commune's row and in a village's.
var tallyUpserts, flowUpserts = upserts("review_tally", "commune_id, round_id, village_id, class, ethnic", tallyNames),
	upserts("review_flow", "commune_id, round_id, village_id, prev_class, class, movement, minority", "households, persons")

func upserts(table, key, counts string) (out [4]string) {
	var sets, values []string
	for c := range strings.SplitSeq(counts, ", ") {
		sets = append(sets, c+" = "+table+"."+c+" + excluded."+c)
	}
	width := strings.Count(key+", "+counts, ",") + 1
	for n := range out {
		marks := make([]string, width)
		for i := range marks {
			marks[i] = fmt.Sprintf("$%d", n*width+i+1)
		}
		values = append(values, "("+strings.Join(marks, ", ")+")")
		out[n] = `-- routed
			insert into ` + table + ` (` + key + `, ` + counts + `) values ` + strings.Join(values, ", ") + `
			on conflict (` + key + `) do update set ` + strings.Join(sets, ", ")
	}
	return out
}

// rebuild makes the cells of a round anew inside the engine.
func rebuild(ctx context.Context, tx *db.Tx, id RoundID, m childMasks) error {
	steps := []struct {
		sql  string
		args []any
	}{
		{`-- all-shards
			delete from review_tally where round_id = $1`, []any{int64(id)}},
		{`-- all-shards
			delete from review_flow where round_id = $1`, []any{int64(id)}},
		{`-- all-shards
			insert into review_tally (commune_id, round_id, village_id, class, ethnic, ` + tallyNames + `)
			select a.commune_id, a.round_id, a.village_id, a.class, a.ethnic, ` + recounted + `
			from review_assessment a where a.round_id = $3 and a.class <> 0 and a.village_id <> 0
			group by a.commune_id, a.round_id, a.village_id, a.class, a.ethnic`, append(m.args(), int64(id))},
		{`-- all-shards
			insert into review_tally (commune_id, round_id, village_id, class, ethnic, ` + tallyNames + `)
			select a.commune_id, a.round_id, 0, a.class, a.ethnic, ` + recounted + `
			from review_assessment a where a.round_id = $3 and a.class <> 0
			group by a.commune_id, a.round_id, a.class, a.ethnic`, append(m.args(), int64(id))},
		{`-- all-shards
			insert into review_flow (commune_id, round_id, village_id, prev_class, class, movement, minority, households, persons)
			select a.commune_id, a.round_id, a.village_id, a.prev_class, a.class, a.movement, ` + minority + `, count(*), cast(sum(a.members) as bigint)
			from review_assessment a where a.round_id = $1 and a.village_id <> 0
			group by a.commune_id, a.round_id, a.village_id, a.prev_class, a.class, a.movement, ` + minority, []any{int64(id)}},
		{`-- all-shards
			insert into review_flow (commune_id, round_id, village_id, prev_class, class, movement, minority, households, persons)
			select a.commune_id, a.round_id, 0, a.prev_class, a.class, a.movement, ` + minority + `, count(*), cast(sum(a.members) as bigint)
			from review_assessment a where a.round_id = $1
			group by a.commune_id, a.round_id, a.prev_class, a.class, a.movement, ` + minority, []any{int64(id)}},
	}
	for i, s := range steps {
		if _, err := tx.Exec(ctx, s.sql, s.args...); err != nil {
			return fmt.Errorf("rebuild tallies of round %d, step %d: %w", id, i+1, err)
		}
	}
	return nil
}

// FiguresOf are the figures of a unit of any level in a round. Above the village they are summed
// from one row per commune, class and ethnic group.
func FiguresOf(ctx context.Context, q db.Querier, id RoundID, u unit.ID) (Figures, error) {
	level, parent, err := levelOf(ctx, q, u)
	if err != nil {
		return Figures{}, err
	}
	var rows *sql.Rows
	if level == unit.Village {
		rows, err = q.Query(ctx, `-- routed
			select t.village_id, t.class, t.ethnic, `+tallySums+` from review_tally t
			where t.commune_id = $1 and t.round_id = $2 and t.village_id = $3
			group by t.village_id, t.class, t.ethnic order by t.class, t.ethnic`, int64(parent), int64(id), int64(u))
	} else {
		rows, err = q.Query(ctx, `-- all-shards
			select b.ancestor_id, t.class, t.ethnic, `+tallySums+`
			from unit_below b join review_tally t on t.commune_id = b.unit_id
			where b.ancestor_id = $1 and t.round_id = $2 and t.village_id = 0
			group by b.ancestor_id, t.class, t.ethnic order by t.class, t.ethnic`, int64(u), int64(id))
	}
	if err != nil {
		return Figures{}, fmt.Errorf("figures of unit %d: %w", u, err)
	}
	all, err := scanFigures(rows)
	return all[u], err
}

// FiguresBelow are the figures of each unit directly below u on a day, in one query. Units in which
// nothing was reviewed are left out.
func FiguresBelow(ctx context.Context, q db.Querier, id RoundID, u unit.ID, on day.Date) (map[unit.ID]Figures, error) {
	level, _, err := levelOf(ctx, q, u)
	if err != nil {
		return nil, err
	}
	var rows *sql.Rows
	if level == unit.Commune {
		rows, err = q.Query(ctx, `-- routed
			select t.village_id, t.class, t.ethnic, `+tallySums+` from review_tally t
			where t.commune_id = $1 and t.round_id = $2 and t.village_id <> 0
			group by t.village_id, t.class, t.ethnic order by t.village_id, t.class, t.ethnic`, int64(u), int64(id))
	} else {
		rows, err = q.Query(ctx, `-- all-shards
			select b.ancestor_id, t.class, t.ethnic, `+tallySums+`
			from unit u join unit_below b on b.ancestor_id = u.id join review_tally t on t.commune_id = b.unit_id
			where u.parent_id = $1 and u.valid_from <= $2 and u.valid_to > $3 and t.round_id = $4 and t.village_id = 0
			group by b.ancestor_id, t.class, t.ethnic order by b.ancestor_id, t.class, t.ethnic`,
			int64(u), string(on), string(on), int64(id))
	}
	if err != nil {
		return nil, fmt.Errorf("figures below unit %d: %w", u, err)
	}
	return scanFigures(rows)
}

func scanFigures(rows *sql.Rows) (map[unit.ID]Figures, error) {
	defer rows.Close()
	out := map[unit.ID]Figures{}
	for rows.Next() {
		var u unit.ID
		var c Cell
		into := make([]any, 0, 3+fieldCount)
		into = append(into, &u, &c.Class, &c.Ethnic)
		for _, f := range c.fields() {
			into = append(into, f)
		}
		if err := rows.Scan(into...); err != nil {
			return nil, fmt.Errorf("figures: %w", err)
		}
		if c.Counts != (Counts{}) {
			f := out[u]
			f.Cells = append(f.Cells, c)
			out[u] = f
		}
	}
	return out, rows.Err()
}

// communesOf are the communes in which a round has a stored cell or an assessment.
func communesOf(ctx context.Context, q db.Querier, id RoundID) ([]unit.ID, error) {
	rows, err := q.Query(ctx, `-- all-shards
		select commune_id from review_assessment where round_id = $1
		union select commune_id from review_tally where round_id = $2
		union select commune_id from review_flow where round_id = $3
		order by 1`, int64(id), int64(id), int64(id))
	if err != nil {
		return nil, fmt.Errorf("communes of round %d: %w", id, err)
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

// storedTally and countedTally are the cells of one commune, as stored and counted anew.
func storedTally(ctx context.Context, q db.Querier, id RoundID, commune unit.ID) (map[tallyKey]*Counts, error) {
	return scanTally(commune)(q.Query(ctx, `-- routed
		select t.village_id, t.class, t.ethnic, `+tallyNames+` from review_tally t
		where t.commune_id = $1 and t.round_id = $2`, int64(commune), int64(id)))
}

func countedTally(ctx context.Context, q db.Querier, id RoundID, commune unit.ID, m childMasks) (map[tallyKey]*Counts, error) {
	villages, err := scanTally(commune)(q.Query(ctx, `-- routed
		select a.village_id, a.class, a.ethnic, `+recounted+` from review_assessment a
		where a.commune_id = $3 and a.round_id = $4 and a.class <> 0
		group by a.village_id, a.class, a.ethnic`, append(m.args(), int64(commune), int64(id))...))
	if err != nil {
		return nil, err
	}
	out := map[tallyKey]*Counts{}
	for k, c := range villages {
		if k.village != 0 {
			out[k] = c
		}
		k.village = 0
		if out[k] == nil {
			out[k] = &Counts{}
		}
		out[k].Add(*c)
	}
	return out, nil
}

func scanTally(commune unit.ID) func(*sql.Rows, error) (map[tallyKey]*Counts, error) {
	return func(rows *sql.Rows, err error) (map[tallyKey]*Counts, error) {
		if err != nil {
			return nil, fmt.Errorf("cells of commune %d: %w", commune, err)
		}
		defer rows.Close()
		out := map[tallyKey]*Counts{}
		for rows.Next() {
			k, c := tallyKey{commune: commune}, &Counts{}
			into := []any{&k.village, &k.class, &k.ethnic}
			for _, f := range c.fields() {
				into = append(into, f)
			}
			if err := rows.Scan(into...); err != nil {
				return nil, fmt.Errorf("cells of commune %d: %w", commune, err)
			}
			out[k] = c
		}
		return out, rows.Err()
	}
}
