package arch

import (
	"go/ast"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/BurntSushi/toml"
)

// message is one entry of a message file: its plural forms.
type message map[string]any

// messages reads all message files of one language.
func messages(t *testing.T, lang string) map[string]message {
	t.Helper()
	all := map[string]message{}
	err := walk(func(p string) error {
		if !strings.HasPrefix(p, "internal/lang/messages/") || !strings.HasSuffix(p, "."+lang+".toml") {
			return nil
		}
		var m map[string]message
		if _, err := toml.Decode(read(t, p), &m); err != nil {
			t.Errorf("%s: %v", p, err)
		}
		owner := strings.TrimSuffix(p[strings.LastIndexByte(p, '/')+1:], "."+lang+".toml")
		for key, v := range m {
			if !strings.HasPrefix(key, owner+".") {
				t.Errorf("%s: %q does not begin with %q", p, key, owner+".")
			}
			if all[key] != nil {
				t.Errorf("%s: %q stands twice", p, key)
			}
			all[key] = v
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

var place = regexp.MustCompile(`{{-?\s*\.(\w+)`)

// places are the names of a message's variables, whatever its plural forms.
func (m message) places() []string {
	names := map[string]bool{}
	for _, form := range m {
		text, _ := form.(string)
		for _, p := range place.FindAllStringSubmatch(text, -1) {
			names[p[1]] = true
		}
	}
	return slices.Sorted(maps.Keys(names))
}

func TestBothLanguagesSayTheSame(t *testing.T) {
	t.Parallel()
	vi, en := messages(t, "vi"), messages(t, "en")
	for key, m := range vi {
		other, ok := en[key]
		if !ok {
			t.Errorf("%q is missing in English", key)
			continue
		}
		got, want := other.places(), m.places()
		// "Count" may be unused in one language: English has a form for one.
		got, want = without(got, "Count"), without(want, "Count")
		if !slices.Equal(got, want) {
			t.Errorf("%q has %v in English, %v in Vietnamese", key, got, want)
		}
	}
	for key := range en {
		if _, ok := vi[key]; !ok {
			t.Errorf("%q is missing in Vietnamese", key)
		}
	}
}

func without(list []string, s string) []string {
	return slices.DeleteFunc(slices.Clone(list), func(e string) bool { return e == s })
}

var messageKey = regexp.MustCompile(`^[a-z]+\.[a-z0-9_.]+$`)

// askers are the functions that take a message's key, and the position of the key among their arguments.
var askers = map[string]int{"T": 0, "New": 1, "Has": 0}

func TestEveryMessageAskedForExistsAndEveryMessageIsAskedFor(t *testing.T) {
	t.Parallel()
	vi := messages(t, "vi")
	files := goFiles(t)
	consts := constants(files)
	used := map[string]bool{}
	var prefixes []string
	for _, s := range files {
		if s.test {
			continue
		}
		s.texts(consts[s.dir()], func(_ ast.Node, text string) {
			if before, after, found := strings.Cut(text, hole); found && strings.Contains(before, ".") && messageKey.MatchString(before+"x") {
				prefixes = append(prefixes, before)
				_ = after
			}
			used[text] = true
		})
		ast.Inspect(s.file, func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			if !ok {
				return true
			}
			name := ""
			switch f := call.Fun.(type) {
			case *ast.SelectorExpr:
				name = f.Sel.Name
			case *ast.Ident:
				name = f.Name
			}
			i, ok := askers[name]
			if !ok || len(call.Args) <= i {
				return true
			}
			lit, ok := call.Args[i].(*ast.BasicLit)
			if !ok {
				return true
			}
			key, _ := fold(lit, nil)
			if messageKey.MatchString(key) && vi[key] == nil {
				t.Errorf("%s: there is no message %q", s.at(n), key)
			}
			return true
		})
	}
	for _, key := range slices.Sorted(maps.Keys(vi)) {
		asked := used[key] || slices.ContainsFunc(prefixes, func(p string) bool { return strings.HasPrefix(key, p) })
		if !asked {
			t.Errorf("nobody asks for the message %q", key)
		}
	}
}
