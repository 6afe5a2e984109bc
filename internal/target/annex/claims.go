package annex

import (
	"regexp"
	"strconv"
	"strings"

	"giamngheo/internal/lang"
)

var (
	claimNumber = regexp.MustCompile(`(\d{1,2}(?:[.,]\d{1,3})?)\s*(?:%|điểm)`)
	claimOf     = regexp.MustCompile(`ty le ho ngheo`)
	claimNot    = word(`can ngheo|dan toc|dtts|tre em|huyen ngheo|xa ngheo|cac xa|cac huyen|vung|thanh thi|nong thon|tro len|it nhat|toi thieu|tren \d+|duoi|khoang|binh quan|moi nam|ca nuoc|toan quoc|so voi`)
	claimLeft   = word(`con|xuong|giam con`)
	claimDrop   = word(`giam|muc giam`)
)

// claims compares what the plan's text promises with its table: the rate at the year's end, the
// reduction, and what it says of one of the children. Only plain sentences with one figure count.
func (c *checker) claims() {
	for _, s := range c.src.lines {
		if len(s) > 600 {
			continue
		}
		f := lang.Fold(s)
		f = period.ReplaceAllString(f, " ")
		m := claimNumber.FindAllStringSubmatch(s, -1)
		if len(m) != 1 || !claimOf.MatchString(f) || claimNot.MatchString(f) || !c.ownYear(f) {
			continue
		}
		said := readRate(textCell(m[0][1]))
		if !said.known() {
			continue
		}
		t := c.r.Target
		if l := c.childIn(f); l != nil {
			if claimDrop.MatchString(f) && !claimLeft.MatchString(f) && l.fig[points].known() {
				ok := atPlaces(l.fig[points].points(), said) || said.places < 2 && said.points() == l.fig[points].points()
				c.held("PC-515", ok, "check_text_child", "Name", l.name, "Said", m[0][1], "Table", c.l.Points(l.fig[points].points()))
				if !ok {
					c.find("PC-515", l, points, "Said", m[0][1], "Table", c.l.Points(l.fig[points].points()))
				}
			}
			continue
		}
		if c.otherUnit(f) {
			continue
		}
		switch {
		case claimLeft.MatchString(f) && t.RatePromised.Known:
			ok := atPlaces(t.RatePromised.P, said)
			c.held("PC-514", ok, "check_text_rate", "Said", m[0][1], "Table", c.l.Points(t.RatePromised.P))
			if !ok {
				c.find("PC-514", c.total, endRate, "Said", m[0][1], "Table", c.l.Points(t.RatePromised.P))
			}
		case claimDrop.MatchString(f) && !claimLeft.MatchString(f) && t.ParentPoints.Known:
			ok := atPlaces(t.ParentPoints.P, said)
			c.held("PC-515", ok, "check_text_drop", "Said", m[0][1], "Table", c.l.Points(t.ParentPoints.P))
			if !ok {
				c.find("PC-515", c.total, points, "Said", m[0][1], "Table", c.l.Points(t.ParentPoints.P))
			}
		}
	}
}

// ownYear tells a sentence of the plan's year, or of none.
func (c *checker) ownYear(f string) bool {
	for _, y := range yearly.FindAllString(f, -1) {
		if c.r.Year == 0 || y != strconv.Itoa(c.r.Year) {
			return false
		}
	}
	return true
}

// childIn is the one line whose unit, kind and all, a sentence names.
func (c *checker) childIn(f string) *line {
	var found *line
	for _, l := range c.units {
		if !l.matched || !strings.Contains(" "+f+" ", " "+lang.Fold(l.unit.Title())+" ") {
			continue
		}
		if found != nil {
			return nil
		}
		found = l
	}
	return found
}

var ownKind = regexp.MustCompile(`(toan|cua|cap|tren dia ban) (huyen|thi xa|thanh pho|xa|phuong|thi tran|quan|tinh) `)

var kindName = regexp.MustCompile(`\b(huyen|thi xa|thanh pho|xa|phuong|thi tran|quan|tinh) `)

// otherUnit tells a sentence about some unit that is not the owner.
func (c *checker) otherUnit(f string) bool {
	if !c.owner.known {
		return false
	}
	rest := strings.ReplaceAll(" "+f+" ", " "+lang.Fold(c.owner.unit.Title())+" ", " ")
	rest = ownKind.ReplaceAllString(rest, " ")
	return kindName.MatchString(rest)
}
