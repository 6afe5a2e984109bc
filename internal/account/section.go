package account

import (
	"slices"
	"strings"

	"giamngheo/internal/fault"
	"giamngheo/internal/lang"
)

// Section is a part of what is held on a household (mục dữ liệu). Who may see households does not thereby see
// every section of them.
type Section string

// The sections. Employment, water and information stand apart from income and housing, since departments of
// their own answer for these services.
const (
	Identity    Section = "identity"    // who they are and where: head, code, address, ethnic group, telephone
	Members     Section = "members"     // the persons: birth, sex, relation, identity number
	Income      Section = "income"      // điểm A with the answers behind it, declared income
	Employment  Section = "employment"  // việc làm, người phụ thuộc
	Dwelling    Section = "housing"     // nhà ở
	WaterSupply Section = "water"       // nước sinh hoạt, nhà tiêu
	HealthCare  Section = "health"      // dinh dưỡng, bảo hiểm y tế, khuyết tật, ốm đau
	Schooling   Section = "education"   // trình độ, đi học
	Telecom     Section = "information" // dịch vụ viễn thông, phương tiện tiếp cận thông tin
	Support     Section = "support"     // nguyên nhân, nhu cầu, diện chính sách, hỗ trợ đã nhận
	Bank        Section = "bank"        // tài khoản nhận hỗ trợ
)

// Sections lists the sections in the order in which a page shows them.
var Sections = []Section{Identity, Members, Income, Employment, Dwelling, WaterSupply, HealthCare, Schooling, Telecom, Support, Bank}

// Services are the sections of the basic social services: together they are điểm B.
var Services = []Section{Employment, HealthCare, Schooling, Dwelling, WaterSupply, Telecom}

// Title is the section's name in a language.
func (s Section) Title(l lang.Lang) string { return l.T("account.section_" + string(s)) }

// Level is what may be done with a section. Who writes or verifies also reads.
type Level uint8

// The levels. Verify is to settle what somebody else asked to have changed; a role may hold it with Write, and
// is then kept from settling what it asked for itself by whoever decides on requests.
const (
	None   Level = 0
	Read   Level = 1
	Write  Level = Read | 2
	Verify Level = Read | 4
)

// Has tells whether the level holds another.
func (l Level) Has(other Level) bool { return l&other == other }

// String is the level as the table of rights writes it.
func (l Level) String() string {
	switch {
	case l.Has(Write | Verify):
		return "write+verify"
	case l.Has(Verify):
		return "verify"
	case l.Has(Write):
		return "write"
	case l.Has(Read):
		return "read"
	}
	return "none"
}

// every is one level in all sections.
func every(l Level, except map[Section]Level) map[Section]Level {
	out := map[Section]Level{}
	for _, s := range Sections {
		out[s] = l
	}
	for s, l := range except {
		out[s] = l
	}
	return out
}

// reading is Read in some sections, nothing in the others.
func reading(sections ...Section) map[Section]Level {
	out := map[Section]Level{}
	for _, s := range sections {
		out[s] = Read
	}
	return out
}

// sections is the table of rights by section; doc/decisions/0034 says why. A section that is not named is
// closed.
var sections = map[Role]map[Section]Level{
	ProvinceSecretary: every(Write|Verify, map[Section]Level{Bank: Read}),
	ProvinceLeader:    every(Read, map[Section]Level{Members: None, Bank: None}),
	DistrictOfficer:   every(Write|Verify, map[Section]Level{Bank: Read}),
	CommuneOfficer:    every(Write, nil),
	CommuneChair:      every(Verify, nil),
	VillageSurveyor:   reading(Identity, Members, Employment, Dwelling, WaterSupply, Schooling, Telecom, Support),
	FrontSupervisor:   reading(Identity, Members, Income, Employment, Dwelling, WaterSupply, Telecom, Support),
	Auditor:           every(Read, nil),
}

// bySector is the table for departments: who the household is, and what their own sector answers for.
var bySector = map[Sector]map[Section]Level{
	Labour:      reading(Identity, Members, Income, Employment, Support),
	Health:      reading(Identity, Members, HealthCare, Support),
	Education:   reading(Identity, Members, Schooling, Support),
	Housing:     reading(Identity, Dwelling, Support),
	Water:       reading(Identity, WaterSupply, Support),
	Information: reading(Identity, Telecom, Support),
	Ethnic:      reading(Identity, Members, Support),
	Finance:     reading(Identity, Support, Bank),
	"":          reading(Identity),
}

// Section is what the actor may do with a section of a household that he may see at all (May): a page asks
// both. The program itself may everything.
func (a Actor) Section(s Section) Level {
	switch {
	case a.Role == system:
		return Write | Verify
	case a.ID == 0 || !a.Role.Can(ReadHouseholds):
		return None
	case a.Role == Department:
		return bySector[a.Sector][s]
	}
	return sections[a.Role][s]
}

// Reads tells whether the actor may read all of some sections.
func (a Actor) Reads(all ...Section) bool { return len(a.Closed(all...)) == 0 }

// Closed are those of some sections that the actor may not read, each once, in the order of Sections.
func (a Actor) Closed(of ...Section) []Section {
	var out []Section
	for _, s := range Sections {
		if slices.Contains(of, s) && !a.Section(s).Has(Read) {
			out = append(out, s)
		}
	}
	return out
}

// SectionList are sections that a sentence names.
type SectionList []Section

// In names them in a language.
func (list SectionList) In(l lang.Lang) string {
	names := make([]string, len(list))
	for i, s := range list {
		names[i] = s.Title(l)
	}
	return strings.Join(names, ", ")
}

// MayRead refuses who may not read all of some sections, and names those that are closed (fault.Forbidden).
func (a Actor) MayRead(all ...Section) error { return a.refuse(a.Closed(all...)) }

// MayWrite refuses who may not write all of some sections, and names those that are closed.
func (a Actor) MayWrite(all ...Section) error {
	return a.refuse(slices.DeleteFunc(slices.Clone(all), func(s Section) bool { return a.Section(s).Has(Write) }))
}

func (a Actor) refuse(closed []Section) error {
	if len(closed) == 0 {
		return nil
	}
	return fault.New(fault.Forbidden, "account.section_closed", "Sections", SectionList(closed))
}

// SectionOfService is the section of a basic social service by its code in a poverty standard. What a standard
// of another time may measure beside these is closed to most, like income.
func SectionOfService(code string) Section {
	switch code {
	case "employment":
		return Employment
	case "health":
		return HealthCare
	case "education":
		return Schooling
	case "housing":
		return Dwelling
	case "water_sanitation":
		return WaterSupply
	case "information":
		return Telecom
	}
	return Income
}
