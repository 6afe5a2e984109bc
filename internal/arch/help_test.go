package arch

import (
	"go/ast"
	"strings"
	"testing"
)

// Every page says what it is for: whoever makes one names its topic of the help. That the topic is there
// in both languages, and that it is shown, internal/app proves on the pages themselves.
func TestEveryPageNamesItsHelp(t *testing.T) {
	t.Parallel()
	found := 0
	for _, s := range goFiles(t) {
		if s.test || s.generated || !strings.HasSuffix(s.dir(), "web") || s.dir() == "internal/web" {
			continue
		}
		ast.Inspect(s.file, func(n ast.Node) bool {
			lit, ok := n.(*ast.CompositeLit)
			if !ok {
				return true
			}
			of, ok := lit.Type.(*ast.SelectorExpr)
			if x, _ := selected(of); !ok || x != "web" || of.Sel.Name != "Page" {
				return true
			}
			found++
			for _, e := range lit.Elts {
				if kv, ok := e.(*ast.KeyValueExpr); ok {
					if key, ok := kv.Key.(*ast.Ident); ok && key.Name == "Help" {
						return true
					}
				}
			}
			t.Errorf("%s: a page without Help", s.at(lit))
			return true
		})
	}
	if found < 15 {
		t.Errorf("only %d pages were found: the test reads nothing", found)
	}
}

// selected is the name before the dot.
func selected(s *ast.SelectorExpr) (string, bool) {
	if s == nil {
		return "", false
	}
	x, ok := s.X.(*ast.Ident)
	if !ok {
		return "", false
	}
	return x.Name, true
}
