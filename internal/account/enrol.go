package account

import (
	"context"
	"strconv"
	"strings"
	"unicode/utf8"

	"giamngheo/internal/audit"
	"giamngheo/internal/db"
	"giamngheo/internal/fault"
	"giamngheo/internal/lang"
)

// Officer is somebody who is to have an account, with his first grant.
type Officer struct {
	Login  string
	Name   string
	Office string // agency (cơ quan, đơn vị công tác), "" for the unit's own People's Committee
	Post   string // position there (chức vụ)
	Grant  Grant
}

// longestText bounds what is written of an officer.
const longestText = 150

// tidy is the officer as he is stored.
func (o Officer) tidy() (Officer, error) {
	clean := func(s string) string { return strings.Join(strings.Fields(lang.NFC(s)), " ") }
	o.Login = strings.ToLower(strings.TrimSpace(o.Login))
	o.Name, o.Office, o.Post = clean(o.Name), clean(o.Office), clean(o.Post)
	switch {
	case !loginForm.MatchString(o.Login):
		return o, fault.New(fault.Invalid, "account.login_form")
	case o.Name == "":
		return o, fault.New(fault.Invalid, "account.name_missing")
	}
	for _, s := range []string{o.Name, o.Office, o.Post} {
		if utf8.RuneCountInString(s) > longestText {
			return o, fault.New(fault.Invalid, "account.text_long", "Most", longestText)
		}
	}
	return o, nil
}

// Enrol makes an account without a password; a link lets its officer set one.
func (s *Service) Enrol(ctx context.Context, who Actor, o Officer) (id int64, err error) {
	if o, err = o.tidy(); err != nil {
		return 0, err
	}
	err = s.db.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		id, err = s.enrol(ctx, tx, who, o)
		return err
	})
	return id, err
}

func (s *Service) enrol(ctx context.Context, tx *db.Tx, who Actor, o Officer) (int64, error) {
	if err := o.Grant.check(); err != nil {
		return 0, err
	}
	if err := s.mayManage(ctx, tx, who, o.Grant.Unit); err != nil {
		return 0, err
	}
	if err := o.Grant.fits(ctx, tx); err != nil {
		return 0, err
	}
	id, err := add(ctx, tx, who, o.Login, o.Name, "", o.Grant)
	if err != nil {
		return 0, err
	}
	return id, setDescription(ctx, tx, id, o)
}

// LoginFor proposes a login for a name: "Nguyễn Thị Lan" is lan.nt, and lan.nt2 where that is taken.
func LoginFor(name string, taken func(string) (bool, error)) (string, error) {
	words := strings.Fields(lang.Fold(name))
	if len(words) == 0 {
		return "", nil
	}
	base := words[len(words)-1]
	if len(words) > 1 {
		base += "."
	}
	for _, w := range words[:len(words)-1] {
		base += w[:1]
	}
	if len(base) < 2 {
		base += "1"
	}
	for n := 1; ; n++ {
		login := base
		if n > 1 {
			login += strconv.Itoa(n)
		}
		if is, err := taken(login); err != nil || !is {
			return login, err
		}
	}
}

// who may be acted on: an account whose every grant lies in the area, or one that has any grant there.
type reached bool

const (
	allOfIt  reached = true
	someOfIt reached = false
)

// change loads an account for an act on it, once nobody else can act on it. Whoever manages accounts acts on
// those of his area and on nobody else's, and not on his own.
func (s *Service) change(ctx context.Context, who Actor, login string, r reached, act func(context.Context, *db.Tx, *record) error) error {
	unknown := fault.New(fault.NotFound, "account.unknown_login", "Login", login)
	return s.db.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		if err := s.mayManage(ctx, tx, who, who.Unit); err != nil {
			return err
		}
		if err := tx.Lock(ctx, "account.login"); err != nil {
			return err
		}
		a, err := byLogin(ctx, tx, login)
		if err != nil {
			return err
		}
		if a == nil {
			return unknown
		}
		if a.ID == who.ID {
			return fault.New(fault.Forbidden, "account.own_account")
		}
		grants, err := grantsOf(ctx, tx, a.ID)
		if err != nil {
			return err
		}
		whole, within, err := s.reach(ctx, tx, who, grants, s.today())
		switch {
		case err != nil:
			return err
		case len(within) == 0 && who.Role != system:
			return unknown // that there is such a login elsewhere is not told
		case r == allOfIt && !whole && who.Role != system:
			return fault.New(fault.Forbidden, "account.held_elsewhere")
		}
		return act(ctx, tx, a)
	})
}

// tell writes a line on the account itself. It belongs to the unit of the account's newest grant, so
// that the auditor of that area reads it and one of another area does not.
func (a *record) tell(ctx context.Context, tx *db.Tx, who audit.Actor, l audit.Line) error {
	grants, err := grantsOf(ctx, tx, a.ID)
	if err != nil {
		return err
	}
	if l.Thing = thing(a.ID); len(grants) > 0 {
		l.UnitID = int64(grants[0].Unit)
	}
	return audit.Record(ctx, tx, who, l)
}
