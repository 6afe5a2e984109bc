package account

import (
	"testing"
	"time"

	"github.com/alexedwards/scs/v2"
	"github.com/google/go-cmp/cmp"
)

func TestSessionsKeepTheirValues(t *testing.T) {
	t.Parallel()
	until := time.Date(2023, 1, 10, 8, 30, 0, 123, time.UTC)
	values := map[string]any{keyAccount: int64(1) << 60, keyRole: "commune_officer", keyBarred: true, keyTouched: false, "pending": []byte{0, 255, '{'}}
	for name, c := range map[string]scs.Codec{"ours": codec{}, "the library's, of before": scs.GobCodec{}} {
		b, err := c.Encode(until, values)
		if err != nil {
			t.Fatal(err)
		}
		gotUntil, got, err := codec{}.Decode(b)
		if err != nil || !gotUntil.Equal(until) {
			t.Errorf("%s: until %s, %v", name, gotUntil, err)
		}
		if diff := cmp.Diff(values, got); diff != "" {
			t.Errorf("%s:\n%s", name, diff)
		}
	}
	if _, err := (codec{}).Encode(until, map[string]any{"x": 1.5}); err == nil {
		t.Error("a kind that no session has was taken")
	}
	for _, broken := range []string{"", "{", "x"} {
		if _, _, err := (codec{}).Decode([]byte(broken)); err == nil {
			t.Errorf("%q was read", broken)
		}
	}
}

func BenchmarkSessionDecode(b *testing.B) {
	now := time.Now()
	values := map[string]any{
		keyAccount: int64(7), keyRole: "commune_officer", keyUnit: int64(17517), keySector: "", keySeen: now.Unix(), keyProved: now.Unix(),
		keyBegun: now.Unix(), keyHandle: "ABCDEFGHIJKLMNOP", keyWay: "password", keyAddress: "10.0.0.1", keyAgent: "Mozilla/5.0 (Linux; Android 8.1)", keyBarred: false,
	}
	for name, c := range map[string]scs.Codec{"ours": codec{}, "gob": scs.GobCodec{}} {
		text, err := c.Encode(now, values)
		if err != nil {
			b.Fatal(err)
		}
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, _, err := c.Decode(text); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
