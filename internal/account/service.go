package account

import (
	"context"
	"fmt"
	"regexp"
	"time"

	"giamngheo/internal/audit"
	"giamngheo/internal/day"
	"giamngheo/internal/db"
	"giamngheo/internal/fault"
	"giamngheo/internal/lang"
	"giamngheo/internal/unit"
)

// Account is one officer's account.
type Account struct {
	ID       int64
	Login    string
	Name     string
	Lang     lang.Lang
	Disabled bool
	Locked   time.Time // sign-in is refused until then; zero when it never was
	Created  time.Time
	Grants   []Grant
}

// Grant is one role over one unit for a period; Sector narrows a department's.
type Grant struct {
	ID     int64
	Role   Role
	Unit   unit.ID
	Sector Sector
	day.Period
}

// Service carries out the acts on accounts and sessions.
type Service struct {
	db *db.DB
	// Now is the clock; tests set it.
	Now func() time.Time
}

// NewService serves the accounts of a database.
func NewService(d *db.DB) *Service { return &Service{db: d, Now: time.Now} }

var loginForm = regexp.MustCompile(`^[a-z0-9][a-z0-9._-]{1,62}$`)

// Add makes an account with its first grant. Without a password nobody can sign in to it yet.
func (s *Service) Add(ctx context.Context, who Actor, login, name, password string, g Grant) (int64, error) {
	if !loginForm.MatchString(login) {
		return 0, fault.New(fault.Invalid, "account.login_form")
	}
	if name = lang.NFC(name); name == "" {
		return 0, fault.New(fault.Invalid, "account.name_missing")
	}
	if err := g.check(); err != nil {
		return 0, err
	}
	phc := ""
	if password != "" {
		if err := checkPassword(login, password); err != nil {
			return 0, err
		}
		var err error
		if phc, err = hash(ctx, password); err != nil {
			return 0, err
		}
	}
	var id int64
	err := s.db.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		if err := s.mayManage(ctx, tx, who, g.Unit); err != nil {
			return err
		}
		var err error
		id, err = add(ctx, tx, who, login, name, phc, g)
		return err
	})
	return id, err
}

// add makes an account and its first grant within an act.
func add(ctx context.Context, tx *db.Tx, who Actor, login, name, phc string, g Grant) (int64, error) {
	if err := tx.Lock(ctx, "account.login"); err != nil {
		return 0, err
	}
	if a, err := byLogin(ctx, tx, login); err != nil {
		return 0, err
	} else if a != nil {
		return 0, fault.New(fault.Conflict, "account.login_taken", "Login", login)
	}
	id, err := insertAccount(ctx, tx, login, name, phc)
	if err != nil {
		return 0, err
	}
	if err := insertGrant(ctx, tx, id, g); err != nil {
		return 0, err
	}
	return id, audit.Record(ctx, tx, who.Audit(), audit.Line{
		Act: "account.add", Thing: thing(id), UnitID: int64(g.Unit),
		After: map[string]any{"login": login, "role": g.Role, "unit": g.Unit, "from": g.From, "to": g.To},
	})
}

// Grant gives an account one more role over a unit.
func (s *Service) Grant(ctx context.Context, who Actor, login string, g Grant) error {
	if err := g.check(); err != nil {
		return err
	}
	return s.change(ctx, who, login, func(ctx context.Context, tx *db.Tx, a *record) error {
		if err := s.mayManage(ctx, tx, who, g.Unit); err != nil {
			return err
		}
		if err := insertGrant(ctx, tx, a.ID, g); err != nil {
			return err
		}
		return audit.Record(ctx, tx, who.Audit(), audit.Line{
			Act: "account.grant", Thing: thing(a.ID), UnitID: int64(g.Unit),
			After: map[string]any{"role": g.Role, "unit": g.Unit, "from": g.From, "to": g.To},
		})
	})
}

// SetPassword gives an account a new password, lifts its lock and ends its sessions.
func (s *Service) SetPassword(ctx context.Context, who Actor, login, password string) error {
	if err := checkPassword(login, password); err != nil {
		return err
	}
	phc, err := hash(ctx, password)
	if err != nil {
		return err
	}
	return s.change(ctx, who, login, func(ctx context.Context, tx *db.Tx, a *record) error {
		if err := setPassword(ctx, tx, a.ID, phc); err != nil {
			return err
		}
		if err := endSessions(ctx, tx, a.ID); err != nil {
			return err
		}
		return a.tell(ctx, tx, who.Audit(), audit.Line{Act: "account.password"})
	})
}

// Disable shuts an account, or opens it again, and ends its sessions.
func (s *Service) Disable(ctx context.Context, who Actor, login string, disabled bool) error {
	return s.change(ctx, who, login, func(ctx context.Context, tx *db.Tx, a *record) error {
		if err := setDisabled(ctx, tx, a.ID, disabled); err != nil {
			return err
		}
		if err := endSessions(ctx, tx, a.ID); err != nil {
			return err
		}
		return a.tell(ctx, tx, who.Audit(), audit.Line{
			Act:    "account.disable",
			Before: map[string]any{"disabled": a.Disabled}, After: map[string]any{"disabled": disabled},
		})
	})
}

// List returns every account with its grants, by login.
func (s *Service) List(ctx context.Context) ([]Account, error) { return list(ctx, s.db) }

// change loads an account for an act on it, once nobody else can act on it.
func (s *Service) change(ctx context.Context, who Actor, login string, act func(context.Context, *db.Tx, *record) error) error {
	return s.db.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		if err := s.mayManage(ctx, tx, who, who.Unit); err != nil {
			return err
		}
		if err := tx.Lock(ctx, "account.login"); err != nil {
			return err
		}
		a, err := byLogin(ctx, tx, login)
		if err != nil {
			return err
		}
		if a == nil {
			return fault.New(fault.NotFound, "account.unknown_login", "Login", login)
		}
		grants, err := grantsOf(ctx, tx, a.ID)
		if err != nil {
			return err
		}
		for _, g := range grants {
			if err := s.mayManage(ctx, tx, who, g.Unit); err != nil {
				return err
			}
		}
		return act(ctx, tx, a)
	})
}

// tell writes a line on the account itself. It belongs to the unit of the account's newest grant, so
// that the auditor of that area reads it and one of another area does not.
func (a *record) tell(ctx context.Context, tx *db.Tx, who audit.Actor, l audit.Line) error {
	grants, err := grantsOf(ctx, tx, a.ID)
	if err != nil {
		return err
	}
	if l.Thing = thing(a.ID); len(grants) > 0 {
		l.UnitID = int64(grants[0].Unit)
	}
	return audit.Record(ctx, tx, who, l)
}

func (s *Service) mayManage(ctx context.Context, q db.Querier, who Actor, u unit.ID) error {
	return who.May(ctx, q, ManageAccounts, u)
}

func (g Grant) check() error {
	if !g.Role.Valid() {
		return fault.New(fault.Invalid, "account.unknown_role", "Role", string(g.Role))
	}
	if !g.Sector.Valid() || (g.Sector != "") != (g.Role == Department) {
		return fault.New(fault.Invalid, "account.grant_sector")
	}
	if g.Unit <= 0 || g.From >= g.To {
		return fault.New(fault.Invalid, "account.grant_period")
	}
	return nil
}

func thing(id int64) string { return fmt.Sprintf("account:%d", id) }
