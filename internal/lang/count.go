package lang

import (
	"regexp"
	"strconv"
	"strings"
)

// written is a whole number as people and spreadsheets write it: plain, or with its thousands set off
// by dots, commas or spaces, one kind throughout; decimals only when they are zeros.
var written = regexp.MustCompile(`^[-−]?(?:\d+|\d{1,3}(?:\.\d{3})+|\d{1,3}(?:,\d{3})+|\d{1,3}(?: \d{3})+)(?:[.,]0{1,2})?$`)

var zeros = regexp.MustCompile(`[.,]0{1,2}$`)

// ParseInt reads a whole number in either language's writing: 38550, 38.550, 38,550, 38 550, "38550,00".
// What is not clearly a whole number (1,5 or 12.34) is refused rather than guessed at.
func ParseInt(s string) (n int64, ok bool) {
	s = strings.TrimSpace(strings.NewReplacer("\u00a0", " ", "\u202f", " ").Replace(s))
	if !written.MatchString(s) {
		return 0, false
	}
	s = zeros.ReplaceAllString(s, "")
	s = strings.NewReplacer(".", "", ",", "", " ", "", "−", "-").Replace(s)
	n, err := strconv.ParseInt(s, 10, 64)
	return n, err == nil
}
