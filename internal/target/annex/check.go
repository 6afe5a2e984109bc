package annex

import (
	"fmt"
	"path/filepath"
	"strconv"
	"strings"

	"giamngheo/internal/lang"
	"giamngheo/internal/unit"
)

// checker goes through one table rule by rule and writes down what it finds.
type checker struct {
	l     lang.Lang
	dir   *unit.Directory
	src   *source
	t     *table
	many  bool // the file has more than one table
	owner owner
	lines []*line
	total *line   // the parent's own line, nil when there is none
	again []*line // the same once more
	twice []*line // lines of units that have one already
	units []*line // the lines of the owner's children, unknown names among them
	sumOK [roles]bool
	sums  [roles]int64
	r     Report
}

// find writes a finding down at a cell of a line; role other is the line itself, no line the table.
func (c *checker) find(code string, l *line, k role, args ...any) {
	c.r.Findings = append(c.r.Findings, Finding{code, severities[code], c.where(l, k), c.l.T("annex."+code, args...)})
}

// held writes down that something was verified, and whether it held.
func (c *checker) held(code string, ok bool, key string, args ...any) {
	c.r.Checks = append(c.r.Checks, Checked{code, ok, c.l.T("annex."+key, args...)})
}

// where is a place as a person finds it: a cell's address in a sheet, line and column on paper.
func (c *checker) where(l *line, k role) string {
	place := ""
	if c.t.g.sheet != "" {
		place = c.l.T("annex.sheet", "Sheet", c.t.g.sheet)
	} else if c.many {
		place = c.l.T("annex.table", "Number", c.t.number)
	}
	if l == nil {
		if place == "" {
			place = c.l.T("annex.whole_table")
		}
		if k != other && c.t.col[k] >= 0 {
			place += ", " + c.column(k)
		}
		return place
	}
	if c.t.g.sheet != "" {
		col := c.t.name
		if k != other && c.t.col[k] >= 0 {
			col = c.t.col[k]
		}
		return place + ", " + c.l.T("annex.cell", "Address", address(l.row, col), "Name", l.name)
	}
	if place != "" {
		place += ", "
	}
	switch {
	case l == c.total:
		place += c.l.T("annex.total_line", "Name", l.name)
	case l.order != "":
		place += c.l.T("annex.line", "Order", l.order, "Name", l.name)
	default:
		place += c.l.T("annex.line", "Order", strconv.Itoa(l.row-c.t.first+1), "Name", l.name)
	}
	if k != other && c.t.col[k] >= 0 {
		place += ", " + c.column(k)
	}
	return place
}

// column is a column's number as the table numbers it, or as it stands.
func (c *checker) column(k role) string {
	at := c.t.col[k]
	n := strconv.Itoa(at + 1)
	if at < len(c.t.numbers) {
		if s, _, _ := strings.Cut(c.t.numbers[at], "="); strings.Trim(s, " ()[]") != "" {
			n = strings.Trim(s, " ()[]")
		}
	}
	return c.l.T("annex.column", "Number", n)
}

func address(row, col int) string {
	name := ""
	for c := col + 1; c > 0; c = (c - 1) / 26 {
		name = string(rune('A'+(c-1)%26)) + name
	}
	return name + strconv.Itoa(row+1)
}

// run checks a table from its cells to its targets.
func (c *checker) run(name string, opts Options, others int) error {
	c.r = Report{File: filepath.Base(name), Rows: []Row{}, Checks: []Checked{}, Findings: []Finding{}}
	c.r.Table = c.t.g.sheet
	if c.r.Table == "" {
		c.r.Table = c.l.T("annex.table", "Number", c.t.number)
	}
	c.lines = c.t.lines()
	c.r.Year = c.t.planYear
	if c.r.Year == 0 && c.t.resultYear != 0 {
		c.r.Year = c.t.resultYear + 1
	}
	var names []string
	for _, l := range c.lines {
		if l.name != "" && !beginTotal.MatchString(lang.Fold(l.name)) {
			names = append(names, l.name)
		}
	}
	if opts.Unit != "" {
		o, err := givenOwner(c.dir, opts.Unit, names, c.r.Year)
		if err != nil {
			return err
		}
		c.owner = o
	} else {
		c.owner = findOwner(c.dir, names, c.r.Year, c.t.around(c.src.lines))
	}
	if c.owner.known {
		c.r.Unit, c.r.UnitName, c.r.UnitLevel = c.owner.unit.Code, c.owner.unit.TitleIn(c.l), string(c.owner.unit.Level)
	}
	c.resolve()
	for _, l := range c.lines {
		if l.kind == unitLine {
			c.units = append(c.units, l)
		}
	}
	c.normalise()
	c.shape(others)
	c.cells()
	c.placeUnits()
	c.sum()
	c.rates()
	c.hints()
	c.rows()
	c.targets()
	c.perRow()
	c.claims()
	c.sortFindings()
	return nil
}

// sortFindings puts errors first, then warnings; within each the order of the rules stays.
func (c *checker) sortFindings() {
	var out []Finding
	for _, s := range []Severity{Error, Warning, Info} {
		for _, f := range c.r.Findings {
			if f.Severity == s {
				out = append(out, f)
			}
		}
	}
	if out != nil {
		c.r.Findings = out
	}
}

// title is a unit as the findings name it.
func (c *checker) title(u unit.Unit) string { return u.TitleIn(c.l) }

func (c *checker) titles(list []unit.Unit) string {
	var names []string
	for i, u := range list {
		if i == 12 && len(list) > 14 {
			names = append(names, fmt.Sprintf("… (+%d)", len(list)-12))
			break
		}
		names = append(names, c.title(u))
	}
	return strings.Join(names, ", ")
}
