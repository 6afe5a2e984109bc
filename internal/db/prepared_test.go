package db_test

import (
	"context"
	"fmt"
	"testing"

	"giamngheo/internal/db"
)

// numbers is a database with the numbers 1 to n.
func numbers(t *testing.T, n int) *db.DB {
	t.Helper()
	d, err := db.Open(t.Context(), db.Config{Dir: t.TempDir(), Relaxed: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { d.Close() })
	err = d.Write(t.Context(), func(ctx context.Context, tx *db.Tx) error {
		if _, err := tx.Exec(ctx, `create table number (n bigint not null primary key)`); err != nil {
			return err
		}
		for i := range n {
			if _, err := tx.Exec(ctx, `insert into number (n) values ($1)`, i+1); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// A statement that is kept compiled can be asked again while its rows are still being read.
func TestAStatementIsRunInsideItself(t *testing.T) {
	t.Parallel()
	d := numbers(t, 5)
	const text = `select n from number where n >= $1 order by n`
	var pairs int
	err := d.Read(t.Context(), func(q db.Querier) error {
		rows, err := q.Query(t.Context(), text, 1)
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			var a int
			if err := rows.Scan(&a); err != nil {
				return err
			}
			inner, err := q.Query(t.Context(), text, a)
			if err != nil {
				return err
			}
			for inner.Next() {
				pairs++
			}
			if err := inner.Close(); err != nil {
				return err
			}
		}
		return rows.Err()
	})
	if err != nil || pairs != 15 {
		t.Errorf("%d pairs, %v; want 15", pairs, err)
	}
}

func TestAStatementServesAgainAfterAnErrorAndAChangedTable(t *testing.T) {
	t.Parallel()
	d := numbers(t, 3)
	insert := func(n int) error {
		return d.Write(t.Context(), func(ctx context.Context, tx *db.Tx) error {
			_, err := tx.Exec(ctx, `insert into number (n) values ($1)`, n)
			return err
		})
	}
	count := func() (n int) {
		if err := d.QueryRow(t.Context(), `select count(*) from number`).Scan(&n); err != nil {
			t.Fatal(err)
		}
		return n
	}
	for range 3 {
		if err := insert(3); !db.IsUnique(err) {
			t.Errorf("a number twice: %v", err)
		}
	}
	if err := insert(4); err != nil || count() != 4 {
		t.Errorf("after the errors: %v, %d numbers, want 4", err, count())
	}
	err := d.Write(t.Context(), func(ctx context.Context, tx *db.Tx) error {
		_, err := tx.Exec(ctx, `alter table number add column word text not null default 'không'`)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := insert(5); err != nil || count() != 5 {
		t.Errorf("after the change: %v, %d numbers, want 5", err, count())
	}
}

// Texts without end, as lists of keys of every length, push each other out and are all answered.
func TestMoreTextsThanAreKept(t *testing.T) {
	t.Parallel()
	d := numbers(t, 1)
	for round := range 2 {
		for i := range 500 {
			var n int
			if err := d.QueryRow(t.Context(), fmt.Sprintf(`select n + %d from number`, i)).Scan(&n); err != nil || n != i+1 {
				t.Fatalf("round %d: %d, %v; want %d", round, n, err, i+1)
			}
		}
	}
}

// Parameters lose their numbers only where that changes nothing.
func TestParametersWithoutNumbers(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		`select $1, $2 where a = $3`:              `select ?, ? where a = ?`,
		`select $1, $2, $1`:                       `select $1, $2, $1`,
		`select $2, $1`:                           `select $2, $1`,
		`select '$1', "$2", $1 -- $5`:             `select '$1', "$2", ? -- $5`,
		"select $1 -- it's $7\n, $2 /* $9 */, $3": "select ? -- it's $7\n, ? /* $9 */, ?",
		`select 'it''s', $1`:                      `select 'it''s', ?`,
		`select $1, ?`:                            `select $1, ?`,
		`select $10`:                              `select $10`,
		`select 'open $1`:                         `select 'open $1`,
	} {
		if got := db.Positional(text); got != want {
			t.Errorf("%s\n= %s\nwant %s", text, got, want)
		}
	}
}
