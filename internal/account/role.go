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
	// DistrictOfficer is the labour and social affairs officer of a district (cán bộ huyện).
	DistrictOfficer Role = "district_officer"
	// CommuneOfficer keeps the register and records the review of a commune (công chức xã).
	CommuneOfficer Role = "commune_officer"
	// Auditor inspects (thanh tra, kiểm toán): reads everything and the audit lines, changes nothing.
	Auditor Role = "auditor"
	// Administrator keeps accounts (quản trị) and sees no household.
	Administrator Role = "administrator"
)

// Roles lists the roles in the order in which they are offered.
var Roles = []Role{ProvinceSecretary, ProvinceLeader, DistrictOfficer, CommuneOfficer, Auditor, Administrator}

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
	// Operate sees how the installation fares: its set-up, space, backups.
	Operate Permission = "operate"
)

// Permissions lists every permission.
var Permissions = []Permission{ReadFigures, ReadHouseholds, WriteHouseholds, WriteReview, ReadTargets, WriteTargets, ReadAudit, ManageAccounts, CheckPlans, ImportData, WriteBase, ExportHouseholds, Operate}

// held is the one table of rights.
var held = map[Role][]Permission{
	ProvinceSecretary: {ReadFigures, ReadHouseholds, WriteReview, ReadTargets, WriteTargets, CheckPlans, ImportData, WriteBase, ExportHouseholds},
	ProvinceLeader:    {ReadFigures, ReadHouseholds, ReadTargets, WriteTargets, CheckPlans},
	DistrictOfficer:   {ReadFigures, ReadHouseholds, ReadTargets, WriteTargets, CheckPlans, ImportData, WriteBase, ExportHouseholds},
	CommuneOfficer:    {ReadFigures, ReadHouseholds, WriteHouseholds, WriteReview, ReadTargets, ImportData, ExportHouseholds},
	Auditor:           {ReadFigures, ReadHouseholds, ReadTargets, ReadAudit, CheckPlans, ExportHouseholds},
	Administrator:     {ReadFigures, ReadAudit, ManageAccounts, Operate},
}

// Can tells whether the role holds a permission.
func (r Role) Can(p Permission) bool { return slices.Contains(held[r], p) }

// Valid tells whether the role is one of Roles.
func (r Role) Valid() bool { return slices.Contains(Roles, r) }

// Title is the role's name in a language.
func (r Role) Title(l lang.Lang) string { return l.T("account.role_" + string(r)) }
