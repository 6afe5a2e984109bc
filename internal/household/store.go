package household

import (
	"context"
	"database/sql"
	"fmt"
	"strconv"
	"strings"

	"giamngheo/internal/db"
	"giamngheo/internal/fault"
	"giamngheo/internal/unit"
)

const columns = `h.commune_id, h.id, h.village_id, h.code, h.code_year, h.head, h.address, h.ethnic, h.ethnic_given,
	h.ethnic_list, h.members, h.flags, h.from_commune, h.from_id, h.ended, h.version`

func scan(row interface{ Scan(...any) error }) (h Household, err error) {
	err = row.Scan(&h.Commune, &h.ID, &h.Village, &h.Code, &h.CodeYear, &h.Head, &h.Address, &h.Ethnic, &h.EthnicGiven,
		&h.EthnicList, &h.Members, &h.Flags, &h.From.Commune, &h.From.ID, &h.Ended, &h.Version)
	return h, err
}

func scanAll(rows *sql.Rows, err error) ([]Household, error) {
	if err != nil {
		return nil, fmt.Errorf("households: %w", err)
	}
	defer rows.Close()
	var out []Household
	for rows.Next() {
		h, err := scan(rows)
		if err != nil {
			return nil, fmt.Errorf("households: %w", err)
		}
		out = append(out, h)
	}
	return out, rows.Err()
}

// Get reads a household with its persons; fault.NotFound when there is none. A stored identity number
// shows as twelve dots: Service.Get opens and masks it.
func Get(ctx context.Context, q db.Querier, ref Ref) (Household, error) {
	var h *Household
	err := db.Ask(ctx, q, Bare(&h, ref))
	if err != nil {
		return Household{}, fmt.Errorf("household %s: %w", ref, err)
	}
	if h == nil {
		return Household{}, fault.New(fault.NotFound, "household.not_found")
	}
	if h.Persons, err = persons(ctx, q, ref); err != nil {
		return *h, err
	}
	err = readNumbers(ctx, q, ref.Commune, map[ID]*Household{ref.ID: h})
	return *h, err
}

func persons(ctx context.Context, q db.Querier, ref Ref) ([]Person, error) {
	rows, err := q.Query(ctx, `-- routed
		select position, name, sex, born, ethnic, relation, identity from household_person
		where commune_id = $1 and household_id = $2 order by position`, ref.Commune, ref.ID)
	if err != nil {
		return nil, fmt.Errorf("household %s: persons: %w", ref, err)
	}
	defer rows.Close()
	var out []Person
	for rows.Next() {
		var p Person
		if err := rows.Scan(&p.Position, &p.Name, &p.Sex, &p.Born, &p.Ethnic, &p.Relation, &p.sealed); err != nil {
			return nil, fmt.Errorf("household %s: persons: %w", ref, err)
		}
		if len(p.sealed) > 0 {
			p.Identity = hidden
		}
		out = append(out, p)
	}
	return out, rows.Err()
}

// Bare is the question for a household without its persons; into stays nil when there is none.
func Bare(into **Household, ref Ref) db.Question {
	return db.One(func(row db.Rows) error {
		h, err := scan(row)
		*into = &h
		return err
	}, `-- routed
		select `+columns+` from household h where h.commune_id = $1 and h.id = $2`, int64(ref.Commune), int64(ref.ID))
}

// inList bounds how many keys one query names. Such a query says "cross join": SQLite then goes through
// the keys and seeks each; left to choose, it reads the whole register from some hundred keys on.
const inList = 500

// livesIn tells whether a household lives in a village today.
func livesIn(ctx context.Context, q db.Querier, r Ref, village unit.ID) (bool, error) {
	var n int64
	err := q.QueryRow(ctx, `-- routed
		select count(*) from household where commune_id = $1 and id = $2 and village_id = $3`, r.Commune, r.ID, village).Scan(&n)
	if err != nil {
		return false, fmt.Errorf("household %s: village: %w", r, err)
	}
	return n > 0, nil
}

// ByRefs reads households by key, without their persons, in the order of the keys; a key without a
// household is left out.
func ByRefs(ctx context.Context, q db.Querier, refs []Ref) ([]Household, error) {
	found := make(map[Ref]Household, len(refs))
	for from := 0; from < len(refs); from += inList {
		chunk := refs[from:min(from+inList, len(refs))]
		var values strings.Builder
		args := make([]any, 0, 2*len(chunk))
		for i, r := range chunk {
			if i > 0 {
				values.WriteString(", ")
			}
			values.WriteString("(cast($" + strconv.Itoa(2*i+1) + " as bigint), cast($" + strconv.Itoa(2*i+2) + " as bigint))")
			args = append(args, r.Commune, r.ID)
		}
		list, err := scanAll(q.Query(ctx, `-- all-shards
			with wanted (commune_id, id) as (values `+values.String()+`)
			select `+columns+` from wanted w cross join household h where h.commune_id = w.commune_id and h.id = w.id`, args...))
		if err != nil {
			return nil, err
		}
		for _, h := range list {
			found[h.Ref] = h
		}
	}
	out := make([]Household, 0, len(found))
	for _, r := range refs {
		if h, ok := found[r]; ok {
			out = append(out, h)
		}
	}
	return out, nil
}

// Count is how many households stand in an area.
func Count(ctx context.Context, q db.Querier, area unit.ID) (int64, error) {
	var n int64
	err := q.QueryRow(ctx, `-- all-shards
		select count(*) from unit_below b join household h on h.commune_id = b.unit_id
		where b.ancestor_id = $1 and h.ended = ''`, area).Scan(&n)
	if err != nil {
		return 0, fmt.Errorf("count households: %w", err)
	}
	return n, nil
}

// maxCount is how far CountUp counts.
const maxCount = 10_000

// CountUp is Count for a page, which is to cost no more in a larger register: it counts up to a bound, and
// exact is false when that was passed.
func CountUp(ctx context.Context, q db.Querier, area unit.ID) (n int64, exact bool, err error) {
	u, err := unit.Get(ctx, q, area)
	if err != nil {
		return 0, false, err
	}
	if u.Level == unit.Village {
		err = q.QueryRow(ctx, `-- routed
			select count(*) from household where commune_id = $1 and village_id = $2 and ended = ''`, u.Parent, u.ID).Scan(&n)
		if err != nil {
			return 0, false, fmt.Errorf("count households: %w", err)
		}
		return n, true, nil
	}
	err = q.QueryRow(ctx, `-- all-shards
		select count(*) from (select h.id from unit_below b join household h on h.commune_id = b.unit_id
		where b.ancestor_id = $1 and h.ended = '' limit $2) x`, area, maxCount+1).Scan(&n)
	if err != nil {
		return 0, false, fmt.Errorf("count households: %w", err)
	}
	return min(n, maxCount), n <= maxCount, nil
}

// insert stores a new household and its persons.
func insert(ctx context.Context, tx *db.Tx, h Household, sealed []sealedPerson) error {
	_, err := tx.Exec(ctx, `-- routed
		insert into household (commune_id, id, village_id, code, code_year, head, address, ethnic, ethnic_given, ethnic_list,
			members, flags, from_commune, from_id, ended, version, created, updated)
		values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)`, row(tx, h)...)
	if err != nil {
		return fmt.Errorf("household %s: insert: %w", h.Ref, err)
	}
	return insertPersons(ctx, tx, h.Ref, sealed)
}

var tableColumns = []string{
	"commune_id", "id", "village_id", "code", "code_year", "head", "address", "ethnic", "ethnic_given", "ethnic_list",
	"members", "flags", "from_commune", "from_id", "ended", "version", "created", "updated",
}

func row(tx *db.Tx, h Household) []any {
	return []any{
		int64(h.Commune), int64(h.ID), int64(h.Village), h.Code, int64(h.CodeYear), h.Head, h.Address, string(h.Ethnic), h.EthnicGiven, int64(h.EthnicList),
		int64(h.Members), int64(h.Flags), int64(h.From.Commune), int64(h.From.ID), string(h.Ended), h.Version, tx.Micros(), tx.Micros(),
	}
}

// update overwrites a household and its persons when its version is still the one that was read, and
// tells whether it was.
func update(ctx context.Context, tx *db.Tx, h Household, sealed []sealedPerson) (bool, error) {
	n, err := tx.Exec(ctx, `-- routed
		update household set village_id = $1, code = $2, code_year = $3, head = $4, address = $5, ethnic = $6, ethnic_given = $7,
			ethnic_list = $8, members = $9, flags = $10, version = version + 1, updated = $11
		where commune_id = $12 and id = $13 and version = $14`,
		h.Village, h.Code, h.CodeYear, h.Head, h.Address, h.Ethnic, h.EthnicGiven,
		h.EthnicList, h.Members, int64(h.Flags), tx.Micros(), h.Commune, h.ID, h.Version)
	if err != nil {
		return false, fmt.Errorf("household %s: update: %w", h.Ref, err)
	}
	if n == 0 {
		return false, nil
	}
	if _, err := tx.Exec(ctx, `-- routed
		delete from household_person where commune_id = $1 and household_id = $2`, h.Commune, h.ID); err != nil {
		return false, fmt.Errorf("household %s: persons: %w", h.Ref, err)
	}
	return true, insertPersons(ctx, tx, h.Ref, sealed)
}

// sealedPerson is a person as stored.
type sealedPerson struct {
	Person
	identity, key []byte
}

var personColumns = []string{"commune_id", "household_id", "position", "name", "sex", "born", "ethnic", "relation", "identity", "identity_key"}

func personRow(ref Ref, p sealedPerson) []any {
	return []any{int64(ref.Commune), int64(ref.ID), int64(p.Position), p.Name, string(p.Sex), p.Born, string(p.Ethnic), string(p.Relation), p.identity, p.key}
}

// insertPersons stores a household's persons in one statement, however many they are.
func insertPersons(ctx context.Context, tx *db.Tx, ref Ref, sealed []sealedPerson) error {
	if len(sealed) == 0 {
		return nil
	}
	var values strings.Builder
	args := make([]any, 0, len(sealed)*len(personColumns))
	for i, p := range sealed {
		for k, v := range personRow(ref, p) {
			switch {
			case k > 0:
				values.WriteString(", ")
			case i > 0:
				values.WriteString("), (")
			}
			args = append(args, v)
			values.WriteString("$" + strconv.Itoa(len(args)))
		}
	}
	_, err := tx.Exec(ctx, `-- routed
		insert into household_person (commune_id, household_id, position, name, sex, born, ethnic, relation, identity, identity_key)
		values (`+values.String()+`)`, args...)
	if err != nil {
		return fmt.Errorf("household %s: persons: %w", ref, err)
	}
	return nil
}

// codeTaken tells whether another household of the commune bears a code in a year.
func codeTaken(ctx context.Context, q db.Querier, h Household) (bool, error) {
	var n int64
	err := q.QueryRow(ctx, `-- routed
		select count(*) from household where commune_id = $1 and code_year = $2 and code = $3 and id <> $4`,
		h.Commune, h.CodeYear, h.Code, h.ID).Scan(&n)
	return n > 0, err
}

// nextID is the first free id of a commune.
func nextID(ctx context.Context, q db.Querier, commune unit.ID) (ID, error) {
	var id ID
	err := q.QueryRow(ctx, `-- routed
		select coalesce(max(id), 0) + 1 from household where commune_id = $1`, commune).Scan(&id)
	return id, err
}

// byIdentityKey finds the households of persons with one of some identity keys, in the order of their keys.
func byIdentityKey(ctx context.Context, q db.Querier, keys [][]byte, limit int) ([]Ref, error) {
	args := make([]any, 0, len(keys)+1)
	for _, k := range keys {
		args = append(args, k)
	}
	return refsOf(q.Query(ctx, `-- all-shards
		select commune_id, household_id from household_person
		where identity_key in (`+places(1, len(keys))+`) and length(identity_key) > 0
		order by commune_id, household_id limit `+places(len(keys)+1, 1), append(args, limit)...))
}

// refsOf reads keys of households.
func refsOf(rows *sql.Rows, err error) ([]Ref, error) {
	if err != nil {
		return nil, fmt.Errorf("number: %w", err)
	}
	defer rows.Close()
	var out []Ref
	for rows.Next() {
		var r Ref
		if err := rows.Scan(&r.Commune, &r.ID); err != nil {
			return nil, err
		}
		out = append(out, r)
	}
	return out, rows.Err()
}
