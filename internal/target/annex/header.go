package annex

import (
	"regexp"
	"strconv"
	"strings"

	"giamngheo/internal/lang"
)

// role is what a column means.
type role int

const (
	other      role = iota
	households      // tổng số hộ dân cư
	poor            // hộ nghèo: số hộ
	rate            // hộ nghèo: tỷ lệ
	points          // chỉ tiêu giảm, điểm phần trăm
	reduction       // chỉ tiêu giảm, số hộ
	endRate         // tỷ lệ hộ nghèo cuối năm kế hoạch
	endPoor         // số hộ nghèo cuối năm kế hoạch
	roles           // how many roles there are
)

// heading is what a column's header says, from the spanning cell down to its own.
type heading struct {
	path   []string // as printed
	folded []string
	years  []int // years named, deepest cell first; a planning period is not one
}

func (h heading) text() string { return strings.Join(h.path, " › ") }

func (h heading) year() int {
	if len(h.years) == 0 {
		return 0
	}
	return h.years[0]
}

var (
	period   = regexp.MustCompile(`(giai doan|thoi ky) \d{4}( \d{4})?|\d{4} (den )?\d{4}`)
	standard = regexp.MustCompile(`(theo|ap dung) .{0,20}?chuan .*$`)
	yearly   = regexp.MustCompile(`\b20[1-4]\d\b`)
	word     = func(s string) *regexp.Regexp { return regexp.MustCompile(`(^| )(` + s + `)( |$)`) }

	nearPoor   = word(`can ngheo|hcn|moi thoat ngheo`)
	poorHouse  = word(`ho ngheo|hn|nguoi ngheo|ngheo`)
	notPoverty = word(`(giam|thoat|huyen|xa|chuan|thon|vung|tai|phat sinh|de|chong|xoa doi) ngheo|ngheo ben vung`)
	elsewhere  = word(`dan toc|dtts|ds|nhan khau|khau|so nguoi|nguoi ngheo|nguoi|tre em|ghi chu|chinh sach|co cong|bao tro|lao dong|chu ho|phu nu|thieu hut|dien bien|phat sinh|tai ngheo|so voi|muc song|trung binh|phan loai|xep loai|vung|khu vuc|can bo|phu trach|kinh phi|so thon|so lang`)
	apart      = word(`dtts|dan toc thieu so|ho dan toc|nhan khau`)
	targeting  = word(`giam|thoat ngheo|thoat|chi tieu|ke hoach|phan dau|giao|muc tieu|du kien|con lai`)
	resulting  = word(`ket qua|ra soat|hien trang|hien co|thuc trang|thuc hien|dau nam|dau ky|so lieu`)
	reducing   = word(`giam|thoat ngheo|thoat`)
	remaining  = word(`con|con lai|cuoi nam|cuoi ky|xuong`)
	measureHH  = word(`so ho|ho|tong so|so luong|sl|tong ho`)
	measurePct = word(`ty le|ti le|tl|phan tram|diem|diem phan tram|muc giam`)
	ratioWord  = word(`ty le|ti le`)
	everyHouse = word(`tong so ho|tong ho|dan cu|ho dan`)
	countWord  = word(`so ho|tong so|so luong|sl|tong ho|so`)
	inHouses   = regexp.MustCompile(`\((đvt: ?)?hộ\)`)
	allHouses  = word(`tong so ho|tong ho|so ho dan|ho dan|dan cu|tong so ho dan|so ho toan|ho gia dinh|tong so|so ho`)
)

func newHeading(path []string) heading {
	h := heading{path: path}
	for _, p := range path {
		f := period.ReplaceAllString(lang.Fold(p), " ")
		h.folded = append(h.folded, strings.Join(strings.Fields(standard.ReplaceAllString(f, " ")), " "))
	}
	for i := len(path) - 1; i >= 0; i-- {
		f := period.ReplaceAllString(lang.Fold(path[i]), " ")
		for _, y := range yearly.FindAllString(f, -1) {
			n, _ := strconv.Atoi(y)
			if strings.Contains(f, "dau nam "+y) || strings.Contains(f, "1 1 "+y) || strings.Contains(f, "01 01 "+y) {
				n-- // the beginning of a year is the end of the one before
			}
			h.years = append(h.years, n)
		}
	}
	return h
}

// weigh tells how well a heading fits each role; zero is not at all. What the words leave open (a
// bare "Tỷ lệ (%)") scores low for several roles and is settled by the figures.
func (h heading) weigh() (w [roles]int) {
	if len(h.folded) == 0 {
		return w
	}
	if elsewhere.MatchString(h.leaf()) {
		return w
	}
	for _, f := range h.folded {
		if apart.MatchString(f) && !poorHouse.MatchString(h.leaf()) {
			return w
		}
	}
	subject := h.subject()
	if subject == "near" || subject == "both" && reducing.MatchString(h.leaf()) {
		return w
	}
	zone, measure := h.zone(), h.measure()
	reduce := false
	for _, f := range h.folded {
		reduce = reduce || reducing.MatchString(f)
	}
	switch {
	case zone == "target" && remaining.MatchString(h.leaf()) || zone == "target" && !reduce && subject == "poor" && measure != "":
		if measure == "ho" && !ratioWord.MatchString(h.leaf()) {
			w[endPoor] = 5
		} else {
			w[endRate] = 5
		}
	case zone == "target":
		switch measure {
		case "pct":
			w[points], w[rate] = 6, 1
		case "ho":
			w[reduction], w[points], w[poor] = 6, 1, 1
		default:
			w[points], w[reduction] = 5, 3
		}
	case subject == "poor" || subject == "both" && measure != "":
		s := 5
		if subject == "both" {
			s = 2
		}
		switch measure {
		case "pct":
			w[rate], w[endRate] = s, 1
		case "ho":
			w[poor], w[households], w[endPoor] = s, 1, 1
		default:
			w[poor], w[rate] = s-1, 1
		}
	case measure == "pct":
		w[rate], w[points] = 2, 1
	case allHouses.MatchString(h.leaf()):
		w[households], w[poor] = 4, 2
		if everyHouse.MatchString(h.leaf()) {
			w[households] = 6
		}
	}
	return w
}

func (h heading) leaf() string { return h.folded[len(h.folded)-1] }

// subject is whom the figure counts, by the deepest cell that says so.
func (h heading) subject() string {
	for i := len(h.folded) - 1; i >= 0; i-- {
		f := h.folded[i]
		near := nearPoor.MatchString(f)
		rest := notPoverty.ReplaceAllString(" "+strings.ReplaceAll(nearPoor.ReplaceAllString(f, " "), "  ", " ")+" ", " ")
		plainPoor := poorHouse.MatchString(rest) || strings.Contains(rest, "da chieu")
		switch {
		case near && plainPoor:
			if i == len(h.folded)-1 {
				return "both"
			}
			return "" // a title over poor and near-poor alike
		case near:
			return "near"
		case plainPoor && i < len(h.folded)-1 && allHouses.MatchString(h.leaf()) && everyHouse.MatchString(h.leaf()) && resulting.MatchString(f):
			return "" // "Kết quả rà soát hộ nghèo › Tổng số hộ": all households
		case plainPoor:
			return "poor"
		}
	}
	return ""
}

// zone tells results of the past from what is planned, by the deepest cell that says so.
func (h heading) zone() string {
	for i := len(h.folded) - 1; i >= 0; i-- {
		f := h.folded[i]
		switch {
		case resulting.MatchString(f) && !reducing.MatchString(f):
			return "result"
		case targeting.MatchString(f):
			return "target"
		}
	}
	return ""
}

// measure tells households from per cent, by the deepest cell that says so.
func (h heading) measure() string {
	for i := len(h.folded) - 1; i >= 0; i-- {
		f, raw := h.folded[i], strings.ToLower(h.path[i])
		pct := strings.Contains(raw, "%") || measurePct.MatchString(f)
		inHH := inHouses.MatchString(raw)
		hh := measureHH.MatchString(notPoverty.ReplaceAllString(f, " "))
		switch {
		case inHH && !strings.Contains(raw, "%"):
			return "ho"
		case pct && !strings.HasPrefix(f, "so ho"):
			return "pct"
		case hh && i < len(h.folded)-1 && !strings.Contains(f, "so ho"):
			continue // "Hộ nghèo" over a cell that names no measure
		case countWord.MatchString(f):
			return "ho"
		}
	}
	return ""
}
