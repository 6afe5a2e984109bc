package account

import (
	"context"

	"giamngheo/internal/day"
	"giamngheo/internal/db"
	"giamngheo/internal/fault"
)

// Passed is what went from one account to another.
type Passed struct {
	From, To int64
	Grants   []Grant // as the other account now holds them
}

// PassOn ends the posts of an account on a day and lets another hold them from that day on, within an act. It
// passes the posts in the area of who does it, in force on that day; there must be one.
func PassOn(ctx context.Context, tx *db.Tx, who Actor, from, to string, on day.Date) (p Passed, err error) {
	if on < day.Of(tx.Now) {
		return p, fault.New(fault.Invalid, "account.end_in_past")
	}
	if err := who.May(ctx, tx, ManageAccounts, who.Unit); err != nil {
		return p, err
	}
	if err := tx.Lock(ctx, "account.login"); err != nil {
		return p, err
	}
	var sides [2]*record
	var held [2][]Grant
	for i, login := range []string{from, to} {
		if sides[i], held[i], err = within(ctx, tx, who, login); err != nil {
			return p, err
		}
	}
	if sides[1].Disabled {
		return p, fault.New(fault.Conflict, "account.is_disabled")
	}
	p.From, p.To = sides[0].ID, sides[1].ID
	for _, g := range inForce(held[0], on) {
		next := g
		next.From = on
		if err := end(ctx, tx, who, p.From, g, on); err != nil {
			return p, err
		}
		if !holds(held[1], next) {
			if err := give(ctx, tx, who, p.To, next); err != nil {
				return p, err
			}
		}
		p.Grants = append(p.Grants, next)
	}
	if len(p.Grants) == 0 {
		return p, fault.New(fault.Conflict, "account.nothing_to_pass")
	}
	return p, nil
}

// holds tells whether one of the grants already covers another.
func holds(grants []Grant, g Grant) bool {
	for _, x := range grants {
		if x.Role == g.Role && x.Unit == g.Unit && x.Sector == g.Sector && x.From <= g.From && g.To <= x.To {
			return true
		}
	}
	return false
}

// within is an account with its grants in the area of who manages accounts; one without any does not exist,
// and one's own is refused.
func within(ctx context.Context, tx *db.Tx, who Actor, login string) (*record, []Grant, error) {
	unknown := fault.New(fault.NotFound, "account.unknown_login", "Login", login)
	a, err := byLogin(ctx, tx, login)
	if err != nil {
		return nil, nil, err
	}
	if a == nil {
		return nil, nil, unknown
	}
	if a.ID == who.ID {
		return nil, nil, fault.New(fault.Forbidden, "account.own_account")
	}
	all, err := grantsOf(ctx, tx, a.ID)
	if err != nil {
		return nil, nil, err
	}
	var in []Grant
	for _, g := range all {
		switch err := who.May(ctx, tx, ManageAccounts, g.Unit); {
		case err == nil:
			in = append(in, g)
		case fault.KindOf(err) != fault.NotFound:
			return nil, nil, err
		}
	}
	if len(in) == 0 {
		return nil, nil, unknown
	}
	return a, in, nil
}
