package e2e

import (
	"fmt"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

// What a closed review found is corrected by request: the officer of the commune asks, the district approves, the
// figures of the commune follow, and the household's pages say what was judged before.
func TestAClosedReviewIsCorrectedByRequest(t *testing.T) {
	t.Parallel()
	s, err := startServer(copyDemo(t))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.stop)
	b, chief := open(t, s.url), open(t, s.url)
	b.signIn("commune_officer")
	home, _, _ := strings.Cut(b.where(), "?")
	count := func() string { // how many poor households the commune has
		b.visit(home + "/households?class=poor")
		return eval[string](b, `document.querySelector("#count, main .lead, main caption").innerText`)
	}
	before := count()
	household := eval[string](b, `document.querySelector('main tbody a[href^="/households/"]').getAttribute("href").split("?")[0]`)

	b.size(390, 844)
	b.visit(household + "/changes")
	b.sees("Bạn đề nghị việc gì?", "Tách hộ", "đã chốt")
	b.picture("changes-choose-390")
	b.accessible()
	b.visit(household + "/changes/correct_review")
	b.click(`main form button[type="submit"]`)
	b.arrive(`document.querySelector("#points") !== null`)
	b.do(chromedp.Evaluate[chromedp.Void](`document.querySelectorAll('input[name="deprived"]').forEach((x, i) => { x.checked = i < 1 })`))
	b.picture("changes-form-390")
	b.click(`main form[method="post"] button.btn-primary`)
	b.arrive(`document.querySelector("#reason-problem") !== null`)
	b.do(chromedp.SendKeys(chromedp.CSS(`#reason`), "Phiếu B ghi nhầm hai chỉ số"), chromedp.SendKeys(chromedp.CSS(`#evidence`), "Biên bản phúc tra ngày 20/12/2022"))
	b.click(`main form[method="post"] button.btn-primary`)
	b.arrive(`/^\/changes\/\d+\/\d+$/.test(location.pathname)`)
	b.sees("Đã gửi đề nghị", "hộ nghèo", "hộ cận nghèo")
	request := b.where()
	if count() != before {
		t.Error("a request that waits has changed the figures")
	}

	chief.signIn("district_officer")
	chief.visit("/changes")
	chief.sees("Sửa kết quả rà soát đã chốt")
	chief.picture("changes-list-1280")
	chief.accessible()
	chief.visit(request)
	chief.picture("changes-request-1280")
	chief.accessible()
	chief.size(390, 844)
	chief.visit(request + "?lang=en")
	chief.picture("changes-request-390-en")
	chief.visit(request + "?lang=vi")
	chief.click(fmt.Sprintf(`form[action="%s/approve"] button`, request))
	chief.arrive(`document.body.innerText.normalize("NFC").includes("Đã phê duyệt")`)

	if after := count(); after == before {
		t.Errorf("the commune's poor households are still %q", after)
	}
	b.visit(household + "/history")
	b.sees("Kết quả rà soát trước khi điều chỉnh", "hộ nghèo", "Đề nghị số")
	b.picture("changes-history-390")
	b.visit(request)
	b.sees("Đã phê duyệt:")
}
