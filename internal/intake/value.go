package intake

import (
	"regexp"
	"strconv"
	"strings"
	"sync"

	"giamngheo/internal/fault"
	"giamngheo/internal/household"
	"giamngheo/internal/lang"
	"giamngheo/internal/standard"
	"giamngheo/internal/xlsx"
)

func invalid(key string, args ...any) error { return fault.New(fault.Invalid, key, args...) }

// textOf is a cell's text; an error value or a formula without its result is none.
func textOf(c xlsx.Cell) (string, error) {
	switch c.Kind {
	case xlsx.Fault:
		return "", invalid("intake.cell_fault")
	case xlsx.Uncounted:
		return "", invalid("intake.cell_uncounted")
	}
	return strings.TrimSpace(c.Text), nil
}

// filled tells whether a cell holds anything, an error or a formula among it.
func filled(c xlsx.Cell) bool {
	return c.Kind == xlsx.Fault || c.Kind == xlsx.Uncounted || c.Text != "" && strings.TrimSpace(c.Text) != ""
}

// countOf reads a whole number: 1234, "1.234", "1 234". Letters and fractions are refused.
func countOf(c xlsx.Cell) (int64, error) {
	s, err := textOf(c)
	if err != nil {
		return 0, err
	}
	if c.Kind == xlsx.Date {
		return 0, invalid("intake.number_is_date")
	}
	if c.Kind == xlsx.Number {
		// The file's own number: a point is a decimal point, and "1.234" is no thousand.
		whole, frac, _ := strings.Cut(s, ".")
		n, err := strconv.ParseInt(whole, 10, 64)
		if err != nil || strings.Trim(frac, "0") != "" {
			return 0, invalid("intake.number_not_whole")
		}
		return n, nil
	}
	if n, err := strconv.ParseInt(s, 10, 64); err == nil && s[0] != '+' {
		return n, nil // as nearly all are written
	}
	n, ok := lang.ParseInt(s)
	if !ok {
		if strings.ContainsFunc(s, func(r rune) bool { return r != 'đ' && r > 0x80 || r >= 'A' && r <= 'Z' || r >= 'a' && r <= 'z' }) {
			return 0, invalid("intake.number_letters")
		}
		return 0, invalid("intake.number_not_whole")
	}
	return n, nil
}

// flagOf reads yes or no as people tick it; an empty cell is no.
func flagOf(c xlsx.Cell) (bool, error) {
	s, err := textOf(c)
	if err != nil {
		return false, err
	}
	switch squeeze(s) {
	case "":
		if s == "" || s == "-" || s == "–" || s == "—" {
			return false, nil
		}
		return true, nil // a tick mark: ✓, √, ☑ …
	case "0", "khong", "ko", "k", "no", "n", "false", "sai":
		return false, nil
	case "1", "x", "co", "c", "yes", "y", "true", "v", "dung":
		return true, nil
	}
	return false, invalid("intake.not_yes_no")
}

func sexOf(c xlsx.Cell) (household.Sex, error) {
	s, err := textOf(c)
	if err != nil {
		return "", err
	}
	switch squeeze(s) {
	case "nam", "1", "male", "m":
		return household.Male, nil
	case "nu", "2", "female", "f", "0":
		return household.Female, nil
	}
	return "", invalid("intake.not_sex")
}

var dated = regexp.MustCompile(`^(\d{1,2})[/.\- ](\d{1,2})[/.\- ](\d{4})$`)

// bornOf reads a day of birth: 5/3/1967, 05-03-1967, 1967-03-05, a date of the sheet, or the year alone.
func bornOf(c xlsx.Cell) (string, error) {
	s, err := textOf(c)
	if err != nil || s == "" {
		return "", err
	}
	if c.Kind == xlsx.Number {
		s, _, _ = strings.Cut(s, ".")
	}
	if n, err := strconv.Atoi(s); err == nil {
		if len(s) == 4 && n >= 1850 && n <= 2200 {
			return s, nil
		}
		return "", invalid("intake.born_number")
	}
	if d, ok := lang.ParseDate(s); ok {
		return string(d), nil
	}
	if m := dated.FindStringSubmatch(s); m != nil {
		d, _ := strconv.Atoi(m[1])
		mon, _ := strconv.Atoi(m[2])
		if d <= 12 && mon > 12 {
			return "", invalid("intake.born_month_first")
		}
		return "", invalid("intake.born_no_such_day")
	}
	// "00/00/1967" and "../../1967" are how the year alone is written where a date is asked for.
	if m := yearAlone.FindStringSubmatch(s); m != nil {
		return m[1], nil
	}
	return "", invalid("intake.born_unreadable")
}

var yearAlone = regexp.MustCompile(`^(?:[0.\-/_ ]*[/.\- ])(\d{4})$`)

func classOf(c xlsx.Cell) (standard.Class, error) {
	s, err := textOf(c)
	if err != nil {
		return standard.None, err
	}
	k, ok := classes()[squeeze(s)]
	if !ok {
		return standard.None, invalid("intake.not_class")
	}
	return k, nil
}

var classes = sync.OnceValue(func() map[string]standard.Class {
	m := map[string]standard.Class{
		"": standard.None, "ngheo": standard.Poor, "hn": standard.Poor, "n": standard.Poor, "1": standard.Poor,
		"canngheo": standard.NearPoor, "hcn": standard.NearPoor, "cn": standard.NearPoor, "2": standard.NearPoor,
		"trungbinh": standard.Average, "mstb": standard.Average, "hotrungbinh": standard.Average, "hocomucsongtrungbinh": standard.Average, "3": standard.Average,
		"khongngheo": standard.NotPoor, "kn": standard.NotPoor, "hothoatngheo": standard.NotPoor, "thoatngheo": standard.NotPoor, "4": standard.NotPoor,
		"khac": standard.NotPoor, "hokhac": standard.NotPoor, "vuotchuan": standard.NotPoor, "khongphaihongheocanngheo": standard.NotPoor,
	}
	for _, l := range lang.All {
		for _, c := range append([]standard.Class{standard.None}, standard.Classes...) {
			m[squeeze(c.Name(l))] = c
			m[squeeze(c.String())] = c
		}
	}
	return m
})

// relations are the words for a relation to the head.
var relations = sync.OnceValue(func() map[string]household.Relation {
	m := map[string]household.Relation{}
	for r, words := range map[household.Relation]string{
		household.Head:       "chủ hộ|bản thân|head|self",
		household.Spouse:     "vợ|chồng|vợ/chồng|vợ chồng|wife|husband|spouse",
		household.Child:      "con|con đẻ|con trai|con gái|con ruột|con nuôi|con dâu|con rể|son|daughter|child",
		household.Parent:     "cha|mẹ|bố|ba|má|cha/mẹ|bố/mẹ|cha mẹ|bố mẹ|cha đẻ|mẹ đẻ|bố đẻ|mẹ vợ|mẹ chồng|bố vợ|bố chồng|cha vợ|cha chồng|father|mother|parent",
		household.Sibling:    "anh|chị|em|anh trai|chị gái|em trai|em gái|anh chị em|anh/chị/em|anh ruột|chị ruột|em ruột|brother|sister|sibling",
		household.Grandchild: "cháu|cháu nội|cháu ngoại|cháu ruột|chắt|grandchild|grandson|granddaughter",
		household.Kin:        "họ hàng|ông|bà|ông nội|bà nội|ông ngoại|bà ngoại|cô|dì|chú|bác|cậu|anh rể|chị dâu|em rể|em dâu|kin|relative",
		household.OtherRel:   "khác|người khác|other|không quan hệ|ở nhờ",
	} {
		for w := range strings.SplitSeq(words, "|") {
			m[squeeze(w)] = r
		}
		for _, l := range lang.All {
			m[squeeze(r.Name(l))] = r
		}
		m[squeeze(string(r))] = r
	}
	return m
})

func relationOf(c xlsx.Cell) (household.Relation, error) {
	s, err := textOf(c)
	if err != nil {
		return "", err
	}
	r, ok := relations()[squeeze(s)]
	if !ok {
		return "", invalid("intake.not_relation")
	}
	return r, nil
}

// ethnicOf reads a group by its name, or by a code of a list; list 0 is not said, and then only codes that
// mean the same in both lists are taken.
func ethnicOf(c xlsx.Cell, list int) (e household.Ethnic, given string, of int, err error) {
	s, err := textOf(c)
	if err != nil {
		return "", "", 0, err
	}
	if e, ok := household.EthnicByName(s); ok {
		return e, string(e), household.List2008, nil
	}
	if s == "" || strings.Trim(s, "0123456789") != "" {
		return "", "", 0, invalid("intake.ethnic_unknown")
	}
	if len(s) == 1 {
		s = "0" + s
	}
	if list != 0 {
		e, err = household.EthnicByCode(list, s)
		return e, s, list, err
	}
	new, err1 := household.EthnicByCode(household.List2008, s)
	old, err2 := household.EthnicByCode(household.List1979, s)
	switch {
	case err1 != nil && err2 != nil:
		return "", "", 0, err1
	case err1 != nil || err2 != nil || new != old:
		return "", "", 0, invalid("intake.ethnic_code_open", "Code", s)
	}
	return new, s, household.List2008, nil
}

// identityOf reads an identity number; a mask stays one.
func identityOf(c xlsx.Cell) (household.Identity, error) {
	s, err := textOf(c)
	if err != nil || s == "" {
		return "", err
	}
	if household.Identity(s).Masked() {
		return household.Identity(s), nil
	}
	n := household.CleanIdentity(strings.TrimLeft(s, "'"))
	if c.Kind == xlsx.Number && len(n) == 11 {
		return "", invalid("intake.identity_zero")
	}
	return n, nil
}

// secretOf reads a telephone or account number; a mask stays one.
func secretOf(c xlsx.Cell) (household.Number, error) {
	s, err := textOf(c)
	if err != nil || s == "" {
		return "", err
	}
	s = strings.TrimLeft(s, "'")
	if c.Kind == xlsx.Number && len(s) == 9 {
		return "", invalid("intake.phone_zero")
	}
	if household.Number(s).Masked() {
		return household.Number(s), nil
	}
	return household.CleanPhone(s), nil
}

// listOf reads numbers or names of a list: "3, 4, 9", "Thiếu vốn; thiếu lao động".
func listOf(c xlsx.Cell, letter string, most int) (uint64, error) {
	s, err := textOf(c)
	if err != nil || s == "" || s == "-" || s == "0" {
		return 0, err
	}
	if c.Kind == xlsx.Number && strings.Contains(s, ".") {
		return 0, invalid("intake.list_is_number")
	}
	if c.Kind == xlsx.Date {
		return 0, invalid("intake.list_is_number")
	}
	if n := namesOf()[letter+squeeze(s)]; n != "" {
		s = n
	}
	var set uint64
	signs := ",;+/\n"
	if strings.ContainsAny(s, ";\n") {
		signs = ";\n" // names have commas in them
	}
	for part := range strings.FieldsFuncSeq(s, func(r rune) bool { return strings.ContainsRune(signs, r) }) {
		word := squeeze(part)
		if word == "" {
			continue
		}
		if n := namesOf()[letter+word]; n != "" {
			word = n
		}
		n, err := strconv.Atoi(strings.TrimLeft(word, "dcn"))
		if err != nil || n < 1 || n > most {
			return 0, invalid("intake.list_unknown", "Item", strings.TrimSpace(part), "Most", most)
		}
		set |= 1 << (n - 1)
	}
	return set, nil
}
