package demo

import (
	"context"
	"fmt"
	"runtime"
	"slices"
	"strings"

	"giamngheo/internal/account"
	"giamngheo/internal/audit"
	"giamngheo/internal/day"
	"giamngheo/internal/db"
	"giamngheo/internal/fault"
	"giamngheo/internal/household"
	"giamngheo/internal/review"
	"giamngheo/internal/seal"
	"giamngheo/internal/unit"
)

// The days at which the two reviews and the population base stand.
var (
	day21 = day.EndOf(surveyYear - 1)
	day22 = day.EndOf(surveyYear)
)

// provinceCode is Gia Lai's until 30 June 2025.
const provinceCode = "64"

// Options say which province is made.
type Options struct {
	Seed uint64
	// Full makes every household of the province with its members, not only those under review.
	Full bool
	// Districts are the codes of the districts to make; none is all of them. Tests make a part.
	Districts []string
	// Light is how many households without members MakeCountry makes in the other communes of the country.
	Light int
	// Progress is told of each stage; nil is quiet.
	Progress Progress
}

// Stages of the work, in order; each is also the end of a message key.
const (
	StageUnits   = "units"
	StageFamily  = "households"
	StageReviews = "reviews"
	StageTallies = "tallies"
	StageCheck   = "check"
	StageCountry = "country"
)

// Progress hears how far the work is. Begin opens a stage of total steps, Step is one or more of them.
type Progress interface {
	Begin(stage string, total int)
	Step(n int)
}

type quiet struct{}

func (quiet) Begin(string, int) {}
func (quiet) Step(int)          {}

// Made says what a demonstration holds.
type Made struct {
	Title                                  string // what db.SettingDemo says
	Communes, Villages                     int
	Households, Persons, Reviewed, Checked int64
	Light                                  int64 // households without members in the rest of the country
}

// Standing is what the database's own demonstration is called, "" when it holds none.
func Standing(ctx context.Context, q db.Querier) (string, error) {
	return db.Setting(ctx, q, db.SettingDemo)
}

// Make makes the demonstration in a database that holds no household yet. It is one act: whole, with
// its own check passed, or not there at all.
func Make(ctx context.Context, d *db.DB, keys *seal.Keys, o Options) (Made, error) {
	if o.Progress == nil {
		o.Progress = quiet{}
	}
	var m Made
	err := d.Write(ctx, func(inner context.Context, tx *db.Tx) error {
		j := job{Options: o, tx: tx, keys: keys, asked: ctx}
		var err error
		m, err = j.run(inner)
		return err
	})
	if err != nil {
		return m, err
	}
	return m, d.Analyze(ctx)
}

// job is one demonstration being made.
type job struct {
	Options
	tx    *db.Tx
	keys  *seal.Keys
	asked context.Context // the caller's: an act on SQLite does not end with it, so it is asked for

	province unit.Unit
	round    unit.ID       // whose rounds they are: the province's, or the country's
	status   review.Status // in which this work leaves them: the country's stay open until it is whole
	rows     []annexRow
	units    []unit.Unit // the districts made, by their order in rows
	communes []commune
	rounds   [2]review.Round
	stock    stock
	made     Made
}

func (j *job) run(ctx context.Context) (Made, error) {
	if err := j.refuseFull(ctx); err != nil {
		return Made{}, err
	}
	for _, stage := range []func(context.Context) error{j.ship, j.settle, j.bases, j.reviews, j.targets, j.mark, j.check} {
		if err := stage(ctx); err != nil {
			return Made{}, err
		}
		if err := j.asked.Err(); err != nil {
			return Made{}, err
		}
	}
	return j.made, nil
}

// refuseFull refuses a database in which somebody works already.
func (j *job) refuseFull(ctx context.Context) error {
	if err := j.tx.Lock(ctx, "demo"); err != nil {
		return err
	}
	if title, err := Standing(ctx, j.tx); err != nil {
		return err
	} else if title != "" {
		return fault.New(fault.Conflict, "demo.stands", "Title", title)
	}
	n, err := household.Count(ctx, j.tx, unit.CountryID)
	if err != nil {
		return err
	}
	if n > 0 {
		return fault.New(fault.Conflict, "demo.not_empty", "Count", n)
	}
	return nil
}

// ship brings the units and the plan, and invents the villages.
func (j *job) ship(ctx context.Context) error {
	j.Progress.Begin(StageUnits, 2)
	if err := unit.Ship(ctx, j.tx); err != nil {
		return fmt.Errorf("units: %w", err)
	}
	j.Progress.Step(1)
	var err error
	if j.province, err = unit.ByCode(ctx, j.tx, unit.Province, provinceCode, day22); err != nil {
		return err
	}
	j.round, j.status = j.province.ID, review.Closed
	if j.Light > 0 {
		j.round, j.status = unit.CountryID, review.Open
	}
	if err := j.plan(ctx); err != nil {
		return err
	}
	var villages []unit.Unit
	for i := range j.communes {
		for k := range j.communes[i].Villages {
			villages = append(villages, j.communes[i].Villages[k].Unit)
		}
	}
	if err := unit.Insert(ctx, j.tx, villages); err != nil {
		return fmt.Errorf("villages: %w", err)
	}
	for i := range j.communes { // they have numbers now
		for k := range j.communes[i].Villages {
			j.communes[i].Villages[k].Unit, villages = villages[0], villages[1:]
			j.made.Villages++
		}
	}
	j.made.Communes = len(j.communes)
	j.Progress.Step(1)
	return nil
}

// plan divides the province's households over the communes and villages of the districts asked for.
func (j *job) plan(ctx context.Context) error {
	rows, err := annex()
	if err != nil {
		return err
	}
	whole, err := planDistricts(j.Seed, rows)
	if err != nil {
		return err
	}
	all, err := unit.Below(ctx, j.tx, j.province.ID, unit.Commune, day22)
	if err != nil {
		return err
	}
	place := map[unit.ID]int{}
	for i, u := range all {
		place[u.ID] = i
	}
	j.rows = rows[:1:1]
	for i, row := range rows[1:] {
		if len(j.Districts) > 0 && !slices.Contains(j.Districts, row.Code) {
			continue
		}
		d, err := unit.ByCode(ctx, j.tx, unit.District, row.Code, day22)
		if err != nil {
			return err
		}
		below, err := unit.Children(ctx, j.tx, d.ID, day22)
		if err != nil {
			return err
		}
		communes, err := planCommunes(j.Seed, row.Code, whole[i], below)
		if err != nil {
			return err
		}
		for k := range communes {
			communes[k].Index = place[communes[k].Unit.ID]
			area, err := unit.AreaOf(ctx, j.tx, communes[k].Unit.ID, day22)
			if err != nil {
				return err
			}
			if area != communes[k].Area {
				return fmt.Errorf("%s is %s to the units, %s to the plan", communes[k].Unit.Title(), area, communes[k].Area)
			}
		}
		j.rows = append(j.rows, row)
		j.units = append(j.units, d)
		j.communes = append(j.communes, communes...)
	}
	// The register is filled in the order of its key.
	slices.SortFunc(j.communes, func(a, b commune) int { return int(a.Unit.ID - b.Unit.ID) })
	return nil
}

// mark writes what this database is, and the act's line.
func (j *job) mark(ctx context.Context) error {
	title := fmt.Sprintf("seed %d, generator %d", j.Seed, Version)
	if j.Full {
		title += ", full"
	}
	if len(j.Districts) > 0 {
		title += ", districts " + strings.Join(j.Districts, " ")
	}
	if j.Light > 0 {
		title += fmt.Sprintf(", country %d", j.Light)
		u := under{Seed: j.Seed, Households: j.Light, Rounds: [2]review.RoundID{j.rounds[0].ID, j.rounds[1].ID}, Province: j.province.ID, Made: j.made}
		u.Made.Title = title
		if err := u.keep(ctx, j.tx); err != nil {
			return err
		}
	}
	j.made.Title = title
	if err := db.SetSetting(ctx, j.tx, db.SettingDemo, title); err != nil {
		return err
	}
	return audit.Record(ctx, j.tx, account.System.Audit(), audit.Line{
		Act: "demo.make", Thing: "unit:" + provinceCode, UnitID: int64(j.province.ID),
		After: map[string]any{"seed": j.Seed, "generator": Version, "full": j.Full, "households": j.made.Households},
	})
}

// workers is how many communes are made at once.
func workers() int { return max(1, runtime.GOMAXPROCS(0)) }
