package operation_test

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"giamngheo/internal/account"
	"giamngheo/internal/db"
	"giamngheo/internal/db/dbtest"
	"giamngheo/internal/demo"
	"giamngheo/internal/household"
	"giamngheo/internal/job"
	"giamngheo/internal/lang"
	"giamngheo/internal/operation"
	"giamngheo/internal/unit"
)

func invent(seed uint64, key string, members []household.Person) []string {
	list := make([]demo.Person, len(members))
	for i, p := range members {
		list[i] = demo.Person{Ethnic: p.Ethnic, Female: p.Sex == household.Female, Born: p.BirthYear(), Relation: p.Relation}
	}
	return demo.Invent(seed, key, list)
}

// Marked values are planted wherever a person could stand; no byte of the copy holds one. Its figures
// are those of the source, table by table.
func TestATrainingCopyHoldsNobody(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		filled(t, d)
		commune, village := someCommune(t, d)
		h, err := household.NewService(d, keys).Create(t.Context(), account.System, household.Household{
			Ref: household.Ref{Commune: commune}, Village: village, Code: "MÃTHẬT-77", CodeYear: 2022, Head: "Đinh Mốcthật", Address: "Đườngthật 5",
			Ethnic: household.Bahnar, Members: 2, Persons: []household.Person{
				{Name: "Đinh Mốcthật", Sex: household.Male, Born: "1967-03-14", Ethnic: household.Bahnar, Relation: household.Head, Identity: "064067001234"},
				{Name: "Rahlanthật Hoa", Sex: household.Female, Born: "1971-11-29", Ethnic: household.Jrai, Relation: household.Spouse},
			},
		})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := account.NewService(d).Add(t.Context(), account.System, "canbo.that", "Cánbộthật", "mật khẩu thật dài",
			account.Grant{Role: account.CommuneOfficer, Unit: commune, Period: forever}); err != nil {
			t.Fatal(err)
		}
		err = d.Write(t.Context(), func(ctx context.Context, tx *db.Tx) error {
			if err := db.SetSetting(ctx, tx, "ghichu", "Càiđặtthật"); err != nil {
				return err
			}
			for _, text := range []string{
				`update target set reason = 'Lýdothật', manual = 1`,
				`insert into intake (id, kind, area_id, round_id, year, file, hash, size, account_id, who, status, choices, preview, at, done)
					values (1, 'households', 1, 0, 2022, 'Tệpthật.xlsx', 'h', 1, 1, 'Cánbộthật', 'received', 'Chọnthật', cast('Xemthật' as ` + blob(d) + `), 1, 0)`,
				`insert into intake_chunk (intake_id, position, content) values (1, 1, cast('Gửithật' as ` + blob(d) + `))`,
				`insert into intake_mapping (unit_id, kind, header, field) values (1, 'households', 'cộtthật', 'code')`,
				`insert into worklist (id, account_id, unit_id, kind, name, address, shared, created, updated)
					values (1, 1, 1, 'picked', 'Danhsáchthật', '', 1, 1, 1)`,
				`insert into worklist_household (commune_id, list_id, household_id, note, done, added) values (1, 1, 1, 'Ghichúthật', '', 1)`,
				`insert into unit_boundary (unit_id, shape, source, licence, imported) values (1, cast('x' as ` + blob(d) + `), 'Sở Tài nguyên', '', 1)`,
			} {
				if _, err := tx.Exec(ctx, text); err != nil {
					return err
				}
			}
			return db.SetSetting(ctx, tx, db.SettingDemo, "")
		})
		if err != nil {
			t.Fatal(err)
		}
		dir := t.TempDir()
		made, err := operation.Train(t.Context(), d, operation.TrainingOptions{To: db.Config{Dir: dir}, Invent: invent, Password: "taphuan-2023-x", Finish: finish})
		if err != nil {
			t.Fatal(err)
		}
		if made.Households == 0 || made.Persons == 0 || len(made.Logins) < 6 {
			t.Errorf("made %+v", made)
		}
		slices.Sort(made.Emptied)
		if !slices.Equal(made.Emptied, leftBehind) {
			t.Errorf("left behind are\n%v, want\n%v", made.Emptied, leftBehind)
		}
		sealed := identityOf(t, d, h)
		for _, mark := range []string{
			"Mốcthật", "mocthat", "Rahlanthật", "rahlanthat", "MÃTHẬT", "mathat", "Đườngthật", "064067001234", "1967-03-14",
			"canbo.that", "Cánbộthật", "Càiđặtthật", "Lýdothật", "Tệpthật", "Chọnthật", "Xemthật", "Gửithật", "cộtthật",
			"Danhsáchthật", "Ghichúthật", string(sealed),
		} {
			for _, f := range glob(t, dir) {
				b, err := os.ReadFile(f)
				if err != nil {
					t.Fatal(err)
				}
				if bytes.Contains(b, []byte(mark)) {
					t.Errorf("%s holds %q", filepath.Base(f), mark)
				}
			}
		}
		back, err := db.Open(t.Context(), db.Config{Dir: dir, Relaxed: true})
		if err != nil {
			t.Fatal(err)
		}
		defer back.Close()
		verified(t, back)
		chained(t, back)
		for _, text := range []string{"mocthat", "rahlanthat", "mathat"} {
			if list, err := household.Search(t.Context(), back, household.Query{Text: text, Area: unit.CountryID}); err != nil || len(list) != 0 {
				t.Errorf("search %q finds %d, %v", text, len(list), err)
			}
		}
		for _, table := range []string{"review_tally", "review_flow", "unit", "unit_base", "unit_boundary", "review_round"} {
			if a, b := operation.SumOf(t, d, table), operation.SumOf(t, back, table); a != b {
				t.Errorf("%s: %+v in the source, %+v in the copy", table, a, b)
			}
		}
		for _, table := range []string{"household", "household_person", "review_assessment", "target"} {
			if a, b := operation.SumOf(t, d, table), operation.SumOf(t, back, table); a.Rows != b.Rows || a.Hash == b.Hash {
				t.Errorf("%s: %+v in the source, %+v in the copy", table, a, b)
			}
		}
		sameGroupsAndSexes(t, d, back)
		if _, training, err := account.NewService(back).Invented(t.Context()); err != nil || !training {
			t.Errorf("the copy does not say what it is: %v", err)
		}
		who, err := account.NewService(back).SignIn(t.Context(), "taphuan.tinh", "taphuan-2023-x")
		if err != nil || who.Role != account.ProvinceSecretary {
			t.Errorf("sign in: %+v, %v", who, err)
		}
		if _, err := operation.Train(t.Context(), back, operation.TrainingOptions{To: db.Config{Dir: t.TempDir()}, Invent: invent, Password: "taphuan-2023-x", Finish: finish}); !isFault(err, "operation.not_real") {
			t.Errorf("a copy of the copy: %v", err)
		}
	})
}

// sameGroupsAndSexes counts persons by group and sex on both sides: names follow them.
func sameGroupsAndSexes(t testing.TB, a, b *db.DB) {
	t.Helper()
	count := func(d *db.DB) map[string]int {
		rows, err := d.Query(t.Context(), `select ethnic || ' ' || sex, count(*) from household_person group by ethnic, sex`)
		if err != nil {
			t.Fatal(err)
		}
		defer rows.Close()
		out := map[string]int{}
		for rows.Next() {
			var k string
			var n int
			if err := rows.Scan(&k, &n); err != nil {
				t.Fatal(err)
			}
			out[k] = n
		}
		return out
	}
	x, y := count(a), count(b)
	for k, n := range x {
		if y[k] != n {
			t.Errorf("%s: %d in the source, %d in the copy", k, n, y[k])
		}
	}
}

func identityOf(t testing.TB, d *db.DB, ref household.Ref) (sealed []byte) {
	t.Helper()
	err := d.QueryRow(t.Context(), `select identity from household_person where commune_id = $1 and household_id = $2 and position = 1`, ref.Commune, ref.ID).Scan(&sealed)
	if err != nil || len(sealed) < 20 {
		t.Fatalf("the planted number: %v", err)
	}
	return sealed
}

func glob(t testing.TB, dir string) []string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(dir, "*"))
	if err != nil || len(files) == 0 {
		t.Fatalf("files %v, %v", files, err)
	}
	return files
}

// leftBehind are the tables of which a copy gets no row of the source. A table that is new fails here: who adds
// it says whether it holds a person, in the mask or in this list.
var leftBehind = []string{
	"account", "account_batch", "account_device", "account_grant", "account_invite", "audit_anchored", "audit_head", "audit_line",
	"audit_volume", "change_request", "change_touch", "committee_charge", "committee_member", "credential_holder", "credential_mapped",
	"credential_passkey", "credential_recovery", "credential_subject", "credential_totp", "duplicate_check", "duplicate_pair",
	"freeze_period", "household_history", "household_history_run", "household_number", "household_restriction", "intake", "intake_base",
	"intake_change", "intake_chunk", "intake_mapping", "intake_run", "intake_village", "review_version", "setting", "subject_period",
	"subject_request", "worklist", "worklist_household",
}

// blob is the engine's name of a type that holds bytes.
func blob(d *db.DB) string {
	if d.Engine() == db.Postgres {
		return "bytea"
	}
	return "blob"
}

// A column that nobody has thought about comes over empty: every table of the schema is either named
// in the mask or left behind, and the names in the mask exist.
func TestTheMaskKnowsTheSchema(t *testing.T) {
	t.Parallel()
	d := dbtest.SQLite(t)
	if err := job.Migrate(t.Context(), d); err != nil {
		t.Fatal(err)
	}
	tables, err := db.Tables(t.Context(), d)
	if err != nil {
		t.Fatal(err)
	}
	have := map[string]bool{}
	for _, table := range tables {
		have[table.Name] = true
		for _, c := range table.Columns {
			have[table.Name+"."+c.Name] = true
		}
	}
	for _, name := range operation.MaskNames() {
		if !have[name] {
			t.Errorf("the mask names %s, which the schema does not have", name)
		}
	}
	for _, never := range []string{"account", "account_grant", "account_session", "audit_line", "setting", "household_person.identity", "household_person.identity_key", "household.address", "target.reason"} {
		for _, name := range operation.MaskNames() {
			if name == never {
				t.Errorf("%s comes over", never)
			}
		}
	}
}

func TestInventedNamesFollowGroupAndSex(t *testing.T) {
	t.Parallel()
	members := []demo.Person{
		{Ethnic: household.Jrai, Female: true, Born: 1970, Relation: household.Head},
		{Ethnic: household.Jrai, Born: 1968, Relation: household.Spouse},
		{Ethnic: household.Jrai, Female: true, Born: 2001, Relation: household.Child},
		{Ethnic: household.Kinh, Female: true, Born: 1990, Relation: household.OtherRel},
		{Ethnic: "54", Born: 1990, Relation: household.Kin},
	}
	names := demo.Invent(1, "14/1", members)
	again := demo.Invent(1, "14/1", members)
	other := demo.Invent(2, "14/1", members)
	if strings.Join(names, "|") != strings.Join(again, "|") || strings.Join(names, "|") == strings.Join(other, "|") {
		t.Errorf("%v, %v, %v", names, again, other)
	}
	for i, n := range names {
		if len(strings.Fields(n)) < 2 || lang.NFC(n) != n {
			t.Errorf("member %d is called %q", i, n)
		}
	}
	clan := func(i int) string {
		return names[i][:len(names[i])-len(names[i][strings.LastIndexByte(names[i], ' '):])]
	}
	if clan(0) != clan(2) || clan(0) == clan(1) {
		t.Errorf("a Jrai daughter bears her mother's clan, and the husband another: %v", names)
	}
}
