package household

import (
	"context"
	"encoding/json"
	"fmt"
	"iter"
	"strconv"
	"strings"

	"giamngheo/internal/db"
	"giamngheo/internal/fault"
	"giamngheo/internal/seal"
	"giamngheo/internal/unit"
)

// The acts on many households of an import. They run inside the import's own act and write no audit line
// each; whoever calls them holds the lock of every commune concerned (LockCommune), has run Check, and
// gives at most loadChunk households at a time.

// LockCommune makes other acts on the register of a commune wait until this one ends.
func LockCommune(ctx context.Context, tx *db.Tx, commune unit.ID) error {
	return tx.Lock(ctx, "household.commune", int64(commune))
}

// Tidy brings what was typed into the form that is stored.
func Tidy(h Household) Household { return tidy(h) }

// TidyCode is a code as it is stored.
func TidyCode(s string) string { return clean(s) }

// KeepIdentities puts the stored number back where the mask of one came, as Service.Update does; before
// must have its persons (WithPersons).
func KeepIdentities(h *Household, before Household) error { return keepIdentities(h, before) }

// NextID is the first free id of a commune.
func NextID(ctx context.Context, q db.Querier, commune unit.ID) (ID, error) {
	return nextID(ctx, q, commune)
}

// ByCodes reads the households of a commune that bear one of some codes, in whatever year and whether they
// stand or have ended, without their persons, in the order of their ids.
func ByCodes(ctx context.Context, q db.Querier, commune unit.ID, codes []string) ([]Household, error) {
	if q.Engine() == db.Postgres && len(codes) > fewCodes {
		return byManyCodes(ctx, q, commune, codes)
	}
	var out []Household
	for from := 0; from < len(codes); from += inList {
		chunk := codes[from:min(from+inList, len(codes))]
		args := []any{commune}
		for _, c := range chunk {
			args = append(args, c)
		}
		list, err := scanAll(q.Query(ctx, `-- routed
			select `+columns+` from household h where h.commune_id = $1 and h.code in (`+places(2, len(chunk))+`) order by h.id`, args...))
		if err != nil {
			return nil, err
		}
		out = append(out, list...)
	}
	return out, nil
}

// fewCodes is up to how many codes PostgreSQL is asked for by name: it compares every household of the commune
// with each of them, so that 2,000 codes took it 250 ms. Reading the whole commune takes a fifth of that.
const fewCodes = 50

func byManyCodes(ctx context.Context, q db.Querier, commune unit.ID, codes []string) (out []Household, err error) {
	wanted := make(map[string]bool, len(codes))
	for _, c := range codes {
		wanted[c] = true
	}
	err = db.Ask(ctx, q, db.Each(func(row db.Rows) error {
		h, err := scan(row)
		if err != nil {
			return fmt.Errorf("households: %w", err)
		}
		if wanted[h.Code] {
			out = append(out, h)
		}
		return nil
	}, `-- routed
		select `+columns+` from household h where h.commune_id = $1 order by h.id`, int64(commune)))
	return out, err
}

// places are n parameters in a row, from one on: "$2, $3".
func places(from, n int) string {
	var b strings.Builder
	for i := range n {
		if i > 0 {
			b.WriteString(", ")
		}
		b.WriteString("$" + strconv.Itoa(from+i))
	}
	return b.String()
}

// WithPersons reads the persons and the numbers of some households of one commune into them, the numbers open:
// they are for comparing and storing, not for showing.
func WithPersons(ctx context.Context, q db.Querier, keys *seal.Keys, commune unit.ID, list []*Household) error {
	at := map[ID]*Household{}
	ids := make([]ID, len(list))
	for i, h := range list {
		at[h.ID], ids[i], h.Persons = h, h.ID, nil
	}
	if err := readNumbers(ctx, q, commune, at); err != nil {
		return err
	}
	s := Service{keys: keys}
	for from := 0; from < len(ids); from += inList {
		err := eachPerson(ctx, q, commune, ids[from:min(from+inList, len(ids))], func(id ID, p storedPerson) error {
			at[id].Persons = append(at[id].Persons, p.person())
			return nil
		})
		if err != nil {
			return err
		}
	}
	for _, h := range list {
		if err := s.open(h, whole); err != nil {
			return err
		}
	}
	return nil
}

// WithNumbers is WithPersons without the persons.
func WithNumbers(ctx context.Context, q db.Querier, keys *seal.Keys, commune unit.ID, list []*Household) error {
	at := make(map[ID]*Household, len(list))
	for _, h := range list {
		at[h.ID] = h
	}
	if err := readNumbers(ctx, q, commune, at); err != nil {
		return err
	}
	for _, h := range list {
		if err := openNumbers(keys, h, whole); err != nil {
			return err
		}
	}
	return nil
}

// KeepNumbers puts the stored number back where the mask of it came; before must have its numbers open.
func KeepNumbers(h *Household, before Household) error { return keepNumbers(h, before) }

// Replace overwrites households that the register has, each with its persons and its search document, and
// gives the images of what was before, by id. It refuses to overwrite a change made since h was read.
func Replace(ctx context.Context, tx *db.Tx, keys *seal.Keys, commune unit.ID, list []Household) (map[ID][]byte, error) {
	before, err := images(ctx, tx, commune, idsOf(list))
	if err != nil {
		return nil, err
	}
	now := make(map[ID]image, len(list))
	out := make(map[ID][]byte, len(list))
	for _, h := range list {
		b, ok := before[h.ID]
		if !ok || b.Household.Version != h.Version {
			return nil, fault.New(fault.Conflict, "household.changed")
		}
		if out[h.ID], err = json.Marshal(b); err != nil {
			return nil, err
		}
		h.Version++
		now[h.ID] = imageOf(keys, h, b.Household.Created, tx.Micros())
	}
	return out, put(ctx, tx, commune, idsOf(list), now)
}

// Restore brings households back to the images that Replace gave, to the last byte. Whoever calls it has
// made sure that nobody changed them since (Standing, StampAfter).
func Restore(ctx context.Context, tx *db.Tx, commune unit.ID, was map[ID][]byte) error {
	ids := make([]ID, 0, len(was))
	now := make(map[ID]image, len(was))
	for id, b := range was {
		var i image
		if err := json.Unmarshal(b, &i); err != nil {
			return fmt.Errorf("image of household %d/%d: %w", commune, id, err)
		}
		ids, now[id] = append(ids, id), i
	}
	return put(ctx, tx, commune, ids, now)
}

// Remove takes households out of the register as if they had never been entered.
func Remove(ctx context.Context, tx *db.Tx, commune unit.ID, ids []ID) error {
	return drop(ctx, tx, commune, ids)
}

// Standing are the version and the time of the last change of some households of a commune.
func Standing(ctx context.Context, q db.Querier, commune unit.ID, first, last ID) (map[ID]Stamp, error) {
	rows, err := q.Query(ctx, `-- routed
		select id, version, updated from household where commune_id = $1 and id between $2 and $3`, commune, first, last)
	if err != nil {
		return nil, fmt.Errorf("households of %d: %w", commune, err)
	}
	defer rows.Close()
	out := map[ID]Stamp{}
	for rows.Next() {
		var id ID
		var m Stamp
		if err := rows.Scan(&id, &m.Version, &m.Updated); err != nil {
			return nil, err
		}
		out[id] = m
	}
	return out, rows.Err()
}

// Stamp tells one state of a household from another.
type Stamp struct {
	Version int64
	Updated int64 // microseconds
}

// StampAfter is the stamp that an image's household bears once Replace has overwritten it at a time.
func StampAfter(before []byte, micros int64) (Stamp, error) {
	var i image
	err := json.Unmarshal(before, &i)
	return Stamp{i.Household.Version + 1, micros}, err
}

// InVillage tells whether a household stands or stood in a village.
func InVillage(ctx context.Context, q db.Querier, commune, village unit.ID) (bool, error) {
	var n int64
	err := q.QueryRow(ctx, `-- routed
		select count(*) from household where commune_id = $1 and village_id = $2`, commune, village).Scan(&n)
	return n > 0, err
}

// drop deletes the rows of some households in every table.
func drop(ctx context.Context, tx *db.Tx, commune unit.ID, ids []ID) error {
	for from := 0; from < len(ids); from += inList {
		chunk := ids[from:min(from+inList, len(ids))]
		args, keys := []any{commune}, []any{}
		for _, id := range chunk {
			args = append(args, id)
			key, err := searchKey(Ref{commune, id})
			if err != nil {
				return err
			}
			keys = append(keys, key)
		}
		search, searchArgs := `-- routed
			delete from household_search where commune_id = $1 and household_id in (`+places(2, len(chunk))+`)`, args
		if tx.Engine() == db.SQLite {
			search, searchArgs = `-- routed
			delete from household_search where rowid in (`+places(1, len(chunk))+`)`, keys
		}
		for _, x := range []struct {
			text string
			args []any
		}{
			{`-- routed
			delete from household where commune_id = $1 and id in (` + places(2, len(chunk)) + `)`, args},
			{`-- routed
			delete from household_person where commune_id = $1 and household_id in (` + places(2, len(chunk)) + `)`, args},
			{`-- routed
			delete from household_number where commune_id = $1 and household_id in (` + places(2, len(chunk)) + `)`, args},
			{search, searchArgs},
		} {
			if _, err := tx.Exec(ctx, x.text, x.args...); err != nil {
				return fmt.Errorf("households of %d: %w", commune, err)
			}
		}
	}
	return nil
}

// put stores households as their images have them, in place of what there is.
func put(ctx context.Context, tx *db.Tx, commune unit.ID, ids []ID, now map[ID]image) error {
	if err := drop(ctx, tx, commune, ids); err != nil {
		return err
	}
	areas := areaTerms{}
	docs := make([][]any, 0, len(ids))
	for _, id := range ids {
		h := now[id].Household.household()
		at, err := areas.of(ctx, tx, h)
		if err != nil {
			return err
		}
		doc, err := searchRow(tx.Engine(), h, at)
		if err != nil {
			return err
		}
		docs = append(docs, doc)
	}
	if _, err := tx.Load(ctx, "household", tableColumns, func(yield func([]any, error) bool) {
		for _, id := range ids {
			if !yield(now[id].Household.row(), nil) {
				return
			}
		}
	}); err != nil {
		return err
	}
	if _, err := tx.Load(ctx, "household_person", personColumns, func(yield func([]any, error) bool) {
		for _, id := range ids {
			for _, p := range now[id].Persons {
				if !yield(p.row(Ref{commune, id}), nil) {
					return
				}
			}
		}
	}); err != nil {
		return err
	}
	var numbers [][]any
	for _, id := range ids {
		for _, n := range now[id].Numbers {
			numbers = append(numbers, n.row(Ref{commune, id}))
		}
	}
	if len(numbers) > 0 {
		if _, err := tx.Load(ctx, "household_number", numberColumns, yieldAll(numbers)); err != nil {
			return err
		}
	}
	_, err := tx.Load(ctx, "household_search", searchColumns(tx.Engine()), yieldAll(docs))
	return err
}

func yieldAll(rows [][]any) iter.Seq2[[]any, error] {
	return func(yield func([]any, error) bool) {
		for _, r := range rows {
			if !yield(r, nil) {
				return
			}
		}
	}
}

func idsOf(list []Household) []ID {
	out := make([]ID, len(list))
	for i, h := range list {
		out[i] = h.ID
	}
	return out
}
