package account

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"giamngheo/internal/db"
)

const batchDone = "done"

func insertBatch(ctx context.Context, tx *db.Tx, b Batch) (id BatchID, err error) {
	rows, err := json.Marshal(b.Rows)
	if err != nil {
		return 0, err
	}
	err = tx.QueryRow(ctx, `insert into account_batch (account_id, unit_id, file, status, rows, created)
		values ($1, $2, $3, 'waiting', $4, $5) returning id`, b.Account, b.Unit, b.File, string(rows), tx.Micros()).Scan(&id)
	return id, err
}

func getBatch(ctx context.Context, q db.Querier, id BatchID) (b Batch, ok bool, err error) {
	var status, rows string
	var created int64
	err = q.QueryRow(ctx, `select id, account_id, unit_id, file, status, rows, created from account_batch where id = $1`, id).
		Scan(&b.ID, &b.Account, &b.Unit, &b.File, &status, &rows, &created)
	if errors.Is(err, sql.ErrNoRows) {
		return Batch{}, false, nil
	}
	if err != nil {
		return Batch{}, false, fmt.Errorf("list of officers %d: %w", id, err)
	}
	b.Done, b.Created = status == batchDone, time.UnixMicro(created)
	if err := json.Unmarshal([]byte(rows), &b.Rows); err != nil {
		return Batch{}, false, fmt.Errorf("list of officers %d: %w", id, err)
	}
	return b, true, nil
}

func finishBatch(ctx context.Context, tx *db.Tx, b Batch) error {
	rows, err := json.Marshal(b.Rows)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `update account_batch set status = '`+batchDone+`', rows = $1 where id = $2`, string(rows), b.ID)
	return err
}

// loginTaken tells whether there is an account of that login.
func loginTaken(ctx context.Context, q db.Querier, login string) (bool, error) {
	var n int64
	err := q.QueryRow(ctx, `select count(*) from account where login = $1`, login).Scan(&n)
	return n > 0, err
}
