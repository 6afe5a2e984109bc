package unit

import (
	"context"
	"fmt"

	"giamngheo/internal/db"
	"giamngheo/internal/fault"
	"giamngheo/internal/lang"
)

// firstOwn is the first id of units made in an installation; the shipped list stays below it, so that
// a release can add to the list without meeting them.
const firstOwn ID = 1_000_000

// Insert adds units, parents before children; those with ID 0 are given one, in place, and villages
// without a code get their commune's code with a number.
func Insert(ctx context.Context, tx *db.Tx, units []Unit) error {
	if err := tx.Lock(ctx, "unit.insert"); err != nil {
		return err
	}
	if err := number(ctx, tx, units); err != nil {
		return err
	}
	if err := encode(ctx, tx, units); err != nil {
		return err
	}
	if err := fits(ctx, tx, units); err != nil {
		return err
	}
	err := load(ctx, tx, units)
	if db.IsUnique(err) {
		return fault.New(fault.Conflict, "unit.code_taken")
	}
	return err
}

// number gives the units without an id the next free ones.
func number(ctx context.Context, tx *db.Tx, units []Unit) error {
	var last ID
	if err := tx.QueryRow(ctx, `select coalesce(max(id), 0) from unit`).Scan(&last); err != nil {
		return fmt.Errorf("last unit: %w", err)
	}
	last = max(last, firstOwn-1)
	for i := range units {
		if units[i].ID == 0 {
			last++
			units[i].ID = last
		}
	}
	return nil
}

// encode gives the villages without a code one: the statistics office has none for them.
func encode(ctx context.Context, tx *db.Tx, units []Unit) error {
	var parents []ID
	wanted := map[ID]bool{}
	for _, u := range units {
		if u.Level == Village && u.Code == "" && !wanted[u.Parent] {
			wanted[u.Parent] = true
			parents = append(parents, u.Parent)
		}
	}
	if len(parents) == 0 {
		return nil
	}
	communes, err := ByIDs(ctx, tx, parents)
	if err != nil {
		return err
	}
	used, err := villageCounts(ctx, tx)
	if err != nil {
		return err
	}
	for i := range units {
		u := &units[i]
		if u.Level == Village && u.Code == "" {
			used[u.Parent]++
			u.Code = fmt.Sprintf("%s.%02d", communes[u.Parent].Code, used[u.Parent])
		}
	}
	return nil
}

func villageCounts(ctx context.Context, q db.Querier) (map[ID]int, error) {
	rows, err := q.Query(ctx, `select parent_id, count(*) from unit where level = $1 group by parent_id`, Village)
	if err != nil {
		return nil, fmt.Errorf("villages: %w", err)
	}
	defer rows.Close()
	n := map[ID]int{}
	for rows.Next() {
		var id ID
		var c int
		if err := rows.Scan(&id, &c); err != nil {
			return nil, fmt.Errorf("villages: %w", err)
		}
		n[id] = c
	}
	return n, rows.Err()
}

// fits refuses a unit without a name or outside its parent's level or period.
func fits(ctx context.Context, tx *db.Tx, units []Unit) error {
	made := make(map[ID]Unit, len(units))
	var missing []ID
	for _, u := range units {
		made[u.ID] = u
	}
	for _, u := range units {
		if _, ok := made[u.Parent]; !ok && u.Level != Country {
			made[u.Parent] = Unit{}
			missing = append(missing, u.Parent)
		}
	}
	for len(missing) > 0 {
		n := min(len(missing), 500)
		stored, err := ByIDs(ctx, tx, missing[:n])
		if err != nil {
			return err
		}
		for id, u := range stored {
			made[id] = u
		}
		missing = missing[n:]
	}
	for _, u := range units {
		if u.Level == Country {
			continue
		}
		p := made[u.Parent]
		switch {
		case p.ID == 0:
			return fault.New(fault.Invalid, "unit.no_parent", "Name", u.Title())
		case u.Name == "" || u.From >= u.To:
			return fault.New(fault.Invalid, "unit.incomplete", "Name", u.Title())
		case !below(u.Level, p.Level) || u.From < p.From || u.To > p.To:
			return fault.New(fault.Invalid, "unit.outside_parent", "Name", u.Title(), "Parent", p.Title())
		}
	}
	return nil
}

// below tells whether a level may stand under another: villages only under communes.
func below(l, parent Level) bool {
	rank := map[Level]int{Country: 1, Province: 2, District: 3, Commune: 4, Village: 5}
	if l == Village {
		return parent == Commune
	}
	return rank[l] > rank[parent]
}

// load stores units with their place in the tree and their area.
func load(ctx context.Context, tx *db.Tx, units []Unit) error {
	_, err := tx.Load(ctx, "unit", []string{"id", "code", "level", "kind", "name", "folded", "parent_id", "valid_from", "valid_to", "source"},
		each(units, func(u Unit) []any {
			return []any{int64(u.ID), u.Code, string(u.Level), string(u.Kind), lang.NFC(u.Name), foldName(u.Name), int64(u.Parent), string(u.From), string(u.To), u.Source}
		}))
	if err != nil {
		return err
	}
	_, err = tx.Load(ctx, "unit_area", []string{"unit_id", "valid_from", "valid_to", "area", "basis"},
		each(units, func(u Unit) []any {
			if a := areaOf(u); a != "" {
				return []any{int64(u.ID), string(u.From), string(u.To), string(a), areaBasis}
			}
			return nil
		}))
	if err != nil {
		return err
	}
	if err := place(ctx, tx, len(units) > fewUnits); err != nil {
		return err
	}
	return tx.Renew(ctx, basesName)
}

// place gives the units that have none their place in the tree, one level after the other: what stands
// above the parent stands above the unit. Many at once are made known to the planner as they come.
func place(ctx context.Context, tx *db.Tx, many bool) error {
	for _, l := range Levels {
		if many {
			if err := tx.Analyze(ctx, "unit", "unit_below"); err != nil {
				return err
			}
		}
		_, err := tx.Exec(ctx, `insert into unit_below (ancestor_id, unit_id, depth)
			select b.ancestor_id, u.id, b.depth + 1 from unit u join unit_below b on b.unit_id = u.parent_id
			where u.level = $1 and not exists (select 1 from unit_below x where x.unit_id = u.id)
			union all
			select u.id, u.id, 0 from unit u
			where u.level = $2 and not exists (select 1 from unit_below x where x.unit_id = u.id)`, l, l)
		if err != nil {
			return fmt.Errorf("place the %s units: %w", l, err)
		}
	}
	return nil
}

// fewUnits is up to how many units are placed without telling the planner of them.
const fewUnits = 1000
