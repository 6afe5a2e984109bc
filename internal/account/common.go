package account

import (
	_ "embed"
	"slices"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"giamngheo/internal/lang"
)

// shortestDigits is how long a password of digits alone must be: shorter ones are dates, telephone and
// identity numbers, which others know or count through.
const shortestDigits = 20

//go:embed common.txt
var commonText string

var commonWords = sync.OnceValue(func() map[string]bool {
	words := map[string]bool{}
	for line := range strings.Lines(commonText) {
		if strings.HasPrefix(line, "#") {
			continue
		}
		for _, w := range strings.Fields(line) {
			words[w] = true
		}
	}
	return words
})

// common tells whether a password is among those that everybody tries first. A word of the list stands for all
// its spellings: capitals and marks, letters written as digits (p@ssw0rd), digits and signs around it
// (Matkhau@2023), the word repeated, two words joined (matkhauvietnam). So do walks over the keyboard or
// through the alphabet, one character repeated, and digits alone.
func common(password string) bool {
	typed := strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) {
			return -1
		}
		return unicode.ToLower(r)
	}, lang.NFC(password))
	if strings.Trim(typed, "0123456789.,-/+()_") == "" && len(typed) < shortestDigits || walk(typed) {
		return true
	}
	// A sign at an end is decoration, or the letter that it is written for.
	for _, core := range []string{
		strings.TrimFunc(typed, notLetter), strings.TrimRightFunc(typed, notLetter), strings.TrimLeftFunc(typed, notLetter), typed,
	} {
		for _, spelled := range []string{core, unleet.Replace(core)} {
			letters := strings.Map(func(r rune) rune {
				if r < 'a' || r > 'z' {
					return -1
				}
				return r
			}, lang.Fold(spelled))
			if len(letters)*3 >= utf8.RuneCountInString(typed) && known(letters) {
				return true
			}
		}
	}
	return false
}

// unleet reads digits and signs as the letters that they are written for.
var unleet = strings.NewReplacer("@", "a", "4", "a", "0", "o", "1", "i", "!", "i", "3", "e", "5", "s", "$", "s", "7", "t")

func notLetter(r rune) bool { return !unicode.IsLetter(r) }

// known tells whether letters are a word of the list, one repeated, or two joined.
func known(letters string) bool {
	words := commonWords()
	if letters == "" {
		return false
	}
	if words[letters] {
		return true
	}
	if letters = once(letters); len(letters) == 1 || words[letters] || walk(letters) {
		return true
	}
	for i := 2; i <= len(letters)-2; i++ {
		if words[letters[:i]] && words[letters[i:]] {
			return true
		}
	}
	return false
}

// once is what a text repeats: "abc" of "abcabcabc".
func once(s string) string {
	for n := 1; n <= len(s)/2; n++ {
		if len(s)%n == 0 && strings.Repeat(s[:n], len(s)/n) == s {
			return s[:n]
		}
	}
	return s
}

// rows are those along which fingers walk.
var rows = []string{"abcdefghijklmnopqrstuvwxyz", "01234567890", "qwertyuiop", "asdfghjkl", "zxcvbnm", "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9ol0p"}

// walk tells whether a text is a few steps along the rows: 1234qwerasdf.
func walk(s string) bool {
	if len(s) < 4 {
		return false
	}
	steps := 1
	for i := 1; i < len(s); i++ {
		if !beside(s[i-1], s[i]) {
			steps++
		}
	}
	return steps*3 <= len(s)
}

func beside(a, b byte) bool {
	return a == b || slices.ContainsFunc(rows, func(row string) bool {
		return strings.Contains(row, string([]byte{a, b})) || strings.Contains(row, string([]byte{b, a}))
	})
}
