package change

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"giamngheo/internal/fault"
	"giamngheo/internal/household"
	"giamngheo/internal/lang"
	"giamngheo/internal/review"
	"giamngheo/internal/unit"
)

// Key names a request: the commune of its household, and its number in the whole installation.
type Key struct {
	Commune unit.ID
	ID      int64
}

// String writes the key as addresses do: "14/7".
func (k Key) String() string {
	return strconv.FormatInt(int64(k.Commune), 10) + "/" + strconv.FormatInt(k.ID, 10)
}

// Request is one request for a change (đề nghị thay đổi).
type Request struct {
	Key
	Household household.Ref
	Top       unit.ID // the lowest unit that holds all it touches
	Kind      Kind
	State     State
	Asked     time.Time
	AskedBy   int64
	AskedName string
	Decided   time.Time // zero while it waits
	DecidedBy int64
	Decider   string
	Content
}

// Content is what is kept sealed of a request.
type Content struct {
	Wish     Wish
	Reason   string
	Evidence string // the paper that proves it: its kind, number and day
	Was      World  // what it was made on, numbers masked
	Note     string `json:",omitzero"` // why it was refused
}

// Touch is a household, or a receiving commune, that a request touches.
type Touch struct {
	Household household.Ref
	Part      Part
	print     string
}

// The bounds of what is written.
const (
	minReason = 5
	maxText   = 2000
)

func tidyText(s string) string { return strings.TrimSpace(lang.NFC(s)) }

// checkText refuses a reason or evidence that says nothing or too much.
func checkText(reason, evidence string) error {
	switch {
	case utf8.RuneCountInString(reason) < minReason:
		return fault.New(fault.Invalid, "change.reason_missing")
	case utf8.RuneCountInString(evidence) < minReason:
		return fault.New(fault.Invalid, "change.evidence_missing")
	case utf8.RuneCountInString(reason) > maxText || utf8.RuneCountInString(evidence) > maxText:
		return fault.New(fault.Invalid, "change.text_long", "Most", maxText)
	}
	return nil
}

// touches are what a wish touches, each with the print of what it was made on.
func (w Wish) touches(of World) []Touch {
	own, other := w.Kind.part()
	out := []Touch{{of.House.Ref, own, of.print(own, of.House)}}
	switch {
	case other == Arrives:
		out = append(out, Touch{household.Ref{Commune: w.Commune}, Arrives, ""})
	case other != "" && of.Other != nil:
		out = append(out, Touch{of.Other.Ref, other, of.print(other, *of.Other)})
	}
	return out
}

// print is a short mark of what a part of a household says: equal when nothing of weight has changed. Trivial
// facts, which stay direct edits, are not in it.
func (w World) print(part Part, h household.Household) string {
	var facts []any
	if part == Facts || part == Whole {
		facts = append(facts, h.Village, h.Ethnic, h.Flags)
	}
	if part == Members || part == Whole || len(h.Persons) == 0 {
		facts = append(facts, h.Members)
		for _, p := range h.Persons {
			facts = append(facts, p.Sex, p.Born, p.Ethnic, p.Relation)
		}
	}
	if part == Found && w.Assessed != nil {
		facts = append(facts, w.Assessed.Round, FindingOf(*w.Assessed), w.Assessed.Class, w.Assessed.Village)
	}
	b, err := json.Marshal(append(facts, h.Ended))
	if err != nil {
		panic(err) // values without cycles
	}
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:8])
}

// Steps are what the request makes, or was to make, of the households as they were when it was made; for
// showing. The first is of its household.
func (r Request) Steps() ([]review.Change, error) {
	on := r.Wish
	on.Day = "" // it was not in the future then
	return on.plan(r.Was, "9999-12-31")
}
