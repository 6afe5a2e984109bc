package reportweb

import (
	"bytes"
	"io"
	"net/http"
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
	name := fileName("bieu-"+strconv.Itoa(form.Number), u, f.Round.Year, format)
	if err := r.SawFile(name, u.ID, len(f.Rows)); err != nil {
		return err
	}
	web.Attach(w, format.Type(), name)
	_, err = b.WriteTo(w)
	return err
}

// people is form 14 or 15 as a file.
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
		list := report.People{Form: form, Unit: u, Round: round}
		return web.SendMade(w, format.Type(), fileName("bieu-"+strconv.Itoa(n), u, round.Year, format), func(to io.Writer) error {
			_, err := list.Export(r.Context(), r.DB(), r.Who, format, r.Lang, to)
			return err
		})
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
	name := fileName("chi-tieu", u, int(year), format)
	if err := r.SawFile(name, u.ID, len(a.Lines)+1); err != nil {
		return err
	}
	web.Attach(w, format.Type(), name)
	_, err = b.WriteTo(w)
	return err
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

// fileName is what the file is called: "bieu-2-630-2022.xlsx".
func fileName(what string, u unit.Unit, year int, format report.Format) string {
	return what + "-" + u.Code + "-" + strconv.Itoa(year) + "." + string(format)
}
