package intake

import (
	"context"

	"giamngheo/internal/account"
	"giamngheo/internal/audit"
	"giamngheo/internal/day"
	"giamngheo/internal/db"
	"giamngheo/internal/duplicate"
	"giamngheo/internal/fault"
	"giamngheo/internal/unit"
)

// Commit stores what the preview showed, all of it in one act, or nothing. The file is read again within
// the act: when that comes to anything else than the preview, as when somebody has changed a household
// meanwhile, nothing is stored and a new preview is asked for.
func (s *Service) Commit(ctx context.Context, who account.Actor, id ID) (Import, error) {
	i, err := s.open(ctx, who, id)
	if err != nil {
		return Import{}, err
	}
	if i.Preview == nil {
		return Import{}, fault.New(fault.Conflict, "intake.not_previewed")
	}
	if err := i.Preview.Err(); err != nil {
		return Import{}, err
	}
	if err := mayWrite(who, i.Preview); err != nil {
		return Import{}, err
	}
	f, err := s.fetch(ctx, s.db, i)
	if err != nil {
		return Import{}, err
	}
	defer f.Close()
	err = s.db.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		if err := tx.Lock(ctx, "intake.import", int64(id)); err != nil {
			return err
		}
		now, err := get(ctx, tx, s.keys, id)
		if err != nil {
			return err
		}
		if err := may(ctx, tx, who, now); err != nil {
			return hide(err)
		}
		if err := pending(now); err != nil {
			return err
		}
		if now.Preview == nil || now.Preview.Digest != i.Preview.Digest {
			return fault.New(fault.Conflict, "intake.changed_since")
		}
		if err := lockCommunes(ctx, tx, i.Preview.Communes); err != nil {
			return err
		}
		villages, err := s.addVillages(ctx, tx, i)
		if err != nil {
			return err
		}
		p, err := s.pass(ctx, tx, &i, day.Of(tx.Now))
		if err != nil {
			return err
		}
		p.apply = &apply{tx: tx, who: who, keys: s.keys, id: id, panel: p.panel, created: spans{}, assessed: spans{}}
		if err := p.run(ctx, f); err != nil {
			return err
		}
		if p.out.Digest != i.Preview.Digest {
			return fault.New(fault.Conflict, "intake.changed_since")
		}
		if err := p.apply.finish(ctx); err != nil {
			return err
		}
		if i.Kind == Households || i.Kind == Persons {
			if err := duplicate.Ask(ctx, tx, p.out.Communes); err != nil {
				return err
			}
		}
		if err := remember(ctx, tx, i.Area, i.Kind, i.Choices.Columns); err != nil {
			return err
		}
		if err := settle(ctx, tx, id, Committed); err != nil {
			return err
		}
		i.Status = Committed
		line := i.line("intake.commit")
		if len(villages) > 0 {
			line.After.(map[string]any)["villages"] = len(villages)
		}
		return audit.Record(ctx, tx, who.Audit(), line)
	})
	if err != nil {
		return Import{}, err
	}
	return s.Get(ctx, who, id)
}

// addVillages enters the villages that the rows name and the list of units does not have: from the first
// day of the year on, or since their commune stands.
func (s *Service) addVillages(ctx context.Context, tx *db.Tx, i Import) ([]unit.Unit, error) {
	if len(i.Preview.Adds) == 0 {
		return nil, nil
	}
	var communes []unit.ID
	for _, v := range i.Preview.Adds {
		communes = append(communes, v.Commune)
	}
	parents := map[unit.ID]unit.Unit{}
	for from := 0; from < len(communes); from += 500 {
		some, err := unit.ByIDs(ctx, tx, communes[from:min(from+500, len(communes))])
		if err != nil {
			return nil, err
		}
		for id, u := range some {
			parents[id] = u
		}
	}
	villages := make([]unit.Unit, len(i.Preview.Adds))
	for n, v := range i.Preview.Adds {
		c := parents[v.Commune]
		villages[n] = unit.Unit{
			Level: unit.Village, Kind: v.Kind, Name: v.Name, Parent: v.Commune,
			From: max(day.New(i.Year, 1, 1), c.From), To: c.To, Source: i.File,
		}
	}
	if err := unit.Insert(ctx, tx, villages); err != nil {
		return nil, err
	}
	return villages, insertVillages(ctx, tx, i.ID, villages)
}
