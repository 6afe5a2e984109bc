package e2e

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

// bringResults uploads what a review found, as the office keeps it.
func (b *tab) bringResults(year string, lines ...string) {
	b.t.Helper()
	p := filepath.Join(b.t.TempDir(), "ket-qua-ra-soat.csv")
	if err := os.WriteFile(p, []byte("\ufeff"+strings.Join(lines, "\r\n")+"\r\n"), 0o600); err != nil {
		b.t.Fatal(err)
	}
	b.visit("/imports/new")
	b.do(chromedp.Evaluate[chromedp.Void](fmt.Sprintf(`document.querySelector("#kind").value = "assessments"; document.querySelector("#year").value = %q`, year)))
	b.do(chromedp.SetUploadFiles(chromedp.CSS(`#file`), []string{p}))
	b.click(`main form[enctype] button[type="submit"]`)
	b.arrive(`/^\/imports\/\d+$/.test(location.pathname)`)
}

// The week of a commune officer in the review season: a family that asks why, a list of results with
// mistakes, the sheet for the district, a wrong list taken back, and paper.
func TestACommuneOfficersWeek(t *testing.T) {
	t.Parallel()
	data := copyDemo(t)
	command(t, "review", "open", "--unit", "64", "--year", "2023", "--source", "Kế hoạch rà soát năm 2023", "--data", data)
	s, err := startServer(data)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.stop)
	b := open(t, s.url)

	// Monday: sign in; a neighbour asks after a family of whose name half is remembered.
	b.signIn("commune_officer")
	home, _, _ := strings.Cut(b.where(), "?")
	b.visit(home + "/households?round=2&class=near_poor")
	name := eval[string](b, `document.querySelector('main tbody a[href^="/households/"]').textContent.trim()`)
	words := strings.Fields(name)
	half := strings.Join(words[len(words)-min(2, len(words)):], " ")
	b.visit(home)
	b.do(chromedp.SendKeys(chromedp.CSS(`header input[name="q"]`), half+"\r"))
	b.arrive(`location.pathname === "/search" && document.readyState === "complete"`)
	b.sees(name)
	b.visit("/search?q=" + strings.ReplaceAll(half, " ", "+"))
	b.follow(name)
	b.sees(name, "cận nghèo", "Điểm A", "Thông tư 07/2021/TT-BLĐTBXH")
	b.accessible()

	// Tuesday: the results of the villages come as a list, with four kinds of mistakes in it.
	codes := eval[[]string](b, fmt.Sprintf(`fetch(%q).then(r => r.text()).then(t => {
		const rows = t.replace("\ufeff", "").trim().split(/\r?\n/).map(l => l.split(",")), at = rows[0].indexOf("Mã hộ");
		return rows.slice(1, 7).map(r => r[at]);
	})`, home+"/households/csv?round=2&class=poor"))
	if len(codes) != 6 || slices.Contains(codes, "") {
		t.Fatalf("the list of poor households has the codes %q", codes)
	}
	head := "Mã hộ,Điểm A,Các chỉ số thiếu hụt,Phân loại"
	b.bringResults("2023", head,
		codes[0]+`,100,"1, 3, 4",Hộ nghèo`,
		codes[1]+`,một trăm,"1, 3, 4",Hộ nghèo`, // letters in a number
		codes[0]+`,100,"1, 3, 4",Hộ nghèo`,      // a household that stands twice
		`99999999,100,"1, 3, 4",Hộ nghèo`,       // a household that nobody knows
		codes[2]+`,100,"1, 3, 4",Hộ cận nghèo`,  // a class that the points do not give
		codes[3]+`,150,,Hộ không nghèo`)
	b.sees("dòng 3", "một trăm", "dòng 4", "dòng 5", "99999999", "dòng 6", "Tải tệp lỗi")
	b.accessible()
	b.fits()
	b.picture("week-errors")
	if eval[bool](b, `[...document.querySelectorAll("main a")].some(a => a.textContent.includes("Nhập vào hệ thống"))`) {
		t.Error("a list with mistakes can be stored")
	}

	// Wednesday: mended, looked at, stored.
	b.bringResults("2023", head,
		codes[0]+`,100,"1, 3, 4",Hộ nghèo`,
		codes[1]+`,100,"1, 3, 4",Hộ nghèo`,
		codes[2]+`,100,"1, 3",Hộ cận nghèo`,
		codes[3]+`,150,,Hộ không nghèo`)
	b.follow("Nhập vào hệ thống")
	b.send("/commit")
	b.sees("Đã nhập lúc", "Rút lại cả lần nhập")
	imported := b.where()

	// Thursday: the sheets and the province's page follow.
	form := home + "/forms/1?round=3"
	b.visit(form)
	if got := b.counted("class=poor"); got != "2" {
		t.Errorf("sheet 1 counts %q poor households, want 2", got)
	}
	secretary := open(t, s.url)
	secretary.signIn("province_secretary")
	province, _, _ := strings.Cut(secretary.where(), "?")
	secretary.visit(province + "?round=3")
	secretary.sees("Hộ nghèo 2 hộ")
	secretary.visit(province + "/forms/1?round=3")
	if got := secretary.counted("class=poor"); got != "2" {
		t.Errorf("sheet 1 of the province counts %q poor households, want 2", got)
	}
	b.visit(home + "/forms/2?round=3")
	b.accessible()
	b.picture("week-sheet-2")

	// Friday: the sheet on paper; then the village says the list was last month's, and all of it goes back.
	b.visit(form)
	pdf, err := chromedp.Run(b.ctx, chromedp.PrintToPDF())
	if err != nil || len(pdf) < 10_000 {
		t.Errorf("the printed sheet has %d bytes: %v", len(pdf), err)
	}
	if err := os.WriteFile(filepath.Join("out", "week-sheet-1.pdf"), pdf, 0o644); err != nil {
		t.Fatal(err)
	}
	b.visit(imported)
	b.follow("Rút lại cả lần nhập")
	b.send("/undo")
	b.sees("đã được rút lại")
	secretary.visit(province + "?round=3")
	secretary.sees("Hộ nghèo 0 hộ")
	b.visit(form)
	if got := b.counted("class=poor"); got != "" && got != "0" {
		t.Errorf("after taking back sheet 1 still counts %q poor households", got)
	}
	if out := command(t, "review", "verify", "--data", data); strings.Count(out, "0 sai lệch") != 3 {
		t.Errorf("the tallies after the week:\n%s", out)
	}
}

// counted is the figure of the first link in the page's body that leads to such a list; "" without one.
func (b *tab) counted(filter string) string {
	b.t.Helper()
	return eval[string](b, fmt.Sprintf(`([...document.querySelectorAll('main a[href*="/households?"]')].find(a => a.getAttribute("href").includes(%q) && /^[\d.]+$/.test(a.textContent.trim())) || {textContent: ""}).textContent.trim()`, filter))
}
