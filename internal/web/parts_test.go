package web

import (
	"net/http"
	"net/netip"
	"slices"
	"strings"
	"testing"

	"giamngheo/internal/lang"
	"giamngheo/internal/standard"
)

func TestChangesHaveSignArrowAndWord(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		change *Change
		text   string
		word   string
		way    Way
		tone   string
	}{
		{RateChange(lang.Vi, 1006, 1209, ""), "−2,03 điểm %", "giảm", Down, "change change-good"},
		{RateChange(lang.En, 1209, 1006, ""), "+2.03 points", "up", Up, "change change-bad"},
		{CountChange(lang.Vi, 5, 5, "hộ", ""), "0 hộ", "không đổi", Same, "change"},
		{CountChange(lang.Vi, 1200, 100, "hộ", ""), "+1.100 hộ", "tăng", Up, "change change-bad"},
	} {
		if c.change.Text != c.text || c.change.Word != c.word || c.change.Way != c.way || c.change.tone() != c.tone {
			t.Errorf("%+v (%s), want %s %s", *c.change, c.change.tone(), c.text, c.word)
		}
	}
}

func TestTileNamesFitInTwoLines(t *testing.T) {
	t.Parallel()
	for name, want := range map[string][]string{
		"Ia Pa":            {"Ia Pa"},
		"Kông Chro":        {"Kông", "Chro"},
		"Đăk Tơ Pang":      {"Đăk Tơ", "Pang"},
		"Chư Răng Hbông":   {"Chư Răng", "Hbông"},
		"Krông":            {"Krông"},
		"Supercalifragil":  {"Supercalif…"},
		"Làng Đê Tur Knăk": {"Làng Đê", "Tur Knăk"},
	} {
		if got := wrap(name); !slices.Equal(got, want) {
			t.Errorf("wrap(%q) = %q, want %q", name, got, want)
		}
	}
}

func TestTilesWithoutAMapStandInRows(t *testing.T) {
	t.Parallel()
	placed, width, height := Tiles{Tiles: make([]Tile, 14)}.layout()
	if len(placed) != 14 || width <= 0 || height <= 0 {
		t.Fatalf("%d tiles on %d x %d", len(placed), width, height)
	}
	at := map[[2]int]bool{}
	for _, p := range placed {
		at[[2]int{p.X, p.Y}] = true
	}
	if len(at) != 14 {
		t.Error("two tiles stand on one place")
	}
}

func TestBarsAreSharesOfTheLongest(t *testing.T) {
	t.Parallel()
	b := Bars{Rows: []Bar{{Value: 200}, {Value: 50}}}
	for v, want := range map[int64]string{200: "100.00%", 50: "25.00%", 0: "0", -5: "0", 900: "100.00%"} {
		if got := b.width(v); got != want {
			t.Errorf("width(%d) = %s, want %s", v, got, want)
		}
	}
}

func TestColumnsAreLetteredAndNumberedAsInForms(t *testing.T) {
	t.Parallel()
	table := Table{Columns: []Column{{}, {}, {Number: true}, {}, {Number: true}}}
	var got []string
	for i := range table.Columns {
		got = append(got, table.letterOrNumber(i))
	}
	if want := []string{"A", "B", "1", "C", "2"}; !slices.Equal(got, want) {
		t.Errorf("numbering row %v, want %v", got, want)
	}
}

func TestEveryClassCanBeToldWithoutColour(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for _, c := range standard.Classes {
		var b strings.Builder
		if err := ClassBadge(c).Render(t.Context(), &b); err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(b.String(), c.Name(lang.Vi)) {
			t.Errorf("%v has no word: %s", c, &b)
		}
		seen[classFill[c]] = true
	}
	if len(seen) != len(standard.Classes) {
		t.Error("two classes have one sign")
	}
}

func TestOnlyTrustedProxiesAreBelieved(t *testing.T) {
	t.Parallel()
	m := &Mux{cfg: Config{Proxies: []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8")}}}
	for _, c := range []struct{ peer, forwarded, want string }{
		{"203.0.113.9:1000", "198.51.100.1", "203.0.113.9"},
		{"10.0.0.2:1000", "198.51.100.1", "198.51.100.1"},
		{"10.0.0.2:1000", "1.2.3.4, 198.51.100.1, 10.0.0.9", "198.51.100.1"},
		{"10.0.0.2:1000", "", "10.0.0.2"},
		{"10.0.0.2:1000", "nonsense", "10.0.0.2"},
	} {
		hr := &http.Request{RemoteAddr: c.peer, Header: http.Header{}}
		if c.forwarded != "" {
			hr.Header.Set("X-Forwarded-For", c.forwarded)
		}
		if got := (&Request{Request: hr, mux: m}).IP().String(); got != c.want {
			t.Errorf("%s forwarding %q = %s, want %s", c.peer, c.forwarded, got, c.want)
		}
	}
}
