package report

import (
	"strconv"

	"giamngheo/internal/fault"
	"giamngheo/internal/household"
	"giamngheo/internal/lang"
	"giamngheo/internal/percent"
	"giamngheo/internal/review"
	"giamngheo/internal/standard"
)

// FormsVerified tells whether the columns of the forms were read in the circular itself (Phụ lục VII
// Thông tư 07/2021/TT-BLĐTBXH). They are those of an export of a neighbouring province, taken over from
// second hand, and every form says so.
const FormsVerified = false

// Form is one result form of the review (biểu kết quả rà soát), 1 to 15.
type Form struct {
	Number   int
	List     standard.Class // the list it speaks of, None when of several
	TwoLines bool           // each unit has a line of households and one of persons
	Detailed bool           // a list with one line per member: forms 14 and 15

	columns func(layout) []Column // of forms 1 to 13
}

// Forms are all forms in the order of their numbers.
var Forms = []Form{
	{Number: 1, columns: results},
	{Number: 2, List: standard.Poor, TwoLines: true, columns: movements},
	{Number: 3, List: standard.NearPoor, TwoLines: true, columns: movements},
	{Number: 4, List: standard.Poor, columns: lacks},
	{Number: 5, List: standard.Poor, columns: lackRates},
	{Number: 6, List: standard.NearPoor, columns: lacks},
	{Number: 7, List: standard.NearPoor, columns: lackRates},
	{Number: 8, TwoLines: true, columns: groups},
	{Number: 9, columns: ethnics},
	{Number: 10, columns: causes},
	{Number: 11, columns: children},
	{Number: 12, List: standard.Poor, columns: summary},
	{Number: 13, List: standard.NearPoor, columns: summary},
	{Number: 14, List: standard.NearPoor, Detailed: true},
	{Number: 15, List: standard.Poor, Detailed: true},
}

// FormByNumber finds a form; fault.NotFound when there is none of that number.
func FormByNumber(n int) (Form, error) {
	if n < 1 || n > len(Forms) {
		return Form{}, fault.New(fault.NotFound, "report.no_form", "Number", strconv.Itoa(n), "Last", strconv.Itoa(len(Forms)))
	}
	return Forms[n-1], nil
}

// Name is how the form is called: "Biểu số 2".
func (f Form) Name(l lang.Lang) string {
	return l.T("report.form_name", "Number", strconv.Itoa(f.Number))
}

// Title is the form's title. Of a round that is still open the results are preliminary (sơ bộ).
func (f Form) Title(l lang.Lang, r review.Round) string {
	if f.Number == 1 && r.Status == review.Open {
		return l.T("report.form_title_preliminary")
	}
	return l.T("report.form_title_" + strconv.Itoa(f.Number))
}

// About says in a sentence what the form answers.
func (f Form) About(l lang.Lang) string { return l.T("report.form_about_" + strconv.Itoa(f.Number)) }

// layout is what the columns of a form depend on: the list it speaks of, the standard's indicators, the
// ethnic groups native to the place.
type layout struct {
	list    standard.Class
	edition *standard.Edition
	local   []household.Ethnic
	unknown bool // there are households of foreigners or of a group that is not known
}

// words are a text in the language of the reader.
type words func(lang.Lang) string

// say is a message of the product.
func say(key string, args ...any) words {
	return func(l lang.Lang) string { return l.T(key, args...) }
}

// Kind is what a column holds.
type Kind int

// The kinds of column.
const (
	Count Kind = iota // households, persons, children: whole numbers
	Rate              // percent, in hundredths
)

// Column is a column of figures.
type Column struct {
	Groups []words // header cells above the label, from the top
	Label  words
	Unit   words // unit of measure
	Kind   Kind

	// A rate is the column Part over the column Whole, by their numbers from 1; 0 when it is read.
	Part, Whole int
	// value reads a figure of a unit's line.
	value func(*stand, Breakdown) Value
	// behind are the households that are counted, nil where there is no list of them.
	behind *review.Filter
	// sums says that the figures of the units below add up to that of the unit.
	sums bool
}

// Value is a figure; what is not known is no number.
type Value struct {
	N     int64          // of a count
	Rate  percent.Points // of a rate
	Known bool
}

func known(n int64) Value { return Value{N: n, Known: true} }

// from is a figure that is -1 when nobody knows it, as the population base has them.
func from(n int64) Value {
	if n < 0 {
		return Value{}
	}
	return known(n)
}

// Breakdown is which of a unit's two lines a row is (phân tổ).
type Breakdown int

// The lines of forms 2, 3 and 8; other forms have that of households only.
const (
	OfHouseholds Breakdown = iota
	OfPersons
)

// Name is the line's name in the third column: "Hộ", "Nhân khẩu".
func (b Breakdown) Name(l lang.Lang) string {
	if b == OfPersons {
		return l.T("report.line_persons")
	}
	return l.T("report.line_households")
}

// in is the figure of a line among counts.
func (b Breakdown) in(c *review.Counts) int64 {
	if b == OfPersons {
		return c.Persons
	}
	return c.Households
}
