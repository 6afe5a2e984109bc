package standard

import (
	"embed"
	"fmt"
	"path"
	"slices"
	"strings"
	"sync/atomic"

	"giamngheo/internal/day"
	"giamngheo/internal/fault"
	"giamngheo/internal/lang"
)

// Text is a phrase in both languages.
type Text struct {
	Vi string `toml:"vi"`
	En string `toml:"en"`
}

// In is the phrase in a language; Vietnamese where there is no English.
func (t Text) In(l lang.Lang) string {
	if l == lang.En && t.En != "" {
		return t.En
	}
	return t.Vi
}

// Mark says how well a value's source was read.
type Mark string

const (
	// Verified is read in the text itself, or in a notice or paper quoting it.
	Verified Mark = "verified"
	// SecondHand is read in another's account of the text.
	SecondHand Mark = "second_hand"
	// Unverified is not confirmed in any source; it must be checked before it decides a real case.
	Unverified Mark = "unverified"
)

// Name is the mark in words: "đã kiểm chứng".
func (m Mark) Name(l lang.Lang) string { return l.T("standard.mark_" + string(m)) }

// Source is a legal document.
type Source struct {
	ID     string   `toml:"id"`
	Kind   Text     `toml:"kind"`   // "Nghị định", "Decree"
	Number string   `toml:"number"` // "07/2021/NĐ-CP"
	Date   day.Date `toml:"date"`   // empty when not known
	Issuer Text     `toml:"issuer"`
	Title  Text     `toml:"title"` // what it is about, empty when not known
	Mark   Mark     `toml:"mark"`
}

// Cite is the document's kind and number: "Nghị định 07/2021/NĐ-CP".
func (s Source) Cite(l lang.Lang) string { return s.Kind.In(l) + " " + s.Number }

// Value is one number of an edition with its source; a Value without a mark is not known.
type Value struct {
	N       int64  `toml:"value"`
	Source  string `toml:"source"`
	Article string `toml:"article"` // number of the article, empty when not known
	Mark    Mark   `toml:"mark"`
}

// Known tells whether the edition gives this value.
func (v Value) Known() bool { return v.Mark != "" }

// Line is the lines of one area by one measure. A figure is within a line when it is not above it.
type Line struct {
	Low     Value `toml:"low"`     // within it a household is poor whatever its deprivations (2016-2021 only)
	Line    Value `toml:"line"`    // within it the number of deprivations divides poor from near-poor
	Average Value `toml:"average"` // within it, above Line, the living standard is average; income only
}

// Lines is the lines of one area: declared income in đồng per head and month, and points A (B1).
type Lines struct {
	Income Line `toml:"income"`
	Points Line `toml:"points"`
}

// Service is a basic social service (dịch vụ xã hội cơ bản, chiều nghèo) that indicators measure.
type Service struct {
	Code string `toml:"code"`
	Name Text   `toml:"name"`
}

// Indicator is one of the deprivations counted (chỉ số đo lường mức độ thiếu hụt).
type Indicator struct {
	N             int    `toml:"n"`
	Code          string `toml:"code"` // "health_insurance", the same in every edition that has it
	Service       string `toml:"service"`
	Title         Text   `toml:"name"`
	Mark          Mark   `toml:"mark"`           // of the indicator being in the list
	Threshold     Text   `toml:"threshold"`      // when a household is deprived, empty when not known
	ThresholdMark Mark   `toml:"threshold_mark"` // of the threshold's wording
	Note          Text   `toml:"note"`
}

// Name is the indicator's name in a language.
func (i Indicator) Name(l lang.Lang) string { return i.Title.In(l) }

// Verified tells whether both the indicator and its threshold were read in the law.
func (i Indicator) Verified() bool { return i.Mark == Verified && i.ThresholdMark == Verified }

// Rule is one permanent code: what it stands for never changes, and a retired code is never reused.
type Rule struct {
	Code    string `toml:"code"`
	Outcome string `toml:"outcome"` // which branch of decide it names
	Source  string `toml:"source"`
	Article string `toml:"article"`
	Mark    Mark   `toml:"mark"`

	class Class
	codes []atomic.Pointer[[]string] // per set of deprivations, filled at first use
}

// Edition is the poverty standard of one period.
type Edition struct {
	ID         string      `toml:"id"`
	Code       string      `toml:"code"` // how its rule codes begin: "VN2022"
	Since      day.Date    `toml:"since"`
	Until      day.Date    `toml:"until"` // the first day on which it is no longer in force
	Name       Text        `toml:"title"`
	CutOff     Value       `toml:"cut_off"`     // number of deprivations from which a household within the line is poor
	PointsEach Value       `toml:"points_each"` // points B of one deprivation
	Rural      Lines       `toml:"rural"`
	Urban      Lines       `toml:"urban"`
	Sources    []Source    `toml:"sources"`
	Services   []Service   `toml:"services"`
	Indicators []Indicator `toml:"indicators"`
	Rules      []Rule      `toml:"rules"`

	rural, urban limits
	mask         Deprivations
	cutOff       int
	rules        [outcomeCount]*Rule
}

// Title is the edition's name: "chuẩn nghèo đa chiều giai đoạn 2022-2026".
func (e *Edition) Title(l lang.Lang) string { return e.Name.In(l) }

// Period is when the edition is in force.
func (e *Edition) Period() day.Period { return day.Period{From: e.Since, To: e.Until} }

// Lines is the lines of an area.
func (e *Edition) Lines(a Area) Lines {
	if a == Urban {
		return e.Urban
	}
	return e.Rural
}

// Indicator finds an indicator by number; ok is false outside the edition's list.
func (e *Edition) Indicator(n int) (Indicator, bool) {
	if n < 1 || n > len(e.Indicators) {
		return Indicator{}, false
	}
	return e.Indicators[n-1], true
}

// IndicatorCode is the permanent rule code of a deprivation: "VN2022-D07".
func (e *Edition) IndicatorCode(n int) string { return fmt.Sprintf("%s-D%02d", e.Code, n) }

// Service is the name of a service by its code.
func (e *Edition) Service(code string, l lang.Lang) string {
	for _, s := range e.Services {
		if s.Code == code {
			return s.Name.In(l)
		}
	}
	return code
}

// Source finds a document of the edition by its id.
func (e *Edition) Source(id string) (Source, bool) {
	for _, s := range e.Sources {
		if s.ID == id {
			return s, true
		}
	}
	return Source{}, false
}

// MaxPointsB is the points B of a household deprived in everything.
func (e *Edition) MaxPointsB() int { return e.PointsB(e.mask) }

// PointsB is the points B (B2) of a set of deprivations.
func (e *Edition) PointsB(d Deprivations) int { return int(e.PointsEach.N) * (d & e.mask).Count() }

//go:embed editions/*.toml
var editionFiles embed.FS

var editions = loadEditions()

// loadEditions reads the shipped editions; a mistake in one is a mistake in the program and stops it.
func loadEditions() []*Edition {
	files, err := editionFiles.ReadDir("editions")
	if err != nil {
		panic(err)
	}
	var all []*Edition
	for _, f := range files {
		b, err := editionFiles.ReadFile(path.Join("editions", f.Name()))
		if err != nil {
			panic(err)
		}
		e, problems, err := ReadEdition(b)
		if err != nil {
			panic(fmt.Sprintf("standard: %s: %v", f.Name(), err))
		}
		if len(problems) > 0 {
			panic(fmt.Sprintf("standard: %s: %s", f.Name(), problems[0].Sentence(lang.En)))
		}
		all = append(all, e)
	}
	slices.SortFunc(all, func(a, b *Edition) int { return strings.Compare(string(a.Since), string(b.Since)) })
	for i := range all[1:] {
		if all[i].Until > all[i+1].Since {
			panic(fmt.Sprintf("standard: %s and %s are in force on the same day", all[i].ID, all[i+1].ID))
		}
	}
	return all
}

// All lists the shipped editions, the oldest first.
func All() []*Edition { return slices.Clone(editions) }

// ByID finds a shipped edition; the fault names the known ones.
func ByID(id string) (*Edition, error) {
	known := make([]string, len(editions))
	for i, e := range editions {
		if e.ID == id {
			return e, nil
		}
		known[i] = e.ID
	}
	return nil, fault.New(fault.NotFound, "standard.unknown_edition", "ID", id, "Known", strings.Join(known, ", "))
}

// InForce is the edition in force on a day, nil when no shipped edition is.
func InForce(d day.Date) *Edition {
	for _, e := range editions {
		if e.Period().Contains(d) {
			return e
		}
	}
	return nil
}
