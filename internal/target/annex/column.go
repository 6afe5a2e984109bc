package annex

import (
	"slices"
	"strings"

	"giamngheo/internal/lang"
	"giamngheo/internal/percent"
)

// choose settles what each column means: by the words of its header, and where they leave it open by
// the figures, since poor over households must give the rate. It tells whether the table has what a
// check needs: names, households and poor households.
func (t *table) choose(titleYear int) bool {
	for i := range t.col {
		t.col[i] = -1
	}
	t.name = t.nameColumn()
	if t.name < 0 {
		return false
	}
	weights := make([][roles]int, len(t.headings))
	for c, h := range t.headings {
		if c != t.name {
			weights[c] = h.weigh()
		}
	}
	t.planYear = t.targetYear(weights, titleYear)
	if t.planYear == 0 {
		t.planYear = titleYear
	}
	t.results(weights)
	if t.col[households] < 0 || t.col[poor] < 0 {
		return false
	}
	t.plans(weights)
	t.orderColumn()
	if y := t.headings[t.col[poor]].year(); y != 0 {
		t.resultYear = y
	} else if t.col[rate] >= 0 {
		t.resultYear = t.headings[t.col[rate]].year()
	}
	for _, c := range t.col {
		if c >= 0 {
			t.score++
		}
	}
	if t.col[points] >= 0 || t.col[reduction] >= 0 {
		t.score += 10
	}
	return true
}

// nameColumn is the column with the most different names in it.
func (t *table) nameColumn() int {
	best, at := 0, -1
	for c := range t.headings {
		seen := map[string]bool{}
		for r := t.first; r < t.end; r++ {
			x := t.g.at(r, c)
			if x.kind == words && letters(x.text) >= 2 && !romanCell.MatchString(x.text) && readRate(x).state == bad {
				seen[lang.Fold(x.text)] = true
			}
		}
		n := 2 * len(seen)
		if len(t.headings[c].folded) > 0 {
			switch f := strings.Join(t.headings[c].folded, " "); {
			case remarkHead.MatchString(f):
				continue
			case nameHead.MatchString(f):
				n += 3
			}
		}
		if len(seen) > 0 && n > best {
			best, at = n, c
		}
	}
	return at
}

// targetYear is the year that the headers of targets name. Where they name several it is the title's,
// else the one after the results, else the latest.
func (t *table) targetYear(weights [][roles]int, titleYear int) int {
	var years []int
	results := 0
	for c, h := range t.headings {
		y := h.year()
		if w := weights[c]; w[points] >= 5 || w[reduction] >= 5 || w[endRate] >= 5 || w[endPoor] >= 5 {
			years = append(years, y)
		} else if w[households] >= 4 || w[poor] >= 4 || w[rate] >= 4 {
			results = max(results, y)
		}
	}
	for _, y := range []int{titleYear, results + 1} {
		if y > 1 && slices.Contains(years, y) {
			return y
		}
	}
	return slices.Max(append(years, 0))
}

// results picks the columns of households, poor and rate together, so that they agree.
func (t *table) results(weights [][roles]int) {
	best := -1 << 30
	for _, h := range fitting(weights, households) {
		for _, p := range fitting(weights, poor) {
			if h == p {
				continue
			}
			base := 10*(weights[h][households]+weights[p][poor]) + t.ageBonus(h) + 2*t.ageBonus(p) + t.smaller(p, h)
			if base > best {
				best, t.col[households], t.col[poor], t.col[rate] = base, h, p, -1
			}
			for _, r := range fitting(weights, rate) {
				if r == h || r == p {
					continue
				}
				s := base + 10*weights[r][rate] + 2*t.ageBonus(r) + t.agreeing(h, p, r)
				if s > best {
					best, t.col[households], t.col[poor], t.col[rate] = s, h, p, r
				}
			}
		}
	}
}

// fitting are the columns that may have a role, the best by their words first; a table has a few.
func fitting(weights [][roles]int, k role) []int {
	var list []int
	for c, w := range weights {
		if w[k] > 0 {
			list = append(list, c)
		}
	}
	slices.SortStableFunc(list, func(a, b int) int { return weights[b][k] - weights[a][k] })
	return list[:min(len(list), 12)]
}

// counts and rates are a column's figures, read once.
func (t *table) counts(c int) []figure { return t.readColumn(&t.asCounts, c, readCount) }
func (t *table) rates(c int) []figure  { return t.readColumn(&t.asRates, c, readRate) }

func (t *table) readColumn(cache *map[int][]figure, c int, read func(cell) figure) []figure {
	if *cache == nil {
		*cache = map[int][]figure{}
	}
	list, ok := (*cache)[c]
	if !ok {
		for r := t.first; r < t.end; r++ {
			list = append(list, read(t.g.at(r, c)))
		}
		(*cache)[c] = list
	}
	return list
}

// ageBonus favours results of the year before the plan's.
func (t *table) ageBonus(c int) int {
	switch y := t.headings[c].year(); {
	case y == 0 || t.planYear == 0:
		return y % 100 / 10 // the later year, a little
	case y == t.planYear-1:
		return 20
	case y >= t.planYear:
		return -40
	default:
		return -5 * min(t.planYear-y, 5)
	}
}

// smaller weighs how often the poor are fewer than the households.
func (t *table) smaller(p, h int) int {
	n, ok := 0, 0
	all := t.counts(h)
	for i, a := range t.counts(p) {
		b := all[i]
		if !a.known() || !b.known() {
			continue
		}
		if n++; a.v <= b.v {
			ok++
		}
	}
	if n == 0 {
		return -200
	}
	return 40*ok/n - 20
}

// agreeing weighs how often the rate is poor over households.
func (t *table) agreeing(h, p, c int) int {
	n, ok := 0, 0
	all, rates := t.counts(h), t.rates(c)
	for i, a := range t.counts(p) {
		b, s := all[i], rates[i]
		if !a.known() || !b.known() || !s.known() || b.v <= 0 {
			continue
		}
		n++
		if rate, _ := percent.Of(a.v, b.v); near1(rate, s.points()) || near1(rate, s.points()*100) {
			ok++
		}
	}
	if n == 0 {
		return -100
	}
	return 120*ok/n - 20
}

func near1(a, b percent.Points) bool { return a-b <= 10 && b-a <= 10 }

// plans picks the columns of the plan among those that are left.
func (t *table) plans(weights [][roles]int) {
	used := map[int]bool{}
	for _, c := range t.col {
		used[c] = true
	}
	for _, want := range []role{points, reduction, endRate, endPoor} {
		best := 0
		for c, w := range weights {
			if used[c] || w[want] == 0 {
				continue
			}
			s := 10 * w[want]
			y := t.headings[c].year()
			switch {
			case y != 0 && t.planYear != 0 && y != t.planYear:
				s -= 45
			case y != 0 && y == t.planYear:
				s += 10
			case (want == endRate || want == endPoor) && w[want] == 1:
				continue
			}
			if w[points] > 0 && w[reduction] > 0 {
				if counts := t.beyondRate(c); counts == (want == points) {
					continue
				}
			}
			if s > best {
				best, t.col[want] = s, c
			}
		}
		if c := t.col[want]; c >= 0 {
			used[c] = true
		}
	}
}

// beyondRate tells figures too large to be points: they are households.
func (t *table) beyondRate(c int) bool {
	n, over := 0, 0
	for r := t.first; r < t.end; r++ {
		a, b := readCount(t.g.at(r, t.col[poor])), readCount(t.g.at(r, t.col[households]))
		x := readRate(t.g.at(r, c))
		if !a.known() || !b.known() || !x.known() {
			continue
		}
		n++
		v := x.points()
		if k := readCount(t.g.at(r, c)); k.state == good {
			v = percent.Points(k.v * 100)
		}
		if rate, ok := percent.Of(a.v, b.v); ok && v > rate {
			over++
		}
	}
	return n > 0 && over*2 > n
}

// orderColumn finds the running numbers: by header, or beside the names.
func (t *table) orderColumn() {
	used := map[int]bool{t.name: true}
	for _, c := range t.col {
		used[c] = true
	}
	for c, h := range t.headings {
		if !used[c] && len(h.folded) > 0 && orderHead.MatchString(h.folded[0]) {
			t.order = c
			return
		}
	}
	if c := t.name - 1; c >= 0 && !used[c] && len(t.headings[c].folded) == 0 {
		t.order = c
	}
}

var (
	orderHead  = word(`tt|stt|so tt|so thu tu|thu tu|no`)
	nameHead   = word(`don vi|dia phuong|dia ban|huyen|xa|ten|thanh pho`)
	remarkHead = word(`ghi chu|giai phap|danh gia|ly do|nguyen nhan|chu tri|phu trach`)
)
