package lang_test

import (
	"math/rand/v2"
	"slices"
	"testing"

	"giamngheo/internal/lang"
)

func TestNamesStandInVietnameseOrder(t *testing.T) {
	t.Parallel()
	want := []string{
		"Đinh An", "Nguyễn Thị An", "Trần An", "Lê Ánh", "Rơ Châm Bin", "Nguyễn Văn Cường", "Phạm Dung", "Phạm Dũng", "Lê Đạt",
		"Lê Hà", "Lê Hải", "Siu H'Lan", "Lê Hoa", "Trần Hoà", "Nguyễn Văn Hùng", "Nguyễn Thị Hương", "Lê Kim", "Đinh Lan", "Ngô Lan", "Lê Oanh", "Lê Ôn", "Lê Ơn", "Lê Thảo", "Lê Uyên", "Lê Ước", "Đinh Y",
	}
	got := slices.Clone(want)
	r := rand.New(rand.NewPCG(1, 2))
	for range 20 {
		r.Shuffle(len(got), func(i, j int) { got[i], got[j] = got[j], got[i] })
		slices.SortFunc(got, func(a, b string) int {
			if lang.NameKey(a) < lang.NameKey(b) {
				return -1
			}
			return 1
		})
		if !slices.Equal(got, want) {
			t.Fatalf("%q\nwant %q", got, want)
		}
	}
	if lang.NameKey("Lê A\u0301nh") != lang.NameKey("LÊ ÁNH") {
		t.Error("composed and decomposed, small and large letters differ")
	}
	if lang.NameKey("Lê") != lang.TextKey("Lê") {
		t.Error("one word has two keys")
	}
	tones := []string{"La", "Là", "Lả", "Lã", "Lá", "Lạ"}
	for i := 1; i < len(tones); i++ {
		if lang.NameKey(tones[i-1]) >= lang.NameKey(tones[i]) {
			t.Errorf("%s does not stand before %s", tones[i-1], tones[i])
		}
	}
	if lang.TextKey("Thôn 9") >= lang.TextKey("Thôn 10") || lang.TextKey("Làng Bia") >= lang.TextKey("Làng Kuk") {
		t.Error("villages")
	}
}
