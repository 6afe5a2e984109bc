package demo

import (
	"strings"
)

// naming makes the names of one household by the custom of its group. Every part is drawn for itself;
// no list of real persons stands behind it, and refused keeps out the names that everybody knows.
type naming struct {
	r      rng
	ethnic string
	style  int    // how a Bahnar household writes its names
	sound  string // the first sound that a Bahnar household's names share
	taken  map[string]bool
	west   bool // Jrai clans of the west, else of the south-east
}

// How Bahnar names stand on papers.
const (
	bahnarDinh = iota // Đinh before the name, the custom of the east
	bahnarWord        // one word alone
	bahnarAY          // A for men and Y for women, the custom of the north
	bahnarNew         // a Kinh middle name taken over by the young
)

// refused are names of persons known to everybody; the generator draws again when it meets one.
var refused = map[string]bool{
	"Hồ Chí Minh": true, "Võ Nguyên Giáp": true, "Nguyễn Văn Linh": true, "Nguyễn Phú Trọng": true,
	"Nguyễn Xuân Phúc": true, "Nguyễn Thị Bình": true, "Võ Thị Sáu": true, "Nguyễn Thị Định": true,
	"Trần Hưng Đạo": true, "Lê Quang Đạo": true, "Phan Văn Trị": true, "Nguyễn Văn Trỗi": true,
	"Lê Văn Tám": true, "Đinh Núp": true, "Rah Lan Chung": true, "Ksor Phước": true, "Phạm Bình Minh": true,
	"Nguyễn Văn Bình": true, "Lê Minh Khôi": true, "Nguyễn Hữu Thọ": true, "Trần Văn Trà": true,
	"Nguyễn Quang Hải": true, "Đặng Văn Lâm": true, "Nguyễn Thị Thanh Lịch": true, "Nguyễn Hữu Quế": true,
	"Nguyễn Thị Ánh Viên": true, "Nguyễn Công Phượng": true, "Nguyễn Thị Oanh": true,
}

// begin readies the naming for a household of a group in a district.
func (n *naming) begin(r rng, ethnic, district string, d district) {
	n.r, n.ethnic = r, ethnic
	clear(n.taken)
	switch district {
	case "624", "635", "637", "638", "639":
		n.west = false
	default:
		n.west = true
	}
	if ethnic == bahnar {
		n.sound = pick(r, bahnarOnsets)
		if d.eastern {
			n.style = r.weighted(85, 15)
		} else {
			n.style = r.weighted(15, 55, 20, 10)
		}
	}
}

// matrilineal tells whether children carry the mother's name.
func matrilineal(ethnic string) bool { return ethnic == jrai || ethnic == ede }

// lineage draws the family or clan name that a person brings, other than the one it may not be.
func (n *naming) lineage(not string) string {
	for {
		var l string
		switch n.ethnic {
		case jrai:
			if n.west {
				l = jraiClans[n.r.weighted(24, 20, 18, 9, 6, 5, 3, 9, 1, 1, 1, 1)]
			} else {
				l = jraiClans[n.r.weighted(8, 9, 7, 19, 19, 16, 15, 1, 4, 1, 1, 2)]
			}
		case ede:
			l = pick(n.r, edeClans)
		case bahnar, xodang:
			return ""
		case kinh:
			l = kinhFamilies[n.r.weighted(kinhWeights...)]
		default:
			l = pick(n.r, otherFamilies[n.ethnic])
		}
		if l != not && !(kindred[l] && kindred[not]) {
			return l
		}
	}
}

// person is a full name for somebody of this lineage.
func (n *naming) person(lineage string, female bool, born int) string {
	for range 50 {
		name := n.draw(lineage, female, born)
		if !n.taken[name] && !refused[name] {
			n.taken[name] = true
			return name
		}
	}
	return n.draw(lineage, female, born)
}

func (n *naming) draw(lineage string, female bool, born int) string {
	switch n.ethnic {
	case jrai:
		return lineage + " " + n.jraiGiven(female)
	case ede:
		if female {
			return "H'" + n.highland(jraiOnsets, jraiRimes) + " " + lineage
		}
		return "Y " + n.highland(jraiOnsets, jraiRimes) + " " + lineage
	case bahnar, xodang:
		return n.bahnarName(female, born)
	case hmong:
		if female {
			return lineage + " Thị " + pick(n.r, hmongGiven)
		}
		return lineage + " A " + pick(n.r, hmongGiven)
	default:
		return n.kinhName(lineage, female, born)
	}
}

func (n *naming) kinhName(family string, female bool, born int) string {
	var b strings.Builder
	b.WriteString(family)
	b.WriteByte(' ')
	if female {
		thi := 46
		if born < 1980 {
			thi = 84
		}
		if n.r.chance(thi) {
			b.WriteString("Thị ")
			if n.r.chance(30) {
				b.WriteString(pick(n.r, kinhWomenMiddle) + " ")
			}
		} else {
			b.WriteString(pick(n.r, kinhWomenMiddle) + " ")
		}
		b.WriteString(n.given(kinhWomen, family))
		return b.String()
	}
	van := 30
	if born < 1980 {
		van = 58
	}
	if n.r.chance(van) {
		b.WriteString("Văn ")
	} else {
		b.WriteString(pick(n.r, kinhMenMiddle) + " ")
	}
	b.WriteString(n.given(kinhMen, family))
	return b.String()
}

// given draws a given name that is not the family name once more.
func (n *naming) given(list []string, family string) string {
	for {
		if g := pick(n.r, list); g != family {
			return g
		}
	}
}

func (n *naming) jraiGiven(female bool) string {
	switch {
	case female && n.r.chance(78):
		return "H'" + n.highland(jraiOnsets, jraiRimes)
	case female:
		return n.highland(jraiOnsets, jraiRimes)
	case n.r.chance(12):
		return "Y " + n.highland(jraiOnsets, jraiRimes)
	case n.r.chance(25):
		return "A" + strings.ToLower(n.highland(jraiOnsets, jraiRimes))
	default:
		return n.highland(jraiOnsets, jraiRimes)
	}
}

func (n *naming) bahnarName(female bool, born int) string {
	given := n.highland(bahnarOnsets, bahnarRimes)
	if n.ethnic == bahnar && n.r.chance(55) { // the first sound shows kinship
		given = n.sound + pick(n.r, bahnarRimes)
	}
	style := n.style
	if n.ethnic == xodang {
		style = bahnarAY
	}
	switch style {
	case bahnarDinh:
		switch {
		case female && born >= 1975 && n.r.chance(45):
			return "Đinh Thị " + given
		case !female && born >= 1985 && n.r.chance(35):
			return "Đinh Văn " + given
		}
		return "Đinh " + given
	case bahnarAY:
		if female {
			return "Y " + given
		}
		return "A " + given
	case bahnarNew:
		if born >= 1990 {
			if female {
				return "Y " + pick(n.r, saintWomen)
			}
			return "A " + pick(n.r, saintMen)
		}
	}
	return given
}

// highland makes up a personal name of one syllable.
func (n *naming) highland(onsets, rimes []string) string { return pick(n.r, onsets) + pick(n.r, rimes) }

var (
	jraiClans = []string{"Rơ Châm", "Siu", "Rơ Mah", "Ksor", "Kpă", "Rah Lan", "Nay", "Puih", "Rơ Ô", "Rơ Mô", "Alê", "Hiao"}
	// kindred clans do not marry each other.
	kindred    = map[string]bool{"Kpă": true, "Nay": true, "Rơ Ô": true}
	edeClans   = []string{"Niê", "Mlô", "Ayun", "Kbuôr", "Êban", "Ksơr"}
	jraiOnsets = []string{"B", "Bl", "Br", "Ch", "D", "Đ", "G", "H", "Hl", "J", "K", "Kh", "Kr", "L", "M", "Ml", "N", "Nh", "P", "Ph", "R", "S", "T", "Th", "Tl", "V"}
	jraiRimes  = []string{"an", "am", "in", "un", "iu", "ơn", "ưh", "uk", "ôm", "oan", "el", "em", "inh", "ơi", "at", "ok", "ui", "ên", "yưh", "uên", "yui", "ol"}

	bahnarOnsets = []string{"B", "Bl", "Br", "Ch", "D", "Đ", "G", "Gl", "H", "Hm", "Hr", "K", "Kl", "L", "M", "Mr", "N", "Ngl", "Nh", "P", "Pl", "R", "S", "T", "Th", "Y"}
	bahnarRimes  = []string{"ưnh", "ưng", "ơi", "ưr", "ơp", "ung", "ui", "inh", "iêng", "im", "êch", "ưk", "ơm", "ơnh", "ot", "uh", "ong", "oih", "ưn", "yơm", "ip"}
	saintMen     = []string{"Giuse", "Phêrô", "Gioan", "Micae", "Antôn", "Đaminh", "Luca", "Tôma"}
	saintWomen   = []string{"Maria", "Anna", "Têrêsa", "Lucia", "Monica", "Agata", "Rosa", "Mácta"}

	kinhFamilies = []string{"Nguyễn", "Trần", "Lê", "Phạm", "Võ", "Huỳnh", "Hồ", "Đặng", "Phan", "Bùi", "Hoàng", "Vũ", "Đỗ", "Trương", "Ngô", "Đinh", "Dương", "Trịnh", "Mai", "Hà", "Đoàn", "Lương", "Cao", "Đào"}
	kinhWeights  = []int{296, 101, 84, 59, 46, 32, 34, 29, 32, 27, 24, 13, 18, 17, 16, 5, 12, 10, 10, 8, 9, 9, 9, 8}

	kinhMenMiddle   = []string{"Đình", "Xuân", "Quốc", "Minh", "Thanh", "Ngọc", "Hữu", "Đức", "Quang", "Công", "Trọng"}
	kinhWomenMiddle = []string{"Ngọc", "Thanh", "Kim", "Thu", "Mỹ", "Bích", "Hồng", "Minh", "Diệu"}
	kinhMen         = []string{"Hùng", "Dũng", "Tuấn", "Hải", "Sơn", "Thắng", "Bình", "Long", "Nam", "Cường", "Hòa", "Phúc", "Lâm", "Tâm", "Vinh", "Trung", "Khoa", "Huy", "Đạt", "Bảo", "Thành", "Tài", "Lộc", "Thịnh", "Hậu", "Nghĩa"}
	kinhWomen       = []string{"Hoa", "Lan", "Hương", "Hạnh", "Nga", "Thủy", "Hà", "Liên", "Loan", "Phượng", "Yến", "Trang", "Thảo", "Linh", "Ngân", "Vy", "Nhung", "Tuyết", "Mai", "Hồng", "Cúc", "Đào", "Thơm", "Xuân"}
	hmongGiven      = []string{"Páo", "Sùng", "Dinh", "Chu", "Lử", "Tủa", "Chống", "Mỷ", "Dợ", "Sông", "Của", "Pàng"}

	otherFamilies = map[string][]string{
		tay:   {"Nông", "Hoàng", "Lý", "Hà", "Ma", "Triệu", "Lương", "Vi"},
		nung:  {"Nông", "Hoàng", "Lương", "Vi", "Lý", "Triệu", "Mông", "Long"},
		muong: {"Bùi", "Đinh", "Quách", "Phạm", "Hà", "Trương"},
		thai:  {"Lò", "Hà", "Vi", "Lương", "Cầm", "Quàng", "Lường"},
		dao:   {"Triệu", "Đặng", "Bàn", "Phùng", "Lý", "Chảo"},
		hmong: {"Giàng", "Vàng", "Thào", "Sùng", "Lý", "Hạng"},
		hoa:   {"Lý", "Trần", "Lâm", "Quách", "Trương", "Mã"},
		cham:  {"La O", "So", "Mang", "La Lan", "Đoàn"},
	}
)
