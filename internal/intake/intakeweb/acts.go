package intakeweb

import (
	"net/http"
	"strconv"

	"giamngheo/internal/fault"
	"giamngheo/internal/intake"
	"giamngheo/internal/web"
)

// A file that is larger than either is worked on by the program itself while its reader goes on.
const (
	atOnceBytes = 1 << 20
	atOnceRows  = 20_000
)

// act carries an act out at once, or leaves it to the program when the file is large.
func (p pages) act(r *web.Request, id intake.ID, act intake.Act, c intake.Choices) error {
	imp, err := p.imports.Get(r.Context(), r.Who, id)
	if err != nil {
		return err
	}
	if imp.Size > atOnceBytes || imp.Preview != nil && imp.Preview.Rows > atOnceRows {
		return p.imports.Start(r.Context(), r.Who, id, act, c)
	}
	switch act {
	case intake.ActPreview:
		_, err = p.imports.Preview(r.Context(), r.Who, id, c)
	case intake.ActCommit:
		_, err = p.imports.Commit(r.Context(), r.Who, id)
	case intake.ActUndo:
		_, err = p.imports.Undo(r.Context(), r.Who, id)
	}
	return err
}

// asked is the import that the address names.
func (p pages) asked(r *web.Request) (intake.Import, error) {
	id, err := intake.ParseID(r.PathValue("id"))
	if err != nil {
		return intake.Import{}, err
	}
	return p.imports.Get(r.Context(), r.Who, id)
}

// after goes back to the import: with a sentence when the act is done, with the reason when it was
// refused as the import stands now.
func (p pages) after(w http.ResponseWriter, r *web.Request, id intake.ID, err error, done string) error {
	switch fault.KindOf(err) {
	case fault.Invalid, fault.Conflict:
		return p.render(w, r, id, err)
	}
	if err != nil {
		return err
	}
	if _, running, rerr := p.imports.RunOf(r.Context(), id); rerr != nil {
		return rerr
	} else if !running && done != "" {
		r.Flash(w, done)
	}
	return r.SeeOther(w, path(id))
}

// preview reads the file anew with the reader's answers.
func (p pages) preview(w http.ResponseWriter, r *web.Request) error {
	imp, err := p.asked(r)
	if err != nil {
		return err
	}
	return p.after(w, r, imp.ID, p.act(r, imp.ID, intake.ActPreview, choices(r, imp)), "")
}

// choices are the answers of the form. A column that stays as it was understood needs none.
func choices(r *web.Request, imp intake.Import) intake.Choices {
	c := intake.Choices{AddVillages: r.PostFormValue("add_villages") != "", Sheet: r.PostFormValue("sheet"), Columns: map[string]string{}}
	if imp.Preview == nil {
		return c
	}
	if c.Sheet != "" && c.Sheet != imp.Preview.Sheet {
		return c // another sheet has other columns
	}
	for _, col := range imp.Preview.Columns {
		value := r.PostFormValue(columnField(col))
		if value == "" || value == col.Field && col.How != intake.ByChoice {
			continue
		}
		c.Columns[col.Header] = value
	}
	return c
}

func columnField(c intake.ColumnMatch) string { return "col-" + strconv.Itoa(c.Index) }

// commit stores what the reader saw, and only that: a preview that is not the one he saw is refused.
func (p pages) commit(w http.ResponseWriter, r *web.Request) error {
	imp, err := p.asked(r)
	if err != nil {
		return err
	}
	if imp.Status == intake.Committed {
		return r.SeeOther(w, path(imp.ID)) // a second click
	}
	if imp.Preview == nil || r.PostFormValue("digest") != imp.Preview.Digest {
		return p.render(w, r, imp.ID, fault.New(fault.Conflict, "intakeweb.stale"))
	}
	return p.after(w, r, imp.ID, p.act(r, imp.ID, intake.ActCommit, intake.Choices{}), r.T("intakeweb.committed", "File", imp.File))
}

// undo takes a committed import back.
func (p pages) undo(w http.ResponseWriter, r *web.Request) error {
	imp, err := p.asked(r)
	if err != nil {
		return err
	}
	if imp.Status == intake.Undone {
		return r.SeeOther(w, path(imp.ID))
	}
	return p.after(w, r, imp.ID, p.act(r, imp.ID, intake.ActUndo, intake.Choices{}), r.T("intakeweb.undone", "File", imp.File))
}

// discard throws a file away that was not committed.
func (p pages) discard(w http.ResponseWriter, r *web.Request) error {
	imp, err := p.asked(r)
	if err != nil {
		return err
	}
	if imp.Status == intake.Discarded {
		return r.SeeOther(w, Path)
	}
	if err := p.imports.Discard(r.Context(), r.Who, imp.ID); err != nil {
		return p.after(w, r, imp.ID, err, "")
	}
	r.Flash(w, r.T("intakeweb.discarded", "File", imp.File))
	return r.SeeOther(w, Path)
}

// errors hands out the rejected rows as given, with what is wrong in a column of its own.
func (p pages) errors(w http.ResponseWriter, r *web.Request) error {
	imp, err := p.asked(r)
	if err != nil {
		return err
	}
	out := &late{w: w, name: "dong-co-loi-" + strconv.FormatInt(int64(imp.ID), 10) + ".xlsx"}
	return p.imports.WriteErrors(r.Context(), r.Who, imp.ID, r.Lang, out, r.Saw)
}

// late announces a file with its first byte, so that a refusal before it can still be a page.
type late struct {
	w    http.ResponseWriter
	name string
	said bool
}

func (l *late) Write(b []byte) (int, error) {
	if !l.said {
		sheetHeaders(l.w, l.name)
		l.said = true
	}
	return l.w.Write(b)
}
