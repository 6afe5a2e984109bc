package app

import (
	"giamngheo/internal/account"
	"giamngheo/internal/account/peopleweb"
	"giamngheo/internal/audit"
	"giamngheo/internal/audit/auditweb"
	"giamngheo/internal/change"
	"giamngheo/internal/change/changeweb"
	"giamngheo/internal/committee"
	"giamngheo/internal/committee/committeeweb"
	"giamngheo/internal/credential"
	"giamngheo/internal/credential/credentialweb"
	"giamngheo/internal/db"
	"giamngheo/internal/duplicate"
	"giamngheo/internal/duplicate/duplicateweb"
	"giamngheo/internal/handover"
	"giamngheo/internal/handover/handoverweb"
	"giamngheo/internal/help/helpweb"
	"giamngheo/internal/household"
	"giamngheo/internal/household/editweb"
	"giamngheo/internal/household/householdweb"
	"giamngheo/internal/intake"
	"giamngheo/internal/intake/intakeweb"
	"giamngheo/internal/operation"
	"giamngheo/internal/operation/operationweb"
	"giamngheo/internal/report/reportweb"
	"giamngheo/internal/review"
	"giamngheo/internal/review/assessweb"
	"giamngheo/internal/review/reviewweb"
	"giamngheo/internal/standard/standardweb"
	"giamngheo/internal/subject"
	"giamngheo/internal/subject/subjectweb"
	"giamngheo/internal/target"
	"giamngheo/internal/target/plancheckweb"
	"giamngheo/internal/target/targetweb"
	"giamngheo/internal/unit/baseweb"
	"giamngheo/internal/unit/unitweb"
	"giamngheo/internal/web"
	"giamngheo/internal/worklist"
	"giamngheo/internal/worklist/worklistweb"
)

// Houses are the services that the pages stand on.
type Houses struct {
	DB          *db.DB
	Accounts    *account.Service
	Credentials *credential.Service
	Households  *household.Service
	Changes     *change.Service
	Doubles     *duplicate.Service
	Targets     *target.Service
	Imports     *intake.Service
	Doctor      *operation.Doctor
	Sinks       audit.Sinks // where the audit's anchors go besides the database
}

// Routes mounts every page, in the order of the menu.
func Routes(m *web.Mux, h Houses) {
	unitweb.Routes(m)
	lists := worklist.NewService(h.DB)
	householdweb.Routes(m, h.Households, lists)
	worklistweb.Routes(m, lists)
	editweb.Routes(m, h.Households, h.Doubles)
	duplicateweb.Routes(m, h.Doubles)
	reviewweb.Routes(m, review.New(h.DB))
	changeweb.Routes(m, h.Changes, h.Households)
	reportweb.Routes(m)
	assessweb.Routes(m, review.New(h.DB), h.Households)
	targetweb.Routes(m, h.Targets)
	plancheckweb.Routes(m)
	baseweb.Routes(m)
	intakeweb.Routes(m, h.Imports)
	standardweb.Routes(m)
	peopleweb.Routes(m, h.Accounts)
	handoverweb.Routes(m, h.Accounts, handover.New(h.DB))
	subjectweb.Routes(m, subject.NewService(h.DB, h.Households))
	auditweb.Routes(m)
	operationweb.Routes(m, h.Doctor)
	credentialweb.Routes(m, h.Credentials)
	committeeweb.Routes(m, committee.NewService(h.DB))
	helpweb.Routes(m)
}
