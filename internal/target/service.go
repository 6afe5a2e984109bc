package target

import (
	"context"
	"fmt"
	"unicode/utf8"

	"giamngheo/internal/account"
	"giamngheo/internal/audit"
	"giamngheo/internal/day"
	"giamngheo/internal/db"
	"giamngheo/internal/fault"
	"giamngheo/internal/percent"
	"giamngheo/internal/unit"
)

// Service carries out the acts on targets.
type Service struct{ db *db.DB }

// NewService makes the service.
func NewService(d *db.DB) *Service { return &Service{db: d} }

// Set stores a target and returns it with its new version. Only who may write targets over the unit
// that hands it down may; a version that is not the stored one is refused, and a value set by hand
// needs a reason.
func (s *Service) Set(ctx context.Context, who account.Actor, t Target) (Target, error) {
	err := s.db.Write(ctx, func(ctx context.Context, tx *db.Tx) (err error) {
		t, err = set(ctx, tx, who, t)
		return err
	})
	return t, err
}

// Accept stores what was proposed for the units below a unit, all or nothing.
func (s *Service) Accept(ctx context.Context, who account.Actor, targets []Target) error {
	return s.db.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		for _, t := range targets {
			if _, err := set(ctx, tx, who, t); err != nil {
				return err
			}
		}
		return nil
	})
}

// set stores one target with its audit line.
func set(ctx context.Context, tx *db.Tx, who account.Actor, t Target) (Target, error) {
	t, old, err := put(ctx, tx, who, t)
	if err != nil {
		return t, err
	}
	line := audit.Line{Act: "target.set", Thing: fmt.Sprintf("target:%d/%d/%s", t.Unit, t.Year, t.Indicator), UnitID: int64(t.Unit), After: told(t)}
	if old.Version > 0 {
		line.Before = told(old)
	}
	return t, audit.Record(ctx, tx, who.Audit(), line)
}

// put checks rights, version and sense of a target and stores it; old is what stood there before, with
// version 0 when nothing did.
func put(ctx context.Context, tx *db.Tx, who account.Actor, t Target) (stored, old Target, err error) {
	if err := may(ctx, tx, who, t); err != nil {
		return t, old, err
	}
	if err := tx.Lock(ctx, "target.set", int64(t.Unit), int64(t.Year)); err != nil {
		return t, old, err
	}
	old, had, err := Get(ctx, tx, t.Unit, t.Year, t.Indicator)
	if err != nil {
		return t, old, err
	}
	if had {
		// Who may not touch what is there may not take it over by naming another parent.
		if err := may(ctx, tx, who, old); err != nil {
			return t, old, err
		}
	}
	if t.Version != old.Version {
		return t, old, fault.New(fault.Conflict, "target.changed")
	}
	if err := check(ctx, tx, t); err != nil {
		return t, old, err
	}
	t.Version++
	return t, old, save(ctx, tx, t)
}

// may asks for the right over the unit that hands the target down; a unit's own target is its own.
func may(ctx context.Context, tx *db.Tx, who account.Actor, t Target) error {
	from := t.Parent
	if from == 0 {
		from = t.Unit
	}
	return who.May(ctx, tx, account.WriteTargets, from)
}

// longest bounds what is written beside a target; pages, sheets and audit lines repeat it.
const longest = 1000 // characters

// check refuses a target that cannot be.
func check(ctx context.Context, tx *db.Tx, t Target) error {
	ind, err := IndicatorByID(t.Indicator)
	if err != nil {
		return err
	}
	switch {
	case t.Year < 2000 || t.Year > 2100:
		return fault.New(fault.Invalid, "target.year", "Year", t.Year)
	case t.Households < 0 || t.Points < -1 || t.Points > 10000:
		return fault.New(fault.Invalid, "target.negative")
	case t.Manual && t.Reason == "":
		return fault.New(fault.Invalid, "target.reason_needed")
	case utf8.RuneCountInString(t.Reason) > longest || utf8.RuneCountInString(t.Basis) > longest:
		return fault.New(fault.Invalid, "target.too_long", "Most", longest)
	}
	u, err := unit.Get(ctx, tx, t.Unit)
	if err != nil {
		return err
	}
	if t.Parent != 0 {
		within, err := unit.Within(ctx, tx, t.Parent, t.Unit)
		if err != nil {
			return err
		}
		if !within || t.Parent == t.Unit {
			return fault.New(fault.Invalid, "target.not_below", "Unit", u.Title())
		}
	}
	return checkBase(ctx, tx, t, ind, u)
}

// checkBase holds a target against the base at the end of the year before, as far as it is known.
func checkBase(ctx context.Context, tx *db.Tx, t Target, ind *Indicator, u unit.Unit) error {
	b, ok, err := unit.BaseOf(ctx, tx, t.Unit, day.EndOf(t.Year-1))
	if err != nil || !ok || b.Day.Year() != t.Year-1 {
		return err
	}
	of, ok := ind.Denominator.In(b)
	if !ok {
		return nil
	}
	if t.Households > of {
		return fault.New(fault.Invalid, "target.more_than_base", "Unit", u.Title(), "Households", t.Households, "Base", of)
	}
	if t.Points >= 0 && !agree(t.Households, t.Points, of) {
		p, _ := percent.Of(t.Households, of)
		return fault.New(fault.Invalid, "target.faces_differ", "Unit", u.Title(), "Households", t.Households,
			"Points", fmt.Sprintf("%.2f", t.Points.Float()), "Right", fmt.Sprintf("%.2f", p.Float()))
	}
	return nil
}

// told is what the audit line remembers of a target.
func told(t Target) any {
	return map[string]any{
		"households": t.Households, "points": t.Points.Float(), "parent": t.Parent,
		"rule": t.Rule, "manual": t.Manual, "reason": t.Reason, "basis": t.Basis, "version": t.Version,
	}
}
