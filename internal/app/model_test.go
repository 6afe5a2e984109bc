package app

import (
	"slices"
	"strings"
	"testing"

	"github.com/alecthomas/kong"
)

// commands are the leaves of the command tree.
func commands(t *testing.T) []*kong.Node {
	t.Helper()
	p, err := kong.New(&CLI{}, kong.Name("giamngheo"), kong.ExplicitGroups(groups))
	if err != nil {
		t.Fatal(err)
	}
	return p.Model.Leaves(true)
}

func TestEveryCommandExplainsItselfInAChapterOfTheHelp(t *testing.T) {
	t.Parallel()
	for _, c := range commands(t) {
		if c.Help == "" || !strings.HasSuffix(c.Help, ".") {
			t.Errorf("%s: the help %q is no sentence", c.FullPath(), c.Help)
		}
		if g := c.ClosestGroup(); g == nil || !slices.ContainsFunc(groups, func(o kong.Group) bool { return o.Key == g.Key }) {
			t.Errorf("%s stands in no chapter", c.FullPath())
		}
		for _, f := range c.Flags {
			if f.Help == "" {
				t.Errorf("%s --%s has no help", c.FullPath(), f.Name)
			}
		}
	}
}

func TestEveryListCanBeReadByPrograms(t *testing.T) {
	t.Parallel()
	for _, c := range commands(t) {
		if c.Name != "list" && c.Name != "show" && c.Name != "search" && c.Name != "verify" {
			continue
		}
		if !slices.ContainsFunc(c.Flags, func(f *kong.Flag) bool {
			return f.Name == "format" && slices.Contains(f.EnumSlice(), "json")
		}) {
			t.Errorf("%s has no --format json", c.FullPath())
		}
	}
}

func TestGlobalFlagsAreNowhereHidden(t *testing.T) {
	t.Parallel()
	for _, c := range commands(t) {
		for _, f := range c.Flags {
			if f.Name == "data" || f.Name == "database" || f.Name == "lang" {
				t.Errorf("%s has a --%s of its own", c.FullPath(), f.Name)
			}
		}
	}
}
