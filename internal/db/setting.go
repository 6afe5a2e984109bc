package db

import (
	"context"
	"database/sql"
	"errors"
)

// Setting reads a fact about this installation; "" when it was never set.
func Setting(ctx context.Context, q Querier, name string) (string, error) {
	var v string
	err := q.QueryRow(ctx, `select value from setting where name = $1`, name).Scan(&v)
	if errors.Is(err, sql.ErrNoRows) {
		return "", nil
	}
	return v, err
}

// Settings reads two facts at once.
func Settings(ctx context.Context, q Querier, first, second string) (a, b string, err error) {
	rows, err := q.Query(ctx, `select name, value from setting where name in ($1, $2)`, first, second)
	if err != nil {
		return "", "", err
	}
	defer rows.Close()
	for rows.Next() {
		var name, value string
		if err := rows.Scan(&name, &value); err != nil {
			return "", "", err
		}
		if name == first {
			a = value
		} else {
			b = value
		}
	}
	return a, b, rows.Err()
}

// SetSetting stores a fact about this installation.
func SetSetting(ctx context.Context, tx *Tx, name, value string) error {
	_, err := tx.Exec(ctx, `insert into setting (name, value) values ($1, $2)
		on conflict (name) do update set value = excluded.value`, name, value)
	return err
}

// SettingDemo is set on a demonstration: every page then says that its data is invented, and the
// sign-in page offers each role with one click.
const SettingDemo = "demo"

// SettingRestoring is set on a database while a backup is being restored into it; such a database is
// not served.
const SettingRestoring = "restoring"

// SettingMaking is set on a demonstration while it is being made in several acts, and says how far it is;
// such a database is not served.
const SettingMaking = "making"

// SettingTraining is set on a training copy: real figures with invented names. Every page says so.
const SettingTraining = "training"

// Purpose is what an installation is for when its households are not real ones: SettingDemo,
// SettingTraining, or "" for the real one. What leaves it with names says so.
func Purpose(ctx context.Context, q Querier) (string, error) {
	for _, purpose := range []string{SettingDemo, SettingTraining} {
		if v, err := Setting(ctx, q, purpose); err != nil || v != "" {
			return purpose, err
		}
	}
	return "", nil
}
