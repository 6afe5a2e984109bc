package credential

import (
	"context"
	"database/sql"
	"errors"
	"regexp"
	"strings"

	"giamngheo/internal/account"
	"giamngheo/internal/audit"
	"giamngheo/internal/day"
	"giamngheo/internal/db"
	"giamngheo/internal/fault"
	"giamngheo/internal/lang"
)

// settle finds or makes the account of a provider's user and brings its mapped roles in line, in one act.
func (s *Service) settle(ctx context.Context, p *Provider, g Going, u user, only []account.Grant, today day.Date) (person account.Person, err error) {
	err = s.db.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		if err := tx.Lock(ctx, "credential.subject"); err != nil {
			return err
		}
		id, err := subjectAccount(ctx, tx, p.Issuer, u.subject)
		if err != nil {
			return err
		}
		switch {
		case g.Link != 0 && id != 0 && id != g.Link:
			return fault.New(fault.Conflict, "credential.oidc_taken")
		case g.Link != 0 && id == 0:
			if id = g.Link; insertSubject(ctx, tx, p.Issuer, u.subject, id) != nil {
				return fault.New(fault.Conflict, "credential.oidc_taken")
			}
			a, err := account.HolderOf(ctx, tx, id)
			if err != nil {
				return err
			}
			if err := a.Tell(ctx, tx, account.Actor{ID: id, Login: a.Login}, audit.Line{Act: "credential.oidc_link"}); err != nil {
				return err
			}
		case id == 0:
			if !p.Create || len(only) == 0 {
				return fault.New(fault.Forbidden, "credential.oidc_unknown")
			}
			login := loginOf(u.claims.text(p.Login))
			if id, err = account.Create(ctx, tx, login, u.claims.text(p.Person), only[0]); err != nil {
				return err
			}
			if err := insertSubject(ctx, tx, p.Issuer, u.subject, id); err != nil {
				return err
			}
			if err := insertMapped(ctx, tx, id, only[0]); err != nil {
				return err
			}
		}
		if len(p.Grants) > 0 && !g.Prove && g.Link == 0 {
			if err := bringInLine(ctx, tx, id, only, today); err != nil {
				return err
			}
		}
		a, err := account.HolderOf(ctx, tx, id)
		person = account.Person{ID: a.ID, Login: a.Login}
		return err
	})
	if fault.KindOf(err) == fault.Forbidden && err != nil {
		err = errors.Join(err, s.noteRefused(ctx))
	}
	return person, err
}

// bringInLine gives the roles that the claims give and ends those that they gave once and give no longer. Roles
// that an administrator gave by hand are not touched.
func bringInLine(ctx context.Context, tx *db.Tx, id int64, given []account.Grant, today day.Date) error {
	before, err := mappedOf(ctx, tx, id)
	if err != nil {
		return err
	}
	for _, old := range before {
		if !holds(given, old) {
			if err := account.EndMapped(ctx, tx, id, old, today); err != nil {
				return err
			}
			if err := removeMapped(ctx, tx, id, old); err != nil {
				return err
			}
		}
	}
	for _, g := range given {
		made, err := account.GiveMapped(ctx, tx, id, g, today)
		if err != nil {
			return err
		}
		if made && !holds(before, g) {
			if err := insertMapped(ctx, tx, id, g); err != nil {
				return err
			}
		}
	}
	return nil
}

func holds(list []account.Grant, g account.Grant) bool {
	for _, x := range list {
		if x.Role == g.Role && x.Unit == g.Unit && x.Sector == g.Sector {
			return true
		}
	}
	return false
}

var notLogin = regexp.MustCompile(`[^a-z0-9._-]+`)

// loginOf makes a sign-in name of what a claim says: "Lan.Nguyen@gialai.example" is lan.nguyen.
func loginOf(s string) string {
	s, _, _ = strings.Cut(strings.ToLower(s), "@")
	return strings.Trim(notLogin.ReplaceAllString(strings.ReplaceAll(lang.Fold(s), " ", "."), "."), ".-_")
}

// noteRefused writes the line of a sign-in through the provider that was refused.
func (s *Service) noteRefused(ctx context.Context) error {
	return s.db.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		return audit.Record(ctx, tx, audit.Actor{Name: "unknown"}, audit.Line{Act: "account.sign_in_failed", Thing: "account:unknown", After: map[string]any{"by": "oidc"}})
	})
}

// Unlink parts an account from the provider's user, as long as it has a password to sign in with.
func (s *Service) Unlink(ctx context.Context, who account.Actor) error {
	has, err := s.Of(ctx, who.ID)
	if err != nil {
		return err
	}
	if !has.Password && len(has.Passkeys) == 0 {
		return fault.New(fault.Conflict, "credential.oidc_only")
	}
	return s.db.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		if err := removeSubjects(ctx, tx, who.ID); err != nil {
			return err
		}
		return s.tell(ctx, tx, who, "credential.oidc_unlink", nil)
	})
}

func subjectAccount(ctx context.Context, tx *db.Tx, issuer, subject string) (id int64, err error) {
	err = tx.QueryRow(ctx, `update credential_subject set used = $1 where issuer = $2 and subject = $3 returning account_id`, tx.Micros(), issuer, subject).Scan(&id)
	if errors.Is(err, sql.ErrNoRows) {
		return 0, nil
	}
	return id, err
}

func insertSubject(ctx context.Context, tx *db.Tx, issuer, subject string, account int64) error {
	_, err := tx.Exec(ctx, `insert into credential_subject (issuer, subject, account_id, made, used) values ($1, $2, $3, $4, $5)`,
		issuer, subject, account, tx.Micros(), tx.Micros())
	return err
}

func hasSubject(ctx context.Context, q db.Querier, account int64) (bool, error) {
	var n int
	err := q.QueryRow(ctx, `select count(*) from credential_subject where account_id = $1`, account).Scan(&n)
	return n > 0, err
}

func removeSubjects(ctx context.Context, tx *db.Tx, account int64) error {
	_, err := tx.Exec(ctx, `delete from credential_subject where account_id = $1`, account)
	return err
}

func mappedOf(ctx context.Context, q db.Querier, id int64) ([]account.Grant, error) {
	rows, err := q.Query(ctx, `select role, unit_id, sector from credential_mapped where account_id = $1 order by role, unit_id, sector limit 1000`, id)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []account.Grant
	for rows.Next() {
		var g account.Grant
		if err := rows.Scan(&g.Role, &g.Unit, &g.Sector); err != nil {
			return nil, err
		}
		out = append(out, g)
	}
	return out, rows.Err()
}

func insertMapped(ctx context.Context, tx *db.Tx, account int64, g account.Grant) error {
	_, err := tx.Exec(ctx, `insert into credential_mapped (account_id, role, unit_id, sector) values ($1, $2, $3, $4)
		on conflict (account_id, role, unit_id, sector) do nothing`, account, string(g.Role), g.Unit, string(g.Sector))
	return err
}

func removeMapped(ctx context.Context, tx *db.Tx, account int64, g account.Grant) error {
	_, err := tx.Exec(ctx, `delete from credential_mapped where account_id = $1 and role = $2 and unit_id = $3 and sector = $4`,
		account, string(g.Role), g.Unit, string(g.Sector))
	return err
}
