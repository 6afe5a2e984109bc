package e2e

import (
	"fmt"
	"regexp"
	"strings"
	"testing"

	"github.com/chromedp/chromedp/kb"
)

// From each main page its explanation is one key away, and with it the topic and the article.
func TestHelpIsOneKeyAway(t *testing.T) {
	t.Parallel()
	b := as(t, "province_secretary")
	tour(b, func(name string) {
		if open := eval[bool](b, `document.querySelector("details.page-help").open`); open {
			t.Errorf("%s: the help stands open", name)
		}
		eval[bool](b, `(document.activeElement.blur(), true)`)
		b.press("?")
		b.arrive(`document.querySelector("details.page-help").open`)
		b.accessible()
	})
	b.size(390, 844)
	b.visit("/rounds")
	b.press("?")
	b.arrive(`document.querySelector("details.page-help").open`)
	b.fits()
	b.picture("help-open-390")
	b.press(kb.Escape)
	b.arrive(`!document.querySelector("details.page-help").open`)
	for _, path := range []string{"/help", "/help/class", "/help/errors", "/help/glossary", "/help?q=can+ngheo", "/start"} {
		for _, width := range []int64{390, 1280} {
			b.size(width, 844)
			b.visit(path)
			b.fits()
			b.accessible()
		}
		b.picture("help" + regexp.MustCompile(`\W+`).ReplaceAllString(path, "-"))
	}
	b.visit("/help/near-poor?lang=en")
	b.sees("What it rests on", "Decree 07/2021/NĐ-CP, Article 3")
	b.visit("/?lang=vi")
}

// fill writes into the fields of a form by their names, as typing would.
func (b *tab) fill(values map[string]string) {
	b.t.Helper()
	for name, v := range values {
		if !eval[bool](b, fmt.Sprintf(`(() => { const f = document.getElementsByName(%q)[0]; if (!f) return false; f.value = %q; return f.value === %q })()`, name, v, v)) {
			b.t.Fatalf("no field %s takes %q at %s", name, v, b.where())
		}
	}
}

// An officer records a household on a phone: what is wrong is read first, each line leads to its field by the
// keyboard, nothing typed is lost; then its review gives a class at once.
func TestAHouseholdIsRecordedAndReviewed(t *testing.T) {
	t.Parallel()
	b := as(t, "commune_officer")
	b.size(390, 844)
	home := regexp.MustCompile(`^/units/\d+`).FindString(b.where())
	b.visit(home + "/households/new")
	b.fits()
	b.accessible()
	b.fill(map[string]string{"code": "HELP-1", "code_year": "2022", "persons.1.name": "Đinh Thử", "persons.1.sex": "male", "persons.1.born": "31/2/1990", "persons.1.ethnic": "Bahnar"})
	b.click(`main form button[value="add"]`)
	b.arrive(`document.getElementById("persons.2.name") !== null`)
	b.fill(map[string]string{"persons.2.name": "Đinh Con", "persons.2.sex": "female", "persons.2.born": "2015", "persons.2.ethnic": "ba na", "persons.2.relation": "child"})
	b.click(`main form .btn-primary[value="save"]`)
	b.arrive(`document.querySelector(".error-summary") !== null`)
	b.sees("Chưa chọn thôn", "31/2/1990")
	b.accessible()
	b.fits()
	b.picture("household-form-390")
	if !eval[bool](b, `document.activeElement.matches(".error-summary")`) {
		t.Error("the summary is not read first")
	}
	b.tabTo(`.error-summary a[href="#persons.1.born"]`)
	b.press(kb.Enter)
	b.arrive(`document.activeElement.id === "persons.1.born"`)
	village := eval[string](b, `document.getElementById("village").options[1].value`)
	b.fill(map[string]string{"persons.1.born": "5/3/1990", "village": village})
	b.press(kb.Enter) // in a field: saves, and takes no row away
	b.arrive(`/^\/households\/\d+\/\d+$/.test(location.pathname)`)
	b.sees("Đã ghi hộ HELP-1", "Đinh Con")
	household, _, _ := strings.Cut(b.where(), "?")

	b.follow("Sửa hộ")
	if born := eval[string](b, `document.getElementById("persons.1.born").value`); born != "05/03/1990" {
		t.Errorf("born %s", born)
	}
	b.fill(map[string]string{"address": "đội 7"})
	b.click(`main form .btn-primary[value="save"]`)
	b.arrive(`!location.pathname.endsWith("/edit")`)
	b.sees("đội 7")

	// A monthly round of the past, so that no other page's newest round changes.
	b.visit("/rounds/new?unit=" + strings.TrimPrefix(home, "/units/"))
	b.fill(map[string]string{"year": "2022", "kind": "monthly", "day": "15/06/2022", "edition": "vn-2022", "source": "thử"})
	b.click(`main form button[type="submit"]`)
	b.arrive(`!location.pathname.endsWith("/new")`)
	b.visit(household)
	b.follow("Ghi phiếu rà soát")
	b.fits()
	b.accessible()
	b.picture("assess-390")
	b.fill(map[string]string{"points_a": "120"})
	for _, n := range []string{"4", "7", "9"} {
		b.click(`label[for="deprived-` + n + `"]`)
	}
	b.click(`main form .btn-primary`)
	b.arrive(`document.querySelector("#result") !== null`)
	b.sees("Kết quả: hộ nghèo", "VN2022-POOR-01")
	b.accessible()
	b.fits()
	b.size(1280, 900)
	b.picture("assess-1280")
	b.visit(household + "/edit")
	b.fits()
	b.accessible()
	b.picture("household-form-1280")
}
