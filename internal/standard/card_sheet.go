package standard

import (
	"bytes"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/BurntSushi/toml"

	"giamngheo/internal/lang"
)

// Sheet is the cells of one sheet as text; the first row is row 1.
//
// A card's sheet begins with rows of a key and its value (id, edition, title_vi, title_en,
// illustrative, source; exclusion with item, when and the answers; sum_max and sum_min with column and
// sum). Then comes the row of headings and one row per option: item, item_vi, item_en, kind, option,
// option_vi, option_en, from, to, and one column per region and for urban, in any order. Headings may
// be these codes or the words in Vietnamese or English. A row without an item goes on with the item above.
type Sheet struct {
	Name string
	Rows [][]string
}

// fields are the headings before the columns of points; the same names are keys of message standard.column_….
var fields = []string{"item", "item_vi", "item_en", "kind", "option", "option_vi", "option_en", "from", "to"}

// ReadCardSheets reads a card from the first sheet that has a row of headings, and checks it whole.
func ReadCardSheets(sheets []Sheet) (*Card, []Problem) {
	for _, s := range sheets {
		for i, row := range s.Rows {
			if columns := headings(row); slices.Contains(columns, "item") && slices.Contains(columns, "option") {
				r := &sheetReader{sheet: s, columns: columns, places: map[string]Place{}}
				return r.read(i)
			}
		}
	}
	name := ""
	if len(sheets) > 0 {
		name = sheets[0].Name
	}
	return nil, []Problem{{Place{Sheet: name}, "no_headings", nil}}
}

// headings names each cell of a row: a field, a region, "urban", or "" for any other text.
func headings(row []string) []string {
	names := make([]string, len(row))
	for i, cell := range row {
		names[i] = heading(cell)
	}
	return names
}

func heading(cell string) string {
	folded := lang.Fold(cell)
	for _, f := range fields {
		if is(folded, f, "standard.column_"+f) {
			return f
		}
	}
	for _, r := range Regions {
		if is(folded, string(r), "standard.region_"+string(r)) {
			return string(r)
		}
	}
	if is(folded, urbanColumn, "standard.column_urban") || is(folded, urbanColumn, "standard.area_urban") {
		return urbanColumn
	}
	return ""
}

// is tells whether folded text is a code or its word in any language.
func is(folded, code, key string) bool {
	return folded != "" && (folded == lang.Fold(code) ||
		slices.ContainsFunc(lang.All, func(l lang.Lang) bool { return folded == lang.Fold(l.T(key)) }))
}

type sheetReader struct {
	finder
	sheet   Sheet
	columns []string
	places  map[string]Place // TOML key → cell
	card    Card
}

func (r *sheetReader) read(head int) (*Card, []Problem) {
	for i := range head {
		r.readKey(i)
	}
	r.readHeadings(head)
	for i := head + 1; i < len(r.sheet.Rows); i++ {
		r.readOption(i)
	}
	if len(r.found) > 0 {
		return nil, r.found
	}
	problems := r.card.check()
	for i := range problems {
		problems[i].Place = r.place(problems[i].Place.Key)
	}
	if len(problems) > 0 {
		return nil, problems
	}
	return &r.card, nil
}

// place is the cell of a TOML key, or of the nearest thing around it.
func (r *sheetReader) place(key string) Place {
	for key != "" {
		if p, ok := r.places[key]; ok {
			return p
		}
		key = key[:max(strings.LastIndexAny(key, ".["), 0)]
	}
	return Place{Sheet: r.sheet.Name}
}

// at is the cell of a row and column, both from 0.
func (r *sheetReader) at(row, column int) Place {
	return Place{Sheet: r.sheet.Name, Row: row + 1, Column: columnName(column)}
}

func (r *sheetReader) problem(row, column int, code string, args ...any) {
	r.found = append(r.found, Problem{r.at(row, column), code, args})
}

func (r *sheetReader) cell(row, column int) string {
	if column >= len(r.sheet.Rows[row]) {
		return ""
	}
	return strings.TrimSpace(lang.NFC(r.sheet.Rows[row][column]))
}

// whole reads a whole number; other programs write 15 as 15.0 now and then.
func (r *sheetReader) whole(row, column int) int {
	s := r.cell(row, column)
	n, err := strconv.Atoi(strings.TrimSuffix(s, ".0"))
	if err != nil {
		r.problem(row, column, "not_whole", "Value", s)
	}
	return n
}

// readKey reads a row above the headings.
func (r *sheetReader) readKey(row int) {
	key, value := r.cell(row, 0), r.cell(row, 1)
	if key == "" {
		return
	}
	c := &r.card
	texts := map[string]*string{"id": &c.ID, "edition": &c.Edition, "title_vi": &c.Name.Vi, "title_en": &c.Name.En, "source": &c.Source}
	if to, ok := texts[key]; ok {
		*to = value
		r.places[strings.Replace(key, "_", ".", 1)] = r.at(row, 1)
		return
	}
	switch key {
	case "illustrative":
		switch lang.Fold(value) {
		case "co", "yes", "true", "1":
			c.Illustrative = true
		case "khong", "no", "false", "0", "":
		default:
			r.problem(row, 1, "not_yes_or_no", "Value", value)
		}
	case "exclusion":
		name := at("exclusions", len(c.Exclusions))
		r.places[name], r.places[name+".item"], r.places[name+".when"], r.places[name+".answers"] = r.at(row, 0), r.at(row, 1), r.at(row, 2), r.at(row, 3)
		c.Exclusions = append(c.Exclusions, Exclusion{value, r.cell(row, 2), strings.Fields(r.cell(row, 3))})
	case "sum_max", "sum_min":
		sums := &c.SumMax
		if key == "sum_min" {
			sums = &c.SumMin
		}
		if *sums == nil {
			*sums = map[string]int{}
		}
		column := heading(value)
		if column == "" {
			column = value
		}
		(*sums)[column] = r.whole(row, 2)
		r.places[key+"."+column] = r.at(row, 2)
	default:
		r.problem(row, 0, "unknown_key", "Key", key)
	}
}

// readHeadings takes every heading that is no field for a region's column.
func (r *sheetReader) readHeadings(row int) {
	for i, name := range r.columns {
		said := r.cell(row, i)
		switch {
		case said == "":
		case name == "":
			r.problem(row, i, "unknown_region", "Value", said)
		case slices.Contains(r.columns[:i], name):
			r.problem(row, i, "duplicate", "Value", said)
		case slices.Contains(Regions, Region(name)):
			r.places[at("regions", len(r.card.Regions))] = r.at(row, i)
			r.card.Regions = append(r.card.Regions, Region(name))
		}
	}
	for _, name := range append([]string{urbanColumn}, fields...) {
		if !slices.Contains(r.columns, name) && !strings.HasSuffix(name, "_en") {
			r.found = append(r.found, Problem{Place{Sheet: r.sheet.Name, Row: row + 1}, "heading_missing", []any{"Heading", name}})
		}
	}
}

// readOption reads one row under the headings.
func (r *sheetReader) readOption(row int) {
	if !slices.ContainsFunc(r.sheet.Rows[row], func(s string) bool { return strings.TrimSpace(s) != "" }) {
		return
	}
	column := func(name string) int { return slices.Index(r.columns, name) }
	text := func(name string) string {
		if i := column(name); i >= 0 {
			return r.cell(row, i)
		}
		return ""
	}
	items := &r.card.Items
	if code := text("item"); code != "" && (len(*items) == 0 || (*items)[len(*items)-1].Code != code) {
		key := at("items", len(*items))
		*items = append(*items, Item{Code: code, Text: Text{text("item_vi"), text("item_en")}, Kind: Kind(text("kind"))})
		r.note(row, key, map[string]string{"": "item", ".code": "item", ".text.vi": "item_vi", ".text.en": "item_en", ".kind": "kind", ".options": "option"})
	}
	if len(*items) == 0 {
		r.problem(row, column("item"), "missing")
		return
	}
	it := &(*items)[len(*items)-1]
	key := at(at("items", len(*items)-1)+".options", len(it.Options))
	o := Option{Code: text("option"), Text: Text{text("option_vi"), text("option_en")}, Points: map[string]int{}}
	r.note(row, key, map[string]string{"": "option", ".code": "option", ".text.vi": "option_vi", ".text.en": "option_en", ".from": "from", ".to": "to"})
	for name, to := range map[string]**int{"from": &o.From, "to": &o.To} {
		if text(name) != "" {
			n := r.whole(row, column(name))
			*to = &n
		}
	}
	for i, name := range r.columns {
		if name == "" || slices.Contains(fields, name) {
			continue
		}
		r.places[key+".points."+name] = r.at(row, i)
		if r.cell(row, i) != "" {
			o.Points[name] = r.whole(row, i)
		}
	}
	it.Options = append(it.Options, o)
}

// note remembers in which cells the parts of a thing stand.
func (r *sheetReader) note(row int, key string, parts map[string]string) {
	for end, name := range parts {
		if i := slices.Index(r.columns, name); i >= 0 {
			r.places[key+end] = r.at(row, i)
		}
	}
}

// columnName is a sheet's name for a column counted from 0: A, Z, AA.
func columnName(i int) string {
	name := ""
	for i++; i > 0; i = (i - 1) / 26 {
		name = string(rune('A'+(i-1)%26)) + name
	}
	return name
}

// Sheet is the card as the sheet that ReadCardSheets reads, with headings in a language.
func (c *Card) Sheet(l lang.Lang) Sheet {
	yes := "no"
	if c.Illustrative {
		yes = "yes"
	}
	rows := [][]string{
		{"id", c.ID},
		{"edition", c.Edition},
		{"title_vi", c.Name.Vi},
		{"title_en", c.Name.En},
		{"illustrative", yes},
		{"source", c.Source},
	}
	for _, x := range c.Exclusions {
		rows = append(rows, []string{"exclusion", x.Item, x.When, strings.Join(x.Answers, " ")})
	}
	for _, column := range c.Columns() {
		if n, ok := c.SumMax[column]; ok {
			rows = append(rows, []string{"sum_max", column, strconv.Itoa(n)})
		}
		if n, ok := c.SumMin[column]; ok {
			rows = append(rows, []string{"sum_min", column, strconv.Itoa(n)})
		}
	}
	var head []string
	for _, f := range fields {
		head = append(head, l.T("standard.column_"+f))
	}
	for _, r := range c.Regions {
		head = append(head, r.Name(l))
	}
	rows = append(rows, nil, append(head, l.T("standard.column_urban")))
	for _, it := range c.Items {
		for _, o := range it.Options {
			row := []string{it.Code, it.Text.Vi, it.Text.En, string(it.Kind), o.Code, o.Text.Vi, o.Text.En, end(o.From), end(o.To)}
			for _, column := range c.Columns() {
				row = append(row, strconv.Itoa(o.Points[column]))
			}
			rows = append(rows, row)
		}
	}
	return Sheet{Name: l.T("standard.sheet_name"), Rows: rows}
}

func end(n *int) string {
	if n == nil {
		return ""
	}
	return strconv.Itoa(*n)
}

// TOML is the card as the file that ReadCard reads; the same card always gives the same bytes.
func (c *Card) TOML() ([]byte, error) {
	var b bytes.Buffer
	if err := toml.NewEncoder(&b).Encode(c); err != nil {
		return nil, fmt.Errorf("card %s: %w", c.ID, err)
	}
	return b.Bytes(), nil
}
