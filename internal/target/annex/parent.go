package annex

import (
	"path/filepath"
	"regexp"
	"strconv"
	"strings"

	"giamngheo/internal/day"
	"giamngheo/internal/fault"
	"giamngheo/internal/lang"
	"giamngheo/internal/unit"
)

// owner is the unit whose plan a table belongs to, on the day whose list of units fits.
type owner struct {
	unit  unit.Unit
	on    day.Date
	known bool
	score int // lines that are units below it
}

// daysOf are the days on which the units of a plan's year may stand: the end of the year before, or
// of the year itself when units changed within it; without a year, before and after July 2025.
func daysOf(year int) []day.Date {
	if year == 0 {
		return []day.Date{day.EndOf(2022), day.EndOf(2025)}
	}
	list := []day.Date{day.EndOf(year - 1), day.EndOf(year)}
	for _, d := range []day.Date{day.EndOf(2022), day.EndOf(2025)} {
		if d != list[0] && d != list[1] {
			list = append(list, d)
		}
	}
	return list
}

// findOwner infers the parent from its children: the unit below which most of the names stand. What
// the text around the table says only decides between equals.
func findOwner(dir *unit.Directory, names []string, year int, text string) owner {
	var best owner
	bestHint := false
	for _, on := range daysOf(year) {
		for id, score := range parents(dir, names, on) {
			u, ok := dir.Get(id)
			if !ok || u.Level == unit.Country || u.Level == unit.Commune {
				continue
			}
			hint := strings.Contains(text, " "+lang.Fold(u.Title())+" ")
			better := score > best.score || score == best.score && on == best.on &&
				(hint && !bestHint || hint == bestHint && closer(dir, u, best.unit, on))
			if better {
				best, bestHint = owner{u, on, true, score}, hint
			}
		}
	}
	if best.known && best.score*4 < len(names) {
		return owner{}
	}
	return best
}

// closer prefers, between equals, the unit with fewer children, then the smaller id.
func closer(dir *unit.Directory, a, b unit.Unit, on day.Date) bool {
	na, nb := len(dir.Children(a.ID, on)), len(dir.Children(b.ID, on))
	return na < nb || na == nb && a.ID < b.ID
}

// parents counts, for every unit, the different children that the names may mean; a province's count
// includes the communes that are listed under its districts.
func parents(dir *unit.Directory, names []string, on day.Date) map[unit.ID]int {
	seen := map[unit.ID]bool{}
	direct := map[unit.ID]int{}
	for _, n := range names {
		for _, c := range dir.Find(n, "", on) {
			if (c.Unit.Level == unit.District || c.Unit.Level == unit.Commune) && !seen[c.Unit.ID] {
				seen[c.Unit.ID] = true
				direct[c.Unit.Parent]++
			}
		}
	}
	score := map[unit.ID]int{}
	for id, n := range direct {
		score[id] += n
		// A namesake among the districts does not bring in another district's communes.
		if u, ok := dir.Get(id); ok && u.Level == unit.District && seen[id] && direct[u.Parent] > 1 && n > 1 {
			score[u.Parent] += n
		}
	}
	return score
}

// givenOwner is the unit that the caller named by its code, on the day whose units fit best.
func givenOwner(dir *unit.Directory, code string, names []string, year int) (owner, error) {
	var best owner
	for _, on := range daysOf(year) {
		for _, level := range []unit.Level{unit.Province, unit.District} {
			u, ok := dir.ByCode(level, code, on)
			if !ok {
				continue
			}
			if o := (owner{u, on, true, parents(dir, names, on)[u.ID]}); !best.known || o.score > best.score {
				best = o
			}
		}
	}
	if !best.known {
		return owner{}, fault.New(fault.Invalid, "annex.unknown_unit", "Code", code)
	}
	return best, nil
}

var (
	yearOf   = regexp.MustCompile(`nam (20[1-4]\d)`)
	dateOf   = regexp.MustCompile(`(ngay \d{1,2} )?thang \d{1,2} nam 20\d\d|\d{1,2} \d{1,2} 20\d\d|20\d\d (nq|qd|kh|tt|nd)( \w+)?`)
	planLine = word(`chi tieu|giam ngheo|ke hoach|bieu`)
)

// titleYear is the year that the table's title or the plan's own names, 0 when none does.
func titleYear(before, lines []string) int {
	for i := len(before) - 1; i >= 0; i-- {
		if y := yearIn(before[i]); y != 0 {
			return y
		}
	}
	for _, l := range lines[:min(len(lines), 60)] {
		if y := yearIn(l); y != 0 && len(l) < 400 {
			return y
		}
	}
	return 0
}

func yearIn(line string) int {
	f := dateOf.ReplaceAllString(period.ReplaceAllString(lang.Fold(line), " "), " ")
	if !planLine.MatchString(f) {
		return 0
	}
	m := yearOf.FindAllStringSubmatch(f, -1)
	if len(m) == 0 {
		return 0
	}
	y, _ := strconv.Atoi(m[len(m)-1][1])
	if strings.Contains(f, "cuoi nam "+m[len(m)-1][1]) && !strings.Contains(f, "chi tieu") {
		return 0
	}
	return y
}

// pick chooses the table to check: the one that has most of what a check needs.
func (s *source) pick(name string) (*table, []*table, error) {
	var usable []*table
	var best *table
	found := 0
	for _, g := range s.grids {
		for _, t := range findTables(g) {
			found++
			t.number = found
			if !t.choose(titleYear(t.before(), s.lines)) {
				continue
			}
			usable = append(usable, t)
			t.score = 100*t.score + min(t.end-t.first, 99)
			if best == nil || t.score > best.score {
				best = t
			}
		}
	}
	s.tables = found
	if best != nil {
		return best, usable, nil
	}
	key := "annex.no_table"
	if found > 0 {
		key = "annex.no_columns"
	}
	return nil, nil, fault.New(fault.Invalid, key, "File", filepath.Base(name))
}

// before are the lines above the table: of the text, or of the sheet itself.
func (t *table) before() []string {
	lines := t.g.before
	for r := max(0, t.top-15); r < t.top; r++ {
		for _, c := range t.g.rows[r] {
			if c.kind == words {
				lines = append(lines[:len(lines):len(lines)], c.text)
			}
		}
	}
	return lines
}

// around is the text near the table, folded, in which the parent's name may stand.
func (t *table) around(lines []string) string {
	var b strings.Builder
	b.WriteByte(' ')
	for _, l := range append(lines[:min(len(lines), 40):min(len(lines), 40)], t.before()...) {
		b.WriteString(lang.Fold(l) + " ")
	}
	for r := t.first; r < t.end; r++ {
		if f := lang.Fold(t.g.at(r, t.name).text); beginTotal.MatchString(f) {
			b.WriteString(f + " ")
		}
	}
	return b.String()
}
