package household

import (
	"fmt"
	"strconv"
	"strings"

	"giamngheo/internal/fault"
)

// Identity is a personal identity number (số định danh cá nhân, số CCCD): twelve digits, or its mask when it
// comes from the register.
type Identity = Number

// provinceCodes are the places of birth registration that an identity number may begin with, as they
// were numbered when the numbers were given out (Thông tư 59/2021/TT-BCA): the statistics office's
// province codes with a leading zero.
var provinceCodes = func() map[string]bool {
	m := map[string]bool{}
	for c := range strings.FieldsSeq(`001 002 004 006 008 010 011 012 014 015 017 019 020 022 024 025 026 027
		030 031 033 034 035 036 037 038 040 042 044 045 046 048 049 051 052 054 056 058 060 062 064 066 067 068
		070 072 074 075 077 079 080 082 083 084 086 087 089 091 092 093 094 095 096`) {
		m[c] = true
	}
	return m
}()

// IdentityStart is how the number of a person begins: province of birth registration ("064"), the
// digit of century and sex, and the year's last two digits. Six more digits follow.
func IdentityStart(province string, sex Sex, year int) (string, error) {
	if !provinceCodes[province] {
		return "", fault.New(fault.Invalid, "household.identity_province", "Code", province)
	}
	digit, ok := centuryDigit(sex, year)
	if !ok {
		return "", fault.New(fault.Invalid, "household.identity_sex")
	}
	return fmt.Sprintf("%s%d%02d", province, digit, year%100), nil
}

// centuryDigit is 0 and 1 for men and women born in the 20th century, 2 and 3 in the 21st, and so on
// (Nghị định 137/2015/NĐ-CP).
func centuryDigit(sex Sex, year int) (int, bool) {
	if year < 1900 || year > 2399 || sex != Male && sex != Female {
		return 0, false
	}
	d := (year - 1900) / 100 * 2
	if sex == Female {
		d++
	}
	return d, true
}

// CleanIdentity drops the spaces, dots and hyphens that people write between the digits.
func CleanIdentity(s string) Identity { return CleanNumber(s) }

// CheckIdentity refuses a number that cannot be the person's: wrong length, a province that does not
// exist, or digits that disagree with sex or birth year. Year 0 and sex "" are not compared. The old
// nine-digit number (CMND) has a message of its own.
func CheckIdentity(number Identity, sex Sex, birthYear int) error {
	s := string(number)
	for _, r := range s {
		if r < '0' || r > '9' {
			return fault.New(fault.Invalid, "household.identity_digits")
		}
	}
	switch len(s) {
	case 12:
	case 9:
		return fault.New(fault.Invalid, "household.identity_old")
	default:
		return fault.New(fault.Invalid, "household.identity_length", "Length", len(s))
	}
	if !provinceCodes[s[:3]] {
		return fault.New(fault.Invalid, "household.identity_province", "Code", s[:3])
	}
	digit := int(s[3] - '0')
	if sex != "" && (digit%2 == 1) != (sex == Female) {
		return fault.New(fault.Invalid, "household.identity_sex")
	}
	year := 1900 + digit/2*100 + int(s[4]-'0')*10 + int(s[5]-'0')
	if birthYear != 0 && year != birthYear {
		return fault.New(fault.Invalid, "household.identity_year", "Says", strconv.Itoa(year), "Year", strconv.Itoa(birthYear))
	}
	return nil
}
