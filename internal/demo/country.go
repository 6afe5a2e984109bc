package demo

import (
	"context"
	"encoding/json"
	"fmt"

	"giamngheo/internal/account"
	"giamngheo/internal/audit"
	"giamngheo/internal/db"
	"giamngheo/internal/fault"
	"giamngheo/internal/household"
	"giamngheo/internal/review"
	"giamngheo/internal/seal"
	"giamngheo/internal/standard"
	"giamngheo/internal/unit"
)

// actHouseholds is about how many light households one act stores: few enough that its journal stays small.
const actHouseholds = 50_000

// under is how far a country is that is being made; db.SettingMaking keeps it, as JSON.
type under struct {
	Seed       uint64            `json:"seed"`
	Households int               `json:"households"` // light ones to be made
	Rounds     [2]review.RoundID `json:"rounds"`
	Province   unit.ID           `json:"province"`
	Next       int               `json:"next"` // the first commune that is still without households
	Made       Made              `json:"made"`
}

// Unfinished tells whether a country is being made here, or was until somebody broke it off: MakeCountry
// goes on with it.
func Unfinished(ctx context.Context, q db.Querier) (bool, error) {
	v, err := db.Setting(ctx, q, db.SettingMaking)
	return v != "", err
}

// MakeCountry makes the demonstration province and then households in the other communes of the country,
// o.Light of them. The two rounds are the country's. Each act stores some communes whole, with their
// tallies; until the last one the database is refused by whoever would use it, and when the work is broken
// off it is gone on with by calling this again, whatever o asks for then.
func MakeCountry(ctx context.Context, d *db.DB, keys *seal.Keys, o Options) (Made, error) {
	if o.Progress == nil {
		o.Progress = quiet{}
	}
	going, err := Unfinished(ctx, d)
	if err != nil {
		return Made{}, err
	}
	if !going {
		if o.Light < 1 || o.Light > CountryHouseholds {
			return Made{}, fmt.Errorf("demo: %d light households", o.Light)
		}
		if _, err := Make(ctx, d, keys, o); err != nil {
			return Made{}, err
		}
	}
	u, err := far(ctx, d)
	if err != nil {
		return Made{}, err
	}
	e, err := standard.ByID(editionID)
	if err != nil {
		return Made{}, err
	}
	dir, err := unit.Read(ctx, d)
	if err != nil {
		return Made{}, err
	}
	communes, err := planLight(u.Seed, outside(dir, u.Province, day22), u.Households)
	if err != nil {
		return Made{}, err
	}
	o.Progress.Begin(StageCountry, u.Households)
	l := &lighter{seed: u.Seed, edition: e}
	for u.Next < len(communes) {
		if err := ctx.Err(); err != nil {
			return u.Made, err
		}
		before := u.Made.Light
		if u, err = l.act(ctx, d, keys, u, communes); err != nil {
			return u.Made, err
		}
		o.Progress.Step(int(u.Made.Light - before))
	}
	return u.Made, finish(ctx, d, u)
}

// far reads how far a country is.
func far(ctx context.Context, q db.Querier) (under, error) {
	var u under
	v, err := db.Setting(ctx, q, db.SettingMaking)
	if err == nil {
		err = json.Unmarshal([]byte(v), &u)
	}
	return u, err
}

func (u under) keep(ctx context.Context, tx *db.Tx) error {
	b, err := json.Marshal(u)
	if err != nil {
		return err
	}
	return db.SetSetting(ctx, tx, db.SettingMaking, string(b))
}

// act stores the next communes: register, assessments of both rounds, tallies, bases.
func (l *lighter) act(ctx context.Context, d *db.DB, keys *seal.Keys, was under, communes []lightCommune) (under, error) {
	u := was
	err := d.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		if err := tx.Lock(ctx, "demo"); err != nil {
			return err
		}
		if now, err := far(ctx, tx); err != nil || now.Next != was.Next {
			return fault.New(fault.Conflict, "demo.made_elsewhere")
		}
		var panels [2]*review.Panel
		var batches [2]*review.Batch
		for i, id := range u.Rounds {
			r, err := review.Get(ctx, tx, id)
			if err != nil {
				return err
			}
			if panels[i], err = review.PanelOf(ctx, tx, r); err != nil {
				return err
			}
			if batches[i], err = panels[i].Begin(ctx, tx); err != nil {
				return err
			}
		}
		from := u.Next
		for n := 0; u.Next < len(communes) && n < actHouseholds; u.Next++ {
			n += communes[u.Next].households
		}
		for i := range communes[from:u.Next] {
			c := &communes[from+i]
			s := l.settle(c)
			n, err := household.Load(ctx, tx, keys, func(yield func(household.Household, error) bool) {
				for _, h := range s.households {
					if !yield(h, nil) {
						return
					}
				}
			})
			if err != nil {
				return fmt.Errorf("register of %s: %w", c.Code, err)
			}
			if err := s.judge(ctx, c.ID, panels, batches); err != nil {
				return fmt.Errorf("reviews of %s: %w", c.Code, err)
			}
			if err := unit.SetBase(ctx, tx, c.ID, s.base); err != nil {
				return err
			}
			u.Made.Light += n
			u.Made.Reviewed += int64(len(s.before) + len(s.now))
		}
		u.Made.Communes += u.Next - from
		for _, b := range batches {
			if err := b.Close(ctx); err != nil {
				return err
			}
		}
		return u.keep(ctx, tx)
	})
	if err != nil {
		return was, err
	}
	return u, nil
}

// judge lets the product judge a commune's households in both rounds.
func (s *settled) judge(ctx context.Context, commune unit.ID, panels [2]*review.Panel, batches [2]*review.Batch) error {
	before, now := make([]review.Exchange, len(s.before)), make([]review.Exchange, len(s.now))
	for i, g := range s.before {
		a, err := panels[0].Take(g, review.Past{})
		if err != nil {
			return err
		}
		before[i].Now = &a
	}
	for i := range s.now {
		a, err := panels[1].Judge(s.now[i].Input, s.now[i].past)
		if err != nil {
			return err
		}
		now[i].Now = &a
	}
	if err := batches[0].Put(ctx, commune, before); err != nil {
		return err
	}
	return batches[1].Put(ctx, commune, now)
}

// finish closes the rounds and lets the country be used. The mark goes last.
func finish(ctx context.Context, d *db.DB, u under) error {
	if err := d.Analyze(ctx); err != nil { // before closing, which asks for every household
		return err
	}
	s := review.New(d)
	for _, id := range u.Rounds {
		r, err := review.Get(ctx, d, id)
		if err != nil {
			return err
		}
		if r.Status == review.Open {
			if err := s.Close(ctx, account.System, id); err != nil {
				return err
			}
		}
	}
	return d.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		if err := db.SetSetting(ctx, tx, db.SettingMaking, ""); err != nil {
			return err
		}
		return audit.Record(ctx, tx, account.System.Audit(), audit.Line{
			Act: "demo.country", Thing: "unit:VN", UnitID: int64(unit.CountryID),
			After: map[string]any{"seed": u.Seed, "generator": Version, "households": u.Made.Light},
		})
	})
}
