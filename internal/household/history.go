package household

import (
	"bytes"
	"cmp"
	"compress/flate"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strconv"
	"time"

	"giamngheo/internal/account"
	"giamngheo/internal/db"
	"giamngheo/internal/unit"
)

// SourceKind is by what way a value came into the register.
type SourceKind string

// The ways.
const (
	ByForm    SourceKind = "form"    // the form of one household
	ByMark    SourceKind = "mark"    // a mark given to many households at once
	ByImport  SourceKind = "import"  // a sheet
	ByRequest SourceKind = "request" // an approved request
)

// Source is from where a value came: the way, and the number of the import or request.
type Source struct {
	Kind SourceKind
	ID   int64
}

// Difference is one value before and after an act, as it is stored: a group's code, a village's number, an
// identity number only as its mask. Person names whose value it is, "" for the household's own.
type Difference struct {
	Field  string `json:"f"`
	Person string `json:"p,omitempty"`
	Before string `json:"b,omitempty"`
	After  string `json:"a,omitempty"`
}

// Event is one act in the history of a household.
type Event struct {
	At      time.Time
	Source  Source
	Account int64
	Who     string
	Entered bool // the act entered the household into the register
	Changes []Difference
	Undone  time.Time // when the import was taken back; zero while it stands
}

// Differences lists the values in which two states of a household differ. Persons are told apart by name
// and birth first, what remains by their place.
func Differences(before, after Household) []Difference {
	var out []Difference
	add := func(field, person, b, a string) {
		if b != a {
			out = append(out, Difference{field, person, b, a})
		}
	}
	add("code", "", before.Code, after.Code)
	add("code_year", "", strconv.Itoa(before.CodeYear), strconv.Itoa(after.CodeYear))
	add("head", "", before.Head, after.Head)
	add("village", "", strconv.FormatInt(int64(before.Village), 10), strconv.FormatInt(int64(after.Village), 10))
	add("address", "", before.Address, after.Address)
	add("ethnic", "", string(before.Ethnic), string(after.Ethnic))
	add("members", "", strconv.Itoa(before.Members), strconv.Itoa(after.Members))
	for _, f := range AllFlags() {
		add("flag_"+f.Code(), "", bit(before.Flags.Has(f)), bit(after.Flags.Has(f)))
	}
	for _, x := range []struct {
		field string
		b, a  Number
	}{{"phone", before.Phone, after.Phone}, {"bank", before.Bank, after.Bank}} {
		if x.b != x.a {
			add(x.field, "", x.b.Mask(), x.a.Mask()+same(x.b, x.a))
		}
	}
	add("bank_name", "", before.BankName, after.BankName)
	add("ended", "", string(before.Ended), string(after.Ended))
	for _, p := range pairs(before.Persons, after.Persons) {
		switch {
		case p[0] == nil:
			out = append(out, Difference{Field: "person_in", Person: p[1].Name, After: p[1].Born})
		case p[1] == nil:
			out = append(out, Difference{Field: "person_out", Person: p[0].Name, Before: p[0].Born})
		default:
			a, b := p[0], p[1]
			add("person_name", a.Name, a.Name, b.Name)
			add("person_sex", b.Name, string(a.Sex), string(b.Sex))
			add("person_born", b.Name, a.Born, b.Born)
			add("person_ethnic", b.Name, string(a.Ethnic), string(b.Ethnic))
			add("person_relation", b.Name, string(a.Relation), string(b.Relation))
			if a.Identity != b.Identity {
				add("person_identity", b.Name, a.Identity.Mask(), b.Identity.Mask()+same(a.Identity, b.Identity))
			}
		}
	}
	return out
}

// same marks a number that is another one under the same mask.
func same(a, b Identity) string {
	if a.Mask() == b.Mask() {
		return " *"
	}
	return ""
}

func bit(on bool) string {
	if on {
		return "1"
	}
	return "0"
}

// pairs puts each person of one list beside the same one of the other; nil stands for nobody.
func pairs(before, after []Person) (out [][2]*Person) {
	taken := make([]bool, len(after))
	var rest []*Person
	for i := range before {
		b := &before[i]
		j := 0
		for j < len(after) && (taken[j] || after[j].Name != b.Name || after[j].Born != b.Born) {
			j++
		}
		if j == len(after) {
			rest = append(rest, b)
			continue
		}
		taken[j] = true
		out = append(out, [2]*Person{b, &after[j]})
	}
	for _, b := range rest {
		best := -1
		for j, a := range after {
			if n := agree(*b, a); !taken[j] && n >= 2 && (best < 0 || n > agree(*b, after[best])) {
				best = j
			}
		}
		if best < 0 {
			out = append(out, [2]*Person{b, nil})
			continue
		}
		taken[best] = true
		out = append(out, [2]*Person{b, &after[best]})
	}
	for j := range after {
		if !taken[j] {
			out = append(out, [2]*Person{nil, &after[j]})
		}
	}
	return out
}

// agree counts in what two records of a person agree; the same sex alone says nothing.
func agree(a, b Person) int {
	n := 0
	for _, agrees := range []bool{sameName(a.Name, b.Name), a.Born == b.Born, a.Position == b.Position, a.Identity != "" && a.Identity == b.Identity} {
		if agrees {
			n++
		}
	}
	return n
}

// remember writes the history of an act on one household into its transaction; before is nil for one that
// is entered. An act that changed nothing leaves none.
func remember(ctx context.Context, tx *db.Tx, who account.Actor, from Source, before *Household, after Household) error {
	entered, text := int64(1), ""
	if before != nil {
		changes := Differences(*before, after)
		if len(changes) == 0 {
			return nil
		}
		b, err := json.Marshal(changes)
		if err != nil {
			return err
		}
		entered, text = 0, string(b)
	}
	_, err := tx.Exec(ctx, `-- routed
		insert into household_history (commune_id, household_id, n, at, source, source_id, account_id, who, entered, changes)
		select $1, $2, coalesce(max(h.n), 0) + 1, $3, $4, $5, $6, $7, $8, $9 from household_history h where h.commune_id = $10 and h.household_id = $11`,
		int64(after.Commune), int64(after.ID), tx.Micros(), string(from.Kind), from.ID, who.ID, who.Audit().Name, entered, text,
		int64(after.Commune), int64(after.ID))
	if err != nil {
		return fmt.Errorf("household %s: history: %w", after.Ref, err)
	}
	return nil
}

// RememberEntered notes that an import entered the households of a commune from first to last: one row for
// all of them.
func RememberEntered(ctx context.Context, tx *db.Tx, who account.Actor, intake int64, commune unit.ID, first, last ID) error {
	return rememberRun(ctx, tx, who, intake, commune, true, first, last, []byte{})
}

// RememberChanged notes what an import changed of some households of a commune, given with what was before:
// one row for all of them, compressed.
func RememberChanged(ctx context.Context, tx *db.Tx, who account.Actor, intake int64, commune unit.ID, before, after []Household) error {
	all := map[ID][]Difference{}
	var first, last ID
	for i, b := range before {
		changes := Differences(b, after[i])
		if len(changes) == 0 {
			continue
		}
		if all[b.ID] = changes; first == 0 || b.ID < first {
			first = b.ID
		}
		last = max(last, b.ID)
	}
	if len(all) == 0 {
		return nil
	}
	var packed bytes.Buffer
	w, err := flate.NewWriter(&packed, flate.BestSpeed)
	if err != nil {
		return err
	}
	if err := json.NewEncoder(w).Encode(all); err != nil {
		return err
	}
	if err := w.Close(); err != nil {
		return err
	}
	return rememberRun(ctx, tx, who, intake, commune, false, first, last, packed.Bytes())
}

func rememberRun(ctx context.Context, tx *db.Tx, who account.Actor, intake int64, commune unit.ID, entered bool, first, last ID, changes []byte) error {
	_, err := tx.Exec(ctx, `-- routed
		insert into household_history_run (commune_id, intake_id, entered, first_id, last_id, at, account_id, who, undone, changes)
		values ($1, $2, $3, $4, $5, $6, $7, $8, 0, $9)`,
		int64(commune), intake, number(entered), int64(first), int64(last), tx.Micros(), who.ID, who.Audit().Name, changes)
	if err != nil {
		return fmt.Errorf("history of import %d: %w", intake, err)
	}
	return nil
}

// number is a truth value as it is stored.
func number(b bool) int64 {
	if b {
		return 1
	}
	return 0
}

// RememberUndone notes that an import was taken back in a commune: what it entered is gone with its history,
// what it changed is as it was.
func RememberUndone(ctx context.Context, tx *db.Tx, intake int64, commune unit.ID) error {
	_, err := tx.Exec(ctx, `-- routed
		delete from household_history_run where commune_id = $1 and intake_id = $2 and entered = 1`, int64(commune), intake)
	if err == nil {
		_, err = tx.Exec(ctx, `-- routed
			update household_history_run set undone = $1 where commune_id = $2 and intake_id = $3`, tx.Micros(), int64(commune), intake)
	}
	if err != nil {
		return fmt.Errorf("history of import %d: %w", intake, err)
	}
	return nil
}

// maxEvents bounds a household's history on one page.
const maxEvents = 500

// History lists the acts on a household, the newest first. It costs the same in a register of any size.
func History(ctx context.Context, q db.Querier, ref Ref) ([]Event, error) {
	out, err := single(ctx, q, ref)
	if err != nil {
		return nil, err
	}
	rows, err := q.Query(ctx, `-- routed
		select at, intake_id, account_id, who, entered, undone, changes from household_history_run
		where commune_id = $1 and first_id <= $2 and last_id >= $3 order by at desc limit $4`,
		int64(ref.Commune), int64(ref.ID), int64(ref.ID), maxEvents)
	if err != nil {
		return nil, fmt.Errorf("household %s: history: %w", ref, err)
	}
	defer rows.Close()
	for rows.Next() {
		e := Event{Source: Source{Kind: ByImport}}
		var at, entered, undone int64
		var packed []byte
		if err := rows.Scan(&at, &e.Source.ID, &e.Account, &e.Who, &entered, &undone, &packed); err != nil {
			return nil, err
		}
		e.At, e.Entered = time.UnixMicro(at).UTC(), entered == 1
		if undone != 0 {
			e.Undone = time.UnixMicro(undone).UTC()
		}
		if !e.Entered {
			if e.Changes, err = unpack(packed, ref.ID); err != nil {
				return nil, fmt.Errorf("household %s: history of import %d: %w", ref, e.Source.ID, err)
			}
			if e.Changes == nil {
				continue // of the same run, but of other households
			}
		}
		out = append(out, e)
	}
	slices.SortStableFunc(out, func(a, b Event) int {
		return cmp.Or(b.At.Compare(a.At), cmp.Compare(number(a.Entered), number(b.Entered)), cmp.Compare(b.Source.ID, a.Source.ID))
	})
	return out[:min(len(out), maxEvents)], rows.Err()
}

// single are the acts on this household alone.
func single(ctx context.Context, q db.Querier, ref Ref) ([]Event, error) {
	rows, err := q.Query(ctx, `-- routed
		select at, source, source_id, account_id, who, entered, changes from household_history
		where commune_id = $1 and household_id = $2 order by n desc limit $3`, int64(ref.Commune), int64(ref.ID), maxEvents)
	if err != nil {
		return nil, fmt.Errorf("household %s: history: %w", ref, err)
	}
	defer rows.Close()
	var out []Event
	for rows.Next() {
		var e Event
		var at, entered int64
		var changes string
		if err := rows.Scan(&at, &e.Source.Kind, &e.Source.ID, &e.Account, &e.Who, &entered, &changes); err != nil {
			return nil, err
		}
		e.At, e.Entered = time.UnixMicro(at).UTC(), entered == 1
		if changes != "" {
			if err := json.Unmarshal([]byte(changes), &e.Changes); err != nil {
				return nil, fmt.Errorf("household %s: history: %w", ref, err)
			}
		}
		out = append(out, e)
	}
	return out, rows.Err()
}

// unpack takes the changes of one household out of those of a run.
func unpack(packed []byte, id ID) ([]Difference, error) {
	r := flate.NewReader(bytes.NewReader(packed))
	defer r.Close()
	text, err := io.ReadAll(io.LimitReader(r, 64<<20))
	if err != nil {
		return nil, err
	}
	var all map[ID][]Difference
	if err := json.Unmarshal(text, &all); err != nil {
		return nil, err
	}
	return all[id], nil
}
