package account

import (
	"slices"

	"giamngheo/internal/lang"
)

// Role is a post's kind; it decides what its holder may do.
type Role string

// The roles, from the province down, then those who watch and those who keep the accounts.
const (
	// ProvinceSecretary is an officer of the programme's standing secretariat in the province (cơ quan
	// thường trực Chương trình, Sở LĐ-TB&XH): splits targets, chases plans, consolidates, publishes.
	ProvinceSecretary Role = "province_secretary"
	// ProvinceLeader directs the programme for the province (lãnh đạo UBND tỉnh) and decides its targets.
	ProvinceLeader Role = "province_leader"
	// Department is an officer of a department of the province or of a district (sở, ban, ngành) who answers for
	// one sector: its policies, its indicators, its sections of a household's data.
	Department Role = "department"
	// DistrictOfficer is the labour and social affairs officer of a district (cán bộ huyện).
	DistrictOfficer Role = "district_officer"
	// CommuneOfficer keeps the register and records the review of a commune (công chức xã).
	CommuneOfficer Role = "commune_officer"
	// CommuneChair heads the People's Committee of a commune (Chủ tịch UBND xã): approves what its officer
	// proposes and signs its lists.
	CommuneChair Role = "commune_chair"
	// VillageSurveyor reviews the households of a village (rà soát viên: trưởng thôn, làng).
	VillageSurveyor Role = "village_surveyor"
	// FrontSupervisor watches for the Fatherland Front (Mặt trận Tổ quốc, ban giám sát) and changes nothing.
	FrontSupervisor Role = "front_supervisor"
	// Auditor inspects (thanh tra, kiểm toán): reads everything and the audit lines, changes nothing.
	Auditor Role = "auditor"
	// Administrator keeps accounts (quản trị) and sees no household.
	Administrator Role = "administrator"
)

// Roles lists the roles in the order in which they are offered.
var Roles = []Role{
	ProvinceSecretary, ProvinceLeader, Department, DistrictOfficer, CommuneOfficer, CommuneChair, VillageSurveyor, FrontSupervisor, Auditor,
	Administrator,
}

// Permission is one kind of act that a role may hold.
type Permission string

// The permissions.
const (
	ReadFigures     Permission = "read_figures"
	ReadHouseholds  Permission = "read_households"
	WriteHouseholds Permission = "write_households"
	WriteReview     Permission = "write_review"
	ReadTargets     Permission = "read_targets"
	WriteTargets    Permission = "write_targets"
	ReadAudit       Permission = "read_audit"
	ManageAccounts  Permission = "manage_accounts"
	CheckPlans      Permission = "check_plans"
	// ImportData brings sheets into the register, the review and the base; each kind of sheet asks for
	// it over every unit that the sheet touches.
	ImportData Permission = "import_data"
	// WriteBase sets the population base (tổng số hộ, nhân khẩu) of units.
	WriteBase Permission = "write_base"
	// ExportHouseholds takes lists of households out of the system as files.
	ExportHouseholds Permission = "export_households"
	// RequestChanges proposes a change of an approved review's facts, with its reason and evidence.
	RequestChanges Permission = "request_changes"
	// ApproveChanges decides on what somebody else has proposed.
	ApproveChanges Permission = "approve_changes"
	// FreezeChanges sets and lifts the periods in which nothing may be changed.
	FreezeChanges Permission = "freeze_changes"
	// JudgeDuplicates says of two records whether they are the same person or household.
	JudgeDuplicates Permission = "judge_duplicates"
	// SeeNumbers unmasks an identity, telephone or bank number, for a purpose that is written down.
	SeeNumbers Permission = "see_numbers"
	// ReadCommittee and WriteCommittee are about steering committees and who is in charge of which unit.
	ReadCommittee  Permission = "read_committee"
	WriteCommittee Permission = "write_committee"
	// AnswerSubjects answers what a person asks about his own data: the sheet of what is held, restriction.
	AnswerSubjects Permission = "answer_subjects"
	// KeepRetention sees what has passed its time and removes it.
	KeepRetention Permission = "keep_retention"
	// ExportResearch takes data out from which nobody can be told.
	ExportResearch Permission = "export_research"
	// Operate sees how the installation fares: its set-up, space, backups.
	Operate Permission = "operate"
)

// Permissions lists every permission.
var Permissions = []Permission{
	ReadFigures, ReadHouseholds, WriteHouseholds, WriteReview, ReadTargets, WriteTargets, ReadAudit, ManageAccounts, CheckPlans, ImportData,
	WriteBase, ExportHouseholds, RequestChanges, ApproveChanges, FreezeChanges, JudgeDuplicates, SeeNumbers, ReadCommittee, WriteCommittee,
	AnswerSubjects, KeepRetention, ExportResearch, Operate,
}

// held is the one table of rights.
var held = map[Role][]Permission{
	ProvinceSecretary: {
		ReadFigures, ReadHouseholds, WriteReview, ReadTargets, WriteTargets, CheckPlans, ImportData, WriteBase, ExportHouseholds,
		ApproveChanges, FreezeChanges, JudgeDuplicates, SeeNumbers, ReadCommittee, WriteCommittee, AnswerSubjects, KeepRetention, ExportResearch,
	},
	ProvinceLeader: {ReadFigures, ReadHouseholds, ReadTargets, WriteTargets, CheckPlans, ReadCommittee},
	Department:     {ReadFigures, ReadHouseholds, ReadTargets, CheckPlans, ExportHouseholds, ReadCommittee},
	DistrictOfficer: {
		ReadFigures, ReadHouseholds, ReadTargets, WriteTargets, CheckPlans, ImportData, WriteBase, ExportHouseholds,
		ApproveChanges, FreezeChanges, JudgeDuplicates, SeeNumbers, ReadCommittee, WriteCommittee, AnswerSubjects,
	},
	CommuneOfficer: {
		ReadFigures, ReadHouseholds, WriteHouseholds, WriteReview, ReadTargets, ImportData, ExportHouseholds,
		RequestChanges, JudgeDuplicates, SeeNumbers, ReadCommittee, AnswerSubjects,
	},
	CommuneChair:    {ReadFigures, ReadHouseholds, ReadTargets, ApproveChanges, SeeNumbers, ReadCommittee, AnswerSubjects},
	VillageSurveyor: {ReadFigures, ReadHouseholds, RequestChanges},
	FrontSupervisor: {ReadFigures, ReadHouseholds, ReadTargets, ReadCommittee},
	Auditor:         {ReadFigures, ReadHouseholds, ReadTargets, ReadAudit, CheckPlans, ExportHouseholds, SeeNumbers, ReadCommittee},
	Administrator:   {ReadFigures, ReadAudit, ManageAccounts, ReadCommittee, KeepRetention, Operate},
}

// Can tells whether the role holds a permission.
func (r Role) Can(p Permission) bool { return slices.Contains(held[r], p) }

// Valid tells whether the role is one of Roles.
func (r Role) Valid() bool { return slices.Contains(Roles, r) }

// Title is the role's name in a language.
func (r Role) Title(l lang.Lang) string { return l.T("account.role_" + string(r)) }
