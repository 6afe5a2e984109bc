package household

import (
	"slices"
	"strings"

	"giamngheo/internal/lang"
)

// A name is indexed three ways: by its words without marks, by words written together where a space
// or an apostrophe is a matter of habit ("H' Lan", "Hlan"), and by sound keys that make the many
// spellings of one Jrai or Bahnar name equal (Rơ Châm, Rcom, R'com, Rchom, Rơ Chăm are all "rcam").
// Vietnamese words get no sound key: there the spelling is settled, and Lan is not Loan.
const (
	areaMark  = "@" // "@14": lies below unit 14
	soundMark = "~" // "~rcam"
)

// particles are the syllables that begin a Jrai or Bahnar name and that one writer joins to the next
// word, another parts with a space or an apostrophe, with their sound. Marks matter where they are
// written: Hơ is one of them, Hồ is a Vietnamese family name.
var particles = map[string]string{
	"r": "r", "rơ": "r", "ro": "r", "rô": "r", "ra": "r", "rah": "r", "rư": "r",
	"h": "h", "hơ": "h", "ho": "h",
	"k": "k", "kơ": "k", "ko": "k",
	"y": "i", "a": "a",
}

// part is a piece of a name between spaces, hyphens or apostrophes.
type part struct {
	text     string // folded
	particle string // its sound when it may begin a compound, else ""
}

// parts splits a name or a query.
func parts(s string) []part {
	s = strings.ToLower(lang.NFC(s))
	var out []part
	for _, f := range strings.FieldsFunc(s, func(r rune) bool { return r == ' ' || r == '-' || r == '.' || r == ',' || apostrophe(r) }) {
		if text := lang.Fold(f); text != "" {
			out = append(out, part{strings.ReplaceAll(text, " ", ""), particles[f]})
		}
	}
	return out
}

func apostrophe(r rune) bool { return strings.ContainsRune("'’‘ʼ`´", r) }

// nameTerms are the terms under which a name is found, without repetition.
func nameTerms(name string) []string {
	terms := strings.Fields(lang.Fold(name))
	ps := parts(name)
	for i, p := range ps {
		if key := wordSound(p.text); key != "" {
			terms = append(terms, soundMark+key)
		}
		if p.particle != "" && i+1 < len(ps) {
			terms = append(terms, p.text+ps[i+1].text, soundMark+compoundSound(p.particle, ps[i+1].text))
		}
	}
	slices.Sort(terms)
	return slices.Compact(terms)
}

// compoundSound is the key of a particle and the word after it.
func compoundSound(particle, rest string) string { return squash(particle + rest) }

// wordSound is the key of a word that can only be Jrai or Bahnar, "" for any that may be Vietnamese.
func wordSound(w string) string {
	if len(w) < 3 {
		return ""
	}
	switch w[0] {
	case 'r':
		rest := w[1:]
		if rest[0] == 'o' || rest[0] == 'a' { // romah, ralan, rahlan
			rest = rest[1:]
			if len(rest) > 2 && rest[0] == 'h' && consonant(rest[1]) {
				rest = rest[1:]
			}
			if len(rest) < 2 || !consonant(rest[0]) || !strings.ContainsAny(rest[1:], "aeiouy") {
				return ""
			}
		}
		if consonant(rest[0]) {
			return squash("r" + rest)
		}
	case 'h':
		if consonant(w[1]) || w[1] == 'y' {
			return squash(w)
		}
	case 'k':
		if consonant(w[1]) && w[1] != 'h' {
			return squash(w)
		}
	case 'a', 'y': // alik, aluin, yblinh: no Vietnamese syllable has a vowel on both sides of its consonant
		if consonant(w[1]) && strings.ContainsAny(w[2:], "aeiouy") {
			return squash(w)
		}
	}
	return ""
}

func consonant(c byte) bool {
	return 'a' <= c && c <= 'z' && !strings.ContainsRune("aeiouy", rune(c))
}

// squash drops the differences that writers of one name make: ch and c, y and i, a and o (â, ă, ơ and
// ô among them once marks are gone), doubled letters.
func squash(s string) string {
	s = strings.ReplaceAll(s, "ch", "c")
	out := make([]byte, 0, len(s))
	for i := range len(s) {
		c := s[i]
		switch c {
		case 'o':
			c = 'a'
		case 'y':
			c = 'i'
		}
		if n := len(out); n == 0 || out[n-1] != c {
			out = append(out, c)
		}
	}
	return string(out)
}

// wish is one piece of a query: any of its alternatives will do, and each alternative needs all of
// its terms. A term that ends in * may go on.
type wish [][]string

// queryPlan is how a text is sought, in the order in which the hits are shown.
type queryPlan struct {
	joined []wish // particles of one letter read together with what follows: "h lan" as Hlan
	plain  []wish // every word begins a word of the name
	sound  []wish // every piece sounds alike
}

// A query is cut to as much as any name has.
const (
	maxWords = 8
	maxBytes = 300
)

// planQuery reads what a person typed.
func planQuery(text string) queryPlan {
	if len(text) > maxBytes {
		text = strings.ToValidUTF8(text[:maxBytes], "")
	}
	var plan queryPlan
	words := strings.Fields(lang.Fold(text))
	for _, w := range words[:min(len(words), maxWords)] {
		plan.plain = append(plan.plain, wish{{w + "*"}})
	}
	ps := parts(text)
	ps = ps[:min(len(ps), maxWords)]
	joins, sounds := false, false
	for i := 0; i < len(ps); i++ {
		p := ps[i]
		if p.particle == "" || i+1 == len(ps) {
			own := wish{{p.text + "*"}}
			plan.joined = append(plan.joined, own)
			if key := wordSound(p.text); key != "" {
				own = append(slices.Clone(own), []string{soundMark + key})
				sounds = true
			}
			plan.sound = append(plan.sound, own)
			continue
		}
		next := ps[i+1].text
		apart := []string{p.text + "*", next + "*"}
		if len(p.text) == 1 {
			apart[0] = p.text // a particle here, not the beginning of a longer word
			plan.joined = append(plan.joined, wish{{p.text + next + "*"}})
			joins = true
		} else {
			plan.joined = append(plan.joined, wish{apart})
		}
		plan.sound = append(plan.sound, wish{apart, {p.text + next + "*"}, {soundMark + compoundSound(p.particle, next)}})
		sounds = true
		i++
	}
	if !joins {
		plan.joined = nil
	}
	if !sounds {
		plan.sound = nil
	}
	return plan
}
