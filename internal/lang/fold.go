package lang

import (
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Fold brings text to the form under which it is compared and searched: lower case without marks
// ("Đặng Thị Ánh" becomes "dang thi anh"), apostrophes gone ("R'com" becomes "rcom"), every other
// sign one space, no space at the ends. Precomposed and decomposed input fold alike.
func Fold(s string) string {
	var b strings.Builder
	b.Grow(len(s))
	space := false
	put := func(r rune) {
		if space && b.Len() > 0 {
			b.WriteByte(' ')
		}
		space = false
		b.WriteRune(r)
	}
	for _, r := range s {
		switch {
		case r < 0x80:
			switch {
			case 'A' <= r && r <= 'Z':
				put(r + 'a' - 'A')
			case 'a' <= r && r <= 'z', '0' <= r && r <= '9':
				put(r)
			case r == '\'' || r == '`':
			default:
				space = true
			}
		case r == 'đ' || r == 'Đ' || r == 'ð' || r == 'Ð':
			put('d')
		case r == '’' || r == '‘' || r == 'ʼ' || r == '´':
		case unicode.Is(unicode.Mn, r):
		default:
			base := foldOf(r)
			if base == 0 {
				space = true
				continue
			}
			put(base)
		}
	}
	return b.String()
}

// folded are the runes with the Latin letters and their marks, each folded: taking one apart costs more than
// all the rest of Fold.
var folded = sync.OnceValue(func() *[0x2000]rune {
	var out [0x2000]rune
	for r := range out {
		out[r] = foldRune(rune(r))
	}
	return &out
})

func foldOf(r rune) rune {
	if table := folded(); int(r) < len(table) {
		return table[r]
	}
	return foldRune(r)
}

// foldRune is the lower-case base letter of a precomposed rune, or 0 for what is no letter.
func foldRune(r rune) rune {
	if !unicode.IsLetter(r) && !unicode.IsDigit(r) {
		return 0
	}
	var buf [16]byte
	d := norm.NFD.AppendString(buf[:0], string(r))
	for _, c := range string(d) {
		return unicode.ToLower(c)
	}
	return 0
}

// NFC is text with precomposed letters, the only form that is stored.
func NFC(s string) string { return norm.NFC.String(s) }

// Superscript writes digits and brackets raised, as the mark of a note or the 2 of m² stands in print.
func Superscript(s string) string { return superscript.Replace(s) }

var superscript = strings.NewReplacer("0", "⁰", "1", "¹", "2", "²", "3", "³", "4", "⁴", "5", "⁵", "6", "⁶", "7", "⁷", "8", "⁸", "9", "⁹", "(", "⁽", ")", "⁾")

// Capital writes a name as a sentence or a header begins: "hộ nghèo" becomes "Hộ nghèo".
func Capital(s string) string {
	_, n := utf8.DecodeRuneInString(s)
	return strings.ToUpper(s[:n]) + s[n:]
}
