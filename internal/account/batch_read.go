package account

import (
	"context"
	"io"
	"os"
	"slices"
	"strings"
	"sync"

	"giamngheo/internal/day"
	"giamngheo/internal/fault"
	"giamngheo/internal/lang"
	"giamngheo/internal/tabular"
	"giamngheo/internal/unit"
	"giamngheo/internal/xlsx"
)

// MaxOfficers is how many officers one list may have.
const MaxOfficers = 2000

// BatchColumns are the columns of a list of officers, in the order of its template.
var BatchColumns = []string{"name", "login", "role", "unit", "sector", "office", "post", "from", "until"}

// columnName is a column's header in a language.
func columnName(l lang.Lang, column string) string { return l.T("account.column_" + column) }

var batchHeaders = sync.OnceValue(func() map[string]string {
	m := map[string]string{}
	for _, c := range BatchColumns {
		m[squeeze(c)] = c
		for _, l := range lang.All {
			m[squeeze(columnName(l, c))] = c
		}
	}
	return m
})

func squeeze(s string) string { return strings.ReplaceAll(lang.Fold(s), " ", "") }

// headRows is how far down the header is looked for.
const headRows = 30

// ReadBatch reads a list of officers, .xlsx or .csv, as it comes, and keeps it for a look: nothing is stored
// of its officers yet. What is wrong in a cell is kept beside it; a file that cannot be read at all is a fault.
func (s *Service) ReadBatch(ctx context.Context, who Actor, name string, r io.Reader) (BatchID, error) {
	if err := s.mayManage(ctx, s.db, who, who.Unit); err != nil {
		return 0, err
	}
	f, err := os.CreateTemp("", "giamngheo-officers-*") // 0600
	if err != nil {
		return 0, err
	}
	defer os.Remove(f.Name())
	_, err = io.Copy(f, r)
	if cerr := f.Close(); err == nil {
		err = cerr
	}
	if err != nil {
		return 0, err
	}
	table, err := tabular.Open(f.Name(), name)
	if err != nil {
		return 0, err
	}
	defer table.Close()
	reader, err := s.newBatchReader(ctx, who)
	if err != nil {
		return 0, err
	}
	rows, err := reader.read(ctx, table)
	if err != nil {
		return 0, err
	}
	return s.keep(ctx, who, name, rows)
}

// batchReader understands the cells of a list for one who manages accounts.
type batchReader struct {
	s       *Service
	who     Actor
	own     unit.Unit
	units   *unit.Directory // read when the first unit is looked for
	on      day.Date        // the day on which units are looked for
	today   day.Date
	columns map[string]int
	logins  map[string]bool // of the rows above
}

func (s *Service) newBatchReader(ctx context.Context, who Actor) (*batchReader, error) {
	own, err := unit.Get(ctx, s.db, who.Unit)
	if err != nil {
		return nil, err
	}
	b := &batchReader{s: s, who: who, own: own, today: s.today(), logins: map[string]bool{}}
	if b.on = b.today; !own.On(b.on) { // a unit that stands no more has its units of the last day
		b.on = day.Date(own.To.Time().AddDate(0, 0, -1).Format("2006-01-02"))
	}
	return b, nil
}

func (b *batchReader) read(ctx context.Context, table *tabular.File) (rows []BatchRow, err error) {
	sheet := max(0, slices.IndexFunc(table.Sheets(), func(i xlsx.SheetInfo) bool { return !i.Hidden }))
	seen := 0
	for r, err := range table.Rows(sheet) {
		if err != nil {
			return nil, err
		}
		if b.columns == nil {
			if b.header(r); b.columns == nil {
				if seen++; seen >= headRows {
					break
				}
			}
			continue
		}
		cell := b.cells(r)
		if name := cell("name"); name == "" && cell("role") == "" || strings.HasPrefix(name, remark) {
			continue
		}
		if len(rows) == MaxOfficers {
			return nil, fault.New(fault.Invalid, "account.batch_long", "Most", MaxOfficers)
		}
		row, err := b.row(ctx, r.Number, cell)
		if err != nil {
			return nil, err
		}
		rows = append(rows, row)
	}
	switch {
	case b.columns == nil:
		return nil, fault.New(fault.Invalid, "account.batch_no_header")
	case len(rows) == 0:
		return nil, fault.New(fault.Invalid, "account.batch_empty")
	}
	return rows, nil
}

// header takes a row as the header when it names the officer and his role.
func (b *batchReader) header(r xlsx.Row) {
	columns := map[string]int{}
	for i, c := range r.Cells {
		if id := batchHeaders()[squeeze(strings.TrimRight(c.Text, " *"))]; id != "" {
			if _, twice := columns[id]; !twice {
				columns[id] = i
			}
		}
	}
	_, name := columns["name"]
	_, role := columns["role"]
	if name && role {
		b.columns = columns
	}
}

func (b *batchReader) cells(r xlsx.Row) cells {
	return tidied(func(column string) string {
		i, ok := b.columns[column]
		if !ok || i >= len(r.Cells) {
			return ""
		}
		return r.Cells[i].Text
	})
}

// cells give what a row, or a form, says in a column.
type cells func(column string) string

// wrong notes what is wrong in a cell.
type wrong func(column, key string, args ...string)

// row reads one officer, with all that is wrong in his cells.
func (b *batchReader) row(ctx context.Context, number int, cell cells) (BatchRow, error) {
	out := BatchRow{Number: number, Officer: Officer{
		Login: strings.ToLower(cell("login")), Name: cell("name"), Office: cell("office"), Post: cell("post"),
	}}
	bad := out.bad()
	if err := b.login(ctx, &out.Officer, bad); err != nil {
		return out, err
	}
	_, err := out.Officer.tidy()
	if f := fault.As(err); f != nil && f.Key == "account.text_long" {
		bad("name", "account.cell_long")
	}
	return out, b.grant(ctx, &out.Officer.Grant, cell, bad)
}

func (r *BatchRow) bad() wrong {
	return func(column, key string, args ...string) {
		r.Problems = append(r.Problems, BatchProblem{column, key, args})
	}
}

// grant reads the role, its unit, sector and period.
func (b *batchReader) grant(ctx context.Context, g *Grant, cell cells, bad wrong) error {
	g.Period = day.Period{From: b.today, To: day.Forever}
	if g.Role = roleOf(cell("role")); g.Role == "" {
		bad("role", "account.cell_role", "Given", cell("role"))
	} else if err := b.unit(ctx, g, cell("unit"), bad); err != nil {
		return err
	}
	written := cell("sector")
	switch g.Sector = sectorOf(written); {
	case written != "" && g.Sector == "":
		bad("sector", "account.cell_sector", "Given", written)
	case g.Role != "" && (g.Sector != "") != (g.Role == Department):
		bad("sector", "account.cell_sector_role")
	}
	for _, d := range []struct {
		column string
		into   *day.Date
	}{{"from", &g.From}, {"until", &g.To}} {
		text := cell(d.column)
		if text == "" {
			continue
		}
		on, ok := lang.ParseDate(text)
		if !ok {
			bad(d.column, "account.cell_date", "Given", text)
			continue
		}
		*d.into = on
	}
	if g.From >= g.To {
		bad("until", "account.grant_period")
	}
	return nil
}

// ReadOfficer understands a form as a row of a list is understood: it has the values of BatchColumns.
func (s *Service) ReadOfficer(ctx context.Context, who Actor, form func(column string) string) (BatchRow, error) {
	b, err := s.newBatchReader(ctx, who)
	if err != nil {
		return BatchRow{}, err
	}
	return b.row(ctx, 0, tidied(form))
}

// ReadGrant understands a form's role, unit, sector and period.
func (s *Service) ReadGrant(ctx context.Context, who Actor, form func(column string) string) (BatchRow, error) {
	b, err := s.newBatchReader(ctx, who)
	if err != nil {
		return BatchRow{}, err
	}
	var out BatchRow
	err = b.grant(ctx, &out.Officer.Grant, tidied(form), out.bad())
	return out, err
}

func tidied(form func(column string) string) cells {
	return func(column string) string { return strings.Join(strings.Fields(lang.NFC(form(column))), " ") }
}

// login checks the login that a row gives, or proposes one.
func (b *batchReader) login(ctx context.Context, o *Officer, bad wrong) error {
	taken := func(login string) (bool, error) {
		if b.logins[login] {
			return true, nil
		}
		return loginTaken(ctx, b.s.db, login)
	}
	if o.Name == "" {
		bad("name", "account.name_missing")
	}
	if o.Login == "" {
		var err error
		if o.Login, err = LoginFor(o.Name, taken); err != nil || o.Login == "" {
			return err
		}
	} else if !loginForm.MatchString(o.Login) {
		bad("login", "account.login_form")
	} else if is, err := taken(o.Login); err != nil {
		return err
	} else if is {
		bad("login", "account.login_taken", "Login", o.Login)
	}
	b.logins[o.Login] = true
	return nil
}

// unit finds the unit of a row by its code or its name, "xã Chư Krêy, huyện Kông Chro", in the area.
func (b *batchReader) unit(ctx context.Context, g *Grant, written string, bad wrong) (err error) {
	if written == "" {
		if g.Unit = b.own.ID; !g.Role.HeldOver(b.own.Level) {
			bad("unit", "account.cell_unit_missing")
		}
		return nil
	}
	if b.units == nil {
		if b.units, err = unit.Read(ctx, b.s.db); err != nil {
			return err
		}
	}
	var found []unit.Unit
	add := func(u unit.Unit) {
		if !slices.ContainsFunc(found, func(x unit.Unit) bool { return x.ID == u.ID }) {
			found = append(found, u)
		}
	}
	name, above, _ := strings.Cut(written, ",")
	for _, level := range heldOver[g.Role] {
		if u, ok := b.units.ByCode(level, written, b.on); ok && b.inside(u) {
			add(u)
		}
		for _, c := range b.units.FindBelow(name, b.own.ID, level, b.on) {
			if strings.TrimSpace(above) == "" || b.standsUnder(c.Unit, above) {
				add(c.Unit)
			}
		}
	}
	for _, c := range b.units.Match(name, b.own.Parent, b.on) { // one's own unit by its name
		if c.Unit.ID == b.own.ID && g.Role.HeldOver(b.own.Level) {
			add(b.own)
		}
	}
	switch len(found) {
	case 1:
		g.Unit = found[0].ID
	case 0:
		bad("unit", "account.cell_unit", "Given", written)
	default:
		bad("unit", "account.cell_unit_many", "Given", written)
	}
	return nil
}

func (b *batchReader) inside(u unit.Unit) bool {
	return slices.ContainsFunc(b.units.Ancestors(u.ID), func(x unit.Unit) bool { return x.ID == b.own.ID })
}

// standsUnder tells whether one of the units above is called so.
func (b *batchReader) standsUnder(u unit.Unit, name string) bool {
	for _, c := range b.units.Find(name, "", b.on) {
		if slices.ContainsFunc(b.units.Ancestors(u.ID), func(x unit.Unit) bool { return x.ID == c.Unit.ID }) {
			return true
		}
	}
	return false
}

// roleOf is the role of that title or code, "" when there is none.
func roleOf(s string) Role {
	for _, r := range Roles {
		if key := squeeze(s); key == squeeze(string(r)) || key == squeeze(r.Title(lang.Vi)) || key == squeeze(r.Title(lang.En)) {
			return r
		}
	}
	return ""
}

func sectorOf(s string) Sector {
	for _, x := range Sectors {
		if key := squeeze(s); key == squeeze(string(x)) || key == squeeze(x.Title(lang.Vi)) || key == squeeze(x.Title(lang.En)) {
			return x
		}
	}
	return ""
}
