package householdweb

import (
	"fmt"
	"io"
	"net/http"
	"net/url"
	"time"

	"giamngheo/internal/account"
	"giamngheo/internal/db"
	"giamngheo/internal/roster"
	"giamngheo/internal/unit"
	"giamngheo/internal/web"
)

// exporting is how long a list may be in the making and on its way: a whole province takes longer than a
// page may.
var exporting = web.Limits{Body: 1 << 10, Within: 10 * time.Minute}

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

// export sends the list as a file.
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
		columns := x.columns
		if !x.chosen {
			columns = nil
		}
		name := fmt.Sprintf("ho-%s-%d.%s", u.Code, x.round.Year, f)
		if x.round.ID == 0 {
			name = fmt.Sprintf("ho-%s.%s", u.Code, f)
		}
		return web.SendMade(w, f.Type(), name, func(to io.Writer) error {
			_, err := roster.Export(r.Context(), r.DB(), r.Who, x.asked(), columns, f, r.Lang, to)
			return err
		})
	}
}
