package unit

import (
	"bufio"
	"bytes"
	"context"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"iter"
	"strconv"
	"strings"
	"sync"

	"giamngheo/internal/day"
	"giamngheo/internal/db"
)

//go:embed data/*.tsv
var files embed.FS

// Shipped is the list that comes with the program: the country of 2023, and Gia Lai with its changes
// up to the 135 communes of 2025.
var Shipped = sync.OnceValue(func() *Directory {
	var (
		sources     = map[string]string{}
		events      = map[string]Succession{}
		units       []Unit
		successions []Succession
		flags       []Flag
	)
	for _, r := range table("sources", 2) {
		sources[r[0]] = r[1]
	}
	for _, r := range table("units", 9) {
		units = append(units, Unit{
			ID: id(r[0]), Code: r[1], Level: Level(r[2]), Kind: Kind(r[3]), Name: r[4],
			Parent: id(r[5]), From: day.Date(r[6]), To: day.Date(r[7]), Source: sources[r[8]],
		})
	}
	for _, r := range table("events", 5) {
		events[r[0]] = Succession{Event: EventID(id(r[0])), Day: day.Date(r[1]), Kind: r[2], Basis: r[3], About: r[4]}
	}
	for _, r := range table("successions", 5) {
		s := events[r[0]]
		s.Old, s.New, s.Share, s.Note = id(r[1]), id(r[2]), Share(r[3]), r[4]
		successions = append(successions, s)
	}
	for _, r := range table("flags", 6) {
		flags = append(flags, Flag{id(r[0]), r[1], day.Date(r[2]), day.Date(r[3]), r[4], r[5] == "1"})
	}
	return NewDirectory(units, successions, flags)
})

// table reads the rows of an embedded file; a broken file is a mistake in the program.
func table(name string, width int) [][]string {
	b, err := files.ReadFile("data/" + name + ".tsv")
	if err != nil {
		panic(err)
	}
	var out [][]string
	sc := bufio.NewScanner(bytes.NewReader(b))
	for n := 0; sc.Scan(); n++ {
		r := strings.Split(sc.Text(), "\t")
		if len(r) != width {
			panic(fmt.Sprintf("unit: %s.tsv line %d has %d columns, want %d", name, n+1, len(r), width))
		}
		if n > 0 {
			out = append(out, r)
		}
	}
	return out
}

func id(s string) ID {
	n, err := strconv.ParseInt(s, 10, 64)
	if err != nil {
		panic(fmt.Sprintf("unit: id %q: %v", s, err))
	}
	return ID(n)
}

// shippedMark is the setting that remembers which list was brought in last.
const shippedMark = "unit.shipped"

var shippedHash = sync.OnceValue(func() string {
	h := sha256.New()
	names, _ := files.ReadDir("data")
	for _, f := range names {
		b, _ := files.ReadFile("data/" + f.Name())
		h.Write(b)
	}
	return hex.EncodeToString(h.Sum(nil))[:16]
})

// Ship brings the units, events and flags that come with the program into the database. It adds what
// is new and gives an end to what has ended since; everything else stays as it is.
func Ship(ctx context.Context, tx *db.Tx) error {
	if err := tx.Lock(ctx, "unit.insert"); err != nil {
		return err
	}
	last, err := db.Setting(ctx, tx, shippedMark)
	if err != nil || last == shippedHash() {
		return err
	}
	if err := ship(ctx, tx, Shipped()); err != nil {
		return fmt.Errorf("ship units: %w", err)
	}
	return db.SetSetting(ctx, tx, shippedMark, shippedHash())
}

func ship(ctx context.Context, tx *db.Tx, d *Directory) error {
	ends, err := storedEnds(ctx, tx)
	if err != nil {
		return err
	}
	var fresh []Unit
	for _, u := range d.units {
		to, stored := ends[u.ID]
		switch {
		case !stored:
			fresh = append(fresh, u)
		case to == day.Forever && u.To != day.Forever:
			if err := end(ctx, tx, u.ID, u.To); err != nil {
				return err
			}
		}
	}
	if err := load(ctx, tx, fresh); err != nil {
		return err
	}
	if err := shipEvents(ctx, tx, d.successions); err != nil {
		return err
	}
	return shipFlags(ctx, tx, d.flags)
}

func storedEnds(ctx context.Context, tx *db.Tx) (map[ID]day.Date, error) {
	rows, err := tx.Query(ctx, `select id, valid_to from unit where id < $1`, firstOwn)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	ends := map[ID]day.Date{}
	for rows.Next() {
		var id ID
		var to day.Date
		if err := rows.Scan(&id, &to); err != nil {
			return nil, err
		}
		ends[id] = to
	}
	return ends, rows.Err()
}

// end gives a unit its last day, and with it the periods that had none.
func end(ctx context.Context, tx *db.Tx, id ID, to day.Date) error {
	for _, query := range []string{
		`update unit set valid_to = $1 where id = $2 and valid_to > $3`,
		`update unit_area set valid_to = $1 where unit_id = $2 and valid_to > $3`,
		`update unit_flag set valid_to = $1 where unit_id = $2 and valid_to > $3`,
	} {
		if _, err := tx.Exec(ctx, query, to, id, to); err != nil {
			return err
		}
	}
	return tx.Renew(ctx, basesName)
}

// shipEvents adds the events whose number is not stored yet, each with its successions.
func shipEvents(ctx context.Context, tx *db.Tx, all []Succession) error {
	stored := map[EventID]bool{}
	rows, err := tx.Query(ctx, `select id from unit_event`)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var id EventID
		if err := rows.Scan(&id); err != nil {
			return err
		}
		stored[id] = true
	}
	if err := rows.Err(); err != nil {
		return err
	}
	var fresh []Succession
	seen := map[EventID]bool{}
	var events []Succession
	for _, s := range all {
		if stored[s.Event] {
			continue
		}
		fresh = append(fresh, s)
		if !seen[s.Event] {
			seen[s.Event] = true
			events = append(events, s)
		}
	}
	_, err = tx.Load(ctx, "unit_event", []string{"id", "day", "kind", "basis", "note"}, each(events, func(s Succession) []any {
		return []any{int64(s.Event), string(s.Day), s.Kind, s.Basis, s.About}
	}))
	if err != nil {
		return err
	}
	_, err = tx.Load(ctx, "unit_succession", []string{"event_id", "old_id", "new_id", "share", "note"}, each(fresh, func(s Succession) []any {
		return []any{int64(s.Event), int64(s.Old), int64(s.New), string(s.Share), s.Note}
	}))
	return err
}

// shipFlags adds the flags that are not stored; a flag that an office has corrected stays corrected.
func shipFlags(ctx context.Context, tx *db.Tx, flags []Flag) error {
	for _, f := range flags {
		verified := 0
		if f.Verified {
			verified = 1
		}
		_, err := tx.Exec(ctx, `insert into unit_flag (unit_id, flag, valid_from, valid_to, basis, verified)
			values ($1, $2, $3, $4, $5, $6) on conflict (unit_id, flag, valid_from) do nothing`,
			f.Unit, f.Flag, f.From, f.To, f.Basis, verified)
		if err != nil {
			return err
		}
	}
	return nil
}

// each yields one row per thing; a nil row is left out.
func each[T any](things []T, row func(T) []any) iter.Seq2[[]any, error] {
	return func(yield func([]any, error) bool) {
		for _, t := range things {
			if r := row(t); r != nil && !yield(r, nil) {
				return
			}
		}
	}
}
