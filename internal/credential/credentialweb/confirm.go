package credentialweb

import (
	"net/http"
	"net/url"
	"slices"
	"strings"

	"giamngheo/internal/credential"
	"giamngheo/internal/fault"
	"giamngheo/internal/web"
)

const confirmPath = "/confirm"

// confirmation is the page that asks for a proof again.
type confirmation struct {
	Action   string // where the form goes: this page, or the door itself with all that was sent to it
	Next     string // of a page or file: where to go with the proof given
	Back     string // the page from which the reader came, "/" when unknown
	Sent     []sent
	Ways     credential.Ways
	Passkey  bool // a passkey may be used at this address
	Problems web.Problems
}

// sent is one value of a form that waits behind the door.
type sent struct{ Name, Value string }

// askAgain stands before the doors that ask for a proof which is not old. A page or file that was asked for
// comes after the proof by its address. A form waits in the page itself and goes on to its own door with the
// proof: nothing that was typed is lost, and nothing of it is kept. A script is told to load its page anew.
func (p pages) askAgain(w http.ResponseWriter, r *web.Request) (bool, error) {
	kind, _, _ := strings.Cut(r.Header.Get("Content-Type"), ";")
	switch {
	case r.Method != http.MethodPost:
		return false, p.ask(w, r, confirmation{Action: confirmPath, Next: r.URL.RequestURI(), Back: cameFrom(r)}, http.StatusForbidden)
	case kind == "application/json":
		return false, send(w, http.StatusForbidden, map[string]string{"to": confirmPath + "/ask?" + url.Values{"next": {cameFrom(r)}}.Encode()})
	case kind == "multipart/form-data":
		// A file is not kept for later: the proof comes first, then the file once more.
		return false, p.ask(w, r, confirmation{Action: confirmPath, Next: cameFrom(r), Back: cameFrom(r)}, http.StatusForbidden)
	}
	c := confirmation{Action: r.URL.RequestURI(), Back: cameFrom(r)}
	names := make([]string, 0, len(r.PostForm))
	for name := range r.PostForm {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		if strings.HasPrefix(name, web.ProofPrefix) {
			continue
		}
		for _, v := range r.PostForm[name] {
			c.Sent = append(c.Sent, sent{name, v})
		}
	}
	proof := proofOf(r)
	if !proof.Given() {
		return false, p.ask(w, r, c, http.StatusForbidden)
	}
	refused, err := p.judge(r, proof, &c)
	if err == nil && refused != 0 {
		err = p.ask(w, r, c, refused)
	}
	return refused == 0, err
}

// asked is the page by itself, for whoever a script sends here.
func (p pages) asked(w http.ResponseWriter, r *web.Request) error {
	next := web.Local(r.URL.Query().Get("next"))
	return p.ask(w, r, confirmation{Action: confirmPath, Next: next, Back: next}, 0)
}

// prove judges the proof that the page sends for a page or file.
func (p pages) prove(w http.ResponseWriter, r *web.Request) error {
	c := confirmation{Action: confirmPath, Next: r.PostFormValue("next"), Back: r.PostFormValue("back")}
	if proof := proofOf(r); proof.Given() || !r.Fresh() {
		refused, err := p.judge(r, proof, &c)
		if err != nil {
			return err
		}
		if refused != 0 {
			return p.ask(w, r, c, refused)
		}
	}
	return r.SeeOther(w, confirmPath+"?"+url.Values{"next": {c.Next}, "back": {c.Back}}.Encode())
}

// judge notes a good proof in the session; of one that is not, it gives the status and says why in c.
func (p pages) judge(r *web.Request, proof credential.Proof, c *confirmation) (refused int, err error) {
	known := false
	if proof.Device != "" {
		if known, err = p.Accounts.Knows(r.Context(), r.Who.Login, proof.Device); err != nil {
			return 0, err
		}
	}
	if !known && !p.tries.allow(r.IP()) {
		c.Problems = web.Problems{{Text: r.T("account.too_many")}}
		return http.StatusTooManyRequests, nil
	}
	switch err := p.Prove(r.Context(), r.Who, proof); {
	case err == nil:
		if !known {
			p.tries.giveBack(r.IP())
		}
		r.Proved()
		return 0, nil
	case fault.KindOf(err) == fault.Invalid:
		field := web.ProofPrefix + "password"
		if proof.Password == "" {
			field = web.ProofPrefix + "code"
		}
		c.Problems = web.Problems{{Field: field, Text: r.T("credential.proof_wrong")}}
		return http.StatusUnprocessableEntity, nil
	default:
		return 0, err
	}
}

func (p pages) ask(w http.ResponseWriter, r *web.Request, c confirmation, status int) error {
	var err error
	if c.Ways, err = p.WaysOf(r.Context(), r.Who); err != nil {
		return err
	}
	c.Passkey = c.Ways.Passkey && p.Origin(r.Host) != ""
	for i, x := range c.Problems {
		if x.Field == web.ProofPrefix+"code" && !c.Ways.Code || x.Field == web.ProofPrefix+"password" && !c.Ways.Password {
			c.Problems[i].Field = ""
		}
	}
	c.Next, c.Back = c.next(), web.Local(c.Back)
	return r.Render(w, web.Page{Title: r.T("credential.confirm_title"), Help: "page-confirm", Status: status}, confirmPage(c))
}

// next is where to go with the proof given, "" of a form that waits in the page.
func (c confirmation) next() string {
	if c.Action != confirmPath {
		return ""
	}
	return web.Local(c.Next)
}

// confirmed leads on with the proof given: to a page at once; a file comes while this page stays.
func (p pages) confirmed(w http.ResponseWriter, r *web.Request) error {
	next, back := web.Local(r.URL.Query().Get("next")), web.Local(r.URL.Query().Get("back"))
	w.Header().Set("Refresh", "0; url="+next)
	return r.Render(w, web.Page{Title: r.T("credential.confirmed_title"), Help: "page-confirm"}, confirmedPage(next, back))
}

func proofOf(r *web.Request) credential.Proof {
	return credential.Proof{
		Password: r.PostFormValue(web.ProofPrefix + "password"), Code: r.PostFormValue(web.ProofPrefix + "code"),
		Click: r.PostFormValue(web.ProofPrefix+"click") != "", Device: deviceOf(r),
	}
}

// cameFrom is the page of this site from which the reader came, "/" when none is told.
func cameFrom(r *web.Request) string {
	u, err := url.Parse(r.Referer())
	if err != nil || u.Host != r.Host {
		return "/"
	}
	return web.Local(u.RequestURI())
}
