package auditweb

import (
	"encoding/hex"
	"io"
	"iter"
	"net/http"

	"giamngheo/internal/audit"
	"giamngheo/internal/db"
	"giamngheo/internal/office"
	"giamngheo/internal/web"
)

// format is how the log leaves the system as a file.
type format string

const (
	xlsx format = "xlsx"
	csv  format = "csv"
)

func (f format) mediaType() string {
	if f == csv {
		return "text/csv; charset=utf-8"
	}
	return "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
}

// downloads are the ways to take the lines out as they are narrowed.
func downloads(r *web.Request) (out []web.Link) {
	for _, f := range []format{xlsx, csv} {
		q := r.URL.Query()
		q.Del("before")
		q.Del("lang")
		href := "/audit/" + string(f)
		if len(q) > 0 {
			href += "?" + q.Encode()
		}
		out = append(out, web.Link{Label: r.T("audit.download_" + string(f)), Href: href})
	}
	return out
}

// export sends the lines that the address asks for, from one moment; memory does not grow with them. That they
// were taken out, and how many, is stored before the first byte goes out.
func export(f format) web.Handler {
	return func(w http.ResponseWriter, r *web.Request) error {
		a, err := readAsked(r)
		if err != nil {
			return err
		}
		a.Limit, a.Before = 0, 0
		ctx, l := r.Context(), r.Lang
		sheet := office.Sheet{
			Name: l.T("audit.menu"), Title: l.T("audit.title"), Subtitle: a.unit.TitleIn(l), Landscape: true, Lang: l,
			Columns: []office.Column{
				{Label: l.T("audit.at"), Width: 20},
				{Label: l.T("audit.actor"), Width: 28},
				{Label: l.T("audit.act"), Width: 28},
				{Label: l.T("audit.act_code"), Kind: office.Code, Width: 24},
				{Label: l.T("audit.thing"), Kind: office.Code, Width: 24},
				{Label: l.T("audit.before"), Width: 40},
				{Label: l.T("audit.after"), Width: 40},
				{Label: l.T("audit.chain_number"), Kind: office.Count, Width: 10},
				{Label: l.T("audit.chain_place"), Kind: office.Count, Width: 12},
				{Label: l.T("audit.hash"), Kind: office.Code, Width: 66},
			},
		}
		if demo, training, err := demoOf(r); err != nil {
			return err
		} else if demo {
			sheet.Demo = l.T("web.demo") + ". " + l.T("web.demo_more")
		} else if training {
			sheet.Demo = l.T("operation.training")
		}
		return web.SendMade(w, f.mediaType(), "nhat-ky-"+a.unit.Code+"."+string(f), func(to io.Writer) error {
			var n int64
			err := r.DB().Read(ctx, func(q db.Querier) error {
				rows := entryRows(r, audit.Each(ctx, q, a.Filter), &n)
				if f == csv {
					return office.WriteCSV(to, sheet, rows)
				}
				return office.WriteXLSX(to, sheet, rows)
			})
			if err != nil {
				return err
			}
			told := a.told()
			told["rows"], told["format"] = n, f
			return r.Saw(audit.Line{Act: "audit.export", Thing: "audit", UnitID: a.Area, After: told}, audit.Volume{Exports: 1, Taken: n})
		})
	}
}

// demoOf tells whether the data are invented, so that the file says so.
func demoOf(r *web.Request) (demo, training bool, err error) {
	purpose, err := db.Purpose(r.Context(), r.DB())
	return purpose == db.SettingDemo, purpose == db.SettingTraining, err
}

func entryRows(r *web.Request, all iter.Seq2[audit.Entry, error], n *int64) iter.Seq2[office.Row, error] {
	return func(yield func(office.Row, error) bool) {
		for e, err := range all {
			if err != nil {
				yield(office.Row{}, err)
				return
			}
			*n++
			before, _ := e.Before.(string)
			after, _ := e.After.(string)
			row := office.Row{Values: []any{
				r.Lang.Time(e.At), e.Actor.Name, e.ActName(r.Lang), e.Act, e.Thing, before, after, e.Chain, e.Seq, hex.EncodeToString(e.Hash),
			}}
			if !yield(row, nil) {
				return
			}
		}
	}
}
