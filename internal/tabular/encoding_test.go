package tabular

import (
	"bufio"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// realNames are the names of units, peoples and persons that the program knows.
func realNames(t testing.TB) []string {
	t.Helper()
	files, err := filepath.Glob("../unit/data/*.tsv")
	if err != nil || len(files) == 0 {
		t.Fatalf("%d files, %v", len(files), err)
	}
	var names []string
	for _, path := range append(files, "../household/ethnic.tsv", "../demo/annex-2023.tsv") {
		f, err := os.Open(path)
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		s := bufio.NewScanner(f)
		s.Buffer(nil, 1<<20)
		for s.Scan() {
			names = append(names, strings.Split(s.Text(), "\t")...)
		}
	}
	quoted := regexp.MustCompile("[\"`][^\"`]+[\"`]")
	for _, path := range []string{"../demo/name.go", "../demo/village.go"} {
		src, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range quoted.FindAllString(string(src), -1) {
			names = append(names, strings.Trim(m, "\"`"))
		}
	}
	for _, pattern := range []string{"../lang/messages/*.vi.toml", "../standard/editions/*.toml"} {
		texts, err := filepath.Glob(pattern)
		if err != nil || len(texts) == 0 {
			t.Fatal(pattern, err)
		}
		for _, path := range texts {
			src, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			names = append(names, strings.Split(string(src), "\n")...)
		}
	}
	return names
}

// oddNames are good names and words that look a little like an old encoding.
var oddNames = []string{
	"Y Blơ̆ Ñăm", "H'Bŏk Ksor", "Buôn Ñung", "Rcom Ƀlŏ", "Désiré Müller", "José Ñandú", "Ông (bà)", "Hộ A (1)", "10^6 đồng", "m^2", "a+b", "café", "São Tomé", "½ sào", "Điện thoại: +84 (269) 382",
	"ăn (a)", "co(n)", "bo(2)", "Thôn 5°", "≥ 3 người", "Ksor H'Lê", "ĐỊNH CÔNG", "Hà", "Bà Trà", "Lâm Hà", "NGUYÊN", "à à", "o+", "e^x", "No+ 1", "§ 3", "± 5", "25 °C", "µm", "Öko", "Ça va", "Kon Tum (cũ)",
}

func TestUnicodeIsNotTakenForAnOldEncoding(t *testing.T) {
	t.Parallel()
	w := watcher{}
	n := 0
	for _, name := range append(realNames(t), oddNames...) {
		for _, form := range []string{name, norm.NFD.String(name), strings.ToUpper(name)} {
			n++
			alone := watcher{}
			if e := alone.cell(form); e != "" {
				t.Errorf("%q is taken for %s", form, e)
			}
			if e := w.cell(form); e != "" {
				t.Fatalf("%q is taken for %s in company", form, e)
			}
		}
	}
	if n < 10_000 {
		t.Errorf("only %d texts were looked at", n)
	}
}

// The old encodings' own tables, turned around.
func writers() map[string]*strings.Replacer {
	var abc, windows, viqr []string
	for i, r := range tcvn3 {
		if r != '·' {
			abc = append(abc, string(r), string(rune(0xA1+i)))
			if u := unicode.ToUpper(r); unicode.IsLower(r) && !strings.ContainsRune(string(tcvn3), u) {
				abc = append(abc, string(u), string(rune(0xA1+i))) // capitals are a matter of the font
			}
		}
	}
	list := pairs(vniPairs)
	for i := 0; i < len(list); i += 2 {
		windows = append(windows, list[i+1], list[i])
	}
	shapes := map[rune]string{'\u0306': "(", '\u0302': "^", '\u031B': "+"}
	for _, r := range "àáảãạăằắẳẵặâầấẩẫậèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵÀÁẢÃẠĂẰẮẲẴẶÂẦẤẨẪẬÈÉẺẼẸÊỀẾỂỄỆÌÍỈĨỊÒÓỎÕỌÔỒỐỔỖỘƠỜỚỞỠỢÙÚỦŨỤƯỪỨỬỮỰỲÝỶỸỴ" {
		shape, tone, letter := "", "", ""
		for _, d := range norm.NFD.String(string(r)) {
			if s, ok := shapes[d]; ok {
				shape = s
				continue
			}
			mark := ""
			for c, m := range viqrTone {
				if m == d {
					mark = string(rune(c))
				}
			}
			if mark != "" {
				tone = mark
			} else {
				letter = string(d)
			}
		}
		viqr = append(viqr, string(r), letter+shape+tone)
	}
	return map[string]*strings.Replacer{
		"TCVN3 (ABC)": strings.NewReplacer(abc...), "VNI": strings.NewReplacer(windows...), "VIQR": strings.NewReplacer(append(viqr, "đ", "dd", "Đ", "DD")...),
	}
}

func TestOldEncodingsAreNamed(t *testing.T) {
	t.Parallel()
	var names []string
	for _, n := range realNames(t) {
		if kindOf(n) == unicodeLetters && len(strings.Fields(n)) > 1 && len(n) < 60 {
			names = append(names, norm.NFC.String(n))
		}
	}
	for encoding, to := range writers() {
		found, other, told := 0, 0, ""
		w := watcher{}
		for i, n := range names {
			alone := watcher{}
			switch e := alone.cell(to.Replace(n)); e {
			case "":
			case encoding:
				found++
			default:
				other++
				t.Logf("%q (%s, %s) is taken for %s", to.Replace(n), n, encoding, e)
			}
			if i < 10 && told == "" {
				told = w.cell(to.Replace(n))
			}
		}
		if told != encoding {
			t.Errorf("%s is not told within ten names: %q", encoding, told)
		}
		if want := map[string]int{"TCVN3 (ABC)": 60, "VNI": 50, "VIQR": 25}[encoding]; found*100 < len(names)*want || other > 10 {
			t.Errorf("%s: %d of %d names are told by themselves, %d taken for another encoding", encoding, found, len(names), other)
		}
		t.Logf("%s: %d of %d names are told by themselves", encoding, found, len(names))
	}
	for text, want := range map[string]string{
		"Hä vµ tªn":                      "TCVN3 (ABC)",
		"NguyÔn V¨n Hïng":                "TCVN3 (ABC)",
		"Sè hé nghÌo, hé cËn nghÌo":      "TCVN3 (ABC)",
		"Hoï vaø teân":                   "VNI",
		"Nguyeãn Vaên Huøng":             "VNI",
		"HUYEÄN KROÂNG PA, TÆNH GIA LAI": "VNI",
		"Nguye^~n Va(n Hu`ng":            "VIQR",
		"Huye^.n Chu+ Pa~h":              "VIQR",
		"Nguyá»…n VÄƒn HÃ¹ng, huyá»‡n":   "UTF-8",
	} {
		w := watcher{}
		if got := w.cell(text); got != want {
			t.Errorf("%q is taken for %q, want %s", text, got, want)
		}
	}
}

// Words as they were typed with the old fonts, from memory of many papers and not from our tables.
func TestOldWordsAreReadAsMeant(t *testing.T) {
	t.Parallel()
	for old, want := range map[string]string{
		"§øc": "Đức", "Thñy": "Thủy", "Lùc": "Lực", "Mü": "Mỹ", "Ph\u00AD¬ng": "Phương", "Tïng": "Tùng", "Thä": "Thọ", "TrÇn": "Trần", "Ph¹m": "Phạm", "QuyÕt": "Quyết", "®Þnh": "định",
	} {
		if got, ok := readTCVN3(old); got != want || !ok {
			t.Errorf("TCVN3 %q is %q, want %q", old, got, want)
		}
	}
	for old, want := range map[string]string{
		"Ñöùc": "đức", "Thuûy": "thủy", "Löïc": "lực", "Myõ": "mỹ", "Phöông": "phương", "Thoï": "thọ", "Traàn": "trần", "Phaïm": "phạm", "Quyeát": "quyết", "ñònh": "định", "TÆNH": "tỉnh",
	} {
		if got, ok := readVNI(old); got != want || !ok {
			t.Errorf("VNI %q is %q, want %q", old, got, want)
		}
	}
}

func TestSyllables(t *testing.T) {
	t.Parallel()
	for _, w := range strings.Fields("nghèo nguyễn khuỷu quốc gìn giữ giếng giặc yên huyện khuya thuở oanh uỷ ủy hoà hòa quýt quyết ươm ưu iêu loằng xoong") {
		if ok, _ := syllable(w); !ok {
			t.Errorf("%q is no syllable", w)
		}
	}
	for _, w := range strings.Fields("krông nguyôn việtt ă bâ đd ááo hǹ z f ngg ") {
		if ok, _ := syllable(w); ok {
			t.Errorf("%q is a syllable", w)
		}
	}
}
