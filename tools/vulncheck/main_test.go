package main

import (
	"strings"
	"testing"
)

const stream = `{"config":{"scanner_name":"govulncheck"}}
{"osv":{"id":"GO-1","summary":"a hole"}}
{"finding":{"osv":"GO-1","fixed_version":"v1.2.3","trace":[{"module":"example.org/m","version":"v1.2.2"}]}}
`

func TestOnlyWhatIsCalledFails(t *testing.T) {
	for name, c := range map[string]struct {
		stream string
		failed bool
		says   string
	}{
		"in a module, not called": {stream, false, "0 known vulnerabilities are called, 1 more"},
		"called": {
			stream + `{"finding":{"osv":"GO-1","fixed_version":"v1.2.3","trace":[{"module":"example.org/m","version":"v1.2.2","function":"F"}]}}`, true,
			"FAILED: GO-1 of example.org/m v1.2.2 is called: a hole (mended in v1.2.3)",
		},
		"nothing": {`{"config":{}}`, false, "0 known vulnerabilities are called, 0 more"},
	} {
		list, err := read(strings.NewReader(c.stream))
		if err != nil {
			t.Fatal(err)
		}
		var b strings.Builder
		if failed := judge(&b, list); failed != c.failed || !strings.Contains(b.String(), c.says) {
			t.Errorf("%s: failed %v\n%s", name, failed, b.String())
		}
	}
	if _, err := read(strings.NewReader("")); err == nil {
		t.Error("an empty answer passes for a scan")
	}
}
