// Package committee keeps who steers the programme in a unit and who answers for which place (Ban Chỉ đạo, cán
// bộ chuyên trách, phân công phụ trách địa bàn): members and staff of a unit's steering committee, agencies
// assigned to help, and the units below that each is in charge of. Every row holds from one day up to another,
// so that a page of a past year shows who answered then.
//
//	committee.go  Member, Charge, duties
//	service.go    the acts: appoint, end, put in charge, relieve
//	store.go      the SQL of committee_member and committee_charge
package committee

import (
	"slices"

	"giamngheo/internal/day"
	"giamngheo/internal/lang"
	"giamngheo/internal/unit"
)

// Duty is what somebody does in a committee.
type Duty string

// The duties.
const (
	Head           Duty = "head"            // trưởng ban
	StandingDeputy Duty = "standing_deputy" // phó trưởng ban thường trực
	Deputy         Duty = "deputy"          // phó trưởng ban
	Ordinary       Duty = "member"          // thành viên
	Secretary      Duty = "secretary"       // thư ký, tổ giúp việc
	Staff          Duty = "staff"           // cán bộ chuyên trách giảm nghèo
	Agency         Duty = "agency"          // sở, ban, ngành, đoàn thể được phân công giúp đỡ
)

// Duties lists the duties in the order in which a committee is written.
var Duties = []Duty{Head, StandingDeputy, Deputy, Ordinary, Secretary, Staff, Agency}

// Valid tells whether the duty is one of Duties.
func (d Duty) Valid() bool { return slices.Contains(Duties, d) }

// Title is the duty in a language.
func (d Duty) Title(l lang.Lang) string { return l.T("committee.duty_" + string(d)) }

// rank is the duty's place in the list.
func (d Duty) rank() int { return slices.Index(Duties, d) }

// Member is a person, or an agency, with a duty in a unit's committee for a time.
type Member struct {
	ID     int64
	Unit   unit.ID
	Duty   Duty
	Name   string
	Post   string
	Office string
	Basis  string
	day.Period
	Version int64
	Charges []Charge // the places he answers for on the day that was asked for
}

// Charge is a place that a member answers for.
type Charge struct {
	ID     int64
	Member int64
	Unit   unit.ID // of the committee
	Place  unit.ID
	Basis  string
	day.Period
}

// Answerable is somebody who answers for a place: the member with the committee he is of.
type Answerable struct {
	Member
	Charge Charge
}
