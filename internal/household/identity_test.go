package household

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log/slog"
	"strings"
	"testing"

	"giamngheo/internal/fault"
	"giamngheo/internal/lang"
)

func TestCheckIdentity(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name   string
		number Identity
		sex    Sex
		year   int
		want   string // key of the fault, "" when the number is good
	}{
		{"a man of 1967", "064067001234", Male, 1967, ""},
		{"a woman of 1967", "064167001234", Female, 1967, ""},
		{"a boy of 2001", "064201001234", Male, 2001, ""},
		{"a girl of 2021", "096321001234", Female, 2021, ""},
		{"the year is not known", "064067001234", Male, 0, ""},
		{"the sex is not known", "064067001234", "", 1967, ""},
		{"a woman's digit for a man", "064167001234", Male, 1967, "household.identity_sex"},
		{"the wrong century", "064267001234", Male, 1967, "household.identity_year"},
		{"the wrong year", "064068001234", Male, 1967, "household.identity_year"},
		{"no such province", "063067001234", Male, 1967, "household.identity_province"},
		{"province 000", "000067001234", Male, 1967, "household.identity_province"},
		{"a letter in it", "06406700123a", Male, 1967, "household.identity_digits"},
		{"other digits", "٠٦٤067001234", Male, 1967, "household.identity_digits"},
		{"eleven digits", "06406700123", Male, 1967, "household.identity_length"},
		{"the old number", "230456789", Male, 1967, "household.identity_old"},
	} {
		got := ""
		if f := fault.As(CheckIdentity(c.number, c.sex, c.year)); f != nil {
			got = f.Key
		}
		if got != c.want {
			t.Errorf("%s: got %q, want %q", c.name, got, c.want)
		}
	}
}

func TestEveryProvinceCodeIsOfTheOldNumbering(t *testing.T) {
	t.Parallel()
	if len(provinceCodes) != 63 {
		t.Errorf("%d province codes, want 63", len(provinceCodes))
	}
}

func TestIdentityStartPassesItsOwnCheck(t *testing.T) {
	t.Parallel()
	for _, sex := range []Sex{Male, Female} {
		for year := 1910; year < 2030; year++ {
			start, err := IdentityStart("064", sex, year)
			if err != nil {
				t.Fatal(err)
			}
			if err := CheckIdentity(Identity(start+"123456"), sex, year); err != nil {
				t.Errorf("%s %d: %s: %v", sex, year, start, err)
			}
		}
	}
	if _, err := IdentityStart("063", Male, 1990); fault.KindOf(err) != fault.Invalid {
		t.Errorf("a province that does not exist: %v", err)
	}
}

func TestAnIdentityNumberNeverPrints(t *testing.T) {
	t.Parallel()
	id := Identity("064067001234")
	p := Person{Name: "Siu Blơi", Identity: id}
	var log bytes.Buffer
	slog.New(slog.NewJSONHandler(&log, nil)).Info("x", "id", id, "person", p)
	slog.New(slog.NewTextHandler(&log, nil)).Info("x", "id", id, "person", p)
	encoded, err := json.Marshal(p)
	if err != nil {
		t.Fatal(err)
	}
	texts := []string{log.String(), string(encoded), fmt.Sprint(p), fmt.Sprintf("%v %+v %#v", p, p, p), fmt.Sprintf("%s %q %d %x %X %v %#v %10s", id, id, id, id, id, id, id, id)}
	for _, s := range texts {
		if strings.Contains(s, "067001") || strings.Contains(s, fmt.Sprintf("%x", "067001")) {
			t.Errorf("the number shows: %s", s)
		}
	}
	if got := id.Mask(); got != "0•••••••1234" {
		t.Errorf("Mask = %q", got)
	}
	if got := Identity("230456789").Mask(); got != "2••••6789" {
		t.Errorf("Mask of an old number = %q", got)
	}
	if got := Identity("1234").Mask(); strings.ContainsAny(got, "1234") {
		t.Errorf("Mask of a short text = %q", got)
	}
	if Identity("").Mask() != "" || !id.mask().Masked() {
		t.Error("an empty number has a mask, or a mask is none")
	}
}

func TestEthnicLists(t *testing.T) {
	t.Parallel()
	if n := len(Ethnics()); n != 55 {
		t.Fatalf("%d groups", n)
	}
	differ := 0
	for _, e := range Ethnics() {
		if e.Code1979() != string(e) {
			differ++
		}
		back, err := EthnicByCode(List1979, e.Code1979())
		if err != nil || back != e {
			t.Errorf("%s by its code of 1979: %s, %v", e, back, err)
		}
		if same, ok := EthnicByName(e.Name(lang.Vi)); !ok || same != e {
			t.Errorf("%s by its name %q: %s", e, e.Name(lang.Vi), same)
		}
		if e.Name(lang.Vi) == "" || e.Name(lang.En) == "" {
			t.Errorf("%s has no name", e)
		}
	}
	if differ != 37 {
		t.Errorf("%d codes differ between the lists, want 37", differ)
	}
	for code, want := range map[string]Ethnic{"13": Bahnar, "12": "11", "10": Jrai, "8": "08"} {
		if got, err := EthnicByCode(List1979, code); err != nil || got != want {
			t.Errorf("1979 %s = %s, %v; want %s", code, got, err, want)
		}
	}
	for _, c := range []struct {
		list int
		code string
	}{{2008, "99"}, {1979, ""}, {1999, "10"}} {
		if _, err := EthnicByCode(c.list, c.code); fault.KindOf(err) != fault.Invalid {
			t.Errorf("%d %q: %v", c.list, c.code, err)
		}
	}
	for name, want := range map[string]Ethnic{"Jrai": Jrai, "gia-rai": Jrai, "Gia Rai": Jrai, "BAHNAR": Bahnar, "Ba-na": Bahnar, "bana": Bahnar, "Ê-đê": "11", "H’Mông": "08", "M'nông": "20", "Kinh": Kinh} {
		if got, ok := EthnicByName(name); !ok || got != want {
			t.Errorf("%q = %s, want %s", name, got, want)
		}
	}
	if _, ok := EthnicByName("Klingon"); ok {
		t.Error("a group that does not exist was found")
	}
	if Kinh.Minority() || Foreigner.Minority() || Ethnic("").Minority() || !Jrai.Minority() || !Ethnic("06").Minority() {
		t.Error("minority is all but Kinh and foreigners")
	}
}

func TestCausesNeedsAndFlags(t *testing.T) {
	t.Parallel()
	c := CausesOf(1, 8)
	if !c.Has(1) || c.Has(2) || !c.Has(8) || len(c.List()) != 2 || !c.Valid() || CauseSet(1<<8).Valid() {
		t.Errorf("causes %b", c)
	}
	n := NeedsOf(6)
	if !n.Has(6) || n.Has(1) || len(n.List()) != 1 || !n.Valid() || NeedSet(1<<6).Valid() {
		t.Errorf("needs %b", n)
	}
	if got := (Local | Social).List(); len(got) != 2 || got[1] != Social || Social.Code() != "social" {
		t.Errorf("flags %v", got)
	}
	for _, l := range lang.All {
		for _, c := range Causes() {
			if strings.Contains(c.Name(l), "⟦") {
				t.Errorf("cause %d has no name in %s", c, l)
			}
		}
		for _, n := range Needs() {
			if strings.Contains(n.Name(l), "⟦") {
				t.Errorf("need %d has no name in %s", n, l)
			}
		}
		for _, f := range AllFlags() {
			if strings.Contains(f.Name(l), "⟦") {
				t.Errorf("flag %s has no name in %s", f.Code(), l)
			}
		}
		for _, r := range Relations {
			if strings.Contains(r.Name(l), "⟦") || strings.Contains(Male.Name(l)+Female.Name(l), "⟦") {
				t.Errorf("relation %s has no name in %s", r, l)
			}
		}
	}
	if Cause(9).Name(lang.Vi) != lang.Unknown || Need(0).Name(lang.Vi) != lang.Unknown {
		t.Error("a cause or need that does not exist has a name")
	}
}

func TestRef(t *testing.T) {
	t.Parallel()
	r, err := ParseRef("14/20001")
	if err != nil || r.Commune != 14 || r.ID != 20001 || r.String() != "14/20001" {
		t.Errorf("%v, %v", r, err)
	}
	for _, bad := range []string{"", "14", "14/", "/1", "14/x", "-1/2", "0/0", "14/20001/3"} {
		if _, err := ParseRef(bad); fault.KindOf(err) != fault.NotFound {
			t.Errorf("ParseRef(%q): %v", bad, err)
		}
	}
}
