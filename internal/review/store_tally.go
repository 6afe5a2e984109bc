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

// The counted columns of review_tally.
var tallyNames = func() string {
	names := make([]string, len(columns))
	for i, c := range columns {
		names[i] = c.name
	}
	return strings.Join(names, ", ")
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
	if err := tx.Send(ctx, tallyUpserts[len(keys)-1], args...); err != nil {
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

// touched gives every commune that has cells in a round a new version.
const touched = `-- all-shards
	insert into review_change (commune_id, round_id, version)
	select t.commune_id, t.round_id, 1 from review_tally t where t.round_id = $1
	union select t.commune_id, t.round_id, 1 from review_flow t where t.round_id = $2
	on conflict (commune_id, round_id) do update set version = review_change.version + 1`

// rebuild makes the cells of a round anew inside the engine.
func rebuild(ctx context.Context, tx *db.Tx, id RoundID, m childMasks) error {
	steps := []struct {
		sql  string
		args []any
	}{
		{touched, []any{int64(id), int64(id)}},
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
		{touched, []any{int64(id), int64(id)}},
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
	r, err := resultOf(ctx, q, id, u)
	return r.Figures.clone(), err
}

// FiguresBelow are the figures of each unit directly below u on a day. Units in which nothing was reviewed
// are left out.
func FiguresBelow(ctx context.Context, q db.Querier, id RoundID, u unit.ID, on day.Date) (map[unit.ID]Figures, error) {
	return figures(resultsBelow(ctx, q, id, u, on))
}

// FiguresAt are the figures of every unit of one level within u on a day: the rows of a form of two levels.
// Units in which nothing was reviewed are left out.
func FiguresAt(ctx context.Context, q db.Querier, id RoundID, u unit.ID, level unit.Level, on day.Date) (map[unit.ID]Figures, error) {
	return figures(resultsAt(ctx, q, id, u, level, on))
}

func figures(all map[unit.ID]Result, err error) (map[unit.ID]Figures, error) {
	out := make(map[unit.ID]Figures, len(all))
	for u, r := range all {
		if len(r.Figures.Cells) > 0 {
			out[u] = r.Figures.clone()
		}
	}
	return out, err
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
