package duplicate

import (
	"slices"
	"strings"

	"giamngheo/internal/household"
)

// nearFrom is the length from which one other letter is a slip and not another name.
const nearFrom = 8

// likeness compares two names.
func likeness(a, b household.NameForms) Reason {
	switch {
	case len(a.Words) == 0 || len(b.Words) == 0:
		return NameOther
	case a.Letters == b.Letters:
		return NameSame
	case strings.Join(a.Sounds, "") == strings.Join(b.Sounds, ""):
		return NameSounds
	case samePieces(a.Sounds, b.Sounds), within(a.Sounds, b.Sounds), within(b.Sounds, a.Sounds):
		return NamePart
	case min(len(a.Letters), len(b.Letters)) >= nearFrom && oneLetter(a.Letters, b.Letters):
		return NameNear
	}
	return NameOther
}

// samePieces tells whether two names have the same pieces in another order.
func samePieces(a, b []string) bool { return len(a) > 1 && sorted(a) == sorted(b) }

func sorted(pieces []string) string {
	s := slices.Clone(pieces)
	slices.Sort(s)
	return strings.Join(s, " ")
}

// within tells whether a is b with words left out in the middle: family name and given name stand.
func within(a, b []string) bool {
	if len(a) < 2 || len(a) >= len(b) || a[0] != b[0] || a[len(a)-1] != b[len(b)-1] {
		return false
	}
	i := 0
	for _, w := range b {
		if i < len(a) && a[i] == w {
			i++
		}
	}
	return i == len(a)
}

// oneLetter tells whether one letter more, less or other makes one text of the other.
func oneLetter(a, b string) bool {
	if len(a) > len(b) {
		a, b = b, a
	}
	if len(b)-len(a) > 1 {
		return false
	}
	i := 0
	for i < len(a) && a[i] == b[i] {
		i++
	}
	if len(a) == len(b) {
		return i < len(a) && a[i+1:] == b[i+1:]
	}
	return a[i:] == b[i+1:]
}
