package household

import (
	"context"
	"database/sql"
	"fmt"

	"giamngheo/internal/day"
	"giamngheo/internal/db"
	"giamngheo/internal/seal"
	"giamngheo/internal/unit"
)

// image is a household as its rows lie in the tables, identity numbers sealed as they are.
type image struct {
	Household storedHousehold
	Persons   []storedPerson
	Numbers   []storedNumber
}

// storedHousehold is a row of household.
type storedHousehold struct {
	Commune, ID, Village       int64
	Code                       string
	CodeYear                   int64
	Head, Address              string
	Ethnic, EthnicGiven        string
	EthnicList, Members, Flags int64
	FromCommune, FromID        int64
	Ended                      string
	Version, Created, Updated  int64
}

// storedPerson is a row of household_person without its key.
type storedPerson struct {
	Position                          int64
	Name, Sex, Born, Ethnic, Relation string
	Identity, Key                     []byte
}

func (s storedHousehold) row() []any {
	return []any{
		s.Commune, s.ID, s.Village, s.Code, s.CodeYear, s.Head, s.Address, s.Ethnic, s.EthnicGiven, s.EthnicList,
		s.Members, s.Flags, s.FromCommune, s.FromID, s.Ended, s.Version, s.Created, s.Updated,
	}
}

// household is the row as a household, as far as its search document needs it.
func (s storedHousehold) household() Household {
	return Household{Ref: Ref{unit.ID(s.Commune), ID(s.ID)}, Village: unit.ID(s.Village), Code: s.Code, Head: s.Head, Ended: day.Date(s.Ended)}
}

func (p storedPerson) row(ref Ref) []any {
	return []any{int64(ref.Commune), int64(ref.ID), p.Position, p.Name, p.Sex, p.Born, p.Ethnic, p.Relation, blob(p.Identity), blob(p.Key)}
}

// blob is never nil: the columns hold empty values, not none.
func blob(b []byte) []byte {
	if b == nil {
		return []byte{}
	}
	return b
}

func (p storedPerson) person() Person {
	out := Person{
		Position: int(p.Position), Name: p.Name, Sex: Sex(p.Sex), Born: p.Born, Ethnic: Ethnic(p.Ethnic),
		Relation: Relation(p.Relation), sealed: p.Identity,
	}
	if len(p.Identity) > 0 {
		out.Identity = hidden
	}
	return out
}

// imageOf is a household as it is to be stored.
func imageOf(keys *seal.Keys, h Household, created, updated int64) image {
	out := image{Household: storedHousehold{
		int64(h.Commune), int64(h.ID), int64(h.Village), h.Code, int64(h.CodeYear), h.Head, h.Address, string(h.Ethnic), h.EthnicGiven,
		int64(h.EthnicList), int64(h.Members), int64(h.Flags), int64(h.From.Commune), int64(h.From.ID), string(h.Ended), h.Version, created, updated,
	}}
	for _, p := range h.Persons {
		s := sealPerson(keys, h.Ref, p)
		out.Persons = append(out.Persons, storedPerson{
			int64(p.Position), p.Name, string(p.Sex), p.Born, string(p.Ethnic), string(p.Relation), s.identity, s.key,
		})
	}
	out.Numbers = sealNumbers(keys, h)
	return out
}

// images reads the rows of some households of a commune.
func images(ctx context.Context, q db.Querier, commune unit.ID, ids []ID) (map[ID]image, error) {
	out := make(map[ID]image, len(ids))
	for from := 0; from < len(ids); from += inList {
		chunk := ids[from:min(from+inList, len(ids))]
		if err := someImages(ctx, q, commune, chunk, out); err != nil {
			return nil, fmt.Errorf("households of %d: %w", commune, err)
		}
		err := eachPerson(ctx, q, commune, chunk, func(id ID, p storedPerson) error {
			i := out[id]
			i.Persons = append(i.Persons, p)
			out[id] = i
			return nil
		})
		if err != nil {
			return nil, err
		}
		err = eachNumber(ctx, q, commune, chunk, func(id ID, n storedNumber) error {
			i := out[id]
			i.Numbers = append(i.Numbers, n)
			out[id] = i
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	return out, nil
}

func someImages(ctx context.Context, q db.Querier, commune unit.ID, ids []ID, out map[ID]image) error {
	rows, err := byIDs(ctx, q, `-- routed
		select commune_id, id, village_id, code, code_year, head, address, ethnic, ethnic_given, ethnic_list, members, flags,
			from_commune, from_id, ended, version, created, updated
		from household where commune_id = $1 and id in (`, `)`, commune, ids)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var s storedHousehold
		if err := rows.Scan(&s.Commune, &s.ID, &s.Village, &s.Code, &s.CodeYear, &s.Head, &s.Address, &s.Ethnic, &s.EthnicGiven,
			&s.EthnicList, &s.Members, &s.Flags, &s.FromCommune, &s.FromID, &s.Ended, &s.Version, &s.Created, &s.Updated); err != nil {
			return err
		}
		out[ID(s.ID)] = image{Household: s}
	}
	return rows.Err()
}

// eachPerson visits the stored persons of some households of a commune, in their order.
func eachPerson(ctx context.Context, q db.Querier, commune unit.ID, ids []ID, visit func(ID, storedPerson) error) error {
	rows, err := byIDs(ctx, q, `-- routed
		select household_id, position, name, sex, born, ethnic, relation, identity, identity_key
		from household_person where commune_id = $1 and household_id in (`, `) order by household_id, position`, commune, ids)
	if err != nil {
		return fmt.Errorf("persons of %d: %w", commune, err)
	}
	defer rows.Close()
	for rows.Next() {
		var id ID
		var p storedPerson
		if err := rows.Scan(&id, &p.Position, &p.Name, &p.Sex, &p.Born, &p.Ethnic, &p.Relation, &p.Identity, &p.Key); err != nil {
			return err
		}
		if err := visit(id, p); err != nil {
			return err
		}
	}
	return rows.Err()
}

// byIDs runs a query of some ids of a commune; before and after stand around the list of ids.
func byIDs(ctx context.Context, q db.Querier, before, after string, commune unit.ID, ids []ID) (*sql.Rows, error) {
	args := []any{commune}
	for _, id := range ids {
		args = append(args, id)
	}
	return q.Query(ctx, before+places(2, len(ids))+after, args...)
}
