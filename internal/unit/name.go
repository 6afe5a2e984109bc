package unit

import (
	"strings"
	"unicode"

	"giamngheo/internal/lang"
)

// foldName is the form under which names are matched: without marks, case, spaces and hyphens, so that
// Đak and Đăk, Kbang and KBang, "Ia Rbol" and IaRbol, Hòa and Hoà are one; "01" is "1".
func foldName(name string) string {
	s := strings.ReplaceAll(lang.Fold(name), " ", "")
	if numbered(s) {
		if t := strings.TrimLeft(s, "0"); t != "" {
			return t
		}
	}
	return s
}

// kindWords are the kinds as they may be written before a name, folded, longest first where one begins
// another; abbreviations stand with what they mean.
var kindWords = []struct {
	words string
	kinds []Kind
}{
	{"to dan pho", []Kind{"tổ dân phố"}},
	{"thanh pho", []Kind{"thành phố"}},
	{"thi tran", []Kind{"thị trấn"}},
	{"thi xa", []Kind{"thị xã"}},
	{"dac khu", []Kind{"đặc khu"}},
	{"khu pho", []Kind{"khu phố"}},
	{"tinh", []Kind{"tỉnh"}},
	{"huyen", []Kind{"huyện"}},
	{"quan", []Kind{"quận"}},
	{"xa", []Kind{"xã"}},
	{"phuong", []Kind{"phường"}},
	{"thon", []Kind{"thôn"}},
	{"lang", []Kind{"làng"}},
	{"buon", []Kind{"buôn"}},
	{"ban", []Kind{"bản"}},
	{"ap", []Kind{"ấp"}},
}

var kindShort = map[string][]Kind{
	"tp": {"thành phố"}, "tx": {"thị xã"}, "tt": {"thị trấn"}, "h": {"huyện"}, "q": {"quận"},
	"p": {"phường"}, "x": {"xã"}, "t": {"tỉnh", "thôn"}, "tdp": {"tổ dân phố"},
}

// reading is one way to read a written name: bare, after a kind or without any.
type reading struct {
	name  string
	kinds []Kind // empty when no kind was written
}

// readings are the ways to read a written name: as it stands, and with a leading kind taken off.
func readings(written string) []reading {
	s := strings.Join(strings.Fields(lang.NFC(written)), " ")
	out := []reading{{name: s}}
	if first, rest, ok := cutShort(s); ok {
		out = append(out, reading{rest, kindShort[first]})
	}
	words := strings.Split(s, " ")
	for _, k := range kindWords {
		n := strings.Count(k.words, " ") + 1
		if len(words) > n && lang.Fold(strings.Join(words[:n], " ")) == k.words {
			return append(out, reading{strings.Join(words[n:], " "), k.kinds})
		}
	}
	return out
}

// cutShort takes an abbreviated kind off: "H. Kông Chro", "TP Pleiku", "TX.An Khê", "T.P Pleiku".
func cutShort(s string) (first, rest string, ok bool) {
	dotted := false
	i := 0
	for ; i < len(s) && i < 6; i++ {
		c := s[i]
		if c == '.' {
			dotted = true
		} else if c < 'A' || c > 'Z' && c < 'a' || c > 'z' {
			break
		}
		if dotted && i+1 < len(s) && kindShort[shortOf(s[:i+1])] != nil && !dotAhead(s[i+1:]) {
			i++
			break
		}
	}
	first = shortOf(s[:i])
	rest = strings.TrimLeft(s[i:], ". ")
	if kindShort[first] == nil || rest == "" || !dotted && (s[i] != ' ' || s[:i] != strings.ToUpper(s[:i]) && len(first) < 2) {
		return "", "", false
	}
	return first, rest, true
}

func shortOf(s string) string { return strings.ToLower(strings.ReplaceAll(s, ".", "")) }

// dotAhead tells that the abbreviation goes on: the "P." of "T.P."
func dotAhead(s string) bool {
	return len(s) > 1 && (s[0] == '.' || unicode.IsLetter(rune(s[0])) && (s[1] == '.' || s[1] == ' ') && strings.Contains("PXTpxt", s[:1]))
}

// sureness tells how close a written name comes to the list's; smaller is closer.
type sureness int

const (
	same    sureness = iota // spelt as in the list
	cased                   // other capitals
	folded                  // other marks, spaces or hyphens
	another                 // the name fits, the kind does not
)

func closeness(written, name string) sureness {
	w, n := tones.Replace(written), tones.Replace(name)
	switch {
	case w == n, w == strings.ToUpper(w) && w == strings.ToUpper(n):
		return same
	case strings.EqualFold(w, n):
		return cased
	default:
		return folded
	}
}

// tones brings the two ways to place a tone mark to one: Hoà is Hòa, Thuỷ is Thủy. Neither is a fault.
var tones = func() *strings.Replacer {
	var pairs []string
	for _, p := range []struct{ first, old, second, new string }{
		{"o", "oóòỏõọ", "a", "aáàảãạ"},
		{"o", "oóòỏõọ", "e", "eéèẻẽẹ"},
		{"u", "uúùủũụ", "y", "yýỳỷỹỵ"},
		{"O", "OÓÒỎÕỌ", "A", "AÁÀẢÃẠ"},
		{"O", "OÓÒỎÕỌ", "E", "EÉÈẺẼẸ"},
		{"U", "UÚÙỦŨỤ", "Y", "YÝỲỶỸỴ"},
	} {
		old, late := []rune(p.old), []rune(p.new)
		for i := 1; i < len(old); i++ {
			pairs = append(pairs, p.first+string(late[i]), string(old[i])+p.second)
		}
	}
	return strings.NewReplacer(pairs...)
}()
