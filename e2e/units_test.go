package e2e

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

// drawn is a demonstration whose map is drawn from boundaries made up for the test.
func drawn(t *testing.T) *tab {
	t.Helper()
	data := copyDemo(t)
	command(t, "unit", "boundaries", "import", filepath.Join("..", "internal", "app", "testdata", "boundaries.geojson"),
		"--level", "district", "--date", "2022-12-31", "--under", "64", "--source", "hình vẽ để thử", "--data", data)
	s, err := startServer(data)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.stop)
	b := open(t, s.url)
	b.signIn("province_secretary")
	return b
}

// press sends a key to what has the focus.
func (b *tab) press(key string) {
	b.t.Helper()
	b.do(chromedp.KeyEvent(key))
}

func TestAMapIsDrawnFromBoundaries(t *testing.T) {
	t.Parallel()
	b := drawn(t)
	b.sees("Huyện Kông Chro có tỷ lệ hộ nghèo cao nhất", "hình vẽ để thử (chưa rõ giấy phép)", "Chưa có ranh giới trên bản đồ:", "Thị xã An Khê")
	if n := eval[int](b, `document.querySelectorAll(".map a path").length`); n != 4 {
		t.Errorf("%d units are drawn, want 4", n)
	}
	if titles := eval[string](b, `[...document.querySelectorAll(".map a title")].map(e => e.textContent).join("\n")`); !strings.Contains(titles, "Huyện Kông Chro: 39,69 %, 5.033 hộ nghèo trên 12.680 hộ dân cư") {
		t.Errorf("the map tells:\n%s", titles)
	}
	if n := eval[int](b, `document.querySelector(".map").outerHTML.length`); n > 100_000 {
		t.Errorf("the map takes %d bytes", n)
	}
	for _, w := range []int64{1280, 390} {
		b.size(w, 844)
		b.fits()
		b.accessible()
		b.picture(fmt.Sprint("map-", w))
	}
	b.visit(b.where() + "?map=near")
	b.sees("có tỷ lệ hộ cận nghèo cao nhất")
	b.accessible()
	b.visit(eval[string](b, `document.querySelector(".map svg a").getAttribute("href")`))
	b.sees("Việc tiếp theo")
}

// The province page by keyboard alone: past the map to the table, and from there into a district.
func TestTheProvincePageWorksByKeyboard(t *testing.T) {
	t.Parallel()
	b := drawn(t)
	tabs := 0
	for ; tabs < 80 && !eval[bool](b, `document.activeElement.classList.contains("skip-part")`); tabs++ {
		b.press("\t")
		if !eval[bool](b, `document.activeElement === document.body || document.activeElement.getClientRects().length > 0`) {
			t.Fatalf("the focus is on something hidden: %s", eval[string](b, `document.activeElement.outerHTML.slice(0, 120)`))
		}
	}
	b.press("\r")
	b.arrive(`location.hash === "#below"`)
	reached := false
	for range 30 {
		b.press("\t")
		if reached = eval[bool](b, `document.activeElement.closest("#below tbody tr:nth-child(2) th") !== null`); reached {
			break
		}
	}
	if !reached {
		t.Fatalf("after %d tabs the table's first district is not reached: %s", tabs, eval[string](b, `document.activeElement.outerHTML.slice(0, 120)`))
	}
	b.press("\r")
	b.arrive(`document.querySelector("h1").textContent.includes("Huyện Kông Chro")`)
	b.accessible()
}

func TestAVillageHasThePageOfAnyUnit(t *testing.T) {
	t.Parallel()
	b := as(t, "commune_officer")
	b.visit(eval[string](b, `document.querySelector("#below tbody tr:nth-child(2) a").getAttribute("href")`))
	b.sees("Tỷ lệ hộ nghèo", "Chủ hộ", "Biến động trong đợt rà soát", "Từ 2021 đến 2022", "Việc tiếp theo")
	for _, w := range []int64{1280, 390} {
		b.size(w, 844)
		b.fits()
		b.accessible()
		b.picture(fmt.Sprint("village-", w))
	}
}

func TestARoundIsOpenedAndNotClosedTooEarly(t *testing.T) {
	t.Parallel()
	b := drawn(t)
	b.visit("/rounds")
	b.sees("Chuyển đổi phân loại")
	b.follow("Mở đợt rà soát")
	b.accessible()
	b.size(390, 844)
	b.fits()
	b.picture("round-open-390")
	b.click(`main form button[type="submit"]`)
	b.arrive(`document.body.innerText.includes("Đã mở đợt rà soát năm 2023")`)
	b.sees("Đã rà soát 0 trong 75.803 hộ đầu kỳ", "Huyện Kông Chro")
	b.fits()
	b.accessible()
	b.follow("Xem các hộ chưa có kết quả")
	b.sees("Còn 75.803 hộ chưa có kết quả")
	b.fits()
	b.accessible()
	b.visit("/rounds")
	b.follow("Kết thúc đợt rà soát")
	b.sees("Chưa kết thúc được", "75.803")
	b.fits()
	b.accessible()
	b.picture("round-close-390")
	// The province's page stays with the round that stands.
	b.visit("/")
	b.sees("10,06 %", "Đợt rà soát năm 2023 chưa kết thúc")
}
