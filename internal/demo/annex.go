package demo

import (
	_ "embed"
	"fmt"
	"strconv"
	"strings"

	"giamngheo/internal/percent"
)

// Where the real figures come from; these texts are stored beside them.
const (
	planBasis     = "Kế hoạch 64/KH-UBND ngày 09/01/2023"
	annexSource   = "Phụ lục Kế hoạch 64/KH-UBND ngày 09/01/2023"
	result2022    = "Quyết định 822/QĐ-UBND ngày 26/12/2022 (qua báo chí); dữ liệu từng hộ là dữ liệu minh hoạ"
	result2021    = "Báo cáo 67/BC-UBND, 7/6/2022 (qua báo chí)"
	invented      = "dữ liệu minh hoạ"
	derivedSource = "suy từ số và tỷ lệ đã công bố"
)

// published are the province's figures as the press printed them (QĐ 822/QĐ-UBND of 26 December 2022
// and Báo cáo 67/BC-UBND of 7 June 2022), and the bases that follow from them by division.
var published = struct {
	Poor22, MinorityPoor22, Near22, MinorityNear22 int
	Poor21, MinorityPoor21, Near21, MinorityNear21 int
	// MinorityHouseholds22 is 34,387 / 21.26 %; Households21 is 45,688 / 12.09 %; MinorityHouseholds21 is 40,475 / 25.58 %.
	MinorityHouseholds22, Households21, MinorityHouseholds21 int
	// ChuPahFall is by how many poor households Chư Păh fell in 2022.
	ChuPahFall int
}{
	Poor22: 38550, MinorityPoor22: 34387, Near22: 37253, MinorityNear22: 28565,
	Poor21: 45688, MinorityPoor21: 40475, Near21: 33866, MinorityNear21: 24839,
	MinorityHouseholds22: 161745, Households21: 377900, MinorityHouseholds21: 158229,
	ChuPahFall: 396,
}

// minorityPoints is the target for households of ethnic minorities in 2023: 3.00 points of their own number.
const minorityPoints percent.Points = 300

// annexRow is a row of the annex of KH 64, as printed.
type annexRow struct {
	Position         int // 0 is the province
	Label, Code      string
	Households, Poor int
	Rate, Points     percent.Points
}

//go:embed annex-2023.tsv
var annexText string

// annex reads the embedded table: the province first, then its 17 districts in the order of the paper.
func annex() ([]annexRow, error) {
	var rows []annexRow
	for i, line := range strings.Split(strings.TrimSpace(annexText), "\n")[1:] {
		f := strings.Split(line, "\t")
		if len(f) != 7 {
			return nil, fmt.Errorf("annex row %d: %d columns", i, len(f))
		}
		r := annexRow{Position: i, Label: f[1], Code: f[2]}
		if i == 0 {
			r.Label += ":" // as the paper prints it
		}
		var err [4]error
		r.Households, err[0] = strconv.Atoi(f[3])
		r.Poor, err[1] = strconv.Atoi(f[4])
		r.Rate, err[2] = percent.Parse(f[5])
		r.Points, err[3] = percent.Parse(f[6])
		for _, e := range err {
			if e != nil {
				return nil, fmt.Errorf("annex row %d: %w", i, e)
			}
		}
		rows = append(rows, r)
	}
	return rows, nil
}
