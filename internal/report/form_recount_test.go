package report_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"giamngheo/internal/db"
	"giamngheo/internal/percent"
	"giamngheo/internal/report"
	"giamngheo/internal/review"
	"giamngheo/internal/unit"
)

// spec is how the tests count one column anew, straight from the assessments.
type spec struct {
	households, persons string // sums over review_assessment a, for the two lines of a unit
	base                string // or a column of the population base, perhaps a difference of two
	part, whole         int    // or the share of one column of another
	of                  string // or the share of a sum over a sum
	none                bool   // or nothing at all
	moves, detail       bool   // what the round must know
}

const few = "a.ethnic not in ('', '01', '55')"

// heads counts households and their members under a condition.
func heads(format string, args ...any) spec {
	c := fmt.Sprintf(format, args...)
	return spec{
		households: "sum(case when " + c + " then 1 else 0 end)",
		persons:    "sum(case when " + c + " then a.members else 0 end)",
	}
}

// members is heads with the members on the line of households: a column of persons.
func members(format string, args ...any) spec {
	s := heads(format, args...)
	return spec{households: s.persons}
}

func detailed(s spec) spec { s.detail = true; return s }
func moving(s spec) spec   { s.moves = true; return s }

// specs are the columns of a form, written apart from the product's. native are the ethnic groups of
// form 9, odd says that it has a column of foreigners.
func specs(form int, native []string, odd bool) []spec {
	list := map[int]int{2: 1, 3: 2, 4: 1, 5: 1, 6: 2, 7: 2, 12: 1, 13: 2}[form]
	lacks := func(n int) string { return fmt.Sprintf("a.class = %d and (a.deprived / %d) %% 2 = 1", list, 1<<(n-1)) }
	var out []spec
	switch form {
	case 1:
		out = []spec{{base: "households"}, {base: "persons"}}
		for c := 1; c <= 3; c++ {
			out = append(out, heads("a.class = %d", c), spec{part: len(out) + 1, whole: 1})
		}
		for c := 1; c <= 3; c++ {
			out = append(out, members("a.class = %d", c), spec{part: len(out) + 1, whole: 2})
		}
	case 2, 3:
		other := 3 - list
		out = []spec{
			moving(heads("a.prev_class = %d", list)),
			moving(heads("a.prev_class = %d and a.class = %d", list, other)),
			moving(heads("a.prev_class = %d and a.class in (3, 4)", list)),
			moving(heads("a.prev_class = %d and a.class = 0", list)),
			moving(heads("a.prev_class = %d and a.class = %d", other, list)),
			moving(heads("a.prev_class not in (1, 2) and a.class = %d and a.movement = 'fell_back'", list)),
			moving(heads("a.prev_class not in (1, 2) and a.class = %d and a.movement = 'new'", list)),
			moving(heads("a.prev_class not in (1, 2) and a.class = %d and a.movement = 'other_in'", list)),
			heads("a.class = %d", list),
		}
	case 4, 6:
		var sum []string
		for n := 1; n <= 12; n++ {
			sum = append(sum, heads("%s", lacks(n)).households)
		}
		out = []spec{heads("a.class = %d", list), detailed(spec{households: strings.Join(sum, " + ")})}
		for n := 1; n <= 12; n++ {
			out = append(out, detailed(heads("%s", lacks(n))))
		}
	case 5, 7:
		out = []spec{heads("a.class = %d", list)}
		for n := 1; n <= 12; n++ {
			out = append(out, detailed(spec{households: heads("%s", lacks(n)).households, of: heads("a.class = %d", list).households}))
		}
	case 8:
		for c := 1; c <= 2; c++ {
			out = append(out, heads("a.class = %d", c), heads("a.class = %d and %s", c, few),
				heads("a.class = %d and (a.flags / 2) %% 2 = 1", c), heads("a.class = %d and (a.flags / 4) %% 2 = 1", c),
				heads("a.class = %d and a.ethnic in ('', '01', '55') and (a.flags / 2) %% 2 = 0 and (a.flags / 4) %% 2 = 0", c))
		}
	case 9:
		for c := 1; c <= 2; c++ {
			out = append(out, heads("a.class = %d", c), heads("a.class = %d and a.ethnic = '01'", c), heads("a.class = %d and %s", c, few))
			for _, e := range native {
				out = append(out, heads("a.class = %d and a.ethnic = '%s'", c, e))
			}
			rest := "'" + strings.Join(append([]string{"", "01", "55"}, native...), "', '") + "'"
			out = append(out, heads("a.class = %d and a.ethnic not in (%s)", c, rest))
			if odd {
				out = append(out, heads("a.class = %d and a.ethnic in ('', '55')", c))
			}
		}
	case 10:
		for c := 1; c <= 2; c++ {
			out = append(out, heads("a.class = %d", c))
			for n := range 8 {
				out = append(out, detailed(heads("a.class = %d and (a.causes / %d) %% 2 = 1", c, 1<<n)))
			}
		}
	case 11:
		young := func(c int, more string) spec {
			return spec{households: fmt.Sprintf("sum(case when a.class = %d%s then a.children else 0 end)", c, more)}
		}
		for c := 1; c <= 2; c++ {
			out = append(out, young(c, ""),
				detailed(young(c, " and ((a.deprived / 4) % 2 = 1 or (a.deprived / 8) % 2 = 1)")), // 3 nutrition, 4 insurance
				detailed(young(c, " and (a.deprived / 32) % 2 = 1")))                              // 6 schooling
		}
	case 12, 13:
		split := func(of func(string, ...any) spec) []spec {
			return []spec{
				of("a.class = %d", list), of("a.class = %d and not (%s)", list, few), of("a.class = %d and %s", list, few),
				of("a.class = %d and a.flags %% 2 = 1", list),
			}
		}
		out = []spec{
			{base: "households"},
			{base: "households - minority_households"},
			{base: "minority_households"},
			{none: true},
			{base: "persons"},
			{base: "persons - minority_persons"},
			{base: "minority_persons"},
			{none: true},
		}
		out = append(out, split(heads)...)
		out = append(out, spec{part: 9, whole: 1}, spec{part: 11, whole: 3}, spec{part: 12, whole: 4},
			heads("a.class = %d and (a.flags / 4) %% 2 = 1", list), heads("a.class = %d and (a.flags / 2) %% 2 = 1", list),
			heads("a.class = %d and (a.flags / 8) %% 2 = 1", list))
		out = append(out, split(members)...)
	}
	return out
}

// recount is what the assessments of a round say, by form, unit and line.
type recount struct {
	t      testing.TB
	q      db.Querier
	round  review.Round
	native []string
	odd    bool
	parent map[unit.ID]unit.ID
	bases  map[string]report.Value
	sums   map[int]map[unit.ID][2][]int64 // per form and unit: the two lines' sums, and of shares the wholes
}

func newRecount(t testing.TB, q db.Querier, r review.Round) *recount {
	t.Helper()
	c := &recount{t: t, q: q, round: r, parent: map[unit.ID]unit.ID{}, bases: map[string]report.Value{}, sums: map[int]map[unit.ID][2][]int64{}}
	c.rows(`select id, parent_id from unit`, func(scan func(...any)) {
		var id, parent unit.ID
		scan(&id, &parent)
		c.parent[id] = parent
	})
	c.rows(fmt.Sprintf(`-- all-shards
		select distinct a.ethnic from review_assessment a
		where a.round_id = %d and a.class in (1, 2) and a.flags %% 2 = 1 and %s order by 1`, r.ID, few), func(scan func(...any)) {
		var e string
		scan(&e)
		c.native = append(c.native, e)
	})
	c.rows(fmt.Sprintf(`-- all-shards
		select count(*) from review_assessment a where a.round_id = %d and a.class in (1, 2) and a.ethnic in ('', '55')`, r.ID), func(scan func(...any)) {
		var n int64
		scan(&n)
		c.odd = n > 0
	})
	return c
}

func (c *recount) rows(query string, each func(scan func(...any))) {
	c.t.Helper()
	rows, err := c.q.Query(context.Background(), query)
	if err != nil {
		c.t.Fatalf("%s: %v", query, err)
	}
	defer rows.Close()
	for rows.Next() {
		each(func(into ...any) {
			if err := rows.Scan(into...); err != nil {
				c.t.Fatal(err)
			}
		})
	}
	if err := rows.Err(); err != nil {
		c.t.Fatal(err)
	}
}

// count sums a form's columns per commune and village, and adds them up to every unit above.
func (c *recount) count(form int) map[unit.ID][2][]int64 {
	if found := c.sums[form]; found != nil {
		return found
	}
	all := specs(form, c.native, c.odd)
	var sums []string
	add := func(s string) {
		if s == "" {
			s = "0"
		}
		sums = append(sums, s)
	}
	for _, s := range all {
		add(s.households)
		add(s.persons)
		add(s.of)
	}
	out := map[unit.ID][2][]int64{}
	put := func(u unit.ID, n []int64) {
		if out[u][0] == nil {
			out[u] = [2][]int64{make([]int64, 2*len(all)), make([]int64, len(all))}
		}
		for i := range all {
			out[u][0][i] += n[3*i]
			out[u][1][i] += n[3*i+1]
			out[u][0][len(all)+i] += n[3*i+2]
		}
	}
	c.rows(fmt.Sprintf(`-- all-shards
		select a.commune_id, a.village_id, %s from review_assessment a where a.round_id = %d group by a.commune_id, a.village_id`,
		strings.Join(sums, ", "), c.round.ID), func(scan func(...any)) {
		var commune, village unit.ID
		n := make([]int64, len(sums))
		into := []any{&commune, &village}
		for i := range n {
			into = append(into, &n[i])
		}
		scan(into...)
		if village != 0 {
			put(village, n)
		}
		for u := commune; u != 0; u = c.parent[u] {
			put(u, n)
		}
	})
	c.sums[form] = out
	return out
}

// base is a column of a unit's population base at the round's day: its own, or its communes' together
// when every one has it.
func (c *recount) base(u unit.ID, column string) report.Value {
	key := fmt.Sprint(u, column)
	if v, ok := c.bases[key]; ok {
		return v
	}
	n, ok := c.readBase(u, column)
	if !ok {
		n = 0
	}
	c.bases[key] = report.Value{N: n, Known: ok}
	return c.bases[key]
}

func (c *recount) readBase(u unit.ID, column string) (n int64, ok bool) {
	for _, name := range strings.Split(column, " - ") {
		found := false
		c.rows(fmt.Sprintf(`select %[1]s from unit_base where unit_id = %[2]d and day = '%[3]s'
			union all select sum(x.%[1]s) from unit_below b join unit m on m.id = b.unit_id left join unit_base x on x.unit_id = m.id and x.day = '%[3]s'
			where b.ancestor_id = %[2]d and b.depth > 0 and m.level = 'commune' and m.valid_from <= '%[3]s' and m.valid_to > '%[3]s'
			and not exists (select 1 from unit_base own where own.unit_id = %[2]d and own.day = '%[3]s')
			having count(*) > 0 and count(x.unit_id) = count(*) and min(x.%[1]s) >= 0`, name, u, c.round.Day), func(scan func(...any)) {
			var x int64
			scan(&x)
			if x >= 0 {
				found = true
				if n == 0 {
					n = x
				} else {
					n -= x
				}
			}
		})
		if !found {
			return 0, false
		}
	}
	return n, true
}

// same compares every cell of a form with the recount.
func (c *recount) same(f report.Filled) {
	c.t.Helper()
	all := specs(f.Form.Number, c.native, c.odd)
	if len(all) != len(f.Columns) {
		c.t.Fatalf("form %d has %d columns, the recount %d", f.Form.Number, len(f.Columns), len(all))
	}
	sums := c.count(f.Form.Number)
	for _, r := range f.Rows {
		if r.Area != "" {
			continue
		}
		got := sums[r.Unit.ID]
		if got[0] == nil {
			got = [2][]int64{make([]int64, 2*len(all)), make([]int64, len(all))}
		}
		want := make([]report.Value, len(all))
		for i, s := range all {
			line := got[0][i]
			if r.Breakdown == report.OfPersons {
				line = got[1][i]
			}
			switch v := &want[i]; {
			case s.none, s.detail && !c.round.Detail, s.moves && !c.round.Moves():
			case s.base != "":
				*v = c.base(r.Unit.ID, s.base)
			case s.whole > 0:
				if want[s.part-1].Known && want[s.whole-1].Known {
					*v = rateOf(want[s.part-1].N, want[s.whole-1].N)
				}
			case s.of != "":
				*v = rateOf(line, got[0][len(all)+i])
			default:
				v.N, v.Known = line, true
			}
			if cell := r.Cells[i].Value; cell != want[i] {
				c.t.Errorf("form %d, %s of %d, %s, line %d, column %d: the form has %+v, the assessments %+v",
					f.Form.Number, f.Unit.Title(), c.round.Year, r.Unit.Title(), r.Breakdown, i+1, cell, want[i])
			}
		}
	}
}

// rateOf is a share in percent, rounded half up to hundredths by whole numbers.
func rateOf(part, whole int64) report.Value {
	if whole == 0 {
		return report.Value{}
	}
	return report.Value{Rate: percent.Points((part*20000 + whole) / (2 * whole)), Known: true}
}
