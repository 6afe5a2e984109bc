package account

import (
	"slices"

	"giamngheo/internal/lang"
)

// Sector is the field that a department answers for (ngành, lĩnh vực), by the basic social services of the
// standard and by the tasks of the programme. "" is every field: of roles that no sector narrows.
type Sector string

// The sectors.
const (
	Labour      Sector = "labour"      // lao động, việc làm: Sở LĐ-TB&XH
	Health      Sector = "health"      // y tế
	Education   Sector = "education"   // giáo dục, đào tạo
	Housing     Sector = "housing"     // nhà ở: Sở Xây dựng
	Water       Sector = "water"       // nước sạch, vệ sinh, nông nghiệp: Sở NN&PTNT
	Information Sector = "information" // thông tin, truyền thông
	Ethnic      Sector = "ethnic"      // công tác dân tộc: Ban Dân tộc
	Finance     Sector = "finance"     // tài chính, kế hoạch, tín dụng chính sách
)

// Sectors lists the sectors in the order in which they are offered.
var Sectors = []Sector{Labour, Health, Education, Housing, Water, Information, Ethnic, Finance}

// Valid tells whether the sector is one of Sectors, or none.
func (s Sector) Valid() bool { return s == "" || slices.Contains(Sectors, s) }

// Title is the sector's name in a language, "" of none.
func (s Sector) Title(l lang.Lang) string {
	if s == "" {
		return ""
	}
	return l.T("account.sector_" + string(s))
}
