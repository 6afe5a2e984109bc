package account

import (
	"context"
	"strings"

	"giamngheo/internal/audit"
	"giamngheo/internal/day"
	"giamngheo/internal/db"
	"giamngheo/internal/fault"
	"giamngheo/internal/lang"
	"giamngheo/internal/unit"
)

// State is whether an account can be used in an area.
type State string

// The states.
const (
	InUse    State = "in_use"   // open, with a grant that has not ended
	Shut     State = "disabled" // disabled
	RanOut   State = "ended"    // every grant has ended
	AnyState State = ""
)

// States lists the states in the order in which they are offered.
var States = []State{AnyState, InUse, Shut, RanOut}

// Query chooses accounts of an area.
type Query struct {
	Text  string // of the name, the login, the office
	Area  unit.ID
	Role  Role
	State State
	After string // the last login of the page before
	Limit int
}

// chunk is how many accounts are read at once.
const chunk = 200

// Find is a page of the accounts that hold, held or will hold a role within an area, by login, each with its
// grants there; more tells whether others follow.
func (s *Service) Find(ctx context.Context, who Actor, query Query) (found []Account, more bool, err error) {
	if err := s.mayManage(ctx, s.db, who, query.Area); err != nil {
		return nil, false, err
	}
	words, today := strings.Fields(lang.Fold(query.Text)), s.today()
	for after := query.After; ; {
		page, err := accountsOf(ctx, s.db, query.Area, query.Role, after, chunk)
		if err != nil {
			return nil, false, err
		}
		for _, a := range page {
			after = a.Login
			if !a.says(words) || query.State != AnyState && a.State(today) != query.State {
				continue
			}
			if len(found) == query.Limit {
				return found, true, nil
			}
			found = append(found, a)
		}
		if len(page) < chunk {
			return found, false, nil
		}
	}
}

// says tells whether every word begins one of the account's.
func (a Account) says(words []string) bool {
	have := strings.Fields(lang.Fold(a.Name + " " + strings.NewReplacer(".", " ", "_", " ", "-", " ").Replace(a.Login) + " " + a.Office + " " + a.Post))
	for _, w := range words {
		found := false
		for _, h := range have {
			found = found || strings.HasPrefix(h, w)
		}
		if !found {
			return false
		}
	}
	return true
}

// State tells whether the account can be used on a day, by its grants as read.
func (a Account) State(on day.Date) State {
	switch {
	case a.Disabled:
		return Shut
	case len(open(a.Grants, on)) == 0:
		return RanOut
	}
	return InUse
}

// open are the grants that have not ended.
func open(grants []Grant, on day.Date) (out []Grant) {
	for _, g := range grants {
		if on < g.To && g.From < g.To {
			out = append(out, g)
		}
	}
	return out
}

// Profile is an account as who manages it sees it: with its grants in his area.
type Profile struct {
	Account
	Now State
	// Whole tells that all that the account may do lies in the area of who looks: only then may he shut it
	// or let it have a new password.
	Whole       bool
	HasPassword bool
	Invited     bool // a link to set the password is out
}

// Profile reads an account that has a grant in the officer's area; any other does not exist.
func (s *Service) Profile(ctx context.Context, who Actor, id int64) (p Profile, err error) {
	err = s.db.Read(ctx, func(q db.Querier) error {
		p, err = s.profile(ctx, q, who, id)
		return err
	})
	return p, err
}

func (s *Service) profile(ctx context.Context, q db.Querier, who Actor, id int64) (p Profile, err error) {
	unknown := fault.New(fault.NotFound, "account.unknown_account")
	if err := s.mayManage(ctx, q, who, who.Unit); err != nil {
		return p, err
	}
	a, hasPassword, err := accountByID(ctx, q, id)
	if err != nil {
		return p, err
	}
	grants, err := grantsOf(ctx, q, id)
	if err != nil {
		return p, err
	}
	today := s.today()
	if p.Whole, a.Grants, err = s.reach(ctx, q, who, grants, today); err != nil {
		return p, err
	}
	if a.ID == 0 || len(a.Grants) == 0 {
		return Profile{}, unknown
	}
	p.Account, p.HasPassword, p.Now = a, hasPassword, a.State(today)
	p.Invited, err = invited(ctx, q, id, s.Now().UnixMicro())
	return p, err
}

// reach are the grants that lie in the area of who manages accounts; whole tells that none that has not
// ended lies outside.
func (s *Service) reach(ctx context.Context, q db.Querier, who Actor, grants []Grant, on day.Date) (whole bool, within []Grant, err error) {
	whole = true
	for _, g := range grants {
		switch err := s.mayManage(ctx, q, who, g.Unit); {
		case err == nil:
			within = append(within, g)
		case fault.KindOf(err) != fault.NotFound:
			return false, nil, err
		case len(open([]Grant{g}, on)) > 0:
			whole = false
		}
	}
	return whole && len(within) > 0, within, nil
}

// Describe changes what an account says of its officer.
func (s *Service) Describe(ctx context.Context, who Actor, login, name, office, post string) error {
	o, err := Officer{Login: login, Name: name, Office: office, Post: post}.tidy()
	if err != nil {
		return err
	}
	return s.change(ctx, who, login, allOfIt, func(ctx context.Context, tx *db.Tx, a *record) error {
		if err := setDescription(ctx, tx, a.ID, o); err != nil {
			return err
		}
		return a.tell(ctx, tx, who.Audit(), audit.Line{Act: "account.describe"})
	})
}

// Unlock lifts the lock that wrong passwords brought.
func (s *Service) Unlock(ctx context.Context, who Actor, login string) error {
	return s.change(ctx, who, login, allOfIt, func(ctx context.Context, tx *db.Tx, a *record) error {
		if err := setFailures(ctx, tx, a.ID, 0, 0); err != nil {
			return err
		}
		if err := forgetDevices(ctx, tx, a.ID); err != nil { // each has a lock of its own
			return err
		}
		return a.tell(ctx, tx, who.Audit(), audit.Line{Act: "account.unlock"})
	})
}
