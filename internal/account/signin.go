package account

import (
	"context"
	"slices"
	"strings"
	"time"

	"giamngheo/internal/audit"
	"giamngheo/internal/day"
	"giamngheo/internal/db"
	"giamngheo/internal/fault"
	"giamngheo/internal/unit"
)

const (
	// freeFailures wrong passwords in a row cost nothing; each further one locks the account.
	freeFailures = 4
	firstLock    = time.Minute
	longestLock  = 15 * time.Minute
)

// Person is an account whose holder has given a first proof, before he is let in.
type Person struct {
	ID    int64
	Login string
}

// Check holds a password against its account. All refusals read the same, so that nobody learns which accounts
// exist. The device is the token of the machine's browser, "" when it has none: wrong passwords on a machine
// from which the officer has signed in are counted apart from those of all others.
func (s *Service) Check(ctx context.Context, login, password, device string) (Person, error) {
	var p Person
	err := s.check(ctx, login, password, device, func(_ context.Context, _ *db.Tx, a record) error {
		p = Person{a.ID, a.Login}
		return nil
	})
	return p, err
}

// Enter lets somebody in who has given all his proofs, and remembers his machine. He acts under a grant in
// force, one of those in only when it is not nil; way is what he proved himself with.
func (s *Service) Enter(ctx context.Context, id int64, way, device string, only []Grant) (Actor, error) {
	var who Actor
	err := s.db.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		a, err := byID(ctx, tx, id)
		if err != nil {
			return err
		}
		if a == nil || a.Disabled {
			return nil
		}
		if who, err = s.begin(ctx, tx, *a, way, only); err != nil || !who.SignedIn() {
			return err
		}
		return remember(ctx, tx, id, device)
	})
	if err == nil && !who.SignedIn() {
		err = errRefused
	}
	return who, err
}

// SignIn checks a login and password and returns the grant under which the officer now acts, of an account
// that needs no second proof.
func (s *Service) SignIn(ctx context.Context, login, password string) (Actor, error) {
	p, err := s.Check(ctx, login, password, "")
	if err != nil {
		return Actor{}, err
	}
	return s.Enter(ctx, p.ID, "password", "", nil)
}

// ProveByPassword asks somebody who is signed in for his password again; a wrong one counts like one at
// the sign-in.
func (s *Service) ProveByPassword(ctx context.Context, who Actor, password, device string) error {
	return s.check(ctx, who.Login, password, device, func(ctx context.Context, tx *db.Tx, a record) error {
		return audit.Record(ctx, tx, who.Audit(), audit.Line{
			Act: "account.proved", Thing: thing(a.ID), UnitID: int64(who.Unit), After: map[string]any{"by": "password"},
		})
	})
}

// ChangePassword gives an officer a new password for his own; his other sessions end, and machines that he
// signed in from are strange again.
func (s *Service) ChangePassword(ctx context.Context, who Actor, old, password, device, keep string) error {
	if err := checkPassword(who.Login, password); err != nil {
		return err
	}
	phc, err := hash(ctx, password)
	if err != nil {
		return err
	}
	return s.check(ctx, who.Login, old, device, func(ctx context.Context, tx *db.Tx, a record) error {
		if err := setPassword(ctx, tx, a.ID, phc); err != nil {
			return err
		}
		if err := forgetDevices(ctx, tx, a.ID); err != nil {
			return err
		}
		if err := remember(ctx, tx, a.ID, device); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `delete from account_session where account_id = $1 and handle <> $2`, a.ID, keep); err != nil {
			return err
		}
		return a.tell(ctx, tx, who.Audit(), audit.Line{Act: "account.password", After: map[string]any{"by": "owner"}})
	})
}

// HasPassword tells whether an account can sign in with a password at all.
func (s *Service) HasPassword(ctx context.Context, id int64) (bool, error) {
	a, err := byID(ctx, s.db, id)
	return a != nil && a.Password != "", err
}

// errRefused is what everybody reads who is not let in.
var errRefused = fault.New(fault.Invalid, "account.sign_in_refused")

// check holds a password against its account and counts the wrong ones; what follows a right one is
// stored in the same act.
func (s *Service) check(ctx context.Context, login, password, device string, then func(context.Context, *db.Tx, record) error) error {
	login = strings.ToLower(strings.TrimSpace(login))
	a, err := byLogin(ctx, s.db, login)
	if err != nil {
		return err
	}
	phc := ""
	if a != nil {
		phc = a.Password
	}
	if len(password) > longest*4 {
		password = ""
	}
	ok, err := matches(ctx, password, phc)
	if err != nil {
		return err
	}
	if a == nil {
		return s.recordUnknown(ctx)
	}
	passed := false
	err = s.db.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		if err := tx.Lock(ctx, "account.sign-in", a.ID); err != nil {
			return err
		}
		fresh, err := byLogin(ctx, tx, login)
		if err != nil {
			return err
		}
		if fresh == nil {
			return nil
		}
		g, err := guessesOf(ctx, tx, *fresh, device)
		if err != nil {
			return err
		}
		// A password changed since it was read is judged by the next try.
		if fresh.Password != phc || g.lockedTo > tx.Micros() || fresh.Disabled {
			return a.tell(ctx, tx, audit.Actor{ID: a.ID, Name: login}, audit.Line{Act: "account.sign_in_refused"})
		}
		if !ok {
			g.failures++
			g.lockedTo = LockUntil(tx.Now, g.failures)
			if err := g.save(ctx, tx, a.ID); err != nil {
				return err
			}
			return a.tell(ctx, tx, audit.Actor{ID: a.ID, Name: login}, audit.Line{
				Act:   "account.sign_in_failed",
				After: map[string]any{"failures": g.failures, "known_device": g.device != ""},
			})
		}
		if g.failures != 0 {
			g.failures, g.lockedTo = 0, 0
			if err := g.save(ctx, tx, a.ID); err != nil {
				return err
			}
		}
		passed = true
		return then(ctx, tx, *fresh)
	})
	if err == nil && !passed {
		err = errRefused
	}
	return err
}

// LockUntil is the instant to which a row of wrong passwords locks an account, in microseconds: a
// minute after the fifth, twice as long after each further one, at most a quarter of an hour.
func LockUntil(now time.Time, failures int) int64 {
	if failures <= freeFailures {
		return 0
	}
	lock := longestLock
	if n := failures - freeFailures - 1; n < 4 {
		lock = min(firstLock<<n, longestLock)
	}
	return now.Add(lock).UnixMicro()
}

// begin writes the sign-in line and chooses the grant in force; without one there is nothing to do here.
func (s *Service) begin(ctx context.Context, tx *db.Tx, a record, way string, only []Grant) (Actor, error) {
	grants, err := grantsOf(ctx, tx, a.ID)
	if err != nil {
		return Actor{}, err
	}
	today := day.Of(s.Now())
	for _, g := range grants {
		if g.Contains(today) && (only == nil || slices.ContainsFunc(only, g.same)) {
			who := a.actor(g)
			return who, audit.Record(ctx, tx, who.Audit(), audit.Line{
				Act: "account.sign_in", Thing: thing(a.ID), UnitID: int64(g.Unit), After: map[string]any{"by": way},
			})
		}
	}
	return Actor{}, a.tell(ctx, tx, audit.Actor{ID: a.ID, Name: a.Login}, audit.Line{Act: "account.sign_in_refused"})
}

// same tells whether two grants give the same right, whatever their period.
func (g Grant) same(o Grant) bool {
	return g.Role == o.Role && g.Unit == o.Unit && g.Sector == o.Sector
}

func (s *Service) recordUnknown(ctx context.Context) error {
	err := s.db.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		return audit.Record(ctx, tx, audit.Actor{Name: "unknown"}, audit.Line{Act: "account.sign_in_failed", Thing: "account:unknown"})
	})
	if err != nil {
		return err
	}
	return errRefused
}

// SignOut writes the line of a sign-out; the session itself is ended by the door.
func (s *Service) SignOut(ctx context.Context, who Actor) error {
	return s.db.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		return audit.Record(ctx, tx, who.Audit(), audit.Line{Act: "account.sign_out", Thing: thing(who.ID), UnitID: int64(who.Unit)})
	})
}

// Resume is the actor of a session: the account must still be open and still hold a grant in force
// for the role, which no sector narrows, over the unit that it signed in with.
func (s *Service) Resume(ctx context.Context, id int64, role Role, u unit.ID) (Actor, error) {
	return resume(ctx, s.db, id, role, u, "", day.Of(s.Now()))
}

// demoPosts are the posts that a demonstration offers, with the codes of their units in 2022.
var demoPosts = map[Role]struct {
	name   string
	level  unit.Level
	code   string
	sector Sector
}{
	ProvinceSecretary: {"Cán bộ thường trực Chương trình tỉnh (minh hoạ)", unit.Province, "64", ""},
	ProvinceLeader:    {"Lãnh đạo tỉnh (minh hoạ)", unit.Province, "64", ""},
	Department:        {"Sở Y tế (minh hoạ)", unit.Province, "64", Health},
	DistrictOfficer:   {"Cán bộ huyện Kông Chro (minh hoạ)", unit.District, "630", ""},
	CommuneOfficer:    {"Công chức xã Chư Krêy (minh hoạ)", unit.Commune, "23827", ""},
	CommuneChair:      {"Chủ tịch UBND xã Chư Krêy (minh hoạ)", unit.Commune, "23827", ""},
	VillageSurveyor:   {"Rà soát viên (minh hoạ)", unit.Commune, "23827", ""}, // in its first village
	FrontSupervisor:   {"Mặt trận Tổ quốc xã Chư Krêy (minh hoạ)", unit.Commune, "23827", ""},
	Auditor:           {"Thanh tra (minh hoạ)", unit.Province, "64", ""},
	Administrator:     {"Quản trị (minh hoạ)", unit.Province, "64", ""},
}

const demoDay day.Date = "2022-12-31"

// SignInDemo signs in without a password as the demonstration's holder of a role. Anywhere but in a
// demonstration there is no such thing.
func (s *Service) SignInDemo(ctx context.Context, role Role) (Actor, error) {
	post, ok := demoPosts[role]
	if !ok {
		return Actor{}, fault.New(fault.Invalid, "account.unknown_role", "Role", string(role))
	}
	var who Actor
	err := s.db.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		if v, err := db.Setting(ctx, tx, db.SettingDemo); err != nil {
			return err
		} else if v == "" {
			return fault.New(fault.NotFound, "account.not_a_demo")
		}
		login := "demo." + strings.ReplaceAll(string(role), "_", "-")
		if err := tx.Lock(ctx, "account.demo"); err != nil {
			return err
		}
		a, err := byLogin(ctx, tx, login)
		if err != nil {
			return err
		}
		if a == nil {
			u, err := unit.ByCode(ctx, tx, post.level, post.code, demoDay)
			if err != nil {
				return err
			}
			if role == VillageSurveyor {
				if u, err = firstVillage(ctx, tx, u); err != nil {
					return err
				}
			}
			g := Grant{Role: role, Unit: u.ID, Sector: post.sector, Period: day.Period{From: "2022-01-01", To: day.Forever}}
			if _, err := add(ctx, tx, System, login, post.name, "", g); err != nil {
				return err
			}
			if a, err = byLogin(ctx, tx, login); err != nil {
				return err
			}
		}
		if a.Disabled {
			return fault.New(fault.Invalid, "account.sign_in_refused")
		}
		who, err = s.begin(ctx, tx, *a, "click", nil)
		return err
	})
	return who, err
}

// firstVillage is the first village of a commune, the commune itself where none is known.
func firstVillage(ctx context.Context, q db.Querier, commune unit.Unit) (unit.Unit, error) {
	villages, err := unit.Children(ctx, q, commune.ID, demoDay)
	if err != nil || len(villages) == 0 {
		return commune, err
	}
	return villages[0], nil
}
