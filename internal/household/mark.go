package household

import (
	"context"
	"fmt"
	"slices"

	"giamngheo/internal/account"
	"giamngheo/internal/audit"
	"giamngheo/internal/db"
	"giamngheo/internal/fault"
	"giamngheo/internal/unit"
)

// MaxMarked is how many households one act marks.
const MaxMarked = 10_000

// Markable are the marks that many households can be given at once: all but that of the female head, which
// follows from the first member's sex.
func Markable() []Flags {
	return slices.DeleteFunc(AllFlags(), func(f Flags) bool { return f == FemaleHead })
}

// Mark sets one mark of many households of an area, or takes it away, all or none, and returns how many
// did not have it so. Only who may write households of every commune concerned may; a household that has
// ended is refused. The results of reviews keep the marks of their day.
func (s *Service) Mark(ctx context.Context, who account.Actor, area unit.ID, refs []Ref, flag Flags, on bool) (int64, error) {
	if !slices.Contains(Markable(), flag) {
		return 0, fault.New(fault.Invalid, "household.flag_unknown")
	}
	if err := who.MayWrite(flag.Section()); err != nil {
		return 0, err
	}
	if len(refs) > MaxMarked {
		return 0, fault.New(fault.Invalid, "household.mark_too_many", "Most", MaxMarked)
	}
	refs = slices.Clone(refs)
	slices.SortFunc(refs, Ref.compare)
	refs = slices.Compact(refs)
	var changed int64
	err := s.db.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		changed = 0
		for i, r := range refs {
			if i > 0 && refs[i-1].Commune == r.Commune {
				continue
			}
			if err := who.May(ctx, tx, account.WriteHouseholds, r.Commune); err != nil {
				return err
			}
			if err := tx.Lock(ctx, "household.commune", int64(r.Commune)); err != nil {
				return err
			}
		}
		found, err := ByRefs(ctx, tx, refs)
		if err != nil {
			return err
		}
		if len(found) != len(refs) {
			return fault.New(fault.NotFound, "household.not_found")
		}
		var marked []Ref
		for _, h := range found {
			if h.Flags.Has(flag) != on {
				marked = append(marked, h.Ref)
			}
		}
		refused, err := s.free(ctx, tx, marked...)
		if err != nil {
			return err
		}
		if len(refused) > 0 {
			return fault.New(fault.Conflict, "household.mark_by_request", "Households", len(refused), "Count", len(refused))
		}
		for _, h := range found {
			if h.Ended != "" {
				return fault.New(fault.Conflict, "household.ended")
			}
			after := h.Flags | flag
			if !on {
				after = h.Flags &^ flag
			}
			if after == h.Flags {
				continue
			}
			changed++
			if err := setFlags(ctx, tx, h, after); err != nil {
				return err
			}
			now := h
			now.Flags = after
			if err := remember(ctx, tx, who, Source{Kind: ByMark}, &h, now); err != nil {
				return err
			}
			err := audit.Record(ctx, tx, who.Audit(), audit.Line{
				Act: "household.update", Thing: thing(h.Ref), UnitID: int64(h.Commune),
				Before: map[string]any{"flags": uint64(h.Flags)}, After: map[string]any{"flags": uint64(after)},
			})
			if err != nil {
				return err
			}
		}
		if changed == 0 {
			return nil
		}
		return audit.Record(ctx, tx, who.Audit(), audit.Line{
			Act: "household.mark", Thing: fmt.Sprintf("unit:%d", area), UnitID: int64(area),
			After: map[string]any{"flag": flag.Code(), "on": on, "households": changed},
		})
	})
	return changed, err
}

func setFlags(ctx context.Context, tx *db.Tx, h Household, flags Flags) error {
	_, err := tx.Exec(ctx, `-- routed
		update household set flags = $1, version = version + 1, updated = $2 where commune_id = $3 and id = $4`,
		int64(flags), tx.Micros(), h.Commune, h.ID)
	if err != nil {
		return fmt.Errorf("household %s: marks: %w", h.Ref, err)
	}
	return nil
}
