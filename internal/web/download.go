package web

import (
	"bytes"
	"context"
	"io"
	"iter"
	"net/http"
	"os"
	"regexp"
	"strconv"
	"strings"

	"giamngheo/internal/db"
	"giamngheo/internal/lang"
	"giamngheo/internal/office"
	"giamngheo/internal/percent"
	"giamngheo/internal/unit"
)

// Sheet is the table as an office hands it over: the same columns and figures, numbers as numbers. What
// a cell shows by a component is taken as the text of it.
func (t Table) Sheet(ctx context.Context) (office.Sheet, iter.Seq2[office.Row, error]) {
	s := office.Sheet{Name: "1", Title: t.Caption, Numbering: t.Numbering, Landscape: len(t.Columns) > 8, Lang: L(ctx)}
	for i, c := range t.Columns {
		col := office.Column{Label: c.Label, Unit: c.Unit, Width: 12}
		if i == 0 {
			col.Width = 32
		}
		if c.Number {
			col.Kind = office.Count
			if c.Unit == "%" {
				col.Kind = office.Rate
			}
		}
		s.Columns = append(s.Columns, col)
	}
	return s, func(yield func(office.Row, error) bool) {
		for _, row := range t.Rows {
			out := office.Row{Values: make([]any, len(t.Columns)), Total: row.Total}
			for i, cell := range row.Cells[:min(len(row.Cells), len(t.Columns))] {
				text, err := cell.plain(ctx)
				if err != nil {
					yield(out, err)
					return
				}
				out.Values[i] = text
				if t.Columns[i].Number {
					out.Values[i] = figure(text, s.Lang)
				}
			}
			if !yield(out, nil) {
				return
			}
		}
	}
}

var tags = regexp.MustCompile(`<[^>]*>`)

// plain is what a cell says.
func (c Cell) plain(ctx context.Context) (string, error) {
	if c.Body == nil {
		return c.Text, nil
	}
	var b bytes.Buffer
	if err := c.Body.Render(ctx, &b); err != nil {
		return "", err
	}
	text := strings.NewReplacer("&#34;", `"`, "&#39;", "'", "&lt;", "<", "&gt;", ">", "&amp;", "&").Replace(tags.ReplaceAllString(b.String(), " "))
	return strings.Join(strings.Fields(text), " "), nil
}

// figure is the number that a text writes: a count, or a rate with two decimals; nil for one that is not
// known, and the text itself when it is no number.
func figure(text string, l lang.Lang) any {
	thousands, point := ".", ","
	if l == lang.En {
		thousands, point = ",", "."
	}
	clean := strings.NewReplacer(thousands, "", "+", "", " ", "", "\u00a0", "", "%", "").Replace(text)
	if whole, frac, ok := strings.Cut(clean, point); ok && len(frac) == 2 {
		if n, ok := lang.ParseInt(whole + frac); ok {
			return percent.Points(n)
		}
		return text
	}
	if n, ok := lang.ParseInt(clean); ok {
		return n
	}
	if text == lang.Unknown || text == "" {
		return nil
	}
	return text
}

// tableFormat is the value of an address that asks for a page's table as a file.
const tableFormat = "table"

// TableLink leads to the page's table as a file: show it where SendTable answers.
func (r *Request) TableLink() Link {
	return Link{Label: r.T("web.download_table"), Href: r.With(tableFormat, "xlsx")}
}

// SendTable answers an address that asks for the page's table as a file (TableLink); sent is false when it
// asks for the page. Agency, Unit, Subtitle and Source of s are kept. Pages call it where their reader's
// rights are settled and their table is made: figures alone, lists of households have a way of their own.
func (r *Request) SendTable(w http.ResponseWriter, about unit.ID, s office.Sheet, t Table, name string) (sent bool, err error) {
	if r.URL.Query().Get(tableFormat) != "xlsx" {
		return false, nil
	}
	sheet, rows := t.Sheet(r.Context())
	sheet.Agency, sheet.Unit, sheet.Subtitle, sheet.Source = s.Agency, s.Unit, s.Subtitle, s.Source
	demo, err := db.Setting(r.Context(), r.DB(), db.SettingDemo)
	if err != nil {
		return true, err
	}
	if demo != "" {
		sheet.Demo = r.T("web.demo") + ". " + r.T("web.demo_more")
	}
	var b bytes.Buffer
	if err := office.WriteXLSX(&b, sheet, rows); err != nil {
		return true, err
	}
	if err := r.SawFile(name+".xlsx", about, len(t.Rows)); err != nil {
		return true, err
	}
	Attach(w, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", name+".xlsx")
	_, err = b.WriteTo(w)
	return true, err
}

// Attach announces a file to be kept. Its name is made by the caller, and whatever is no letter, digit, dot or
// line in it (a code that somebody typed) becomes a hyphen.
func Attach(w http.ResponseWriter, mediaType, name string) {
	h := w.Header()
	h.Set("Content-Type", mediaType)
	h.Set("Content-Disposition", `attachment; filename="`+plain(name)+`"`)
	h.Set("Cache-Control", "private, no-store")
}

func plain(name string) string {
	return strings.Map(func(r rune) rune {
		if r < 0x80 && (r >= '0' && r <= '9' || r >= 'A' && r <= 'Z' || r >= 'a' && r <= 'z' || r == '.' || r == '_') {
			return r
		}
		return '-'
	}, name)
}

// SendMade sends a file that may be as long as a province, made whole on disk before its first byte goes
// out: a failure is then a page that says so and no half file, and a slow line holds no snapshot of the
// database open. There may be names in it: on disk it has no name from the beginning and is gone at the
// end, however that comes. Mount such a page with Large.
func SendMade(w http.ResponseWriter, mediaType, name string, write func(io.Writer) error) error {
	f, err := os.CreateTemp("", "giamngheo-*")
	if err != nil {
		return err
	}
	defer f.Close()
	if err := os.Remove(f.Name()); err != nil {
		return err
	}
	if err := write(f); err != nil {
		return err
	}
	size, err := f.Seek(0, io.SeekEnd)
	if err != nil {
		return err
	}
	if _, err := f.Seek(0, io.SeekStart); err != nil {
		return err
	}
	Attach(w, mediaType, name)
	w.Header().Set("Content-Length", strconv.FormatInt(size, 10))
	_, err = io.Copy(w, f)
	return err
}
