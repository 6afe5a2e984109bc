package duplicate

import (
	"context"
	"strconv"

	"giamngheo/internal/account"
	"giamngheo/internal/audit"
	"giamngheo/internal/db"
	"giamngheo/internal/household"
	"giamngheo/internal/unit"
)

// Checked is the result of looking through one commune.
type Checked struct {
	Commune    unit.ID
	Households int64
	Persons    int64
	Pairs      int64 // all that are alike now
	New        int64 // pairs that were not known
	Again      int64 // decided pairs whose facts have changed: they wait again
	Gone       int64 // pairs that waited and are alike no more
}

// Check looks through one commune: every two of its persons who may be alike, and every identity number of
// theirs that stands twice in the register. What was decided stays decided as long as the facts stay.
func (s *Service) Check(ctx context.Context, who account.Actor, commune unit.ID) (Checked, error) {
	if err := who.May(ctx, s.db, account.JudgeDuplicates, commune); err != nil {
		return Checked{}, err
	}
	c := Checked{Commune: commune}
	var pairs []Pair
	err := s.db.Read(ctx, func(q db.Querier) (err error) {
		pairs, err = find(ctx, q, &c)
		return err
	})
	if err != nil {
		return c, err
	}
	c.Pairs = int64(len(pairs))
	return c, s.db.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		c.New, c.Again, c.Gone = 0, 0, 0
		if err := tx.Lock(ctx, "duplicate.check"); err != nil {
			return err
		}
		known, err := ofCommune(ctx, tx, commune)
		if err != nil {
			return err
		}
		for _, p := range pairs {
			old, had := known[p.Key]
			delete(known, p.Key)
			if err := c.merge(ctx, tx, p, old, had); err != nil {
				return err
			}
		}
		for _, old := range known {
			if old.Decision != Waiting || old.Before != "" {
				continue // what somebody has said is remembered
			}
			c.Gone++
			if err := drop(ctx, tx, old.Key); err != nil {
				return err
			}
		}
		if err := putCheck(ctx, tx, c); err != nil {
			return err
		}
		return audit.Record(ctx, tx, who.Audit(), audit.Line{
			Act: "duplicate.check", Thing: unitThing(commune), UnitID: int64(commune),
			After: map[string]any{"persons": c.Persons, "pairs": c.Pairs, "new": c.New, "again": c.Again, "gone": c.Gone},
		})
	})
}

// merge stores a pair that was found beside what is known of it.
func (c *Checked) merge(ctx context.Context, tx *db.Tx, p, old Pair, had bool) error {
	switch {
	case !had:
		c.New++
		p.Decision = Waiting
	case old.Digest == p.Digest:
		if old.Points == p.Points {
			return nil
		}
		p.Decision, p.Note, p.By, p.Decided, p.Before, p.Found = old.Decision, old.Note, old.By, old.Decided, old.Before, old.Found
	default:
		p.Decision, p.Note, p.By, p.Decided, p.Before = Waiting, old.Note, old.By, old.Decided, old.Before
		if old.Decision != Waiting {
			c.Again++
			p.Before = old.Decision
		}
	}
	if p.Found.IsZero() {
		p.Found = tx.Now
	}
	return put(ctx, tx, p)
}

// find reads the persons of a commune and gives its pairs.
func find(ctx context.Context, q db.Querier, c *Checked) ([]Pair, error) {
	x := newIndex()
	at := map[string][]int32{}
	var keys []string
	err := household.EachListed(ctx, q, c.Commune, func(l household.Listed) error {
		if l.Key != "" {
			if at[l.Key] == nil {
				keys = append(keys, l.Key)
			}
			at[l.Key] = append(at[l.Key], int32(len(x.persons)))
		}
		x.add(personOf(l))
		return nil
	})
	if err != nil {
		return nil, err
	}
	c.Persons, c.Households = int64(len(x.persons)), int64(len(x.homes))
	g := gathered{}
	x.pairs(g.take)
	all, err := household.WithKeys(ctx, q, keys)
	if err != nil {
		return nil, err
	}
	for key, bearers := range all {
		if len(bearers) < 2 {
			continue
		}
		for _, i := range at[key] {
			a := x.persons[i]
			for _, l := range bearers {
				if l.Household == a.Household && l.Position == a.Position {
					continue
				}
				b := personOf(l)
				if b.Household.Commune == c.Commune {
					g.take(a, b, x.score(a, b))
				} else {
					g.take(a, b, Compare(a, b, Around{}))
				}
			}
		}
	}
	return g.list(), nil
}

// CheckBelow looks through every commune of a unit, one after the other, and tells of each.
func (s *Service) CheckBelow(ctx context.Context, who account.Actor, area unit.ID, tell func(Checked)) error {
	communes, err := household.Communes(ctx, s.db, area)
	if err != nil {
		return err
	}
	for _, commune := range communes {
		if err := ctx.Err(); err != nil {
			return err
		}
		c, err := s.Check(ctx, who, commune)
		if err != nil {
			return err
		}
		tell(c)
	}
	return nil
}

// Hit is a household in which somebody may be a person that is being entered.
type Hit struct {
	// Outside tells that a number stands where the reader has no rights: nothing else is said then.
	Outside  bool
	Other    household.Household
	Position int    // of the person entered
	Name     string // of the person in the other household
	Born     string
	Points   int
	Why      []Reason
}

// Entered looks for doubles of a household as it is typed, before it is stored: numbers in the whole register,
// likeness within the commune. A pair that is known already, with the same facts, is not told again.
func (s *Service) Entered(ctx context.Context, who account.Actor, h household.Household) ([]Hit, error) {
	h = household.Tidy(h)
	var hits []Hit
	err := s.db.Read(ctx, func(q db.Querier) error {
		keys, err := s.households.Keys(ctx, q, h)
		if err != nil {
			return err
		}
		home := make([]Person, len(h.Persons))
		for i, p := range h.Persons {
			home[i] = personOf(household.Listed{Household: h.Ref, Village: h.Village, Person: p, Key: keys[i+1]})
			home[i].Position, home[i].keys = i+1, nil
			home[i].keys = keysOf(home[i])
		}
		x := newIndex()
		if err := household.EachListed(ctx, q, h.Commune, func(l household.Listed) error {
			if l.Household != h.Ref {
				x.add(personOf(l))
			}
			return nil
		}); err != nil {
			return err
		}
		g, others := gathered{}, map[household.Ref]map[int]Person{}
		take := func(a, b Person, sc Score) {
			g.take(a, b, sc)
			if others[b.Household] == nil {
				others[b.Household] = map[int]Person{}
			}
			others[b.Household][b.Position] = b
		}
		var list []string
		for _, a := range home {
			x.like(a, home, func(b Person, sc Score) { take(a, b, sc) })
			if a.Key != "" {
				list = append(list, a.Key)
			}
		}
		bearers, err := household.WithKeys(ctx, q, list)
		if err != nil {
			return err
		}
		for _, a := range home {
			for _, l := range bearers[a.Key] {
				if l.Household != h.Ref {
					b := personOf(l)
					take(a, b, Compare(a, b, Around{}))
				}
			}
		}
		hits, err = s.told(ctx, q, who, h, g.list(), others)
		return err
	})
	if err != nil {
		return nil, err
	}
	return hits, s.asked(ctx, who, h, hits)
}

// told makes hits of pairs that are not known.
func (s *Service) told(ctx context.Context, q db.Querier, who account.Actor, h household.Household, pairs []Pair, others map[household.Ref]map[int]Person) ([]Hit, error) {
	var hits []Hit
	for _, p := range pairs {
		if h.ID != 0 {
			if old, err := get(ctx, q, p.Key); err != nil {
				return nil, err
			} else if old != nil && old.Digest == p.Digest {
				continue
			}
		}
		first := p.A == h.Ref
		ref := p.A
		if first {
			ref = p.B
		}
		sees, err := unit.Within(ctx, q, who.Unit, ref.Commune)
		if err != nil {
			return nil, err
		}
		if !sees && who.SignedIn() && who.ID != 0 {
			hits = append(hits, Hit{Outside: true, Points: p.Points})
			continue
		}
		found, err := household.ByRefs(ctx, q, []household.Ref{ref})
		if err != nil {
			return nil, err
		}
		m := p.Matches[0]
		mine, theirs := m.A, m.B
		if !first {
			mine, theirs = m.B, m.A
		}
		b := others[ref][theirs]
		hits = append(hits, Hit{Other: found[0], Position: mine, Name: b.Name, Born: b.Born, Points: m.Points, Why: m.Why})
	}
	return hits, nil
}

// asked leaves an audit line where an officer learnt that a number stands outside his area: whoever tries out
// numbers leaves a trace.
func (s *Service) asked(ctx context.Context, who account.Actor, h household.Household, hits []Hit) error {
	n := 0
	for _, x := range hits {
		if x.Outside {
			n++
		}
	}
	if n == 0 {
		return nil
	}
	return s.db.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		return audit.Record(ctx, tx, who.Audit(), audit.Line{
			Act: "duplicate.elsewhere", Thing: unitThing(h.Commune), UnitID: int64(h.Commune), After: map[string]any{"numbers": n},
		})
	})
}

func unitThing(id unit.ID) string { return "unit:" + strconv.FormatInt(int64(id), 10) }
