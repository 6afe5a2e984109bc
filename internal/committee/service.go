package committee

import (
	"context"
	"fmt"
	"strings"
	"unicode/utf8"

	"giamngheo/internal/account"
	"giamngheo/internal/audit"
	"giamngheo/internal/day"
	"giamngheo/internal/db"
	"giamngheo/internal/fault"
	"giamngheo/internal/lang"
	"giamngheo/internal/unit"
)

// Service carries out the acts on committees.
type Service struct{ db *db.DB }

// NewService makes the service.
func NewService(d *db.DB) *Service { return &Service{d} }

// The bounds of a unit's committee.
const (
	MaxMembers = 200
	longest    = 200
)

// Of is a unit's committee on a day, in its order, each member with the places he answers for.
func (s *Service) Of(ctx context.Context, who account.Actor, u unit.ID, on day.Date) (members []Member, err error) {
	if err := who.May(ctx, s.db, account.ReadCommittee, u); err != nil {
		return nil, err
	}
	err = s.db.Read(ctx, func(q db.Querier) error {
		members, err = of(ctx, q, u, on)
		return err
	})
	return members, err
}

// Past are those whose duty in a unit ended, the last first.
func (s *Service) Past(ctx context.Context, who account.Actor, u unit.ID, on day.Date) ([]Member, error) {
	if err := who.May(ctx, s.db, account.ReadCommittee, u); err != nil {
		return nil, err
	}
	return past(ctx, s.db, u, on)
}

// InCharge are those who answer for a place on a day, of whichever committee.
func (s *Service) InCharge(ctx context.Context, who account.Actor, place unit.ID, on day.Date) ([]Answerable, error) {
	if err := who.May(ctx, s.db, account.ReadCommittee, place); err != nil {
		return nil, err
	}
	return inCharge(ctx, s.db, place, on)
}

// Appoint gives somebody a duty in a unit's committee.
func (s *Service) Appoint(ctx context.Context, who account.Actor, m Member) (id int64, err error) {
	if m, err = m.tidy(); err != nil {
		return 0, err
	}
	err = s.db.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		if err := who.May(ctx, tx, account.WriteCommittee, m.Unit); err != nil {
			return err
		}
		if err := tx.Lock(ctx, "committee.unit", int64(m.Unit)); err != nil {
			return err
		}
		have, err := of(ctx, tx, m.Unit, m.From)
		if err != nil {
			return err
		}
		if len(have) >= MaxMembers {
			return fault.New(fault.Conflict, "committee.full", "Most", MaxMembers)
		}
		for _, x := range have {
			if m.Duty == Head && x.Duty == Head {
				return fault.New(fault.Conflict, "committee.two_heads", "Name", x.Name)
			}
		}
		if id, err = insertMember(ctx, tx, m); err != nil {
			return err
		}
		return tell(ctx, tx, who, "committee.appoint", m.Unit, map[string]any{"member": id, "duty": m.Duty, "from": m.From, "to": m.To})
	})
	return id, err
}

// End lets a duty end: on is the first day on which it holds no more. What he was in charge of ends with it.
func (s *Service) End(ctx context.Context, who account.Actor, u unit.ID, member int64, on day.Date) error {
	return s.db.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		m, err := s.mine(ctx, tx, who, u, member)
		if err != nil {
			return err
		}
		if on < m.From || on >= m.To {
			return fault.New(fault.Invalid, "committee.end_outside")
		}
		if err := endMember(ctx, tx, m.ID, on); err != nil {
			return err
		}
		return tell(ctx, tx, who, "committee.end", u, map[string]any{"member": member, "to": on})
	})
}

// Charge puts a member in charge of a unit below his committee's, or of that unit itself.
func (s *Service) Charge(ctx context.Context, who account.Actor, u unit.ID, c Charge) error {
	if c.Basis = clean(c.Basis); utf8.RuneCountInString(c.Basis) > longest {
		return fault.New(fault.Invalid, "committee.text_long", "Most", longest)
	}
	return s.db.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		m, err := s.mine(ctx, tx, who, u, c.Member)
		if err != nil {
			return err
		}
		within, err := unit.Within(ctx, tx, u, c.Place)
		if err != nil {
			return err
		}
		if !within {
			return fault.New(fault.NotFound, "committee.place_outside")
		}
		if c.To > m.To {
			c.To = m.To
		}
		if c.From < m.From || c.From >= c.To {
			return fault.New(fault.Invalid, "committee.charge_period")
		}
		have, err := chargesOf(ctx, tx, u, c.From)
		if err != nil {
			return err
		}
		for _, x := range have {
			if x.Member == c.Member && x.Place == c.Place {
				return fault.New(fault.Conflict, "committee.has_charge")
			}
		}
		c.Unit = u
		if err := insertCharge(ctx, tx, c); err != nil {
			return err
		}
		return tell(ctx, tx, who, "committee.charge", u, map[string]any{"member": c.Member, "place": c.Place, "from": c.From, "to": c.To})
	})
}

// Relieve ends a charge: on is the first day on which it holds no more.
func (s *Service) Relieve(ctx context.Context, who account.Actor, u unit.ID, charge int64, on day.Date) error {
	return s.db.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		if err := who.May(ctx, tx, account.WriteCommittee, u); err != nil {
			return err
		}
		c, ok, err := getCharge(ctx, tx, charge)
		if err != nil {
			return err
		}
		if !ok || c.Unit != u {
			return fault.New(fault.NotFound, "committee.unknown_charge")
		}
		if on < c.From || on >= c.To {
			return fault.New(fault.Invalid, "committee.end_outside")
		}
		if err := endCharge(ctx, tx, c.ID, on); err != nil {
			return err
		}
		return tell(ctx, tx, who, "committee.relieve", u, map[string]any{"member": c.Member, "place": c.Place, "to": on})
	})
}

// mine is a member of the unit's committee, for who may write it.
func (s *Service) mine(ctx context.Context, tx *db.Tx, who account.Actor, u unit.ID, member int64) (Member, error) {
	if err := who.May(ctx, tx, account.WriteCommittee, u); err != nil {
		return Member{}, err
	}
	if err := tx.Lock(ctx, "committee.unit", int64(u)); err != nil {
		return Member{}, err
	}
	m, ok, err := getMember(ctx, tx, member)
	if err != nil {
		return Member{}, err
	}
	if !ok || m.Unit != u {
		return Member{}, fault.New(fault.NotFound, "committee.unknown_member")
	}
	return m, nil
}

func clean(s string) string { return strings.Join(strings.Fields(lang.NFC(s)), " ") }

func (m Member) tidy() (Member, error) {
	m.Name, m.Post, m.Office, m.Basis = clean(m.Name), clean(m.Post), clean(m.Office), clean(m.Basis)
	for _, s := range []string{m.Name, m.Post, m.Office, m.Basis} {
		if utf8.RuneCountInString(s) > longest {
			return m, fault.New(fault.Invalid, "committee.text_long", "Most", longest)
		}
	}
	switch {
	case !m.Duty.Valid():
		return m, fault.New(fault.Invalid, "committee.no_duty")
	case m.Name == "":
		return m, fault.New(fault.Invalid, "committee.no_name")
	case m.From == "" || m.From >= m.To:
		return m, fault.New(fault.Invalid, "committee.period")
	}
	return m, nil
}

// tell writes the act's line; names stay out of it.
func tell(ctx context.Context, tx *db.Tx, who account.Actor, act string, u unit.ID, after map[string]any) error {
	return audit.Record(ctx, tx, who.Audit(), audit.Line{Act: act, Thing: fmt.Sprintf("unit:%d", u), UnitID: int64(u), After: after})
}
