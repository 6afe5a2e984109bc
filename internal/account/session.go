package account

import (
	"context"
	"crypto/rand"
	"net/http"
	"time"

	"github.com/alexedwards/scs/v2"

	"giamngheo/internal/day"
	"giamngheo/internal/db"
	"giamngheo/internal/unit"
)

// Session limits: how long an officer may pause, and how long a session may last at all.
const (
	IdleLimit     = 2 * time.Hour
	AbsoluteLimit = 12 * time.Hour

	// touchEvery is how seldom a session that is only read is written again.
	touchEvery = 10 * time.Minute
)

// Names of the values in a session.
const (
	keyAccount = "account"
	keyRole    = "role"
	keyUnit    = "unit"
	keySector  = "sector"
	keySeen    = "seen"
	keyTouched = "touched"
	keyProved  = "proved"
	keyHandle  = "handle"
	keyWay     = "way"
	keyAddress = "address"
	keyAgent   = "agent"
	keyBegun   = "begun"
	keyBarred  = "barred"
)

// Entry is how and from where somebody comes in, as his list of sessions shows it.
type Entry struct {
	Way     string // password, totp, passkey, oidc, click
	Address string
	Agent   string
	// Barred shuts every door but those that set up a second proof, which the role needs.
	Barred bool
}

// Sessions keeps who is signed in between requests. The store knows only the hash of a token, and a
// request that only reads does not write its session, except to note every ten minutes that the
// officer is still there.
type Sessions struct {
	*scs.SessionManager
	s *Service
}

// Sessions is the session manager of this service; secure cookies travel over HTTPS only.
func (s *Service) Sessions(secure bool) *Sessions {
	m := scs.New()
	m.Lifetime = AbsoluteLimit
	m.HashTokenInStore = true
	m.Codec = codec{}
	m.Store = &sessionStore{db: s.db, now: s.Now}
	m.Cookie.Name = "giamngheo"
	m.Cookie.Secure = secure
	if secure {
		// Browsers then take it from this very host only, over HTTPS only.
		m.Cookie.Name = "__Host-giamngheo"
	}
	m.Cookie.Persist = false
	return &Sessions{m, s}
}

// Begin makes the request's session the actor's, under a new token; whatever stood in it is gone.
func (s *Sessions) Begin(ctx context.Context, who Actor, e Entry) error {
	if err := s.Clear(ctx); err != nil {
		return err
	}
	if err := s.RenewToken(ctx); err != nil {
		return err
	}
	now := s.s.Now().Unix()
	s.Put(ctx, keyAccount, who.ID)
	s.Put(ctx, keyRole, string(who.Role))
	s.Put(ctx, keyUnit, int64(who.Unit))
	s.Put(ctx, keySector, string(who.Sector))
	s.Put(ctx, keySeen, now)
	s.Put(ctx, keyProved, now)
	s.Put(ctx, keyBegun, now)
	s.Put(ctx, keyHandle, rand.Text()[:16])
	s.Put(ctx, keyWay, e.Way)
	s.Put(ctx, keyAddress, e.Address)
	s.Put(ctx, keyAgent, cut(e.Agent, longestAgent))
	s.Put(ctx, keyBarred, e.Barred)
	return nil
}

// longestAgent is how much of what a browser calls itself is kept.
const longestAgent = 200

// Handle names the request's session to its owner.
func (s *Sessions) Handle(ctx context.Context) string { return s.GetString(ctx, keyHandle) }

// Barred tells whether the session may only set up a second proof.
func (s *Sessions) Barred(ctx context.Context) bool { return s.GetBool(ctx, keyBarred) }

// Unbar opens the doors again.
func (s *Sessions) Unbar(ctx context.Context) {
	s.Remove(ctx, keyBarred)
	s.Put(ctx, keyTouched, true)
}

// Prove notes that whoever holds the session has just proved again who he is.
func (s *Sessions) Prove(ctx context.Context) {
	s.Put(ctx, keyProved, s.s.Now().Unix())
	s.Put(ctx, keyTouched, true) // a session that was ended meanwhile stays ended
}

// ProvedWithin tells whether whoever holds the session proved who he is not longer ago than d, by signing in
// or since.
func (s *Sessions) ProvedWithin(ctx context.Context, d time.Duration) bool {
	return s.s.Now().Sub(time.Unix(s.GetInt64(ctx, keyProved), 0)) <= d
}

// Actor is who the request's session belongs to; the zero Actor when nobody, when the pause was too
// long, or when the account or its grant no longer holds.
func (s *Sessions) Actor(ctx context.Context) (Actor, error) {
	id := s.GetInt64(ctx, keyAccount)
	if id == 0 {
		return Actor{}, nil
	}
	now := s.s.Now()
	idle := now.Sub(time.Unix(s.GetInt64(ctx, keySeen), 0))
	if idle > IdleLimit {
		return Actor{}, s.Destroy(ctx)
	}
	role, over, sector := Role(s.GetString(ctx, keyRole)), unit.ID(s.GetInt64(ctx, keyUnit)), Sector(s.GetString(ctx, keySector))
	who := holderOf(ctx).post(id, role, over, sector)
	if !who.SignedIn() {
		var err error
		if who, err = resume(ctx, s.s.db, id, role, over, sector, day.Of(now)); err != nil {
			return Actor{}, err
		}
	}
	if !who.SignedIn() {
		return Actor{}, s.Destroy(ctx)
	}
	if idle > touchEvery {
		s.Put(ctx, keySeen, now.Unix())
		s.Put(ctx, keyTouched, true)
	}
	return who, nil
}

// LoadAndSave is the session's way through a request. The posts of its owner are read with it, in one question.
func (s *Sessions) LoadAndSave(next http.Handler) http.Handler {
	inner := s.SessionManager.LoadAndSave(next)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		inner.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), holderKey{}, &holder{})))
	})
}

// holder is who a session belongs to, with the posts that he holds today.
type holder struct{ posts []Actor }

type holderKey struct{}

func holderOf(ctx context.Context) *holder {
	if h, ok := ctx.Value(holderKey{}).(*holder); ok {
		return h
	}
	return &holder{}
}

// post is one of the posts; the zero Actor when it is not among them.
func (h *holder) post(id int64, role Role, over unit.ID, sector Sector) Actor {
	for _, a := range h.posts {
		if a.ID == id && a.Role == role && a.Unit == over && a.Sector == sector {
			return a
		}
	}
	return Actor{}
}

// sessionStore keeps scs sessions in account_session; tokens come hashed.
type sessionStore struct {
	db  *db.DB
	now func() time.Time
}

var _ scs.CtxStore = (*sessionStore)(nil)

// FindCtx reads a session that has not expired, and the posts of whoever it belongs to.
func (s *sessionStore) FindCtx(ctx context.Context, token string) (b []byte, found bool, err error) {
	now, h := s.now(), holderOf(ctx)
	today := string(day.Of(now))
	err = db.Ask(ctx, s.db, db.Each(func(row db.Rows) error {
		var a Actor
		if err := row.Scan(&b, &a.ID, &a.Login, &a.Name, &a.Role, &a.Unit, &a.Sector); err != nil {
			return err
		}
		found, h.posts = true, append(h.posts, a)
		return nil
	}, `select s.data, coalesce(a.id, 0), coalesce(a.login, ''), coalesce(a.name, ''), coalesce(g.role, ''), coalesce(g.unit_id, 0), coalesce(g.sector, '')
		from account_session s left join account a on a.id = s.account_id and a.disabled = 0
		left join account_grant g on g.account_id = a.id and g.valid_from <= $1 and g.valid_to > $2
		where s.token = $3 and s.expires > $4`, today, today, token, now.UnixMicro()))
	return b, found, err
}

// CommitCtx stores a session and clears away those that have expired. One that was only touched is
// not stored anew: while its request ran, a sign-out or a new password may have ended it.
func (s *sessionStore) CommitCtx(ctx context.Context, token string, b []byte, expiry time.Time) error {
	row := openRow{}
	if _, values, err := (codec{}).Decode(b); err == nil {
		row.read(values)
	}
	return s.db.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		if row.touched {
			_, err := tx.Exec(ctx, `update account_session set data = $1, expires = $2, seen = $3 where token = $4`, b, expiry.UnixMicro(), row.seen, token)
			return err
		}
		if _, err := tx.Exec(ctx, `insert into account_session (token, account_id, data, expires, handle, way, address, agent, begun, seen)
			values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
			on conflict (token) do update set account_id = excluded.account_id, data = excluded.data, expires = excluded.expires, seen = excluded.seen`,
			token, row.account, b, expiry.UnixMicro(), row.handle, row.way, row.address, row.agent, row.begun, row.seen); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, `delete from account_session where expires <= $1`, s.now().UnixMicro())
		return err
	})
}

// DeleteCtx ends a session.
func (s *sessionStore) DeleteCtx(ctx context.Context, token string) error {
	return s.db.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		_, err := tx.Exec(ctx, `delete from account_session where token = $1`, token)
		return err
	})
}

// Find, Commit and Delete serve callers without a context; scs uses the ones above.
func (s *sessionStore) Find(token string) ([]byte, bool, error) {
	return s.FindCtx(context.Background(), token)
}

// Commit stores a session.
func (s *sessionStore) Commit(token string, b []byte, expiry time.Time) error {
	return s.CommitCtx(context.Background(), token, b, expiry)
}

// Delete ends a session.
func (s *sessionStore) Delete(token string) error { return s.DeleteCtx(context.Background(), token) }
