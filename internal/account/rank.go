package account

import (
	"context"
	"slices"

	"giamngheo/internal/db"
	"giamngheo/internal/fault"
	"giamngheo/internal/unit"
)

// heldOver lists the levels of the units that a role may be held over. Nobody who manages accounts in a
// district can therefore make an officer of the province.
var heldOver = map[Role][]unit.Level{
	ProvinceSecretary: {unit.Country, unit.Province},
	ProvinceLeader:    {unit.Country, unit.Province},
	Department:        {unit.Province, unit.District},
	DistrictOfficer:   {unit.District},
	CommuneOfficer:    {unit.Commune},
	CommuneChair:      {unit.Commune},
	VillageSurveyor:   {unit.Village},
	FrontSupervisor:   {unit.Country, unit.Province, unit.District, unit.Commune},
	Auditor:           {unit.Country, unit.Province, unit.District, unit.Commune},
	Administrator:     {unit.Country, unit.Province, unit.District, unit.Commune},
}

// HeldOver tells whether the role may be held over a unit of a level.
func (r Role) HeldOver(l unit.Level) bool { return slices.Contains(heldOver[r], l) }

// fits refuses a role over a unit that it is not held over.
func (g Grant) fits(ctx context.Context, q db.Querier) error {
	u, err := unit.Get(ctx, q, g.Unit)
	if err != nil {
		return err
	}
	if !g.Role.HeldOver(u.Level) {
		return fault.New(fault.Invalid, "account.grant_level")
	}
	return nil
}
