package arch

import (
	"path"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// floors of the house: a package imports only floors below its own. Helpers of one house stand in its
// own folder and count as the house, except its pages (…web), which stand at the top.
var floors = map[string]int{
	"day": 0, "money": 0, "fault": 0, "lang": 0, "percent": 0, "zipsafe": 0,
	"db": 1, "blob": 1, "xlsx": 1, "docx": 1, "seal": 1, "standard": 1,
	"job": 2, "audit": 2, "tabular": 2, "office": 2, "help": 2,
	"unit":    3,
	"account": 4, "freeze": 4,
	"web": 5, "household": 5, "programme": 5, "credential": 5, "committee": 5,
	"review": 6, "target": 6, "fund": 6, "worklist": 6, "duplicate": 6,
	"plan": 7, "support": 7, "roster": 7, "change": 7, "handover": 7,
	"survey": 8, "monitor": 8, "intake": 8,
	"report": 9, "publicity": 9, "operation": 9, "subject": 9,
	"demo": pages,
	"app":  11,
}

// pages is the floor of every …web package.
const pages = 10

// within is the order of the ground floor's own packages: they are values without a common order.
var within = map[string][]string{
	"lang":    {"fault", "day", "percent"},
	"percent": {"day"},
	"seal":    {"fault"},
}

// floor is the house and the floor of a package given by its folder, "internal/review/reviewweb".
func floor(dir string) (house string, n int, ok bool) {
	rest, ok := strings.CutPrefix(dir, "internal/")
	if !ok {
		return "cmd", 12, true
	}
	house, inner, _ := strings.Cut(rest, "/")
	if strings.HasSuffix(path.Base(dir), "web") && inner != "" {
		return rest, pages, true
	}
	n, ok = floors[house]
	return house, n, ok
}

func TestImportsPointDown(t *testing.T) {
	t.Parallel()
	for _, s := range goFiles(t) {
		if s.test || strings.HasSuffix(s.dir(), "test") || strings.Contains(s.dir(), "test/") || s.dir() == "internal/arch" {
			continue
		}
		from, above, ok := floor(s.dir())
		if !ok {
			t.Errorf("%s: %s stands on no floor; list it in floors_test.go", s.path, s.dir())
			continue
		}
		for _, i := range s.file.Imports {
			p, err := strconv.Unquote(i.Path.Value)
			if err != nil {
				t.Fatal(err)
			}
			dir, ours := strings.CutPrefix(p, "giamngheo/")
			if !ours {
				continue
			}
			to, below, ok := floor(dir)
			switch {
			case from == to, ok && below < above, slices.Contains(within[from], to):
			default:
				t.Errorf("%s (%s, floor %d) imports %s (floor %d): imports point down", s.at(i), from, above, dir, below)
			}
		}
	}
}

// The standard is the most important rule of the product: it takes facts and gives an answer, and
// nothing of a database or a door may come near it.
func TestTheStandardStandsOnValuesAlone(t *testing.T) {
	t.Parallel()
	for _, s := range goFiles(t) {
		if s.test || s.dir() != "internal/standard" {
			continue
		}
		for _, i := range s.file.Imports {
			p, _ := strconv.Unquote(i.Path.Value)
			if strings.HasPrefix(p, "giamngheo/internal/db") || p == "database/sql" || p == "net/http" {
				t.Errorf("%s imports %s", s.at(i), p)
			}
		}
	}
}
