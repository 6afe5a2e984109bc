package intake

import (
	"slices"
	"strconv"
	"strings"

	"giamngheo/internal/account"
	"giamngheo/internal/household"
	"giamngheo/internal/lang"
)

// Field is something a column can give.
type Field struct {
	ID        string
	Required  bool     // needed for a record that is new
	Spellings []string // of the header, beside the labels in both languages

	value valueKind
}

// valueKind tells how a field's values are shown.
type valueKind int

const (
	textValue valueKind = iota
	markValue           // có, không
	countValue
	classValue
	movementValue
	ethnicValue
	sexValue
	relationValue
	bornValue
	listValue
	numberValue // a number of a person, never shown whole
)

// Label is the field's header in a language: what templates and questions show.
func (f Field) Label(l lang.Lang) string { return Label(f.ID, l) }

// Help says what belongs in the column.
func (f Field) Help(l lang.Lang) string {
	if group, n, ok := numbered(f.ID); ok {
		return l.T("intake.help_tick", "Group", l.T("intake.group_"+group), "N", n)
	}
	return l.T("intake.help_" + f.ID)
}

// Label is a field's header by its id.
func Label(id string, l lang.Lang) string {
	if group, n, ok := numbered(id); ok {
		return l.T("intake.group_"+group) + " / " + strconv.Itoa(n)
	}
	return l.T("intake.field_" + id)
}

// The groups of columns in which each number has a column of its own: d1 to d12, c1 to c8, n1 to n6.
var groups = []struct {
	letter, name string
	most         int
	words        []string // one of which the header above them holds, folded
}{
	{"d", "deprived", 12, []string{"thieuhut", "chiso", "depriv", "lacks"}},
	{"c", "causes", 8, []string{"nguyennhan", "cause"}},
	{"n", "needs", 6, []string{"nhucau", "need"}},
}

// numbered takes the id of a column of a group apart: "d4" is deprived, 4.
func numbered(id string) (group string, n int, ok bool) {
	for _, g := range groups {
		if rest, cut := strings.CutPrefix(id, g.letter); cut {
			if n, err := strconv.Atoi(rest); err == nil && n >= 1 && n <= g.most {
				return g.name, n, true
			}
		}
	}
	return "", 0, false
}

// where are the fields by which a household is found.
var where = []Field{
	{ID: "code", Required: true, Spellings: []string{"family.code", "Mã số hộ", "Mã hộ gia đình", "Số hiệu hộ", "Code"}},
	{ID: "code_year", Spellings: []string{"Năm của mã", "Năm cấp mã", "Năm mã hộ", "Year of code"}, value: textValue},
	{ID: "commune_code", Spellings: []string{"Mã ĐVHC cấp xã", "Mã đơn vị hành chính cấp xã", "Mã xã, phường, thị trấn"}},
	{ID: "commune", Spellings: []string{"Tên xã", "Xã/phường", "Xã, phường", "Xã/phường/thị trấn", "Xã, phường, thị trấn", "Phường/xã", "Commune or ward"}},
	{ID: "district", Spellings: []string{"Tên huyện", "Quận/huyện", "Huyện/thị xã/thành phố", "Huyện, thị xã, thành phố"}},
}

var aboutHousehold = []Field{
	{ID: "village", Required: true, Spellings: []string{
		"Thôn", "Làng", "Thôn/làng", "Thôn, làng", "Thôn/bản", "Buôn", "Tổ dân phố", "Tổ", "Thôn/làng/tổ dân phố", "Thôn/tổ dân phố", "Thôn, tổ dân phố", "Tên thôn", "Village or residential group",
	}},
	{ID: "head", Required: true, Spellings: []string{"family.hostName", "Họ tên chủ hộ", "Họ và tên chủ hộ", "Tên chủ hộ", "Head", "Name of head", "Household head", "Họ và tên", "Họ tên"}},
	{ID: "head_sex", Spellings: []string{"family.hostGender", "Giới tính", "Sex", "Gender", "Head's sex"}, value: sexValue},
	{ID: "ethnic", Required: true, Spellings: []string{"Dân tộc chủ hộ", "Dân tộc của chủ hộ", "Thành phần dân tộc", "Mã dân tộc", "Ethnicity", "Ethnic"}, value: ethnicValue},
	{ID: "ethnic_list", Spellings: []string{"Danh mục dân tộc", "Năm danh mục dân tộc"}},
	{ID: "members", Required: true, Spellings: []string{"family.numberOfMembers", "Số nhân khẩu", "Nhân khẩu", "Số người", "Khẩu", "Number of members", "Household size", "Persons"}, value: countValue},
	{ID: "address", Spellings: []string{"Nơi ở", "Nơi ở hiện tại", "Số nhà"}},
	{ID: "phone", Spellings: []string{"Điện thoại", "SĐT", "Số ĐT", "Điện thoại liên hệ", "Số điện thoại liên hệ", "Phone", "Telephone", "Phone number"}, value: numberValue},
	{ID: "bank_name", Spellings: []string{"Tên ngân hàng", "Tại ngân hàng", "Bank name"}},
	{ID: "bank", Spellings: []string{"Tài khoản", "Số TK", "STK", "Tài khoản ngân hàng", "Số tài khoản ngân hàng", "Account number", "Bank account number"}, value: numberValue},
	{ID: "local", Spellings: []string{"family.coDanTocTaiCho", "Có dân tộc tại chỗ", "Hộ dân tộc tại chỗ", "DTTC"}, value: markValue},
	{ID: "no_labour", Spellings: []string{"Hộ không có khả năng lao động", "Không có lao động", "Không còn khả năng lao động"}, value: markValue},
	{ID: "merit", Spellings: []string{"Người có công", "Hộ có người có công", "Có người có công"}, value: markValue},
	{ID: "female_head", Spellings: []string{"Hộ do phụ nữ làm chủ", "Nữ chủ hộ"}, value: markValue},
	{ID: "disabled", Spellings: []string{"Người khuyết tật", "Hộ có người khuyết tật"}, value: markValue},
	{ID: "social", Spellings: []string{"Bảo trợ xã hội", "Hộ bảo trợ xã hội", "Trợ cấp xã hội hàng tháng", "Hưởng trợ cấp xã hội hàng tháng"}, value: markValue},
}

// aboutReview are the fields of what a review found.
var aboutReview = append([]Field{
	{ID: "points_a", Spellings: []string{"b1Point", "Điểm A (B1)", "Điểm A", "Điểm B1", "Tổng điểm A", "Tổng điểm B1", "Points A", "Points A (B1)", "B1"}, value: countValue},
	{ID: "income", Spellings: []string{"Thu nhập", "Thu nhập bình quân", "Thu nhập bình quân đầu người", "Thu nhập (đồng/người/tháng)", "Thu nhập bình quân đầu người (đồng/tháng)", "Income per head"}, value: countValue},
	{ID: "points_b", Spellings: []string{"b2Point", "Điểm B (B2)", "Điểm B", "Điểm B2", "Tổng điểm B", "Tổng điểm B2", "Points B", "Points B (B2)", "B2"}, value: countValue},
	{ID: "deprived", Spellings: []string{"Các chỉ số thiếu hụt", "Chỉ số thiếu hụt", "Thiếu hụt", "Deprivations", "Deprived indicators"}, value: listValue},
	{ID: "causes", Spellings: []string{"Nguyên nhân", "Nguyên nhân nghèo", "Các nguyên nhân nghèo", "Causes", "Causes of poverty"}, value: listValue},
	{ID: "needs", Spellings: []string{"Nhu cầu", "Nhu cầu hỗ trợ", "Needs", "Needs for support"}, value: listValue},
	{ID: "children", Spellings: []string{"Số trẻ em", "Trẻ em", "Trẻ em dưới 16 tuổi", "Số trẻ em dưới 16 tuổi", "Children", "Children under 16"}, value: countValue},
	{ID: "previous", Spellings: []string{"Phân loại trước", "Phân loại đầu năm", "Phân loại năm trước", "Phân loại kỳ trước", "Loại hộ đầu kỳ", "Class before", "Class at the beginning"}, value: classValue},
	{ID: "class", Spellings: []string{"classify", "Phân loại", "Kết quả phân loại", "Loại hộ", "Kết quả rà soát", "Phân loại cuối kỳ", "Phân loại hộ", "Class"}, value: classValue},
	{ID: "left", Spellings: []string{"Đã chuyển đi", "Không còn trên địa bàn", "Rời địa bàn"}, value: markValue},
	{ID: "arrived", Spellings: []string{"Mới chuyển đến", "Tách hộ", "Chuyển đến hoặc tách hộ"}, value: markValue},
	{ID: "was_poor", Spellings: []string{"Đã từng là hộ nghèo"}, value: markValue},
	{ID: "was_near_poor", Spellings: []string{"Đã từng là hộ cận nghèo"}, value: markValue},
}, ticks()...)

// ticks are the columns of the groups.
func ticks() []Field {
	var out []Field
	for _, g := range groups {
		for n := 1; n <= g.most; n++ {
			out = append(out, Field{ID: g.letter + strconv.Itoa(n), value: markValue})
		}
	}
	return out
}

var aboutPerson = []Field{
	{ID: "position", Spellings: []string{"Số thứ tự trong hộ", "STT trong hộ", "Thứ tự", "Thứ tự thành viên", "Number in household"}, value: countValue},
	{ID: "name", Required: true, Spellings: []string{"Họ tên", "Họ tên nhân khẩu", "Họ và tên thành viên", "Tên thành viên", "Họ tên thành viên", "Full name", "Name"}},
	{ID: "sex", Required: true, Spellings: []string{"Giới", "Nam/nữ", "Gender"}, value: sexValue},
	{ID: "born", Required: true, Spellings: []string{"Ngày sinh", "Năm sinh", "Ngày, tháng, năm sinh", "Ngày tháng năm sinh", "Sinh ngày", "Date of birth", "Year of birth", "Birth"}, value: bornValue},
	{ID: "ethnic", Spellings: []string{"Thành phần dân tộc", "Mã dân tộc", "Ethnicity", "Ethnic"}, value: ethnicValue},
	{ID: "ethnic_list", Spellings: []string{"Danh mục dân tộc"}},
	{ID: "relation", Required: true, Spellings: []string{"Quan hệ", "Quan hệ chủ hộ", "Quan hệ với chủ hộ", "Relation", "Relationship", "Relation to head"}, value: relationValue},
	{ID: "identity", Spellings: []string{"CCCD", "Số CCCD", "Số căn cước", "Căn cước", "Số định danh", "Số định danh cá nhân", "CCCD/số định danh", "Số CCCD/CMND", "CMND/CCCD", "Số CMND/CCCD", "CMND", "Identity", "Identity number", "ID number"}, value: numberValue},
}

var aboutBase = []Field{
	{ID: "unit_code", Spellings: []string{"Mã ĐVHC", "Mã đơn vị hành chính", "Mã huyện", "Mã xã", "Code"}},
	{ID: "unit", Spellings: []string{"Đơn vị hành chính", "Tên đơn vị", "Địa bàn", "Địa phương", "Huyện, thị xã, thành phố", "Huyện/thị xã/thành phố", "Xã, phường, thị trấn", "Xã/phường/thị trấn", "Huyện", "Xã", "Area"}},
	{ID: "households", Required: true, Spellings: []string{"Tổng số hộ", "Số hộ", "Tổng số hộ dân cư", "Tổng số hộ dân", "Tổng hộ"}, value: countValue},
	{ID: "persons", Spellings: []string{"Tổng số nhân khẩu", "Số nhân khẩu", "Số khẩu", "Nhân khẩu", "Dân số", "Population"}, value: countValue},
	{ID: "minority_households", Spellings: []string{"Hộ DTTS", "Số hộ DTTS", "Tổng số hộ DTTS", "Hộ dân tộc thiểu số", "Số hộ dân tộc thiểu số", "Tổng số hộ dân tộc thiểu số"}, value: countValue},
	{ID: "minority_persons", Spellings: []string{"Nhân khẩu DTTS", "Số nhân khẩu DTTS", "Nhân khẩu dân tộc thiểu số", "Số khẩu DTTS", "Số nhân khẩu dân tộc thiểu số"}, value: countValue},
	{ID: "source", Spellings: []string{"Nguồn", "Nguồn số liệu", "Căn cứ"}},
	{ID: "verified", Spellings: []string{"Đã đối chiếu", "Đã kiểm chứng"}, value: markValue},
}

// notKept are headers that are known and of which the register keeps nothing.
var notKept = []string{
	"TT", "STT", "Số TT", "Số thứ tự", "No.", "No", "date", "Ngày rà soát", "Ngày", "Review date", "reviewer", "Người rà soát", "Rà soát viên",
	"quickReview.result", "Kết quả phiếu rà soát nhanh", "Kết quả phiếu A", "Diễn biến", "Biến động", "Movement", "Ghi chú", "Note", "Notes", "Lỗi", "Error",
	"Hộ DTTS", "Dân tộc thiểu số", "Tỷ lệ", "Tỉnh", "Province",
}

// fieldsOf are the fields by kind, in the order of the template.
var fieldsOf = map[Kind][]Field{
	Households:  slices.Concat(where, aboutHousehold, aboutReview),
	Persons:     slices.Concat(where, aboutPerson),
	Assessments: slices.Concat(where, aboutReview),
	Base:        aboutBase,
}

// Fields are the fields of a kind in the order of its template; nil for an unknown kind.
func Fields(k Kind) []Field { return fieldsOf[k] }

// fieldOf finds a field by its id, whatever its kind.
func fieldOf(id string) Field {
	for _, k := range Kinds {
		if i := slices.IndexFunc(fieldsOf[k], func(f Field) bool { return f.ID == id }); i >= 0 {
			return fieldsOf[k][i]
		}
	}
	return Field{ID: id}
}

// secret tells whether a field holds a number of a person.
func secret(id string) bool { return fieldOf(id).value == numberValue }

// section is the section of a household's data that a field belongs to, "" of a field by which a household is
// found.
func (f Field) section() account.Section {
	group, n, ok := numbered(f.ID)
	switch {
	case ok && group == "causes":
		return household.Cause(n).Section()
	case ok && group == "needs":
		return household.Need(n).Section()
	}
	for _, m := range flagFields {
		if m.id == f.ID {
			return m.flag.Section()
		}
	}
	switch f.ID {
	case "bank", "bank_name":
		return account.Bank
	case "phone", "village", "head", "ethnic", "ethnic_list", "address":
		return account.Identity
	case "members", "head_sex", "position", "name", "sex", "born", "relation", "identity":
		return account.Members
	case "points_a", "income":
		return account.Income
	case "causes", "needs":
		return account.Support
	}
	return ""
}

// mayWrite refuses a file with a column that its importer may not write. What it says of deprivations is the
// review's, which whoever may import may write (account.Services).
func mayWrite(who account.Actor, p *Preview) error {
	var all []account.Section
	for _, c := range p.Columns {
		if s := fieldOf(c.Field).section(); s != "" {
			all = append(all, s)
		}
	}
	return who.MayWrite(all...)
}

// labels names fields in a sentence, in Vietnamese as most headers are.
func labels(ids []string) string {
	out := make([]string, len(ids))
	for i, id := range ids {
		out[i] = "“" + Label(id, lang.Vi) + "”"
	}
	return strings.Join(out, ", ")
}

func headers(cs []ColumnMatch) string {
	out := make([]string, len(cs))
	for i, c := range cs {
		out[i] = "“" + c.Header + "”"
	}
	return strings.Join(out, ", ")
}
