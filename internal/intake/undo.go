package intake

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"giamngheo/internal/account"
	"giamngheo/internal/audit"
	"giamngheo/internal/day"
	"giamngheo/internal/db"
	"giamngheo/internal/fault"
	"giamngheo/internal/freeze"
	"giamngheo/internal/household"
	"giamngheo/internal/review"
	"giamngheo/internal/unit"
)

// Undo takes a committed import back: what it changed is as it was before, what it added is gone, the
// tallies follow. It is refused, with the names of the places, when something of it was changed since, and
// in a closed round.
func (s *Service) Undo(ctx context.Context, who account.Actor, id ID) (Import, error) {
	err := s.db.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		if err := tx.Lock(ctx, "intake.import", int64(id)); err != nil {
			return err
		}
		i, err := get(ctx, tx, s.keys, id)
		if err != nil {
			return err
		}
		if err := may(ctx, tx, who, i); err != nil {
			return hide(err)
		}
		if i.Status != Committed {
			return fault.New(fault.Conflict, "intake.not_committed")
		}
		if err := lockCommunes(ctx, tx, i.Preview.Communes); err != nil {
			return err
		}
		u := &undo{tx: tx, s: s, imp: i}
		if err := u.run(ctx); err != nil {
			return err
		}
		if err := forgetRest(ctx, tx, id); err != nil {
			return err
		}
		if err := settle(ctx, tx, id, Undone); err != nil {
			return err
		}
		return audit.Record(ctx, tx, who.Audit(), i.line("intake.undo"))
	})
	if err != nil {
		return Import{}, err
	}
	return s.Get(ctx, who, id)
}

// undo is an import on its way back.
type undo struct {
	tx    *db.Tx
	s     *Service
	imp   Import
	panel *review.Panel
	batch *review.Batch
	later map[unit.ID]int // records of a commune that were changed since
}

func (u *undo) run(ctx context.Context) error {
	u.later = map[unit.ID]int{}
	if u.imp.Round != 0 {
		r, err := review.Get(ctx, u.tx, u.imp.Round)
		if err != nil {
			return err
		}
		if u.panel, err = review.PanelOf(ctx, u.tx, r); err != nil {
			return err
		}
		if u.imp.Preview.Review {
			if u.batch, err = u.panel.Begin(ctx, u.tx); err != nil {
				return err
			}
		}
	}
	for _, step := range []func(context.Context, unit.ID) error{u.compare, u.reviews, u.households} {
		for _, commune := range u.imp.Preview.Communes {
			if err := step(ctx, commune); err != nil {
				return err
			}
		}
		if err := u.refused(ctx); err != nil {
			return err
		}
	}
	if u.batch != nil {
		if err := u.batch.Close(ctx); err != nil {
			return err
		}
	}
	if err := u.bases(ctx); err != nil {
		return err
	}
	for _, commune := range u.imp.Preview.Communes {
		if err := household.RememberUndone(ctx, u.tx, int64(u.imp.ID), commune); err != nil {
			return err
		}
		if err := forgetChanges(ctx, u.tx, u.imp.ID, commune); err != nil {
			return err
		}
	}
	return u.villages(ctx)
}

// refused is the fault that names the places in which something was changed since.
func (u *undo) refused(ctx context.Context) error {
	if len(u.later) == 0 {
		return nil
	}
	ids := slices.Sorted(maps.Keys(u.later))
	units, err := unit.ByIDs(ctx, u.tx, ids[:min(len(ids), 500)])
	if err != nil {
		return err
	}
	var names []string
	for _, id := range ids[:min(len(ids), 10)] {
		names = append(names, fmt.Sprintf("%s (%d)", units[id].Title(), u.later[id]))
	}
	if len(ids) > 10 {
		names = append(names, "…")
	}
	return fault.New(fault.Conflict, "intake.changed_after", "Places", strings.Join(names, ", "))
}

// compare counts the households of a commune that are no more as the import left them.
func (u *undo) compare(ctx context.Context, commune unit.ID) error {
	changes, err := changesOf(ctx, u.tx, u.imp.ID, commune, partHousehold)
	if err != nil {
		return err
	}
	assessed, err := changesOf(ctx, u.tx, u.imp.ID, commune, partAssessment)
	if err != nil {
		return err
	}
	if err := u.held(ctx, commune, changes); err != nil {
		return err
	}
	done := u.imp.Done.UnixMicro()
	for _, c := range changes {
		now, err := household.Standing(ctx, u.tx, commune, c.first, c.last)
		if err != nil {
			return err
		}
		want := household.Stamp{Version: 1, Updated: done}
		if len(c.image) > 0 {
			image, err := u.image(c)
			if err != nil {
				return err
			}
			if want, err = household.StampAfter(image, done); err != nil {
				return err
			}
		}
		for id := c.first; id <= c.last; id++ {
			if now[id] != want {
				u.later[commune]++
			}
		}
		if len(c.image) > 0 {
			continue
		}
		// A household that the import added must not have been reviewed by others since.
		n, err := review.AssessedBetween(ctx, u.tx, commune, c.first, c.last)
		if err != nil {
			return err
		}
		if n -= u.ours(assessed, c); n > 0 {
			u.later[commune] += n
		}
	}
	return nil
}

// held refuses to take back what the register says of households while their commune is frozen, or since a
// review that rests on it was closed.
func (u *undo) held(ctx context.Context, commune unit.ID, changes []change) error {
	if len(changes) == 0 {
		return nil
	}
	if err := freeze.Check(ctx, u.tx, commune, day.Of(u.tx.Now)); err != nil {
		return err
	}
	var ids []household.ID
	for _, c := range changes {
		if len(c.image) > 0 {
			ids = append(ids, c.first)
		}
	}
	settled, err := review.Settled(ctx, u.tx, commune, ids)
	if err != nil || len(settled) == 0 {
		return err
	}
	return fault.New(fault.Conflict, "intake.undo_by_request", "Households", len(settled), "Count", len(settled))
}

// ours counts the assessments that the import added to households that it added.
func (u *undo) ours(assessed []change, c change) int {
	n := 0
	for _, a := range assessed {
		if first, last := max(a.first, c.first), min(a.last, c.last); len(a.image) == 0 && first <= last {
			n += int(last-first) + 1
		}
	}
	return n
}

func (u *undo) image(c change) ([]byte, error) {
	ref := household.Ref{Commune: c.commune, ID: c.first}
	image, err := u.s.keys.Open(c.image, imageBinding(u.imp.ID, c.part, ref))
	if err != nil {
		return nil, fmt.Errorf("import %d: image of %s: %w", u.imp.ID, ref, err)
	}
	return image, nil
}

// reviews brings the assessments of a commune back.
func (u *undo) reviews(ctx context.Context, commune unit.ID) error {
	changes, err := changesOf(ctx, u.tx, u.imp.ID, commune, partAssessment)
	if err != nil || len(changes) == 0 {
		return err
	}
	var ids []household.ID
	was := map[household.ID]*review.Assessment{}
	for _, c := range changes {
		for id := c.first; id <= c.last; id++ {
			ids = append(ids, id)
		}
		if len(c.image) == 0 {
			continue
		}
		image, err := u.image(c)
		if err != nil {
			return err
		}
		was[c.first] = &review.Assessment{}
		if err := json.Unmarshal(image, was[c.first]); err != nil {
			return err
		}
	}
	found, err := u.panel.Found(ctx, commune, ids)
	if err != nil {
		return err
	}
	exchanges := make([]review.Exchange, 0, len(ids))
	for _, id := range ids {
		now, ok := found[household.Ref{Commune: commune, ID: id}]
		if !ok || !now.Updated.Equal(u.imp.Done) {
			u.later[commune]++
			continue
		}
		exchanges = append(exchanges, review.Exchange{Old: &now, Now: was[id]})
	}
	if len(u.later) > 0 {
		return nil
	}
	return u.batch.Put(ctx, commune, exchanges)
}

// households brings the households of a commune back.
func (u *undo) households(ctx context.Context, commune unit.ID) error {
	changes, err := changesOf(ctx, u.tx, u.imp.ID, commune, partHousehold)
	if err != nil {
		return err
	}
	var gone []household.ID
	was := map[household.ID][]byte{}
	for _, c := range changes {
		if len(c.image) == 0 {
			for id := c.first; id <= c.last; id++ {
				gone = append(gone, id)
			}
			continue
		}
		if was[c.first], err = u.image(c); err != nil {
			return err
		}
	}
	if err := household.Remove(ctx, u.tx, commune, gone); err != nil {
		return err
	}
	return household.Restore(ctx, u.tx, commune, was)
}

// bases brings the population bases back.
func (u *undo) bases(ctx context.Context) error {
	images, err := basesOf(ctx, u.tx, u.imp.ID)
	if err != nil || len(images) == 0 {
		return err
	}
	ids := slices.Sorted(maps.Keys(images))
	now, err := unit.OwnBases(ctx, u.tx, ids, images[ids[0]].After.Day)
	if err != nil {
		return err
	}
	for _, id := range ids {
		if b, ok := now[id]; !ok || b != images[id].After {
			u.later[id]++
		}
	}
	if err := u.refused(ctx); err != nil {
		return err
	}
	for _, id := range ids {
		image := images[id]
		if image.Before == nil {
			err = unit.RemoveBase(ctx, u.tx, id, image.After.Day)
		} else {
			err = unit.SetBase(ctx, u.tx, id, *image.Before)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// villages removes the villages that the import added, as far as nobody lives in them by now.
func (u *undo) villages(ctx context.Context) error {
	ids, err := villagesOf(ctx, u.tx, u.imp.ID)
	if err != nil || len(ids) == 0 {
		return err
	}
	units := map[unit.ID]unit.Unit{}
	for from := 0; from < len(ids); from += 500 {
		some, err := unit.ByIDs(ctx, u.tx, ids[from:min(from+500, len(ids))])
		if err != nil {
			return err
		}
		maps.Copy(units, some)
	}
	var empty []unit.ID
	for _, id := range ids {
		lived, err := household.InVillage(ctx, u.tx, units[id].Parent, id)
		if err != nil {
			return err
		}
		reviewed, err := review.InVillage(ctx, u.tx, units[id].Parent, id)
		if err != nil {
			return err
		}
		if !lived && !reviewed {
			empty = append(empty, id)
		}
	}
	_, err = unit.RemoveVillages(ctx, u.tx, empty)
	return err
}
