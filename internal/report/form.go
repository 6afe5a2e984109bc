package report

import (
	"strconv"
	"strings"

	"giamngheo/internal/lang"
	"giamngheo/internal/percent"
)

// The words of the official form stand in Vietnamese in every language of the pages.
const (
	country = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
	motto   = "Độc lập - Tự do - Hạnh phúc"
	demo    = "Dữ liệu minh hoạ"
)

// title is the table's name.
func (a Annex) title() string {
	return "BIỂU TỔNG HỢP CHỈ TIÊU GIẢM NGHÈO NĂM " + strconv.Itoa(a.Year)
}

// under is what stands in brackets below the title: the paper that the table goes with.
func (a Annex) under() string {
	if a.Basis == "" {
		return ""
	}
	return "(Kèm theo " + a.Basis + ")"
}

// issuer is who hands the table out, in the two lines of an official head.
func (a Annex) issuer() (string, string) {
	return "ỦY BAN NHÂN DÂN", strings.ToUpper(a.Unit.Title())
}

func (a Annex) dated() string {
	return a.Unit.Name + ", ngày …… tháng …… năm ………"
}

// headCell is a cell of the header with the places it covers.
type headCell struct {
	row, col, rows, cols int
	text                 string
}

// header is the table's header: three lines and the numbering below.
func (a Annex) header() []headCell {
	last := strconv.Itoa(a.Year - 1)
	return []headCell{
		{0, 0, 3, 1, "TT"},
		{0, 1, 3, 1, "Đơn vị"},
		{0, 2, 3, 1, "Tổng số hộ dân cư cuối năm " + last},
		{0, 3, 1, 2, "Kết quả rà soát cuối năm " + last},
		{1, 3, 1, 2, "Hộ nghèo"},
		{2, 3, 1, 1, "Số hộ"},
		{2, 4, 1, 1, "Tỷ lệ (%)"},
		{0, 5, 3, 1, "Chỉ tiêu phấn đấu giảm nghèo năm " + strconv.Itoa(a.Year)},
	}
}

const (
	headRows = 3
	columns  = 6
)

var numbering = [columns]string{"A", "B", "1", "2", "3=2/1", "4"}

// lines are the total and the units, in the order of the table.
func (a Annex) lines() []Line { return append([]Line{a.Total}, a.Lines...) }

// texts are a line's six cells in Vietnamese style.
func (l Line) texts() [columns]string {
	out := [columns]string{l.Order, l.Name}
	if l.Counted {
		out[2], out[3] = lang.Vi.Int(l.Households), lang.Vi.Int(l.Poor)
	}
	if r, ok := l.Rate(); ok {
		out[4] = plainPoints(r)
	}
	if l.HasTarget {
		out[5] = plainPoints(l.Points)
	}
	return out
}

func plainPoints(p percent.Points) string { return lang.Vi.Points(p) }
