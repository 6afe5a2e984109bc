package worklist

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"giamngheo/internal/day"
	"giamngheo/internal/db"
	"giamngheo/internal/fault"
	"giamngheo/internal/household"
	"giamngheo/internal/unit"
)

const columns = "w.id, w.account_id, w.unit_id, w.kind, w.name, w.address, w.shared, w.updated"

func scan(row interface{ Scan(...any) error }) (l List, err error) {
	var updated int64
	err = row.Scan(&l.ID, &l.Account, &l.Unit, &l.Kind, &l.Name, &l.Address, &l.Shared, &updated)
	l.Updated = time.UnixMicro(updated).UTC()
	return l, err
}

func get(ctx context.Context, q db.Querier, id ID) (List, error) {
	l, err := scan(q.QueryRow(ctx, `select `+columns+` from worklist w where w.id = $1`, id))
	if errors.Is(err, sql.ErrNoRows) {
		return List{}, fault.New(fault.NotFound, "worklist.not_found")
	}
	if err != nil {
		return List{}, fmt.Errorf("working list %d: %w", id, err)
	}
	return l, nil
}

// readable are the lists of an account and those that others share in its unit, the newest first.
func readable(ctx context.Context, q db.Querier, account int64, u unit.ID) ([]List, error) {
	rows, err := q.Query(ctx, `select `+columns+` from worklist w
		where w.account_id = $1 or (w.unit_id = $2 and w.shared = 1) order by w.updated desc, w.id desc limit 500`, account, u)
	if err != nil {
		return nil, fmt.Errorf("working lists: %w", err)
	}
	defer rows.Close()
	var out []List
	for rows.Next() {
		l, err := scan(rows)
		if err != nil {
			return nil, fmt.Errorf("working lists: %w", err)
		}
		l.Mine = l.Account == account
		out = append(out, l)
	}
	return out, rows.Err()
}

func countOf(ctx context.Context, q db.Querier, account int64) (n int64, err error) {
	err = q.QueryRow(ctx, `select count(*) from worklist where account_id = $1`, account).Scan(&n)
	return n, err
}

func insert(ctx context.Context, tx *db.Tx, l List) (id ID, err error) {
	err = tx.QueryRow(ctx, `insert into worklist (account_id, unit_id, kind, name, address, shared, created, updated)
		values ($1, $2, $3, $4, $5, $6, $7, $8) returning id`,
		l.Account, l.Unit, string(l.Kind), l.Name, l.Address, number(l.Shared), tx.Micros(), tx.Micros()).Scan(&id)
	if err != nil {
		return 0, fmt.Errorf("insert working list: %w", err)
	}
	return id, nil
}

func update(ctx context.Context, tx *db.Tx, l List) error {
	_, err := tx.Exec(ctx, `update worklist set name = $1, shared = $2, updated = $3 where id = $4`, l.Name, number(l.Shared), tx.Micros(), l.ID)
	if err != nil {
		return fmt.Errorf("working list %d: %w", l.ID, err)
	}
	return nil
}

func remove(ctx context.Context, tx *db.Tx, id ID) error {
	if _, err := tx.Exec(ctx, `-- all-shards
		delete from worklist_household where list_id = $1`, id); err != nil {
		return fmt.Errorf("working list %d: %w", id, err)
	}
	if _, err := tx.Exec(ctx, `delete from worklist where id = $1`, id); err != nil {
		return fmt.Errorf("working list %d: %w", id, err)
	}
	return nil
}

func number(yes bool) int64 {
	if yes {
		return 1
	}
	return 0
}

// tally counts the households of some lists that lie in an area, by list: all, and those done.
func tally(ctx context.Context, q db.Querier, lists []List, area unit.ID) error {
	at := map[ID]*List{}
	args := []any{int64(area)}
	marks := make([]string, 0, len(lists))
	for i := range lists {
		if lists[i].Kind == Picked {
			at[lists[i].ID] = &lists[i]
			args = append(args, int64(lists[i].ID))
			marks = append(marks, "$"+strconv.Itoa(len(args)))
		}
	}
	if len(marks) == 0 {
		return nil
	}
	u, err := unit.Get(ctx, q, area)
	if err != nil {
		return err
	}
	text := `-- all-shards
		select w.list_id, count(*), cast(sum(case when w.done <> '' then 1 else 0 end) as bigint)
		from unit_below b join worklist_household w on w.commune_id = b.unit_id
		where b.ancestor_id = $1 and w.list_id in (` + strings.Join(marks, ", ") + `) group by w.list_id`
	if u.Level == unit.Village { // where the register has them today
		text = `-- all-shards
		select w.list_id, count(*), cast(sum(case when w.done <> '' then 1 else 0 end) as bigint)
		from worklist_household w join household h on h.commune_id = w.commune_id and h.id = w.household_id
		where h.village_id = $1 and w.list_id in (` + strings.Join(marks, ", ") + `) group by w.list_id`
	}
	rows, err := q.Query(ctx, text, args...)
	if err != nil {
		return fmt.Errorf("count working lists: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		var id ID
		var all, done int64
		if err := rows.Scan(&id, &all, &done); err != nil {
			return fmt.Errorf("count working lists: %w", err)
		}
		at[id].Households, at[id].Done = all, done
	}
	return rows.Err()
}

// entries is a page of a list's households that lie in an area, in the order of their keys.
func entries(ctx context.Context, q db.Querier, id ID, area unit.ID, waiting bool, after household.Ref, limit int) ([]Entry, error) {
	more := ""
	if waiting {
		more = " and w.done = ''"
	}
	u, err := unit.Get(ctx, q, area)
	if err != nil {
		return nil, err
	}
	text := `-- all-shards
		select w.commune_id, w.household_id, w.note, w.done
		from unit_below b join worklist_household w on w.commune_id = b.unit_id
		where b.ancestor_id = $1 and w.list_id = $2 and (w.commune_id, w.household_id) > ($3, $4)` + more + `
		order by w.commune_id, w.household_id limit $5`
	if u.Level == unit.Village { // where the register has them today
		text = `-- all-shards
		select w.commune_id, w.household_id, w.note, w.done
		from worklist_household w join household h on h.commune_id = w.commune_id and h.id = w.household_id
		where h.village_id = $1 and w.list_id = $2 and (w.commune_id, w.household_id) > ($3, $4)` + more + `
		order by w.commune_id, w.household_id limit $5`
	}
	rows, err := q.Query(ctx, text, area, id, after.Commune, after.ID, limit)
	if err != nil {
		return nil, fmt.Errorf("working list %d: %w", id, err)
	}
	defer rows.Close()
	var out []Entry
	for rows.Next() {
		var e Entry
		if err := rows.Scan(&e.Household.Commune, &e.Household.ID, &e.Note, &e.Done); err != nil {
			return nil, fmt.Errorf("working list %d: %w", id, err)
		}
		out = append(out, e)
	}
	return out, rows.Err()
}

func entry(ctx context.Context, q db.Querier, id ID, ref household.Ref) (e Entry, err error) {
	e.Household = ref
	err = q.QueryRow(ctx, `-- routed
		select w.note, w.done from worklist_household w where w.commune_id = $1 and w.list_id = $2 and w.household_id = $3`,
		ref.Commune, id, ref.ID).Scan(&e.Note, &e.Done)
	if errors.Is(err, sql.ErrNoRows) {
		return e, fault.New(fault.NotFound, "worklist.not_on_list")
	}
	if err != nil {
		return e, fmt.Errorf("working list %d: %w", id, err)
	}
	return e, nil
}

// put adds a household and tells whether it was not there.
func put(ctx context.Context, tx *db.Tx, id ID, ref household.Ref) (bool, error) {
	n, err := tx.Exec(ctx, `-- routed
		insert into worklist_household (commune_id, list_id, household_id, note, done, added) values ($1, $2, $3, '', '', $4)
		on conflict (commune_id, list_id, household_id) do nothing`, ref.Commune, id, ref.ID, tx.Micros())
	if err != nil {
		return false, fmt.Errorf("working list %d: %w", id, err)
	}
	return n > 0, nil
}

func takeOff(ctx context.Context, tx *db.Tx, id ID, ref household.Ref) (bool, error) {
	n, err := tx.Exec(ctx, `-- routed
		delete from worklist_household where commune_id = $1 and list_id = $2 and household_id = $3`, ref.Commune, id, ref.ID)
	if err != nil {
		return false, fmt.Errorf("working list %d: %w", id, err)
	}
	return n > 0, nil
}

func mark(ctx context.Context, tx *db.Tx, id ID, ref household.Ref, note string, done day.Date) error {
	_, err := tx.Exec(ctx, `-- routed
		update worklist_household set note = $1, done = $2 where commune_id = $3 and list_id = $4 and household_id = $5`,
		note, string(done), ref.Commune, id, ref.ID)
	if err != nil {
		return fmt.Errorf("working list %d: %w", id, err)
	}
	return nil
}

// size is how many households a list holds, wherever they lie.
func size(ctx context.Context, q db.Querier, id ID) (n int64, err error) {
	err = q.QueryRow(ctx, `-- all-shards
		select count(*) from worklist_household where list_id = $1`, id).Scan(&n)
	return n, err
}

// holding are the lists of an account that hold a household.
func holding(ctx context.Context, q db.Querier, account int64, ref household.Ref) (map[ID]bool, error) {
	// "cross join": an officer's lists are fewer than the households that his commune has on lists.
	rows, err := q.Query(ctx, `-- routed
		select h.list_id from worklist w cross join worklist_household h
		where w.account_id = $1 and h.commune_id = $2 and h.list_id = w.id and h.household_id = $3`, account, ref.Commune, ref.ID)
	if err != nil {
		return nil, fmt.Errorf("working lists of %s: %w", ref, err)
	}
	defer rows.Close()
	out := map[ID]bool{}
	for rows.Next() {
		var id ID
		if err := rows.Scan(&id); err != nil {
			return nil, err
		}
		out[id] = true
	}
	return out, rows.Err()
}
