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
	Office   string // agency, "" for the unit's own People's Committee
	Post     string // position there
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
		if err := g.fits(ctx, tx); err != nil {
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
		After: told(login, g),
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
	return s.change(ctx, who, login, allOfIt, func(ctx context.Context, tx *db.Tx, a *record) error {
		if err := setPassword(ctx, tx, a.ID, phc); err != nil {
			return err
		}
		if err := endSessions(ctx, tx, a.ID); err != nil {
			return err
		}
		if err := removeInvites(ctx, tx, a.ID); err != nil {
			return err
		}
		if err := forgetDevices(ctx, tx, a.ID); err != nil {
			return err
		}
		return a.tell(ctx, tx, who.Audit(), audit.Line{Act: "account.password"})
	})
}

// Disable shuts an account, or opens it again, and ends its sessions.
func (s *Service) Disable(ctx context.Context, who Actor, login string, disabled bool) error {
	return s.change(ctx, who, login, allOfIt, func(ctx context.Context, tx *db.Tx, a *record) error {
		if err := setDisabled(ctx, tx, a.ID, disabled); err != nil {
			return err
		}
		if err := endSessions(ctx, tx, a.ID); err != nil {
			return err
		}
		if err := removeInvites(ctx, tx, a.ID); err != nil {
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

func told(login string, g Grant) map[string]any {
	m := g.told()
	m["login"] = login
	return m
}

func thing(id int64) string { return fmt.Sprintf("account:%d", id) }
