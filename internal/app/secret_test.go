package app

import (
	"bytes"
	"context"
	"fmt"
	"io/fs"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"giamngheo/internal/account"
	"giamngheo/internal/db"
	"giamngheo/internal/db/dbtest"
	"giamngheo/internal/household"
	"giamngheo/internal/intake"
	"giamngheo/internal/lang"
	"giamngheo/internal/seal"
	"giamngheo/internal/web"
)

// planted are numbers that stand nowhere else: of the stored person, of a person who is refused, of an import
// with errors, and what stands beside them.
var planted = struct {
	identity, refused, phone, bank, imported, importedPhone, wrong string
	name                                                           string // of somebody whom logs must not name
}{
	"064067918273", "064067817263", "0905738291", "5100738291064", "064067736251", "0912736455", "0646773625", "Tênriêng Mốclạ",
}

// all are the numbers, and the part of each that no mask shows.
func allPlanted() (out []string) {
	for _, n := range []string{planted.identity, planted.refused, planted.phone, planted.bank, planted.imported, planted.importedPhone, planted.wrong} {
		out = append(out, n, n[1:len(n)-4]+n[len(n)-4:len(n)-3])
	}
	return out
}

// Planted numbers stand in no file, table, log line, page, address, cookie, audit line, error, job, metric, export,
// backup, training copy, panic or output of a command; a planted name stands in no log, metric or address.
func TestPlantedNumbersAreNowhere(t *testing.T) {
	t.Parallel()
	for engine, to := range dbtest.Targets(t) {
		t.Run(engine, func(t *testing.T) {
			t.Parallel()
			p := plant(t, to)
			p.refusals(t)
			p.pages(t)
			p.imports(t)
			p.commands(t)
			p.everyTable(t)
			p.everyFile(t)
			p.judge(t)
		})
	}
}

// garden is an installation with planted values, and all that it was seen to say.
type garden struct {
	to   db.Config
	data string
	d    *db.DB
	h    Houses
	keys *seal.Keys
	l    *land
	m    *web.Mux
	log  *bytes.Buffer
	seen map[string]string
	// own are pages that a reader asked for a number of his own, or typed one into.
	cookies map[account.Role][]*http.Cookie
}

func plant(t *testing.T, to db.Config) *garden {
	t.Helper()
	p := &garden{to: to, data: to.Dir, seen: map[string]string{}, log: &bytes.Buffer{}, cookies: map[account.Role][]*http.Cookie{}}
	if p.data == "" {
		p.data = t.TempDir()
	}
	var err error
	if p.d, err = db.Open(t.Context(), to); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = p.d.Close() })
	if err := migrate(t.Context(), p.d); err != nil {
		t.Fatal(err)
	}
	keys, err := seal.Load(filepath.Join(p.data, seal.FileName))
	if err != nil {
		t.Fatal(err)
	}
	p.h, p.keys = newHouses(p.d, keys), keys
	p.l = newLand(t, p.d, p.h)
	got, err := p.h.Households.Get(t.Context(), account.System, p.l.village.ref)
	if err != nil {
		t.Fatal(err)
	}
	got.Persons = make([]household.Person, 4)
	for i := range got.Persons {
		got.Persons[i] = household.Person{
			Position: i + 1, Name: fmt.Sprint("Đinh ", i), Sex: household.Male, Born: "1967", Ethnic: household.Bahnar, Relation: household.Child,
		}
	}
	got.Persons[0].Name, got.Persons[0].Relation, got.Persons[0].Identity = got.Head, household.Head, household.Identity(planted.identity)
	got.Persons[1].Name = planted.name
	got.Phone, got.BankName, got.Bank = household.Number(planted.phone), "Agribank Thử", household.Number(planted.bank)
	// By a service that no closed review guards: the members come in at once.
	if err := household.NewService(p.d, keys).Update(t.Context(), account.System, got); err != nil {
		t.Fatal(err)
	}
	metrics := newMetrics(p.d)
	p.m = web.New(web.Config{
		DB: p.d, Accounts: p.h.Accounts, Observe: metrics.request,
		Log: slog.New(slog.NewJSONHandler(p.log, &slog.HandlerOptions{Level: slog.LevelDebug})),
	})
	Routes(p.m, p.h)
	p.m.Handle("GET /metrics", metrics.handler())
	p.m.Page("GET /panic", account.ReadHouseholds, func(_ http.ResponseWriter, r *web.Request) error {
		list, err := p.h.Households.FindNumber(r.Context(), account.System, planted.phone, p.l.commune.id)
		if err != nil || len(list) != 1 {
			return fmt.Errorf("%d households, %w", len(list), err)
		}
		n, err := p.h.Households.Reveal(r.Context(), account.System, list[0].Ref, household.IdentityOf(1), "inspect", "")
		if err != nil {
			return err
		}
		panic(fmt.Errorf("household %+v with %v, %s, %q, %#v, %x", list[0].Ref, n, n, n, struct{ N household.Number }{n}, n))
	})
	for _, role := range account.Roles {
		p.cookies[role] = ask(p.m, http.MethodPost, "/sign-in/demo", url.Values{"role": {string(role)}}, nil).Result().Cookies()
	}
	return p
}

func (p *garden) see(where, text string) { p.seen[where] += text }

func (p *garden) ask(role account.Role, method, path string, form url.Values) *httptest.ResponseRecorder {
	res := ask(p.m, method, path, form, p.cookies[role])
	where := fmt.Sprintf("%s: %s %s", role, method, path)
	p.see("headers of "+where, fmt.Sprint(res.Header()))
	p.see("page "+where, res.Body.String())
	return res
}

// refusals are errors about numbers.
func (p *garden) refusals(t *testing.T) {
	t.Helper()
	got, err := p.h.Households.Get(t.Context(), account.System, p.l.village.ref)
	if err != nil {
		t.Fatal(err)
	}
	// The number belongs to a woman of another year.
	got.Persons[1].Sex, got.Persons[1].Born, got.Persons[1].Identity = household.Female, "1990", household.Identity(planted.refused)
	got.Phone = household.Number(planted.wrong + "99")
	err = household.NewService(p.d, p.keys).Update(t.Context(), account.System, got)
	if err == nil {
		t.Fatal("a number of somebody else was stored")
	}
	p.see("the error", err.Error()+lang.Vi.Error(err)+lang.En.Error(err)+fmt.Sprintf("%+v %#v", got, got))
}

func (p *garden) pages(t *testing.T) {
	t.Helper()
	ref := p.l.village.ref.String()
	masked := map[string]bool{}
	for _, role := range account.Roles {
		for _, path := range []string{
			"/households/" + ref, "/households/" + ref + "?lang=en", fmt.Sprintf("/units/%d/households?cols=members,marks,address", p.l.commune.id),
			fmt.Sprintf("/units/%d/households/csv", p.l.commune.id), fmt.Sprintf("/units/%d/households/xlsx", p.l.commune.id),
			fmt.Sprintf("/units/%d/forms/14/csv?round=%d", p.l.commune.id, p.l.round), fmt.Sprintf("/units/%d", p.l.commune.id), "/households/" + ref + "/edit",
			"/search?q=chuho0", "/audit", "/audit?thing=household:" + ref, "/imports", "/operate", "/nowhere", "/panic",
		} {
			body := p.ask(role, http.MethodGet, path, nil).Body.String()
			for _, n := range []string{planted.identity, planted.phone, planted.bank} {
				masked[n] = masked[n] || strings.Contains(body, household.Number(n).Mask())
			}
		}
		for _, typed := range []string{planted.identity, planted.phone, planted.bank, "+84" + planted.phone[1:], planted.refused} {
			res := p.ask(role, http.MethodPost, "/search", url.Values{"q": {typed}})
			if found := strings.Contains(res.Body.String(), p.l.village.words[0]); role == account.CommuneOfficer && found == (typed == planted.refused) {
				t.Errorf("a search by a number finds its household: %t", found)
			}
			// An address with a number leads away from it, and nothing is told back.
			if res := ask(p.m, http.MethodGet, "/search?q="+url.QueryEscape(typed), nil, p.cookies[role]); role == account.CommuneOfficer {
				p.see("a search by address", res.Body.String()+fmt.Sprint(res.Header()))
			}
		}
	}
	for n, ok := range masked {
		if !ok {
			t.Errorf("no page shows the mask %s: this test looks past the number", household.Number(n).Mask())
		}
	}
	// Asked for with a purpose it shows, and only then: the answer is not to be kept, and is not looked through.
	res := ask(p.m, http.MethodPost, "/households/"+ref+"/numbers", url.Values{"which": {"bank"}, "purpose": {"pay"}, "note": {"xem " + planted.bank}}, p.cookies[account.CommuneOfficer])
	if flat := strings.ReplaceAll(res.Body.String(), "\u00a0", ""); !strings.Contains(flat, planted.bank) || !strings.Contains(res.Header().Get("Cache-Control"), "no-store") {
		t.Errorf("asked for with a purpose: %d, %s", res.Code, res.Header().Get("Cache-Control"))
	}
	p.see("headers of the answer", fmt.Sprint(res.Header()))
	p.see("metrics", ask(p.m, http.MethodGet, "/metrics", nil, nil).Body.String())
}

// imports bring numbers in with errors beside them.
func (p *garden) imports(t *testing.T) {
	t.Helper()
	code := p.l.village.words[1]
	text := "Mã hộ,Mã xã,Số điện thoại\n" + code + ",23827," + planted.importedPhone + "\nKHÔNGCÓ,23827," + planted.wrong + "9\n"
	people := "Mã hộ,Mã xã,Họ tên,Giới tính,Năm sinh,Quan hệ với chủ hộ,Số CCCD\n" +
		code + ",23827,Đinh " + p.l.village.words[0] + ",Nam,1967,chủ hộ," + planted.imported + "\n" +
		code + ",23827," + planted.name + ",Nữ," + planted.refused + ",con," + planted.wrong + "\n"
	for kind, sheet := range map[intake.Kind]string{intake.Households: text, intake.Persons: people} {
		id, err := p.h.Imports.Receive(t.Context(), account.System, intake.Upload{Kind: kind, Area: p.l.commune.id, Year: 2022, File: "so.csv"}, strings.NewReader(sheet))
		if err != nil {
			t.Fatal(err)
		}
		i, err := p.h.Imports.Preview(t.Context(), account.System, id, intake.Choices{})
		if err != nil {
			t.Fatal(err)
		}
		if i.Preview.Rejected == 0 {
			t.Errorf("%s: nothing was rejected", kind)
		}
		p.see("the preview of "+string(kind), fmt.Sprintf("%+v", i.Preview))
		for _, role := range []account.Role{account.CommuneOfficer, account.DistrictOfficer, account.ProvinceSecretary} {
			p.ask(role, http.MethodGet, fmt.Sprintf("/imports/%d", id), nil)
		}
	}
	good := "Mã hộ,Mã xã,Số điện thoại\n" + code + ",23827," + planted.importedPhone + "\n"
	id, err := p.h.Imports.Receive(t.Context(), account.System, intake.Upload{Kind: intake.Households, Area: p.l.commune.id, Year: 2022, File: "so.csv"}, strings.NewReader(good))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := p.h.Imports.Preview(t.Context(), account.System, id, intake.Choices{}); err != nil {
		t.Fatal(err)
	}
	if i, err := p.h.Imports.Commit(t.Context(), account.System, id); err != nil || i.Status != intake.Committed {
		t.Fatalf("%s, %v", i.Status, err)
	}
}

// commands are what an operator runs, with backup and training copy.
func (p *garden) commands(t *testing.T) {
	t.Helper()
	out := t.TempDir()
	base := []string{"--data", p.data}
	if p.to.URL != "" {
		base = append(base, "--database", p.to.URL)
	}
	for _, args := range [][]string{
		{"household", "list", "--unit", "23827", "--date", string(landDay), "--format", "json"},
		{"household", "search", "chuho0", "--unit", "23827", "--date", string(landDay), "--format", "json"},
		{"household", "search", planted.identity, "--unit", "23827", "--date", string(landDay)},
		{"import", "list"},
		{"config"},
		{"doctor"},
		{"keys", "status"},
		{"backup", "--plain", "--out", filepath.Join(out, "backup")},
	} {
		var text, errs bytes.Buffer
		Run(t.Context(), append(args, base...), strings.NewReader(""), &text, &errs)
		where := "giamngheo " + strings.Join(args[:min(2, len(args))], " ")
		said := text.String() + errs.String()
		if args[len(args)-1] == planted.identity || len(args) > 2 && args[2] == planted.identity {
			said = strings.ReplaceAll(said, planted.identity, "") // what was typed is told back to who typed it
		}
		p.see(where, said)
	}
	p.seeDir(t, "backup", out)
	// A demonstration is not copied for training; here it is made to look real for a moment.
	err := p.d.Write(t.Context(), func(ctx context.Context, tx *db.Tx) error { return db.SetSetting(ctx, tx, db.SettingDemo, "") })
	if err != nil {
		t.Fatal(err)
	}
	copied := filepath.Join(t.TempDir(), "training")
	var text, errs bytes.Buffer
	if code := Run(t.Context(), append([]string{"training", "--out", copied}, base...), strings.NewReader(""), &text, &errs); code != 0 {
		t.Fatalf("training = %d: %s%s", code, text.String(), errs.String())
	}
	p.seeDir(t, "training", copied)
}

// everyTable reads every column of every table as text.
func (p *garden) everyTable(t *testing.T) {
	t.Helper()
	err := p.d.Read(t.Context(), func(q db.Querier) error {
		tables, err := db.Tables(t.Context(), q)
		if err != nil {
			return err
		}
		for _, x := range tables {
			if err := p.table(t, q, x.Name); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func (p *garden) table(t *testing.T, q db.Querier, name string) error {
	t.Helper()
	rows, err := q.Query(t.Context(), "select * from "+name)
	if err != nil {
		return err
	}
	defer rows.Close()
	columns, err := rows.Columns()
	if err != nil {
		return err
	}
	var b strings.Builder
	for rows.Next() {
		values := make([]any, len(columns))
		for i := range values {
			values[i] = new(any)
		}
		if err := rows.Scan(values...); err != nil {
			return err
		}
		for _, v := range values {
			switch x := (*v.(*any)).(type) {
			case []byte:
				b.Write(x)
			default:
				fmt.Fprint(&b, x)
			}
			b.WriteString("\n")
		}
	}
	p.see("table "+name, b.String())
	return rows.Err()
}

func (p *garden) everyFile(t *testing.T) {
	t.Helper()
	p.see("the log", p.log.String())
	p.seeDir(t, "data", p.data)
	for _, want := range []string{"the log", "table audit_line", "table household_number", "table intake_chunk", "metrics", "backup: backup"} {
		if p.seen[want] == "" {
			t.Errorf("%s was not looked at", want)
		}
	}
	if !strings.Contains(p.seen["the log"], "panic") {
		t.Error("the log tells of no panic: this test looks past it")
	}
	if p.to.URL == "" && p.seen["data: "+db.FileName+"-wal"] == "" {
		t.Error("the write-ahead log was not looked at")
	}
}

func (p *garden) seeDir(t *testing.T, what, dir string) {
	t.Helper()
	err := filepath.WalkDir(dir, func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		b, err := os.ReadFile(path)
		p.see(what+": "+filepath.Base(path), string(b))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

func (p *garden) judge(t *testing.T) {
	t.Helper()
	for where, text := range p.seen {
		for _, n := range allPlanted() {
			if strings.Contains(text, n) {
				t.Errorf("%s holds %s", where, n)
			}
		}
	}
	for _, where := range []string{"the log", "metrics", "table audit_line"} {
		if strings.Contains(p.seen[where], planted.name) {
			t.Errorf("%s holds a name", where)
		}
	}
	for where, text := range p.seen {
		if strings.HasPrefix(where, "headers of ") && strings.Contains(text, planted.name) {
			t.Errorf("%s hold a name", where)
		}
	}
}
