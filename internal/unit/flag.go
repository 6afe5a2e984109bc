package unit

import (
	"context"
	"fmt"

	"giamngheo/internal/day"
	"giamngheo/internal/db"
	"giamngheo/internal/lang"
)

// Flag is a status given to a unit by a decision for a period.
type Flag struct {
	Unit     ID // the unit itself or one above it
	Flag     string
	From, To day.Date
	Basis    string
	Verified bool
}

// The flags. Which communes are extremely difficult or on the border is not in the shipped list.
const (
	PoorDistrict     = "poor_district"     // huyện nghèo
	DifficultCommune = "difficult_commune" // xã đặc biệt khó khăn
	BorderCommune    = "border_commune"    // xã biên giới
)

// Title is the flag's name: "Huyện nghèo".
func (f Flag) Title(l lang.Lang) string { return l.T("unit.flag_" + f.Flag) }

// Flags lists the flags of a unit and of the units above it that hold on a day.
func Flags(ctx context.Context, q db.Querier, id ID, on day.Date) ([]Flag, error) {
	return flags(ctx, q, `select f.unit_id, f.flag, f.valid_from, f.valid_to, f.basis, f.verified
		from unit_below b join unit_flag f on f.unit_id = b.ancestor_id
		where b.unit_id = $1 and f.valid_from <= $2 and f.valid_to > $3
		order by b.depth, f.flag`, id, on, on)
}

func flags(ctx context.Context, q db.Querier, query string, args ...any) ([]Flag, error) {
	rows, err := q.Query(ctx, query, args...)
	if err != nil {
		return nil, fmt.Errorf("flags: %w", err)
	}
	defer rows.Close()
	var fs []Flag
	for rows.Next() {
		var f Flag
		var verified int64
		if err := rows.Scan(&f.Unit, &f.Flag, &f.From, &f.To, &f.Basis, &verified); err != nil {
			return nil, fmt.Errorf("flags: %w", err)
		}
		f.Verified = verified != 0
		fs = append(fs, f)
	}
	return fs, rows.Err()
}

// SetFlag records that a decision gives a unit a flag for a period, or corrects that record.
func SetFlag(ctx context.Context, tx *db.Tx, f Flag) error {
	verified := 0
	if f.Verified {
		verified = 1
	}
	_, err := tx.Exec(ctx, `insert into unit_flag (unit_id, flag, valid_from, valid_to, basis, verified)
		values ($1, $2, $3, $4, $5, $6)
		on conflict (unit_id, flag, valid_from) do update
		set valid_to = excluded.valid_to, basis = excluded.basis, verified = excluded.verified`,
		f.Unit, f.Flag, f.From, f.To, f.Basis, verified)
	if err != nil {
		return fmt.Errorf("flag %s of unit %d: %w", f.Flag, f.Unit, err)
	}
	return nil
}
