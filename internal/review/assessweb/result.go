package assessweb

import (
	"giamngheo/internal/lang"
	"giamngheo/internal/standard"
	"giamngheo/internal/web"
)

// resultView is what the round found, with why and what it was before.
type resultView struct {
	Class    standard.Class
	Sentence string
	Movement string
	Before   string // the class at the beginning
	Earlier  []string
	Reasons  []web.Link
	Illus    string
}

// result explains what was recorded; nil when nothing was.
func (f *facts) result(r *web.Request) *resultView {
	if f.now == nil {
		return nil
	}
	l := r.Lang
	v := &resultView{Class: f.now.Class}
	if name := f.now.MovementName(l); name != lang.Unknown {
		v.Movement = lang.Capital(name) + "."
	}
	v.Before = r.T("assessweb.before_none")
	if f.now.PrevClass != standard.None {
		v.Before = r.T("assessweb.before", "Class", f.now.PrevClass.Name(l))
	}
	if f.now.Class == standard.None {
		v.Sentence = r.T("assessweb.left_result")
		return v
	}
	found, same := f.now.Explain()
	if same {
		v.Sentence = found.Sentence(l)
		for _, y := range found.Reasons() {
			v.Reasons = append(v.Reasons, web.Link{Label: y.Code + ": " + lang.Capital(y.Sentence(l)), Href: "/standards/" + f.edition.ID + "#" + y.Code})
		}
	}
	if f.card != nil && f.card.Illustrative && len(f.now.Answers) > 0 {
		v.Illus = r.T("standard.illustrative")
	}
	return v
}

// earlier are the classes of the rounds before, the newest first, a few of them.
func (f *facts) earlier(r *web.Request) (out []string) {
	for i, j := range f.before {
		if i == 3 {
			break
		}
		out = append(out, r.T("assessweb.earlier", "Period", j.In.Period(r.Lang), "Class", j.Class.Name(r.Lang)))
	}
	return out
}
