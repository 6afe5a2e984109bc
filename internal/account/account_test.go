package account

import (
	"context"
	"strings"
	"testing"
	"time"

	"giamngheo/internal/audit"
	"giamngheo/internal/day"
	"giamngheo/internal/db"
	"giamngheo/internal/db/dbtest"
	"giamngheo/internal/fault"
	"giamngheo/internal/lang"
	"giamngheo/internal/unit"
)

const goodPassword = "mật khẩu đủ dài"

// units makes the province 101, its district 102 with the commune 103, and another district 104.
func units(t *testing.T, d *db.DB) {
	t.Helper()
	p := func(id, parent unit.ID, level unit.Level, code string) unit.Unit {
		return unit.Unit{ID: id, Code: code, Level: level, Kind: "huyện", Name: "Đơn vị " + code, Parent: parent, From: "2000-01-01", To: day.Forever, Source: "test"}
	}
	err := d.Write(t.Context(), func(ctx context.Context, tx *db.Tx) error {
		return unit.Insert(ctx, tx, []unit.Unit{
			{ID: unit.CountryID, Code: "00", Level: unit.Country, Name: "Việt Nam", From: "2000-01-01", To: day.Forever, Source: "test"},
			p(101, unit.CountryID, unit.Province, "64"), p(102, 101, unit.District, "630"),
			p(103, 102, unit.Commune, "23827"), p(104, 101, unit.District, "631"),
		})
	})
	if err != nil {
		t.Fatal(err)
	}
}

// service is a service with a clock that the test moves.
func service(d *db.DB) (*Service, *time.Time) {
	now := dbtest.Clock
	s := NewService(d)
	s.Now = func() time.Time { return now }
	return s, &now
}

func grant(r Role, u unit.ID) Grant {
	return Grant{Role: r, Unit: u, Period: day.Period{From: "2022-01-01", To: "2024-01-01"}}
}

func mustAdd(t *testing.T, s *Service, login string, r Role, u unit.ID) {
	t.Helper()
	if _, err := s.Add(t.Context(), System, login, "Nguyễn Văn "+login, goodPassword, grant(r, u)); err != nil {
		t.Fatal(err)
	}
}

func lines(t *testing.T, d *db.DB) []string {
	t.Helper()
	rows, err := d.Query(t.Context(), `select act from audit_line order by id`)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	var acts []string
	for rows.Next() {
		var a string
		if err := rows.Scan(&a); err != nil {
			t.Fatal(err)
		}
		acts = append(acts, a)
	}
	return acts
}

func TestMayEndsAtTheRoleAndTheArea(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		units(t, d)
		officer := Actor{ID: 7, Login: "lan", Role: DistrictOfficer, Unit: 102}
		for _, c := range []struct {
			name string
			who  Actor
			p    Permission
			u    unit.ID
			want fault.Kind
		}{
			{"his own district", officer, ReadHouseholds, 102, -1},
			{"a commune of his district", officer, ReadHouseholds, 103, -1},
			{"another district is not told to exist", officer, ReadHouseholds, 104, fault.NotFound},
			{"the province above him is not his", officer, ReadFigures, 101, fault.NotFound},
			{"an act that his role lacks", officer, ManageAccounts, 102, fault.Forbidden},
			{"nobody", Actor{}, ReadFigures, 102, fault.Unauthenticated},
			{"the system everywhere", System, ManageAccounts, 104, -1},
			{"the administrator sees no household", Actor{ID: 8, Role: Administrator, Unit: 101}, ReadHouseholds, 101, fault.Forbidden},
		} {
			err := c.who.May(t.Context(), d, c.p, c.u)
			if c.want == -1 {
				if err != nil {
					t.Errorf("%s: %v", c.name, err)
				}
			} else if fault.KindOf(err) != c.want || err == nil {
				t.Errorf("%s: %v, want kind %v", c.name, err, c.want)
			}
		}
	})
}

func TestASystemRoleCannotBeGranted(t *testing.T) {
	t.Parallel()
	d := dbtest.SQLite(t)
	s, _ := service(d)
	_, err := s.Add(t.Context(), System, "lan", "Lan", goodPassword, grant(system, 101))
	if fault.KindOf(err) != fault.Invalid {
		t.Errorf("Add with the system's role = %v", err)
	}
}

func TestSignIn(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		units(t, d)
		s, now := service(d)
		ctx := t.Context()
		mustAdd(t, s, "lan", CommuneOfficer, 103)
		who, err := s.SignIn(ctx, " LAN ", goodPassword)
		if err != nil || who.Role != CommuneOfficer || who.Unit != 103 || who.Login != "lan" {
			t.Fatalf("SignIn = %+v, %v", who, err)
		}
		// Decomposed letters are the same password.
		if _, err := s.SignIn(ctx, "lan", "mâ\u0323t khâ\u0309u đủ dài"); err != nil {
			t.Errorf("the password in decomposed letters: %v", err)
		}
		for name, try := range map[string][2]string{
			"a wrong password":  {"lan", "mật khẩu khác"},
			"an unknown login":  {"hoa", goodPassword},
			"an empty password": {"lan", ""},
			"a giant password":  {"lan", strings.Repeat("x", 1<<20)},
		} {
			if who, err := s.SignIn(ctx, try[0], try[1]); fault.As(err) == nil || fault.As(err).Key != "account.sign_in_refused" || who.SignedIn() {
				t.Errorf("%s: %+v, %v", name, who, err)
			}
		}
		*now = now.AddDate(3, 0, 0)
		if who, err := s.SignIn(ctx, "lan", goodPassword); err == nil || who.SignedIn() {
			t.Errorf("signed in under a grant that has ended: %+v", who)
		}
	})
}

func TestWrongPasswordsLockForAWhile(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		units(t, d)
		s, _ := service(d)
		ctx := t.Context()
		mustAdd(t, s, "lan", CommuneOfficer, 103)
		for range freeFailures + 1 {
			if _, err := s.SignIn(ctx, "lan", "sai sai sai sai"); err == nil {
				t.Fatal("a wrong password was taken")
			}
		}
		if _, err := s.SignIn(ctx, "lan", goodPassword); err == nil {
			t.Error("a locked account let its owner in")
		}
		if err := s.SetPassword(ctx, System, "lan", goodPassword+"!"); err != nil {
			t.Fatal(err)
		}
		if _, err := s.SignIn(ctx, "lan", goodPassword+"!"); err != nil {
			t.Errorf("a new password does not lift the lock: %v", err)
		}
		acts := strings.Join(lines(t, d), " ")
		for _, want := range []string{"account.add", "account.sign_in_failed", "account.sign_in_refused", "account.password", "account.sign_in"} {
			if !strings.Contains(acts+" ", want+" ") {
				t.Errorf("no line %s in %s", want, acts)
			}
		}
	})
}

func TestLockGrowsAndIsBounded(t *testing.T) {
	t.Parallel()
	for failures, want := range map[int]time.Duration{1: 0, 4: 0, 5: time.Minute, 6: 2 * time.Minute, 8: 8 * time.Minute, 9: 15 * time.Minute, 1000: 15 * time.Minute} {
		got := time.Duration(0)
		if until := LockUntil(dbtest.Clock, failures); until != 0 {
			got = time.UnixMicro(until).Sub(dbtest.Clock)
		}
		if got != want {
			t.Errorf("after %d failures locked for %v, want %v", failures, got, want)
		}
	}
}

func TestAccountsAreManagedWithinTheArea(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		units(t, d)
		s, _ := service(d)
		ctx := t.Context()
		mustAdd(t, s, "lan", DistrictOfficer, 104)
		here := Actor{ID: 9, Login: "admin", Role: Administrator, Unit: 102}
		if _, err := s.Add(ctx, here, "minh", "Minh", goodPassword, grant(CommuneOfficer, 103)); err != nil {
			t.Errorf("an administrator cannot add in his own district: %v", err)
		}
		if _, err := s.Add(ctx, here, "hoa", "Hoa", goodPassword, grant(ProvinceLeader, 101)); fault.KindOf(err) != fault.NotFound {
			t.Errorf("an administrator of a district made a leader of the province: %v", err)
		}
		if err := s.SetPassword(ctx, here, "lan", goodPassword); fault.KindOf(err) != fault.NotFound {
			t.Errorf("took over an account of another district: %v", err)
		}
		officer := Actor{ID: 7, Login: "o", Role: DistrictOfficer, Unit: 102}
		if err := s.Disable(ctx, officer, "minh", true); fault.KindOf(err) != fault.Forbidden {
			t.Errorf("an officer disabled an account: %v", err)
		}
		if _, err := s.Add(ctx, System, "lan", "Lan", goodPassword, grant(Auditor, 101)); fault.KindOf(err) != fault.Conflict {
			t.Errorf("a login was given twice: %v", err)
		}
		for _, bad := range []string{"", "x", "Lan", "lan nguyen", "lan@x"} {
			if _, err := s.Add(ctx, System, bad, "Lan", goodPassword, grant(Auditor, 101)); fault.KindOf(err) != fault.Invalid {
				t.Errorf("login %q: %v", bad, err)
			}
		}
		if err := s.Grant(ctx, System, "lan", grant(Auditor, 101)); err != nil {
			t.Fatal(err)
		}
		all, err := s.List(ctx)
		if err != nil || len(all) != 2 || len(all[0].Grants) != 2 || all[0].Login != "lan" {
			t.Errorf("List = %+v, %v", all, err)
		}
	})
}

func TestPasswordsAreJudged(t *testing.T) {
	t.Parallel()
	for password, want := range map[string]string{
		goodPassword:             "",
		"ngắn quá":               "account.password_short",
		strings.Repeat("ơ", 201): "account.password_long",
		"nguyenthilan":           "account.password_is_login",
	} {
		got := ""
		if f := fault.As(checkPassword("nguyenthilan", password)); f != nil {
			got = f.Key
		}
		if got != want {
			t.Errorf("checkPassword(%q) = %q, want %q", password, got, want)
		}
	}
}

func TestHashIsInPHCFormAndSalted(t *testing.T) {
	t.Parallel()
	a, err := hash(t.Context(), goodPassword)
	if err != nil {
		t.Fatal(err)
	}
	b, _ := hash(t.Context(), goodPassword)
	if !strings.HasPrefix(a, "$argon2id$v=19$m=19456,t=2,p=1$") || a == b {
		t.Errorf("hashes %q, %q", a, b)
	}
	if ok, err := matches(t.Context(), "x", "plain text"); ok || err == nil {
		t.Errorf("a stored password that is no hash: %v, %v", ok, err)
	}
}

func TestDemoSignInOnlyInADemonstration(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		units(t, d)
		s, _ := service(d)
		ctx := t.Context()
		if _, err := s.SignInDemo(ctx, Auditor); fault.KindOf(err) != fault.NotFound {
			t.Fatalf("one click outside a demonstration: %v", err)
		}
		err := d.Write(ctx, func(ctx context.Context, tx *db.Tx) error { return db.SetSetting(ctx, tx, db.SettingDemo, "Gia Lai") })
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range Roles {
			for range 2 {
				who, err := s.SignInDemo(ctx, r)
				if err != nil || who.Role != r {
					t.Errorf("SignInDemo(%s) = %+v, %v", r, who, err)
				}
			}
		}
		if _, err := s.SignInDemo(ctx, "emperor"); fault.KindOf(err) != fault.Invalid {
			t.Errorf("an unknown role: %v", err)
		}
	})
}

// A session that is only read is not written, except every ten minutes to note that somebody is there.
func TestSessions(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		units(t, d)
		s, now := service(d)
		m := s.Sessions(true)
		mustAdd(t, s, "lan", CommuneOfficer, 103)
		who, err := s.SignIn(t.Context(), "lan", goodPassword)
		if err != nil {
			t.Fatal(err)
		}
		ctx, err := m.Load(t.Context(), "")
		if err != nil {
			t.Fatal(err)
		}
		if err := m.Begin(ctx, who, Entry{}); err != nil {
			t.Fatal(err)
		}
		token, _, err := m.Commit(ctx)
		if err != nil {
			t.Fatal(err)
		}
		// visit opens the session again; it tells who is there and whether the session was changed.
		visit := func() (Actor, bool) {
			ctx, err := m.Load(t.Context(), token)
			if err != nil {
				t.Fatal(err)
			}
			who, err := m.Actor(ctx)
			if err != nil {
				t.Fatal(err)
			}
			changed := m.Status(ctx) != 0
			if who.SignedIn() && changed {
				if _, _, err := m.Commit(ctx); err != nil {
					t.Fatal(err)
				}
			}
			return who, changed
		}
		if got, changed := visit(); got != who || changed {
			t.Errorf("a visit = %+v, changed %v", got, changed)
		}
		var stored string
		if err := d.QueryRow(t.Context(), `select token from account_session`).Scan(&stored); err != nil || strings.Contains(stored, token) {
			t.Errorf("the stored token is the cookie's: %v", err)
		}
		*now = now.Add(touchEvery + time.Minute)
		if _, changed := visit(); !changed {
			t.Error("after ten minutes the visit was not noted")
		}
		*now = now.Add(IdleLimit - time.Minute)
		if got, _ := visit(); !got.SignedIn() {
			t.Error("the pause was short and still ended the session")
		}
		*now = now.Add(IdleLimit + time.Minute)
		if got, _ := visit(); got.SignedIn() {
			t.Error("a session outlived too long a pause")
		}
	})
}

func TestDisablingEndsSessions(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		units(t, d)
		s, _ := service(d)
		mustAdd(t, s, "lan", CommuneOfficer, 103)
		who, err := s.SignIn(t.Context(), "lan", goodPassword)
		if err != nil {
			t.Fatal(err)
		}
		m := s.Sessions(false)
		ctx, _ := m.Load(t.Context(), "")
		if err := m.Begin(ctx, who, Entry{}); err != nil {
			t.Fatal(err)
		}
		token, _, err := m.Commit(ctx)
		if err != nil {
			t.Fatal(err)
		}
		if err := s.Disable(t.Context(), System, "lan", true); err != nil {
			t.Fatal(err)
		}
		ctx, _ = m.Load(t.Context(), token)
		if got, _ := m.Actor(ctx); got.SignedIn() {
			t.Error("a disabled account is still there")
		}
		if got, err := s.Resume(t.Context(), who.ID, who.Role, who.Unit); err != nil || got.SignedIn() {
			t.Errorf("Resume of a disabled account = %+v, %v", got, err)
		}
		if _, err := s.SignIn(t.Context(), "lan", goodPassword); err == nil {
			t.Error("a disabled account signed in")
		}
	})
}

func TestAuditNamesLoginAndRole(t *testing.T) {
	t.Parallel()
	if got := (Actor{ID: 3, Login: "lan", Role: Auditor}).Audit(); got != (audit.Actor{ID: 3, Name: "lan (auditor)"}) {
		t.Errorf("Audit() = %+v", got)
	}
	if System.Audit() != audit.System {
		t.Error("the system is not the system")
	}
}

func TestAnActorIsNamedInWords(t *testing.T) {
	for name, want := range map[string]string{
		"lan (commune_officer)": "lan (Công chức xã)",
		"lan ()":                "lan",
		"lan":                   "lan",
		"system":                "system",
		"lan (steward)":         "lan (steward)",
	} {
		if got := ActorName(lang.Vi, name); got != want {
			t.Errorf("%q is shown as %q, want %q", name, got, want)
		}
	}
}
