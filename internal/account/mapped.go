package account

import (
	"context"

	"giamngheo/internal/audit"
	"giamngheo/internal/day"
	"giamngheo/internal/db"
	"giamngheo/internal/fault"
	"giamngheo/internal/lang"
)

// Create makes an account without a password within an act, for whoever an identity provider has named.
func Create(ctx context.Context, tx *db.Tx, login, name string, g Grant) (int64, error) {
	if !loginForm.MatchString(login) {
		return 0, fault.New(fault.Invalid, "account.login_form")
	}
	if name = lang.NFC(name); name == "" {
		return 0, fault.New(fault.Invalid, "account.name_missing")
	}
	if err := g.check(); err != nil {
		return 0, err
	}
	return add(ctx, tx, System, login, name, "", g)
}

// GiveMapped gives an account a role within an act, unless it holds it on that day; it tells whether it did.
func GiveMapped(ctx context.Context, tx *db.Tx, id int64, g Grant, today day.Date) (bool, error) {
	if err := g.check(); err != nil {
		return false, err
	}
	have, err := grantsOf(ctx, tx, id)
	if err != nil {
		return false, err
	}
	for _, h := range have {
		if h.same(g) && h.Contains(today) {
			return false, nil
		}
	}
	if err := insertGrant(ctx, tx, id, g); err != nil {
		return false, err
	}
	return true, audit.Record(ctx, tx, System.Audit(), audit.Line{
		Act: "account.grant", Thing: thing(id), UnitID: int64(g.Unit),
		After: map[string]any{"role": g.Role, "unit": g.Unit, "from": g.From, "to": g.To, "by": "oidc"},
	})
}

// EndMapped ends a role of an account with the day before today, within an act.
func EndMapped(ctx context.Context, tx *db.Tx, id int64, g Grant, today day.Date) error {
	if _, err := tx.Exec(ctx, `update account_grant set valid_to = $1 where account_id = $2 and role = $3 and unit_id = $4 and sector = $5 and valid_to > $6`,
		string(today), id, string(g.Role), g.Unit, string(g.Sector), string(today)); err != nil {
		return err
	}
	return audit.Record(ctx, tx, System.Audit(), audit.Line{
		Act: "account.grant_end", Thing: thing(id), UnitID: int64(g.Unit),
		After: map[string]any{"role": g.Role, "unit": g.Unit, "to": today, "by": "oidc"},
	})
}
