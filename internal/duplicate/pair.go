package duplicate

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
	"time"

	"giamngheo/internal/household"
	"giamngheo/internal/lang"
)

// Key names a pair: two households, the smaller key first. Both are one where a household lists a person twice.
type Key struct{ A, B household.Ref }

// KeyOf puts two households in their order.
func KeyOf(a, b household.Ref) Key {
	if cmp.Or(cmp.Compare(a.Commune, b.Commune), cmp.Compare(a.ID, b.ID)) > 0 {
		a, b = b, a
	}
	return Key{a, b}
}

// String writes the key as addresses and audit lines do: "14/20001/15/7".
func (k Key) String() string { return k.A.String() + "/" + k.B.String() }

// Across tells whether the two stand in different communes.
func (k Key) Across() bool { return k.A.Commune != k.B.Commune }

// Match is two persons of a pair who are alike.
type Match struct {
	A, B   int // positions in the first and in the second household
	Points int
	Why    []Reason
}

// Decision is what an officer says of a pair.
type Decision string

// The decisions; Waiting is none yet.
const (
	Waiting   Decision = "waiting"
	Same      Decision = "same"
	Different Decision = "different"
	Unsure    Decision = "unsure"
)

// Decisions lists them in the order in which they are offered.
var Decisions = []Decision{Waiting, Unsure, Same, Different}

// Name is a decision for the reader.
func (d Decision) Name(l lang.Lang) string { return l.T("duplicate.decision_" + string(d)) }

// Valid tells whether an officer may decide so.
func (d Decision) Valid() bool { return d == Same || d == Different || d == Unsure }

// Pair is two households that may be one, or hold one person twice.
type Pair struct {
	Key
	Points  int // of the best match
	Matches []Match
	// Digest stands for the facts that were compared. A decision holds as long as it stays.
	Digest string
	Found  time.Time

	Decision Decision
	Note     string
	By       int64 // account; 0 when nobody has decided
	Decided  time.Time
	// Before is an earlier decision that a change of the facts has put in question, "" when there is none.
	Before Decision
}

// Number tells whether the two share an identity number.
func (p Pair) Number() bool {
	return slices.ContainsFunc(p.Matches, func(m Match) bool { return slices.Contains(m.Why, NumberSame) })
}

// gathered are the pairs of a check, by key.
type gathered map[Key]*found

// found is a pair with the facts that its digest stands for.
type found struct {
	Pair
	facts []string
}

// take adds two persons who are alike.
func (g gathered) take(a, b Person, s Score) {
	k := KeyOf(a.Household, b.Household)
	if a.Household != k.A || a.Household == b.Household && a.Position > b.Position {
		a, b = b, a
	}
	p := g[k]
	if p == nil {
		p = &found{Pair: Pair{Key: k}}
		g[k] = p
	}
	if slices.ContainsFunc(p.Matches, func(m Match) bool { return m.A == a.Position && m.B == b.Position }) {
		return
	}
	p.Matches = append(p.Matches, Match{a.Position, b.Position, s.Points, s.Reasons})
	p.Points = max(p.Points, s.Points)
	p.facts = append(p.facts, fact(a)+" | "+fact(b)+" | "+numbers(a, b))
}

// fact is what of a person a decision rests on; where in the household he stands is not.
func fact(p Person) string {
	return strings.Join([]string{p.Name, string(p.Sex), p.Born, string(p.Relation), fmt.Sprint(p.Village)}, "\x00")
}

// numbers is how the two identity numbers stand to each other: the keys themselves may change with the keys
// of the installation.
func numbers(a, b Person) string {
	switch {
	case a.Key == "" || b.Key == "":
		return fmt.Sprint(a.Key != "", b.Key != "")
	case a.Key == b.Key:
		return "same"
	}
	return "differ"
}

// list closes the pairs, in the order of their keys.
func (g gathered) list() []Pair {
	out := make([]Pair, 0, len(g))
	for _, p := range g {
		slices.Sort(p.facts)
		sum := sha256.Sum256([]byte(strings.Join(p.facts, "\n")))
		p.Digest = hex.EncodeToString(sum[:12])
		slices.SortFunc(p.Matches, func(x, y Match) int {
			return cmp.Or(cmp.Compare(y.Points, x.Points), cmp.Compare(x.A, y.A), cmp.Compare(x.B, y.B))
		})
		p.Matches = p.Matches[:min(len(p.Matches), maxMatches)]
		out = append(out, p.Pair)
	}
	slices.SortFunc(out, func(x, y Pair) int {
		return cmp.Or(cmp.Compare(x.A.Commune, y.A.Commune), cmp.Compare(x.A.ID, y.A.ID), cmp.Compare(x.B.Commune, y.B.Commune), cmp.Compare(x.B.ID, y.B.ID))
	})
	return out
}

// maxMatches are the most persons that a pair keeps.
const maxMatches = 20
