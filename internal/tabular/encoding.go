package tabular

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
)

// old is an encoding from before Unicode, as its texts look when they are taken for Unicode.
type old struct {
	name string
	read func(word string) (string, bool)
}

const encodingCount = 4

// The encodings that are told; of two that explain a text equally well, the later one.
var encodings = [encodingCount]old{
	{"TCVN3 (ABC)", readTCVN3},
	{"VNI", readVNI},
	{"VIQR", readVIQR},
	{"UTF-8", readTwice},
}

// watcher looks at the texts of a table, one cell after another, for an old encoding. A cell is taken for one
// when two of its words are none of Vietnamese as they stand but are when read so; single such words must come
// together, in cells that are not outweighed by good ones.
type watcher struct {
	found [encodingCount]int // words for each encoding
	good  int                // cells with letters of Vietnamese that only Unicode has
	words map[string][encodingCount]verdict
}

// cell gives the encoding that a cell's text, or the table with it, is in; "" when it is Unicode.
func (w *watcher) cell(text string) string {
	switch kindOf(text) {
	case plainLetters:
		return ""
	case unicodeLetters:
		w.good++
		return ""
	}
	if w.words == nil {
		w.words = map[string][encodingCount]verdict{}
	}
	var here, score [encodingCount]int
	n := 0
	for f := range strings.FieldsFuncSeq(text, apart) {
		if kindOf(f) == plainLetters {
			continue
		}
		if n++; n > 200 {
			break
		}
		for i, v := range w.word(f) {
			here[i] += v.shown
			score[i] += v.score
		}
	}
	best := -1
	for i := range here {
		w.found[i] += here[i]
		enough := here[i] >= 2 || here[i] > 0 && w.found[i] >= 3 && w.found[i]*10 > w.good
		if enough && (best < 0 || score[i] >= score[best]) {
			best = i
		}
	}
	if best < 0 {
		return ""
	}
	return encodings[best].name
}

// apart are the letters that stand between words.
func apart(r rune) bool {
	return unicode.IsSpace(r) || r < 0x80 && strings.IndexByte(`,;:"/\|!@#$%&*=<>[]{}0123456789_`, byte(r)) >= 0
}

// verdict is what a word says about an encoding: whether it shows it, and how well it is explained by it.
type verdict struct{ shown, score int }

// maxWords is how many words are remembered; names are made of few.
const maxWords = 20_000

func (w *watcher) word(word string) [encodingCount]verdict {
	if v, ok := w.words[word]; ok {
		return v
	}
	var all [encodingCount]verdict
	for i, e := range encodings {
		switch shown, read := e.shows(word); {
		case shown:
			all[i] = verdict{1, 2}
		case !read:
			all[i].score = -1
		}
	}
	if len(w.words) >= maxWords {
		clear(w.words)
	}
	w.words[strings.Clone(word)] = all
	return all
}

type letters int

const (
	plainLetters   letters = iota // ASCII without the marks of VIQR
	unicodeLetters                // with a letter that no old encoding can be mistaken for
	doubtfulLetters
)

func kindOf(s string) letters {
	k := plainLetters
	for _, r := range s {
		switch {
		case r == 'ă', r == 'Ă', r == 'đ', r == 'Đ', r == 'ơ', r == 'Ơ', r == 'ư', r == 'Ư', r >= 0x1EA0 && r <= 0x1EF9, r >= 0x300 && r <= 0x36F:
			return unicodeLetters
		case r >= 0x80, r == '^', r == '(', r == '+':
			k = doubtfulLetters
		}
	}
	return k
}

// shows tells whether a word is none as it stands and one of Vietnamese, with its marks, when read in the encoding;
// read tells that it can be read so at all.
func (e old) shows(word string) (shown, read bool) {
	word = strings.Trim(word, "()'-.?~`")
	if n := utf8.RuneCountInString(word); n < 2 || n > 24 {
		return false, true
	}
	meant, ok := e.read(word)
	if !ok {
		return false, ascii(word)
	}
	ok, marked := syllable(strings.ToLower(meant))
	if stands, _ := syllable(strings.ToLower(word)); stands && !mixed(word) {
		return false, ok
	}
	return ok && marked, ok || ascii(word)
}

// mixed tells that a capital stands behind a small letter, as no name is written.
func mixed(word string) bool {
	small := false
	for _, r := range word {
		if small && unicode.IsUpper(r) {
			return true
		}
		small = small || unicode.IsLower(r)
	}
	return false
}

// western is the byte of a letter in the code page that old texts are taken for.
func western(r rune) (byte, bool) {
	if r < 0x100 {
		return byte(r), true
	}
	return charmap.Windows1252.EncodeRune(r)
}

// tcvn3 are the letters of TCVN 5712:1993 VN3 (fonts .Vn…), from 0xA1 on.
var tcvn3 = []rune("ĂÂÊÔƠƯĐăâêôơưđ······àảãáạ·ằẳẵắ·······ặầẩẫấậè·ẻẽéẹềểễếệìỉ···ĩíịò·ỏõóọồổỗốộờởỡớợù·ủũúụừửữứựỳỷỹýỵ")

func readTCVN3(word string) (string, bool) {
	var b strings.Builder
	for _, r := range word {
		c, ok := western(r)
		if !ok {
			return "", false
		}
		if c < 0x80 {
			b.WriteByte(c)
			continue
		}
		if c < 0xA1 || int(c-0xA1) >= len(tcvn3) || tcvn3[c-0xA1] == '·' {
			return "", false
		}
		b.WriteRune(tcvn3[c-0xA1])
	}
	return b.String(), true
}

// vniPairs are the letters of VNI-Windows (fonts VNI-…); most stand behind the letter that they mark.
const vniPairs = `aù á aø à aû ả aõ ã aï ạ aê ă aé ắ aè ằ aú ẳ aü ẵ aë ặ aâ â aá ấ aà ầ aå ẩ aã ẫ aä ậ
eù é eø è eû ẻ eõ ẽ eï ẹ eâ ê eá ế eà ề eå ể eã ễ eä ệ æ ỉ ó ĩ ò ị où ó oø ò oû ỏ oõ õ oï ọ oâ ô oá ố oà ồ oå ổ oã ỗ oä ộ
ôù ớ ôø ờ ôû ở ôõ ỡ ôï ợ ô ơ uù ú uø ù uû ủ uõ ũ uï ụ öù ứ öø ừ öû ử öõ ữ öï ự ö ư yù ý yø ỳ yû ỷ yõ ỹ î ỵ ñ đ`

var vni = strings.NewReplacer(pairs(vniPairs)...)

func pairs(list string) (both []string) {
	for i, w := range strings.Fields(list) {
		both = append(both, w)
		if i%2 == 1 {
			both = append(both, strings.ToUpper(both[len(both)-2]), strings.ToUpper(w))
		}
	}
	return both
}

func readVNI(word string) (string, bool) {
	for _, r := range word {
		if _, ok := western(r); !ok {
			return "", false
		}
	}
	// Capitals are followed by capital marks; a name may mix them all the same.
	return vni.Replace(strings.ToLower(word)), true
}

// viqr are the marks that VIQR writes behind letters.
var (
	viqrShape = map[string]rune{"a(": 'ă', "a^": 'â', "e^": 'ê', "o^": 'ô', "o+": 'ơ', "u+": 'ư', "dd": 'đ'}
	viqrTone  = map[byte]rune{'\'': '\u0301', '`': '\u0300', '?': '\u0309', '~': '\u0303', '.': '\u0323'}
)

// readVIQR reads a word that has at least one mark of a letter's shape: those of tones alone are punctuation.
func readVIQR(word string) (string, bool) {
	w := strings.ToLower(word)
	var b strings.Builder
	shaped := false
	for i := 0; i < len(w); i++ {
		if i+1 < len(w) {
			if r, ok := viqrShape[w[i:i+2]]; ok {
				b.WriteRune(r)
				shaped = shaped || r != 'đ'
				i++
				continue
			}
		}
		if t, ok := viqrTone[w[i]]; ok && i > 0 {
			b.WriteRune(t)
			continue
		}
		if w[i] >= 0x80 {
			return "", false
		}
		b.WriteByte(w[i])
	}
	return b.String(), shaped
}

// readTwice reads UTF-8 that was once taken for a Western code page.
func readTwice(word string) (string, bool) {
	var b []byte
	for _, r := range word {
		c, ok := western(r)
		if !ok {
			return "", false
		}
		b = append(b, c)
	}
	return string(b), utf8.Valid(b)
}

// vietnamese tells that a line's words with marks are Vietnamese, and that there are some.
func vietnamese(line string) bool {
	good, bad := 0, 0
	for _, f := range strings.FieldsFunc(line, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsMark(r) }) {
		switch ok, marked := syllable(strings.ToLower(f)); {
		case !ascii(f) && (!ok || mixed(f)):
			bad++
		case ok && marked:
			good++
		}
	}
	return good > 0 && bad == 0
}

func ascii(s string) bool {
	for i := 0; i < len(s); i++ {
		if s[i] >= 0x80 {
			return false
		}
	}
	return true
}
