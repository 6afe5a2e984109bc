package app

import (
	"context"
	"flag"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"giamngheo/internal/account"
	"giamngheo/internal/db"
	"giamngheo/internal/db/dbtest"
	"giamngheo/internal/demo"
	"giamngheo/internal/household"
	"giamngheo/internal/review"
	"giamngheo/internal/seal"
	"giamngheo/internal/standard"
	"giamngheo/internal/unit"
	"giamngheo/internal/web"
)

// Where BenchmarkPages finds a demonstration, such as the full one; without them it makes the usual one.
var (
	benchData     = flag.String("data", "", "data directory of a demonstration to read pages of")
	benchDatabase = flag.String("database", "", "its URL, when it is on PostgreSQL")
	benchPlans    = flag.String("plans", "", "directory for the plans of the statements of each page")
)

// BenchmarkPages reads each of the pages that are used most, of the assembled program without the network:
//
//	go test -run '^$' -bench Pages -benchmem -cpuprofile cpu.prof ./internal/app
//	go test -run '^$' -bench Pages -data data/full -plans /tmp/plans ./internal/app
func BenchmarkPages(b *testing.B) {
	if *benchData != "" {
		d, err := db.Open(b.Context(), db.Config{Dir: *benchData, URL: *benchDatabase})
		if err != nil {
			b.Fatal(err)
		}
		defer d.Close()
		if err := migrate(b.Context(), d); err != nil {
			b.Fatal(err)
		}
		keys, err := seal.Load(filepath.Join(*benchData, seal.FileName))
		if err != nil {
			b.Fatal(err)
		}
		b.Run(string(d.Engine()), func(b *testing.B) { readPages(b, d, keys) })
		return
	}
	on := map[string]func(testing.TB) *db.DB{"sqlite": dbtest.SQLite}
	if os.Getenv("TEST_POSTGRES") != "" {
		on["postgres"] = dbtest.Postgres
	}
	for name, open := range on {
		b.Run(name, func(b *testing.B) {
			d, keys := open(b), seal.Ephemeral()
			if _, err := demo.Make(b.Context(), d, keys, demo.Options{Seed: 64}); err != nil {
				b.Fatal(err)
			}
			readPages(b, d, keys)
		})
	}
}

// mostUsed are the pages of the province's secretariat, and a commune officer's form.
func mostUsed(b *testing.B, d *db.DB) [][2]string {
	b.Helper()
	by := func(level unit.Level, code string) unit.ID {
		u, err := unit.ByCode(b.Context(), d, level, code, landDay)
		if err != nil {
			b.Fatal(err)
		}
		return u.ID
	}
	province, district, commune := by(unit.Province, "64"), by(unit.District, "630"), by(unit.Commune, "23827")
	villages, err := unit.Children(b.Context(), d, commune, landDay)
	if err != nil {
		b.Fatal(err)
	}
	rounds, err := review.All(b.Context(), d)
	if err != nil {
		b.Fatal(err)
	}
	open, shown := rounds[0].ID, rounds[1].ID
	if rounds[0].Status != review.Open {
		shown = open
		open, err = review.New(d).Open(b.Context(), account.System, review.Round{Year: 2023, Kind: review.Periodic, Edition: "vn-2022", Unit: province, Day: "2023-12-31", Source: "đo"})
		if err != nil {
			b.Fatal(err)
		}
	}
	found, err := review.List(b.Context(), d, review.Filter{Area: commune, Round: shown, Classes: []standard.Class{standard.Poor}, Limit: 1})
	if err != nil {
		b.Fatal(err)
	}
	var ref household.Ref = found[0].Household
	return [][2]string{
		{"province", fmt.Sprint("/units/", province)},
		{"district", fmt.Sprint("/units/", district)},
		{"commune", fmt.Sprint("/units/", commune)},
		{"village", fmt.Sprint("/units/", villages[0].ID)},
		{"list", fmt.Sprint("/units/", commune, "/households")},
		{"household", "/households/" + ref.String()},
		{"search", "/search?q=" + url.QueryEscape("ro cham")},
		{"form", fmt.Sprint("/units/", province, "/forms/1?round=", shown)},
		{"round", fmt.Sprint("/rounds/", open, "?unit=", province)},
		{"targets", fmt.Sprint("/units/", province, "/targets?year=2023")},
		{"assessment", fmt.Sprint("/rounds/", open, "/households/", ref)},
	}
}

func readPages(b *testing.B, d *db.DB, keys *seal.Keys) {
	h := newHouses(d, keys)
	m := web.New(web.Config{DB: d, Accounts: h.Accounts})
	Routes(m, h)
	cookies := map[string][]*http.Cookie{}
	for _, role := range []account.Role{account.ProvinceSecretary, account.CommuneOfficer} {
		cookies[string(role)] = ask(m, http.MethodPost, "/sign-in/demo", url.Values{"role": {string(role)}}, nil).Result().Cookies()
	}
	for _, page := range mostUsed(b, d) {
		name, path := page[0], page[1]
		role := account.ProvinceSecretary
		if name == "assessment" {
			role = account.CommuneOfficer
		}
		b.Run(name, func(b *testing.B) {
			r := request(http.MethodGet, path, nil, cookies[string(role)])
			r.Header.Set("Accept-Encoding", "gzip")
			res := httptest.NewRecorder()
			ctx, trace := db.Observe(b.Context())
			m.ServeHTTP(httptest.NewRecorder(), r)
			m.ServeHTTP(res, r.WithContext(ctx))
			if res.Code != http.StatusOK {
				b.Fatalf("%s = %d", path, res.Code)
			}
			if *benchPlans != "" {
				writePlans(b, d, filepath.Join(*benchPlans, string(d.Engine())+"-"+name), trace.Statements())
			}
			b.ReportAllocs()
			for b.Loop() {
				m.ServeHTTP(httptest.NewRecorder(), r)
			}
			b.ReportMetric(float64(trace.Len()), "queries/op")
			b.ReportMetric(float64(res.Body.Len()), "bytes-sent/op")
		})
	}
}

// writePlans tells what the engine does for each statement, and how long the statement takes alone.
func writePlans(b *testing.B, d *db.DB, path string, all []db.Statement) {
	b.Helper()
	explain := "explain query plan "
	if d.Engine() == db.Postgres {
		explain = "explain (analyze, buffers, costs off) "
	}
	var out strings.Builder
	for _, s := range all {
		if strings.HasPrefix(strings.TrimSpace(s.Text), "insert") {
			continue
		}
		begin := time.Now()
		n := 0
		each(b, d, s.Text, s.Args, func([]any) { n++ })
		fmt.Fprintf(&out, "%v for %d rows: %s\n%v\n", time.Since(begin).Round(10*time.Microsecond), n, s.Text, s.Args)
		each(b, d, explain+s.Text, s.Args, func(row []any) { fmt.Fprintln(&out, "    ", row[len(row)-1]) })
	}
	if err := os.WriteFile(path, []byte(out.String()), 0o600); err != nil {
		b.Fatal(err)
	}
}

func each(b *testing.B, d *db.DB, text string, args []any, see func(row []any)) {
	b.Helper()
	rows, err := d.Query(context.WithoutCancel(b.Context()), text, args...)
	if err != nil {
		b.Fatal(text, err)
	}
	defer rows.Close()
	names, err := rows.Columns()
	if err != nil {
		b.Fatal(err)
	}
	row, into := make([]any, len(names)), make([]any, len(names))
	for i := range row {
		into[i] = &row[i]
	}
	for rows.Next() {
		if err := rows.Scan(into...); err != nil {
			b.Fatal(err)
		}
		see(row)
	}
	if err := rows.Err(); err != nil {
		b.Fatal(err)
	}
}
