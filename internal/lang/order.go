package lang

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// NameKey makes the names of persons comparable in the order of Vietnamese lists: by the given name, which
// stands last, then by the family name, then by what stands between. Letters follow the Vietnamese
// alphabet (a ă â b c d đ e ê … o ô ơ … u ư), tones decide between equal letters, in the order level,
// huyền, hỏi, ngã, sắc, nặng. Compare the keys as strings.
func NameKey(name string) string {
	words := strings.Fields(NFC(name))
	if n := len(words); n > 1 {
		words = append([]string{words[n-1]}, words[:n-1]...)
	}
	var b strings.Builder
	for _, w := range words {
		writeWordKey(&b, w)
	}
	return b.String()
}

// TextKey makes ordinary words comparable, from the first to the last: names of villages, codes.
func TextKey(text string) string {
	var b strings.Builder
	for _, w := range strings.Fields(NFC(text)) {
		writeWordKey(&b, w)
	}
	return b.String()
}

// alphabet ranks the Vietnamese letters with their modifiers; f, j, w and z have their usual places.
var alphabet = func() map[string]byte {
	m := map[string]byte{}
	for i, l := range strings.Fields("0 1 2 3 4 5 6 7 8 9 a a\u0306 a\u0302 b c d đ e e\u0302 f g h i j k l m n o o\u0302 o\u031b p q r s t u u\u031b v w x y z") {
		m[l] = byte(3 + i)
	}
	return m
}()

// tones rank the tone marks; a letter without one is 2.
var tones = map[rune]byte{'\u0300': 3, '\u0309': 4, '\u0303': 5, '\u0301': 6, '\u0323': 7}

// digits is how long a number may be that is compared as a whole.
const digits = 10

// writeWordKey writes the word's letters, then its tones: 1 ends the word, 2 parts letters from tones.
func writeWordKey(b *strings.Builder, word string) {
	// A number counts as a whole: village 10 follows village 9.
	if len(word) < digits && strings.Trim(word, "0123456789") == "" {
		word = strings.Repeat("0", digits-len(word)) + word
	}
	var letters, marks []byte
	base := ""
	flush := func() {
		if base == "" {
			return
		}
		rank, ok := alphabet[base]
		if !ok {
			first := []rune(base)[0]
			if rank, ok = alphabet[string(first)]; !ok {
				rank = 0xff // letters of other scripts stand last
			}
		}
		letters = append(letters, rank)
		base = ""
	}
	for _, r := range norm.NFD.String(strings.ToLower(word)) {
		switch {
		case tones[r] != 0:
			if len(marks) > 0 {
				marks[len(marks)-1] = tones[r]
			}
		case unicode.Is(unicode.Mn, r):
			base += string(r)
		case unicode.IsLetter(r), unicode.IsDigit(r):
			flush()
			base = string(r)
			marks = append(marks, 2)
		}
	}
	flush()
	b.Write(letters)
	b.WriteByte(2)
	b.Write(marks)
	b.WriteByte(1)
}
