// Package attacker is the officer of a commune of Ia Pa who wants to see or to change a household of
// Kông Chro: the real program over real data (no demonstration, which lets anybody in), asked over HTTP in
// every way that this officer, a stranger's page or a forged cookie could ask.
//
//	attacker_test.go   the province, the officers, and what must hold after each try
//	tries_test.go      the tries, one a line
//	client_test.go     asking
package attacker

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// The household of Kông Chro, in words and numbers that stand nowhere else in the province.
const (
	victimHead     = "Đinh Thị Bímậtkông"
	victimSon      = "Đinh Concủanhà"
	victimCode     = "777001"
	victimIdentity = "064185777001"
	victimVillage  = "Làng Kínđáo"
	victimAddress  = "gốc đa Tơpăng"
	foreignList    = "Danhsách củahuyện"
	foreignFile    = "tep-cua-xa-khac.csv"
)

// secrets are what no answer to the attacker may hold. What he wrote himself may come back to him.
var secrets = []string{
	victimHead, "Bímậtkông", victimSon, victimCode, victimIdentity, "064\u00a0185\u00a0777\u00a0001", "••••7001", victimVillage, "Tơpăng", foreignList, foreignFile,
	// as a program would write them
	`B\u00edm\u1eadtk\u00f4ng`, "bimatkong",
}

// world is the province of the test with everybody in it.
type world struct {
	t       *testing.T
	program string
	data    string
	server  *server
	names   *strings.Replacer // {victim} and the like in the addresses of tries
	at      map[string]string

	attacker, officer, secretary *client
}

const password = "mật khẩu dài của bài thử"

// The communes: the attacker's in Ia Pa, the victim's in Kông Chro.
const (
	ownCode    = "24022"
	victimUnit = "23827"
)

func TestAnOfficerOfIaPaReachesNothingOfKongChro(t *testing.T) {
	w := newWorld(t)
	w.control()
	before := w.state()
	for i, try := range tries {
		t.Run(fmt.Sprintf("%02d %s", i+1, try.name), func(t *testing.T) {
			w.t = t
			w.attempt(try)
		})
	}
	w.t = t
	if after := w.state(); after != before {
		t.Errorf("the household, or what is reckoned from it, is not what it was:\n%s\nit was:\n%s", after, before)
	}
	w.control()
	if len(tries) < 30 {
		t.Errorf("only %d ways were tried", len(tries))
	}
}

// newWorld makes a province by the commands of the program and signs everybody in.
func newWorld(t *testing.T) *world {
	t.Helper()
	dir := t.TempDir()
	w := &world{t: t, program: filepath.Join(dir, "giamngheo"), data: filepath.Join(dir, "data")}
	build := exec.Command("go", "build", "-o", w.program, "./cmd/giamngheo")
	build.Dir = filepath.Join("..", "..")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("build: %v\n%s", err, out)
	}
	w.run("", "migrate")
	w.run("", "review", "open", "--unit", "64", "--year", "2022")
	households := "Mã hộ;Thôn, làng, tổ dân phố;Chủ hộ;Dân tộc;Số khẩu;Địa chỉ;Điểm A (B1);Các chỉ số thiếu hụt;Số trẻ em dưới 16 tuổi"
	w.bring("households", victimUnit, foreignFile, households, strings.Join([]string{victimCode, victimVillage, victimHead, "Ba Na", "2", victimAddress, "120", "4, 7, 9", "1"}, ";"))
	w.bring("persons", victimUnit, "nguoi.csv", "Mã hộ;Năm mã;Thứ tự trong hộ;Họ và tên;Giới tính;Ngày, năm sinh;Dân tộc;Quan hệ với chủ hộ;Số CCCD",
		strings.Join([]string{victimCode, "2022", "1", victimHead, "Nữ", "1985", "Ba Na", "chủ hộ", victimIdentity}, ";"),
		strings.Join([]string{victimCode, "2022", "2", victimSon, "Nam", "2010", "Ba Na", "con", ""}, ";"))
	w.bring("households", ownCode, "cua-toi.csv", households,
		"100001;Thôn Nhà;Siu Củatôi;Gia Rai;3;đầu thôn;120;4, 7, 9;1",
		`100002;Thôn Nhà;<script>window.owned=1</script>;Gia Rai;3;"" onmouseover=""window.owned=2;130;4, 7, 9;1`,
		`100003;Thôn Nhà;=HYPERLINK("https://evil.example","x");Gia Rai;1;@SUM(1+1);140;4;0`)
	for login, post := range map[string][]string{
		"ke.tan.cong": {"commune_officer", ownCode, "commune"}, "can.bo.kong.chro": {"commune_officer", victimUnit, "commune"}, "thuong.truc": {"province_secretary", "64", "province"},
	} {
		w.run(password+"\n", "account", "add", login, "Người "+login, "--role", post[0], "--unit", post[1], "--level", post[2], "--date", "2022-12-31")
	}
	w.server = w.serve()
	w.attacker, w.officer, w.secretary = w.signIn("ke.tan.cong"), w.signIn("can.bo.kong.chro"), w.signIn("thuong.truc")
	w.find()
	return w
}

// find learns the numbers by which the tries name things.
func (w *world) find() {
	w.t.Helper()
	var list []struct{ Key, Head string }
	w.read(&list, "household", "list", "--unit", victimUnit, "--date", "2022-12-31", "--format", "json")
	victim := list[0].Key
	w.read(&list, "household", "list", "--unit", ownCode, "--date", "2022-12-31", "--format", "json")
	unit := func(code, level string) string {
		var u []struct {
			ID   int
			Code string
		}
		w.read(&u, "unit", "list", "--date", "2022-12-31", "--under", "64", "--level", level, "--format", "json")
		for _, x := range u {
			if x.Code == code {
				return fmt.Sprint(x.ID)
			}
		}
		w.t.Fatalf("no %s %s", level, code)
		return ""
	}
	commune, id, _ := strings.Cut(victim, "/")
	own, ownID, _ := strings.Cut(list[0].Key, "/")
	var villages []struct {
		ID   int
		Name string
	}
	w.read(&villages, "unit", "list", "--date", "2022-12-31", "--under", victimUnit, "--level", "village", "--format", "json")
	w.at = map[string]string{
		"victim": victim, "commune": commune, "id": id, "own": own, "ownid": ownID, "mine": list[0].Key, "kongchro": unit("630", "district"),
		"iapa": unit("635", "district"), "head": victimHead, "code": victimCode, "identity": victimIdentity, "village": fmt.Sprint(villages[0].ID),
	}
	_, home := w.secretary.follow("/")
	w.at["province"] = regexp.MustCompile(`/units/(\d+)`).FindStringSubmatch(home)[1]
	// The other officer keeps a list, with the household on it.
	w.officer.post("/units/"+commune+"/households/picks", "act", "add:0", "name", foreignList, "pick", victim, "scope", "ticked", "confirm", "1", "count", "1")
	_, lists := w.officer.follow("/lists")
	found := regexp.MustCompile(`/lists/(\d+)`).FindStringSubmatch(lists)
	if found == nil {
		w.t.Fatal("the other officer has no list")
	}
	w.at["list"] = found[1]
	// The attacker has one too, with his own household on it.
	w.attacker.post("/units/"+own+"/households/picks", "act", "add:0", "name", "Của tôi", "pick", list[0].Key, "scope", "ticked", "confirm", "1", "count", "1")
	_, lists = w.attacker.follow("/lists")
	if found = regexp.MustCompile(`/lists/(\d+)`).FindStringSubmatch(lists); found == nil {
		w.t.Fatal("the attacker has no list of his own: his tries on it would prove nothing")
	}
	w.at["mylist"] = found[1]
	var pairs []string
	for name, value := range w.at {
		pairs = append(pairs, "{"+name+"}", value)
	}
	w.names = strings.NewReplacer(pairs...)
}

// control proves that what is looked for can be seen at all, by whoever may see it.
func (w *world) control() {
	w.t.Helper()
	for who, c := range map[string]*client{"the secretary": w.secretary, "the officer of the commune": w.officer} {
		for _, path := range []string{"/households/{victim}", "/units/{commune}/households", "/search?unit={commune}&q=bimatkong"} {
			if code, page := c.follow(w.names.Replace(path)); code != 200 || !strings.Contains(page, victimHead) {
				w.t.Errorf("%s does not see the household at %s (%d): the tries prove nothing", who, path, code)
			}
		}
	}
	if code, page := w.attacker.follow(w.names.Replace("/households/{mine}")); code != 200 || !strings.Contains(page, "Siu Củatôi") {
		w.t.Errorf("the attacker does not see his own household (%d): he may be signed out", code)
	}
}

// state is the register and what is reckoned from it, table by table, as a backup sums it up, and the
// household as a command lists it.
func (w *world) state() string {
	w.t.Helper()
	file := filepath.Join(w.t.TempDir(), "backup")
	w.run("", "backup", "make", "--plain", "--out", file)
	var got struct {
		Sums map[string]struct {
			Rows   int
			SHA256 string
		}
	}
	w.read(&got, "backup", "verify", file, "--format", "json")
	var lines []string
	for table, sum := range got.Sums {
		for _, prefix := range []string{"household", "review", "target", "unit", "change", "duplicate", "subject", "account_grant"} {
			if strings.HasPrefix(table, prefix) {
				lines = append(lines, fmt.Sprintf("%s %d %s", table, sum.Rows, sum.SHA256))
				break
			}
		}
	}
	if len(lines) < 10 {
		w.t.Fatalf("only %d tables are compared", len(lines))
	}
	slices.Sort(lines)
	return strings.Join(lines, "\n") + "\n" + w.run("", "household", "list", "--unit", victimUnit, "--date", "2022-12-31", "--format", "json")
}

// bring imports a sheet by the command.
func (w *world) bring(kind, unit, name string, lines ...string) {
	w.t.Helper()
	file := filepath.Join(w.t.TempDir(), name)
	if err := os.WriteFile(file, []byte("\ufeff"+strings.Join(lines, "\r\n")+"\r\n"), 0o600); err != nil {
		w.t.Fatal(err)
	}
	args := []string{"import", kind, file, "--round", "2022", "--unit", unit, "--level", "commune"}
	if kind == "households" {
		args = append(args, "--add-villages")
	}
	w.run("", args...)
}

// run is what a command prints.
func (w *world) run(in string, args ...string) string {
	w.t.Helper()
	cmd := exec.Command(w.program, append(args, "--data", w.data)...)
	cmd.Stdin = strings.NewReader(in)
	var errs strings.Builder
	cmd.Stderr = &errs
	out, err := cmd.Output()
	if err != nil {
		w.t.Fatalf("giamngheo %s: %v\n%s%s", strings.Join(args, " "), err, out, errs.String())
	}
	return string(out)
}

func (w *world) read(into any, args ...string) {
	w.t.Helper()
	if out := w.run("", args...); json.Unmarshal([]byte(out), into) != nil {
		w.t.Fatalf("giamngheo %s: %s", strings.Join(args, " "), out)
	}
}
