package e2e

import (
	"regexp"
	"testing"
)

// The secretary's question is "why is the rate what it is?", and every click brings the answer closer,
// down to one household and the sentence of the standard that decided it.
func TestTheSecretaryFollowsAFigureToItsHousehold(t *testing.T) {
	t.Parallel()
	b := as(t, "province_secretary")
	b.sees("Tỉnh Gia Lai", "38.550", "10,06 %", "383.134", "37.253", "34.387", "567 hộ", "8,21 %", "8,06 %")
	b.picture("province")
	b.size(1280, 1060)
	b.view("readme") // the picture in README.md

	b.follow("Huyện Kông Chro")
	b.sees("Huyện Kông Chro", "39,69 %", "5.033", "12.680", "647")
	b.picture("district")

	b.follow("Xã ")
	b.sees("Huyện Kông Chro", "Xã ")
	commune := b.where()
	b.picture("commune")

	b.visit(regexp.MustCompile(`^/units/\d+`).FindString(commune) + "/households")
	b.sees("Dữ liệu minh hoạ")
	b.picture("households")
	b.click(`main a[href^="/households/"]`)
	b.arrive(`location.pathname.startsWith("/households/")`)
	// The explanation names the class, the rule's code and the article it rests on.
	b.sees("07/2021/")
	b.picture("household")
}

func TestTheSearchForgivesMarksAndSpelling(t *testing.T) {
	t.Parallel()
	b := as(t, "province_secretary")
	b.visit("/search?q=ro+cham")
	b.sees("Rơ Châm")
	b.accessible()
	b.picture("search")
	b.visit("/search?q=khong+co+ai+ten+nhu+vay")
	b.sees("khong co ai ten nhu vay")
	b.accessible()
}

func TestPeriodsCanBeCompared(t *testing.T) {
	t.Parallel()
	b := as(t, "province_secretary")
	href := eval[string](b, `[...document.querySelectorAll(".context a[href]")].find(a => a.textContent.includes("2021")).href`)
	b.visit(href[len(b.base):])
	b.sees("Cuối năm 2021", "45.688")
}
