package credential

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"giamngheo/internal/db"
)

func passkeysOf(ctx context.Context, q db.Querier, id int64) ([]Passkey, error) {
	rows, err := q.Query(ctx, `select id, name, made, used, data from credential_passkey where account_id = $1 order by made, id limit 100`, id)
	if err != nil {
		return nil, fmt.Errorf("passkeys: %w", err)
	}
	defer rows.Close()
	var out []Passkey
	for rows.Next() {
		var k Passkey
		var made, used int64
		var data string
		if err := rows.Scan(&k.ID, &k.Name, &made, &used, &data); err != nil {
			return nil, fmt.Errorf("passkeys: %w", err)
		}
		if err := json.Unmarshal([]byte(data), &k.data); err != nil {
			return nil, fmt.Errorf("passkey %d: %w", k.ID, err)
		}
		k.Made = time.UnixMicro(made)
		if used != 0 {
			k.Used = time.UnixMicro(used)
		}
		out = append(out, k)
	}
	return out, rows.Err()
}

func insertPasskey(ctx context.Context, tx *db.Tx, account int64, key, name string, data []byte) error {
	_, err := tx.Exec(ctx, `insert into credential_passkey (account_id, key_id, name, data, made, used) values ($1, $2, $3, $4, $5, 0)`,
		account, key, name, string(data), tx.Micros())
	return err
}

func usedPasskey(ctx context.Context, tx *db.Tx, key string, data []byte) error {
	_, err := tx.Exec(ctx, `update credential_passkey set data = $1, used = $2 where key_id = $3`, string(data), tx.Micros(), key)
	return err
}

func removePasskey(ctx context.Context, tx *db.Tx, account, id int64) (int64, error) {
	return tx.Exec(ctx, `delete from credential_passkey where account_id = $1 and id = $2`, account, id)
}
