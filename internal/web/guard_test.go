package web_test

import (
	"net/http"
	"strings"
	"testing"

	"giamngheo/internal/account"
	"giamngheo/internal/web/webtest"
)

func TestNoAddressBecomesALinkToAnotherSite(t *testing.T) {
	t.Parallel()
	o := office(t)
	for _, path := range []string{"/%5Cevil.example/x", "/%2Fevil.example", "/%2F%2Fevil.example/", "/x%3Flang=vi", "/%0D%0Ax"} {
		res := o.Do(t, webtest.Request{Path: path})
		body := res.Body.String()
		if res.Code != http.StatusNotFound || !strings.Contains(body, `href="`+path+"?lang=en") {
			t.Errorf("%s = %d with the link %q", path, res.Code, body[max(0, strings.Index(body, `class="language"`)):][:100])
		}
	}
}

func TestTextThatIsNoTextIsRefusedAtTheDoor(t *testing.T) {
	t.Parallel()
	form := map[string]string{"Content-Type": "application/x-www-form-urlencoded"}
	body := func(s string) *strings.Reader { return strings.NewReader(s) }
	office(t).Run(t, []webtest.Request{
		{Name: "a zero byte in the address", Path: "/open?q=a%00b", Status: 422},
		{Name: "broken UTF-8 in the address", Path: "/open?q=%ff", Status: 422},
		{Name: "in a name", Path: "/open?%ff=1", Status: 422},
		{Name: "letters with marks", Path: "/open?q=R%C6%A1+Ch%C3%A2m"},
		{Name: "in a form", Who: account.Auditor, Method: "POST", Path: "/act", Body: body("to=%2Fopen&reason=%C3"), Header: form, Status: 422},
		{Name: "a form too large", Who: account.Auditor, Method: "POST", Path: "/act", Body: body("to=" + strings.Repeat("a", 2<<20)), Header: form, Status: 413, Has: []string{"quá lớn"}},
		{Name: "nobody's form is not read", Method: "POST", Path: "/act", Body: body("to=%C3"), Header: form, Status: 401},
	})
}
