package account

import (
	"context"
	"strings"

	"giamngheo/internal/audit"
	"giamngheo/internal/db"
	"giamngheo/internal/fault"
	"giamngheo/internal/lang"
	"giamngheo/internal/unit"
)

// Actor is who acts: an officer in one role over one unit. The zero Actor is nobody and may nothing.
type Actor struct {
	ID    int64 // account; 0 for nobody and for System
	Login string
	Name  string
	Role  Role
	Unit  unit.ID // the role holds over this unit and all below it
	// Sector narrows a department's role; "" of the others.
	Sector Sector
}

// system is the role of System; no account can hold it.
const system Role = "system"

// System is the program itself, at the operator's command line and in jobs. It may everything.
var System = Actor{Login: "system", Name: "system", Role: system}

// SignedIn tells whether the actor is somebody.
func (a Actor) SignedIn() bool { return a.ID != 0 || a.Role == system }

// Can tells whether the actor's role holds a permission, wherever.
func (a Actor) Can(p Permission) bool { return a.Role == system || a.ID != 0 && a.Role.Can(p) }

// May refuses an act that the role does not hold (fault.Forbidden), or on a unit outside the actor's
// area (fault.NotFound: what lies outside one's area is not told to exist).
func (a Actor) May(ctx context.Context, q db.Querier, p Permission, u unit.ID) error {
	if err := a.Holds(p); err != nil || a.Role == system || a.Unit == u {
		return err
	}
	within, err := unit.Within(ctx, q, a.Unit, u)
	if err != nil {
		return err
	}
	return a.Reaches(within)
}

// Holds is the half of May that asks for the role alone.
func (a Actor) Holds(p Permission) error {
	switch {
	case a.Role == system:
		return nil
	case !a.SignedIn():
		return fault.New(fault.Unauthenticated, "account.sign_in_first")
	case !a.Can(p):
		return fault.New(fault.Forbidden, "account.forbidden")
	}
	return nil
}

// Reaches is the other half, for who has found out already whether the unit is within the actor's.
func (a Actor) Reaches(within bool) error {
	if !within && a.Role != system {
		return fault.New(fault.NotFound, "account.outside")
	}
	return nil
}

// Audit is the actor as the audit line remembers it.
func (a Actor) Audit() audit.Actor {
	if a.Role == system {
		return audit.System
	}
	return audit.Actor{ID: a.ID, Name: a.Login + " (" + string(a.Role) + ")"}
}

// ActorName is the name that Audit gave, for a reader: the role by its title.
func ActorName(l lang.Lang, name string) string {
	login, role, found := strings.Cut(strings.TrimSuffix(name, ")"), " (")
	switch {
	case found && role == "": // of somebody who was not let in yet
		return login
	case !found || !Role(role).Valid():
		return name
	}
	return login + " (" + Role(role).Title(l) + ")"
}
