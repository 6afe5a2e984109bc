package demo

import (
	"fmt"
	"strconv"

	"giamngheo/internal/household"
	"giamngheo/internal/standard"
)

// The demonstration fills in the illustrative score card and is judged by the standard of 2022.
const (
	cardID    = "illustrative-2022"
	editionID = "vn-2022"
	region    = standard.CentralHighlands
)

// scorer fills in score cards so that their points fall on a wanted side of the line.
type scorer struct {
	card    *standard.Card
	edition *standard.Edition
	columns map[standard.Area]*column
}

// column is the card's points in one kind of area, laid out for quick counting.
type column struct {
	line int
	band map[string][]int // count items: points by number, the last for all above
	one  map[string]int   // single and multi items: points by "item.option"
}

// sheet is one household's answers while they are being adjusted.
type sheet struct {
	members, workers, pension, floor, electricity, land int
	education, job                                      int
	house                                               [3]bool // column, roof, wall
	assets                                              [5]bool
	livestock                                           [2]bool
}

var (
	educations = []string{"none", "upper_secondary", "vocational", "college"}
	jobs       = []string{"none", "casual", "steady"}
	houseParts = []string{"column", "roof", "wall"}
	goods      = []string{"motorbike", "fridge", "washer", "cooler", "car"}
	animals    = []string{"cattle", "pigs"}
)

func newScorer() (*scorer, error) {
	card, err := standard.CardByID(cardID)
	if err != nil {
		return nil, err
	}
	edition, err := standard.ByID(editionID)
	if err != nil {
		return nil, err
	}
	s := &scorer{card: card, edition: edition, columns: map[standard.Area]*column{}}
	for area, name := range map[standard.Area]string{standard.Rural: string(region), standard.Urban: string(standard.Urban)} {
		c := &column{line: int(edition.Lines(area).Points.Line.N), band: map[string][]int{}, one: map[string]int{}}
		for _, it := range card.Items {
			for _, o := range it.Options {
				if it.Kind != standard.Count {
					c.one[it.Code+"."+o.Code] = o.Points[name]
					continue
				}
				for len(c.band[it.Code]) < *o.From { // a count may begin at one
					c.band[it.Code] = append(c.band[it.Code], 0)
				}
				for n := *o.From; o.To != nil && n <= *o.To || o.To == nil && n == *o.From; n++ {
					c.band[it.Code] = append(c.band[it.Code], o.Points[name])
				}
			}
		}
		s.columns[area] = c
	}
	return s, s.columns[standard.Rural].check()
}

// check refuses a card whose questions are not those that a sheet answers.
func (c *column) check() error {
	for _, item := range []string{"members", "workers", "pension", "floor", "electricity", "land"} {
		if len(c.band[item]) == 0 {
			return fmt.Errorf("score card %s has no question %q", cardID, item)
		}
	}
	for item, options := range map[string][]string{"education": educations, "job": jobs, "house": houseParts, "assets": goods, "livestock": animals} {
		for _, o := range options {
			if _, ok := c.one[item+"."+o]; !ok {
				return fmt.Errorf("score card %s has no answer %q to %q", cardID, o, item)
			}
		}
	}
	return nil
}

func (c *column) count(item string, n int) int {
	b := c.band[item]
	return b[min(n, len(b)-1)]
}

func (c *column) points(s *sheet) int {
	p := c.count("workers", s.workers) + c.count("pension", s.pension) + c.count("floor", s.floor) +
		c.count("electricity", s.electricity) + c.count("land", s.land)
	if s.workers > 0 {
		p += c.count("members", s.members)
	}
	p += c.one["education."+educations[s.education]] + c.one["job."+jobs[s.job]]
	for _, group := range []struct {
		item  string
		names []string
		has   []bool
	}{{"house", houseParts, s.house[:]}, {"assets", goods, s.assets[:]}, {"livestock", animals, s.livestock[:]}} {
		for i, has := range group.has {
			if has {
				p += c.one[group.item+"."+group.names[i]]
			}
		}
	}
	return p
}

// limits are what the deprivations and members found allow a sheet to say.
type limits struct {
	d        standard.Deprivations
	people   people
	landless bool
	urban    bool
}

// answer fills in a card: plausible answers first, then one after the other made better or worse
// until the points are above the line, or within it, as wanted.
func (s *scorer) answer(r rng, area standard.Area, above bool, p people, d standard.Deprivations, causes household.CauseSet) (sheet, error) {
	c := s.columns[area]
	l := limits{d: d, people: p, landless: causes.Has(1), urban: area == standard.Urban}
	sh := l.propose(r, above)
	for step := 0; (c.points(&sh) > c.line) != above; step++ {
		if step > 400 {
			return sh, fmt.Errorf("a household of %d stays at %d points, line %d", p.members, c.points(&sh), c.line)
		}
		l.move(r, &sh, above)
	}
	return sh, nil
}

// declared is the income of a household that asks whether its living standard is average (mức sống
// trung bình): above the line, and in most cases within the average.
func (s *scorer) declared(r rng, area standard.Area) int64 {
	return s.edition.Lines(area).Income.Line.N + int64(10_000*r.between(1, 130))
}

// propose draws the answers before any adjustment.
func (l *limits) propose(r rng, above bool) sheet {
	s := sheet{members: l.people.members, workers: l.people.able}
	better := 0
	if above {
		better = 1
	}
	s.education = max(l.leastEducation(), r.weighted(70-40*better, 22+8*better, 5+15*better, 3+17*better))
	if l.people.able == 0 && r.chance(90) { // the old went to school for a few years
		s.education = l.leastEducation()
	}
	if l.people.able > 0 {
		s.job = r.weighted(48-33*better, 48, 4+33*better)
		if l.d.Has(dJob) {
			s.job = min(s.job, 1)
		}
	}
	if l.people.elderly > 0 && r.chance(2+12*better) {
		s.pension = 1
	}
	s.house = [3]bool{true, true, r.chance(45 + 45*better)}
	if l.d.Has(dHouse) { // at least two of three parts are not durable
		s.house = [3]bool{}
		if r.chance(60) {
			s.house[r.weighted(35, 50, 15)] = true
		}
	}
	s.floor = r.between(8, 17+20*better)
	if l.d.Has(dSpace) {
		s.floor = r.between(3, 7)
	}
	town := 0
	if l.urban { // where the line is higher, so is what the poor have
		town = 1
	}
	s.electricity = r.between(6, 45+85*better+30*town)
	for i, chance := range [5]int{52 + 40*better + 8*town, 10 + 62*better + 30*town, 1 + 24*better + 9*town, 3 * better, 7 * better} {
		s.assets[i] = r.chance(min(chance, 97))
	}
	if !l.urban || r.chance(35) {
		s.land = r.between(0, 5+7*better)
	}
	if l.landless {
		s.land = r.between(0, 1)
	}
	if !l.urban && l.people.able > 0 {
		s.livestock = [2]bool{r.chance(22 + 20*better), r.chance(10 + 10*better)}
	}
	return s
}

// leastEducation is the lowest degree in the household that agrees with what was found: where nobody
// is deprived in schooling, those of 18 to 30 have finished school or learnt a trade.
func (l *limits) leastEducation() int {
	if l.people.grown > 0 && !l.d.Has(dAdultSchool) {
		return 1
	}
	return 0
}

// move makes one answer a step better or worse, within what is allowed.
func (l *limits) move(r rng, s *sheet, up bool) {
	step := func(v *int, by, low, high int) {
		if up {
			*v = min(*v+by, high)
		} else {
			*v = max(*v-by, low)
		}
	}
	switch r.IntN(9) {
	case 0:
		step(&s.education, 1, l.leastEducation(), len(educations)-1)
	case 1:
		if l.people.able > 0 && !(up && l.d.Has(dJob) && s.job > 0) {
			step(&s.job, 1, 0, len(jobs)-1)
		}
	case 2:
		if l.people.elderly > 0 {
			step(&s.pension, 1, 0, 1)
		}
	case 3:
		if !l.d.Has(dHouse) {
			s.house[2] = up
		}
	case 4:
		if !l.d.Has(dSpace) {
			step(&s.floor, r.between(2, 9), 8, 60)
		}
	case 5:
		step(&s.electricity, r.between(5, 30), 5, 190)
	case 6:
		// Goods come in the order of their use and go in the opposite.
		for k := range s.assets {
			i := k
			if !up {
				i = len(s.assets) - 1 - k
			}
			if s.assets[i] != up {
				s.assets[i] = up
				return
			}
		}
	case 7:
		if !(up && l.landless) {
			step(&s.land, r.between(1, 3), 0, 20)
		}
	case 8:
		if !l.urban || !up {
			s.livestock[r.IntN(len(s.livestock))] = up && l.people.able > 0
		}
	}
}

// Answers are slices; these are shared by all households and never changed.
var (
	numbers = func() [][]string {
		list := make([][]string, 200)
		for i := range list {
			list[i] = []string{strconv.Itoa(i)}
		}
		return list
	}()
	words = func() map[string][]string {
		m := map[string][]string{}
		for _, list := range [][]string{educations, jobs} {
			for _, w := range list {
				m[w] = []string{w}
			}
		}
		return m
	}()
)

func (s *sheet) answers() standard.Answers {
	return standard.Answers{
		"members": numbers[s.members], "workers": numbers[s.workers], "pension": numbers[s.pension],
		"floor": numbers[s.floor], "electricity": numbers[s.electricity], "land": numbers[s.land],
		"education": words[educations[s.education]], "job": words[jobs[s.job]],
		"house": chosen(houseParts, s.house[:]), "assets": chosen(goods, s.assets[:]), "livestock": chosen(animals, s.livestock[:]),
	}
}

func chosen(names []string, has []bool) []string {
	out := []string{} // nothing is an answer too
	for i, h := range has {
		if h {
			out = append(out, names[i])
		}
	}
	return out
}
