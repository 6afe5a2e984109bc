package db

import (
	"context"
	"fmt"
	"sync"
)

// OnSnapshot runs fn on one moment of the database: on q's own when q is a snapshot, on a new one when it
// is the database itself. What fn derives from a snapshot it may keep with d.Remember. Inside an act d is
// nil: what the act sees may never come to be, and is not to be remembered.
func OnSnapshot(ctx context.Context, q Querier, fn func(q Querier, d *DB) error) error {
	switch x := q.(type) {
	case *DB:
		return x.Read(ctx, func(q Querier) error { return fn(q, x) })
	case *Tx:
		return fn(q, x.snapshotOf)
	}
	return fn(q, nil)
}

// InAct tells whether q is an act, which may change what it reads.
func InAct(q Querier) bool {
	t, ok := q.(*Tx)
	return ok && t.snapshotOf == nil
}

// Once asks a question of a snapshot that may be asked of it again: a moment gives the same answer every
// time. Of anything else than a snapshot it is asked each time. Nobody may change what it returns.
func Once[T any](q Querier, question any, ask func() (T, error)) (T, error) {
	t, ok := q.(*Tx)
	if !ok || t.snapshotOf == nil {
		return ask()
	}
	if v, ok := t.asked.Load(question); ok {
		return v.(T), nil
	}
	answer, err := ask()
	if err == nil {
		t.asked.Store(question, answer)
	}
	return answer, err
}

// Remember gives what a house keeps between requests under a key, which is a type of its own; it is made at
// the first call.
func (d *DB) Remember(key any, make func() any) any {
	if v, ok := d.kept.Load(key); ok {
		return v
	}
	v, _ := d.kept.LoadOrStore(key, make())
	return v
}

// Renew says that reference data under a name have changed: what Recall keeps of them is read anew.
func (t *Tx) Renew(ctx context.Context, name string) error {
	_, err := t.Exec(ctx, `insert into db_version (name, version) values ($1, 1)
		on conflict (name) do update set version = db_version.version + 1`, name)
	if err != nil {
		return fmt.Errorf("version of %s: %w", name, err)
	}
	return nil
}

// maxRecalled is how many answers are kept under one name.
const maxRecalled = 512

// recalled are the answers derived from the reference data of one name at one version.
type recalled struct {
	mu      sync.Mutex
	version int64
	answers map[any]any
}

type recalledKey string

// Recall is what read derives from reference data under a name, on q's snapshot. It is read again only after
// an act has renewed the name. Nobody may change what it returns.
func Recall[T any](ctx context.Context, q Querier, name string, key any, read func(q Querier) (T, error)) (out T, err error) {
	err = OnSnapshot(ctx, q, func(q Querier, d *DB) error {
		if d == nil {
			out, err = read(q)
			return err
		}
		version, err := versionOf(ctx, q, name)
		if err != nil {
			return fmt.Errorf("version of %s: %w", name, err)
		}
		r := d.Remember(recalledKey(name), func() any { return &recalled{answers: map[any]any{}} }).(*recalled)
		if v, ok := r.get(version, key); ok {
			out = v.(T)
			return nil
		}
		if out, err = read(q); err == nil {
			r.put(version, key, out)
		}
		return err
	})
	return out, err
}

// versionOf is the version of a name; a snapshot asks for it once.
func versionOf(ctx context.Context, q Querier, name string) (int64, error) {
	return Once(q, recalledKey(name), func() (version int64, err error) {
		err = q.QueryRow(ctx, `select coalesce(max(version), 0) from db_version where name = $1`, name).Scan(&version)
		return version, err
	})
}

func (r *recalled) get(version int64, key any) (any, bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.version != version {
		return nil, false
	}
	v, ok := r.answers[key]
	return v, ok
}

// put keeps an answer; one of an older version than the others is of no use to later readers.
func (r *recalled) put(version int64, key, answer any) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if version < r.version {
		return
	}
	if version > r.version || len(r.answers) >= maxRecalled {
		r.version = version
		clear(r.answers)
	}
	r.answers[key] = answer
}
