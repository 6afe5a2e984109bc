package credential

import (
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"

	"github.com/BurntSushi/toml"

	"giamngheo/internal/account"
	"giamngheo/internal/day"
	"giamngheo/internal/db"
	"giamngheo/internal/fault"
	"giamngheo/internal/lang"
	"giamngheo/internal/unit"
)

// Mapping says what the claims of an identity provider mean here.
type Mapping struct {
	// Name stands on the button of the sign-in page.
	Name string `toml:"name"`
	// Scopes are asked for beside openid.
	Scopes []string `toml:"scopes"`
	// Login and Person are the claims from which a new account takes its sign-in name and its holder's name.
	Login  string `toml:"login"`
	Person string `toml:"person"`
	// Create makes an account for a user who has none, when a grant is his.
	Create bool `toml:"create"`
	// Second says that the provider itself asks for a second proof: none is asked for here.
	Second bool `toml:"second_proof"`
	// UnitDay is the day on which units bear the codes of the claims; today when empty.
	UnitDay day.Date `toml:"unit_day"`
	// Grants are the roles that claims give. Without any, the roles are those that an administrator gives here.
	Grants []MappedGrant `toml:"grant"`
}

// MappedGrant is one role that is given to users whose claims have the values of When: a claim that is a list has
// a value when it holds it.
type MappedGrant struct {
	When      map[string]string `toml:"when"`
	Role      account.Role      `toml:"role"`
	Sector    account.Sector    `toml:"sector"`
	Level     unit.Level        `toml:"level"`
	Unit      string            `toml:"unit"`       // code of the unit, or
	UnitClaim string            `toml:"unit_claim"` // the claim that holds it
}

// ReadMapping reads a file of claims and refuses one that could give what nobody meant.
func ReadMapping(path string) (Mapping, error) {
	var m Mapping
	b, err := os.ReadFile(path)
	if err != nil {
		return m, fmt.Errorf("claims: %w", err)
	}
	meta, err := toml.Decode(string(b), &m)
	if err != nil {
		return m, fmt.Errorf("claims in %s: %w", path, err)
	}
	if left := meta.Undecoded(); len(left) > 0 {
		return m, fmt.Errorf("claims in %s: nothing is known of %s", path, left[0])
	}
	if err := m.check(); err != nil {
		return m, fmt.Errorf("claims in %s: %w", path, err)
	}
	return m, nil
}

func (m Mapping) check() error {
	if m.Create && (m.Login == "" || m.Person == "" || len(m.Grants) == 0) {
		return errors.New("create needs login, person and at least one [[grant]]")
	}
	if m.UnitDay != "" {
		if _, err := day.Parse(string(m.UnitDay)); err != nil {
			return fmt.Errorf("unit_day: %w", err)
		}
	}
	for i, g := range m.Grants {
		switch {
		case len(g.When) == 0:
			return fmt.Errorf("grant %d is given to everybody: say when", i+1)
		case !g.Role.Valid():
			return fmt.Errorf("grant %d: there is no role %q", i+1, g.Role)
		case !g.Sector.Valid() || (g.Sector != "") != (g.Role == account.Department):
			return fmt.Errorf("grant %d: a department has a sector, and no other role", i+1)
		case (g.Unit == "") == (g.UnitClaim == ""):
			return fmt.Errorf("grant %d: say either unit or unit_claim", i+1)
		case g.Level == "":
			return fmt.Errorf("grant %d: say the level of the unit", i+1)
		}
	}
	return nil
}

// claims are what the provider says of a user.
type claims map[string]any

// text is a claim that is one text, "" of any other.
func (c claims) text(name string) string {
	s, _ := c[name].(string)
	return strings.TrimSpace(lang.NFC(s))
}

// has tells whether a claim has a value, or is a list that holds it.
func (c claims) has(name, value string) bool {
	switch v := c[name].(type) {
	case string:
		return v == value
	case []any:
		return slices.ContainsFunc(v, func(x any) bool { s, ok := x.(string); return ok && s == value })
	default:
		return false
	}
}

// grants are the roles that a user's claims give, on a day; a unit that is not known gives none.
func (m Mapping) grants(ctx context.Context, q db.Querier, c claims, today day.Date) ([]account.Grant, error) {
	on := m.UnitDay
	if on == "" {
		on = today
	}
	var out []account.Grant
	for _, g := range m.Grants {
		met := true
		for name, value := range g.When {
			met = met && c.has(name, value)
		}
		code := g.Unit
		if g.UnitClaim != "" {
			code = c.text(g.UnitClaim)
		}
		if !met || code == "" {
			continue
		}
		u, err := unit.ByCode(ctx, q, g.Level, code, on)
		if fault.KindOf(err) == fault.NotFound && err != nil {
			continue
		}
		if err != nil {
			return nil, err
		}
		out = append(out, account.Grant{Role: g.Role, Unit: u.ID, Sector: g.Sector, Period: day.Period{From: today, To: day.Forever}})
	}
	return out, nil
}
