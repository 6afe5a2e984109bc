package arch

import (
	"go/ast"
	"regexp"
	"strings"
	"testing"
)

// maxLines is where a file has a seam that was not taken.
const maxLines = 450

func TestFilesStaySmall(t *testing.T) {
	t.Parallel()
	for _, s := range goFiles(t) {
		if s.generated {
			continue
		}
		if n := strings.Count(read(t, s.path), "\n"); n > maxLines {
			t.Errorf("%s has %d lines; look for its seam (at most %d)", s.path, n, maxLines)
		}
	}
}

func TestEveryPackageSaysWhatItIs(t *testing.T) {
	t.Parallel()
	said := map[string]bool{}
	for _, s := range goFiles(t) {
		if s.test {
			continue
		}
		said[s.dir()] = said[s.dir()] || s.file.Doc != nil && !strings.Contains(s.file.Doc.Text(), "DO NOT EDIT")
	}
	for dir, ok := range said {
		if !ok {
			t.Errorf("%s has no package comment", dir)
		}
	}
}

// later finds what was left for another day.
var later = regexp.MustCompile(`\b(TO` + `DO|FIX` + `ME|XX` + `X)\b`)

func TestNothingIsLeftForLater(t *testing.T) {
	t.Parallel()
	for _, s := range goFiles(t) {
		for _, g := range s.file.Comments {
			for _, c := range g.List {
				if later.MatchString(c.Text) {
					t.Errorf("%s: %s", s.at(c), c.Text)
				}
			}
		}
	}
}

// A skipped test reads as a passed one, and a test that sleeps is slow on a fast machine and wrong on
// a slow one.
func TestTestsAreNeitherSkippedNorAsleep(t *testing.T) {
	t.Parallel()
	for _, s := range goFiles(t) {
		if !s.test {
			continue
		}
		ast.Inspect(s.file, func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			if !ok {
				return true
			}
			sel, ok := call.Fun.(*ast.SelectorExpr)
			if !ok {
				return true
			}
			x, _ := sel.X.(*ast.Ident)
			switch {
			case x == nil:
			case (x.Name == "t" || x.Name == "b") && strings.HasPrefix(sel.Sel.Name, "Skip"):
				t.Errorf("%s: a test is skipped", s.at(n))
			case x.Name == "time" && sel.Sel.Name == "Sleep":
				t.Errorf("%s: a test sleeps; wait for what must happen instead", s.at(n))
			}
			return true
		})
	}
}

// The tree is whole by itself: nothing that ships or explains it points outside.
func TestNothingPointsOutsideTheTree(t *testing.T) {
	t.Parallel()
	outside := "../sha" + "red"
	err := walk(func(p string) error {
		if strings.HasSuffix(p, "_test.go") || strings.Contains(p, "/testdata/") || strings.HasSuffix(p, ".woff2") {
			return nil
		}
		if strings.Contains(read(t, p), outside) || strings.Contains(read(t, p), "/work/") {
			t.Errorf("%s points outside the tree", p)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}
