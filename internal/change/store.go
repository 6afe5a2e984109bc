package change

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"giamngheo/internal/account"
	"giamngheo/internal/db"
	"giamngheo/internal/fault"
	"giamngheo/internal/household"
	"giamngheo/internal/seal"
	"giamngheo/internal/unit"
)

const columns = `r.commune_id, r.id, r.household_id, r.top_id, r.kind, r.state, r.asked, r.asked_by, r.asked_name,
	r.decided, r.decided_by, r.decided_name, r.content`

func scan(row interface{ Scan(...any) error }, keys *seal.Keys) (Request, error) {
	var r Request
	var asked, decided int64
	var sealed []byte
	err := row.Scan(&r.Commune, &r.ID, &r.Household.ID, &r.Top, &r.Kind, &r.State, &asked, &r.AskedBy, &r.AskedName,
		&decided, &r.DecidedBy, &r.Decider, &sealed)
	if err != nil {
		return Request{}, err
	}
	r.Household.Commune, r.Asked = r.Commune, time.UnixMicro(asked).UTC()
	if decided != 0 {
		r.Decided = time.UnixMicro(decided).UTC()
	}
	plain, err := keys.Open(sealed, binding(r.Key))
	if err != nil {
		return Request{}, fmt.Errorf("request %s: %w", r.Key, err)
	}
	if err := json.Unmarshal(plain, &r.Content); err != nil {
		return Request{}, fmt.Errorf("request %s: %w", r.Key, err)
	}
	return r, nil
}

// binding names the place that a sealed content belongs to, so that it opens nowhere else.
func binding(k Key) []byte { return fmt.Appendf(nil, "change_request/%d/%d", k.Commune, k.ID) }

func (r Request) sealed(keys *seal.Keys) ([]byte, error) {
	b, err := json.Marshal(r.Content)
	if err != nil {
		return nil, err
	}
	return keys.Seal(b, binding(r.Key)), nil
}

// get finds a request.
func get(ctx context.Context, q db.Querier, keys *seal.Keys, k Key) (Request, error) {
	r, err := scan(q.QueryRow(ctx, `-- routed
		select `+columns+` from change_request r where r.commune_id = $1 and r.id = $2`, int64(k.Commune), k.ID), keys)
	if errors.Is(err, sql.ErrNoRows) {
		return Request{}, fault.New(fault.NotFound, "change.not_found")
	}
	return r, err
}

// byKeys reads requests, the newest first.
func byKeys(ctx context.Context, q db.Querier, keys *seal.Keys, list []Key) ([]Request, error) {
	if len(list) == 0 {
		return nil, nil
	}
	values, args := make([]string, len(list)), make([]any, 0, 2*len(list))
	for i, k := range list {
		values[i] = "(cast($" + strconv.Itoa(2*i+1) + " as bigint), cast($" + strconv.Itoa(2*i+2) + " as bigint))"
		args = append(args, int64(k.Commune), k.ID)
	}
	rows, err := q.Query(ctx, `-- all-shards
		with wanted (commune_id, id) as (values `+strings.Join(values, ", ")+`)
		select `+columns+` from wanted w cross join change_request r where r.commune_id = w.commune_id and r.id = w.id
		order by r.id desc`, args...)
	if err != nil {
		return nil, fmt.Errorf("requests: %w", err)
	}
	defer rows.Close()
	var out []Request
	for rows.Next() {
		r, err := scan(rows, keys)
		if err != nil {
			return nil, err
		}
		out = append(out, r)
	}
	return out, rows.Err()
}

// insert stores a new request under the next number.
func insert(ctx context.Context, tx *db.Tx, keys *seal.Keys, r Request, touches []Touch) (int64, error) {
	if err := tx.Lock(ctx, "change.requests"); err != nil {
		return 0, err
	}
	if err := tx.QueryRow(ctx, `-- all-shards
		select coalesce(max(id), 0) + 1 from change_request`).Scan(&r.ID); err != nil {
		return 0, fmt.Errorf("request number: %w", err)
	}
	content, err := r.sealed(keys)
	if err != nil {
		return 0, err
	}
	_, err = tx.Exec(ctx, `-- routed
		insert into change_request (commune_id, id, household_id, top_id, kind, state, asked, asked_by, asked_name, decided, decided_by, decided_name, content)
		values ($1, $2, $3, $4, $5, $6, $7, $8, $9, 0, 0, '', $10)`,
		int64(r.Commune), r.ID, int64(r.Household.ID), int64(r.Top), string(r.Kind), string(r.State), r.Asked.UnixMicro(), r.AskedBy, r.AskedName, content)
	if err != nil {
		return 0, fmt.Errorf("request: %w", err)
	}
	for _, t := range touches {
		_, err := tx.Exec(ctx, `-- routed
			insert into change_touch (commune_id, household_id, request_id, home_id, state, part, print) values ($1, $2, $3, $4, $5, $6, $7)`,
			int64(t.Household.Commune), int64(t.Household.ID), r.ID, int64(r.Commune), string(r.State), string(t.Part), t.print)
		if err != nil {
			return 0, fmt.Errorf("request: %w", err)
		}
	}
	return r.ID, nil
}

// settle brings a request, and what it touches, to its final state.
func settle(ctx context.Context, tx *db.Tx, keys *seal.Keys, r Request, touches []Touch, state State, who account.Actor) error {
	content, err := r.sealed(keys)
	if err != nil {
		return err
	}
	n, err := tx.Exec(ctx, `-- routed
		update change_request set state = $1, decided = $2, decided_by = $3, decided_name = $4, content = $5
		where commune_id = $6 and id = $7 and state = $8`,
		string(state), tx.Micros(), who.ID, who.Name, content, int64(r.Commune), r.ID, string(Asked))
	if err != nil {
		return fmt.Errorf("request %s: %w", r.Key, err)
	}
	if n == 0 {
		return fault.New(fault.Conflict, "change.decided")
	}
	for _, t := range touches {
		_, err := tx.Exec(ctx, `-- routed
			update change_touch set state = $1 where commune_id = $2 and household_id = $3 and request_id = $4`,
			string(state), int64(t.Household.Commune), int64(t.Household.ID), r.ID)
		if err != nil {
			return fmt.Errorf("request %s: %w", r.Key, err)
		}
	}
	return nil
}

// touchesOf reads what a request touches, its own household first.
func touchesOf(ctx context.Context, q db.Querier, r Request) ([]Touch, error) {
	refs := []household.Ref{r.Household}
	switch _, other := r.Kind.part(); other {
	case "":
	case Arrives:
		refs = append(refs, household.Ref{Commune: r.Wish.Commune})
	default:
		refs = append(refs, r.Wish.Other)
	}
	out := make([]Touch, len(refs))
	for i, ref := range refs {
		out[i].Household = ref
		err := q.QueryRow(ctx, `-- routed
			select part, print from change_touch where commune_id = $1 and household_id = $2 and request_id = $3`,
			int64(ref.Commune), int64(ref.ID), r.ID).Scan(&out[i].Part, &out[i].print)
		if err != nil {
			return nil, fmt.Errorf("request %s: %w", r.Key, err)
		}
	}
	return out, nil
}

// other is a request that waits on a household.
type other struct {
	Key
	on household.Ref
}

// waitingOn finds the requests other than one that wait on the same parts of the same households.
func waitingOn(ctx context.Context, q db.Querier, touches []Touch, than int64) ([]other, error) {
	var out []other
	for _, t := range touches {
		if t.Household.ID == 0 {
			continue
		}
		rows, err := q.Query(ctx, `-- routed
			select home_id, request_id, part from change_touch
			where commune_id = $1 and household_id = $2 and state = $3 and request_id <> $4 order by request_id limit $5`,
			int64(t.Household.Commune), int64(t.Household.ID), string(Asked), than, pageSize)
		if err != nil {
			return nil, fmt.Errorf("requests on %s: %w", t.Household, err)
		}
		for rows.Next() {
			o := other{on: t.Household}
			var part Part
			if err := rows.Scan(&o.Commune, &o.ID, &part); err != nil {
				rows.Close()
				return nil, err
			}
			if part.Overlaps(t.Part) && !slices.ContainsFunc(out, func(x other) bool { return x.Key == o.Key }) {
				out = append(out, o)
			}
		}
		err = rows.Err()
		rows.Close()
		if err != nil {
			return nil, err
		}
	}
	return out, nil
}

// touching finds the requests that touch an area, or one household of it, the newest first.
func touching(ctx context.Context, q db.Querier, area unit.ID, ref household.Ref, state State, before int64, limit int) ([]Key, error) {
	return keysOf(q.Query(ctx, `-- all-shards
		select distinct t.home_id, t.request_id from unit_below b join change_touch t on t.commune_id = b.unit_id
		where b.ancestor_id = $1 and (cast($2 as text) = '' or t.state = $3) and (cast($4 as bigint) = 0 or t.request_id < $5)
			and (cast($6 as bigint) = 0 or t.commune_id = $7 and t.household_id = $8)
		order by t.request_id desc limit $9`,
		int64(area), string(state), string(state), before, before, int64(ref.ID), int64(ref.Commune), int64(ref.ID), limit))
}

// waiting counts what waits for the decision of somebody over an area who did not ask for it himself.
func waiting(ctx context.Context, q db.Querier, area unit.ID, me int64) (n int64, err error) {
	err = q.QueryRow(ctx, `-- all-shards
		select count(*) from unit_below b join change_request r on r.top_id = b.unit_id
		where b.ancestor_id = $1 and r.state = $2 and r.asked_by <> $3`, int64(area), string(Asked), me).Scan(&n)
	if err != nil {
		return 0, fmt.Errorf("requests that wait: %w", err)
	}
	return n, nil
}

func waitingKeys(ctx context.Context, q db.Querier, area unit.ID, me int64, limit int) ([]Key, error) {
	return keysOf(q.Query(ctx, `-- all-shards
		select r.commune_id, r.id from unit_below b join change_request r on r.top_id = b.unit_id
		where b.ancestor_id = $1 and r.state = $2 and r.asked_by <> $3 order by r.id limit $4`, int64(area), string(Asked), me, limit))
}

func keysOf(rows *sql.Rows, err error) ([]Key, error) {
	if err != nil {
		return nil, fmt.Errorf("requests: %w", err)
	}
	defer rows.Close()
	var out []Key
	for rows.Next() {
		var k Key
		if err := rows.Scan(&k.Commune, &k.ID); err != nil {
			return nil, err
		}
		out = append(out, k)
	}
	return out, rows.Err()
}
