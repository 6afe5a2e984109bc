package arch

import (
	"regexp"
	"strings"
	"testing"
)

var (
	declared = regexp.MustCompile(`(?m)^func (Test\w+)\(`)
	claimed  = regexp.MustCompile("`(Test\\w+)`")
	item     = regexp.MustCompile(`(?m)^\| \d+\.\d[^|]*\|.*\|$`)
)

// The page on security claims nothing that no test shows: each test that it names is there, and each item
// has one or says why there is nothing to test.
func TestSecurityDocNamesRealTests(t *testing.T) {
	t.Parallel()
	have := map[string]bool{}
	err := walk(func(p string) error {
		if strings.HasSuffix(p, "_test.go") {
			for _, m := range declared.FindAllStringSubmatch(read(t, p), -1) {
				have[m[1]] = true
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	page := read(t, "doc/security.md")
	for _, m := range claimed.FindAllStringSubmatch(page, -1) {
		if !have[m[1]] {
			t.Errorf("doc/security.md names %s, which is no test", m[1])
		}
	}
	items := item.FindAllString(page, -1)
	if len(items) < 80 {
		t.Errorf("only %d rows of items were read", len(items))
	}
	for _, row := range items {
		cells := strings.Split(strings.Trim(row, "|"), "|")
		if last := strings.TrimSpace(cells[len(cells)-1]); len(cells) != 4 || last != "—" && !claimed.MatchString(last) {
			t.Errorf("doc/security.md: this row names no test and no reason: %s", row)
		}
	}
}
