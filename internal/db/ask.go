package db

import (
	"context"

	"github.com/jackc/pgx/v5"
)

// Rows are rows as they come.
type Rows interface {
	Next() bool
	Scan(into ...any) error
	Err() error
}

// Question is something that can be read together with other things: its text, its arguments, and what takes
// the rows.
type Question struct {
	Text string
	Args []any
	Read func(Rows) error
}

// One is a question for one row: read is called with it, and not at all when there is none.
func One(read func(row Rows) error, text string, args ...any) Question {
	return Question{Text: text, Args: args, Read: func(rows Rows) error {
		if !rows.Next() {
			return rows.Err()
		}
		return read(rows)
	}}
}

// Each is a question for all rows: read is called with each of them.
func Each(read func(row Rows) error, text string, args ...any) Question {
	return Question{Text: text, Args: args, Read: func(rows Rows) error {
		for rows.Next() {
			if err := read(rows); err != nil {
				return err
			}
		}
		return rows.Err()
	}}
}

// Ask reads what questions ask, in their order. In an act on PostgreSQL they travel in one message, with the
// locks and changes that wait before them: each way there and back costs more than most answers.
func Ask(ctx context.Context, q Querier, questions ...Question) error {
	if t, ok := q.(*Tx); ok && t.conn != nil {
		for _, one := range questions {
			note(ctx, one.Text, one.Args)
			t.sent.Queue(one.Text, one.Args...).Query(func(rows pgx.Rows) error { return one.Read(rows) })
		}
		return t.flush(ctx)
	}
	for _, one := range questions {
		if err := ask(ctx, q, one); err != nil {
			return err
		}
	}
	return nil
}

func ask(ctx context.Context, q Querier, one Question) error {
	rows, err := q.Query(ctx, one.Text, one.Args...)
	if err != nil {
		return err
	}
	defer rows.Close()
	if err := one.Read(rows); err != nil {
		return err
	}
	return rows.Err()
}
