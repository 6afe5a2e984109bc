package auditweb

import (
	"net/http"

	"giamngheo/internal/account"
	"giamngheo/internal/audit"
	"giamngheo/internal/web"
)

// chainView is how the log stands.
type chainView struct {
	Ways  []web.Chip
	Kind  string // of the note: good, warn, bad
	Says  string
	Facts [][2]string
}

// chain shows when the log was last proved, what was found, and how far it is anchored.
func chain(w http.ResponseWriter, r *web.Request) error {
	u, err := r.UnitOf(r.Who.Unit, account.ReadAudit)
	if err != nil {
		return err
	}
	s, err := audit.StateOf(r.Context(), r.DB())
	if err != nil {
		return err
	}
	l := r.Lang
	v := chainView{Ways: ways(r, "/audit/chain")}
	switch {
	case s.VerifiedAt.IsZero():
		v.Kind, v.Says = "warn", r.T("audit.chain_never")
	case s.Verified.Findings > 0:
		v.Kind, v.Says = "bad", r.T("audit.chain_broken", "Findings", l.Int(s.Verified.Findings), "Count", s.Verified.Findings)
	default:
		v.Kind, v.Says = "good", r.T("audit.chain_whole")
	}
	fact := func(key, value string) { v.Facts = append(v.Facts, [2]string{r.T("audit." + key), value}) }
	if !s.VerifiedAt.IsZero() {
		fact("chain_at", l.Time(s.VerifiedAt))
		fact("chain_lines", l.Int(s.Verified.Lines))
		fact("chain_anchors", l.Int(s.Verified.Anchors))
		fact("chain_outside", l.Int(s.Verified.Outside))
	}
	anchored, sent := r.T("audit.not_yet"), r.T("audit.not_yet")
	if !s.AnchoredAt.IsZero() {
		anchored = l.Time(s.AnchoredAt)
	}
	fact("chain_anchored", anchored)
	switch {
	case s.Sent.Error != "":
		sent = r.T("audit.chain_failed", "At", l.Time(s.Sent.At))
	case !s.Sent.At.IsZero():
		sent = l.Time(s.Sent.At)
	}
	fact("chain_sent", sent)
	if err := saw(r, u, "", map[string]string{"page": "chain"}); err != nil {
		return err
	}
	page := web.Page{
		Title: r.T("audit.chain"), Help: "page-audit-chain", Unit: u, Above: web.Link{Label: r.T("audit.title"), Href: "/audit"}, Crumb: r.T("audit.chain"), Section: web.Administration, Lead: r.T("audit.chain_lead"),
	}
	return r.Render(w, page, chainPage(v))
}
