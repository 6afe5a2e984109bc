package arch

import (
	"regexp"
	"strings"
	"testing"
)

var (
	component = regexp.MustCompile(`(?m)^templ (?:\([^)]*\) )?(\w+)\(`)
	word      = regexp.MustCompile(`\w+`)
	inline    = regexp.MustCompile(`(?i)\sstyle="|\son[a-z]+="|<script>|javascript:`)
)

// A component that nothing shows is a page nobody sees; its texts and styles would be kept in order for nobody.
func TestEveryComponentIsShown(t *testing.T) {
	t.Parallel()
	declared := map[string]string{}
	used := map[string]int{}
	err := walk(func(p string) error {
		switch {
		case strings.HasSuffix(p, ".templ"):
			text := read(t, p)
			for _, m := range component.FindAllStringSubmatch(text, -1) {
				declared[m[1]] = p
				used[m[1]]-- // the declaration itself
			}
			for _, w := range word.FindAllString(text, -1) {
				used[w]++
			}
		case strings.HasPrefix(p, "internal/") && strings.HasSuffix(p, ".go") &&
			!strings.HasSuffix(p, "_templ.go") && !strings.HasSuffix(p, "_test.go"):
			for _, w := range word.FindAllString(read(t, p), -1) {
				used[w]++
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for name, p := range declared {
		if used[name] <= 0 {
			t.Errorf("%s: component %s is shown nowhere", p, name)
		}
	}
}

// Pages are served with a policy that forbids scripts and styles written into them.
func TestPagesHoldNoInlineScriptOrStyle(t *testing.T) {
	t.Parallel()
	err := walk(func(p string) error {
		if !strings.HasSuffix(p, ".templ") {
			return nil
		}
		for i, line := range strings.Split(read(t, p), "\n") {
			if m := inline.FindString(line); m != "" {
				t.Errorf("%s:%d: %q is refused by the content security policy", p, i+1, strings.TrimSpace(m))
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestEveryPageFileIsGenerated(t *testing.T) {
	t.Parallel()
	have := map[string]bool{}
	err := walk(func(p string) error {
		if strings.HasSuffix(p, ".templ") || strings.HasSuffix(p, "_templ.go") {
			have[p] = true
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for p := range have {
		if base, ok := strings.CutSuffix(p, ".templ"); ok && !have[base+"_templ.go"] {
			t.Errorf("%s: run `make generate`", p)
		}
		if base, ok := strings.CutSuffix(p, "_templ.go"); ok && !have[base+".templ"] {
			t.Errorf("%s has no %s.templ", p, base)
		}
	}
}
