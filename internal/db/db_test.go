package db_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"

	"giamngheo/internal/db"
	"giamngheo/internal/db/dbtest"
)

func set(ctx context.Context, d *db.DB, name, value string) error {
	return d.Write(ctx, func(ctx context.Context, tx *db.Tx) error { return db.SetSetting(ctx, tx, name, value) })
}

func TestWriteIsWholeOrNothing(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := t.Context()
		boom := errors.New("boom")
		err := d.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
			if err := db.SetSetting(ctx, tx, "half", "done"); err != nil {
				return err
			}
			return boom
		})
		if !errors.Is(err, boom) {
			t.Fatalf("Write = %v, want the act's error", err)
		}
		if v, err := db.Setting(ctx, d, "half"); err != nil || v != "" {
			t.Errorf("after a failed act half = %q, %v, want nothing", v, err)
		}
	})
}

// Many acts at once: some fail, one panics; each that was acknowledged is there and no other is.
func TestConcurrentActsStandAlone(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := t.Context()
		var wg sync.WaitGroup
		for i := range 200 {
			wg.Go(func() {
				defer func() {
					if r := recover(); (r != nil) != (i == 77) {
						t.Errorf("act %d panicked with %v", i, r)
					}
				}()
				name := fmt.Sprint("n", i)
				err := d.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
					if err := db.SetSetting(ctx, tx, name, "x"); err != nil {
						return err
					}
					if i == 77 {
						panic("a mistake in an act")
					}
					if i%3 == 0 {
						return errors.New("refused")
					}
					return nil
				})
				if (err != nil) != (i%3 == 0) {
					t.Errorf("act %d: %v", i, err)
				}
			})
		}
		wg.Wait()
		for i := range 200 {
			v, err := db.Setting(ctx, d, fmt.Sprint("n", i))
			if err != nil {
				t.Fatal(err)
			}
			if want := i%3 != 0 && i != 77; (v == "x") != want {
				t.Errorf("act %d stored = %v, want %v", i, v == "x", want)
			}
		}
	})
}

func TestWriteInsideWriteIsRefused(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		err := d.Write(t.Context(), func(ctx context.Context, _ *db.Tx) error { return set(ctx, d, "a", "b") })
		if err == nil || !strings.Contains(err.Error(), "inside Write") {
			t.Errorf("nested Write = %v, want a refusal", err)
		}
	})
}

func TestACancelledCallerDoesNotHarmOthers(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		if err := set(ctx, d, "gone", "x"); !errors.Is(err, context.Canceled) {
			t.Errorf("Write for a caller who left = %v", err)
		}
		if err := set(t.Context(), d, "here", "x"); err != nil {
			t.Error(err)
		}
	})
}

func TestLoadAndUnique(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := t.Context()
		rows := func(n int) func(yield func([]any, error) bool) {
			return func(yield func([]any, error) bool) {
				for i := range n {
					if !yield([]any{fmt.Sprint("k", i), "v"}, nil) {
						return
					}
				}
			}
		}
		var n int64
		load := func(ctx context.Context, tx *db.Tx) (err error) {
			n, err = tx.Load(ctx, "setting", []string{"name", "value"}, rows(1000))
			return err
		}
		if err := d.Write(ctx, load); err != nil || n != 1000 {
			t.Fatalf("Load = %d, %v", n, err)
		}
		if err := d.Write(ctx, load); !db.IsUnique(err) {
			t.Errorf("loading the same keys again = %v, want a unique violation", err)
		}
		var count int64
		if err := d.QueryRow(ctx, `select count(*) from setting`).Scan(&count); err != nil || count != 1000 {
			t.Errorf("count = %d, %v", count, err)
		}
	})
}

func TestReadSeesOneMoment(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := t.Context()
		if err := set(ctx, d, "a", "1"); err != nil {
			t.Fatal(err)
		}
		err := d.Read(ctx, func(q db.Querier) error {
			if v, err := db.Setting(ctx, q, "a"); err != nil || v != "1" {
				return fmt.Errorf("first look: %q, %w", v, err)
			}
			if err := set(ctx, d, "a", "2"); err != nil {
				return err
			}
			if v, err := db.Setting(ctx, q, "a"); err != nil || v != "1" {
				return fmt.Errorf("the snapshot moved: %q, %w", v, err)
			}
			return nil
		})
		if err != nil {
			t.Error(err)
		}
	})
}

func TestANewerSchemaIsRefused(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := t.Context()
		if err := d.CheckSchema(ctx); err != nil {
			t.Fatal(err)
		}
		err := d.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
			_, err := tx.Exec(ctx, `insert into goose_db_version (version_id, is_applied) values ($1, $2)`, 99999, true)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		if err := d.Migrate(ctx); err == nil || !strings.Contains(err.Error(), "newer giamngheo") {
			t.Errorf("Migrate on a newer schema = %v, want a refusal", err)
		}
	})
}

func TestReadersCannotWriteOnSQLite(t *testing.T) {
	t.Parallel()
	d := dbtest.SQLite(t)
	if _, err := d.Query(t.Context(), `delete from setting returning name`); err == nil {
		t.Error("the reading pool accepted a delete")
	}
}

// What is sent without a question is there for the next question, is stored with the act, and fails it.
func TestWhatIsSentBelongsToTheAct(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		send := func(ctx context.Context, tx *db.Tx, name string) error {
			return tx.Send(ctx, `insert into setting (name, value) values ($1, $2)`, name, "đã gửi")
		}
		count := func(q db.Querier) (n int) {
			if err := q.QueryRow(t.Context(), `select count(*) from setting where value = $1`, "đã gửi").Scan(&n); err != nil {
				t.Fatal(err)
			}
			return n
		}
		err := d.Write(t.Context(), func(ctx context.Context, tx *db.Tx) error {
			for _, name := range []string{"a", "b"} {
				if err := send(ctx, tx, name); err != nil {
					return err
				}
			}
			if n := count(tx); n != 2 {
				t.Errorf("the act sees %d of 2", n)
			}
			return send(ctx, tx, "c")
		})
		if n := count(d); err != nil || n != 3 {
			t.Fatalf("%d of 3 are stored, %v", n, err)
		}
		for name, after := range map[string]func(context.Context, *db.Tx) error{
			"at the end":       func(context.Context, *db.Tx) error { return nil },
			"before more":      func(ctx context.Context, tx *db.Tx) error { return send(ctx, tx, "e") },
			"before questions": func(ctx context.Context, tx *db.Tx) error { _, err := tx.Query(ctx, `select 1`); return err },
		} {
			err := d.Write(t.Context(), func(ctx context.Context, tx *db.Tx) error {
				if err := send(ctx, tx, "d"); err != nil {
					return err
				}
				if err := send(ctx, tx, "a"); err != nil { // a is taken
					return err
				}
				return after(ctx, tx)
			})
			if n := count(d); !db.IsUnique(err) || n != 3 {
				t.Errorf("%s: %v, %d stored; want a refusal and 3", name, err, n)
			}
		}
	})
}
