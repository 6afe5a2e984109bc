package annex

import (
	"regexp"
	"strconv"
	"strings"

	"giamngheo/internal/lang"
	"giamngheo/internal/unit"
)

// lineKind tells what a line of the table stands for.
type lineKind int

const (
	unitLine  lineKind = iota
	totalLine          // the parent's own line
	groupLine          // a heading over some of the lines, with or without their subtotal
	innerLine          // a unit below one of the parent's children, listed under it
)

// line is one line of the table as it was read.
type line struct {
	row   int
	kind  lineKind
	order string
	name  string
	fig   [roles]figure

	unit     unit.Unit // zero when the name matched none
	matched  bool
	differs  bool // spelt otherwise than the official list
	otherWay bool // another kind is written than the unit has
	several  []unit.Unit
	group    int // index of the group line above, -1 for none
}

func (l *line) households() figure { return l.fig[households] }
func (l *line) poor() figure       { return l.fig[poor] }

var leadNumber = regexp.MustCompile(`^(\d{1,3}|[IVXLC]{1,6})[.)\-]\s*(.+)$`)

// lines reads the lines of a table; what is no data (notes, a header again) is left out.
func (t *table) lines() []*line {
	var list []*line
	for r := t.first; r < t.end; r++ {
		row := t.g.rows[r]
		if distinct(t.g, r) == 0 || numberingRow(row) || t.repeated(r) {
			continue
		}
		l := &line{row: r, name: strings.Trim(t.g.at(r, t.name).text, " :;-+"), group: -1}
		if t.order >= 0 {
			l.order = strings.Trim(t.g.at(r, t.order).text, " .):;")
		}
		if m := leadNumber.FindStringSubmatch(l.name); m != nil {
			l.name = m[2]
			if l.order == "" {
				l.order = m[1]
			}
		}
		if l.name == "" && t.g.at(r, t.name).covered || l.name == "" {
			// "Tổng cộng" may be merged over the running number and the name.
			for c := t.name - 1; c >= 0; c-- {
				if x := t.g.at(r, c); x.kind == words && letters(x.text) >= 3 {
					l.name, l.order = strings.Trim(x.text, " :"), ""
				}
			}
		}
		figures := false
		for k := role(1); k < roles; k++ {
			if t.col[k] < 0 {
				continue
			}
			x := t.g.at(r, t.col[k])
			if k == households || k == poor || k == reduction || k == endPoor {
				l.fig[k] = readCount(x)
			} else {
				l.fig[k] = readRate(x)
			}
			figures = figures || l.fig[k].state != empty
		}
		if !figures && (l.name == "" || !beginUnit.MatchString(lang.Fold(l.name))) && !(len(l.name) < 60 && l.name != "" && l.order != "") && !groupName.MatchString(lang.Fold(l.name)) {
			continue // a note
		}
		if l.name == "" && !figures {
			continue
		}
		list = append(list, l)
	}
	return list
}

func (t *table) repeated(r int) bool {
	text := rowText(t.g, r)
	for k := t.top; k < t.first; k++ {
		if rowText(t.g, k) == text {
			return true
		}
	}
	return false
}

// groupName are headings such as "Khu vực thành thị" or "Các xã khu vực III".
var groupName = regexp.MustCompile(`^(khu vuc|vung|cac (xa|huyen|phuong|thi tran|don vi|thi xa)|nhom|huyen ngheo|xa khu vuc|xa (bien gioi|dac biet|vung)|khoi|trong do|cum|thanh thi|nong thon|mien nui|phia (dong|tay|nam|bac)|huyen con lai|(xa|phuong|thi tran|huyen|thi xa|thanh pho)$|xa phuong|phuong xa|huyen thi xa|don vi cap)`)

// ordinal is a running number as a number: arabic or roman, 0 when it is neither.
func ordinal(s string) (n int, roman bool) {
	if n, err := strconv.Atoi(s); err == nil && n > 0 && n < 10000 {
		return n, false
	}
	if !romanCell.MatchString(s) {
		return 0, false
	}
	value := map[byte]int{'I': 1, 'V': 5, 'X': 10, 'L': 50, 'C': 100}
	for i := 0; i < len(s); i++ {
		v := value[s[i]]
		if i+1 < len(s) && v < value[s[i+1]] {
			n -= v
		} else {
			n += v
		}
	}
	return n, true
}
