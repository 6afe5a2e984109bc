package e2e

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// own serves a demonstration of the test's own, which it may change.
func own(t *testing.T, role string) *tab {
	t.Helper()
	s, err := startServer(copyDemo(t))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.stop)
	b := open(t, s.url)
	b.signIn(role)
	return b
}

// sheet is a file of a list as an officer keeps it.
func sheet(t *testing.T, lines ...string) string {
	t.Helper()
	p := filepath.Join(t.TempDir(), "danh sách <xã>.csv")
	if err := os.WriteFile(p, []byte("\ufeff"+strings.Join(lines, "\r\n")+"\r\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	return p
}

// bring uploads a list of households.
func (b *tab) bring(file string) {
	b.t.Helper()
	b.visit("/imports/new")
	b.do(chromedp.SetUploadFiles(chromedp.CSS(`#file`), []string{file}))
	b.click(`main form[enctype] button[type="submit"]`)
	b.arrive(`/^\/imports\/\d+$/.test(location.pathname)`)
}

// send presses the first button of the form that posts to an address, by the keyboard, and waits for the next page.
func (b *tab) send(action string) {
	b.t.Helper()
	b.do(chromedp.Evaluate[chromedp.Void](`document.body.dataset.old = "1"`))
	b.do(chromedp.Focus(chromedp.CSS(fmt.Sprintf(`main form[action$=%q] button[type="submit"]:not(.visually-hidden)`, action))), chromedp.KeyEvent(kb.Enter))
	b.arrive(`document.readyState === "complete" && !document.body.dataset.old`)
}

// A list with errors: seen, mended, stored, found, taken back.
func TestAListIsImportedMendedAndTakenBack(t *testing.T) {
	t.Parallel()
	b := own(t, "commune_officer")
	b.visit("/imports")
	b.sees("Chưa có lần nhập nào", "Tệp mẫu")
	b.accessible()
	b.fits()
	head := "Mã số hộ,Họ tên chủ hộ,Thôn,Dân tộc,Số khẩu"
	b.bring(sheet(t, head+",Cán bộ phụ trách", "990001,Đinh Thị Thử Nhập,Thôn 1,Kinh,4,Lan", "990002,Đinh Văn Sai,Thôn 1,Kinh,bốn,Lan", "990001,Đinh Văn Trùng,Thôn 1,Kinh,3,Lan"))
	b.sees("danh sách <xã>.csv", "Chưa nhập được tệp này", "Cán bộ phụ trách", "Hãy chọn cột này là gì")
	b.accessible()
	b.fits()
	b.picture("import-columns-1280")
	b.do(chromedp.Evaluate[chromedp.Void](`document.querySelector("#col-5").value = "-"`))
	b.send("/preview")
	b.sees("dòng 3", "Số khẩu", "bốn", "dòng 4", "Tải tệp lỗi")
	b.accessible()
	b.fits()
	b.picture("import-errors-1280")
	b.size(390, 844)
	b.fits()
	b.accessible()
	b.picture("import-errors-390")
	b.size(1280, 900)
	if eval[bool](b, `[...document.querySelectorAll("main a")].some(a => a.textContent.includes("Nhập vào hệ thống"))`) {
		t.Error("a file with errors can be stored")
	}

	b.bring(sheet(t, head, "990001,Đinh Thị Thử Nhập,Thôn 1,Kinh,4", "990002,Đinh Văn Sửa,Thôn 1,Kinh,5"))
	b.follow("Nhập vào hệ thống")
	b.sees("Nhập 2 dòng")
	b.accessible()
	b.fits()
	b.picture("import-confirm-1280")
	b.send("/commit")
	b.sees("Đã nhập lúc", "Rút lại cả lần nhập")
	b.visit("/search?q=thu+nhap")
	b.sees("Đinh Thị Thử Nhập")

	b.visit("/imports/2")
	b.follow("Rút lại cả lần nhập")
	b.send("/undo")
	b.sees("đã được rút lại")
	b.visit("/search?q=thu+nhap")
	if strings.Contains(b.text(), "Đinh Thị Thử Nhập") {
		t.Error("a household of an import that was taken back is still found")
	}
	b.visit("/imports")
	b.sees("Đã rút lại", "danh sách <xã>.csv")
	b.size(390, 844)
	b.fits()
	b.accessible()
}

// pasteInto pastes a block into a cell as the keyboard does, and waits for what the page says of it.
func (b *tab) pasteInto(cell, block string) {
	b.t.Helper()
	b.do(chromedp.Evaluate[chromedp.Void](fmt.Sprintf(`(() => {
		const c = document.querySelector(%q), data = new DataTransfer();
		data.setData("text/plain", %q);
		c.focus();
		c.dispatchEvent(new ClipboardEvent("paste", {clipboardData: data, bubbles: true, cancelable: true}));
	})()`, cell, block)))
}

func TestFiguresOfTheBaseArePastedAndSeenBeforeTheyAreStored(t *testing.T) {
	t.Parallel()
	b := own(t, "province_secretary")
	home, _, _ := strings.Cut(b.where(), "?")
	b.visit(home + "/base?day=2022-12-31")
	b.accessible()
	b.fits()
	b.picture("base-1280")
	konChro := strings.TrimPrefix(district(t, "Kông Chro"), "/units/")
	cell := `#c-` + konChro + `-households`
	was := eval[string](b, `document.querySelector("`+cell+`").value`)
	sum := eval[string](b, `document.querySelector('[data-sum="0"]').textContent.trim()`)
	b.pasteInto(`tbody tr:nth-child(2) input`, "H. Kông Chro\t13.000\t54.000\nHuyện Nào Đó\t1\t2")
	if got := eval[string](b, `document.querySelector("`+cell+`").value`); got != "13.000" {
		t.Errorf("Kông Chro holds %q after pasting, want 13.000", got)
	}
	b.sees("Đã dán 2 ô", "Huyện Nào Đó")
	if got := eval[string](b, `document.querySelector('[data-sum="0"]').textContent.trim()`); got == sum {
		t.Errorf("the sum stays %s", got)
	}
	// The paste is taken back with the keyboard, and made again.
	b.do(chromedp.Focus(chromedp.CSS(cell)), chromedp.KeyEvent("z", chromedp.KeyModifiers(2)))
	if got := eval[string](b, `document.querySelector("`+cell+`").value`); got != was {
		t.Errorf("Kông Chro holds %q after taking the paste back, want %s", got, was)
	}
	// Arrow keys and Enter move; Enter sends nothing.
	b.do(chromedp.Focus(chromedp.CSS(cell)), chromedp.KeyEvent(kb.ArrowRight))
	if got := eval[string](b, `document.activeElement.id`); !strings.HasSuffix(got, konChro+"-persons") {
		t.Errorf("the right arrow leads to %s", got)
	}
	b.do(chromedp.KeyEvent(kb.Enter))
	if got := eval[string](b, `document.activeElement.id`); !strings.HasSuffix(got, "-persons") || strings.Contains(got, konChro) {
		t.Errorf("Enter leads to %s", got)
	}
	b.pasteInto(cell, "Kông Chro\t13.000\t54.000")
	b.do(chromedp.SendKeys(chromedp.CSS(`#source`), "Niên giám thống kê 2022"))
	b.send("/base")
	b.sees("Xem trước khi lưu", was, "13.000", "chưa khớp")
	b.accessible()
	b.fits()
	b.picture("base-preview-1280")
	b.send("/base")
	b.sees("Đã lưu số liệu của 1 đơn vị")
	if got := eval[string](b, `document.querySelector("`+cell+`").value`); got != "13.000" {
		t.Errorf("stored %q", got)
	}
	b.size(390, 844)
	b.fits()
	b.accessible()
	b.picture("base-390")
}

func TestTargetsAreTriedOutAndThenHandedDown(t *testing.T) {
	t.Parallel()
	b := own(t, "province_secretary")
	home, _, _ := strings.Cut(b.where(), "?")
	b.visit(home + "/targets?year=2023")
	b.follow("Nhập cả bảng, tính thử")
	b.sees("567", "Huyện Kông Chro")
	b.accessible()
	b.fits()
	konChro := strings.TrimPrefix(district(t, "Kông Chro"), "/units/")
	cell := `#c-` + konChro + `-households`
	// 647 and the 567 that nobody carries.
	b.do(chromedp.Focus(chromedp.CSS(cell)), chromedp.KeyEvent("1214"))
	b.arrive(`document.querySelector("[data-whatif]").textContent.normalize("NFC").includes("Chỉ tiêu đã giao đủ")`)
	b.picture("whatif-1280")
	b.visit(home + "/targets?year=2023")
	b.sees("567", "647")

	// Without script the same stands behind a button, and its figures in the address.
	b.script(false)
	b.visit(home + "/targets/edit?year=2023")
	b.do(chromedp.SetValue(chromedp.CSS(cell), "1214"))
	b.click(`main button[formmethod="get"]`)
	b.arrive(`location.search.includes("1214")`)
	b.sees("Chỉ tiêu đã giao đủ")
	b.script(true)
	b.size(390, 844)
	b.visit(home + "/targets/edit?year=2023")
	b.fits()
	b.accessible()
	b.picture("whatif-390")
	b.size(1280, 900)
	b.do(chromedp.SetValue(chromedp.CSS(cell), "1214"), chromedp.SendKeys(chromedp.CSS(`#basis`), "Kế hoạch thử"))
	b.send("/targets/edit")
	b.sees("Lưu chỉ tiêu của 1 đơn vị", "1.214")
	b.accessible()
	b.send("/targets/edit")
	b.sees("Đã lưu chỉ tiêu giao cho các đơn vị", "Chỉ tiêu đã giao đủ")
}
