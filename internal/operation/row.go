package operation

import (
	"encoding/base64"
	"errors"
	"fmt"
	"strconv"
	"unicode/utf8"

	"giamngheo/internal/db"
)

// A row is one line: a JSON array of its values in the order of the columns, without spaces. Whole
// numbers stand as they are, texts as JSON strings with only ", \ and control characters escaped,
// bytes as base64 in a string, reals in the shortest form that reads back the same, no value as null.
// One row has one such line, whichever engine it came from; the hash of a table is over these lines.

// appendRow writes a row, a raw value per column; nil is no value.
func appendRow(b []byte, columns []db.Column, values []any) ([]byte, error) {
	b = append(b, '[')
	for i, v := range values {
		if i > 0 {
			b = append(b, ',')
		}
		switch v := v.(type) {
		case nil:
			b = append(b, "null"...)
		case int64:
			b = strconv.AppendInt(b, v, 10)
		case float64:
			b = strconv.AppendFloat(b, v, 'g', -1, 64)
		case string:
			if !utf8.ValidString(v) {
				return nil, fmt.Errorf("column %s holds a text that is not UTF-8", columns[i].Name)
			}
			b = appendString(b, v)
		case []byte:
			b = append(b, '"')
			b = base64.StdEncoding.AppendEncode(b, v)
			b = append(b, '"')
		default:
			return nil, fmt.Errorf("column %s holds a %T", columns[i].Name, v)
		}
	}
	return append(b, ']', '\n'), nil
}

const hexDigits = "0123456789abcdef"

func appendString(b []byte, s string) []byte {
	b = append(b, '"')
	from := 0
	for i := range len(s) {
		c := s[i]
		if c >= 0x20 && c != '"' && c != '\\' {
			continue
		}
		b = append(b, s[from:i]...)
		from = i + 1
		if c == '"' || c == '\\' {
			b = append(b, '\\', c)
		} else {
			b = append(b, '\\', 'u', '0', '0', hexDigits[c>>4], hexDigits[c&15])
		}
	}
	b = append(b, s[from:]...)
	return append(b, '"')
}

var errRow = errors.New("not a row of this table")

// parseRow reads one line, without its end, into values. It takes only what appendRow writes.
func parseRow(line []byte, columns []db.Column, values []any) error {
	rest := line
	for i, c := range columns {
		mark := byte(',')
		if i == 0 {
			mark = '['
		}
		if len(rest) < 2 || rest[0] != mark {
			return errRow
		}
		var err error
		if values[i], rest, err = parseValue(rest[1:], c); err != nil {
			return fmt.Errorf("column %s: %w", c.Name, err)
		}
	}
	if string(rest) != "]" {
		return errRow
	}
	return nil
}

func parseValue(b []byte, c db.Column) (any, []byte, error) {
	if len(b) >= 4 && string(b[:4]) == "null" {
		if c.NotNull {
			return nil, nil, errRow
		}
		return nil, b[4:], nil
	}
	switch c.Kind {
	case db.Whole, db.Real:
		end := 0
		for end < len(b) && b[end] != ',' && b[end] != ']' {
			end++
		}
		if c.Kind == db.Real {
			v, err := strconv.ParseFloat(string(b[:end]), 64)
			return v, b[end:], err
		}
		v, err := strconv.ParseInt(string(b[:end]), 10, 64)
		if err != nil {
			return nil, nil, errRow
		}
		return v, b[end:], nil
	}
	if len(b) < 2 || b[0] != '"' {
		return nil, nil, errRow
	}
	end := 1
	escaped := false
	for ; end < len(b) && b[end] != '"'; end++ {
		if b[end] == '\\' {
			escaped = true
			end++
		}
	}
	if end >= len(b) {
		return nil, nil, errRow
	}
	raw, rest := b[1:end], b[end+1:]
	if c.Kind == db.Bytes {
		v, err := base64.StdEncoding.Strict().AppendDecode([]byte{}, raw)
		if err != nil {
			return nil, nil, errRow
		}
		return v, rest, nil
	}
	if !escaped {
		return string(raw), rest, nil
	}
	s, err := unescape(raw)
	return s, rest, err
}

func unescape(raw []byte) (string, error) {
	out := make([]byte, 0, len(raw))
	for i := 0; i < len(raw); i++ {
		if raw[i] != '\\' {
			out = append(out, raw[i])
			continue
		}
		switch rest := raw[i+1:]; {
		case rest[0] == '"' || rest[0] == '\\':
			out = append(out, rest[0])
			i++
		case len(rest) >= 5 && string(rest[:3]) == "u00":
			n, err := strconv.ParseUint(string(rest[3:5]), 16, 8)
			if err != nil {
				return "", errRow
			}
			out = append(out, byte(n))
			i += 5
		default:
			return "", errRow
		}
	}
	return string(out), nil
}
