package operationweb_test

import (
	"net/http"
	"net/netip"
	"testing"

	"giamngheo/internal/account"
	"giamngheo/internal/db"
	"giamngheo/internal/db/dbtest"
	"giamngheo/internal/job"
	"giamngheo/internal/operation"
	"giamngheo/internal/operation/operationweb"
	"giamngheo/internal/web"
	"giamngheo/internal/web/webtest"
)

func TestThePageShowsWhatMustBeMendedToTheOperatorOnly(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		if err := job.Migrate(t.Context(), d); err != nil {
			t.Fatal(err)
		}
		doctor := operation.NewDoctor(d, operation.Setup{
			Data: t.TempDir(), Addr: "0.0.0.0:8080", Proxies: []netip.Prefix{netip.MustParsePrefix("0.0.0.0/0")}, Version: "0.1.0",
		})
		office := webtest.New(t, d, func(m *web.Mux) { operationweb.Routes(m, doctor) })
		office.Run(t, []webtest.Request{
			{Name: "the administrator", Who: account.Administrator, Path: "/operate", Has: []string{
				"Vận hành", "Phải sửa", "0.0.0.0:8080 qua HTTP không mã hóa", "0.0.0.0/0", "Bản minh hoạ", "giamngheo 0.1.0",
			}, Not: []string{"Không kiểm tra được"}},
			{Name: "in English", Who: account.Administrator, Path: "/operate?lang=en", Has: []string{"must be mended", "Disk space", "ever checked"}},
			{Name: "an officer", Who: account.CommuneOfficer, Path: "/operate", Status: http.StatusForbidden},
			{Name: "nobody", Path: "/operate", Status: http.StatusSeeOther},
		})
	})
}
