package operation

import (
	"context"
	"crypto/rand"
	"encoding/binary"
	"fmt"
	"slices"
	"strings"
	"time"

	"giamngheo/internal/account"
	"giamngheo/internal/audit"
	"giamngheo/internal/day"
	"giamngheo/internal/db"
	"giamngheo/internal/fault"
	"giamngheo/internal/household"
	"giamngheo/internal/review"
	"giamngheo/internal/unit"
)

// Inventor gives the members of a household invented names by the custom of their groups; the same
// seed and key give the same names.
type Inventor func(seed uint64, key string, members []household.Person) []string

// TrainingOptions say how a training copy is made.
type TrainingOptions struct {
	To       db.Config // a directory without a database, or an empty PostgreSQL database
	Invent   Inventor
	Password string // of all accounts of the copy
	Finish   func(ctx context.Context, d *db.DB) error
}

// Trained says what a training copy holds.
type Trained struct {
	Households, Persons int64
	Logins              []string
	// Emptied are the tables of the source whose rows were left behind.
	Emptied []string
}

// Train copies a database for training: the same units, classes and figures, and nobody who exists.
// Names are invented by ethnic group and sex, identity numbers and addresses removed, births kept by
// their year, codes and numbers of households dealt out anew; accounts are those of the training.
// Only tables and columns that are known to hold no person come over as they are; all else stays
// behind. It fails, and leaves nothing, when the tallies of the copy are not those of the source.
func Train(ctx context.Context, from *db.DB, o TrainingOptions) (Trained, error) {
	if purpose, err := db.Purpose(ctx, from); err != nil {
		return Trained{}, err
	} else if purpose != "" {
		return Trained{}, fault.New(fault.Conflict, "operation.not_real")
	}
	t, err := aim(ctx, RestoreOptions{To: o.To})
	if err != nil {
		return Trained{}, err
	}
	defer t.giveUp()
	if err := t.d.MigrateTo(ctx, 1); err != nil {
		return Trained{}, err
	}
	if err := t.mark(ctx); err != nil {
		return Trained{}, err
	}
	if err := o.Finish(ctx, t.d); err != nil {
		return Trained{}, err
	}
	var made Trained
	err = from.Read(ctx, func(q db.Querier) error {
		if err := sameSchema(ctx, q, t.d); err != nil {
			return err
		}
		m, err := newMask(ctx, q, o.Invent)
		if err != nil {
			return err
		}
		return t.d.Write(ctx, func(inner context.Context, tx *db.Tx) error {
			var err error
			made, err = m.copy(ctx, inner, q, tx)
			if err != nil {
				return err
			}
			if made.Logins, err = seat(inner, tx, o.Password); err != nil {
				return err
			}
			if _, err := household.Reindex(inner, tx); err != nil {
				return err
			}
			if err := db.SetSetting(inner, tx, db.SettingTraining, time.Now().UTC().Format(time.RFC3339)); err != nil {
				return err
			}
			if err := audit.Record(inner, tx, account.System.Audit(), audit.Line{
				Act: "operation.training", Thing: "installation", After: map[string]any{"households": made.Households, "persons": made.Persons},
			}); err != nil {
				return err
			}
			return db.SetSetting(inner, tx, db.SettingRestoring, "")
		})
	})
	if err != nil {
		return Trained{}, err
	}
	if err := t.d.Analyze(ctx); err != nil {
		return Trained{}, err
	}
	return made, t.finish()
}

func sameSchema(ctx context.Context, q db.Querier, to *db.DB) error {
	a, err := db.SchemaVersion(ctx, q)
	if err != nil {
		return err
	}
	b, err := db.SchemaVersion(ctx, to)
	if err != nil {
		return err
	}
	if a != b {
		return fmt.Errorf("the source has schema %d, the copy %d", a, b)
	}
	return nil
}

// seed is a secret of one copy: nobody can compute the old names' numbers from the new ones.
func seed() uint64 {
	var b [8]byte
	rand.Read(b[:])
	return binary.LittleEndian.Uint64(b[:])
}

// NewPassword is a password that can be read out in a room.
func NewPassword() string {
	const letters = "abcdefghkmnpqrstuvwxyz23456789"
	b := make([]byte, 14)
	rand.Read(b)
	for i := range b {
		b[i] = letters[int(b[i])%len(letters)]
	}
	return string(b[:7]) + "-" + string(b[7:])
}

// seat makes an account for each post: four of the province, one for each district and commune of the
// newest round.
func seat(ctx context.Context, tx *db.Tx, password string) ([]string, error) {
	rounds, err := review.All(ctx, tx)
	if err != nil {
		return nil, err
	}
	root, at := unit.CountryID, day.Of(tx.Now)
	if len(rounds) > 0 {
		newest := slices.MaxFunc(rounds, func(a, b review.Round) int { return strings.Compare(string(a.Day), string(b.Day)) })
		root, at = newest.Unit, newest.Day
	}
	period := day.Period{From: "2000-01-01", To: day.Forever}
	var seats []account.Seat
	add := func(login, name string, role account.Role, u unit.ID) {
		seats = append(seats, account.Seat{Login: "taphuan." + login, Name: name, Grant: account.Grant{Role: role, Unit: u, Period: period}})
	}
	add("tinh", "Tập huấn: cơ quan thường trực", account.ProvinceSecretary, root)
	add("lanhdao", "Tập huấn: lãnh đạo", account.ProvinceLeader, root)
	add("kiemtra", "Tập huấn: kiểm tra", account.Auditor, root)
	add("quantri", "Tập huấn: quản trị", account.Administrator, root)
	if len(rounds) > 0 {
		for _, c := range []struct {
			level unit.Level
			word  string
			role  account.Role
		}{{unit.District, "huyen", account.DistrictOfficer}, {unit.Commune, "xa", account.CommuneOfficer}} {
			units, err := unit.Below(ctx, tx, root, c.level, at)
			if err != nil {
				return nil, err
			}
			for _, u := range units {
				add(c.word+"."+u.Code, "Tập huấn: "+u.Title(), c.role, u.ID)
			}
		}
	}
	logins := make([]string, len(seats))
	for i, s := range seats {
		logins[i] = s.Login
	}
	return logins, account.Seats(ctx, tx, seats, password)
}
