package app

import (
	"strings"
	"testing"
)

func TestRoundsAreOpenedAndClosedByCommand(t *testing.T) {
	t.Parallel()
	data := t.TempDir()
	if code, _, errs := runOn(data, "migrate"); code != 0 {
		t.Fatal(errs)
	}
	for _, c := range []struct {
		args []string
		code int
		says string
	}{
		{[]string{"review", "open", "--unit", "64", "--year", "2022", "--source", "thử"}, 0, "Đã mở đợt rà soát 1"},
		{[]string{"review", "open", "--unit", "630", "--year", "2022"}, 1, "đã nằm trong một đợt"},
		{[]string{"review", "open", "--unit", "64", "--year", "2023"}, 1, "chưa kết thúc"},
		{[]string{"review", "open", "--unit", "64", "--year", "2022", "--day", "31/12"}, 1, "31/12"},
		{[]string{"review", "close", "7"}, 1, "số 7"},
		{[]string{"review", "close", "1"}, 0, "Đã kết thúc đợt rà soát 1 (năm 2022)"},
		{[]string{"review", "close", "1"}, 1, "đã kết thúc"},
		{[]string{"review", "open", "--unit", "64", "--year", "2023", "--lang", "en"}, 0, "Opened the review 2 (2023) of Gia Lai province"},
	} {
		code, out, errs := runOn(data, c.args...)
		if code != c.code || !strings.Contains(out+errs, c.says) {
			t.Errorf("%v: exit %d, want %d, %q:\n%s%s", c.args, code, c.code, c.says, out, errs)
		}
	}
}
