package account

import (
	"context"

	"giamngheo/internal/db"
)

// Seat is an account that a training copy has.
type Seat struct {
	Login string
	Name  string
	Grant
}

// Seats makes the accounts of a training copy, all with one password.
func Seats(ctx context.Context, tx *db.Tx, seats []Seat, password string) error {
	if len(seats) == 0 {
		return nil
	}
	if err := checkPassword(seats[0].Login, password); err != nil {
		return err
	}
	phc, err := hash(ctx, password)
	if err != nil {
		return err
	}
	for _, s := range seats {
		if _, err := add(ctx, tx, System, s.Login, s.Name, phc, s.Grant); err != nil {
			return err
		}
	}
	return nil
}

// Invented tells what in this installation is made up: everything in a demonstration, the names in a
// training copy of real figures.
func (s *Service) Invented(ctx context.Context) (demo, training bool, err error) {
	d, t, err := db.Settings(ctx, s.db, db.SettingDemo, db.SettingTraining)
	return d != "", t != "", err
}
