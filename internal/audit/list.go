package audit

import (
	"context"
	"fmt"
	"iter"
	"strconv"
	"strings"
	"time"

	"giamngheo/internal/db"
	"giamngheo/internal/lang"
)

// Entry is a recorded line as it is read again.
type Entry struct {
	ID    int64
	At    time.Time
	Actor Actor
	Line
	// Chain, Seq and Hash are its place in the log.
	Chain, Seq int64
	Hash       []byte
}

// ActName is the act in words, or its own name where there are none yet.
func (e Entry) ActName(l lang.Lang) string {
	key := "audit.act_" + strings.ReplaceAll(e.Act, ".", "_")
	if l.Has(key) {
		return l.T(key)
	}
	return e.Act
}

// Group is a kind of acts that are read together.
type Group string

// The groups; Changes is every act that is in none of the others.
const (
	AnyGroup Group = ""
	Changes  Group = "changes"
	Looks    Group = "looks"
	Searches Group = "searches"
	Exports  Group = "exports"
	SignIns  Group = "sign_ins"
	OfLog    Group = "log"
)

// Groups lists the groups in the order in which they are offered.
var Groups = []Group{Changes, Looks, Searches, Exports, SignIns, OfLog}

// groups are the acts of each.
var groups = map[Group][]string{
	Looks:    {"household.look"},
	Searches: {"household.search", "household.list", "intake.look"},
	Exports:  {"household.export", "report.people", "export.file", "intake.errors"},
	SignIns: {
		"account.sign_in", "account.sign_out", "account.sign_in_failed", "account.sign_in_refused", "account.switch", "account.proved",
		"account.session_end", "credential.second", "credential.failed", "credential.refused",
	},
	OfLog: {"audit.look", "audit.export", "audit.verify", "audit.anchor", "audit.link"},
}

// GroupOf is the group of an act.
func GroupOf(act string) Group {
	for _, g := range Groups {
		for _, a := range groups[g] {
			if a == act {
				return g
			}
		}
	}
	return Changes
}

// Filter chooses lines, newest first.
type Filter struct {
	Area    int64  // lines on records of this unit and all below it
	Whole   bool   // lines of no unit as well (failed sign-ins, maintenance)
	Thing   string // one record only: "household:14/20001"
	Account int64  // of one officer only
	Group   Group
	// From and To are the first instant and the one after the last; zero for no bound.
	From, To time.Time
	Before   int64 // only lines older than this one; 0 begins with the newest
	Limit    int
}

// List reads lines, newest first.
func List(ctx context.Context, q db.Querier, f Filter) (out []Entry, err error) {
	for e, err := range Each(ctx, q, f) {
		if err != nil {
			return nil, err
		}
		out = append(out, e)
	}
	return out, nil
}

// Each reads lines one by one, newest first; memory does not grow with them.
func Each(ctx context.Context, q db.Querier, f Filter) iter.Seq2[Entry, error] {
	return func(yield func(Entry, error) bool) {
		text, args := f.query()
		rows, err := q.Query(ctx, text, args...)
		if err != nil {
			yield(Entry{}, fmt.Errorf("audit list: %w", err))
			return
		}
		defer rows.Close()
		for rows.Next() {
			var e Entry
			var at int64
			var old, changed string
			err := rows.Scan(&e.ID, &at, &e.Actor.ID, &e.Actor.Name, &e.Act, &e.Thing, &e.UnitID, &old, &changed, &e.Chain, &e.Seq, &e.Hash)
			e.At, e.Before, e.After = time.UnixMicro(at), old, changed
			if !yield(e, err) || err != nil {
				return
			}
		}
		if err := rows.Err(); err != nil {
			yield(Entry{}, fmt.Errorf("audit list: %w", err))
		}
	}
}

// query is the filter as a statement that asks only for what the filter has, so that the engine finds its index.
func (f Filter) query() (string, []any) {
	var b strings.Builder
	var args []any
	arg := func(v any) string {
		args = append(args, v)
		return "$" + strconv.Itoa(len(args))
	}
	b.WriteString(`select l.id, l.at, l.account_id, l.actor, l.act, l.thing, l.unit_id, l.before, l.after, l.chain, l.seq, l.hash
		from audit_line l where (exists (select 1 from unit_below b where b.unit_id = l.unit_id and b.ancestor_id = ` + arg(f.Area) + `)`)
	if f.Whole {
		b.WriteString(` or l.unit_id = 0`)
	}
	b.WriteString(`)`)
	and := func(what string, v any) { b.WriteString(` and ` + what + ` ` + arg(v)) }
	if f.Thing != "" {
		and(`l.thing =`, f.Thing)
	}
	if f.Account != 0 {
		and(`l.account_id =`, f.Account)
	}
	if !f.From.IsZero() {
		and(`l.at >=`, f.From.UnixMicro())
	}
	if !f.To.IsZero() {
		and(`l.at <`, f.To.UnixMicro())
	}
	if f.Before > 0 {
		and(`l.id <`, f.Before)
	}
	acts, word := groups[f.Group], `in`
	if f.Group == Changes {
		for _, g := range Groups {
			acts = append(acts, groups[g]...)
		}
		word = `not in`
	}
	if len(acts) > 0 {
		marks := make([]string, len(acts))
		for i, a := range acts {
			marks[i] = arg(a)
		}
		b.WriteString(` and l.act ` + word + ` (` + strings.Join(marks, ", ") + `)`)
	}
	b.WriteString(` order by l.id desc`)
	if f.Limit > 0 {
		b.WriteString(` limit ` + arg(f.Limit))
	}
	return b.String(), args
}
