package household

import (
	"strings"

	"giamngheo/internal/lang"
)

// ReadBorn brings a date of birth as people write it (lang.ParseDate) into the stored form; a year
// alone stays. What cannot be read comes back as it was typed, for Check to name.
func ReadBorn(s string) string {
	if d, ok := lang.ParseDate(s); ok {
		return string(d)
	}
	return strings.Join(strings.Fields(lang.NFC(s)), " ")
}
