package review

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"giamngheo/internal/day"
	"giamngheo/internal/db"
	"giamngheo/internal/fault"
	"giamngheo/internal/unit"
)

const roundColumns = `r.id, r.year, r.kind, r.edition, r.card, r.region, r.unit_id, r.day, r.previous, r.detail, r.status, r.source`

func scanRound(row interface{ Scan(...any) error }) (Round, error) {
	var r Round
	var detail int64
	err := row.Scan(&r.ID, &r.Year, &r.Kind, &r.Edition, &r.Card, &r.Region, &r.Unit, &r.Day, &r.Previous, &detail, &r.Status, &r.Source)
	r.Detail = detail != 0
	return r, err
}

// Get finds a round.
func Get(ctx context.Context, q db.Querier, id RoundID) (Round, error) {
	var r *Round
	if err := db.Ask(ctx, q, roundOf(&r, id)); err != nil {
		return Round{}, fmt.Errorf("round %d: %w", id, err)
	}
	if r == nil {
		return Round{}, noRound(id)
	}
	return *r, nil
}

func noRound(id RoundID) error { return fault.New(fault.NotFound, "review.no_round", "ID", int64(id)) }

// roundOf is the question of Get; into stays nil when there is no such round.
func roundOf(into **Round, id RoundID) db.Question {
	return db.One(func(row db.Rows) error {
		r, err := scanRound(row)
		*into = &r
		return err
	}, `select `+roundColumns+` from review_round r where r.id = $1`, int64(id))
}

// Latest finds the newest yearly round that covers a unit, its own or an ancestor's.
func Latest(ctx context.Context, q db.Querier, u unit.ID) (Round, bool, error) {
	return found(scanRound(q.QueryRow(ctx, `select `+roundColumns+`
		from review_round r join unit_below b on b.ancestor_id = r.unit_id
		where b.unit_id = $1 and r.kind = $2
		order by r.day desc, b.depth, r.id desc limit 1`, int64(u), string(Periodic))))
}

// RoundOf finds the yearly round of a year that covers a unit, its own or an ancestor's.
func RoundOf(ctx context.Context, q db.Querier, u unit.ID, year int) (Round, bool, error) {
	return found(scanRound(q.QueryRow(ctx, `select `+roundColumns+`
		from review_round r join unit_below b on b.ancestor_id = r.unit_id
		where b.unit_id = $1 and r.kind = $2 and r.year = $3
		order by r.day desc, b.depth, r.id desc limit 1`, int64(u), string(Periodic), year)))
}

func found(r Round, err error) (Round, bool, error) {
	if errors.Is(err, sql.ErrNoRows) {
		return Round{}, false, nil
	}
	if err != nil {
		return Round{}, false, fmt.Errorf("round: %w", err)
	}
	return r, true, nil
}

// maxRounds bounds a list of rounds: a province has one or two a year and some monthly ones.
const maxRounds = 500

// Rounds lists the rounds that cover a unit or lie within it, the newest first.
func Rounds(ctx context.Context, q db.Querier, u unit.ID) ([]Round, error) {
	return rounds(ctx, q, `select `+roundColumns+` from review_round r
		where r.unit_id in (select unit_id from unit_below where ancestor_id = $1
			union select ancestor_id from unit_below where unit_id = $2)
		order by r.day desc, r.id desc limit $3`, int64(u), int64(u), maxRounds)
}

// Covering lists the rounds that cover a unit, its own and its ancestors', the newest first.
func Covering(ctx context.Context, q db.Querier, u unit.ID) ([]Round, error) {
	return rounds(ctx, q, `select `+roundColumns+` from review_round r join unit_below b on b.ancestor_id = r.unit_id
		where b.unit_id = $1 order by r.day desc, r.id desc limit $2`, int64(u), maxRounds)
}

// All lists every round, the newest first.
func All(ctx context.Context, q db.Querier) ([]Round, error) {
	return rounds(ctx, q, `select `+roundColumns+` from review_round r order by r.day desc, r.id desc limit $1`, maxRounds)
}

func rounds(ctx context.Context, q db.Querier, query string, args ...any) ([]Round, error) {
	rows, err := q.Query(ctx, query, args...)
	if err != nil {
		return nil, fmt.Errorf("rounds: %w", err)
	}
	defer rows.Close()
	var out []Round
	for rows.Next() {
		r, err := scanRound(rows)
		if err != nil {
			return nil, fmt.Errorf("rounds: %w", err)
		}
		out = append(out, r)
	}
	return out, rows.Err()
}

// insertRound stores a new round under the next number.
func insertRound(ctx context.Context, tx *db.Tx, r Round) (Round, error) {
	if err := tx.Lock(ctx, "review.rounds"); err != nil {
		return Round{}, err
	}
	if err := tx.QueryRow(ctx, `select coalesce(max(id), 0) + 1 from review_round`).Scan(&r.ID); err != nil {
		return Round{}, fmt.Errorf("round number: %w", err)
	}
	_, err := tx.Exec(ctx, `insert into review_round (id, year, kind, edition, card, region, unit_id, day, previous, detail, status, source)
		values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
		int64(r.ID), r.Year, string(r.Kind), r.Edition, r.Card, string(r.Region), int64(r.Unit), string(r.Day),
		int64(r.Previous), number(r.Detail), string(r.Status), r.Source)
	if db.IsUnique(err) {
		return Round{}, fault.New(fault.Conflict, "review.round_exists", "Year", r.Year)
	}
	if err != nil {
		return Round{}, fmt.Errorf("round: %w", err)
	}
	return r, nil
}

func setStatus(ctx context.Context, tx *db.Tx, id RoundID, s Status) error {
	_, err := tx.Exec(ctx, `update review_round set status = $1 where id = $2`, string(s), int64(id))
	return err
}

// overlapping finds another yearly round of the same day that shares ground with a unit.
func overlapping(ctx context.Context, q db.Querier, u unit.ID, d day.Date) (Round, bool, error) {
	return found(scanRound(q.QueryRow(ctx, `select `+roundColumns+` from review_round r
		where r.kind = $1 and r.day = $2 and r.unit_id in (select unit_id from unit_below where ancestor_id = $3
			union select ancestor_id from unit_below where unit_id = $4)
		order by r.id limit 1`, string(Periodic), string(d), int64(u), int64(u))))
}

// before finds the newest yearly round that covers a unit and stands at an earlier day.
func before(ctx context.Context, q db.Querier, u unit.ID, d day.Date) (Round, bool, error) {
	return found(scanRound(q.QueryRow(ctx, `select `+roundColumns+`
		from review_round r join unit_below b on b.ancestor_id = r.unit_id
		where b.unit_id = $1 and r.kind = $2 and r.day < $3
		order by r.day desc, b.depth, r.id desc limit 1`, int64(u), string(Periodic), string(d))))
}
