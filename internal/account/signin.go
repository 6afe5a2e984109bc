package account

import (
	"context"
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

// SignIn checks a login and password and returns the grant under which the officer now acts. All
// refusals read the same, so that nobody learns which accounts exist.
func (s *Service) SignIn(ctx context.Context, login, password string) (Actor, error) {
	refused := fault.New(fault.Invalid, "account.sign_in_refused")
	login = strings.ToLower(strings.TrimSpace(login))
	a, err := byLogin(ctx, s.db, login)
	if err != nil {
		return Actor{}, err
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
		return Actor{}, err
	}
	if a == nil {
		return Actor{}, s.recordUnknown(ctx, refused)
	}
	var who Actor
	err = s.db.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		if err := tx.Lock(ctx, "account.sign-in", a.ID); err != nil {
			return err
		}
		fresh, err := byLogin(ctx, tx, login)
		if err != nil {
			return err
		}
		// A password changed since it was read is judged by the next try.
		if fresh == nil || fresh.Password != phc || fresh.LockedTo > tx.Micros() || fresh.Disabled {
			return a.tell(ctx, tx, audit.Actor{ID: a.ID, Name: login}, audit.Line{Act: "account.sign_in_refused"})
		}
		if !ok {
			failures := fresh.Failures + 1
			if err := setFailures(ctx, tx, a.ID, failures, lockUntil(tx.Now, failures)); err != nil {
				return err
			}
			return a.tell(ctx, tx, audit.Actor{ID: a.ID, Name: login}, audit.Line{
				Act:   "account.sign_in_failed",
				After: map[string]any{"failures": failures},
			})
		}
		if fresh.Failures != 0 {
			if err := setFailures(ctx, tx, a.ID, 0, 0); err != nil {
				return err
			}
		}
		who, err = s.begin(ctx, tx, *fresh)
		return err
	})
	if err != nil {
		return Actor{}, err
	}
	if !who.SignedIn() {
		return Actor{}, refused
	}
	return who, nil
}

// lockUntil is the instant to which a row of wrong passwords locks an account, in microseconds: a
// minute after the fifth, twice as long after each further one, at most a quarter of an hour.
func lockUntil(now time.Time, failures int) int64 {
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
func (s *Service) begin(ctx context.Context, tx *db.Tx, a record) (Actor, error) {
	grants, err := grantsOf(ctx, tx, a.ID)
	if err != nil {
		return Actor{}, err
	}
	today := day.Of(s.Now())
	for _, g := range grants {
		if g.Contains(today) {
			who := a.actor(g)
			return who, audit.Record(ctx, tx, who.Audit(), audit.Line{Act: "account.sign_in", Thing: thing(a.ID), UnitID: int64(g.Unit)})
		}
	}
	return Actor{}, a.tell(ctx, tx, audit.Actor{ID: a.ID, Name: a.Login}, audit.Line{Act: "account.sign_in_refused"})
}

func (s *Service) recordUnknown(ctx context.Context, refused error) error {
	err := s.db.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		return audit.Record(ctx, tx, audit.Actor{Name: "unknown"}, audit.Line{Act: "account.sign_in_failed", Thing: "account:unknown"})
	})
	if err != nil {
		return err
	}
	return refused
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
		who, err = s.begin(ctx, tx, *a)
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
