package auditweb

import (
	"testing"

	"giamngheo/internal/audit"
)

func TestChangeReadsNameByName(t *testing.T) {
	for _, c := range []struct {
		before, after any
		want          string
	}{
		{"", `{"unit":141,"role":"auditor"}`, "role: auditor; unit: 141"},
		{`{"points":200}`, `{"points":210}`, "points: 200 → points: 210"},
		{`{"class":1}`, "", "class: 1 → ∅"},
		{`"open"`, `"closed"`, `"open" → "closed"`},
		{"", "", ""},
	} {
		if got := change(audit.Entry{Line: audit.Line{Before: c.before, After: c.after}}); got != c.want {
			t.Errorf("change(%v, %v) = %q, want %q", c.before, c.after, got, c.want)
		}
	}
}
