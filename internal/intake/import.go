package intake

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"giamngheo/internal/account"
	"giamngheo/internal/fault"
	"giamngheo/internal/lang"
	"giamngheo/internal/review"
	"giamngheo/internal/standard"
	"giamngheo/internal/unit"
)

// ID numbers an import.
type ID int64

// String is the number.
func (id ID) String() string { return strconv.FormatInt(int64(id), 10) }

// ParseID reads an import's number; anything else is an import that does not exist.
func ParseID(s string) (ID, error) {
	n, err := strconv.ParseInt(s, 10, 64)
	if err != nil || n <= 0 {
		return 0, fault.New(fault.NotFound, "intake.not_found")
	}
	return ID(n), nil
}

// Kind is what the rows of a file are.
type Kind string

// The kinds of files.
const (
	// Households is a list of households, one a line; it may carry what the review found of each.
	Households Kind = "households"
	// Persons is a list of the members of households, one a line.
	Persons Kind = "persons"
	// Assessments is what a review found of households that the register knows.
	Assessments Kind = "assessments"
	// Base is the population base of units (tổng số hộ, nhân khẩu).
	Base Kind = "base"
)

// Kinds lists the kinds in the order in which they are offered.
var Kinds = []Kind{Households, Persons, Assessments, Base}

// Valid tells whether the kind is one of Kinds.
func (k Kind) Valid() bool { return len(Fields(k)) > 0 }

// Name is the kind for the reader: "Danh sách hộ".
func (k Kind) Name(l lang.Lang) string { return l.T("intake.kind_" + string(k)) }

// permission is what the kind asks for beside account.ImportData.
func (k Kind) permission() account.Permission {
	if k == Base {
		return account.WriteBase
	}
	return account.ImportData
}

// Status is how far an import has come.
type Status string

// The states of an import, in order.
const (
	Received  Status = "received"  // the file is there, nobody has looked yet
	Previewed Status = "previewed" // what it would change is known
	Committed Status = "committed" // its changes are in the register
	Undone    Status = "undone"    // they were taken back
	Discarded Status = "discarded" // the file was thrown away
)

// Name is the state for the reader.
func (s Status) Name(l lang.Lang) string { return l.T("intake.status_" + string(s)) }

// Upload says what a file is that comes in.
type Upload struct {
	Kind  Kind
	Area  unit.ID        // the unit that the rows must lie in
	Round review.RoundID // the round, or 0: then Year finds the round of the area
	Year  int            // year of the figures and of new codes; 0 takes the round's
	File  string         // the file's name as the user has it
}

// Import is a file that came in, and what became of it.
type Import struct {
	ID       ID
	Kind     Kind
	Area     unit.ID
	Round    review.RoundID // 0 when no round is concerned
	Year     int
	File     string
	Hash     string // SHA-256 of the file in hexadecimal
	Size     int64  // bytes
	Account  int64
	Who      string // login and role of whoever brought it
	Status   Status
	Sheet    string  // the sheet that was read
	Choices  Choices // as of the last preview
	At, Done time.Time
	Preview  *Preview // nil before the first preview

	// Same is an earlier import of the very same file that stands committed, 0 when there is none.
	Same ID
	// Undoable tells that Undo may be tried: committed, and its round still open.
	Undoable bool
}

// Choices are the user's answers to what the file leaves open.
type Choices struct {
	Columns     map[string]string `json:"columns,omitempty"` // header as given → field id; LeaveOut to leave it out
	AddVillages bool              `json:"add_villages,omitempty"`
	Sheet       string            `json:"sheet,omitempty"` // "" takes the first sheet with a header that is understood
}

// LeaveOut in Choices.Columns and ColumnMatch.Field is a column that is not taken.
const LeaveOut = "-"

// Preview is what a file would change, and what keeps it from being taken.
type Preview struct {
	Rows      int64         `json:"rows"` // rows that hold a record
	New       int64         `json:"new"`
	Changed   int64         `json:"changed"`
	Unchanged int64         `json:"unchanged"`
	Rejected  int64         `json:"rejected"`
	Skipped   int64         `json:"skipped"` // totals, headings between the rows, notes at the foot
	SkippedAt []int         `json:"skipped_at,omitempty"`
	Sheet     string        `json:"sheet"`
	Sheets    []string      `json:"sheets,omitempty"` // the file's visible sheets
	HeaderRow int           `json:"header_row"`       // 1-based, the lowest row of the header
	Columns   []ColumnMatch `json:"columns"`
	Missing   []string      `json:"missing,omitempty"` // ids of required fields that no column gives
	Errors    []RowError    `json:"errors,omitempty"`  // the first maxErrors
	Problems  int64         `json:"problems"`          // how many errors there are in all
	Samples   []Change      `json:"samples,omitempty"` // the first maxSamples changed rows
	Villages  []string      `json:"villages,omitempty"`
	Unknown   int64         `json:"unknown_villages"` // how many villages are not known, in all
	Digest    string        `json:"digest"`           // of every outcome: a commit must come to the same
	Communes  []unit.ID     `json:"communes,omitempty"`
	Review    bool          `json:"review,omitempty"`    // the file says something of the review
	Adds      []Village     `json:"adds,omitempty"`      // every village that is not known
	Doubles   int64         `json:"doubles,omitempty"`   // rows whose identity number stands a second time
	DoubleAt  []Double      `json:"double_at,omitempty"` // the first maxListed of them
}

const (
	maxErrors  = 200
	maxSamples = 50
	maxListed  = 200
)

// Open are the columns that nobody has said anything about yet: a commit waits for them.
func (p *Preview) Open() []ColumnMatch {
	var out []ColumnMatch
	for _, c := range p.Columns {
		if c.Field == "" || c.Twice {
			out = append(out, c)
		}
	}
	return out
}

// Ready tells whether the import can be committed as it is: every column answered for, no required one
// missing, no row rejected, something to do.
func (p *Preview) Ready() bool { return p.Err() == nil }

// Err says why the import cannot be committed as it is, nil when it can.
func (p *Preview) Err() error {
	open := p.Open()
	switch {
	case len(p.Missing) > 0:
		return fault.New(fault.Invalid, "intake.columns_missing", "Columns", labels(p.Missing))
	case len(open) > 0:
		return fault.New(fault.Invalid, "intake.columns_open", "Columns", headers(open))
	case p.Rejected > 0:
		return fault.New(fault.Invalid, "intake.rows_rejected", "Count", p.Rejected)
	case p.Rows == 0:
		return fault.New(fault.Invalid, "intake.no_rows", "Sheet", p.Sheet)
	}
	return nil
}

// ColumnMatch is a column of the file and the field it was taken for.
type ColumnMatch struct {
	Index   int      `json:"index"`  // 0-based
	Header  string   `json:"header"` // as given; two levels as "Điểm / A"
	Samples []string `json:"samples,omitempty"`
	Field   string   `json:"field"`           // id of the field, LeaveOut, or "" when it is not known
	How     How      `json:"how,omitempty"`   // how it was matched
	Twice   bool     `json:"twice,omitempty"` // another column was taken for the same field: one must be left out
}

// How tells where a match comes from.
type How string

// The ways in which a column is matched.
const (
	ByHeader How = "header"   // its header is one of the field's spellings
	ByChoice How = "choice"   // the user said so
	ByMemory How = "memory"   // the office said so at an earlier import
	NoRound  How = "no_round" // of the review, and the area has no round of the year
	NotKept  How = "known"    // known, and the register keeps no such thing: ordinal numbers, reviewers
)

// RowError is what is wrong with one row.
type RowError struct {
	Sheet  string `json:"sheet"`
	Row    int    `json:"row"`    // 1-based, as the sheet program counts
	Column string `json:"column"` // header as given, "" when the row as a whole is meant
	Value  string `json:"value"`  // as given; a number that may be a person's is masked
	Err    error  `json:"-"`      // a fault, kept by MarshalJSON
}

// Sentence names the place, the value and the reason: "Trang “Hộ”, dòng 14, cột “Năm sinh”, ghi “19x7”: …".
func (e RowError) Sentence(l lang.Lang) string {
	place := l.T("intake.at_row", "Row", e.Row)
	if e.Sheet != "" {
		place = l.T("intake.at_sheet", "Sheet", e.Sheet) + l.T("intake.at_row_in", "Row", e.Row)
	}
	if e.Column != "" {
		place += l.T("intake.at_column", "Column", e.Column)
	}
	if e.Value != "" {
		place += l.T("intake.at_value", "Value", e.Value)
	}
	return place + ": " + e.Reason(l)
}

// classArg begins an argument of a sentence that is a class, to be named in the reader's language.
const classArg = "class:"

// Reason is what is wrong, without the place.
func (e RowError) Reason(l lang.Lang) string {
	f := fault.As(e.Err)
	if f == nil {
		return l.Error(e.Err)
	}
	args := slices.Clone(f.Args)
	for i, a := range args {
		s, _ := a.(string)
		if code, ok := strings.CutPrefix(s, classArg); ok {
			if c, err := standard.ParseClass(code); err == nil {
				args[i] = c.Name(l)
			}
		}
	}
	return l.T(f.Key, args...)
}

// Change is a row that changes a record.
type Change struct {
	Row    int           `json:"row"`
	Name   string        `json:"name"` // of the household or the unit
	Place  string        `json:"place"`
	Fields []FieldChange `json:"fields"`
}

// FieldChange is one field before and after, as In shows it; an identity number is masked.
type FieldChange struct {
	Field    string `json:"field"`              // id, see Label
	Position int    `json:"position,omitempty"` // of the person, 0 when the household is meant
	Before   string `json:"before"`
	After    string `json:"after"`
}
