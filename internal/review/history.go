package review

import (
	"slices"

	"giamngheo/internal/lang"
	"giamngheo/internal/standard"
)

// Judged is an assessment with the round it was made in.
type Judged struct {
	Assessment
	In Round
}

// Minority tells whether the household counted as one of an ethnic minority at the review.
func (a Assessment) Minority() bool { return a.Ethnic.Minority() }

// Edition is the poverty standard the assessment was judged by.
func (j Judged) Edition() (*standard.Edition, error) { return standard.ByID(j.In.Edition) }

// Name is the movement in words: "tái nghèo" or "tái cận nghèo", by the list it concerns.
func (m Movement) Name(l lang.Lang, list standard.Class) string {
	key := "review.movement_" + string(m)
	if list == standard.NearPoor {
		key += "_near_poor"
	}
	return l.T(key)
}

// MovementName is what became of the household in this round, in words; lang.Unknown where the round
// does not know its beginning.
func (j Judged) MovementName(l lang.Lang) string {
	if !j.In.Moves() {
		return lang.Unknown
	}
	return j.Assessment.MovementName(l)
}

// MovementName is what became of the household in the round, in words; ask Round.Moves first.
func (a Assessment) MovementName(l lang.Lang) string {
	list := a.Class
	if !listed(list) {
		list = a.PrevClass
	}
	return a.Movement.Name(l, list)
}

// Explain gives the result with its sentences. Class and codes are those that were stored; same is
// false when the sentences, which are written anew, no longer agree with them, or when only the
// class was taken over and there is nothing to explain.
func (j Judged) Explain() (r standard.Result, same bool) {
	e, err := j.Edition()
	if err != nil {
		return standard.Result{Class: j.Class, Codes: j.Codes}, false
	}
	r = e.Classify(j.Facts())
	same = r.Class == j.Class && slices.Equal(r.Codes, j.Codes) && len(j.Codes) > 0
	r.Class, r.Codes = j.Class, j.Codes
	return r, same
}
