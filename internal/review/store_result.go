package review

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"giamngheo/internal/day"
	"giamngheo/internal/db"
	"giamngheo/internal/unit"
)

// touch gives the tallies of some communes of a round a new version. Every act that changes them does so
// last, in the order of the communes.
func touch(ctx context.Context, tx *db.Tx, id RoundID, communes ...unit.ID) error {
	for _, c := range communes {
		if err := tx.Send(ctx, `-- routed
			insert into review_change (commune_id, round_id, version) values ($1, $2, 1)
			on conflict (commune_id, round_id) do update set version = review_change.version + 1`, int64(c), int64(id)); err != nil {
			return fmt.Errorf("version of commune %d: %w", c, err)
		}
	}
	return nil
}

// resultOf is what a round counted of a unit of any level. Nobody may change it.
func resultOf(ctx context.Context, q db.Querier, id RoundID, u unit.ID) (out Result, err error) {
	err = db.OnSnapshot(ctx, q, func(q db.Querier, d *db.DB) error {
		level, parent, err := levelOf(ctx, q, u)
		if err != nil {
			return err
		}
		if level == unit.Village {
			at, err := versions(ctx, q, d, id, parent)
			if err != nil {
				return err
			}
			villages, err := ofVillages(ctx, q, d, id, at)
			out = villages[u]
			return err
		}
		at, err := versions(ctx, q, d, id, u)
		if err != nil {
			return err
		}
		sums, err := ofGroups(ctx, q, d, id, at, map[unit.ID][]unit.ID{u: slices.Collect(maps.Keys(at))})
		out = sums[u]
		return err
	})
	return out, err
}

// resultsByCommune are those of every commune that a unit has or had.
func resultsByCommune(ctx context.Context, q db.Querier, id RoundID, u unit.ID) (out map[unit.ID]Result, err error) {
	err = db.OnSnapshot(ctx, q, func(q db.Querier, d *db.DB) error {
		at, err := versions(ctx, q, d, id, u)
		if err == nil {
			out, err = ofCommunes(ctx, q, d, id, at)
		}
		return err
	})
	return out, err
}

// resultsBelow are those of each unit directly below u on a day. Units in which nothing was reviewed are
// left out.
func resultsBelow(ctx context.Context, q db.Querier, id RoundID, u unit.ID, on day.Date) (out map[unit.ID]Result, err error) {
	err = db.OnSnapshot(ctx, q, func(q db.Querier, d *db.DB) error {
		level, _, err := levelOf(ctx, q, u)
		if err != nil {
			return err
		}
		at, err := versions(ctx, q, d, id, u)
		if err != nil {
			return err
		}
		if level == unit.Commune {
			out, err = ofVillages(ctx, q, d, id, at)
			return err
		}
		groups, err := unit.CommunesBelow(ctx, q, u, on)
		if err == nil {
			out, err = ofGroups(ctx, q, d, id, at, groups)
		}
		return err
	})
	return out, err
}

// resultsAt are those of every unit of one level within u on a day: the rows of a form of two levels.
func resultsAt(ctx context.Context, q db.Querier, id RoundID, u unit.ID, level unit.Level, on day.Date) (out map[unit.ID]Result, err error) {
	err = db.OnSnapshot(ctx, q, func(q db.Querier, d *db.DB) error {
		at, err := versions(ctx, q, d, id, u)
		if err != nil {
			return err
		}
		if level != unit.Village {
			groups, err := unit.CommunesAt(ctx, q, u, level, on)
			if err == nil {
				out, err = ofGroups(ctx, q, d, id, at, groups)
			}
			return err
		}
		all, err := ofVillages(ctx, q, d, id, at)
		if err != nil {
			return err
		}
		standing, err := unit.Below(ctx, q, u, unit.Village, on)
		out = map[unit.ID]Result{}
		for _, v := range standing {
			if r, ok := all[v.ID]; ok {
				out[v.ID] = r
			}
		}
		return err
	})
	return out, err
}

// ofGroups sums the communes of each unit. A sum whose communes have not changed is not made again.
func ofGroups(ctx context.Context, q db.Querier, d *db.DB, id RoundID, at map[unit.ID]int64, groups map[unit.ID][]unit.ID) (map[unit.ID]Result, error) {
	mem := memoryOf(d)
	wanted := make(map[part]int64, len(groups))
	for u, communes := range groups {
		if _, itself := at[u]; itself { // a commune is the sum of itself
			wanted[part{id, u, false}] = at[u]
		} else {
			wanted[part{id, u, false}] = versionOf(communes, at)
		}
	}
	found, missing := mem.get(wanted)
	out := make(map[unit.ID]Result, len(groups))
	for p, e := range found {
		if r, ok := e.of[p.unit]; ok {
			out[p.unit] = r
		}
	}
	if len(missing) == 0 {
		return out, nil
	}
	some := map[unit.ID]int64{}
	for _, p := range missing {
		for _, c := range groups[p.unit] {
			if v, ok := at[c]; ok {
				some[c] = v
			}
		}
	}
	parts, err := ofCommunes(ctx, q, d, id, some)
	if err != nil {
		return nil, err
	}
	for _, p := range missing {
		var all []Result
		for _, c := range groups[p.unit] {
			if r, ok := parts[c]; ok {
				all = append(all, r)
			}
		}
		if len(all) == 0 {
			continue
		}
		sum := Result{sumFigures(all), sumFlows(all)}
		out[p.unit] = sum
		if _, itself := at[p.unit]; !itself {
			mem.put(p, &entry{version: wanted[p], sum: true, of: map[unit.ID]Result{p.unit: sum}})
		}
	}
	return out, nil
}

// ofCommunes are the results of communes at their versions. Nobody may change them.
func ofCommunes(ctx context.Context, q db.Querier, d *db.DB, id RoundID, at map[unit.ID]int64) (map[unit.ID]Result, error) {
	found, err := entries(ctx, q, d, id, at, false)
	out := make(map[unit.ID]Result, len(found))
	for p, e := range found {
		if r, ok := e.of[p.unit]; ok {
			out[p.unit] = r
		}
	}
	return out, err
}

// ofVillages are those of every village of communes.
func ofVillages(ctx context.Context, q db.Querier, d *db.DB, id RoundID, at map[unit.ID]int64) (map[unit.ID]Result, error) {
	found, err := entries(ctx, q, d, id, at, true)
	out := map[unit.ID]Result{}
	for _, e := range found {
		maps.Copy(out, e.of)
	}
	return out, err
}

// entries are the communes' entries at their versions. What the memory holds is not read again.
func entries(ctx context.Context, q db.Querier, d *db.DB, id RoundID, at map[unit.ID]int64, villages bool) (map[part]*entry, error) {
	wanted := make(map[part]int64, len(at))
	for commune, version := range at {
		wanted[part{id, commune, villages}] = version
	}
	mem := memoryOf(d)
	found, missing := mem.get(wanted)
	if len(missing) == 0 {
		return found, nil
	}
	mem.loading.Lock()
	defer mem.loading.Unlock()
	if found, missing = mem.get(wanted); len(missing) == 0 {
		return found, nil
	}
	read, err := readParts(ctx, q, id, missing, villages)
	if err != nil {
		return nil, err
	}
	for p, e := range read {
		e.version = wanted[p]
		mem.put(p, e)
		found[p] = e
	}
	return found, nil
}

// widths are how many communes are read by one statement: few texts, so that they stay compiled.
var widths = []int{256, 16, 1}

// readParts reads the stored cells of some communes.
func readParts(ctx context.Context, q db.Querier, id RoundID, missing []part, villages bool) (map[part]*entry, error) {
	out := make(map[part]*entry, len(missing))
	for _, p := range missing {
		out[p] = &entry{of: map[unit.ID]Result{}}
	}
	for len(missing) > 0 {
		width := widths[0]
		for _, w := range widths[1:] {
			if len(missing) <= w {
				width = w
			}
		}
		some := missing[:min(width, len(missing))]
		missing = missing[len(some):]
		args := make([]any, 0, width+1)
		for i := range width {
			args = append(args, int64(some[min(i, len(some)-1)].unit))
		}
		args = append(args, int64(id))
		if err := readCells(ctx, q, id, args, villages, out); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// wantedCells is the text that reads cells of as many communes as there are marks, the last the round's.
func wantedCells(what, table string, communes int, villages bool) string {
	marks := make([]string, communes)
	for i := range marks {
		marks[i] = "$" + strconv.Itoa(i+1)
	}
	which := "t.village_id = 0"
	if villages {
		which = "t.village_id <> 0"
	}
	mark := "all-shards"
	if communes == 1 {
		mark = "routed"
	}
	return `-- ` + mark + `
		select t.commune_id, t.village_id, ` + what + ` from ` + table + ` t
		where t.commune_id in (` + strings.Join(marks, ", ") + `) and t.round_id = $` + strconv.Itoa(communes+1) + ` and ` + which
}

func readCells(ctx context.Context, q db.Querier, id RoundID, args []any, villages bool, out map[part]*entry) error {
	put := func(commune, village unit.ID, change func(s *Result)) {
		of := out[part{id, commune, villages}].of
		u := village
		if !villages {
			u = commune
		}
		s := of[u]
		change(&s)
		of[u] = s
	}
	rows, err := q.Query(ctx, wantedCells("t.class, t.ethnic, "+tallyNames, "review_tally", len(args)-1, villages)+
		" order by t.commune_id, t.village_id, t.class, t.ethnic", args...)
	if err != nil {
		return fmt.Errorf("cells of round %d: %w", id, err)
	}
	defer rows.Close()
	for rows.Next() {
		var commune, village unit.ID
		var c Cell
		into := make([]any, 0, 4+fieldCount)
		into = append(into, &commune, &village, &c.Class, &c.Ethnic)
		for _, f := range c.fields() {
			into = append(into, f)
		}
		if err := rows.Scan(into...); err != nil {
			return fmt.Errorf("cells of round %d: %w", id, err)
		}
		if c.Counts != (Counts{}) {
			put(commune, village, func(s *Result) { s.Figures.Cells = append(s.Figures.Cells, c) })
		}
	}
	if err := rows.Err(); err != nil {
		return fmt.Errorf("cells of round %d: %w", id, err)
	}
	rows, err = q.Query(ctx, wantedCells(flowKeys+", t.households, t.persons", "review_flow", len(args)-1, villages)+
		" order by t.commune_id, t.village_id, "+flowKeys, args...)
	if err != nil {
		return fmt.Errorf("movement of round %d: %w", id, err)
	}
	defer rows.Close()
	for rows.Next() {
		var commune, village unit.ID
		var f Flow
		var minority int64
		if err := rows.Scan(&commune, &village, &f.From, &f.To, &f.Movement, &minority, &f.Households, &f.Persons); err != nil {
			return fmt.Errorf("movement of round %d: %w", id, err)
		}
		f.Minority = minority != 0
		if f.Households != 0 || f.Persons != 0 {
			put(commune, village, func(s *Result) { s.Flows = append(s.Flows, f) })
		}
	}
	return rows.Err()
}
