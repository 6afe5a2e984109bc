package committee

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"

	"giamngheo/internal/day"
	"giamngheo/internal/db"
	"giamngheo/internal/unit"
)

const (
	memberColumns = `m.id, m.unit_id, m.duty, m.name, m.post, m.office, m.basis, m.valid_from, m.valid_to, m.version`
	chargeColumns = `c.id, c.member_id, c.unit_id, c.place_id, c.basis, c.valid_from, c.valid_to`
)

func (m *Member) targets() []any {
	return []any{&m.ID, &m.Unit, &m.Duty, &m.Name, &m.Post, &m.Office, &m.Basis, &m.From, &m.To, &m.Version}
}

func (c *Charge) targets() []any {
	return []any{&c.ID, &c.Member, &c.Unit, &c.Place, &c.Basis, &c.From, &c.To}
}

func of(ctx context.Context, q db.Querier, u unit.ID, on day.Date) ([]Member, error) {
	members, err := members(ctx, q, `select `+memberColumns+` from committee_member m
		where m.unit_id = $1 and m.valid_from <= $2 and $2 < m.valid_to order by m.id limit 500`, u, string(on))
	if err != nil {
		return nil, err
	}
	charges, err := chargesOf(ctx, q, u, on)
	if err != nil {
		return nil, err
	}
	for i := range members {
		for _, c := range charges {
			if c.Member == members[i].ID {
				members[i].Charges = append(members[i].Charges, c)
			}
		}
	}
	slices.SortStableFunc(members, func(a, b Member) int { return cmp.Compare(a.Duty.rank(), b.Duty.rank()) })
	return members, nil
}

func past(ctx context.Context, q db.Querier, u unit.ID, on day.Date) ([]Member, error) {
	return members(ctx, q, `select `+memberColumns+` from committee_member m
		where m.unit_id = $1 and m.valid_to <= $2 order by m.valid_to desc, m.id desc limit 100`, u, string(on))
}

func members(ctx context.Context, q db.Querier, query string, args ...any) ([]Member, error) {
	rows, err := q.Query(ctx, query, args...)
	if err != nil {
		return nil, fmt.Errorf("committee: %w", err)
	}
	defer rows.Close()
	var out []Member
	for rows.Next() {
		var m Member
		if err := rows.Scan(m.targets()...); err != nil {
			return nil, fmt.Errorf("committee: %w", err)
		}
		out = append(out, m)
	}
	return out, rows.Err()
}

func chargesOf(ctx context.Context, q db.Querier, u unit.ID, on day.Date) ([]Charge, error) {
	rows, err := q.Query(ctx, `select `+chargeColumns+` from committee_charge c
		where c.unit_id = $1 and c.valid_from <= $2 and $2 < c.valid_to order by c.id limit 2000`, u, string(on))
	if err != nil {
		return nil, fmt.Errorf("charges of a committee: %w", err)
	}
	defer rows.Close()
	var out []Charge
	for rows.Next() {
		var c Charge
		if err := rows.Scan(c.targets()...); err != nil {
			return nil, fmt.Errorf("charges of a committee: %w", err)
		}
		out = append(out, c)
	}
	return out, rows.Err()
}

func inCharge(ctx context.Context, q db.Querier, place unit.ID, on day.Date) ([]Answerable, error) {
	rows, err := q.Query(ctx, `select `+memberColumns+`, `+chargeColumns+`
		from committee_charge c join committee_member m on m.id = c.member_id
		where c.place_id = $1 and c.valid_from <= $2 and $2 < c.valid_to order by m.duty, c.id limit 100`, place, string(on))
	if err != nil {
		return nil, fmt.Errorf("in charge of %d: %w", place, err)
	}
	defer rows.Close()
	var out []Answerable
	for rows.Next() {
		var a Answerable
		if err := rows.Scan(append(a.Member.targets(), a.Charge.targets()...)...); err != nil {
			return nil, fmt.Errorf("in charge of %d: %w", place, err)
		}
		out = append(out, a)
	}
	return out, rows.Err()
}

func getMember(ctx context.Context, q db.Querier, id int64) (m Member, ok bool, err error) {
	err = q.QueryRow(ctx, `select `+memberColumns+` from committee_member m where m.id = $1`, id).Scan(m.targets()...)
	if errors.Is(err, sql.ErrNoRows) {
		return Member{}, false, nil
	}
	return m, err == nil, err
}

func getCharge(ctx context.Context, q db.Querier, id int64) (c Charge, ok bool, err error) {
	err = q.QueryRow(ctx, `select `+chargeColumns+` from committee_charge c where c.id = $1`, id).Scan(c.targets()...)
	if errors.Is(err, sql.ErrNoRows) {
		return Charge{}, false, nil
	}
	return c, err == nil, err
}

func insertMember(ctx context.Context, tx *db.Tx, m Member) (id int64, err error) {
	err = tx.QueryRow(ctx, `insert into committee_member (unit_id, duty, name, post, office, basis, valid_from, valid_to, version)
		values ($1, $2, $3, $4, $5, $6, $7, $8, 1) returning id`,
		m.Unit, string(m.Duty), m.Name, m.Post, m.Office, m.Basis, string(m.From), string(m.To)).Scan(&id)
	return id, err
}

func endMember(ctx context.Context, tx *db.Tx, id int64, on day.Date) error {
	if _, err := tx.Exec(ctx, `update committee_member set valid_to = $1, version = version + 1 where id = $2`, string(on), id); err != nil {
		return err
	}
	_, err := tx.Exec(ctx, `update committee_charge set valid_to = case when valid_from > $1 then valid_from else $1 end where member_id = $2 and valid_to > $1`, string(on), id)
	return err
}

func insertCharge(ctx context.Context, tx *db.Tx, c Charge) error {
	_, err := tx.Exec(ctx, `insert into committee_charge (member_id, unit_id, place_id, basis, valid_from, valid_to)
		values ($1, $2, $3, $4, $5, $6)`, c.Member, c.Unit, c.Place, c.Basis, string(c.From), string(c.To))
	return err
}

func endCharge(ctx context.Context, tx *db.Tx, id int64, on day.Date) error {
	_, err := tx.Exec(ctx, `update committee_charge set valid_to = $1 where id = $2`, string(on), id)
	return err
}
