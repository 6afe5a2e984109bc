package seal

import (
	"fmt"
	"slices"
)

// IDs are the names of the keys, eight hexadecimal digits each, sorted; they tell which keys a
// database needs and give nothing away.
func (k *Keys) IDs() []string {
	var out []string
	for id := range k.ciphers {
		out = append(out, fmt.Sprintf("%x", id))
	}
	slices.Sort(out)
	return out
}

// IDOf is the name of the key that a value was sealed with, "" when it is no sealed value.
func IDOf(sealed []byte) string {
	if len(sealed) < idSize {
		return ""
	}
	return fmt.Sprintf("%x", sealed[:idSize])
}
