package household

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"giamngheo/internal/db"
	"giamngheo/internal/seal"
	"giamngheo/internal/unit"
)

// Listed is a person with the household that lists him, without the identity number: Key is equal for
// equal numbers, "" for a person who has none.
type Listed struct {
	Household Ref
	Village   unit.ID
	Person
	Key string
}

// EachListed visits the persons of the households that stand in a commune, household by household.
func EachListed(ctx context.Context, q db.Querier, commune unit.ID, visit func(Listed) error) error {
	rows, err := q.Query(ctx, `-- routed
		select p.household_id, h.village_id, p.position, p.name, p.sex, p.born, p.relation, p.identity_key
		from household h join household_person p on p.commune_id = h.commune_id and p.household_id = h.id
		where h.commune_id = $1 and h.ended = '' order by p.household_id, p.position`, commune)
	if err != nil {
		return fmt.Errorf("persons of commune %d: %w", commune, err)
	}
	defer rows.Close()
	for rows.Next() {
		x := Listed{Household: Ref{Commune: commune}}
		var key []byte
		if err := rows.Scan(&x.Household.ID, &x.Village, &x.Position, &x.Name, &x.Sex, &x.Born, &x.Relation, &key); err != nil {
			return fmt.Errorf("persons of commune %d: %w", commune, err)
		}
		x.Key = string(key)
		if err := visit(x); err != nil {
			return err
		}
	}
	return rows.Err()
}

// WithKeys finds who bears some identity numbers in all the register, ended households left out. Only the
// places and the facts of the persons come back, by key.
func WithKeys(ctx context.Context, q db.Querier, keys []string) (map[string][]Listed, error) {
	out := map[string][]Listed{}
	for from := 0; from < len(keys); from += inList {
		if err := withKeys(ctx, q, keys[from:min(from+inList, len(keys))], out); err != nil {
			return nil, err
		}
	}
	return out, nil
}

func withKeys(ctx context.Context, q db.Querier, keys []string, out map[string][]Listed) error {
	places := make([]string, len(keys))
	args := make([]any, len(keys))
	for i, k := range keys {
		places[i], args[i] = "$"+strconv.Itoa(i+1), []byte(k)
	}
	rows, err := q.Query(ctx, `-- all-shards
		select p.identity_key, p.commune_id, p.household_id, h.village_id, p.position, p.name, p.sex, p.born, p.relation
		from household_person p cross join household h
		where p.identity_key in (`+strings.Join(places, ", ")+`) and length(p.identity_key) > 0
			and h.commune_id = p.commune_id and h.id = p.household_id and h.ended = ''
		order by p.commune_id, p.household_id, p.position`, args...)
	if err != nil {
		return fmt.Errorf("persons by key: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		var x Listed
		var key []byte
		if err := rows.Scan(&key, &x.Household.Commune, &x.Household.ID, &x.Village, &x.Position, &x.Name, &x.Sex, &x.Born, &x.Relation); err != nil {
			return fmt.Errorf("persons by key: %w", err)
		}
		x.Key = string(key)
		out[x.Key] = append(out[x.Key], x)
	}
	return rows.Err()
}

// KeyOf is the key by which equal identity numbers are found.
func KeyOf(keys *seal.Keys, number Identity) string { return string(identityKey(keys, number)) }

// Keys are the keys of the identity numbers of a household's persons as they were typed, by position; of a
// number that comes masked it is the stored one.
func (s *Service) Keys(ctx context.Context, q db.Querier, h Household) (map[int]string, error) {
	out := map[int]string{}
	var before *Household
	for i, p := range h.Persons {
		if p.Identity == "" {
			continue
		}
		if !p.Identity.Masked() {
			out[i+1] = string(identityKey(s.keys, p.Identity))
			continue
		}
		if before == nil {
			got, err := Get(ctx, q, h.Ref)
			if err != nil {
				return nil, err
			}
			if err := s.open(&got, func(i Identity) Identity { return i }); err != nil {
				return nil, err
			}
			before = &got
		}
		one := Household{Ref: h.Ref, Persons: []Person{p}}
		if err := keepIdentities(&one, *before); err == nil {
			out[i+1] = string(identityKey(s.keys, one.Persons[0].Identity))
		}
	}
	return out, nil
}
