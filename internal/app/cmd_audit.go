package app

import (
	"context"
	"fmt"

	"giamngheo/internal/audit"
	"giamngheo/internal/db"
	"giamngheo/internal/lang"
)

// AuditCmd keeps the proof of the audit log.
type AuditCmd struct {
	Verify AuditVerifyCmd `cmd:"" help:"Go through every line and name what was changed, taken out or put in."`
	Anchor AuditAnchorCmd `cmd:"" help:"Write how far the log has come, to the database and the second sink."`
}

// AuditVerifyCmd proves the audit log.
type AuditVerifyCmd struct {
	Anchors []string `help:"File with anchors as a second sink has kept them: the anchor file, or lines of a system log; may be given again. Without it the file of --audit-anchor-file." type:"existingfile" placeholder:"FILE"`
	Sink    string   `name:"audit-anchor-file" help:"File to which the server appends its anchors." type:"path" placeholder:"FILE" env:"GIAMNGHEO_AUDIT_ANCHOR_FILE"`
	Format  string   `help:"text or json." enum:"text,json" default:"text"`
}

// Help is what `giamngheo audit verify --help` adds.
func (AuditVerifyCmd) Help() string {
	return `Each line of the audit log bears the hash of the line before it. This command computes every hash anew,
compares the ends of the chains with the anchors in the log and with those that a second sink has kept, and
names each line that was changed, taken out, put in or moved. It may run while the program serves, and
records that it did. Exit code 0 when nothing is found, 1 otherwise. doc/operate.md says what to do then.`
}

type auditFindingJSON struct {
	Kind  audit.Kind `json:"kind"`
	Chain int64      `json:"chain"`
	From  int64      `json:"from"`
	To    int64      `json:"to"`
	Line  int64      `json:"line,omitempty"`
	At    string     `json:"at,omitempty"`
	Act   string     `json:"act,omitempty"`
	Thing string     `json:"thing,omitempty"`
	Says  string     `json:"says"`
}

// mostFindings bounds what is named: a table written anew has as many findings as lines.
const mostFindings = 1000

// Run verifies.
func (c *AuditVerifyCmd) Run(ctx context.Context, g *Globals) error {
	d, err := g.Open(ctx)
	if err != nil {
		return err
	}
	defer d.Close()
	files := c.Anchors
	if len(files) == 0 && c.Sink != "" {
		files = []string{c.Sink}
	}
	outside, err := anchorsOf(files)
	if err != nil {
		return err
	}
	found := []auditFindingJSON{}
	v, err := proveWith(ctx, d, outside, func(f audit.Finding) {
		if len(found) == mostFindings {
			return
		}
		j := auditFindingJSON{Kind: f.Kind, Chain: f.Chain, From: f.Seq, To: f.Last, Line: f.ID, Act: f.Act, Thing: f.Thing, Says: auditSays(g.Lang, f)}
		if !f.At.IsZero() {
			j.At = f.At.UTC().Format("2006-01-02T15:04:05.000000Z")
		}
		found = append(found, j)
		if c.Format == "text" {
			fmt.Fprintln(g.Out, j.Says)
		}
	})
	if err != nil {
		return err
	}
	if c.Format == "json" {
		err = writeJSON(g.Out, struct {
			audit.Verified
			Found []auditFindingJSON `json:"found"`
		}{v, found})
	} else {
		_, err = fmt.Fprintln(g.Out, g.Lang.T("audit.verified", "Findings", g.Lang.Int(v.Findings), "Lines", g.Lang.Int(v.Lines), "Chains", v.Chains,
			"Anchors", g.Lang.Int(v.Anchors), "Outside", g.Lang.Int(v.Outside)))
	}
	if err == nil && v.Findings > 0 {
		return Exit(1)
	}
	return err
}

// auditSays is a finding in words.
func auditSays(l lang.Lang, f audit.Finding) string {
	args := []any{"Chain", f.Chain, "Seq", f.Seq, "Last", f.Last, "ID", f.ID, "Act", f.Act, "Thing", f.Thing}
	if !f.At.IsZero() {
		args = append(args, "At", l.Time(f.At))
	}
	if !f.Anchor.IsZero() {
		args = append(args, "Anchor", l.Time(f.Anchor))
	}
	return l.T("audit.found_"+string(f.Kind), args...)
}

// AuditAnchorCmd writes an anchor.
type AuditAnchorCmd struct {
	Anchoring `kong:"embed"`
}

// Help is what `giamngheo audit anchor --help` adds.
func (AuditAnchorCmd) Help() string {
	return `An anchor is one line that says how far the audit log has come and what hash it ends with. The server
writes one every quarter of an hour while lines are added; this command writes one at once, for example
before somebody works on the database, and prints it. Kept where the keeper of the database does not reach,
it proves later that nothing before it was written anew.`
}

// Run writes an anchor and prints it.
func (c *AuditAnchorCmd) Run(ctx context.Context, g *Globals) error {
	d, err := g.Open(ctx)
	if err != nil {
		return err
	}
	defer d.Close()
	a, ok, err := audit.Secure(ctx, d, c.sinks())
	if ok {
		fmt.Fprintln(g.Out, a)
	} else if err == nil {
		_, err = fmt.Fprintln(g.Out, g.Lang.T("audit.nothing_to_anchor"))
	}
	return err
}

// anchorsOf reads what second sinks have kept.
func anchorsOf(files []string) ([]audit.Anchor, error) {
	var out []audit.Anchor
	for _, f := range files {
		some, err := audit.ReadAnchors(f)
		if err != nil {
			return nil, fmt.Errorf("anchors: %w", err)
		}
		out = append(out, some...)
	}
	return out, nil
}

// proveAudit proves the audit log, with what the second sink has kept in a file, and records it.
func proveAudit(ctx context.Context, d *db.DB, s audit.Sinks, tell func(audit.Finding)) (audit.Verified, error) {
	var files []string
	if last, err := audit.LastSent(ctx, d); err != nil {
		return audit.Verified{}, err
	} else if s.File != "" && last.Seq > 0 {
		files = []string{s.File} // which must be there, since something was written to it
	}
	outside, err := anchorsOf(files)
	if err != nil {
		return audit.Verified{}, err
	}
	return proveWith(ctx, d, outside, tell)
}

func proveWith(ctx context.Context, d *db.DB, outside []audit.Anchor, tell func(audit.Finding)) (audit.Verified, error) {
	v, err := audit.Verify(ctx, d, outside, tell)
	if err != nil {
		return v, err
	}
	return v, audit.RecordVerified(ctx, d, v)
}

// tell records an act of the operator at the command line that stands alone.
func tell(ctx context.Context, d *db.DB, l audit.Line) error {
	return d.Write(ctx, func(ctx context.Context, tx *db.Tx) error { return audit.Record(ctx, tx, audit.System, l) })
}
