package app

import (
	"bytes"
	"context"
	"fmt"
	"io/fs"
	"log/slog"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"giamngheo/internal/account"
	"giamngheo/internal/db"
	"giamngheo/internal/household"
	"giamngheo/internal/lang"
	"giamngheo/internal/seal"
	"giamngheo/internal/web"
)

// planted are numbers that stand nowhere else: of the stored person, and of a person who is refused.
var planted = []string{"064067918273", "064067817263"}

// A planted identity number stands in no file but the sealed one, in no line of the log, in no page,
// no audit line, no error and no output of a command.
func TestAPlantedNumberIsNowhere(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	d, err := db.Open(t.Context(), db.Config{Dir: dir})
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	if err := migrate(t.Context(), d); err != nil {
		t.Fatal(err)
	}
	keys, err := seal.Load(filepath.Join(dir, seal.FileName))
	if err != nil {
		t.Fatal(err)
	}
	h := newHouses(d, keys)
	l := newLand(t, d, h)
	seen := map[string]string{}
	see := func(where, text string) { seen[where] += text }

	got, err := h.Households.Get(t.Context(), account.System, l.commune.ref)
	if err != nil {
		t.Fatal(err)
	}
	got.Persons = make([]household.Person, 4)
	for i := range got.Persons {
		got.Persons[i] = household.Person{
			Position: i + 1, Name: fmt.Sprint("Đinh ", i), Sex: household.Male, Born: "1967", Ethnic: household.Bahnar, Relation: household.Child,
		}
	}
	got.Persons[0].Name, got.Persons[0].Relation, got.Persons[0].Identity = got.Head, household.Head, household.Identity(planted[0])
	if err := h.Households.Update(t.Context(), account.System, got); err != nil {
		t.Fatal(err)
	}
	got.Version++
	// Refused: the number belongs to a woman of another year.
	got.Persons[1].Sex, got.Persons[1].Born, got.Persons[1].Identity = household.Female, "1990", household.Identity(planted[1])
	err = h.Households.Update(t.Context(), account.System, got)
	if err == nil {
		t.Fatal("a number of somebody else was stored")
	}
	see("the error", err.Error()+lang.Vi.Error(err)+lang.En.Error(err)+fmt.Sprintf("%+v %#v", got, got))

	var log bytes.Buffer
	m := web.New(web.Config{DB: d, Accounts: h.Accounts, Log: slog.New(slog.NewJSONHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug}))})
	Routes(m, h)
	masked := false
	for _, role := range account.Roles {
		cookies := ask(m, http.MethodPost, "/sign-in/demo", url.Values{"role": {string(role)}}, nil).Result().Cookies()
		for _, path := range []string{
			"/households/" + l.commune.ref.String(), "/households/" + l.commune.ref.String() + "?lang=en", fmt.Sprintf("/units/%d/households", l.commune.id),
			fmt.Sprintf("/units/%d", l.commune.id), "/search?q=chuho0", "/search?q=" + planted[0][6:], "/audit", "/audit?thing=household:" + l.commune.ref.String(), "/nowhere",
		} {
			res := ask(m, http.MethodGet, path, nil, cookies)
			body := res.Body.String()
			masked = masked || strings.Contains(body, household.Identity(planted[0]).Mask())
			// What was typed in the search is told back, and is no more than half a number here.
			see("page "+path, body+fmt.Sprint(res.Header()))
		}
	}
	if !masked {
		t.Error("no page shows the mask: this test looks past the number")
	}
	// A search for the whole number finds nobody and writes it to no log.
	secretary := ask(m, http.MethodPost, "/sign-in/demo", url.Values{"role": {string(account.ProvinceSecretary)}}, nil).Result().Cookies()
	if body := ask(m, http.MethodGet, "/search?q="+planted[0], nil, secretary).Body.String(); strings.Contains(body, l.commune.words[0]) {
		t.Error("the search by name finds by identity number")
	}
	see("the log", log.String())
	for _, args := range [][]string{
		{"household", "list", "--unit", "23827", "--date", string(landDay), "--format", "json"},
		{"household", "search", "chuho0", "--unit", "23827", "--date", string(landDay), "--format", "json"},
		{"household", "search", "chuho0", "--unit", "23827", "--date", string(landDay)},
	} {
		var out, errs bytes.Buffer
		if code := Run(t.Context(), append(args, "--data", dir), strings.NewReader(""), &out, &errs); code != 0 || !strings.Contains(out.String(), l.commune.words[0]) {
			t.Errorf("%v = %d: %s%s", args, code, out.String(), errs.String())
		}
		see("giamngheo "+strings.Join(args, " "), out.String()+errs.String())
	}
	see("the audit lines", told(t, d))
	err = filepath.WalkDir(dir, func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		b, err := os.ReadFile(path)
		see("file "+filepath.Base(path), string(b))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if seen["file "+db.FileName+"-wal"] == "" || seen["the log"] == "" || seen["the audit lines"] == "" {
		t.Error("a place where the number could stand was not looked at")
	}
	for where, text := range seen {
		for _, number := range planted {
			for _, part := range []string{number, number[3:]} {
				if strings.Contains(text, part) {
					t.Errorf("%s holds %s", where, part)
				}
			}
		}
	}
}

// told is what all audit lines say.
func told(t *testing.T, d *db.DB) string {
	t.Helper()
	var b strings.Builder
	err := d.Read(context.Background(), func(q db.Querier) error {
		rows, err := q.Query(t.Context(), `select act, actor, thing, before, after from audit_line`)
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			var act, actor, thing, before, after string
			if err := rows.Scan(&act, &actor, &thing, &before, &after); err != nil {
				return err
			}
			fmt.Fprintln(&b, act, actor, thing, before, after)
		}
		return rows.Err()
	})
	if err != nil {
		t.Fatal(err)
	}
	return b.String()
}
