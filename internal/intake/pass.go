package intake

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"hash"
	"slices"
	"strings"

	"giamngheo/internal/day"
	"giamngheo/internal/db"
	"giamngheo/internal/fault"
	"giamngheo/internal/household"
	"giamngheo/internal/lang"
	"giamngheo/internal/review"
	"giamngheo/internal/seal"
	"giamngheo/internal/tabular"
	"giamngheo/internal/unit"
	"giamngheo/internal/xlsx"
)

// chunkRows is how many rows are decided together: what they need of the register is read at once.
const chunkRows = 2000

// pass is one way through a file: a preview, or with apply a commit.
type pass struct {
	q      db.Querier
	keys   *seal.Keys
	imp    *Import
	on     day.Date // the day at which the figures stand
	today  day.Date
	memory map[string]string
	places *places
	round  review.Round
	panel  *review.Panel // nil when no round is concerned
	apply  *apply        // nil in a preview

	header *header
	cols   map[string]int    // field → column
	shown  map[string]string // field → header as given
	keyCol []string          // the fields of which a record has at least one
	out    *Preview
	sum    hash.Hash
	seen   map[uint64]int32 // records met before in the file, with their rows
	// numbers are the identity numbers met before in the file, by a piece of their key, with their rows.
	numbers map[uint64]int32
	lacks   map[string]bool // fields that a new record needed and no column gives
	arena   []xlsx.Cell
	all     func(RowError) // sees every error, not only the first ones; nil when nobody looks

	ice  map[unit.ID]error        // what refuses acts on a frozen commune
	next map[unit.ID]household.ID // the next free household id of a commune
	bare map[unit.ID]bool         // communes without a household when the pass began
}

// taker decides the rows of one kind.
type taker interface {
	// take reads a row; what it keeps of the cells stays until flush.
	take(ctx context.Context, l *line) error
	// flush decides what was taken.
	flush(ctx context.Context) error
	// full tells that enough was taken for one chunk.
	full() bool
}

func (p *pass) taker() taker {
	switch p.imp.Kind {
	case Persons:
		return &persons{pass: p}
	case Assessments:
		return &assessments{pass: p}
	case Base:
		return &bases{pass: p}
	default:
		return &households{pass: p}
	}
}

// line is one row on its way.
type line struct {
	p      *pass
	n      int // 1-based
	cells  []xlsx.Cell
	failed bool
	errs   []RowError
}

// cell is a field's cell, empty when the row ends before it or no column gives it.
func (l *line) cell(id string) xlsx.Cell {
	if i, ok := l.p.cols[id]; ok && i < len(l.cells) {
		return l.cells[i]
	}
	return xlsx.Cell{}
}

// text is a field's text; what is no text is an error of the row.
func (l *line) text(id string) string {
	s, err := textOf(l.cell(id))
	l.fail(id, err)
	return s
}

// fail notes what is wrong with a field of the row; nil is nothing.
func (l *line) fail(id string, err error) {
	if err == nil {
		return
	}
	l.failed = true
	e := RowError{Sheet: l.p.out.Sheet, Row: l.n, Err: err}
	if id != "" {
		e.Column = cmp.Or(l.p.shown[id], Label(id, lang.Vi))
		e.Value = safe(id, l.cell(id).Text)
	}
	l.errs = append(l.errs, e)
}

// maxValue is how much of a cell an error shows.
const maxValue = 60

// safe is a value as it may be kept and shown: whatever may be an identity number is masked.
func safe(id, value string) string {
	value = strings.TrimSpace(value)
	if r := []rune(value); len(r) > maxValue {
		value = string(r[:maxValue]) + "…"
	}
	return maskNumbers(value, secret(id))
}

// run reads the file through and fills the preview.
func (p *pass) run(ctx context.Context, f *tabular.File) error {
	p.out, p.sum, p.seen, p.lacks = &Preview{}, sha256.New(), map[uint64]int32{}, map[string]bool{}
	p.next, p.bare = map[unit.ID]household.ID{}, map[unit.ID]bool{}
	sheet, err := p.find(f)
	if err != nil {
		return err
	}
	if p.out.Missing = p.missing(); len(p.out.Missing) > 0 {
		return nil
	}
	if err := p.rows(ctx, f, sheet); err != nil {
		return err
	}
	for _, f := range Fields(p.imp.Kind) {
		if p.lacks[f.ID] && !slices.Contains(p.out.Missing, f.ID) {
			p.out.Missing = append(p.out.Missing, f.ID)
		}
	}
	for i, v := range p.places.added {
		if p.out.Unknown++; i < maxListed {
			p.out.Villages = append(p.out.Villages, v.Shown)
		}
	}
	p.out.Adds = p.places.added
	p.out.Digest = hex.EncodeToString(p.sum.Sum(nil))
	p.out.Communes = p.communes()
	p.out.Review = p.panel != nil && (p.imp.Kind == Households || p.imp.Kind == Assessments) && p.reviews()
	return nil
}

// find looks for the header and notes what its columns were taken for.
func (p *pass) find(f *tabular.File) (sheet int, err error) {
	wanted := p.imp.Choices.Sheet
	sheet = -1
	var looked []string
	for i, s := range f.Sheets() {
		if !s.Hidden {
			p.out.Sheets = append(p.out.Sheets, s.Name)
		}
		if wanted != "" && s.Name != wanted || wanted == "" && s.Hidden || sheet >= 0 {
			continue
		}
		t := &top{rows: map[int][]string{}}
		for r, err := range f.Rows(i) {
			if err != nil {
				return 0, err
			}
			if r.Number > topRows {
				break
			}
			t.add(r)
		}
		ranges, err := f.Merges(i)
		if err != nil {
			return 0, err
		}
		t.merge(ranges)
		looked = append(looked, "“"+s.Name+"”")
		if h := findHeader(t, known{p.imp.Kind, p.imp.Choices.Columns, p.memory}); h != nil {
			sheet, p.header, p.out.Sheet = i, h, s.Name
			p.out.HeaderRow = h.from + h.depth
			t.samples(h)
		}
	}
	if sheet >= 0 {
		for i := range p.header.columns {
			if c := &p.header.columns[i]; p.panel == nil && p.imp.Kind == Households && ofReview(c.Field) {
				c.Field, c.How, c.Twice = LeaveOut, NoRound, false
			}
		}
		p.out.Columns = p.header.columns
		p.cols, p.shown = map[string]int{}, map[string]string{}
		for _, c := range p.header.columns {
			if _, twice := p.cols[c.Field]; c.Field != "" && c.Field != LeaveOut && !twice {
				p.cols[c.Field], p.shown[c.Field] = c.Index, c.Header
			}
		}
		return sheet, nil
	}
	if wanted != "" && len(looked) == 0 {
		return 0, fault.New(fault.Invalid, "intake.no_sheet", "Sheet", wanted)
	}
	if len(looked) == 0 {
		return 0, fault.New(fault.Invalid, "intake.no_visible_sheet")
	}
	return 0, fault.New(fault.Invalid, "intake.no_header", "Sheets", strings.Join(looked, ", "), "Columns", labels(p.required()))
}

// samples shows the first values below each column.
func (t *top) samples(h *header) {
	for i := range h.columns {
		c := &h.columns[i]
		for row := h.from + h.depth; row <= t.last && len(c.Samples) < 3; row++ {
			if s := safe(c.Field, t.at(row, c.Index)); s != "" && !slices.Contains(c.Samples, s) {
				c.Samples = append(c.Samples, s)
			}
		}
	}
}

// required are the fields of the kind that a template marks.
func (p *pass) required() []string {
	var out []string
	for _, f := range Fields(p.imp.Kind) {
		if f.Required {
			out = append(out, f.ID)
		}
	}
	return out
}

// has tells whether a column gives a field.
func (p *pass) has(id string) bool { _, ok := p.cols[id]; return ok }

func (p *pass) hasAny(ids ...string) bool { return slices.ContainsFunc(ids, p.has) }

// missing are the fields without which no row can be read.
func (p *pass) missing() []string {
	var out []string
	need := func(ids ...string) {
		if !p.hasAny(ids...) {
			out = append(out, ids[0])
		}
	}
	if p.imp.Kind == Base {
		p.keyCol = []string{"unit_code", "unit"}
		need("unit", "unit_code")
		need("households")
		return out
	}
	p.keyCol = []string{"code"}
	need("code")
	if p.places.area.Level != unit.Commune {
		need("commune_code", "commune")
	}
	switch p.imp.Kind {
	case Persons:
		for _, id := range []string{"name", "sex", "born", "relation"} {
			need(id)
		}
	case Assessments:
		if !p.round.Detail {
			need("class")
		} else if !p.reviews() {
			need("points_a")
		}
	}
	return out
}

// reviews tells whether the file says anything of the review.
func (p *pass) reviews() bool {
	for _, f := range aboutReview {
		if p.has(f.ID) {
			return true
		}
	}
	return false
}

// rows takes the rows below the header, a chunk at a time.
func (p *pass) rows(ctx context.Context, f *tabular.File, sheet int) error {
	t := p.taker()
	width := 0
	for _, c := range p.header.columns {
		width = max(width, c.Index+1)
	}
	first := true
	for r, err := range readAhead(f.Rows(sheet)) {
		if err != nil {
			return err
		}
		if r.Number-1 < p.header.from+p.header.depth || blank(r.Cells) {
			continue
		}
		if first && numbering(r.Cells) {
			first = false
			continue
		}
		first = false
		if p.skips(r) {
			p.out.Skipped++
			if len(p.out.SkippedAt) < maxListed {
				p.out.SkippedAt = append(p.out.SkippedAt, r.Number)
			}
			continue
		}
		if t.full() {
			if err := p.flush(ctx, t); err != nil {
				return err
			}
		}
		from := len(p.arena)
		p.arena = append(p.arena, r.Cells[:min(len(r.Cells), width)]...)
		p.out.Rows++
		if err := t.take(ctx, &line{p: p, n: r.Number, cells: p.arena[from:len(p.arena):len(p.arena)]}); err != nil {
			return err
		}
	}
	return p.flush(ctx, t)
}

func (p *pass) flush(ctx context.Context, t taker) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	err := t.flush(ctx)
	p.arena = p.arena[:0]
	reached(ctx, p.out.Rows)
	return err
}

// The outcomes of a row.
const (
	isNew       = 'n'
	isChanged   = 'c'
	isUnchanged = 'u'
	isRejected  = 'r'
)

// settle counts the outcome of a row and shows it where there is room.
func (p *pass) settle(l *line, outcome byte, name, place string, changes []FieldChange) {
	if l.failed {
		outcome = isRejected
	}
	fmt.Fprintf(p.sum, "%d%c", l.n, outcome)
	switch outcome {
	case isNew:
		p.out.New++
	case isUnchanged:
		p.out.Unchanged++
	case isRejected:
		p.out.Rejected++
		p.reject(l)
	default:
		p.out.Changed++
		for _, c := range changes {
			fmt.Fprintf(p.sum, "%s%d=%q>%q", c.Field, c.Position, c.Before, c.After)
		}
		if len(p.out.Samples) < maxSamples {
			p.out.Samples = append(p.out.Samples, Change{l.n, name, place, masked(changes)})
		}
	}
}

func (p *pass) reject(l *line) {
	for _, e := range l.errs {
		p.out.Problems++
		if len(p.out.Errors) < maxErrors {
			p.out.Errors = append(p.out.Errors, e)
		}
		if p.all != nil {
			p.all(e)
		}
	}
}

// place is a village and its commune, as a change shows them.
func (p *pass) place(commune, village unit.ID) string {
	if v := p.places.title(village); v != "" {
		return v + ", " + p.places.title(commune)
	}
	return p.places.title(commune)
}

// communes are the communes that the pass met, in order.
func (p *pass) communes() []unit.ID {
	out := make([]unit.ID, 0, len(p.next))
	for id := range p.next {
		out = append(out, id)
	}
	slices.Sort(out)
	return out
}
