package subject

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"giamngheo/internal/day"
	"giamngheo/internal/db"
	"giamngheo/internal/fault"
	"giamngheo/internal/household"
	"giamngheo/internal/unit"
)

const columns = `r.commune_id, r.id, r.household_id, r.position, r.kind, r.asker, r.wish, r.asked, r.due, r.outcome, r.answer, r.answered, r.answered_by`

func scan(row interface{ Scan(...any) error }) (r Request, err error) {
	err = row.Scan(&r.Household.Commune, &r.ID, &r.Household.ID, &r.Position, &r.Wish, &r.Asker, &r.Text, &r.Asked, &r.Due, &r.Outcome, &r.Answer, &r.Answered, &r.By)
	return r, err
}

func scanAll(rows *sql.Rows, err error) ([]Request, error) {
	if err != nil {
		return nil, fmt.Errorf("requests: %w", err)
	}
	defer rows.Close()
	var out []Request
	for rows.Next() {
		r, err := scan(rows)
		if err != nil {
			return nil, fmt.Errorf("requests: %w", err)
		}
		out = append(out, r)
	}
	return out, rows.Err()
}

func request(ctx context.Context, q db.Querier, commune unit.ID, id RequestID) (Request, error) {
	r, err := scan(q.QueryRow(ctx, `-- routed
		select `+columns+` from subject_request r where r.commune_id = $1 and r.id = $2`, commune, id))
	if errors.Is(err, sql.ErrNoRows) {
		return Request{}, fault.New(fault.NotFound, "subject.no_request")
	}
	if err != nil {
		return Request{}, fmt.Errorf("request %d of commune %d: %w", id, commune, err)
	}
	return r, nil
}

func requestsBelow(ctx context.Context, q db.Querier, area unit.ID, limit int) ([]Request, error) {
	return scanAll(q.Query(ctx, `-- all-shards
		select `+columns+` from unit_below b join subject_request r on r.commune_id = b.unit_id
		where b.ancestor_id = $1 order by case when r.outcome = '' then 0 else 1 end, r.due, r.commune_id, r.id limit $2`, area, limit))
}

func requestsOf(ctx context.Context, q db.Querier, ref household.Ref) ([]Request, error) {
	return scanAll(q.Query(ctx, `-- routed
		select `+columns+` from subject_request r where r.commune_id = $1 and r.household_id = $2 order by r.id desc limit 100`, ref.Commune, ref.ID))
}

func insertRequest(ctx context.Context, tx *db.Tx, by int64, r Request) (id RequestID, err error) {
	if err := tx.QueryRow(ctx, `-- routed
		select coalesce(max(id), 0) + 1 from subject_request where commune_id = $1`, r.Household.Commune).Scan(&id); err != nil {
		return 0, fmt.Errorf("number of a request: %w", err)
	}
	_, err = tx.Exec(ctx, `-- routed
		insert into subject_request (commune_id, id, household_id, position, kind, asker, wish, asked, due, outcome, answer, answered, account_id, answered_by, created)
		values ($1, $2, $3, $4, $5, $6, $7, $8, $9, '', '', '', $10, 0, $11)`,
		int64(r.Household.Commune), int64(id), int64(r.Household.ID), r.Position, string(r.Wish), r.Asker, r.Text, string(r.Asked), string(r.Due), by, tx.Micros())
	if err != nil {
		return 0, fmt.Errorf("request of household %s: %w", r.Household, err)
	}
	return id, nil
}

func settle(ctx context.Context, tx *db.Tx, by int64, commune unit.ID, id RequestID, o Outcome, answer string, on day.Date) error {
	_, err := tx.Exec(ctx, `-- routed
		update subject_request set outcome = $1, answer = $2, answered = $3, answered_by = $4 where commune_id = $5 and id = $6`,
		string(o), answer, string(on), by, int64(commune), int64(id))
	if err != nil {
		return fmt.Errorf("request %d of commune %d: %w", id, commune, err)
	}
	return nil
}

// settledBefore are requests of an area that were answered before a day, at most limit, and how many in all.
func settledBefore(ctx context.Context, q db.Querier, area unit.ID, before day.Date, limit int) (list []Request, n int64, err error) {
	const those = ` from unit_below b join subject_request r on r.commune_id = b.unit_id
		where b.ancestor_id = $1 and r.outcome <> '' and r.answered < $2`
	if err := q.QueryRow(ctx, `-- all-shards
		select count(*)`+those, area, string(before)).Scan(&n); err != nil {
		return nil, 0, fmt.Errorf("answered requests: %w", err)
	}
	list, err = scanAll(q.Query(ctx, `-- all-shards
		select `+columns+those+` order by r.commune_id, r.id limit $3`, area, string(before), limit))
	return list, n, err
}

func removeRequest(ctx context.Context, tx *db.Tx, commune unit.ID, id RequestID) error {
	if _, err := tx.Exec(ctx, `-- routed
		delete from subject_request where commune_id = $1 and id = $2 and outcome <> ''`, int64(commune), int64(id)); err != nil {
		return fmt.Errorf("request %d of commune %d: %w", id, commune, err)
	}
	return nil
}

// period is how long the province keeps a kind of record; ok is false where it has set nothing.
func period(ctx context.Context, q db.Querier, kind string) (days int, source string, ok bool, err error) {
	err = q.QueryRow(ctx, `select days, source from subject_period where kind = $1`, kind).Scan(&days, &source)
	if errors.Is(err, sql.ErrNoRows) {
		return 0, "", false, nil
	}
	if err != nil {
		return 0, "", false, fmt.Errorf("period of %s: %w", kind, err)
	}
	return days, source, true, nil
}

func setPeriod(ctx context.Context, tx *db.Tx, by int64, kind string, days int, source string) error {
	_, err := tx.Exec(ctx, `insert into subject_period (kind, days, source, account_id, changed) values ($1, $2, $3, $4, $5)
		on conflict (kind) do update set days = excluded.days, source = excluded.source, account_id = excluded.account_id, changed = excluded.changed`,
		kind, days, source, by, tx.Micros())
	if err != nil {
		return fmt.Errorf("period of %s: %w", kind, err)
	}
	return nil
}
