package account

import (
	"encoding/json"
	"fmt"
	"time"

	"github.com/alexedwards/scs/v2"
)

// codec writes a session's values as JSON, by their kinds. The library's own way describes the kinds anew in each
// session, and reading that took a sixteenth of an act's time.
type codec struct{}

var _ scs.Codec = codec{}

// kinds are the values of a session.
type kinds struct {
	Until   time.Time         `json:"until"`
	Numbers map[string]int64  `json:"numbers,omitempty"`
	Texts   map[string]string `json:"texts,omitempty"`
	Flags   map[string]bool   `json:"flags,omitempty"`
	Bytes   map[string][]byte `json:"bytes,omitempty"`
}

// Encode writes a session; a value of a kind that no session has is refused.
func (codec) Encode(until time.Time, values map[string]any) ([]byte, error) {
	k := kinds{Until: until, Numbers: map[string]int64{}, Texts: map[string]string{}, Flags: map[string]bool{}, Bytes: map[string][]byte{}}
	for name, value := range values {
		switch v := value.(type) {
		case int64:
			k.Numbers[name] = v
		case string:
			k.Texts[name] = v
		case bool:
			k.Flags[name] = v
		case []byte:
			k.Bytes[name] = v
		default:
			return nil, fmt.Errorf("account: session value %s is a %T", name, value)
		}
	}
	return json.Marshal(k)
}

// Decode reads a session. Those of before were written by the library, and are read by it.
func (codec) Decode(b []byte) (time.Time, map[string]any, error) {
	if len(b) == 0 || b[0] != '{' {
		return scs.GobCodec{}.Decode(b)
	}
	var k kinds
	if err := json.Unmarshal(b, &k); err != nil {
		return time.Time{}, nil, fmt.Errorf("account: session: %w", err)
	}
	values := make(map[string]any, len(k.Numbers)+len(k.Texts)+len(k.Flags)+len(k.Bytes))
	put(values, k.Numbers)
	put(values, k.Texts)
	put(values, k.Flags)
	put(values, k.Bytes)
	return k.Until, values, nil
}

func put[T any](into map[string]any, from map[string]T) {
	for name, value := range from {
		into[name] = value
	}
}
