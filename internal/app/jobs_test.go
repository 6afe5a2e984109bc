package app

import (
	"context"
	"log/slog"
	"strings"
	"testing"

	"giamngheo/internal/account"
	"giamngheo/internal/db"
	"giamngheo/internal/db/dbtest"
	"giamngheo/internal/review"
	"giamngheo/internal/unit"
)

func TestTheNightlyRecountTellsOfADifference(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := t.Context()
		if err := migrate(ctx, d); err != nil {
			t.Fatal(err)
		}
		u, err := unit.ByCode(ctx, d, unit.Province, "64", "2022-12-31")
		if err != nil {
			t.Fatal(err)
		}
		id, err := review.New(d).Open(ctx, account.System, review.Round{
			Year: 2022, Kind: review.Periodic, Edition: "vn-2022", Unit: u.ID, Day: "2022-12-31", Detail: true,
		})
		if err != nil {
			t.Fatal(err)
		}
		recount := func() (found int, audited int64) {
			t.Helper()
			m := newMetrics(d)
			if err := verify(ctx, d, m, slog.New(slog.DiscardHandler)); err != nil {
				t.Fatal(err)
			}
			families, err := m.registry.Gather()
			if err != nil {
				t.Fatal(err)
			}
			found = -1
			for _, f := range families {
				if f.GetName() == "giamngheo_review_tally_differences" {
					found = int(f.GetMetric()[0].GetGauge().GetValue())
				}
			}
			if err := d.QueryRow(ctx, `select count(*) from audit_line where act = 'review.verify'`).Scan(&audited); err != nil {
				t.Fatal(err)
			}
			return found, audited
		}
		if found, audited := recount(); found != 0 || audited != 1 {
			t.Errorf("recount of an untouched round: %d differences, %d audit lines; want 0, 1", found, audited)
		}
		if err := d.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
			_, err := tx.Exec(ctx, `-- routed
				insert into review_flow (commune_id, round_id, village_id, prev_class, class, movement, minority, households, persons)
				values ($1, $2, 0, 1, 1, 'stayed', 0, 7, 30)`, int64(u.ID), int64(id))
			return err
		}); err != nil {
			t.Fatal(err)
		}
		if found, audited := recount(); found == 0 || audited != 2 {
			t.Errorf("recount of a round with a false flow: %d differences, %d audit lines; want some, 2", found, audited)
		}
	})
}

func TestExpiredSessionsArePurged(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := t.Context()
		past, future := dbtest.Clock.AddDate(-1, 0, 0).UnixMicro(), dbtest.Clock.AddDate(100, 0, 0).UnixMicro()
		if err := d.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
			for token, expires := range map[string]int64{"old": past, "new": future} {
				if _, err := tx.Exec(ctx, `insert into account_session (token, account_id, data, expires) values ($1, 0, $2, $3)`,
					token, []byte{1}, expires); err != nil {
					return err
				}
			}
			return nil
		}); err != nil {
			t.Fatal(err)
		}
		n, err := account.NewService(d).PurgeSessions(ctx)
		var left string
		if err == nil {
			err = d.QueryRow(ctx, `select token from account_session`).Scan(&left)
		}
		if err != nil || n != 1 || left != "new" {
			t.Errorf("PurgeSessions = %d, %v and leaves %q; want 1, nil, new", n, err, left)
		}
	})
}

func TestASecretStaysOutOfWhatIsShown(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ name, give, want string }{
		{"a URL", "postgres://u:hush@db:5432/x?sslmode=disable", "postgres://u:xxxxx@db:5432/x?sslmode=disable"},
		{"a URL that cannot be read", "postgres://u:hu%zzsh@db/x", "postgres://xxxxx@db/x"},
		{"words", "host=db password = 'hu sh' user=u", "host=db password=xxxxx user=u"},
		{"nothing secret", "data/demo", "data/demo"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			if got := masked(c.give); got != c.want || strings.Contains(got, "hu") {
				t.Errorf("masked(%q) = %q, want %q", c.give, got, c.want)
			}
		})
	}
}
