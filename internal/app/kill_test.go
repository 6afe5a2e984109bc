package app_test

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"giamngheo/internal/account"
	"giamngheo/internal/app"
	"giamngheo/internal/audit"
	"giamngheo/internal/db"
	"giamngheo/internal/db/dbtest"
	"giamngheo/internal/demo"
	"giamngheo/internal/household"
	"giamngheo/internal/job"
	"giamngheo/internal/review"
	"giamngheo/internal/seal"
	"giamngheo/internal/unit"
)

// Officers send forms and read pages when the server is killed as by a power cut: every form that was
// acknowledged is there, whole, and the tallies are what a recount gives.
func TestAKilledServerLosesNothingAcknowledged(t *testing.T) {
	t.Parallel()
	for name, to := range dbtest.Targets(t) {
		t.Run(name, func(t *testing.T) {
			data := t.TempDir()
			if to.Dir != "" {
				data = to.Dir
			}
			round, refs := busyCommune(t, to, data)
			base, kill := serveApart(t, data, to.URL)
			who := oneClick(t, base)
			var mu sync.Mutex
			acked, sent := map[household.Ref]int{}, map[household.Ref]int{}
			under := make(chan struct{}) // closed when enough was acknowledged
			var enough sync.Once
			var wg sync.WaitGroup
			const officers, before = 40, 400
			for i := range officers {
				wg.Go(func() {
					for n := 0; ; n++ {
						ref := refs[(n*officers+i)%len(refs)/officers*officers+i]
						points := 70 + (n*7+i)%110
						mu.Lock()
						sent[ref] = points
						mu.Unlock()
						if err := sendForm(who, base, round, ref, points); err != nil {
							return // the server is gone
						}
						mu.Lock()
						acked[ref] = points
						if len(acked) >= min(before, len(refs)/2) {
							enough.Do(func() { close(under) })
						}
						mu.Unlock()
						if n%5 == 4 {
							if res, err := who.Get(base + "/households/" + ref.String()); err == nil {
								_, _ = io.Copy(io.Discard, res.Body)
								res.Body.Close()
							}
						}
					}
				})
			}
			select {
			case <-under:
			case <-time.After(2 * time.Minute):
				t.Error("too few forms were acknowledged")
			}
			kill()
			wg.Wait()

			d, err := db.Open(t.Context(), to)
			if err != nil {
				t.Fatal(err)
			}
			defer d.Close()
			found, err := review.OfHouseholds(t.Context(), d, round, refs)
			if err != nil {
				t.Fatal(err)
			}
			for ref, points := range acked {
				// The last form of a household may have been stored without its answer having got through.
				if got, ok := found[ref]; !ok || got.PointsA != points && got.PointsA != sent[ref] {
					t.Errorf("%s: %d points acknowledged, stored %v %d", ref, points, ok, got.PointsA)
				}
			}
			err = d.Read(t.Context(), func(q db.Querier) error {
				differences, checked, err := review.VerifyCounting(t.Context(), q, round)
				if len(differences) > 0 || checked.Households == 0 {
					t.Errorf("%d households recounted, differences %v", checked.Households, differences)
				}
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
			// The acts that were under way left no half line either: every chain is whole.
			v, err := audit.Verify(t.Context(), d, nil, func(f audit.Finding) { t.Errorf("audit: %+v", f) })
			if err != nil || v.Lines < int64(len(acked)) {
				t.Errorf("%d audit lines for %d households, %v", v.Lines, len(acked), err)
			}
		})
	}
}

// busyCommune makes a district of the demonstration with the year's round under way, and gives the households
// of the commune in which the demonstration's officer works.
func busyCommune(t *testing.T, to db.Config, data string) (review.RoundID, []household.Ref) {
	t.Helper()
	ctx := t.Context()
	d, err := db.Open(ctx, to)
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	if err := d.Migrate(ctx); err != nil {
		t.Fatal(err)
	}
	if err := job.Migrate(ctx, d); err != nil {
		t.Fatal(err)
	}
	keys, err := seal.Load(filepath.Join(data, seal.FileName))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := demo.Make(ctx, d, keys, demo.Options{Seed: 64, Districts: []string{"630"}}); err != nil {
		t.Fatal(err)
	}
	province, err := unit.ByCode(ctx, d, unit.Province, "64", "2022-12-31")
	if err != nil {
		t.Fatal(err)
	}
	round, err := review.New(d).Open(ctx, account.System, review.Round{
		Year: 2023, Kind: review.Periodic, Edition: "vn-2022", Unit: province.ID, Day: "2023-12-31", Source: "thử",
	})
	if err != nil {
		t.Fatal(err)
	}
	commune, err := unit.ByCode(ctx, d, unit.Commune, "23827", "2022-12-31")
	if err != nil {
		t.Fatal(err)
	}
	rows, err := d.Query(ctx, `select id from household where commune_id = $1 and ended = '' order by id limit 400`, int64(commune.ID))
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	var refs []household.Ref
	for rows.Next() {
		ref := household.Ref{Commune: commune.ID}
		if err := rows.Scan(&ref.ID); err != nil {
			t.Fatal(err)
		}
		refs = append(refs, ref)
	}
	if err := rows.Err(); err != nil || len(refs) < 200 {
		t.Fatalf("%d households, %v", len(refs), err)
	}
	return round, refs[:len(refs)/40*40]
}

// serveApart serves in a process of its own.
func serveApart(t *testing.T, data, database string) (base string, kill func()) {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), os.Args[0], "-test.run", "^TestServeChild$")
	cmd.Env = append(os.Environ(), "SERVE_CHILD="+data, "SERVE_DATABASE="+database)
	r, err := cmd.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	kill = func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
	}
	t.Cleanup(kill)
	var log strings.Builder
	lines := bufio.NewScanner(r)
	for lines.Scan() {
		fmt.Fprintln(&log, lines.Text())
		var line struct{ Msg, URL string }
		if json.Unmarshal(lines.Bytes(), &line) == nil && line.Msg == "serving" {
			go io.Copy(io.Discard, r) //nolint:errcheck // the rest of the log is for nobody
			return line.URL, kill
		}
	}
	t.Fatalf("the server did not start:\n%s", log.String())
	return "", kill
}

// TestServeChild is the server that is killed.
func TestServeChild(t *testing.T) {
	data := os.Getenv("SERVE_CHILD")
	if data == "" {
		return // only TestAKilledServerLosesNothingAcknowledged starts it
	}
	args := []string{"serve", "--addr", "127.0.0.1:0", "--log-format", "json", "--data", data}
	if u := os.Getenv("SERVE_DATABASE"); u != "" {
		args = append(args, "--database", u)
	}
	if code := app.Run(context.Background(), args, strings.NewReader(""), io.Discard, os.Stderr); code != 0 {
		t.Errorf("serve ended with %d", code)
	}
}

// oneClick signs in as the demonstration's officer of a commune.
func oneClick(t *testing.T, base string) *http.Client {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	who := &http.Client{
		Jar: jar, Transport: &http.Transport{MaxIdleConnsPerHost: 64},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	res, err := who.PostForm(base+"/sign-in/demo", url.Values{"role": {string(account.CommuneOfficer)}})
	if err != nil {
		t.Fatal(err)
	}
	res.Body.Close()
	if res.StatusCode != http.StatusSeeOther {
		t.Fatalf("signing in: %s", res.Status)
	}
	return who
}

// sendForm sends the review of a household; without an error it was acknowledged.
func sendForm(who *http.Client, base string, round review.RoundID, ref household.Ref, points int) error {
	res, err := who.PostForm(base+"/rounds/"+strconv.FormatInt(int64(round), 10)+"/households/"+ref.String(), url.Values{
		"members": {"4"}, "children": {"1"}, "points_a": {strconv.Itoa(points)}, "deprived": {strconv.Itoa(1 + points%12)},
	})
	if err != nil {
		return err
	}
	defer res.Body.Close()
	if res.StatusCode != http.StatusSeeOther {
		return fmt.Errorf("%s: %s", ref, res.Status)
	}
	return nil
}
