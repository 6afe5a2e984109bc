package intakeweb

import (
	"errors"
	"io"
	"mime/multipart"
	"net/http"
	"path/filepath"
	"strconv"
	"strings"
	"unicode"

	"giamngheo/internal/account"
	"giamngheo/internal/day"
	"giamngheo/internal/fault"
	"giamngheo/internal/intake"
	"giamngheo/internal/lang"
	"giamngheo/internal/review"
	"giamngheo/internal/unit"
	"giamngheo/internal/web"
)

// newView is the form for a file.
type newView struct {
	Problems  web.Problems
	Fields    []web.Field
	Templates []web.Chip
	Cancel    web.Link
}

// given is what the form says beside the file.
type given struct {
	kind, unit, year string
	tooLarge         bool // the file was
}

func (p pages) form(w http.ResponseWriter, r *web.Request) error {
	q := r.URL.Query()
	return p.renderForm(w, r, given{kind: q.Get("kind"), unit: q.Get("unit"), year: q.Get("year")}, nil)
}

func (p pages) renderForm(w http.ResponseWriter, r *web.Request, g given, problems web.Problems) error {
	area, err := r.UnitOf(r.Who.Unit, account.ImportData)
	if err != nil {
		return err
	}
	below, err := unit.Children(r.Context(), r.DB(), area.ID, day.Of(r.Now()))
	if err != nil {
		return err
	}
	rounds, err := review.Covering(r.Context(), r.DB(), area.ID)
	if err != nil {
		return err
	}
	if len(below) == 0 && len(rounds) > 0 {
		// A unit that stands no more has its children of the time of its reviews.
		if below, err = unit.Children(r.Context(), r.DB(), area.ID, rounds[0].Day); err != nil {
			return err
		}
	}
	kind := web.Field{ID: "kind", Label: r.T("intakeweb.kind"), Problem: problems.Of("kind"), Required: true}
	for _, k := range kinds(r) {
		kind.Options = append(kind.Options, web.Option{Value: string(k), Label: k.Name(r.Lang), On: string(k) == g.kind})
	}
	where := web.Field{ID: "unit", Label: r.T("intakeweb.area"), Help: r.T("intakeweb.area_help"), Problem: problems.Of("unit")}
	for _, u := range append([]unit.Unit{area}, below...) {
		if u.Level == unit.Village {
			continue
		}
		id := strconv.FormatInt(int64(u.ID), 10)
		where.Options = append(where.Options, web.Option{Value: id, Label: u.TitleIn(r.Lang), On: id == g.unit})
	}
	year := web.Field{ID: "year", Label: r.T("intakeweb.year"), Help: r.T("intakeweb.year_help"), Value: g.year, Mode: "numeric", Narrow: true, Problem: problems.Of("year"), Required: true}
	if year.Value == "" && len(rounds) > 0 {
		newest := rounds[0]
		for _, x := range rounds {
			if x.Day > newest.Day {
				newest = x
			}
		}
		year.Value = strconv.Itoa(newest.Year)
	}
	file := web.Field{
		ID: "file", Label: r.T("intakeweb.file"), Type: "file", Accept: ".xlsx,.csv,.txt,application/vnd.openxmlformats-officedocument.spreadsheetml.sheet,text/csv",
		Help: r.T("intakeweb.file_help", "MB", MaxFile>>20), Problem: problems.Of("file"), Required: true,
	}
	page := web.Page{Title: r.T("intakeweb.new_title"), Unit: area, Help: "page-import", Crumb: r.T("intakeweb.menu"), Section: web.Administration, Lead: r.T("intakeweb.new_lead")}
	if len(problems) > 0 {
		page.Status = http.StatusUnprocessableEntity
	}
	if g.tooLarge {
		page.Status = http.StatusRequestEntityTooLarge
	}
	// The file comes last: what the form says of it is known when its first byte arrives.
	return r.Render(w, page, newPage(newView{
		Problems: problems, Fields: []web.Field{kind, where, year, file}, Templates: templates(r),
		Cancel: web.Link{Label: r.T("intakeweb.cancel"), Href: Path},
	}))
}

// upload takes a file in as it comes, then has a first look at it.
func (p pages) upload(w http.ResponseWriter, r *web.Request) error {
	parts, err := r.MultipartReader()
	if err != nil {
		return fault.New(fault.Invalid, "web.bad_form")
	}
	var g given
	refuse := func(field, sentence string) error {
		return p.renderForm(w, r, g, web.Problems{{Field: field, Text: sentence}})
	}
	file, err := g.read(parts)
	if err != nil {
		return p.unread(err, &g, refuse, r)
	}
	name := plainName(file.FileName())
	if name == "" {
		return refuse("file", r.T("intakeweb.no_file"))
	}
	in, field, err := g.upload(name)
	if err != nil {
		return refuse(field, r.Lang.Error(err))
	}
	id, err := p.imports.Receive(r.Context(), r.Who, in, file)
	if err != nil {
		return p.unread(err, &g, refuse, r)
	}
	err = p.act(r, id, intake.ActPreview, intake.Choices{})
	if fault.KindOf(err) == fault.Invalid {
		// A file that cannot be read at all is not kept: the form says why.
		if derr := p.imports.Discard(r.Context(), r.Who, id); derr != nil && fault.As(derr) == nil {
			return derr
		}
		return refuse("file", r.Lang.Error(err))
	}
	if err != nil {
		return err
	}
	return r.SeeOther(w, path(id))
}

// unread answers what could not be received: a fault at the file, a file too large, a line that broke.
func (p pages) unread(err error, g *given, refuse func(field, sentence string) error, r *web.Request) error {
	if _, tooBig := errors.AsType[*http.MaxBytesError](err); tooBig {
		g.tooLarge = true
		return refuse("file", r.T("intakeweb.too_big", "MB", MaxFile>>20))
	}
	if errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, io.EOF) {
		return refuse("file", r.T("intakeweb.broken_off"))
	}
	if f := fault.As(err); f != nil && f.Key == "intake.no_round" {
		return refuse("year", r.Lang.Error(err))
	} else if f != nil && (f.Kind == fault.Invalid || f.Kind == fault.TooLarge) {
		g.tooLarge = f.Kind == fault.TooLarge
		return refuse("file", r.Lang.Error(err))
	}
	return err
}

// maxValue bounds a value of the form that is no file.
const maxValue = 200

// read reads the parts before the file, and stops at the file.
func (g *given) read(parts *multipart.Reader) (*multipart.Part, error) {
	for {
		part, err := parts.NextPart()
		if err != nil {
			return nil, err
		}
		if part.FormName() == "file" {
			return part, nil
		}
		b, err := io.ReadAll(io.LimitReader(part, maxValue))
		if err != nil {
			return nil, err
		}
		value := strings.ToValidUTF8(strings.TrimSpace(string(b)), "")
		switch part.FormName() {
		case "kind":
			g.kind = value
		case "unit":
			g.unit = value
		case "year":
			g.year = value
		}
	}
}

// upload is what the form says, checked; field is the one that is wrong.
func (g given) upload(name string) (in intake.Upload, field string, err error) {
	in = intake.Upload{Kind: intake.Kind(g.kind), File: name}
	if !in.Kind.Valid() {
		return in, "kind", fault.New(fault.Invalid, "intakeweb.no_kind")
	}
	u, err := strconv.ParseInt(g.unit, 10, 64)
	if err != nil || u <= 0 {
		return in, "unit", fault.New(fault.Invalid, "intakeweb.no_unit")
	}
	in.Area = unit.ID(u)
	if in.Year, err = strconv.Atoi(g.year); err != nil || in.Year < 2000 || in.Year > 2100 {
		return in, "year", fault.New(fault.Invalid, "intakeweb.no_year")
	}
	return in, "", nil
}

// plainName is a file's own name as the user knows it: without folders, without signs that cannot be
// seen. It is only ever shown.
func plainName(s string) string {
	s = filepath.Base(strings.ReplaceAll(lang.NFC(strings.ToValidUTF8(s, "")), `\`, "/"))
	s = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || !unicode.IsPrint(r) {
			return -1
		}
		return r
	}, s)
	if r := []rune(s); len(r) > 150 {
		s = string(r[:149]) + "…"
	}
	if s == "." || s == "/" {
		return ""
	}
	return s
}
