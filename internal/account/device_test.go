package account

import (
	"testing"
	"time"

	"giamngheo/internal/db"
	"giamngheo/internal/db/dbtest"
)

// Somebody who guesses from elsewhere, for a whole day, does not lock the officer out of the machine that he
// signs in from.
func TestAGuesserElsewhereDoesNotLockTheOfficerOut(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		units(t, d)
		s, now := service(d)
		mustAdd(t, s, "lan", CommuneOfficer, 103)
		id := idOf(t, d, "lan")
		device := NewDevice()
		in := func(device string) error {
			p, err := s.Check(t.Context(), "lan", goodPassword, device)
			if err == nil {
				_, err = s.Enter(t.Context(), p.ID, "password", device, nil)
			}
			return err
		}
		if err := in(device); err != nil {
			t.Fatal(err)
		}
		for range freeFailures + 20 {
			*now = now.Add(5 * time.Minute)
			if _, err := s.Check(t.Context(), "lan", "không phải mật khẩu", NewDevice()); err == nil {
				t.Fatal("a wrong password was let in")
			}
		}
		if err := in(""); err == nil {
			t.Error("a strange machine is let in while the account rests")
		}
		if err := in(device); err != nil {
			t.Errorf("the officer is locked out: %v", err)
		}
		// On the known machine itself guessing ends as it does elsewhere.
		for range freeFailures + 1 {
			if _, err := s.Check(t.Context(), "lan", "không phải mật khẩu", device); err == nil {
				t.Fatal("a wrong password was let in")
			}
		}
		if err := in(device); err == nil {
			t.Error("the known machine may guess for ever")
		}
		// A new password makes every machine a strange one.
		if err := s.SetPassword(t.Context(), System, "lan", goodPassword); err != nil {
			t.Fatal(err)
		}
		if known, err := s.Knows(t.Context(), "lan", device); known || err != nil {
			t.Errorf("the machine of account %d is still known: %v", id, err)
		}
	})
}

func TestOnlyTwentyMachinesAreRemembered(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		units(t, d)
		s, now := service(d)
		mustAdd(t, s, "lan", CommuneOfficer, 103)
		id := idOf(t, d, "lan")
		first := NewDevice()
		for i := range 25 {
			device := NewDevice()
			if i == 0 {
				device = first
			}
			*now = now.Add(time.Minute)
			if _, err := s.Enter(t.Context(), id, "password", device, nil); err != nil {
				t.Fatal(err)
			}
		}
		var n int
		if err := d.QueryRow(t.Context(), `select count(*) from account_device`).Scan(&n); err != nil || n != 20 {
			t.Errorf("%d machines, %v", n, err)
		}
	})
}

func TestSessionsAreListedAndEnded(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		units(t, d)
		s, _ := service(d)
		mustAdd(t, s, "lan", CommuneOfficer, 103)
		id := idOf(t, d, "lan")
		mustAdd(t, s, "hoa", CommuneOfficer, 103)
		mustAdd(t, s, "quan.tri", Administrator, 102)
		mustAdd(t, s, "quan.tri.khac", Administrator, 104)
		m := s.Sessions(false)
		one, two := begun(t, s, m, "lan"), begun(t, s, m, "lan")
		open, err := s.OpenSessions(t.Context(), id)
		if err != nil || len(open) != 2 || open[0].Address != "10.0.0.7" || open[0].Way != "password" || open[0].Handle == open[1].Handle || open[0].Begun.IsZero() {
			t.Fatalf("open sessions: %+v, %v", open, err)
		}
		alive := func(token string) bool {
			ctx, err := m.Load(t.Context(), token)
			if err != nil {
				t.Fatal(err)
			}
			who, err := m.Actor(ctx)
			if err != nil {
				t.Fatal(err)
			}
			return who.SignedIn()
		}
		actor := func(login string) Actor {
			who, err := s.SignIn(t.Context(), login, goodPassword)
			if err != nil {
				t.Fatal(err)
			}
			return who
		}
		for _, other := range []string{"hoa", "quan.tri.khac"} {
			if err := s.EndSession(t.Context(), actor(other), id, "", ""); err == nil {
				t.Errorf("%s ended the sessions of another", other)
			}
		}
		if !alive(one) || !alive(two) {
			t.Fatal("a session ended")
		}
		ctx, err := m.Load(t.Context(), one)
		if err != nil {
			t.Fatal(err)
		}
		if err := s.EndSession(t.Context(), actor("lan"), id, "", m.Handle(ctx)); err != nil || !alive(one) || alive(two) {
			t.Errorf("ending the others: %v, %v, %v", err, alive(one), alive(two))
		}
		if err := s.EndSession(t.Context(), actor("quan.tri"), id, m.Handle(ctx), ""); err != nil || alive(one) {
			t.Errorf("an administrator of the area: %v, %v", err, alive(one))
		}
	})
}

func idOf(t *testing.T, d *db.DB, login string) int64 {
	t.Helper()
	a, err := byLogin(t.Context(), d, login)
	if err != nil || a == nil {
		t.Fatal(login, err)
	}
	return a.ID
}
