package e2e

import (
	"archive/zip"
	"bytes"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

// names are the heads of the households that a list shows.
func (b *tab) names() []string {
	b.t.Helper()
	return eval[[]string](b, `[...document.querySelectorAll("table.data .ticked a")].map(a => a.textContent.normalize("NFC"))`)
}

// sound demands a page that axe accepts and that fits a phone and a desk.
func (b *tab) sound(picture string) {
	b.t.Helper()
	for _, width := range []int64{390, 1280} {
		b.size(width, 900)
		b.fits()
	}
	b.accessible()
	b.picture(picture)
}

// A commune officer lays out a list, sorts it, ticks households by keyboard, puts them on a list of his
// own after a confirmation, writes notes, prints, and takes the list out as a file.
func TestAnOfficerWorksWithLists(t *testing.T) {
	t.Parallel()
	b := as(t, "commune_officer")
	own, _, _ := strings.Cut(b.where(), "?")
	b.visit(own + "/households?class=poor")
	before := b.names()

	// Columns and order by the form.
	b.click(`details.sheet > summary`)
	b.do(chromedp.SetValue(chromedp.CSS(`#sort`), "name"), chromedp.SetValue(chromedp.CSS(`#size`), "25"))
	eval[int](b, `(document.querySelectorAll("input[name=cols]").forEach(c => c.checked = ["class", "members", "deprived"].includes(c.value)), 0)`)
	b.click(`details.sheet form button[type=submit]`)
	b.arrive(`document.readyState === "complete" && location.search.includes("sort=name")`)
	b.sees("Sắp xếp: Tên chủ hộ", "Chỉ số thiếu hụt", "25 hộ trên trang này")
	sorted := b.names()
	if len(sorted) != 25 || slices.Equal(sorted, before[:25]) {
		t.Errorf("sorted by name: %q", sorted)
	}
	if eval[string](b, `document.querySelector("th[aria-sort]").getAttribute("aria-sort")`) != "ascending" {
		t.Error("the head does not say how the list is sorted")
	}
	b.sound("list")
	// The pages of a sorted list meet.
	b.visit(eval[string](b, `document.querySelector('a[rel="next"]').getAttribute("href")`))
	if next := b.names(); len(next) == 0 || next[0] == sorted[24] && len(next) == 1 {
		t.Errorf("the page after %q begins with %q", sorted[24], next)
	}
	b.visit(eval[string](b, `[...document.querySelectorAll(".pager a")][0].getAttribute("href")`))

	// Ticked by keyboard, confirmed, put on a list.
	b.do(chromedp.SendKeys(chromedp.CSS(`input[name="pick"]`), " "))
	eval[int](b, `(document.querySelectorAll("input[name=pick]")[2].click(), 0)`)
	b.do(chromedp.SendKeys(chromedp.CSS(`#name`), "Hộ cần đến thăm"))
	b.click(`#picks button[type=submit]`)
	b.arrive(`document.readyState === "complete" && document.querySelector('input[name="confirm"]') !== null`)
	b.sees("2 hộ sẽ được đưa vào danh sách “Hộ cần đến thăm”.", sorted[0], sorted[2])
	b.sound("list-confirm")
	b.click(`form.acts button[type=submit]`)
	b.arrive(`document.readyState === "complete" && document.querySelector('[role="status"]') !== null`)
	b.sees("Đã đưa thêm 2 hộ vào danh sách “Hộ cần đến thăm”.")

	// The filter itself is kept, with columns and order.
	b.do(chromedp.SendKeys(chromedp.CSS(`#list-name`), "Nghèo theo tên"))
	b.click(`.picks form[action="/lists"] button`)
	b.arrive(`document.readyState === "complete" && location.pathname === "/lists"`)
	b.sees("Hộ cần đến thăm", "Nghèo theo tên", "Xong 0 trong 2 hộ")
	b.sound("lists")
	b.follow("Nghèo theo tên")
	b.sees("Sắp xếp: Tên chủ hộ", "Chỉ số thiếu hụt")

	// The list: a note, a tick with its day, and on paper boxes and room to write.
	b.visit("/lists")
	b.follow("Hộ cần đến thăm")
	b.do(chromedp.SendKeys(chromedp.CSS(`.worklist input[name^="note."]`), "Nhà dột mái"))
	b.do(chromedp.SendKeys(chromedp.CSS(`.worklist input[name="done"]`), " "))
	b.click(`.worklist + button`)
	b.arrive(`document.readyState === "complete" && document.querySelector('[role="status"]') !== null`)
	b.sees("Đã lưu: 1 hộ thay đổi", "Xong 1 trong 2 hộ")
	b.sound("worklist")
	b.media("print")
	b.sees("☒ 1", "☐ 2", "Nhà dột mái")
	b.picture("worklist-print")
	b.media("screen")

	// From the household's page: off the list.
	b.visit(eval[string](b, `document.querySelector(".worklist-who a").getAttribute("href")`))
	b.sees("Danh sách làm việc của tôi", "Hộ cần đến thăm")
	b.sound("household-lists")
	b.click(`.on-lists button`)
	b.arrive(`document.readyState === "complete" && document.querySelector('[role="status"]') !== null`)
	b.sees("Đã lấy hộ ra khỏi danh sách.")

	// A mark for all poor households: many, so asked first.
	b.visit(own + "/households?class=poor")
	b.do(chromedp.SetValue(chromedp.CSS(`#scope`), "all"), chromedp.SetValue(chromedp.CSS(`#act`), "set:social"))
	b.click(`#picks button[type=submit]`)
	b.arrive(`document.readyState === "complete" && document.querySelector('input[name="confirm"]') !== null`)
	b.sees("sẽ được ghi đặc điểm", "nhật ký")
	b.click(`form.acts a.btn`)
	b.arrive(`document.readyState === "complete" && document.querySelector("#picks") !== null`)

	// The file holds the same households.
	r := readAs(t, "commune_officer")
	res, err := r.http.Get(base + own + "/households/xlsx?class=poor&sort=name")
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil || res.StatusCode != http.StatusOK {
		t.Fatal(res.Status, err)
	}
	book, err := zip.NewReader(bytes.NewReader(body), int64(len(body)))
	if err != nil {
		t.Fatal(err)
	}
	text := ""
	for _, f := range book.File {
		if part, err := f.Open(); err == nil && strings.HasSuffix(f.Name, ".xml") {
			b, _ := io.ReadAll(part)
			text += string(b)
		}
	}
	for _, name := range sorted[:3] {
		if !strings.Contains(strings.ReplaceAll(text, "&apos;", "'"), name) {
			t.Errorf("the file does not hold %q", name)
		}
	}
}

// An administrator follows a figure and sees how many households there are, and of none who it is.
func TestAnAdministratorSeesNoNames(t *testing.T) {
	t.Parallel()
	officer := as(t, "commune_officer")
	own, _, _ := strings.Cut(officer.where(), "?")
	officer.visit(own + "/households?class=poor")
	names := officer.names()
	b := as(t, "administrator")
	b.visit(own + "/households?class=poor")
	b.sees("ẩn", "không có quyền xem hộ dân")
	page := b.text()
	for _, name := range names {
		if len(strings.Fields(name)) > 1 && strings.Contains(page, name) {
			t.Errorf("the page tells of %s", name)
		}
	}
	if n := eval[int](b, `document.querySelectorAll('main a[href^="/households/"], input[name="pick"], main form[role="search"]').length`); n != 0 {
		t.Errorf("%d ways to a household", n)
	}
	b.sound("list-masked")
}
