package householdweb

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"strconv"
	"time"

	"giamngheo/internal/account"
	"giamngheo/internal/db"
	"giamngheo/internal/roster"
	"giamngheo/internal/unit"
	"giamngheo/internal/web"
)

// exportWithin is how long a list may be in the making: a whole province takes longer than a page may.
const exportWithin = 4 * time.Minute

// downloads are the ways to take the list out as it stands.
func downloads(r *web.Request, u unit.Unit) []web.Link {
	out := make([]web.Link, 0, 2)
	for _, f := range []roster.Format{roster.XLSX, roster.CSV} {
		href := url.URL{Path: listPath(u.ID) + "/" + string(f)}
		q := r.URL.Query()
		for _, name := range []string{"after", "size", "lang"} {
			q.Del(name)
		}
		href.RawQuery = q.Encode()
		out = append(out, web.Link{Label: r.T("householdweb.download_" + string(f)), Href: href.String()})
	}
	return out
}

// export sends the list as a file. It is made whole beside the database before the first byte goes out:
// a failure is then a page that says so and no half file, the audit line tells how many households left,
// and a slow line keeps no snapshot of the database open.
func export(f roster.Format) web.Handler {
	return func(w http.ResponseWriter, r *web.Request) error {
		u, err := r.Unit(account.ExportHouseholds)
		if err != nil {
			return err
		}
		var x listOf
		err = r.DB().Read(r.Context(), func(q db.Querier) error {
			x, err = readListOf(r, q, u)
			return err
		})
		if err != nil {
			return err
		}
		file, err := os.CreateTemp("", "giamngheo-list-")
		if err != nil {
			return err
		}
		defer func() {
			file.Close()
			os.Remove(file.Name())
		}()
		ctx, cancel := context.WithTimeout(context.WithoutCancel(r.Context()), exportWithin)
		defer cancel()
		columns := x.columns
		if !x.chosen {
			columns = nil
		}
		if _, err := roster.Export(ctx, r.DB(), r.Who, x.asked(), columns, f, r.Lang, file); err != nil {
			return err
		}
		size, err := file.Seek(0, io.SeekEnd)
		if err != nil {
			return err
		}
		if _, err := file.Seek(0, io.SeekStart); err != nil {
			return err
		}
		name := fmt.Sprintf("ho-%s-%d.%s", u.Code, x.round.Year, f)
		if x.round.ID == 0 {
			name = fmt.Sprintf("ho-%s.%s", u.Code, f)
		}
		h := w.Header()
		h.Set("Content-Type", f.Type())
		h.Set("Content-Length", strconv.FormatInt(size, 10))
		h.Set("Content-Disposition", `attachment; filename="`+name+`"`)
		h.Set("Cache-Control", "private, no-store")
		_, err = io.Copy(w, file)
		return err
	}
}
