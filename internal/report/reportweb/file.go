package reportweb

import (
	"bytes"
	"io"
	"net/http"
	"os"
	"strconv"

	"giamngheo/internal/account"
	"giamngheo/internal/db"
	"giamngheo/internal/fault"
	"giamngheo/internal/report"
	"giamngheo/internal/review"
	"giamngheo/internal/unit"
	"giamngheo/internal/web"
)

// file is a form as a file.
func file(w http.ResponseWriter, r *web.Request) error {
	u, form, err := asked(r)
	if err != nil {
		return err
	}
	format, err := formatAsked(r, report.XLSX, report.CSV, report.TSV, report.JSON)
	if err != nil {
		return err
	}
	var f report.Filled
	err = r.DB().Read(r.Context(), func(q db.Querier) error {
		round, err := roundAsked(r, q, u)
		if err != nil {
			return err
		}
		f, err = report.Fill(r.Context(), q, form, u, round, r.URL.Query().Get("deep") == "1")
		return err
	})
	if err != nil {
		return err
	}
	var b bytes.Buffer
	if err := f.Write(&b, format, r.Lang); err != nil {
		return err
	}
	return hand(w, format, fileName("bieu-"+strconv.Itoa(form.Number), u, f.Round.Year), &b)
}

// people is form 14 or 15 as a file. It is made whole beside the database's snapshot before its first byte
// goes out: a failure is then a page that says so, and a slow reader holds no snapshot open.
func people(n int) web.Handler {
	return func(w http.ResponseWriter, r *web.Request) error {
		u, err := r.Unit(account.ExportHouseholds)
		if err != nil {
			return err
		}
		format, err := formatAsked(r, report.XLSX, report.CSV)
		if err != nil {
			return err
		}
		form, err := report.FormByNumber(n)
		if err != nil {
			return err
		}
		round, err := roundAsked(r, r.DB(), u)
		if err != nil {
			return err
		}
		f, err := os.CreateTemp("", "giamngheo-*")
		if err != nil {
			return err
		}
		defer f.Close()
		// The file has names in it: it is nobody's as soon as it is open.
		if err := os.Remove(f.Name()); err != nil {
			return err
		}
		if _, err := (report.People{Form: form, Unit: u, Round: round}).Export(r.Context(), r.DB(), r.Who, format, r.Lang, f); err != nil {
			return err
		}
		if _, err := f.Seek(0, io.SeekStart); err != nil {
			return err
		}
		return hand(w, format, fileName("bieu-"+strconv.Itoa(n), u, round.Year), f)
	}
}

// annex is the annex of targets of a year as a file.
func annex(w http.ResponseWriter, r *web.Request) error {
	u, err := r.Unit(account.ReadTargets)
	if err != nil {
		return err
	}
	format, err := formatAsked(r, report.XLSX, report.DOCX)
	if err != nil {
		return err
	}
	year, ok := r.QueryInt("year")
	if !ok || year < 1990 || year > 2100 {
		return fault.New(fault.Invalid, "report.year", "Year", r.URL.Query().Get("year"))
	}
	var a report.Annex
	err = r.DB().Read(r.Context(), func(q db.Querier) (err error) {
		a, err = report.AnnexOf(r.Context(), q, u, int(year))
		return err
	})
	if err != nil {
		return err
	}
	var b bytes.Buffer
	if err := a.Write(&b, format); err != nil {
		return err
	}
	return hand(w, format, fileName("chi-tieu", u, int(year)), &b)
}

// formatAsked is the format that the path names, when it is one of these.
func formatAsked(r *web.Request, among ...report.Format) (report.Format, error) {
	for _, f := range among {
		if string(f) == r.PathValue("format") {
			return f, nil
		}
	}
	return "", fault.New(fault.NotFound, "web.unknown_page")
}

func roundAsked(r *web.Request, q db.Querier, u unit.Unit) (review.Round, error) {
	_, round, err := pick(r, q, u)
	if err == nil && round.ID == 0 {
		err = fault.New(fault.NotFound, "reportweb.no_round")
	}
	return round, err
}

// fileName is what the file is called: "bieu-2-630-2022".
func fileName(what string, u unit.Unit, year int) string {
	return what + "-" + u.Code + "-" + strconv.Itoa(year)
}

// hand sends a file to be kept.
func hand(w http.ResponseWriter, format report.Format, name string, from io.Reader) error {
	h := w.Header()
	h.Set("Content-Type", format.Type())
	h.Set("Content-Disposition", `attachment; filename="`+name+"."+string(format)+`"`)
	h.Set("Cache-Control", "private, no-store")
	_, err := io.Copy(w, from)
	return err
}
