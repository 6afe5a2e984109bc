package operation

import (
	"context"
	"encoding/json"
	"time"

	"giamngheo/internal/db"
)

// Made is one backup that was made.
type Made struct {
	At        time.Time `json:"at"`
	File      string    `json:"file"` // without its folder
	Bytes     int64     `json:"bytes"`
	Rows      int64     `json:"rows"`
	Encrypted bool      `json:"encrypted"`
	WithKey   bool      `json:"with_key,omitempty"` // the key of the identity numbers is in it
	Seconds   float64   `json:"seconds"`
}

const (
	settingBackups  = "operation.backups"
	settingRestored = "operation.restored"
	// kept is how many backups are remembered.
	kept = 20
)

// History lists the last backups, newest first.
func History(ctx context.Context, q db.Querier) ([]Made, error) {
	v, err := db.Setting(ctx, q, settingBackups)
	if err != nil || v == "" {
		return nil, err
	}
	var out []Made
	return out, json.Unmarshal([]byte(v), &out)
}

func addMade(ctx context.Context, tx *db.Tx, m Made) error {
	if err := tx.Lock(ctx, settingBackups); err != nil {
		return err
	}
	all, err := History(ctx, tx)
	if err != nil {
		return err
	}
	all = append([]Made{m}, all...)
	b, err := json.Marshal(all[:min(kept, len(all))])
	if err != nil {
		return err
	}
	return db.SetSetting(ctx, tx, settingBackups, string(b))
}
