package xlsx

import (
	"bytes"
	"math"
	"regexp"
	"strconv"
	"time"
	"unicode/utf8"
)

var (
	begin1900 = time.Date(1899, time.December, 30, 0, 0, 0, 0, time.UTC) // from 1 March 1900 on
	begin1904 = time.Date(1904, time.January, 1, 0, 0, 0, 0, time.UTC)
)

// falseDay is the day of serial number 60: Excel shows it though there was none, and it stays as shown, for
// whoever reads the day to refuse.
const falseDay = "1900-02-29"

// serialDay is the day of a serial number as Excel shows it, "" when the number is a time of day or beyond what
// Excel counts.
func serialDay(n float64, date1904 bool) string {
	whole := math.Floor(n + 1e-9) // a time just before midnight may be a rounded midnight
	begin, last := begin1900, 2_958_465.0
	switch {
	case date1904:
		begin, last = begin1904, last-1462
	case whole < 1:
		return ""
	case whole < 60:
		whole++
	case whole == 60:
		return falseDay
	}
	if !(whole >= 0 && whole <= last) {
		return ""
	}
	return begin.AddDate(0, 0, int(whole)).Format(time.DateOnly)
}

// isoDay is the day of a date that is written out, with or without a time; anything else stays as it is.
func isoDay(raw []byte) []byte {
	raw = bytes.TrimSpace(raw)
	if len(raw) > 10 && raw[10] == 'T' {
		if _, err := time.Parse(time.DateOnly, string(raw[:10])); err == nil {
			return raw[:10]
		}
	}
	return raw
}

var escapedX = regexp.MustCompile(`_x[0-9a-fA-F]{4}_`)

// unescapeX resolves what office programs write for characters that XML does not allow, such as _x000D_, in the
// part of a text that begins at from.
func unescapeX(dst []byte, from int) []byte {
	if !bytes.Contains(dst[from:], []byte("_x")) {
		return dst
	}
	return append(dst[:from], escapedX.ReplaceAllFunc(bytes.Clone(dst[from:]), func(m []byte) []byte {
		n, err := strconv.ParseUint(string(m[2:6]), 16, 32)
		if err != nil || !utf8.ValidRune(rune(n)) {
			return nil
		}
		return utf8.AppendRune(nil, rune(n))
	})...)
}
