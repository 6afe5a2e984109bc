package household

import (
	"context"
	"fmt"

	"giamngheo/internal/db"
	"giamngheo/internal/fault"
	"giamngheo/internal/seal"
	"giamngheo/internal/unit"
)

// Kinds of numbers that a household itself has.
const (
	kindPhone = "phone"
	kindBank  = "bank"
)

// storedNumber is a row of household_number without its key.
type storedNumber struct {
	Kind, Note  string
	Number, Key []byte
}

var numberColumns = []string{"commune_id", "household_id", "kind", "note", "number", "number_key"}

func (n storedNumber) row(ref Ref) []any {
	return []any{int64(ref.Commune), int64(ref.ID), n.Kind, n.Note, blob(n.Number), blob(n.Key)}
}

// numberBinding names the place that a sealed number of a household belongs to, so that it opens nowhere else.
func numberBinding(ref Ref, kind string) []byte {
	return fmt.Appendf(nil, "household_number/%d/%d/%s", ref.Commune, ref.ID, kind)
}

// sealNumbers are the rows of a household's numbers.
func sealNumbers(keys *seal.Keys, h Household) []storedNumber {
	var out []storedNumber
	add := func(kind, note string, n Number) {
		if n != "" {
			out = append(out, storedNumber{kind, note, keys.Seal([]byte(string(n)), numberBinding(h.Ref, kind)), identityKey(keys, n)})
		}
	}
	add(kindPhone, "", h.Phone)
	add(kindBank, h.BankName, h.Bank)
	return out
}

// openNumbers replaces the stored numbers of a household itself by what show makes of them.
func openNumbers(keys *seal.Keys, h *Household, show func(Number) Number) error {
	for _, x := range []struct {
		kind   string
		sealed []byte
		to     *Number
	}{{kindPhone, h.sealedPhone, &h.Phone}, {kindBank, h.sealedBank, &h.Bank}} {
		if len(x.sealed) == 0 {
			continue
		}
		plain, err := keys.Open(x.sealed, numberBinding(h.Ref, x.kind))
		if err != nil {
			return fmt.Errorf("household %s: %s: %w", h.Ref, x.kind, err)
		}
		*x.to = show(Number(plain))
	}
	return nil
}

// whole shows all of a number.
func whole(n Number) Number { return n }

// readNumbers reads the numbers of some households of a commune into them, still sealed.
func readNumbers(ctx context.Context, q db.Querier, commune unit.ID, list map[ID]*Household) error {
	ids := make([]ID, 0, len(list))
	for id, h := range list {
		ids = append(ids, id)
		h.Phone, h.BankName, h.Bank, h.sealedPhone, h.sealedBank = "", "", "", nil, nil
	}
	for from := 0; from < len(ids); from += inList {
		err := eachNumber(ctx, q, commune, ids[from:min(from+inList, len(ids))], func(id ID, n storedNumber) error {
			switch h := list[id]; n.Kind {
			case kindPhone:
				h.Phone, h.sealedPhone = hidden, n.Number
			case kindBank:
				h.BankName, h.Bank, h.sealedBank = n.Note, hidden, n.Number
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// eachNumber visits the stored numbers of some households of a commune.
func eachNumber(ctx context.Context, q db.Querier, commune unit.ID, ids []ID, visit func(ID, storedNumber) error) error {
	rows, err := byIDs(ctx, q, `-- routed
		select household_id, kind, note, number, number_key
		from household_number where commune_id = $1 and household_id in (`, `) order by household_id, kind`, commune, ids)
	if err != nil {
		return fmt.Errorf("numbers of %d: %w", commune, err)
	}
	defer rows.Close()
	for rows.Next() {
		var id ID
		var n storedNumber
		if err := rows.Scan(&id, &n.Kind, &n.Note, &n.Number, &n.Key); err != nil {
			return err
		}
		if err := visit(id, n); err != nil {
			return err
		}
	}
	return rows.Err()
}

func insertNumbers(ctx context.Context, tx *db.Tx, ref Ref, list []storedNumber) error {
	for _, n := range list {
		if _, err := tx.Exec(ctx, `-- routed
			insert into household_number (commune_id, household_id, kind, note, number, number_key) values ($1, $2, $3, $4, $5, $6)`, n.row(ref)...); err != nil {
			return fmt.Errorf("household %s: numbers: %w", ref, err)
		}
	}
	return nil
}

func replaceNumbers(ctx context.Context, tx *db.Tx, ref Ref, list []storedNumber) error {
	if _, err := tx.Exec(ctx, `-- routed
		delete from household_number where commune_id = $1 and household_id = $2`, ref.Commune, ref.ID); err != nil {
		return fmt.Errorf("household %s: numbers: %w", ref, err)
	}
	return insertNumbers(ctx, tx, ref, list)
}

// byNumberKey finds the households that have a number of their own with one of some keys.
func byNumberKey(ctx context.Context, q db.Querier, keys [][]byte, limit int) ([]Ref, error) {
	args := make([]any, 0, len(keys)+1)
	for _, k := range keys {
		args = append(args, k)
	}
	return refsOf(q.Query(ctx, `-- all-shards
		select commune_id, household_id from household_number
		where number_key in (`+places(1, len(keys))+`)
		order by commune_id, household_id limit `+places(len(keys)+1, 1), append(args, limit)...))
}

// keepNumbers puts the stored number back where its mask came.
func keepNumbers(h *Household, before Household) error {
	for _, x := range []struct {
		field string
		now   *Number
		was   Number
	}{{"phone", &h.Phone, before.Phone}, {"bank", &h.Bank, before.Bank}} {
		if !x.now.Masked() {
			continue
		}
		if x.was == "" || *x.now != hidden && string(*x.now) != x.was.Mask() {
			return Problems{{x.field, fault.New(fault.Invalid, "household.number_mask")}}
		}
		*x.now = x.was
	}
	return nil
}

func numbersDiffer(a, b Household) bool {
	return a.Phone != b.Phone || a.Bank != b.Bank || a.BankName != b.BankName
}

// checkNumbers says what is wrong with the numbers of a household itself.
func checkNumbers(h Household) (out Problems) {
	add := func(field string, err error) {
		if err != nil {
			out = append(out, Problem{field, err})
		}
	}
	for _, x := range []struct {
		field string
		n     Number
		check func(Number) error
	}{{"phone", h.Phone, CheckPhone}, {"bank", h.Bank, CheckBank}} {
		switch {
		case x.n == "":
		case x.n.Masked():
			add(x.field, fault.New(fault.Invalid, "household.number_mask"))
		default:
			add(x.field, x.check(x.n))
		}
	}
	switch {
	case h.Bank != "" && h.BankName == "":
		add("bank_name", fault.New(fault.Invalid, "household.bank_name_required"))
	case h.Bank == "" && h.BankName != "":
		add("bank", fault.New(fault.Invalid, "household.bank_required"))
	case len([]rune(h.BankName)) > 100:
		add("bank_name", fault.New(fault.Invalid, "household.bank_name_long"))
	}
	return out
}
