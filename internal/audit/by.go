package audit

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"giamngheo/internal/db"
)

// Visitor is an officer who had to do with one record.
type Visitor struct {
	Actor  Actor
	Counts map[Group]int64
	Last   time.Time
}

// VisitorsOf are the officers who looked at a record, searched for it or changed it, the last one first.
func VisitorsOf(ctx context.Context, q db.Querier, thing string) ([]Visitor, error) {
	rows, err := q.Query(ctx, `select account_id, actor, act, count(*), max(at) from audit_line where thing = $1
		group by account_id, actor, act order by account_id, actor, act limit 5000`, thing)
	if err != nil {
		return nil, fmt.Errorf("audit of %s: %w", thing, err)
	}
	defer rows.Close()
	var out []Visitor
	for rows.Next() {
		var who Actor
		var act string
		var n, at int64
		if err := rows.Scan(&who.ID, &who.Name, &act, &n, &at); err != nil {
			return nil, err
		}
		if len(out) == 0 || out[len(out)-1].Actor != who {
			out = append(out, Visitor{Actor: who, Counts: map[Group]int64{}})
		}
		v := &out[len(out)-1]
		v.Counts[GroupOf(act)] += n
		if t := time.UnixMicro(at); t.After(v.Last) {
			v.Last = t
		}
	}
	slices.SortStableFunc(out, func(a, b Visitor) int { return b.Last.Compare(a.Last) })
	return out, rows.Err()
}

// Officer is how much one officer did in a period, in one role.
type Officer struct {
	Actor   Actor
	Days    int64 // on which there was anything
	Total   Volume
	Unusual []Unusual
}

// What of a day's volume is compared.
type Measure string

// The measures.
const (
	Seen  Measure = "seen"  // pages of households, searches and lists
	Taken Measure = "taken" // rows in files
)

// A day is unusual when it passes Floor and is more than Times as much as the officer's own median and as the
// median of the role, both over the days on which there was anything.
const Times = 3

// Floor is what every officer may reach on a busy day without being asked.
var Floor = map[Measure]int64{Seen: 60, Taken: 500}

// Unusual is a day that stands out, with the figures by which it does.
type Unusual struct {
	Day      string
	Measure  Measure
	Value    int64
	Own      int64 // the officer's median over his other days
	Role     int64 // the median of the role's days
	RoleName string
}

// OfficersOf sums the days from one on, by officer, those with unusual days first.
func OfficersOf(ctx context.Context, q db.Querier, from string) ([]Officer, error) {
	rows, err := q.Query(ctx, `select day, account_id, actor, looks, searches, exports, taken from audit_volume
		where day >= $1 order by account_id, actor, day`, from)
	if err != nil {
		return nil, fmt.Errorf("audit volume: %w", err)
	}
	defer rows.Close()
	var out []Officer
	days := [][]dayOf{}
	for rows.Next() {
		var d dayOf
		var who Actor
		v := &d.volume
		if err := rows.Scan(&d.day, &who.ID, &who.Name, &v.Looks, &v.Searches, &v.Exports, &v.Taken); err != nil {
			return nil, err
		}
		if len(out) == 0 || out[len(out)-1].Actor != who {
			out, days = append(out, Officer{Actor: who}), append(days, nil)
		}
		o := &out[len(out)-1]
		o.Days++
		o.Total.Looks += v.Looks
		o.Total.Searches += v.Searches
		o.Total.Exports += v.Exports
		o.Total.Taken += v.Taken
		days[len(days)-1] = append(days[len(days)-1], d)
	}
	if err := rows.Err(); err != nil {
		return nil, err
	}
	judge(out, days)
	slices.SortStableFunc(out, func(a, b Officer) int {
		return cmp.Or(cmp.Compare(len(b.Unusual), len(a.Unusual)), cmp.Compare(b.Total.Looks+b.Total.Searches, a.Total.Looks+a.Total.Searches),
			cmp.Compare(a.Actor.Name, b.Actor.Name))
	})
	return out, nil
}

type dayOf struct {
	day    string
	volume Volume
}

func (d dayOf) of(m Measure) int64 {
	if m == Taken {
		return d.volume.Taken
	}
	return d.volume.Looks + d.volume.Searches
}

// judge finds the unusual days.
func judge(officers []Officer, days [][]dayOf) {
	for _, m := range []Measure{Seen, Taken} {
		byRole := map[string][]int64{}
		for i, o := range officers {
			for _, d := range days[i] {
				if n := d.of(m); n > 0 {
					byRole[roleOf(o.Actor)] = append(byRole[roleOf(o.Actor)], n)
				}
			}
		}
		for i := range officers {
			o := &officers[i]
			role := roleOf(o.Actor)
			whole := median(byRole[role])
			for k, d := range days[i] {
				n := d.of(m)
				if n < Floor[m] || n <= Times*whole {
					continue
				}
				var own []int64
				for j, other := range days[i] {
					if x := other.of(m); j != k && x > 0 {
						own = append(own, x)
					}
				}
				if mine := median(own); n > Times*mine {
					o.Unusual = append(o.Unusual, Unusual{d.day, m, n, mine, whole, role})
				}
			}
		}
	}
}

// roleOf is the role in an actor's name: "lan (auditor)".
func roleOf(a Actor) string {
	_, role, _ := strings.Cut(a.Name, " (")
	return strings.TrimSuffix(role, ")")
}

// median is the lower of the middle values, 0 of none.
func median(all []int64) int64 {
	if len(all) == 0 {
		return 0
	}
	all = slices.Sorted(slices.Values(all))
	return all[(len(all)-1)/2]
}
