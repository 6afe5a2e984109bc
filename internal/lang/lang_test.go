package lang

import (
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/BurntSushi/toml"

	"giamngheo/internal/fault"
)

func TestNumbers(t *testing.T) {
	for _, c := range []struct{ got, want string }{
		{Vi.Int(383134), "383.134"},
		{En.Int(383134), "383,134"},
		{Vi.Int(-567), "−567"},
		{Vi.Int(0), "0"},
		{Vi.Points(1006), "10,06"},
		{Vi.Points(-195), "−1,95"},
		{En.Points(40), "0.40"},
		{Vi.Percent(1006), "10,06 %"},
		{En.Percent(1006), "10.06%"},
		{Vi.Date("2022-12-31"), "31/12/2022"},
		{Vi.Date(""), "—"},
	} {
		if c.got != c.want {
			t.Errorf("got %q, want %q", c.got, c.want)
		}
	}
}

func TestFold(t *testing.T) {
	for in, want := range map[string]string{
		"Đặng Thị Ánh":           "dang thi anh",
		"R'com H’Lan":            "rcom hlan",
		"Huyện  KBang ":          "huyen kbang",
		"Đak Pơ":                 "dak po",
		"Đăk Pơ":                 "dak po",
		"Bru-Vân Kiều":           "bru van kieu",
		"Tie\u0302\u0301ng Viet": "tieng viet", // decomposed
		"ČĬŎŬ":                   "ciou",
		"  ":                     "",
		"<b>I</b>":               "b i b",
	} {
		if got := Fold(in); got != want {
			t.Errorf("Fold(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestCapital(t *testing.T) {
	for in, want := range map[string]string{"đói ăn": "Đói ăn", "ốm đau": "Ốm đau", "Hộ nghèo": "Hộ nghèo", "16 tuổi": "16 tuổi", "": ""} {
		if got := Capital(in); got != want {
			t.Errorf("Capital(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestErrorShowsOnlyFaults(t *testing.T) {
	if got := Vi.Error(fs.ErrNotExist); got != Vi.T("lang.internal_error") {
		t.Errorf("an inner error reached the user: %q", got)
	}
	if got := En.Error(fault.New(fault.Invalid, "lang.internal_error")); !strings.HasPrefix(got, "Something") {
		t.Errorf("got %q", got)
	}
}

// Both languages carry the same keys with the same places, and Vietnamese is stored precomposed.
func TestMessagesAgree(t *testing.T) {
	type message = map[string]string
	load := func(name string) map[string]message {
		b, err := files.ReadFile(path.Join("messages", name))
		if err != nil {
			t.Fatal(err)
		}
		if NFC(string(b)) != string(b) {
			t.Errorf("%s is not in NFC", name)
		}
		m := map[string]message{}
		if _, err := toml.Decode(string(b), &m); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		return m
	}
	place := regexp.MustCompile(`{{[^}]*}}`)
	places := func(s string) []string {
		p := place.FindAllString(s, -1)
		slices.Sort(p)
		return slices.Compact(p)
	}
	names, _ := files.ReadDir("messages")
	for _, f := range names {
		house, isVi := strings.CutSuffix(f.Name(), ".vi.toml")
		if !isVi {
			continue
		}
		vi, en := load(f.Name()), load(house+".en.toml")
		for key, m := range vi {
			if !strings.HasPrefix(key, house+".") {
				t.Errorf("%s: key %q does not begin with its house", f.Name(), key)
			}
			e, ok := en[key]
			if !ok {
				t.Errorf("%s has no English", key)
				continue
			}
			if v, w := places(m["other"]), places(e["other"]); !slices.Equal(v, w) {
				t.Errorf("%s: places %v in Vietnamese, %v in English", key, v, w)
			}
			if m["other"] == "" || e["other"] == "" {
				t.Errorf("%s is empty in a language", key)
			}
		}
		for key := range en {
			if _, ok := vi[key]; !ok {
				t.Errorf("%s has no Vietnamese", key)
			}
		}
	}
}

func TestACountMayBeWrittenAsTheLanguageWritesIt(t *testing.T) {
	t.Parallel()
	for _, l := range All {
		written := l.Int(38550)
		if got := l.T("unitweb.persons", "Count", written); !strings.HasPrefix(got, written+" ") {
			t.Errorf("T in %s with the count %s = %q", l, written, got)
		}
	}
}

func TestAMessageWithOneFormServesEveryCount(t *testing.T) {
	t.Parallel()
	for _, l := range All {
		for _, n := range []int{0, 1, 2, 12} {
			if got := l.T("unitweb.persons", "Count", n); strings.Contains(got, "⟦") {
				t.Errorf("T in %s with the count %d = %q", l, n, got)
			}
		}
	}
}
