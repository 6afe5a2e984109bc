package web

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"giamngheo/internal/account"
	"giamngheo/internal/fault"
)

// FreshFor is how long a proof of who one is holds for what leaves the system and for what is decided.
const FreshFor = 15 * time.Minute

// Confirm asks a reader whose last proof is too old for another one. It answers with a page and false, or
// finds the proof in what was sent and answers true: the door then opens.
type Confirm func(w http.ResponseWriter, r *Request) (proved bool, err error)

// Fresh marks rows of the route table that ask for a proof not older than FreshFor: exports, approvals.
// They are mounted before.
func (m *Mux) Fresh(patterns ...string) {
	for _, p := range patterns {
		i := slices.IndexFunc(m.routes, func(rt Route) bool { return rt.Pattern == p })
		if i < 0 {
			panic(fmt.Sprintf("web: %s is marked before it is mounted", p))
		}
		m.routes[i].Fresh = true
		m.fresh[p] = true
	}
}

// AskAgain sets who asks for the proof. Without it the doors that are marked stay shut once the sign-in is
// older than FreshFor.
func (m *Mux) AskAgain(c Confirm) { m.confirm = c }

// Fresh tells whether the reader's last proof is not older than FreshFor.
func (r *Request) Fresh() bool { return r.mux.sessions.ProvedWithin(r.Context(), FreshFor) }

// Unbarred names the rows that a barred session may pass, beside those open to everybody; every other leads to
// home.
func (m *Mux) Unbarred(home string, patterns ...string) {
	m.home = home
	for _, p := range patterns {
		m.unbarred[p] = true
	}
}

// barred tells whether a session stops before a door because it has yet to set up a second proof.
func (m *Mux) barred(r *Request, pattern string, p account.Permission) bool {
	return p != Public && !m.unbarred[pattern] && m.sessions.Barred(r.Context())
}

// Proved notes that the reader has just proved again who he is.
func (r *Request) Proved() { r.mux.sessions.Prove(r.Context()) }

// ProofPrefix begins the fields of a form that hold a proof; the handler behind a marked door never sees them.
const ProofPrefix = "proof-"

func (r *Request) dropProof() {
	for name := range r.Form {
		if strings.HasPrefix(name, ProofPrefix) {
			delete(r.Form, name)
			delete(r.PostForm, name)
		}
	}
}

// once asks for a newer proof, where the door wants one, before the handler is called.
func (m *Mux) once(pattern string, h Handler) Handler {
	return func(w http.ResponseWriter, r *Request) error {
		if m.stale(r, pattern) {
			if proved, err := m.confirm(w, r); err != nil || !proved {
				return err
			}
		}
		if m.fresh[pattern] {
			r.dropProof()
		}
		return h(w, r)
	}
}

// stale tells whether a door asks for a proof that is newer than the reader's last.
func (m *Mux) stale(r *Request, pattern string) bool {
	return m.fresh[pattern] && !m.sessions.ProvedWithin(r.Context(), FreshFor)
}

func shut(http.ResponseWriter, *Request) (bool, error) {
	return false, fault.New(fault.Forbidden, "web.proof_too_old")
}
