package intake

import (
	"context"
	"encoding/json"
	"fmt"

	"giamngheo/internal/account"
	"giamngheo/internal/db"
	"giamngheo/internal/household"
	"giamngheo/internal/review"
	"giamngheo/internal/seal"
	"giamngheo/internal/unit"
)

// apply stores what a commit decides, and what it takes to undo it.
type apply struct {
	tx       *db.Tx
	who      account.Actor
	keys     *seal.Keys
	id       ID
	panel    *review.Panel
	batch    *review.Batch // begun with the first assessment
	created  spans         // households that the import adds
	assessed spans         // assessments that the import adds
}

// spans are runs of ids, by commune: a hundred thousand new households are a few hundred runs.
type spans map[unit.ID][]span

type span struct{ first, last household.ID }

func (s spans) add(ref household.Ref) {
	list := s[ref.Commune]
	if n := len(list); n > 0 && list[n-1].last+1 == ref.ID {
		list[n-1].last = ref.ID
		return
	}
	s[ref.Commune] = append(list, span{ref.ID, ref.ID})
}

// The parts of the register that an import changes.
const (
	partHousehold  = "household"
	partAssessment = "assessment"
)

// create adds households.
func (a *apply) create(ctx context.Context, list []household.Household) error {
	if len(list) == 0 {
		return nil
	}
	_, err := household.Load(ctx, a.tx, a.keys, func(yield func(household.Household, error) bool) {
		for _, h := range list {
			if !yield(h, nil) {
				return
			}
		}
	})
	for _, h := range list {
		a.created.add(h.Ref)
	}
	return err
}

// replace overwrites households of one commune, given with what was before, and keeps their images.
func (a *apply) replace(ctx context.Context, commune unit.ID, before, list []household.Household) error {
	if len(list) == 0 {
		return nil
	}
	if err := household.RememberChanged(ctx, a.tx, a.who, int64(a.id), commune, before, list); err != nil {
		return err
	}
	images, err := household.Replace(ctx, a.tx, a.keys, commune, list)
	if err != nil {
		return err
	}
	changes := make([]change, 0, len(list))
	for _, h := range list {
		changes = append(changes, a.sealed(partHousehold, h.Ref, images[h.ID]))
	}
	return insertChanges(ctx, a.tx, a.id, changes)
}

// exchange stores assessments of one commune and keeps the images of those that were there.
func (a *apply) exchange(ctx context.Context, commune unit.ID, list []review.Exchange) error {
	if len(list) == 0 {
		return nil
	}
	if a.batch == nil {
		var err error
		if a.batch, err = a.panel.Begin(ctx, a.tx); err != nil {
			return err
		}
	}
	var changes []change
	for _, x := range list {
		if x.Old == nil {
			a.assessed.add(x.Now.Household)
			continue
		}
		image, err := json.Marshal(x.Old)
		if err != nil {
			return err
		}
		changes = append(changes, a.sealed(partAssessment, x.Old.Household, image))
	}
	if err := insertChanges(ctx, a.tx, a.id, changes); err != nil {
		return err
	}
	return a.batch.Put(ctx, commune, list)
}

// base stores the base of a unit and keeps the one that was there.
func (a *apply) base(ctx context.Context, id unit.ID, before *unit.Base, now unit.Base) error {
	if err := unit.SetBase(ctx, a.tx, id, now); err != nil {
		return err
	}
	return insertBase(ctx, a.tx, a.id, id, baseImage{before, now})
}

// baseImage is a base before and after an import; Before is nil when there was none.
type baseImage struct {
	Before *unit.Base
	After  unit.Base
}

// finish writes the tallies and the runs of added records.
func (a *apply) finish(ctx context.Context) error {
	if a.batch != nil {
		if err := a.batch.Close(ctx); err != nil {
			return err
		}
	}
	var changes []change
	for part, s := range map[string]spans{partHousehold: a.created, partAssessment: a.assessed} {
		for commune, list := range s {
			for _, one := range list {
				if part == partHousehold {
					if err := household.RememberEntered(ctx, a.tx, a.who, int64(a.id), commune, one.first, one.last); err != nil {
						return err
					}
				}
				changes = append(changes, change{commune, part, one.first, one.last, []byte{}})
			}
		}
	}
	return insertChanges(ctx, a.tx, a.id, changes)
}

// sealed is the image of a changed record, bound to its place.
func (a *apply) sealed(part string, ref household.Ref, image []byte) change {
	return change{ref.Commune, part, ref.ID, ref.ID, a.keys.Seal(image, imageBinding(a.id, part, ref))}
}

func imageBinding(id ID, part string, ref household.Ref) []byte {
	return fmt.Appendf(nil, "intake_change/%d/%s/%d/%d", id, part, ref.Commune, ref.ID)
}
