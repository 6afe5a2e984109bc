package audit_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"giamngheo/internal/audit"
	"giamngheo/internal/db"
	"giamngheo/internal/db/dbtest"
)

// verify proves the log and gives what it found.
func verify(t testing.TB, d *db.DB, outside ...audit.Anchor) (audit.Verified, []audit.Finding) {
	t.Helper()
	var found []audit.Finding
	v, err := audit.Verify(context.Background(), d, outside, func(f audit.Finding) { found = append(found, f) })
	if err != nil {
		t.Fatal(err)
	}
	return v, found
}

// record writes n lines on each of some units.
func record(t testing.TB, d *db.DB, n int, units ...int64) {
	t.Helper()
	for i := range n {
		for _, u := range units {
			err := d.Write(context.Background(), func(ctx context.Context, tx *db.Tx) error {
				return audit.Record(ctx, tx, audit.Actor{ID: 7, Name: "lan (commune_officer)"}, audit.Line{
					Act: "review.record", Thing: fmt.Sprintf("household:%d/%d", u, i), UnitID: u,
					Before: map[string]int{"class": 1}, After: map[string]string{"lý do": "sửa"},
				})
			})
			if err != nil {
				t.Fatal(err)
			}
		}
	}
}

// chainOf14 is the chain in which lines on unit 14 stand.
func chainOf14(d *db.DB) int64 {
	if d.Engine() == db.SQLite {
		return 0
	}
	return 14
}

// stored is a line as it stands in the table, column by column.
type stored map[string]any

var columns = []string{"id", "at", "account_id", "actor", "act", "thing", "unit_id", "before", "after", "form", "chain", "seq", "prev", "hash"}

func linesOf(t testing.TB, d *db.DB) (out []stored) {
	t.Helper()
	rows, err := d.Query(context.Background(), `select `+strings.Join(columns, ", ")+` from audit_line order by id`)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		v := make([]any, len(columns))
		to := make([]any, len(columns))
		for i := range v {
			to[i] = &v[i]
		}
		if err := rows.Scan(to...); err != nil {
			t.Fatal(err)
		}
		l := stored{}
		for i, c := range columns {
			l[c] = v[i]
		}
		out = append(out, l)
	}
	return out
}

// tamper runs a statement as somebody who keeps the database may.
func tamper(t testing.TB, d *db.DB, text string, args ...any) error {
	t.Helper()
	_, err := d.Pool().ExecContext(context.Background(), text, args...)
	return err
}

// others are values that differ from one in every byte or letter of it, one at a time.
func others(v any) (out []any) {
	switch v := v.(type) {
	case int64:
		for shift := range 8 {
			out = append(out, v^(1<<(8*shift)))
		}
	case []byte:
		for i := range v {
			b := slices.Clone(v)
			b[i] ^= 1
			out = append(out, b)
		}
		out = append(out, []byte{}, append(slices.Clone(v), 0))
	case string:
		letters := []rune(v)
		for i := range letters {
			s := slices.Clone(letters)
			s[i] ^= 1
			out = append(out, string(s))
		}
		out = append(out, v+" ")
	}
	return out
}

// Whatever byte of whatever column of a line is changed is found, and the line is named.
func TestAnyChangedByteOfALineIsFound(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		record(t, d, 3, 0, 14, 15, 14+256)
		if _, _, err := audit.MakeAnchor(t.Context(), d); err != nil {
			t.Fatal(err)
		}
		if v, found := verify(t, d); len(found) > 0 || v.Lines != 13 || v.Chains != map[db.Engine]int{db.SQLite: 2, db.Postgres: 4}[d.Engine()] || v.Anchors != 1 {
			t.Fatalf("an untouched log: %+v %v", v, found)
		}
		all := linesOf(t, d)
		tries := 0
		for _, l := range []stored{all[0], all[5], all[7], all[11], all[12]} {
			for _, c := range columns {
				for _, other := range others(l[c]) {
					set := fmt.Sprintf("update audit_line set %s = $1 where id = $2", c)
					if err := tamper(t, d, set, other, l["id"]); err != nil {
						continue // a place or a number that another line has; "form" is a short number
					}
					tries++
					_, found := verify(t, d)
					if !names(found, l) {
						t.Errorf("line %v: %s = %v instead of %v: found %v", l["id"], c, other, l[c], found)
					}
					id := l["id"]
					if c == "id" {
						id = other
					}
					if err := tamper(t, d, set, l[c], id); err != nil {
						t.Fatal(err)
					}
				}
			}
		}
		if tries < 1000 {
			t.Errorf("only %d bytes tried", tries)
		}
		if _, found := verify(t, d); len(found) > 0 {
			t.Errorf("put right again: %v", found)
		}
	})
}

// names tells whether a finding speaks of a line: by its number, or by its place.
func names(found []audit.Finding, l stored) bool {
	return slices.ContainsFunc(found, func(f audit.Finding) bool {
		return f.ID == l["id"] || f.Chain == l["chain"] && f.Seq <= l["seq"].(int64) && l["seq"].(int64) <= f.Last
	})
}

// SQLite keeps whatever it is given: what is no number in a column of numbers is a finding like any other.
func TestAValueOfAnotherKindIsFound(t *testing.T) {
	t.Parallel()
	d := dbtest.SQLite(t)
	record(t, d, 3, 14)
	l := linesOf(t, d)[1]
	for _, c := range columns[1:] {
		for _, odd := range []any{"x", 1.5, []byte("x")} {
			set := fmt.Sprintf("update audit_line set %s = $1 where id = $2", c)
			if err := tamper(t, d, set, odd, l["id"]); err != nil {
				t.Fatal(err)
			}
			if _, found := verify(t, d); !names(found, l) {
				t.Errorf("%s = %v: found %v", c, odd, found)
			}
			if err := tamper(t, d, set, l[c], l["id"]); err != nil {
				t.Fatal(err)
			}
		}
	}
}

// Lines that are taken out, put in, exchanged or cut off are found.
func TestLinesTakenOutPutInAndExchangedAreFound(t *testing.T) {
	t.Parallel()
	const insert = `insert into audit_line (at, account_id, actor, act, thing, unit_id, before, after, form, chain, seq, prev, hash)
		select at, account_id, actor, act, thing, unit_id, before, after, form, %s, %s, prev, hash from audit_line where chain = $CHAIN and seq = 3`
	for _, c := range []struct {
		name string
		do   []string
		want string // kind:first-last in the chain of unit 14
	}{
		{"one line in the middle", []string{`delete from audit_line where chain = $CHAIN and seq = 3`}, "removed:3-3"},
		{"the first", []string{`delete from audit_line where chain = $CHAIN and seq = 1`}, "removed:1-1"},
		{"several", []string{`delete from audit_line where chain = $CHAIN and seq in (2, 3)`}, "removed:2-3"},
		{"the last", []string{`delete from audit_line where chain = $CHAIN and seq = 5`}, "removed:5-5"},
		{"all of a chain", []string{`delete from audit_line where chain = $CHAIN`}, "removed:1-5"},
		{"all of a chain and its end", []string{`delete from audit_line where chain = $CHAIN`, `delete from audit_head where chain = $CHAIN`}, "rewound:5-5"},
		{"the last and its end", []string{
			`delete from audit_line where chain = $CHAIN and seq = 5`,
			`update audit_head set lines = 4, prev = (select prev from audit_line where chain = $CHAIN and seq = 4), hash = (select hash from audit_line where chain = $CHAIN and seq = 4) where chain = $CHAIN`,
		}, "rewound:5-5"},
		{"the places after moved up", []string{
			`delete from audit_line where chain = $CHAIN and seq = 3`, `update audit_line set seq = 3 where chain = $CHAIN and seq = 4`,
			`update audit_line set seq = 4 where chain = $CHAIN and seq = 5`, `update audit_head set lines = 4 where chain = $CHAIN`,
		}, "changed:3-3"},
		{"two exchanged", []string{
			`update audit_line set seq = 99 where chain = $CHAIN and seq = 2`, `update audit_line set seq = 2 where chain = $CHAIN and seq = 3`,
			`update audit_line set seq = 3 where chain = $CHAIN and seq = 99`,
		}, "changed:2-2"},
		{"the contents of two exchanged", []string{
			`update audit_line set thing = 'household:14/2' where chain = $CHAIN and seq = 2`, `update audit_line set thing = 'household:14/1' where chain = $CHAIN and seq = 3`,
		}, "changed:2-2"},
		{"a copy at the end", []string{fmt.Sprintf(insert, "$CHAIN", "6")}, "changed:6-6"},
		{"a copy far behind the end", []string{fmt.Sprintf(insert, "$CHAIN", "60")}, "changed:60-60"},
		{"the end forgotten", []string{`delete from audit_head where chain = $CHAIN`}, "inserted:5-5"},
		{"the end put back", []string{`update audit_head set lines = 3 where chain = $CHAIN`}, "inserted:4-4"},
		{"the end moved on", []string{`update audit_head set lines = 7 where chain = $CHAIN`}, "removed:6-7"},
		{"the end's hash", []string{`update audit_head set hash = prev where chain = $CHAIN`}, "head:5-5"},
		{"the end's hash before", []string{`update audit_head set prev = hash where chain = $CHAIN`}, "head:5-5"},
		{"how far it is anchored", []string{`update audit_anchored set lines = 9 where chain = $CHAIN`}, "head:9-9"},
		{"a line of no chain", []string{fmt.Sprintf(insert, "-1", "1")}, "inserted:1-1 in -1"},
		{"a line of a chain that there is not", []string{fmt.Sprintf(insert, "999", "1")}, "changed:1-1 in 999"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			dbtest.Each(t, func(t *testing.T, d *db.DB) {
				record(t, d, 5, 14)
				if _, _, err := audit.MakeAnchor(t.Context(), d); err != nil {
					t.Fatal(err)
				}
				for _, text := range c.do {
					if err := tamper(t, d, strings.ReplaceAll(text, "$CHAIN", fmt.Sprint(chainOf14(d)))); err != nil {
						t.Fatal(err)
					}
				}
				_, found := verify(t, d)
				var got []string
				for _, f := range found {
					in := ""
					if f.Chain != chainOf14(d) {
						in = fmt.Sprint(" in ", f.Chain)
					}
					got = append(got, fmt.Sprintf("%s:%d-%d%s", f.Kind, f.Seq, f.Last, in))
				}
				if !slices.Contains(got, c.want) {
					t.Errorf("found %q, want %q among them", got, c.want)
				}
			})
		})
	}
}

// Sixteen at once, some of whom give up or fall over, on units that share chains and that do not: the
// chain holds, and every act that was stored has its lines.
func TestTheChainHoldsUnderManyWriters(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := t.Context()
		var wg sync.WaitGroup
		var mu sync.Mutex
		stored := 0
		for w := range 16 {
			wg.Go(func() {
				for i := range 30 {
					units := []int64{int64(w % 3), int64(20 - w), 256 + int64(w%5)}[:1+i%3]
					err := func() (err error) {
						defer func() {
							if p := recover(); p != nil {
								err = fmt.Errorf("fell over: %v", p)
							}
						}()
						return d.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
							for _, u := range units {
								if err := audit.Record(ctx, tx, audit.Actor{ID: int64(w)}, audit.Line{Act: "a", Thing: fmt.Sprint(w, "/", i), UnitID: u}); err != nil {
									return err
								}
							}
							switch i % 10 {
							case 3:
								return errors.New("given up")
							case 7:
								panic("fell over")
							case 8:
								_, err := tx.Exec(ctx, `insert into setting (name, value) values ('x', 'y'), ('x', 'z')`)
								return err
							}
							return nil
						})
					}()
					if bad := i%10 == 3 || i%10 == 7 || i%10 == 8; bad != (err != nil) {
						t.Errorf("writer %d, act %d: %v", w, i, err)
					}
					if err == nil {
						mu.Lock()
						stored += len(units)
						mu.Unlock()
					}
					if i == 15 && w == 0 {
						if _, _, err := audit.MakeAnchor(ctx, d); err != nil {
							t.Error(err)
						}
						verify(t, d)
					}
				}
			})
		}
		wg.Wait()
		v, found := verify(t, d)
		if len(found) > 0 || v.Lines != int64(stored)+1 {
			t.Errorf("%d lines of %d stored, found %v", v.Lines, stored+1, found)
		}
	})
}

// Lines from before there were chains are linked at the next start, also when that was broken off.
func TestLinesFromBeforeAreLinked(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := t.Context()
		err := d.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
			for i := range 4500 {
				if err := tx.Send(ctx, `insert into audit_line (id, at, account_id, actor, act, thing, unit_id, before, after, form, chain, seq, prev, hash)
					values ($1, 5, 7, 'lan', 'a', $2, $3, '', '{}', 0, -1, $1, $4, $4)`, 100_001+i, fmt.Sprint("t", i), i%300, []byte{}); err != nil {
					return err
				}
			}
			return db.SetSetting(ctx, tx, "audit.unlinked", "yes")
		})
		if err != nil {
			t.Fatal(err)
		}
		record(t, d, 1, 14) // another server is already at work
		if _, found := verify(t, d); len(found) != 4500 {
			t.Fatalf("%d of 4500 lines are told to be in no chain", len(found))
		}
		gone, cancel := context.WithCancel(ctx)
		cancel()
		if err := audit.Complete(gone, d); err == nil {
			t.Error("a start that was broken off says that it is done")
		}
		for range 2 {
			if err := audit.Complete(ctx, d); err != nil {
				t.Fatal(err)
			}
		}
		if v, found := verify(t, d); len(found) > 0 || v.Lines != 4502 {
			t.Errorf("linked: %+v %v", v, found)
		}
		// Afterwards nothing that stands beside the chains is taken into them.
		if err := tamper(t, d, `insert into audit_line (id, at, account_id, actor, act, thing, unit_id, before, after, form, chain, seq, prev, hash)
			select 900000, at, account_id, actor, act, thing, unit_id, before, after, 0, -1, 1, prev, hash from audit_line where id = 100001`); err != nil {
			t.Fatal(err)
		}
		if err := audit.Complete(ctx, d); err != nil {
			t.Fatal(err)
		}
		if _, found := verify(t, d); len(found) != 1 || found[0].Kind != audit.Inserted || found[0].ID != 900000 {
			t.Errorf("a line put beside the chains: %v", found)
		}
	})
}
