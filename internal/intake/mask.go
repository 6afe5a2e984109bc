package intake

import (
	"regexp"

	"giamngheo/internal/household"
)

// longNumber finds what may be an identity number anywhere in a text: nine digits or more, with the signs
// that people write between them.
var longNumber = regexp.MustCompile(`\d(?:[ .\-]?\d){8,}`)

// maskNumbers hides whatever may be an identity number. A column of numbers shows nothing else
// whole either.
func maskNumbers(s string, column bool) string {
	s = longNumber.ReplaceAllStringFunc(s, func(n string) string { return household.CleanIdentity(n).Mask() })
	if column {
		return shortNumber.ReplaceAllStringFunc(s, func(n string) string { return n[:1] + "•••" + n[len(n)-1:] })
	}
	return s
}

var shortNumber = regexp.MustCompile(`\d{5,8}`)

// masked are changes as they may be kept.
func masked(changes []FieldChange) []FieldChange {
	for i, c := range changes {
		changes[i].Before, changes[i].After = maskNumbers(c.Before, secret(c.Field)), maskNumbers(c.After, secret(c.Field))
	}
	return changes
}
