package editweb

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"

	"giamngheo/internal/account"
	"giamngheo/internal/household"
	"giamngheo/internal/unit"
	"giamngheo/internal/web"
)

// double is somebody who may be a person of the form, as it is printed.
type double struct{ Text, Href, Link, Why string }

// warned looks for people of the form who may be in the register already. It is true when the officer is to
// look at them first: the form then shows them, and sent again as it is, it is stored.
func (p pages) warned(r *web.Request, f *form, commune unit.ID) (bool, error) {
	hits, err := p.doubles.Entered(r.Context(), r.Who, f.household(commune))
	if err != nil || len(hits) == 0 {
		return false, err
	}
	f.doubles, f.seen = nil, ""
	sum := sha256.New()
	for _, h := range hits {
		fmt.Fprintln(sum, h.Outside, h.Other.Ref, h.Position, h.Points)
		if h.Outside {
			f.doubles = append(f.doubles, double{Text: r.T("householdform.double_elsewhere")})
			continue
		}
		var why []string
		for _, x := range h.Why {
			if x.For() {
				why = append(why, x.Say(r.Lang))
			}
		}
		f.doubles = append(f.doubles, double{
			Text: r.T("householdform.double", "Position", h.Position, "Name", h.Name, "Born", written(r.Lang, h.Born)),
			Href: "/households/" + h.Other.Ref.String(), Link: r.T("householdform.double_household", "Code", h.Other.Code, "Head", h.Other.Head),
			Why: strings.Join(why, "; "),
		})
	}
	f.seen = hex.EncodeToString(sum.Sum(nil)[:8])
	return f.seen != r.PostFormValue("doubles"), nil
}

// queued lets the program look through the commune when somebody was stored who may be there twice, so that
// the pair waits for a decision.
func (p pages) queued(r *web.Request, f form, ref household.Ref) error {
	if f.seen == "" || !r.Who.Can(account.JudgeDuplicates) {
		return nil
	}
	return p.doubles.Start(r.Context(), r.Who, ref.Commune)
}
