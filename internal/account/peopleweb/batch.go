package peopleweb

import (
	"bytes"
	"cmp"
	"errors"
	"io"
	"mime/multipart"
	"net/http"
	"path/filepath"
	"strconv"
	"strings"
	"unicode"

	"giamngheo/internal/account"
	"giamngheo/internal/fault"
	"giamngheo/internal/lang"
	"giamngheo/internal/web"
)

const xlsxType = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

// bringView is the form for a file of officers.
type bringView struct {
	Problems web.Problems
	File     web.Field
}

// template hands out an empty list.
func template(w http.ResponseWriter, r *web.Request) error {
	var b bytes.Buffer
	if err := account.WriteBatchTemplate(&b, r.Lang); err != nil {
		return err
	}
	web.Attach(w, xlsxType, "mau-danh-sach-can-bo.xlsx")
	_, err := b.WriteTo(w)
	return err
}

func (p pages) bring(w http.ResponseWriter, r *web.Request) error { return p.renderBring(w, r, "") }

func (p pages) renderBring(w http.ResponseWriter, r *web.Request, problem string) error {
	u, err := r.UnitOf(r.Who.Unit, account.ManageAccounts)
	if err != nil {
		return err
	}
	v := bringView{File: web.Field{
		ID: "file", Label: r.T("peopleweb.file"), Type: "file", Accept: ".xlsx,.csv," + xlsxType + ",text/csv", Required: true, Problem: problem,
		Help: r.T("peopleweb.file_help", "Most", r.Lang.Int(account.MaxOfficers)),
	}}
	page := web.Page{Title: r.T("peopleweb.bring"), Unit: u, Above: above(r), Crumb: r.T("peopleweb.bring"), Help: "page-officers", Section: web.Administration, Lead: r.T("peopleweb.bring_lead")}
	if problem != "" {
		v.Problems = web.Problems{{Field: "file", Text: problem}}
		page.Status = http.StatusUnprocessableEntity
	}
	return r.Render(w, page, bringPage(v))
}

// read takes a file in as it comes and shows what it would make.
func (p pages) read(w http.ResponseWriter, r *web.Request) error {
	parts, err := r.MultipartReader()
	if err != nil {
		return fault.New(fault.Invalid, "web.bad_form")
	}
	file, err := filePart(parts)
	if err != nil || file.FileName() == "" {
		return p.renderBring(w, r, r.T("peopleweb.no_file"))
	}
	id, err := p.accounts.ReadBatch(r.Context(), r.Who, plainName(file.FileName()), file)
	if _, tooBig := errors.AsType[*http.MaxBytesError](err); tooBig {
		return p.renderBring(w, r, r.T("peopleweb.too_big", "MB", maxList>>20))
	}
	if err != nil && fault.KindOf(err) == fault.Invalid {
		return p.renderBring(w, r, r.Lang.Error(err))
	}
	if err != nil {
		return err
	}
	return r.SeeOther(w, batchPath(id))
}

func filePart(parts *multipart.Reader) (*multipart.Part, error) {
	for {
		part, err := parts.NextPart()
		if err != nil {
			return nil, err
		}
		if part.FormName() == "file" {
			return part, nil
		}
		if _, err := io.Copy(io.Discard, part); err != nil {
			return nil, err
		}
	}
}

// plainName is a file's own name without folders and without signs that cannot be seen; it is only shown.
func plainName(s string) string {
	s = filepath.Base(strings.ReplaceAll(lang.NFC(strings.ToValidUTF8(s, "")), `\`, "/"))
	s = strings.Map(func(r rune) rune {
		if !unicode.IsPrint(r) {
			return -1
		}
		return r
	}, s)
	if r := []rune(s); len(r) > 150 {
		s = string(r[:149]) + "…"
	}
	return s
}

func batchPath(id account.BatchID) string { return "/officers/" + strconv.FormatInt(int64(id), 10) }

// lookView is a list of officers as it was read.
type lookView struct {
	Path     string
	Problems web.Problems
	Note     string
	Bad      *web.Table // what is wrong, by row and column
	Table    *web.Table
	Commit   bool
	Done     bool
}

// shownRows is how many officers, and how many faults, the page names.
const shownRows = 200

func (p pages) askedBatch(r *web.Request) (account.Batch, error) {
	id, ok := r.PathInt("batch")
	if !ok {
		return account.Batch{}, fault.New(fault.NotFound, "account.unknown_batch")
	}
	return p.accounts.Batch(r.Context(), r.Who, account.BatchID(id))
}

func (p pages) look(w http.ResponseWriter, r *web.Request) error {
	b, err := p.askedBatch(r)
	if err != nil {
		return err
	}
	return p.renderLook(w, r, b, nil)
}

func (p pages) renderLook(w http.ResponseWriter, r *web.Request, b account.Batch, problems web.Problems) error {
	u, err := r.UnitOf(r.Who.Unit, account.ManageAccounts)
	if err != nil {
		return err
	}
	v := lookView{Path: batchPath(b.ID), Problems: problems, Done: b.Done}
	bad := b.Bad()
	switch {
	case b.Done:
		v.Note = r.T("peopleweb.batch_done", "Accounts", r.Lang.Int(int64(len(b.Rows))))
	case bad > 0:
		v.Note = r.T("peopleweb.batch_bad", "Rows", r.Lang.Int(int64(bad)), "All", r.Lang.Int(int64(len(b.Rows))))
		v.Bad = badTable(r, b)
	default:
		v.Note, v.Commit = r.T("peopleweb.batch_good", "Accounts", r.Lang.Int(int64(len(b.Rows)))), true
	}
	if v.Table, err = batchTable(r, b); err != nil {
		return err
	}
	page := web.Page{Title: r.T("peopleweb.batch_title", "File", b.File), Unit: u, Above: above(r), Crumb: r.T("peopleweb.bring"), Help: "page-officers", Section: web.Administration}
	if len(problems) > 0 {
		page.Status = http.StatusUnprocessableEntity
	}
	return r.Render(w, page, lookPage(v))
}

func badTable(r *web.Request, b account.Batch) *web.Table {
	t := &web.Table{Caption: r.T("peopleweb.bad_caption"), Wide: true, Columns: []web.Column{
		{Label: r.T("peopleweb.row"), Number: true}, {Label: r.T("peopleweb.column")}, {Label: r.T("peopleweb.what")},
	}}
	for _, x := range b.Rows {
		for _, f := range x.Problems {
			if len(t.Rows) == shownRows {
				return t
			}
			t.Rows = append(t.Rows, web.Row{Cells: []web.Cell{
				{Text: r.Lang.Int(int64(x.Number))}, {Text: r.T("account.column_" + f.Column)}, {Text: sentence(r, f)},
			}})
		}
	}
	return t
}

func batchTable(r *web.Request, b account.Batch) (*web.Table, error) {
	var grants []account.Grant
	rows := b.Rows[:min(len(b.Rows), shownRows)]
	for _, x := range rows {
		grants = append(grants, x.Officer.Grant)
	}
	places, err := placesOf(r, r.DB(), grants)
	if err != nil {
		return nil, err
	}
	t := &web.Table{Caption: r.T("peopleweb.batch_caption"), Wide: true, Columns: []web.Column{
		{Label: r.T("account.column_name")},
		{Label: r.T("peopleweb.posts")},
		{Label: r.T("account.column_office"), Secondary: true},
		{Label: r.T("peopleweb.row"), Number: true, Secondary: true},
	}}
	for _, x := range rows {
		name := web.Cell{Text: cmp.Or(x.Officer.Name, lang.Unknown), Sub: x.Officer.Login}
		if x.Account != 0 {
			name.Href = path(x.Account)
		}
		post := lang.Unknown
		if g := x.Officer.Grant; g.Role != "" && places[g.Unit].ID != 0 {
			post = postTitle(r, places, g)
		}
		t.Rows = append(t.Rows, web.Row{Cells: []web.Cell{
			name, {Text: post}, {Text: x.Officer.Office, Sub: x.Officer.Post}, {Text: r.Lang.Int(int64(x.Number))},
		}})
	}
	return t, nil
}

// commit makes every account of the list, or none.
func (p pages) commit(w http.ResponseWriter, r *web.Request) error {
	b, err := p.askedBatch(r)
	if err != nil {
		return err
	}
	if b.Done {
		return r.SeeOther(w, batchPath(b.ID)) // a second click
	}
	err = p.accounts.Commit(r.Context(), r.Who, b.ID)
	if f := fault.As(err); f != nil {
		return p.renderLook(w, r, b, web.Problems{{Text: r.Lang.Error(err)}})
	}
	if err != nil {
		return err
	}
	return r.SeeOther(w, batchPath(b.ID))
}

// links hands out a link for each account of the list that has no password yet, once.
func (p pages) links(w http.ResponseWriter, r *web.Request) error {
	b, err := p.askedBatch(r)
	if err != nil {
		return err
	}
	links, err := p.accounts.Links(r.Context(), r.Who, b.ID)
	if err != nil {
		return err
	}
	var grants []account.Grant
	for _, x := range links {
		grants = append(grants, x.Grant)
	}
	places, err := placesOf(r, r.DB(), grants)
	if err != nil {
		return err
	}
	var out bytes.Buffer
	err = account.WriteLinks(&out, r.Lang, links,
		func(x account.Link) string { return places[x.Grant.Unit].TitleIn(r.Lang) },
		func(token string) string { return r.Origin() + "/welcome/" + token })
	if err != nil {
		return err
	}
	web.Attach(w, xlsxType, "duong-dan-dat-mat-khau.xlsx")
	_, err = out.WriteTo(w)
	return err
}
