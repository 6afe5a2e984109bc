package household

import (
	"fmt"
	"log/slog"
	"regexp"
	"strconv"
	"strings"

	"giamngheo/internal/fault"
)

// Number is a number by which a person is known, reached or paid: an identity, telephone or account number,
// or its mask when it comes from the register. It never prints whole: formatting, logging and encoding give
// the mask. Only string(n) yields the number.
type Number string

// hidden stands for a number that is stored and was not opened.
const hidden Number = "••••••••••••"

// Mask is what people may see of the number: "0•••••••1234".
func (n Number) Mask() string {
	s := string(n)
	switch {
	case s == "":
		return ""
	case n.Masked():
		return s
	case len(s) < 9:
		return string(hidden)
	}
	return s[:1] + strings.Repeat("•", len(s)-5) + s[len(s)-4:]
}

func (n Number) mask() Number { return Number(n.Mask()) }

// Masked tells whether this is a mask and not a number.
func (n Number) Masked() bool { return strings.Contains(string(n), "•") }

// String is the mask.
func (n Number) String() string { return n.Mask() }

// Format prints the mask under every verb.
func (n Number) Format(f fmt.State, verb rune) {
	if verb == 'q' {
		fmt.Fprintf(f, "%q", n.Mask())
		return
	}
	fmt.Fprint(f, n.Mask())
}

// GoString is the mask.
func (n Number) GoString() string { return strconv.Quote(n.Mask()) }

// LogValue is the mask.
func (n Number) LogValue() slog.Value { return slog.StringValue(n.Mask()) }

// MarshalText is the mask, so that JSON shows no number.
func (n Number) MarshalText() ([]byte, error) { return []byte(n.Mask()), nil }

// CleanNumber drops the spaces, dots and hyphens that people write between the digits.
func CleanNumber(s string) Number {
	return Number(strings.Map(func(r rune) rune {
		if strings.ContainsRune(" .-\u00a0\t", r) {
			return -1
		}
		return r
	}, s))
}

// longNumber finds what may be a person's number anywhere in a text: eight digits or more, with the signs that
// people write between them.
var longNumber = regexp.MustCompile(`\d(?:[ .\-]?\d){7,}`)

// MaskNumbers hides whatever may be a person's number in a text that is kept or shown.
func MaskNumbers(s string) string {
	return longNumber.ReplaceAllStringFunc(s, func(n string) string { return CleanNumber(n).Mask() })
}

var brackets = strings.NewReplacer("(", "", ")", "")

// CleanPhone is a telephone number as it is stored: +84 is the 0 that one dials at home.
func CleanPhone(s string) Number {
	n := string(CleanNumber(brackets.Replace(s)))
	if rest, ok := strings.CutPrefix(n, "+84"); ok {
		n = "0" + strings.TrimPrefix(rest, "0")
	}
	return Number(n)
}

// CheckPhone refuses what is no telephone number of the country: 0 and nine digits, of a fixed line ten.
func CheckPhone(n Number) error {
	if s := string(n); len(s) < 10 || len(s) > 11 || s[0] != '0' || !digits(s) {
		return fault.New(fault.Invalid, "household.phone_form")
	}
	return nil
}

// CheckBank refuses what is no account number: banks give out six to nineteen digits.
func CheckBank(n Number) error {
	if s := string(n); len(s) < 6 || len(s) > 19 || !digits(s) {
		return fault.New(fault.Invalid, "household.bank_form")
	}
	return nil
}

func digits(s string) bool { return strings.Trim(s, "0123456789") == "" }
