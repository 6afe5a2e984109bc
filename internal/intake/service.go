package intake

import (
	"context"
	"io"
	"path"
	"strings"

	"giamngheo/internal/account"
	"giamngheo/internal/audit"
	"giamngheo/internal/day"
	"giamngheo/internal/db"
	"giamngheo/internal/fault"
	"giamngheo/internal/household"
	"giamngheo/internal/review"
	"giamngheo/internal/seal"
	"giamngheo/internal/tabular"
	"giamngheo/internal/unit"
)

// Service carries out imports.
type Service struct {
	db   *db.DB
	keys *seal.Keys
}

// New makes the service of a database; keys seal what is kept of the files.
func New(d *db.DB, keys *seal.Keys) *Service { return &Service{d, keys} }

// Receive keeps a file until it is committed or discarded, and gives its import a number. A file that is no
// table is refused at once.
func (s *Service) Receive(ctx context.Context, who account.Actor, in Upload, r io.Reader) (ID, error) {
	i := Import{
		Kind: in.Kind, Area: in.Area, Round: in.Round, Year: in.Year, File: fileName(in.File),
		Account: who.ID, Who: who.Audit().Name, Status: Received,
	}
	if err := s.place(ctx, who, &i); err != nil {
		return 0, err
	}
	t, err := spool(r)
	if err != nil {
		return 0, err
	}
	defer t.remove()
	i.Hash, i.Size = t.hash, t.size
	switch {
	case t.size == 0:
		return 0, fault.New(fault.Invalid, "intake.file_empty")
	case t.size > tabular.MaxBytes:
		return 0, fault.New(fault.TooLarge, "intake.file_large", "MB", tabular.MaxBytes>>20)
	}
	f, err := tabular.Open(t.Name(), i.File)
	if err != nil {
		return 0, err
	}
	if err := f.Close(); err != nil {
		return 0, err
	}
	err = s.db.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		if err := may(ctx, tx, who, i); err != nil {
			return err
		}
		var err error
		if i.ID, err = insert(ctx, tx, i); err != nil {
			return err
		}
		if err := s.keep(ctx, tx, i.ID, t); err != nil {
			return err
		}
		return audit.Record(ctx, tx, who.Audit(), i.line("intake.receive"))
	})
	return i.ID, err
}

// place settles the area, the round and the year of an import that comes in.
func (s *Service) place(ctx context.Context, who account.Actor, i *Import) error {
	if !i.Kind.Valid() {
		return fault.New(fault.Invalid, "intake.kind_unknown", "Kind", string(i.Kind))
	}
	if err := may(ctx, s.db, who, *i); err != nil {
		return err
	}
	u, err := unit.Get(ctx, s.db, i.Area)
	if err != nil {
		return err
	}
	if u.Level == unit.Village {
		return fault.New(fault.Invalid, "intake.area_village")
	}
	if i.Round != 0 {
		r, err := review.Get(ctx, s.db, i.Round)
		if err != nil {
			return err
		}
		within, err := unit.Within(ctx, s.db, r.Unit, i.Area)
		if err != nil {
			return err
		}
		if !within {
			return fault.New(fault.Invalid, "review.outside_round")
		}
		i.Year = r.Year
	} else if i.Kind != Base {
		r, ok, err := review.RoundOf(ctx, s.db, i.Area, i.Year)
		if err != nil {
			return err
		}
		if ok {
			i.Round = r.ID
		} else if i.Kind == Assessments {
			return fault.New(fault.NotFound, "intake.no_round", "Year", i.Year)
		}
	}
	if i.Year < 2000 || i.Year > 2100 {
		return fault.New(fault.Invalid, "intake.year", "Year", i.Year)
	}
	return nil
}

// fileName is a name as it is kept: without folders, not too long.
func fileName(name string) string {
	name = path.Base(strings.ReplaceAll(name, `\`, "/"))
	if r := []rune(name); len(r) > 120 {
		name = string(r[:120])
	}
	return strings.ToValidUTF8(name, "")
}

// may refuses whoever may not import this kind of file into this area.
func may(ctx context.Context, q db.Querier, who account.Actor, i Import) error {
	if err := who.May(ctx, q, account.ImportData, i.Area); err != nil {
		return err
	}
	return who.May(ctx, q, i.Kind.permission(), i.Area)
}

// Preview reads a file and says what it would change; nothing is stored but this answer.
func (s *Service) Preview(ctx context.Context, who account.Actor, id ID, c Choices) (Import, error) {
	i, err := s.open(ctx, who, id)
	if err != nil {
		return Import{}, err
	}
	i.Choices = c
	p, err := s.read(ctx, s.db, &i, nil)
	if err != nil {
		return Import{}, err
	}
	if err := mayWrite(who, p.out); err != nil {
		return Import{}, err
	}
	i.Status, i.Preview, i.Sheet = Previewed, p.out, p.out.Sheet
	err = s.db.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		now, err := get(ctx, tx, s.keys, id)
		if err != nil {
			return err
		}
		if err := pending(now); err != nil {
			return err
		}
		return savePreview(ctx, tx, s.keys, i)
	})
	if err != nil {
		return Import{}, err
	}
	return s.Get(ctx, who, id)
}

// open finds an import that is not settled yet, for whoever may import.
func (s *Service) open(ctx context.Context, who account.Actor, id ID) (Import, error) {
	i, err := get(ctx, s.db, s.keys, id)
	if err != nil {
		return Import{}, err
	}
	if err := may(ctx, s.db, who, i); err != nil {
		return Import{}, hide(err)
	}
	return i, pending(i)
}

// hide tells nothing of an import outside the actor's area.
func hide(err error) error {
	if fault.KindOf(err) == fault.NotFound {
		return fault.New(fault.NotFound, "intake.not_found")
	}
	return err
}

// pending refuses an import that is settled.
func pending(i Import) error {
	if i.Status != Received && i.Status != Previewed {
		return fault.New(fault.Conflict, "intake.settled")
	}
	return nil
}

// read goes through the file on one snapshot; all, when given, sees every error.
func (s *Service) read(ctx context.Context, d *db.DB, i *Import, all func(RowError)) (*pass, error) {
	f, err := s.fetch(ctx, d, *i)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	var p *pass
	err = d.Read(ctx, func(q db.Querier) error {
		var err error
		if p, err = s.pass(ctx, q, i, day.Of(d.Now())); err != nil {
			return err
		}
		p.all = all
		return p.run(ctx, f)
	})
	return p, err
}

// pass makes ready to read a file.
func (s *Service) pass(ctx context.Context, q db.Querier, i *Import, today day.Date) (*pass, error) {
	p := &pass{q: q, keys: s.keys, imp: i, on: day.EndOf(i.Year), today: today}
	if i.Round != 0 {
		var err error
		if p.round, err = review.Get(ctx, q, i.Round); err != nil {
			return nil, err
		}
		if p.panel, err = review.PanelOf(ctx, q, p.round); err != nil {
			return nil, err
		}
		p.on = p.round.Day
	}
	var err error
	if p.memory, err = mapping(ctx, q, i.Area, i.Kind); err != nil {
		return nil, err
	}
	p.places, err = newPlaces(ctx, q, i.Area, p.on)
	return p, err
}

// Discard throws a file away that was not committed.
func (s *Service) Discard(ctx context.Context, who account.Actor, id ID) error {
	return s.db.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		i, err := get(ctx, tx, s.keys, id)
		if err != nil {
			return err
		}
		if err := may(ctx, tx, who, i); err != nil {
			return hide(err)
		}
		if err := pending(i); err != nil {
			return err
		}
		if err := settle(ctx, tx, id, Discarded); err != nil {
			return err
		}
		return audit.Record(ctx, tx, who.Audit(), i.line("intake.discard"))
	})
}

// Get reads an import with its last preview.
func (s *Service) Get(ctx context.Context, who account.Actor, id ID) (Import, error) {
	i, err := get(ctx, s.db, s.keys, id)
	if err != nil {
		return Import{}, err
	}
	if err := may(ctx, s.db, who, i); err != nil {
		return Import{}, hide(err)
	}
	if i.Same, err = sameFile(ctx, s.db, i); err != nil {
		return Import{}, err
	}
	i.Undoable = i.Status == Committed
	if i.Undoable && i.Preview.Review && i.Round != 0 {
		r, err := review.Get(ctx, s.db, i.Round)
		if err != nil {
			return Import{}, err
		}
		i.Undoable = r.Status == review.Open
	}
	return i, nil
}

// List are the newest imports into an area and what lies below it, without the rows of their previews.
func (s *Service) List(ctx context.Context, who account.Actor, area unit.ID) ([]Import, error) {
	if err := who.May(ctx, s.db, account.ImportData, area); err != nil {
		return nil, err
	}
	all, err := list(ctx, s.db, s.keys, area)
	for n := range all {
		if p := all[n].Preview; p != nil {
			p.Errors, p.Samples, p.Adds, p.Communes = nil, nil, nil, nil
		}
	}
	return all, err
}

// line is the import as the audit keeps it.
func (i Import) line(act string) audit.Line {
	after := map[string]any{"kind": i.Kind, "year": i.Year, "hash": i.Hash, "bytes": i.Size}
	if p := i.Preview; p != nil && i.Status != Received {
		after["rows"], after["new"], after["changed"], after["unchanged"] = p.Rows, p.New, p.Changed, p.Unchanged
	}
	return audit.Line{Act: act, Thing: "import:" + i.ID.String(), UnitID: int64(i.Area), After: after}
}

// lockCommunes takes the locks of the register in the order in which every act takes them.
func lockCommunes(ctx context.Context, tx *db.Tx, communes []unit.ID) error {
	for _, c := range communes {
		if err := household.LockCommune(ctx, tx, c); err != nil {
			return err
		}
	}
	return nil
}
