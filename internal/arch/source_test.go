package arch

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
)

// root is the folder of go.mod, seen from this package.
const root = "../.."

// source is one Go file of the product.
type source struct {
	path      string // "internal/review/store.go"
	file      *ast.File
	fset      *token.FileSet
	test      bool
	generated bool // by templ
}

// dir is the folder of the file: "internal/review".
func (s source) dir() string { return path.Dir(s.path) }

// at is the place of a node, for messages.
func (s source) at(n ast.Node) string {
	return s.path + ":" + strconv.Itoa(s.fset.Position(n.Pos()).Line)
}

var sources = sync.OnceValues(func() ([]source, error) {
	var all []source
	err := walk(func(p string) error {
		if !strings.HasSuffix(p, ".go") || strings.Contains(p, "/testdata/") {
			return nil
		}
		fset := token.NewFileSet()
		f, err := parser.ParseFile(fset, filepath.Join(root, p), nil, parser.ParseComments)
		if err != nil {
			return err
		}
		all = append(all, source{p, f, fset, strings.HasSuffix(p, "_test.go"), strings.HasSuffix(p, "_templ.go")})
		return nil
	})
	return all, err
})

// goFiles are the Go files under internal and cmd.
func goFiles(t *testing.T) []source {
	t.Helper()
	all, err := sources()
	if err != nil {
		t.Fatal(err)
	}
	return slices.DeleteFunc(slices.Clone(all), func(s source) bool {
		return !strings.HasPrefix(s.path, "internal/") && !strings.HasPrefix(s.path, "cmd/")
	})
}

// walk visits every file of the product, in a fixed order; what git ignores is left out.
func walk(visit func(path string) error) error {
	return filepath.WalkDir(root, func(p string, e fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(root, p)
		if err != nil {
			return err
		}
		rel = filepath.ToSlash(rel)
		if e.IsDir() {
			switch {
			case rel == ".git", rel == "bin", rel == "data", rel == "e2e/out", e.Name() == "node_modules":
				return filepath.SkipDir
			}
			return nil
		}
		if rel == ".git" { // of a second working tree
			return nil
		}
		return visit(rel)
	})
}

// function is the declaration around a node, nil at the top of a file.
func (s source) function(n ast.Node) ast.Node {
	for _, d := range s.file.Decls {
		if f, ok := d.(*ast.FuncDecl); ok && f.Pos() <= n.Pos() && n.Pos() < f.End() {
			return f
		}
	}
	return nil
}

// functionName is its name, "" at the top of a file.
func (s source) functionName(n ast.Node) string {
	if f, ok := s.function(n).(*ast.FuncDecl); ok {
		return f.Name.Name
	}
	return ""
}

func read(t *testing.T, p string) string {
	t.Helper()
	b, err := os.ReadFile(filepath.Join(root, p))
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// texts calls visit with every string in the file. Strings joined by + are one text; a constant of
// the package stands for its value in it, anything else for hole.
func (s source) texts(consts map[string]string, visit func(n ast.Node, text string)) {
	seen := map[ast.Node]bool{} // parts of a text that has been visited as a whole
	ast.Inspect(s.file, func(n ast.Node) bool {
		switch e := n.(type) {
		case *ast.ImportSpec:
			return false
		case *ast.BinaryExpr:
			if text, ok := fold(e, consts); ok {
				if !seen[e] {
					visit(e, text)
				}
				for _, part := range []ast.Expr{e.X, e.Y} {
					seen[part] = true
				}
			}
		case *ast.BasicLit:
			if text, ok := fold(e, consts); ok && !seen[e] {
				visit(e, text)
			}
		}
		return true
	})
}

// hole stands where a text continues with a value known only at run time.
const hole = "…"

// fold is the text of a string expression; ok is false when no string literal is in it.
func fold(e ast.Expr, consts map[string]string) (string, bool) {
	switch e := e.(type) {
	case *ast.ParenExpr:
		return fold(e.X, consts)
	case *ast.BasicLit:
		if e.Kind != token.STRING {
			return hole, false
		}
		v, err := strconv.Unquote(e.Value)
		return v, err == nil
	case *ast.BinaryExpr:
		if e.Op != token.ADD {
			return hole, false
		}
		l, okl := fold(e.X, consts)
		r, okr := fold(e.Y, consts)
		return l + r, okl || okr
	case *ast.Ident:
		if v, ok := consts[e.Name]; ok {
			return v, true
		}
	}
	return hole, false
}

// constants are the string constants and variables at the top of each folder's files.
func constants(files []source) map[string]map[string]string {
	out := map[string]map[string]string{}
	for range 2 { // twice: one constant may be made of another
		for _, s := range files {
			if out[s.dir()] == nil {
				out[s.dir()] = map[string]string{}
			}
			for _, d := range s.file.Decls {
				g, ok := d.(*ast.GenDecl)
				if !ok {
					continue
				}
				for _, spec := range g.Specs {
					v, ok := spec.(*ast.ValueSpec)
					if !ok || len(v.Names) != len(v.Values) {
						continue
					}
					for i := range v.Names {
						if text, ok := fold(v.Values[i], out[s.dir()]); ok {
							out[s.dir()][v.Names[i].Name] = text
						}
					}
				}
			}
		}
	}
	return out
}
