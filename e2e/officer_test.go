package e2e

import (
	"path/filepath"
	"testing"

	"github.com/chromedp/chromedp"
)

// The plan that does not add up: the district targets come to 7,096 households, the province promised 7,663.
func TestTheCascadeShowsTheGap(t *testing.T) {
	t.Parallel()
	b := as(t, "province_secretary")
	b.visit(b.where() + "/targets?year=2023")
	b.sees("7.663", "7.096", "567", "8,21", "8,06", "Huyện Kông Chro", "647")
	b.picture("targets")
}

func TestAPlanIsCheckedByUpload(t *testing.T) {
	t.Parallel()
	file, err := filepath.Abs(filepath.Join("..", "internal", "target", "annex", "testdata", "gia-lai-2023.txt"))
	if err != nil {
		t.Fatal(err)
	}
	b := as(t, "province_secretary")
	b.visit("/plan-check")
	b.accessible()
	b.picture("plan-check")
	b.do(chromedp.SetUploadFiles(chromedp.CSS(`main input[type="file"]`), []string{file}))
	b.click(`main form button[type="submit"]`)
	b.arrive(`document.body.innerText.includes("567")`)
	b.sees("567", "7.096", "7.663", "8,21", "8,06")
	b.accessible()
	b.fits()
	b.size(390, 844)
	b.fits()
	b.picture("plan-check-result-390")
}
