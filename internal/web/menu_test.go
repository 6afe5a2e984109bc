package web

import (
	"strings"
	"testing"
)

// The foot of a phone has the main work of every section, and nothing of the menu is lost.
func TestAPhoneReachesTheWholeMenu(t *testing.T) {
	line := func(s Section, label string) menuLink { return menuLink{Link: Link{Label: label}, Section: s} }
	officer := []menuLink{
		line(Overview, "overview"), line(Households, "households"), line(Households, "doubles"), line(Review, "review"), line(Review, "requests"),
		line(Targets, "targets"), line(Administration, "imports"),
	}
	for _, c := range []struct {
		name       string
		menu       []menuLink
		foot, more string
	}{
		{"commune officer", officer, "overview households review targets", "doubles requests imports"},
		{"few lines", officer[:3], "overview households doubles", ""},
		{"few sections", officer[:5], "overview households review", "doubles requests"},
		{"nothing", nil, "", ""},
	} {
		foot, more := forPhone(c.menu)
		if got := labels(foot); got != c.foot {
			t.Errorf("%s: at the foot stand %q, want %q", c.name, got, c.foot)
		}
		if got := labels(more); got != c.more {
			t.Errorf("%s: behind the button stand %q, want %q", c.name, got, c.more)
		}
	}
}

func labels(menu []menuLink) string {
	var out []string
	for _, e := range menu {
		out = append(out, e.Label)
	}
	return strings.Join(out, " ")
}
