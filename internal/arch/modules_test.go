package arch

import (
	"strings"
	"testing"
)

// Tools and browsers stand in modules of their own (tools/, e2e/), so that whoever builds the product
// fetches only what runs in it.
func TestTheProductsModuleHoldsNoTools(t *testing.T) {
	t.Parallel()
	mod := read(t, "go.mod")
	for _, bad := range []string{
		"\ntool ", "\nreplace ", "chromedp", "honnef.co", "gofumpt", "esbuild", "golangci", "vegeta", "testify",
	} {
		for _, line := range strings.Split(mod, "\n") {
			if strings.Contains("\n"+line, bad) && !strings.HasSuffix(line, "// indirect") {
				t.Errorf("go.mod: %q belongs to tools/ or e2e/", strings.TrimSpace(line))
			}
		}
	}
}
