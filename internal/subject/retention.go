package subject

import (
	"context"
	"strings"
	"time"
	"unicode/utf8"

	"giamngheo/internal/account"
	"giamngheo/internal/audit"
	"giamngheo/internal/day"
	"giamngheo/internal/db"
	"giamngheo/internal/fault"
	"giamngheo/internal/household"
	"giamngheo/internal/intake"
	"giamngheo/internal/lang"
	"giamngheo/internal/unit"
)

// Kept is a kind of record with the period in force and what has passed it.
type Kept struct {
	Kind
	Days   int
	Source string // what the period rests on; "" for the program's own proposal
	Set    bool   // the province has set it
	Before day.Date
	Past   int64    // how many have passed it
	Shown  []string // the first of them, by their keys: no name
}

// Runs tells whether something is removed under this period.
func (k Kept) Runs() bool { return k.Removable && k.Days > 0 }

const (
	// shown is how many records a dry run lists of each kind.
	shown = 50
	// removedAtOnce bounds one act of removal, so that nobody waits for it.
	removedAtOnce = 200
	maxDays       = 36500
)

// Retention is the dry run: of every kind the period and what would be removed within the officer's area.
// Nothing is changed.
func (s *Service) Retention(ctx context.Context, who account.Actor) ([]Kept, error) {
	if err := who.May(ctx, s.db, account.KeepRetention, who.Unit); err != nil {
		return nil, err
	}
	var out []Kept
	err := s.db.Read(ctx, func(q db.Querier) error {
		out = nil
		for _, k := range Shipped.Kinds {
			one, err := kept(ctx, q, k, s.db.Now())
			if err != nil {
				return err
			}
			if one.Runs() {
				if err := past(ctx, q, who.Unit, &one, shown); err != nil {
					return err
				}
			}
			out = append(out, one)
		}
		return nil
	})
	return out, err
}

// kept is a kind with the period in force.
func kept(ctx context.Context, q db.Querier, k Kind, now time.Time) (Kept, error) {
	out := Kept{Kind: k, Days: k.Days}
	days, source, ok, err := period(ctx, q, k.ID)
	if ok {
		out.Days, out.Source, out.Set = days, source, true
	}
	out.Before = day.Of(now.AddDate(0, 0, -out.Days))
	return out, err
}

// past counts what has passed its period, and lists the first.
func past(ctx context.Context, q db.Querier, area unit.ID, k *Kept, limit int) error {
	add := func(key string) { k.Shown = append(k.Shown, key) }
	switch k.ID {
	case "sessions":
		n, err := account.ExpiredSessions(ctx, q, k.moment().UnixMicro())
		k.Past = n
		return err
	case "imports":
		left, n, err := intake.Abandoned(ctx, q, area, k.moment(), limit)
		for _, x := range left {
			add("import:" + number(x.ID))
		}
		k.Past = n
		return err
	case "ended_numbers":
		refs, n, err := household.EndedWithNumbers(ctx, q, area, k.Before, limit)
		for _, x := range refs {
			add("household:" + x.String())
		}
		k.Past = n
		return err
	case "requests":
		list, n, err := settledBefore(ctx, q, area, k.Before, limit)
		for _, x := range list {
			add("request:" + number(x.Household.Commune) + "/" + number(x.ID))
		}
		k.Past = n
		return err
	}
	return fault.New(fault.Invalid, "subject.kind_stays")
}

// moment is the beginning of the day before which things have passed their period.
func (k Kept) moment() time.Time { return k.Before.Time().Add(-7 * time.Hour) }

// SetPeriod says how long a kind is kept, and on what that rests; 0 days is for good.
func (s *Service) SetPeriod(ctx context.Context, who account.Actor, kind string, days int, source string) error {
	source = strings.Join(strings.Fields(lang.NFC(source)), " ")
	k, ok := Shipped.Kind(kind)
	switch {
	case !ok:
		return fault.New(fault.NotFound, "subject.no_kind")
	case !k.Removable:
		return fault.New(fault.Conflict, "subject.kind_stays")
	case days < 0 || days > maxDays:
		return fault.New(fault.Invalid, "subject.days_range", "Most", maxDays)
	case source == "":
		return fault.New(fault.Invalid, "subject.source_missing")
	case utf8.RuneCountInString(source) > maxText:
		return fault.New(fault.Invalid, "subject.text_long", "Most", maxText)
	}
	return s.db.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		if err := who.May(ctx, tx, account.KeepRetention, who.Unit); err != nil {
			return err
		}
		before, err := kept(ctx, tx, k, tx.Now)
		if err != nil {
			return err
		}
		if err := setPeriod(ctx, tx, who.ID, kind, days, source); err != nil {
			return err
		}
		return audit.Record(ctx, tx, who.Audit(), audit.Line{
			Act: "subject.period", Thing: "retention:" + kind, UnitID: int64(who.Unit),
			Before: map[string]any{"days": before.Days}, After: map[string]any{"days": days, "source": source},
		})
	})
}

// Remove removes what has passed its period, in bounded acts with an audit line each, and tells how many went.
// want is how many the officer saw: when more have come to it since, nothing is removed.
func (s *Service) Remove(ctx context.Context, who account.Actor, kind string, want int64) (int64, error) {
	k, ok := Shipped.Kind(kind)
	if !ok {
		return 0, fault.New(fault.NotFound, "subject.no_kind")
	}
	var gone int64
	for first := true; ; first = false {
		n, err := s.removeSome(ctx, who, k, want, first)
		if err != nil || n == 0 {
			return gone, err
		}
		gone += n
	}
}

func (s *Service) removeSome(ctx context.Context, who account.Actor, kind Kind, want int64, first bool) (n int64, err error) {
	err = s.db.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		n = 0
		if err := who.May(ctx, tx, account.KeepRetention, who.Unit); err != nil {
			return err
		}
		if err := tx.Lock(ctx, "subject.retention"); err != nil {
			return err
		}
		k, err := kept(ctx, tx, kind, tx.Now)
		if err != nil {
			return err
		}
		if !k.Runs() {
			return fault.New(fault.Conflict, "subject.kind_stays")
		}
		if err := past(ctx, tx, who.Unit, &k, 0); err != nil {
			return err
		}
		if first && k.Past != want {
			return fault.New(fault.Conflict, "subject.changed_since")
		}
		if k.Past == 0 {
			return nil
		}
		after := map[string]any{"days": k.Days, "before": k.Before}
		if n, err = remove(ctx, tx, who.Unit, k, after); err != nil {
			return err
		}
		after["removed"] = n
		return audit.Record(ctx, tx, who.Audit(), audit.Line{Act: "subject.remove", Thing: "retention:" + kind.ID, UnitID: int64(who.Unit), After: after})
	})
	return n, err
}

// remove takes the next ones away and names them in the audit line.
func remove(ctx context.Context, tx *db.Tx, area unit.ID, k Kept, after map[string]any) (int64, error) {
	switch k.ID {
	case "sessions":
		return account.RemoveSessions(ctx, tx, k.moment().UnixMicro(), removedAtOnce)
	case "imports":
		left, _, err := intake.Abandoned(ctx, tx, area, k.moment(), removedAtOnce)
		if err != nil {
			return 0, err
		}
		ids := make([]intake.ID, len(left))
		for i, x := range left {
			ids[i] = x.ID
		}
		after["imports"] = ids
		return int64(len(ids)), intake.DiscardAbandoned(ctx, tx, ids)
	case "ended_numbers":
		refs, _, err := household.EndedWithNumbers(ctx, tx, area, k.Before, removedAtOnce)
		if err != nil {
			return 0, err
		}
		names := make([]string, len(refs))
		for i, x := range refs {
			names[i] = x.String()
		}
		persons, err := household.RemoveNumbers(ctx, tx, refs)
		after["households"], after["persons"] = names, persons
		return int64(len(refs)), err
	default:
		list, _, err := settledBefore(ctx, tx, area, k.Before, removedAtOnce)
		if err != nil {
			return 0, err
		}
		for _, x := range list {
			if err := removeRequest(ctx, tx, x.Household.Commune, x.ID); err != nil {
				return 0, err
			}
		}
		return int64(len(list)), nil
	}
}
