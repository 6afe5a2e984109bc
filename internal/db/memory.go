package db

import "context"

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

// Remember gives what a house keeps between requests under a key, which is a type of its own; it is made at
// the first call.
func (d *DB) Remember(key any, make func() any) any {
	if v, ok := d.kept.Load(key); ok {
		return v
	}
	v, _ := d.kept.LoadOrStore(key, make())
	return v
}
