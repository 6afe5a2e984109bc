package tabular

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// Clean is a text as it is kept: in NFC, without characters that nobody sees, every space an ordinary one.
// Ends of lines stay; spaces are neither trimmed nor joined.
func Clean(s string) string {
	if clean(s) {
		return s
	}
	return norm.NFC.String(strings.Map(seen, s))
}

// clean tells quickly that a text needs no change: it has only ASCII and the composed letters of Vietnamese.
func clean(s string) bool {
	for i := 0; i < len(s); {
		switch c := s[i]; {
		case c >= 0x20 && c < 0x7F, c == '\n', c == '\t':
			i++
		case c >= 0xC3 && c <= 0xC6 && i+1 < len(s): // À to ƿ
			i += 2
		case c == 0xE1 && i+2 < len(s) && (s[i+1] == 0xBA || s[i+1] == 0xBB): // Ḁ to ỹ
			i += 3
		default:
			return false
		}
	}
	return true
}

// seen is a letter as it is kept, -1 for one that is dropped.
func seen(r rune) rune {
	switch {
	case r == '\n', r == '\t':
		return r
	case r == '\r', r == 0xFEFF, r == 0xAD, r >= 0x200B && r <= 0x200F, r >= 0x202A && r <= 0x202E, r >= 0x2060 && r <= 0x2064,
		r == 0xFFFE, r == 0xFFFF:
		return -1
	case r == 0x2028, r == 0x2029:
		return '\n'
	case unicode.Is(unicode.Zs, r):
		return ' '
	case unicode.IsControl(r):
		return -1
	}
	return r
}

func blank(s string) bool { return strings.TrimSpace(s) == "" }

// sample is the beginning of a text, for a message.
func sample(s string) string {
	r := []rune(strings.Join(strings.Fields(s), " "))
	if len(r) > 40 {
		return string(r[:39]) + "…"
	}
	return string(r)
}
