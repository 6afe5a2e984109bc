package duplicate

import (
	"context"
	"strings"
	"time"
	"unicode/utf8"

	"giamngheo/internal/account"
	"giamngheo/internal/audit"
	"giamngheo/internal/db"
	"giamngheo/internal/fault"
	"giamngheo/internal/household"
	"giamngheo/internal/job"
	"giamngheo/internal/lang"
	"giamngheo/internal/unit"
)

// Service carries out the acts on pairs.
type Service struct {
	db         *db.DB
	households *household.Service
}

// NewService makes the service.
func NewService(d *db.DB, h *household.Service) *Service { return &Service{d, h} }

// maxNote bounds what an officer writes beside a decision.
const maxNote = 500

// Queue is a page of the pairs of an area that stand at a decision, the most alike first; a pair with a side
// outside the area is among them.
func (s *Service) Queue(ctx context.Context, who account.Actor, area unit.ID, d Decision, after Place, limit int) ([]Pair, error) {
	if err := who.May(ctx, s.db, account.JudgeDuplicates, area); err != nil {
		return nil, err
	}
	return queue(ctx, s.db, area, d, after, limit)
}

// Counts are how many pairs of an area stand at each decision.
func (s *Service) Counts(ctx context.Context, who account.Actor, area unit.ID) (map[Decision]int64, error) {
	if err := who.May(ctx, s.db, account.JudgeDuplicates, area); err != nil {
		return nil, err
	}
	return counts(ctx, s.db, area)
}

// Sides are the two households of a pair; of one outside the reader's area nothing is told, and it is nil.
type Sides struct {
	Pair
	First, Second *household.Household
	// Ask is the unit whose officers see both, when the reader does not.
	Ask unit.Unit
}

// Whole tells whether the reader sees both sides.
func (x Sides) Whole() bool { return x.First != nil && x.Second != nil }

// Get is a pair with the sides that the reader may see; one of which he may see neither does not exist.
func (s *Service) Get(ctx context.Context, who account.Actor, k Key) (Sides, error) {
	p, err := get(ctx, s.db, k)
	if err != nil {
		return Sides{}, err
	}
	if p == nil {
		p = &Pair{Key: k}
	}
	out := Sides{Pair: *p}
	if out.First, err = s.side(ctx, who, k.A); err != nil {
		return Sides{}, err
	}
	if out.Second, err = s.side(ctx, who, k.B); err != nil {
		return Sides{}, err
	}
	if p.Digest == "" || out.First == nil && out.Second == nil {
		return Sides{}, fault.New(fault.NotFound, "duplicate.not_found")
	}
	if !out.Whole() {
		out.Note, out.By = "", 0
		out.Ask, err = lowest(ctx, s.db, k)
	}
	return out, err
}

// side is a household that the reader may judge, nil when it lies outside his area or is gone.
func (s *Service) side(ctx context.Context, who account.Actor, ref household.Ref) (*household.Household, error) {
	err := who.May(ctx, s.db, account.JudgeDuplicates, ref.Commune)
	if fault.KindOf(err) == fault.NotFound {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	h, err := s.households.Get(ctx, who, ref)
	if err != nil {
		return nil, err
	}
	return &h, nil
}

// lowest is the lowest unit that holds both sides of a pair.
func lowest(ctx context.Context, q db.Querier, k Key) (unit.Unit, error) {
	a, err := unit.Ancestors(ctx, q, k.A.Commune)
	if err != nil {
		return unit.Unit{}, err
	}
	b, err := unit.Ancestors(ctx, q, k.B.Commune)
	if err != nil {
		return unit.Unit{}, err
	}
	var out unit.Unit
	for i := range min(len(a), len(b)) {
		if a[i].ID != b[i].ID {
			break
		}
		out = a[i]
	}
	return out, nil
}

// Decide says of a pair whether it is one; digest is of the facts that the officer saw. Only who sees both
// sides may.
func (s *Service) Decide(ctx context.Context, who account.Actor, k Key, d Decision, note, digest string) error {
	note = strings.Join(strings.Fields(lang.NFC(note)), " ")
	switch {
	case !d.Valid():
		return fault.New(fault.Invalid, "duplicate.decision_missing")
	case utf8.RuneCountInString(note) > maxNote:
		return fault.New(fault.Invalid, "duplicate.note_long", "Most", maxNote)
	}
	return s.db.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		for _, ref := range []household.Ref{k.A, k.B} {
			if err := who.May(ctx, tx, account.JudgeDuplicates, ref.Commune); err != nil {
				return err
			}
		}
		if err := tx.Lock(ctx, "duplicate.check"); err != nil {
			return err
		}
		p, err := get(ctx, tx, k)
		switch {
		case err != nil:
			return err
		case p == nil:
			return fault.New(fault.NotFound, "duplicate.not_found")
		case p.Digest != digest:
			return fault.New(fault.Conflict, "duplicate.changed")
		}
		before := p.Decision
		p.Decision, p.Note, p.By, p.Decided, p.Before = d, note, who.ID, tx.Now, ""
		if err := put(ctx, tx, *p); err != nil {
			return err
		}
		line := audit.Line{
			Act: "duplicate.decide", Thing: "household:" + k.A.String(), UnitID: int64(k.A.Commune),
			Before: map[string]any{"decision": before}, After: map[string]any{"decision": d, "other": k.B.String(), "note": note != ""},
		}
		if err := audit.Record(ctx, tx, who.Audit(), line); err != nil || k.A == k.B {
			return err
		}
		// Of each of the two one reads what was decided.
		line.Thing, line.UnitID = "household:"+k.B.String(), int64(k.B.Commune)
		line.After = map[string]any{"decision": d, "other": k.A.String(), "note": note != ""}
		return audit.Record(ctx, tx, who.Audit(), line)
	})
}

// CheckArgs is the job of looking through a unit.
type CheckArgs struct {
	Unit unit.ID `json:"unit"`
}

// Kind names the job.
func (CheckArgs) Kind() string { return "duplicate.check" }

// Run carries out what Start asked for. It may run twice: the second run finds what the first stored.
func (s *Service) Run(ctx context.Context, a CheckArgs) error {
	return s.CheckBelow(ctx, account.System, a.Unit, func(Checked) {})
}

// Start lets the program look through a unit in the background.
func (s *Service) Start(ctx context.Context, who account.Actor, area unit.ID) error {
	return s.db.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		if err := who.May(ctx, tx, account.JudgeDuplicates, area); err != nil {
			return err
		}
		communes, err := household.Communes(ctx, tx, area)
		if err != nil {
			return err
		}
		if len(communes) == 0 {
			return fault.New(fault.Invalid, "duplicate.no_commune")
		}
		if err := Ask(ctx, tx, communes); err != nil {
			return err
		}
		if err := audit.Record(ctx, tx, who.Audit(), audit.Line{
			Act: "duplicate.start", Thing: unitThing(area), UnitID: int64(area), After: map[string]any{"communes": len(communes)},
		}); err != nil {
			return err
		}
		return job.Enqueue(ctx, tx, CheckArgs{area})
	})
}

// RunAsked looks through the communes that were asked for and not yet looked through: after imports, by night.
func (s *Service) RunAsked(ctx context.Context) error {
	communes, err := waiting(ctx, s.db)
	if err != nil {
		return err
	}
	for _, c := range communes {
		if _, err := s.Check(ctx, account.System, c); err != nil {
			return err
		}
	}
	return nil
}

// Ask notes in somebody's act that communes are to be looked through by night.
func Ask(ctx context.Context, tx *db.Tx, communes []unit.ID) error {
	for _, c := range communes {
		if err := ask(ctx, tx, c); err != nil {
			return err
		}
	}
	return nil
}

// State is how far the communes of an area have been looked through.
type State struct {
	Communes int64 // with households or asked for
	Waiting  int64 // asked for and not done
	Oldest   time.Time
	Newest   time.Time
	Persons  int64
}

// State tells how far an area has been looked through.
func (s *Service) State(ctx context.Context, who account.Actor, area unit.ID) (State, error) {
	if err := who.May(ctx, s.db, account.JudgeDuplicates, area); err != nil {
		return State{}, err
	}
	return state(ctx, s.db, area)
}
