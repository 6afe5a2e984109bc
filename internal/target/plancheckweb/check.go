package plancheckweb

import (
	"context"
	"errors"
	"io"
	"net/http"
	"path/filepath"
	"strings"

	"giamngheo/internal/fault"
	"giamngheo/internal/lang"
	"giamngheo/internal/target/annex"
	"giamngheo/internal/web"
)

// form is the upload form with what was wrong with what was sent.
type form struct {
	Unit     string
	Problems web.Problems
}

func page(r *web.Request, status int) web.Page {
	return web.Page{Title: r.T("plancheckweb.title"), Help: "page-plan-check", Section: web.Plans, Status: status, Lead: r.T("plancheckweb.lead")}
}

func show(w http.ResponseWriter, r *web.Request) error {
	return r.Render(w, page(r, 0), formPage(form{}))
}

// checking bounds how many files are read at once: a hostile one takes seconds and half a gigabyte.
var checking = make(chan struct{}, 2)

// enter waits for its turn to read a file; leave ends it.
func enter(ctx context.Context) (leave func(), err error) {
	select {
	case checking <- struct{}{}:
		return func() { <-checking }, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// check answers the upload with the report itself: there is nothing to come back to.
func check(w http.ResponseWriter, r *web.Request) error {
	f := form{Unit: strings.TrimSpace(r.FormValue("unit"))}
	refuse := func(field, sentence string) error {
		f.Problems = web.Problems{{Field: field, Text: sentence}}
		return r.Render(w, page(r, http.StatusUnprocessableEntity), formPage(f))
	}
	file, head, err := r.FormFile("file")
	if _, tooBig := errors.AsType[*http.MaxBytesError](err); tooBig {
		return err
	}
	if err != nil {
		return refuse("file", r.T("plancheckweb.no_file"))
	}
	defer file.Close()
	data, err := io.ReadAll(io.LimitReader(file, annex.MaxSize+1))
	if err != nil {
		return refuse("file", r.T("plancheckweb.no_file"))
	}
	name := lang.NFC(filepath.Base(head.Filename))
	leave, err := enter(r.Context())
	if err != nil {
		return fault.New(fault.TooMany, "plancheckweb.busy")
	}
	defer leave()
	report, err := annex.Check(name, data, annex.Options{Unit: f.Unit, Lang: r.Lang})
	if err != nil {
		if fault.As(err) == nil {
			return err
		}
		return refuse("file", r.Lang.Error(err))
	}
	p := page(r, 0)
	p.Lead = ""
	p.Source = r.T("plancheckweb.source", "File", report.File, "Table", report.Table)
	p.Act = web.Link{Label: r.T("plancheckweb.another"), Href: Path}
	return r.Render(w, p, reportPage(reportView(r.Lang, report)))
}
