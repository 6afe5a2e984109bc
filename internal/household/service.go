package household

import (
	"context"
	"fmt"
	"maps"
	"strings"

	"giamngheo/internal/account"
	"giamngheo/internal/audit"
	"giamngheo/internal/day"
	"giamngheo/internal/db"
	"giamngheo/internal/fault"
	"giamngheo/internal/freeze"
	"giamngheo/internal/lang"
	"giamngheo/internal/seal"
	"giamngheo/internal/unit"
)

// Service carries out the acts on the register.
type Service struct {
	db    *db.DB
	keys  *seal.Keys
	guard Guard // nil asks nobody
}

// NewService makes the register's service.
func NewService(d *db.DB, keys *seal.Keys) *Service { return &Service{d, keys, nil} }

// Get reads a household for an officer who may see it, with the identity numbers masked.
func (s *Service) Get(ctx context.Context, who account.Actor, ref Ref) (Household, error) {
	if err := May(ctx, s.db, who, account.ReadHouseholds, ref); err != nil {
		return Household{}, err
	}
	h, err := Get(ctx, s.db, ref)
	if err != nil {
		return Household{}, err
	}
	return h, s.open(&h, Number.mask)
}

// open replaces each stored number by what show makes of it.
func (s *Service) open(h *Household, show func(Number) Number) error {
	if err := openNumbers(s.keys, h, show); err != nil {
		return err
	}
	for i := range h.Persons {
		p := &h.Persons[i]
		if len(p.sealed) == 0 {
			continue
		}
		plain, err := s.keys.Open(p.sealed, binding(h.Ref, p.Position))
		if err != nil {
			return fmt.Errorf("household %s: person %d: %w", h.Ref, p.Position, err)
		}
		p.Identity = show(Number(plain))
	}
	return nil
}

// Create enters a household into the register and returns its key; its id is given here.
func (s *Service) Create(ctx context.Context, who account.Actor, h Household) (Ref, error) {
	err := s.db.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		if err := mayWrite(ctx, tx, who, h.Commune); err != nil {
			return err
		}
		if err := tx.Lock(ctx, "household.commune", int64(h.Commune)); err != nil {
			return err
		}
		if err := freeze.Check(ctx, tx, h.Commune, today(tx)); err != nil {
			return err
		}
		h = tidy(h)
		var err error
		if h.Ref, err = Enter(ctx, tx, s.keys, who, Source{Kind: ByForm}, h); err != nil {
			return err
		}
		return audit.Record(ctx, tx, who.Audit(), audit.Line{
			Act: "household.create", Thing: thing(h.Ref), UnitID: int64(h.Commune), After: summary(h),
		})
	})
	return h.Ref, err
}

// Update replaces what the register says of a household: name, address, village, members, marks,
// persons. An identity number that comes masked, as Get gave it, stays as it is. It refuses to
// overwrite a change made since h was read.
func (s *Service) Update(ctx context.Context, who account.Actor, h Household) error {
	return s.db.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		if err := mayWrite(ctx, tx, who, h.Commune); err != nil {
			return err
		}
		if err := tx.Lock(ctx, "household.commune", int64(h.Commune)); err != nil {
			return err
		}
		before, err := Get(ctx, tx, h.Ref)
		if err != nil {
			return err
		}
		if before.Ended != "" {
			return fault.New(fault.Conflict, "household.ended")
		}
		if before.Version != h.Version {
			return fault.New(fault.Conflict, "household.changed")
		}
		if err := s.open(&before, whole); err != nil {
			return err
		}
		h = tidy(h)
		h.From, h.Ended = before.From, before.Ended
		if err := keepIdentities(&h, before); err != nil {
			return err
		}
		if err := keepNumbers(&h, before); err != nil {
			return err
		}
		if Bears(before, h) != nil {
			if refused, err := s.free(ctx, tx, h.Ref); err != nil {
				return err
			} else if err := refused[h.Ref]; err != nil {
				return err
			}
		}
		if err := Change(ctx, tx, s.keys, who, Source{Kind: ByForm}, before, h); err != nil {
			return err
		}
		was, is := changes(before, h)
		return audit.Record(ctx, tx, who.Audit(), audit.Line{
			Act: "household.update", Thing: thing(h.Ref), UnitID: int64(h.Commune), Before: was, After: is,
		})
	})
}

// mayWrite asks for the right to write all that a household's form holds.
func mayWrite(ctx context.Context, q db.Querier, who account.Actor, commune unit.ID) error {
	if err := who.May(ctx, q, account.WriteHouseholds, commune); err != nil {
		return err
	}
	all := []account.Section{account.Identity, account.Members, account.Bank}
	for _, f := range AllFlags() {
		all = append(all, f.Section())
	}
	return who.MayWrite(all...)
}

// FindIdentity finds the households below a unit that an officer may see and in which a person bears
// an identity number.
func (s *Service) FindIdentity(ctx context.Context, who account.Actor, number Identity, area unit.ID) ([]Household, error) {
	if err := who.May(ctx, s.db, account.ReadHouseholds, area); err != nil {
		return nil, err
	}
	refs, err := byIdentityKey(ctx, s.db, indexKeys(s.keys, number), inList)
	if err != nil {
		return nil, err
	}
	return s.inside(ctx, refs, area)
}

// inside reads those of some households that lie below a unit.
func (s *Service) inside(ctx context.Context, refs []Ref, area unit.ID) ([]Household, error) {
	var inside []Ref
	for _, r := range refs {
		ok, err := unit.Within(ctx, s.db, area, r.Commune)
		if err == nil && !ok { // the area may be a village
			ok, err = livesIn(ctx, s.db, r, area)
		}
		if err != nil {
			return nil, err
		}
		if ok {
			inside = append(inside, r)
		}
	}
	return ByRefs(ctx, s.db, inside)
}

// clean is a text as it is stored: precomposed letters, one space between words.
func clean(s string) string { return strings.Join(strings.Fields(lang.NFC(s)), " ") }

// tidy brings what was typed into the form that is stored.
func tidy(h Household) Household {
	h.Head, h.Address, h.Code, h.BankName = clean(h.Head), clean(h.Address), clean(h.Code), clean(h.BankName)
	if !h.Phone.Masked() {
		h.Phone = CleanPhone(string(h.Phone))
	}
	if !h.Bank.Masked() {
		h.Bank = CleanNumber(string(h.Bank))
	}
	persons := make([]Person, len(h.Persons))
	for i, p := range h.Persons {
		p.Position = i + 1
		p.Name, p.Born = clean(p.Name), clean(p.Born)
		if !p.Identity.Masked() {
			p.Identity = CleanIdentity(string(p.Identity))
		}
		persons[i] = p
	}
	h.Persons = persons
	if len(persons) > 0 {
		if h.Head == "" {
			h.Head = persons[0].Name
		}
		if h.Ethnic == "" {
			h.Ethnic = persons[0].Ethnic
		}
		if h.Members == 0 {
			h.Members = len(persons)
		}
	}
	if h.EthnicList == 0 {
		h.EthnicList, h.EthnicGiven = List2008, string(h.Ethnic)
	}
	return h
}

// keepIdentities puts the stored number back where the mask of one came: of the person at the same
// place first, otherwise of the only person with that mask.
func keepIdentities(h *Household, before Household) error {
	for i := range h.Persons {
		p := &h.Persons[i]
		if !p.Identity.Masked() {
			continue
		}
		var same []Person
		for _, b := range before.Persons {
			if b.Identity != "" && (b.Identity.Mask() == string(p.Identity) || p.Identity == hidden) {
				same = append(same, b)
			}
		}
		found := false
		for _, b := range same {
			if b.Name == p.Name || len(same) == 1 {
				p.Identity, found = b.Identity, true
				break
			}
		}
		if !found {
			return fault.New(fault.Invalid, "household.identity_mask", "Position", i+1)
		}
	}
	return nil
}

// binding names the place that a sealed number belongs to, so that it opens nowhere else.
func binding(ref Ref, position int) []byte {
	return fmt.Appendf(nil, "household_person/%d/%d/%d", ref.Commune, ref.ID, position)
}

func sealPerson(keys *seal.Keys, ref Ref, p Person) sealedPerson {
	out := sealedPerson{Person: p, identity: []byte{}, key: []byte{}}
	if p.Identity != "" {
		out.identity = keys.Seal([]byte(string(p.Identity)), binding(ref, p.Position))
		out.key = identityKey(keys, p.Identity)
	}
	return out
}

// keySize is how much of a hash is stored; it tells all numbers apart.
const keySize = 16

// identityKey is what equal numbers are found by.
func identityKey(keys *seal.Keys, number Number) []byte {
	return keys.Index([]byte(string(number)))[:keySize]
}

// indexKeys are what a number is found by, whichever key it was stored with.
func indexKeys(keys *seal.Keys, number Number) [][]byte {
	all := keys.Indexes([]byte(string(number)))
	for i := range all {
		all[i] = all[i][:keySize]
	}
	return all
}

func sealAll(keys *seal.Keys, h Household) []sealedPerson {
	out := make([]sealedPerson, len(h.Persons))
	for i, p := range h.Persons {
		out[i] = sealPerson(keys, h.Ref, p)
	}
	return out
}

func thing(r Ref) string { return "household:" + r.String() }

// summary is what the audit line tells of a household: nothing by which a person is known.
func summary(h Household) map[string]any {
	return map[string]any{
		"village": h.Village, "code_year": h.CodeYear, "ethnic": h.Ethnic, "members": h.Members,
		"flags": uint64(h.Flags), "persons": len(h.Persons),
	}
}

// changes are the parts of the summary that differ, and the names of the personal fields that do.
func changes(before, after Household) (was, is map[string]any) {
	was, is = summary(before), summary(after)
	for k, v := range maps.Clone(was) {
		if is[k] == v {
			delete(was, k)
			delete(is, k)
		}
	}
	var personal []string
	for _, f := range []struct {
		name    string
		changed bool
	}{
		{"head", before.Head != after.Head},
		{"address", before.Address != after.Address},
		{"code", before.Code != after.Code},
		{"persons", personsDiffer(before.Persons, after.Persons)},
		{"phone", before.Phone != after.Phone},
		{"bank", before.Bank != after.Bank || before.BankName != after.BankName},
	} {
		if f.changed {
			personal = append(personal, f.name)
		}
	}
	if personal != nil {
		is["changed"] = personal
	}
	return was, is
}

func personsDiffer(a, b []Person) bool {
	if len(a) != len(b) {
		return true
	}
	for i := range a {
		x, y := a[i], b[i]
		if x.Name != y.Name || x.Sex != y.Sex || x.Born != y.Born || x.Ethnic != y.Ethnic || x.Relation != y.Relation || x.Identity != y.Identity {
			return true
		}
	}
	return false
}

// today is the day in Viet Nam at the act's clock.
func today(tx *db.Tx) day.Date { return day.Of(tx.Now) }
