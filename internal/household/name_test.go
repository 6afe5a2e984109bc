package household

import (
	"slices"
	"strings"
	"testing"

	"giamngheo/internal/unit"
)

// finds plays a plan against a name as the engines do.
func finds(name string, wishes []wish) bool {
	if len(wishes) == 0 {
		return false
	}
	terms := nameTerms(name)
	has := func(t string) bool {
		if prefix, ok := strings.CutSuffix(t, "*"); ok {
			return slices.ContainsFunc(terms, func(s string) bool { return strings.HasPrefix(s, prefix) })
		}
		return slices.Contains(terms, t)
	}
	for _, w := range wishes {
		if !slices.ContainsFunc(w, func(all []string) bool {
			return !slices.ContainsFunc(all, func(t string) bool { return !has(t) })
		}) {
			return false
		}
	}
	return true
}

// The spellings of one name that are found on papers (data of the Jrai clans): any finds every other.
func TestEverySpellingOfANameFindsTheOthers(t *testing.T) {
	t.Parallel()
	for _, group := range [][]string{
		{"Rơ Châm", "Rơ Chom", "Rchom", "Rcom", "R'com", "R’com", "Rchâm", "Rơ Chăm", "ro cham", "rcom", "RƠ CHÂM", "Rơ-Châm"},
		{"Rơ Mah", "Rơmah", "R'mah", "R’ Mah", "romah", "r mah"},
		{"Rah Lan", "Rahlan", "Ra Lan", "Rơ Lan", "Rlan", "R'lan", "ralan"},
		{"Rơ Ô", "R'ô", "R’ Ô", "ro o"},
		{"Kpă", "Kpã", "K'pă", "kpa"},
		{"Ksor", "K'sor", "K’ Sor", "ksor", "k sor"},
		{"H'Lan", "H’ Lan", "Hlan", "HLan", "H Lan", "Hơ Lan", "hlan", "h lan"},
		{"Y Blinh", "Yblinh", "y-blinh"},
		{"A Thưk", "Athưk"},
		{"H'Yui", "Hyui", "H’ Yui"},
	} {
		for _, typed := range group {
			plan := planQuery(typed)
			for _, written := range group {
				for _, name := range []string{written, written + " Thiu", "Siu " + written} {
					if !finds(name, plan.joined) && !finds(name, plan.plain) && !finds(name, plan.sound) {
						t.Errorf("%q does not find %q: %v among %v", typed, name, plan, nameTerms(name))
					}
				}
			}
		}
	}
}

func TestDifferentClansStayApart(t *testing.T) {
	t.Parallel()
	clans := []string{"Rơ Châm", "Rơ Mah", "Siu", "Ksor", "Kpă", "Nay", "Rah Lan", "Puih", "Rơ Ô", "Rơ Mô", "Alê", "Hiao"}
	for _, typed := range clans {
		plan := planQuery(typed)
		for _, other := range clans {
			found := finds(other+" Thiu", plan.joined) || finds(other+" Thiu", plan.plain) || finds(other+" Thiu", plan.sound)
			if found != (other == typed) {
				t.Errorf("%q found %q: %v", typed, other, found)
			}
		}
	}
}

func TestVietnameseNamesAreFoundByTheirLettersOnly(t *testing.T) {
	t.Parallel()
	name := "Nguyễn Văn Toàn"
	for typed, want := range map[string]bool{
		"nguyễn văn toàn": true, "toan van": true, "ng v t": true, "Nguyen": true, "TOÀN": true, "nguyen van toan": true,
		"tan": false, "nguyenv": false, "van toann": false, "guyen": false,
	} {
		plan := planQuery(typed)
		if plan.sound != nil {
			t.Errorf("%q is sought by its sound", typed)
		}
		if got := finds(name, plan.plain); got != want {
			t.Errorf("%q finds %q: %v, want %v", typed, name, got, want)
		}
	}
	for _, word := range strings.Fields("Nguyễn Trần Phạm Huỳnh Khoa Hoa Hương Hạnh Rạng Rong An Anh Yên Ánh Uyên Khánh Nghĩa Hy Ra Ái") {
		for _, term := range nameTerms("Trần " + word) {
			if strings.HasPrefix(term, soundMark) {
				t.Errorf("%q has the sound key %q", word, term)
			}
		}
	}
	if plan := planQuery("Hồ Lan Anh"); plan.sound != nil {
		t.Error("Hồ with its mark is a family name, not a particle")
	}
}

func TestOddTexts(t *testing.T) {
	t.Parallel()
	for _, typed := range []string{"", "  ", "'", "-", "''''", "\"*", "<>"} {
		if plan := planQuery(typed); plan.plain != nil || plan.sound != nil {
			t.Errorf("planQuery(%q) = %v", typed, plan)
		}
	}
	for _, typed := range []string{`a" OR "b`, "x' | 'y", "@2", "~rcam", "nguyen\x00van", strings.Repeat("a b ", 500), strings.Repeat("x", 5000), "名前"} {
		plan := planQuery(typed)
		for _, text := range []string{matchSQLite(plan.plain, 1), matchPostgres(plan.plain, 1, []unit.ID{1, 2}), matchSQLite(plan.sound, 1), matchPostgres(plan.sound, 0, []unit.ID{1})} {
			if len(text) > 4000 {
				t.Errorf("%.20q makes a query of %d bytes", typed, len(text))
			}
		}
		for _, w := range plan.plain {
			if term := strings.TrimSuffix(w[0][0], "*"); strings.ContainsAny(term, "'\"@~ \x00|&") {
				t.Errorf("%q puts %q into the query", typed, term)
			}
		}
	}
}

func FuzzName(f *testing.F) {
	for _, s := range []string{"Rơ Châm H'Lan", "R", "ra", "rah", "h’", "K'K'K", "a a a", "Đinh Văn Glưn"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, name string) {
		plan := planQuery(name)
		if len(plan.plain) > 0 && len(strings.Fields(name)) < maxWords && !finds(name, plan.plain) {
			t.Errorf("%q does not find itself", name)
		}
	})
}
