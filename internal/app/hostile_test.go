package app

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/xml"
	"fmt"
	"html"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"giamngheo/internal/account"
	"giamngheo/internal/db"
	"giamngheo/internal/db/dbtest"
	"giamngheo/internal/household"
	"giamngheo/internal/unit"
)

const (
	// hostile is a text that would end an attribute, an element, an SQL string and a header, if anything
	// took it for more than text.
	hostile = "zq'\"><i>\\\r\nX-Evil: 1;--"
	// planting is one that would run in a page.
	planting = `zq"><script>planted(1)</script><b onmouseover="planted(2)" x='`
)

// names are those that pages read from addresses and forms, and some that they do not.
var names = []string{
	"q", "sort", "cols", "size", "after", "class", "village", "unit", "area", "round", "lang", "next", "thing", "account", "act", "year", "edit", "day", "name",
	"list-name", "address", "note", "kind", "show", "table", "typed", "rule", "want", "deep", "n", "format", "id", "commune", "deprived", "ethnic", "flags", "movement", "part", "step", "file", "code", "head",
}

// What a reader writes into an address or a form is an argument of a statement, never a part of its text;
// it comes back in pages as text, and breaks no header.
func TestNoTextOfAReaderReachesSQLOrAHeader(t *testing.T) {
	t.Parallel()
	w := newWorked(t, dbtest.SQLite(t))
	asked := 0
	look := func(method, path string, form url.Values, role account.Role) {
		t.Helper()
		asked++
		res, statements := w.observe(method, path, form, role)
		for _, s := range statements {
			if strings.Contains(s.Text, "zq") {
				t.Errorf("%s %s: the text of a statement holds what was written:\n%s", method, path, s.Text)
			}
		}
		for name, values := range res.Header() {
			for _, v := range values {
				if strings.ContainsAny(v, "\r\n") || name == "X-Evil" || strings.Contains(v, `zq'"`) {
					t.Errorf("%s %s: header %s holds %q", method, path, name, v)
				}
			}
		}
		if to := res.Header().Get("Location"); to != "" && (!strings.HasPrefix(to, "/") || strings.HasPrefix(to, "//")) {
			t.Errorf("%s %s leads to %q", method, path, to)
		}
		if strings.Contains(res.Body.String(), "zq'\"><i>") && !strings.Contains(res.Header().Get("Content-Type"), "text/csv") {
			t.Errorf("%s %s: the page holds what was written as it was written", method, path)
		}
		if res.Code >= http.StatusInternalServerError {
			t.Errorf("%s %s = %d", method, path, res.Code)
		}
	}
	for _, rt := range w.m.Routes() {
		method, _, _ := strings.Cut(rt.Pattern, " ")
		for _, role := range []account.Role{account.CommuneOfficer, account.ProvinceSecretary, account.Auditor, account.Administrator} {
			if !rt.Open(role) || rt.Pattern == "POST /sign-out" {
				continue
			}
			own := w.own(role)
			tries, _ := w.tries(rt.Pattern, own, own)
			for i, one := range tries {
				if i > 0 {
					break
				}
				path, query, _ := strings.Cut(one.path, "?")
				if method == http.MethodGet {
					// A few names at once: one that is refused must not hide all others.
					for some := range slices.Chunk(names, 6) {
						v := url.Values{}
						for _, name := range some {
							v.Set(name, hostile)
						}
						look(method, path+"?"+query+"&"+v.Encode(), nil, role)
					}
					look(method, path+"?"+query+"&"+url.Values{hostile: {hostile}}.Encode(), nil, role)
				}
				for name := range one.form {
					form := url.Values{}
					for k, v := range one.form {
						form[k] = v
					}
					form[name] = []string{hostile}
					look(method, one.path, form, role)
				}
				// Each step of the path in turn.
				steps := strings.Split(path, "/")
				for k := range steps {
					if steps[k] == "" {
						continue
					}
					bent := slices.Clone(steps)
					bent[k] = url.PathEscape(hostile)
					look(method, strings.Join(bent, "/"), one.form, role)
				}
			}
			break // the first role that may pass
		}
	}
	t.Logf("%d requests", asked)
	if asked < 400 {
		t.Errorf("only %d requests were made", asked)
	}
}

// free are the columns in which somebody's free text stands; other texts of the register are codes,
// days and numbers, read by types of their own.
var free = map[string][]string{
	"household":          {"code", "head", "address", "ethnic_given"},
	"household_person":   {"name"},
	"unit":               {"name", "source"},
	"unit_base":          {"source"},
	"review_round":       {"source"},
	"review_card":        {"title"},
	"target":             {"reason", "basis"},
	"account":            {"name"},
	"worklist":           {"name"},
	"worklist_household": {"note"},
	"intake":             {"file", "who"},
	"audit_line":         {"actor"},
}

// coded are the other texts of the household tables.
var coded = map[string][]string{
	"household":        {"ethnic", "ended"},
	"household_person": {"sex", "born", "ethnic", "relation"},
}

// A script that somebody has written into any free text of the database stands on pages as text, and in
// spreadsheets as a cell's text. Every page that links lead to is looked at, as the secretary and others.
func TestAPlantedScriptIsTextOnEveryPage(t *testing.T) {
	t.Parallel()
	d := dbtest.SQLite(t)
	w := newWorked(t, d)
	for table, known := range coded {
		for _, c := range textColumns(t, d, table) {
			if !slices.Contains(known, c) && !slices.Contains(free[table], c) {
				t.Errorf("%s.%s: is it free text (free) or a code (coded)?", table, c)
			}
		}
	}
	err := d.Write(t.Context(), func(ctx context.Context, tx *db.Tx) error {
		for table, columns := range free {
			for _, c := range columns {
				where := ""
				if table == "unit" {
					where = " where level = 'village'" // the units of the country are ours
				}
				if _, err := tx.Exec(ctx, "update "+table+" set "+c+" = "+c+" || $1"+where, planting); err != nil {
					return fmt.Errorf("%s.%s: %w", table, c, err)
				}
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	shown, looked := 0, 0
	for _, role := range []account.Role{account.ProvinceSecretary, account.CommuneOfficer, account.Auditor, account.Administrator} {
		seen, queue := map[string]bool{}, []string{"/", "/rounds", "/lists", "/imports", "/audit", "/operate", "/search?q=dinh"}
		for _, rt := range w.m.Routes() {
			if strings.HasPrefix(rt.Pattern, "GET ") && rt.Open(role) {
				for _, v := range w.addresses(rt.Pattern, role, w.own(role)) {
					queue = append(queue, v.path)
				}
			}
		}
		for len(queue) > 0 && len(seen) < 60 {
			path := queue[0]
			queue = queue[1:]
			if seen[path] || strings.HasPrefix(path, "/assets/") || strings.Contains(path, "lang=en") {
				continue
			}
			seen[path] = true
			res, _ := w.observe(http.MethodGet, path, nil, role)
			looked++
			body := res.Body.String()
			if to := res.Header().Get("Location"); to != "" {
				queue = append(queue, to)
			}
			if res.Code >= http.StatusInternalServerError {
				t.Errorf("%s: %s = %d", role, path, res.Code)
			}
			if strings.HasPrefix(body, "PK") {
				wellFormed(t, path, body)
				continue
			}
			if strings.Contains(res.Header().Get("Content-Type"), "text/html") {
				if m := live.FindString(body); m != "" {
					t.Errorf("%s: %s holds %q", role, path, m)
				}
				if strings.Contains(body, "&lt;script&gt;planted(1)") {
					shown++
				}
				for _, m := range links.FindAllStringSubmatch(body, -1) {
					queue = append(queue, html.UnescapeString(m[1]))
				}
			}
		}
	}
	t.Logf("%d pages looked at, the text stood on %d", looked, shown)
	if shown < 50 {
		t.Errorf("the planted text stood on %d pages of %d: the test proves little", shown, looked)
	}
}

var (
	// live is the planted text where a browser would run it.
	live  = regexp.MustCompile(`<script>planted|<[^>]*\sonmouseover="planted`)
	links = regexp.MustCompile(`href="(/[^"#]*)"`)
)

// wellFormed demands that every part of an office file is XML that holds the planted text as text alone.
func wellFormed(t *testing.T, path, body string) {
	t.Helper()
	z, err := zip.NewReader(strings.NewReader(body), int64(len(body)))
	if err != nil {
		t.Errorf("%s: %v", path, err)
		return
	}
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		b, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		if !strings.HasSuffix(f.Name, ".xml") && !strings.HasSuffix(f.Name, ".rels") {
			continue
		}
		dec := xml.NewDecoder(bytes.NewReader(b))
		for {
			token, err := dec.Token()
			if err == io.EOF {
				break
			}
			if err != nil {
				t.Errorf("%s: %s: %v", path, f.Name, err)
				break
			}
			if e, ok := token.(xml.StartElement); ok && (e.Name.Local == "script" || e.Name.Local == "f") {
				t.Errorf("%s: %s holds the element %s", path, f.Name, e.Name.Local)
			}
		}
	}
}

// textColumns are the columns of a table that hold text.
func textColumns(t *testing.T, d *db.DB, table string) (out []string) {
	t.Helper()
	rows, err := d.Query(t.Context(), "select name from pragma_table_info($1) where upper(type) = 'TEXT'", table)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		var c string
		if err := rows.Scan(&c); err != nil {
			t.Fatal(err)
		}
		out = append(out, c)
	}
	if err := rows.Err(); err != nil || len(out) == 0 {
		t.Fatalf("%s has no text: %v", table, err)
	}
	return out
}

// A household that is elsewhere costs the same statements as one that is nowhere: the time of a refusal
// tells nothing.
func TestARefusalCostsTheSameWhetherThereIsSomethingOrNot(t *testing.T) {
	t.Parallel()
	w := newWorked(t, dbtest.SQLite(t))
	var far household.Ref
	for _, p := range w.all {
		if w.levels[p] == unit.Commune && !w.own(account.CommuneOfficer).covers(p) && len(w.households(p)) > 0 {
			far = w.households(p)[0]
		}
	}
	for _, format := range []string{"/households/%d/%d", "/households/%d/%d/edit", fmt.Sprintf("/rounds/%d/households/", w.open) + "%d/%d"} {
		ask := func(id int64) (int, []string) {
			res, statements := w.observe(http.MethodGet, fmt.Sprintf(format, far.Commune, id), nil, account.CommuneOfficer)
			var texts []string
			for _, s := range statements {
				texts = append(texts, s.Text)
			}
			return res.Code, texts
		}
		there, a := ask(int64(far.ID))
		not, b := ask(987654)
		if there != http.StatusNotFound || not != there || !slices.Equal(a, b) {
			t.Errorf("%s: %d by %d statements where there is one, %d by %d where there is none", format, there, len(a), not, len(b))
		}
	}
}
