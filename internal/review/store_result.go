package review

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"giamngheo/internal/day"
	"giamngheo/internal/db"
	"giamngheo/internal/unit"
)

// member is a commune whose tallies count for a unit, or a village with its commune, at a version.
type member struct {
	of, commune unit.ID
	version     int64
}

// touch gives the tallies of some communes of a round a new version. Every act that changes them does so
// last, in the order of the communes.
func touch(ctx context.Context, tx *db.Tx, id RoundID, communes ...unit.ID) error {
	for _, c := range communes {
		if _, err := tx.Exec(ctx, `-- routed
			insert into review_change (commune_id, round_id, version) values ($1, $2, 1)
			on conflict (commune_id, round_id) do update set version = review_change.version + 1`, int64(c), int64(id)); err != nil {
			return fmt.Errorf("version of commune %d: %w", c, err)
		}
	}
	return nil
}

// partsOf is what a round counted of the communes of a unit of any level, or of a village itself.
func partsOf(ctx context.Context, q db.Querier, id RoundID, u unit.ID) (out []Result, err error) {
	err = db.OnSnapshot(ctx, q, func(q db.Querier, d *db.DB) error {
		level, parent, err := levelOf(ctx, q, u)
		if err != nil {
			return err
		}
		of := u
		if level == unit.Village {
			of = parent
		}
		list, err := members(ctx, q, `-- all-shards
			select b.ancestor_id, b.unit_id, c.version from unit_below b join review_change c on c.commune_id = b.unit_id
			where b.ancestor_id = $1 and c.round_id = $2`, int64(of), int64(id))
		if err != nil {
			return err
		}
		all, err := parts(ctx, q, d, id, list, level == unit.Village)
		out = all[u]
		return err
	})
	return out, err
}

// partsByCommune are those of every commune that a unit has or had.
func partsByCommune(ctx context.Context, q db.Querier, id RoundID, u unit.ID) (out map[unit.ID][]Result, err error) {
	err = db.OnSnapshot(ctx, q, func(q db.Querier, d *db.DB) error {
		list, err := members(ctx, q, `-- all-shards
			select b.unit_id, b.unit_id, c.version from unit_below b join review_change c on c.commune_id = b.unit_id
			where b.ancestor_id = $1 and c.round_id = $2`, int64(u), int64(id))
		if err == nil {
			out, err = parts(ctx, q, d, id, list, false)
		}
		return err
	})
	return out, err
}

// partsBelow are those of each unit directly below u on a day. Units in which nothing was reviewed are
// left out.
func partsBelow(ctx context.Context, q db.Querier, id RoundID, u unit.ID, on day.Date) (out map[unit.ID][]Result, err error) {
	err = db.OnSnapshot(ctx, q, func(q db.Querier, d *db.DB) error {
		level, _, err := levelOf(ctx, q, u)
		if err != nil {
			return err
		}
		var list []member
		if level == unit.Commune {
			list, err = members(ctx, q, `-- routed
				select c.commune_id, c.commune_id, c.version from review_change c where c.commune_id = $1 and c.round_id = $2`, int64(u), int64(id))
		} else {
			list, err = members(ctx, q, `-- all-shards
				select b.ancestor_id, b.unit_id, c.version
				from unit u join unit_below b on b.ancestor_id = u.id join review_change c on c.commune_id = b.unit_id
				where u.parent_id = $1 and u.valid_from <= $2 and u.valid_to > $3 and c.round_id = $4`,
				int64(u), string(on), string(on), int64(id))
		}
		if err == nil {
			out, err = parts(ctx, q, d, id, list, level == unit.Commune)
		}
		return err
	})
	return out, err
}

// partsAt are those of every unit of one level within u on a day: the rows of a form of two levels.
func partsAt(ctx context.Context, q db.Querier, id RoundID, u unit.ID, level unit.Level, on day.Date) (out map[unit.ID][]Result, err error) {
	err = db.OnSnapshot(ctx, q, func(q db.Querier, d *db.DB) error {
		if level != unit.Village {
			list, err := members(ctx, q, `-- all-shards
				select v.id, b.unit_id, c.version
				from unit_below w join unit v on v.id = w.unit_id join unit_below b on b.ancestor_id = v.id join review_change c on c.commune_id = b.unit_id
				where w.ancestor_id = $1 and v.level = $2 and v.valid_from <= $3 and v.valid_to > $4 and c.round_id = $5`,
				int64(u), string(level), string(on), string(on), int64(id))
			if err == nil {
				out, err = parts(ctx, q, d, id, list, false)
			}
			return err
		}
		list, err := members(ctx, q, `-- all-shards
			select v.id, v.parent_id, c.version from unit_below w join unit v on v.id = w.unit_id join review_change c on c.commune_id = v.parent_id
			where w.ancestor_id = $1 and v.level = $2 and v.valid_from <= $3 and v.valid_to > $4 and c.round_id = $5`,
			int64(u), string(level), string(on), string(on), int64(id))
		if err != nil {
			return err
		}
		all, err := parts(ctx, q, d, id, list, true)
		out = map[unit.ID][]Result{}
		for _, m := range list {
			if s, ok := all[m.of]; ok {
				out[m.of] = s
			}
		}
		return err
	})
	return out, err
}

// members asks for the communes of units with their versions. A page asks for the same several times.
func members(ctx context.Context, q db.Querier, text string, args ...any) ([]member, error) {
	type question struct{ text, args string }
	return db.Once(q, question{text, fmt.Sprint(args...)}, func() ([]member, error) {
		rows, err := q.Query(ctx, text, args...)
		if err != nil {
			return nil, fmt.Errorf("versions of tallies: %w", err)
		}
		defer rows.Close()
		var out []member
		for rows.Next() {
			var m member
			if err := rows.Scan(&m.of, &m.commune, &m.version); err != nil {
				return nil, fmt.Errorf("versions of tallies: %w", err)
			}
			out = append(out, m)
		}
		return out, rows.Err()
	})
}

// parts are those of the communes of each unit; with villages, that of every village of the communes
// instead. What the memory holds at these versions is not read again. Nobody may change them.
func parts(ctx context.Context, q db.Querier, d *db.DB, id RoundID, list []member, villages bool) (map[unit.ID][]Result, error) {
	wanted := make(map[part]int64, len(list))
	for _, m := range list {
		wanted[part{id, m.commune, villages}] = m.version
	}
	mem := memoryOf(d)
	found, missing := mem.get(wanted)
	if len(missing) > 0 {
		mem.loading.Lock()
		defer mem.loading.Unlock()
		if found, missing = mem.get(wanted); len(missing) > 0 {
			read, err := readParts(ctx, q, id, missing, villages)
			if err != nil {
				return nil, err
			}
			for p, e := range read {
				e.version = wanted[p]
				mem.put(p, e)
				found[p] = e
			}
		}
	}
	out := map[unit.ID][]Result{}
	if villages {
		for p := range wanted {
			for v, s := range found[p].of {
				out[v] = []Result{s}
			}
		}
		return out, nil
	}
	for _, m := range list {
		if s, ok := found[part{id, m.commune, false}].of[m.commune]; ok {
			out[m.of] = append(out[m.of], s)
		}
	}
	return out, nil
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
			args = append(args, int64(some[min(i, len(some)-1)].commune))
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
