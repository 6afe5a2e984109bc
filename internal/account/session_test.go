package account

import (
	"context"
	"testing"
	"time"

	"giamngheo/internal/db"
	"giamngheo/internal/db/dbtest"
	"giamngheo/internal/unit"
)

// begun is a session of an officer who has just signed in, with its token.
func begun(t *testing.T, s *Service, m *Sessions, login string) string {
	t.Helper()
	who, err := s.SignIn(t.Context(), login, goodPassword)
	if err != nil {
		t.Fatal(err)
	}
	ctx, err := m.Load(t.Context(), "")
	if err != nil {
		t.Fatal(err)
	}
	if err := m.Begin(ctx, who, Entry{Way: "password", Address: "10.0.0.7", Agent: "Mozilla/5.0"}); err != nil {
		t.Fatal(err)
	}
	token, _, err := m.Commit(ctx)
	if err != nil {
		t.Fatal(err)
	}
	return token
}

func TestARequestUnderWayDoesNotReviveASession(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		units(t, d)
		s, now := service(d)
		mustAdd(t, s, "lan", CommuneOfficer, 103)
		m := s.Sessions(false)
		token := begun(t, s, m, "lan")
		*now = now.Add(touchEvery + time.Minute)
		ctx, err := m.Load(t.Context(), token)
		if err != nil {
			t.Fatal(err)
		}
		if who, err := m.Actor(ctx); err != nil || !who.SignedIn() {
			t.Fatalf("the session is not there: %v", err)
		}
		if err := s.SetPassword(t.Context(), System, "lan", "một mật khẩu khác"); err != nil {
			t.Fatal(err)
		}
		if _, _, err := m.Commit(ctx); err != nil {
			t.Fatal(err)
		}
		again, err := m.Load(t.Context(), token)
		if err != nil {
			t.Fatal(err)
		}
		if who, _ := m.Actor(again); who.SignedIn() {
			t.Error("the session outlived the password")
		}
	})
}

func TestASessionEndsWithItsGrant(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		units(t, d)
		s, _ := service(d)
		mustAdd(t, s, "lan", CommuneOfficer, 103)
		m := s.Sessions(false)
		token := begun(t, s, m, "lan")
		err := d.Write(t.Context(), func(ctx context.Context, tx *db.Tx) error {
			_, err := tx.Exec(ctx, `update account_grant set valid_to = '2022-12-01'`)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		ctx, err := m.Load(t.Context(), token)
		if err != nil {
			t.Fatal(err)
		}
		if who, err := m.Actor(ctx); err != nil || who.SignedIn() {
			t.Errorf("the session outlived the grant: %+v, %v", who, err)
		}
	})
}

func TestLinesOnAnAccountStandInItsArea(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		units(t, d)
		s, _ := service(d)
		mustAdd(t, s, "lan", CommuneOfficer, 103)
		for range freeFailures + 2 {
			if _, err := s.SignIn(t.Context(), "lan", "không phải mật khẩu"); err == nil {
				t.Fatal("a wrong password was let in")
			}
		}
		if err := s.SetPassword(t.Context(), System, "lan", goodPassword); err != nil {
			t.Fatal(err)
		}
		if err := s.Disable(t.Context(), System, "lan", true); err != nil {
			t.Fatal(err)
		}
		rows, err := d.Query(t.Context(), `select act, thing, unit_id from audit_line`)
		if err != nil {
			t.Fatal(err)
		}
		defer rows.Close()
		seen := map[string]int{}
		for rows.Next() {
			var act, thing string
			var u unit.ID
			if err := rows.Scan(&act, &thing, &u); err != nil {
				t.Fatal(err)
			}
			if seen[act]++; u != 103 || thing == "" {
				t.Errorf("%s of %q stands in unit %d", act, thing, u)
			}
		}
		for act, n := range map[string]int{"account.add": 1, "account.sign_in_failed": freeFailures + 1, "account.sign_in_refused": 1, "account.password": 1, "account.disable": 1} {
			if seen[act] != n {
				t.Errorf("%s: %d lines, want %d", act, seen[act], n)
			}
		}
	})
}
