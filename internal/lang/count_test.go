package lang_test

import (
	"testing"

	"giamngheo/internal/lang"
)

func TestParseIntReadsWhatOfficesWrite(t *testing.T) {
	t.Parallel()
	for s, want := range map[string]int64{
		"0": 0, "38550": 38550, "38.550": 38550, "38,550": 38550, "38 550": 38550, "1.538.550": 1538550, " 12 ": 12,
		"38550,00": 38550, "38.550,00": 38550, "12.0": 12, "−5": -5, "-1.200": -1200, "007": 7, "38\u00a0550": 38550,
	} {
		if got, ok := lang.ParseInt(s); !ok || got != want {
			t.Errorf("ParseInt(%q) = %d, %v; want %d", s, got, ok, want)
		}
	}
	for _, s := range []string{"", "-", "1,5", "12.34", "1.23", "1.2345", "1.234,567", "12a", "1 23", "1.234 567", "99999999999999999999", "١٢"} {
		if got, ok := lang.ParseInt(s); ok {
			t.Errorf("ParseInt(%q) = %d; want a refusal", s, got)
		}
	}
}
