package household

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"giamngheo/internal/account"
	"giamngheo/internal/audit"
	"giamngheo/internal/db"
	"giamngheo/internal/fault"
	"giamngheo/internal/lang"
	"giamngheo/internal/unit"
)

// Purpose is what somebody needs a number for (mục đích xử lý dữ liệu).
type Purpose string

// Purposes lists what a number may be asked for, in the order in which it is offered.
var Purposes = []Purpose{"identify", "pay", "contact", "complaint", "inspect", "subject"}

// Name is the purpose for the reader.
func (p Purpose) Name(l lang.Lang) string { return l.T("household.purpose_" + string(p)) }

// Which names one number of a household: "phone", "bank", or "identity.2" of its second person.
type Which string

// The numbers of the household itself.
const (
	Phone       Which = kindPhone
	BankAccount Which = kindBank
)

// IdentityOf is the identity number of the person at a place.
func IdentityOf(position int) Which { return Which("identity." + strconv.Itoa(position)) }

// Sections are the sections in which a number stands.
func (w Which) Sections() []account.Section {
	switch w {
	case Phone:
		return []account.Section{account.Identity}
	case BankAccount:
		return []account.Section{account.Bank}
	}
	return []account.Section{account.Members}
}

// of finds the number in a household.
func (w Which) of(h Household) Number {
	switch w {
	case Phone:
		return h.Phone
	case BankAccount:
		return h.Bank
	}
	for _, p := range h.Persons {
		if w == IdentityOf(p.Position) {
			return p.Identity
		}
	}
	return ""
}

// maxNote bounds what may be written beside a purpose.
const maxNote = 300

// Reveal gives one number whole, to who may see numbers (account.SeeNumbers) of the section in which it
// stands and says what for. The line of the audit says who, which and what for, and never the number.
func (s *Service) Reveal(ctx context.Context, who account.Actor, ref Ref, which Which, p Purpose, note string) (n Number, err error) {
	note = strings.Join(strings.Fields(lang.NFC(note)), " ")
	switch {
	case !slices.Contains(Purposes, p):
		return "", fault.New(fault.Invalid, "household.purpose_missing")
	case len([]rune(note)) > maxNote:
		return "", fault.New(fault.Invalid, "household.note_long", "Most", maxNote)
	}
	err = s.db.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		for _, right := range []account.Permission{account.ReadHouseholds, account.SeeNumbers} {
			if err := May(ctx, tx, who, right, ref); err != nil {
				return err
			}
		}
		if err := who.MayRead(which.Sections()...); err != nil {
			return err
		}
		h, err := Get(ctx, tx, ref)
		if err != nil {
			return err
		}
		if err := s.open(&h, whole); err != nil {
			return err
		}
		if n = which.of(h); n == "" {
			return fault.New(fault.NotFound, "household.no_number")
		}
		return audit.Record(ctx, tx, who.Audit(), audit.Line{
			Act: "household.reveal", Thing: thing(ref), UnitID: int64(ref.Commune),
			After: map[string]any{"number": which, "purpose": p, "note": MaskNumbers(note)},
		})
	})
	if err != nil {
		return "", err
	}
	return n, nil
}

// LooksLikeNumber tells whether a text that somebody looks for is a number of a person and no name or code:
// eight digits or more, with nothing but the signs that people write between them.
func LooksLikeNumber(text string) bool {
	n := string(CleanPhone(text))
	return len(n) >= 8 && digits(n)
}

// FindNumber finds the households of an area that an officer may see and to which a number belongs, be it an
// identity, telephone or account number: to who may see numbers, since whoever tries numbers learns whose they
// are. Accounts are looked for by who may read that section. The audit line holds no number.
func (s *Service) FindNumber(ctx context.Context, who account.Actor, text string, area unit.ID) ([]Household, error) {
	for _, right := range []account.Permission{account.ReadHouseholds, account.SeeNumbers} {
		if err := who.May(ctx, s.db, right, area); err != nil {
			return nil, err
		}
	}
	n := CleanPhone(text)
	if !LooksLikeNumber(text) {
		return nil, fault.New(fault.Invalid, "household.no_such_number")
	}
	keys := indexKeys(s.keys, n)
	var refs []Ref
	if who.Reads(account.Members) {
		found, err := byIdentityKey(ctx, s.db, keys, inList)
		if err != nil {
			return nil, err
		}
		refs = append(refs, found...)
	}
	if who.Reads(account.Identity, account.Bank) {
		found, err := byNumberKey(ctx, s.db, keys, inList)
		if err != nil {
			return nil, err
		}
		refs = append(refs, found...)
	}
	slices.SortFunc(refs, Ref.compare)
	list, err := s.inside(ctx, slices.Compact(refs), area)
	if err != nil {
		return nil, err
	}
	err = s.db.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		return audit.Record(ctx, tx, who.Audit(), audit.Line{
			Act: "household.find_number", Thing: "unit:" + strconv.FormatInt(int64(area), 10), UnitID: int64(area),
			After: map[string]any{"digits": len(n), "households": len(list)},
		})
	})
	return list, err
}
