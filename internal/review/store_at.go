package review

import (
	"context"
	"fmt"
	"sync"

	"giamngheo/internal/db"
	"giamngheo/internal/unit"
)

// scope is of which communes and rounds versions are asked for: those that a unit has or had, in one round or,
// when round is 0, in every one.
type scope struct {
	round RoundID
	unit  unit.ID
}

// stamp tells whether any version in a scope has changed: how many there are, what they and what the numbers of
// their communes and rounds come to. Versions only grow and are never taken away, so that two states with one
// stamp are the same.
type stamp struct{ n, versions, numbers int64 }

// state are the versions of the communes' tallies at a stamp. Nobody changes it.
type state struct {
	stamp
	of map[RoundID]map[unit.ID]int64
}

// states keeps the versions of scopes: the country has ten thousand communes, and reading their versions anew
// took longer than all else on its page. The engine is asked for the stamp, and for the versions only when it is
// another one than what is kept.
type states struct {
	mu   sync.Mutex
	kept map[scope]*state
}

// maxStates is how many scopes are kept: those of a province's communes, districts and rounds. Most hold one commune;
// that of the country takes half a megabyte for each round.
const maxStates = 1024

type statesKey struct{}

func statesOf(d *db.DB) *states {
	made := func() any { return &states{kept: map[scope]*state{}} }
	if d == nil { // in an act, which remembers nothing
		return made().(*states)
	}
	return d.Remember(statesKey{}, made).(*states)
}

func (s *states) get(k scope) *state {
	s.mu.Lock()
	defer s.mu.Unlock()
	if have := s.kept[k]; have != nil {
		return have
	}
	return &state{stamp: stamp{n: -1}}
}

func (s *states) put(k scope, now *state) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.kept) >= maxStates {
		clear(s.kept)
	}
	s.kept[k] = now
}

// Where the versions of a scope stand.
const (
	ofAll   = `review_change c`
	ofUnit  = `unit_below b join review_change c on c.commune_id = b.unit_id where b.ancestor_id = $1`
	ofRound = ofUnit + ` and c.round_id = $2`
)

// versions are the versions of the tallies of every commune that a unit has or had, where there are any.
// Nobody may change what it returns.
func versions(ctx context.Context, q db.Querier, d *db.DB, id RoundID, u unit.ID) (map[unit.ID]int64, error) {
	if u == unit.CountryID {
		at, err := versionsByRound(ctx, q, d, u) // its pages ask of several rounds
		return at[id], err
	}
	at, err := versionsIn(ctx, q, d, scope{id, u}, ofRound, int64(u), int64(id))
	return at[id], err
}

// versionsByRound are those of every round, in one question.
func versionsByRound(ctx context.Context, q db.Querier, d *db.DB, u unit.ID) (map[RoundID]map[unit.ID]int64, error) {
	if u == unit.CountryID {
		return versionsIn(ctx, q, d, scope{unit: u}, ofAll)
	}
	return versionsIn(ctx, q, d, scope{unit: u}, ofUnit, int64(u))
}

// versionsIn asks for the versions in a scope. A page asks for the same several times; a snapshot gives the same
// answer each time.
func versionsIn(ctx context.Context, q db.Querier, d *db.DB, k scope, from string, args ...any) (map[RoundID]map[unit.ID]int64, error) {
	return db.Once(q, k, func() (map[RoundID]map[unit.ID]int64, error) {
		memory := statesOf(d)
		have := memory.get(k)
		now, err := askState(ctx, q, have.stamp, from, args...)
		if err != nil {
			return nil, fmt.Errorf("versions of tallies: %w", err)
		}
		if now.stamp == have.stamp {
			return have.of, nil
		}
		memory.put(k, now)
		return now.of, nil
	})
}

// askState reads the stamp of a scope, and its versions when the stamp is not the one that is kept.
func askState(ctx context.Context, q db.Querier, kept stamp, from string, args ...any) (*state, error) {
	now := &state{of: map[RoundID]map[unit.ID]int64{}}
	text := fmt.Sprintf(`-- all-shards
		with at as not materialized (select c.round_id, c.commune_id, c.version from %s),
		stamp as materialized (
			select count(*) as n, cast(coalesce(sum(version), 0) as bigint) as versions,
				cast(coalesce(sum(commune_id * 64 + round_id), 0) as bigint) as numbers from at)
		select 0, n, versions, numbers from stamp
		union all
		select at.round_id, at.commune_id, at.version, 0 from stamp cross join at
		where n <> $%d or versions <> $%d or numbers <> $%d`, from, len(args)+1, len(args)+2, len(args)+3)
	args = append(args, kept.n, kept.versions, kept.numbers)
	err := db.Ask(ctx, q, db.Each(func(row db.Rows) error {
		var id RoundID
		var a, b, c int64
		if err := row.Scan(&id, &a, &b, &c); err != nil {
			return err
		}
		if id == 0 {
			now.stamp = stamp{a, b, c}
			return nil
		}
		of := now.of[id]
		if of == nil {
			of = map[unit.ID]int64{}
			now.of[id] = of
		}
		of[unit.ID(a)] = b
		return nil
	}, text, args...))
	return now, err
}
