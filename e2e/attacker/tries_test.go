package attacker

import (
	"fmt"
	"net/url"
	"strings"
)

// try is one way to reach for the household of Kông Chro.
type try struct {
	name string
	// want are the statuses that may come back, or "nothing": any answer of the attacker's own pages, with
	// nothing of the household in it.
	want string
	asks func(w *world) []request
}

// gets are requests to read some addresses.
func gets(paths ...string) func(*world) []request {
	return func(*world) (all []request) {
		for _, p := range paths {
			all = append(all, request{path: p})
		}
		return all
	}
}

// posts is one form, as name, value, name, value, sent to some addresses.
func posts(paths []string, pairs ...string) func(*world) []request {
	return func(*world) (all []request) {
		v := url.Values{}
		for i := 0; i+1 < len(pairs); i += 2 {
			v.Add(pairs[i], pairs[i+1])
		}
		for _, p := range paths {
			all = append(all, request{method: "POST", path: p, form: v})
		}
		return all
	}
}

// with sends the same requests under headers, one set at a time.
func with(asks func(*world) []request, headers ...map[string]string) func(*world) []request {
	return func(w *world) (all []request) {
		for _, h := range headers {
			for _, r := range asks(w) {
				r.header = h
				all = append(all, r)
			}
		}
		return all
	}
}

func both(a, b func(*world) []request) func(*world) []request {
	return func(w *world) []request { return append(a(w), b(w)...) }
}

const householdForm = "/units/{commune}/households/new"

// tries are all ways, in the order of their numbers.
var tries = []try{
	{"the household by its address", "404", gets("/households/{victim}", "/households/{victim}?lang=en", "/households/{victim}?round=1", "/households/{victim}?table=xlsx")},
	{"its forms", "404", gets("/households/{victim}/edit", "/rounds/1/households/{victim}")},
	{"its address with one's own unit beside it", "404", gets("/households/{victim}?unit={own}&commune={own}&id={ownid}")},
	{"its number in one's own commune", "nothing", gets("/households/{own}/{id}", "/households/{own}/{id}?commune={commune}", "/households/{own}/{id}?commune={commune}&commune={own}")},
	{"every number in its commune", "404", everyNumber},
	{"numbers too large, negative, and written in other ways", "404", gets(
		"/households/{commune}/99999999999999999999", "/households/99999999999999999999/{id}", "/households/{commune}/-{id}", "/households/-1/-1", "/households/{commune}/0x1",
		"/households/{commune}/+{id}", "/households/0{commune}/00{id}", "/households/{commune}.0/{id}", "/households/{commune}/{id}e0", "/households/%EF%BC%91/{id}",
		"/households/18446744073709569245/{id}", "/households/{commune}/{id}%00", "/households/{commune}/{id};a=b", "/households/null/{id}", "/households/{own},{commune}/{id}",
	)},
	{"paths that wind", "404 301 307 400 nothing", gets(
		"/households/{own}/../{commune}/{id}", "/households/{own}/%2e%2e/{commune}/{id}", "/households/{own}%2f..%2f{commune}%2f{id}", "/households/{own}/..%2f{commune}/{id}",
		"//households/{victim}", "/households//{victim}", "/./households/{victim}", "/assets/../households/{victim}", "/assets/%2e%2e/households/{victim}", "/help/../households/{victim}",
		"/households/{victim}/", "/households/{victim}//", "/households/{victim}/.", "/HOUSEHOLDS/{victim}", "/households/{commune}%5c{id}", "/households/{commune}%09/{id}",
		"/units/{own}/../{commune}/households", "/units/{own}%2f..%2f{commune}/households", "/units/{commune}/households/", "/units/{own}/households/../../{commune}/households/csv",
	)},
	{"other methods", "404 405 400", func(*world) (all []request) {
		for _, m := range []string{"HEAD", "OPTIONS", "PUT", "PATCH", "DELETE", "TRACE", "PROPFIND", "POST"} {
			all = append(all, request{method: m, path: "/households/{victim}"})
		}
		return all
	}},
	{"methods in a header or a field", "404", with(gets("/households/{victim}?_method=GET", "/households/{victim}/edit?_method=POST"),
		map[string]string{"X-HTTP-Method-Override": "POST"}, map[string]string{"X-Method-Override": "DELETE"})},
	{"addresses in headers that some proxies believe", "nothing", with(gets("/units/{own}"),
		map[string]string{"X-Original-URL": "/households/{victim}"}, map[string]string{"X-Rewrite-URL": "/households/{victim}"},
		map[string]string{"X-Forwarded-Prefix": "/units/{commune}"}, map[string]string{"Referer": "/households/{victim}"})},
	{"headers that claim to be somebody", "404", with(gets("/households/{victim}"),
		map[string]string{"X-Forwarded-User": "thuong.truc"}, map[string]string{"X-Remote-User": "thuong.truc"}, map[string]string{"Authorization": "Basic dGh1b25nLnRydWM6eA=="},
		map[string]string{"X-Forwarded-For": "127.0.0.1", "X-Real-IP": "127.0.0.1", "Forwarded": "for=127.0.0.1"})},
	{"the operator's counters from outside", "404", with(gets("/metrics"), map[string]string{"X-Forwarded-For": "127.0.0.1"})},
	{"a host that is not ours", "404 nothing", with(gets("/households/{victim}", "/units/{own}", "/units/{own}/"),
		map[string]string{"Host": "evil.example"}, map[string]string{"Host": "127.0.0.1", "X-Forwarded-Host": "evil.example"})},
	{"conditions and ranges", "404", with(gets("/households/{victim}", "/units/{commune}/households/csv"),
		map[string]string{"If-None-Match": "*"}, map[string]string{"If-Modified-Since": "Mon, 01 Jan 2035 00:00:00 GMT"}, map[string]string{"Range": "bytes=0-1000000"},
		map[string]string{"Range": "bytes=0-0,1-1," + strings.Repeat("2-2,", 200) + "3-3"}, map[string]string{"Accept": "application/json"}, map[string]string{"Accept-Encoding": "identity"})},
	{"a range of one's own file that reaches further", "nothing", with(gets("/units/{own}/households/csv", "/units/{own}/households/xlsx"),
		map[string]string{"Range": "bytes=0-"}, map[string]string{"Range": "bytes=-999999999"}, map[string]string{"Range": "bytes=100000-999999999"})},
	{"the lists of its commune, district and province", "404", gets("/units/{commune}/households", "/units/{kongchro}/households", "/units/{province}/households", "/units/{village}/households", "/units/1/households")},
	{"those units' own pages", "403 404", gets("/units/{commune}", "/units/{kongchro}", "/units/{village}", "/units/{commune}?table=xlsx", "/units/{kongchro}/targets?year=2022", "/units/{commune}/base", "/units/{commune}/targets/edit")},
	{"one's own list with its unit as a filter", "nothing", filters},
	{"one's own list, sorted and paged beyond its end", "nothing", gets(
		"/units/{own}/households?after={commune}/0", "/units/{own}/households?after={victim}", "/units/{own}/households?sort=-name&after={victim}", "/units/{own}/households?sort=name%3Bselect&size=100000",
		"/units/{own}/households?cols=identity&cols=head&cols=phone&cols=bank&size=200", "/units/{own}/households?after=-1/-1", "/units/{own}/households?q=%25", "/units/{own}/households?q='%20or%201=1--",
	)},
	{"the search by name, code and number", "nothing", gets(
		"/search?q=bimatkong", "/search?q=b%C3%ADm%E1%BA%ADtk%C3%B4ng", "/search?q=con+cua+nha", "/search?q={code}", "/search?q={identity}", "/search?q=%2A", "/search?q=%25%25%25", "/search?q=kindao",
		"/search?q=bimatkong&unit={own}&unit={commune}", "/search?q=dinh&round=1", "/search?q=%22bimat%22%20OR%20%22a%22",
	)},
	{"the search in its units", "404", gets("/search?unit={commune}&q=bimatkong", "/search?unit={kongchro}&q=bimatkong", "/search?unit={province}&q=bimatkong", "/search?unit={commune}&unit={own}&q=bimatkong")},
	{"the files of its lists", "404", gets("/units/{commune}/households/xlsx", "/units/{commune}/households/csv", "/units/{kongchro}/households/csv", "/units/{province}/households/xlsx?class=poor")},
	{"the file of one's own list, bent", "nothing", gets("/units/{own}/households/csv?unit={commune}&village={village}", "/units/{own}/households/csv?after={commune}/0", "/units/{own}/households/xlsx?commune={commune}&cols=identity")},
	{"the result forms of its units, 1 to 15, as pages and files", "404", forms("{commune}", "{kongchro}", "{province}")},
	{"the result forms of one's own, bent", "nothing", gets("/units/{own}/forms/14/csv?unit={commune}&id={commune}", "/units/{own}/forms/15/xlsx?unit={kongchro}&deep=1", "/units/{own}/forms/1?unit={commune}&deep=1", "/units/{own}/forms/99", "/units/{own}/forms/14/..%2f..%2f{commune}")},
	{"the annex and its base", "404", gets("/units/{commune}/annex/xlsx?year=2022", "/units/{kongchro}/annex/docx?year=2022", "/units/{kongchro}/base")},
	{"every link that the secretary's pages of Kông Chro hold", "404 nothing", everyLink},
	{"the review's pages", "404", gets("/rounds?unit={commune}", "/rounds/1?unit={commune}", "/rounds/1/waiting?unit={commune}", "/rounds/1/waiting?unit={kongchro}", "/rounds/1/close?unit={commune}", "/start?unit={commune}", "/start?unit={kongchro}", "/rounds/new?unit={commune}")},
	{"the review's pages of one's own, bent", "nothing", gets("/rounds/1/waiting?unit={own}&unit={commune}", "/rounds/1?unit={own}&id={commune}", "/start?unit={own}&unit={commune}")},
	{"another officer's working list", "404", both(gets("/lists/{list}", "/lists/{list}?show=waiting", "/lists/{list}?after={commune}/0"), everyList)},
	{"changing another officer's working list", "404", both(
		posts([]string{"/lists/{list}"}, "list-name", "Của tôi", "shared", "1"),
		posts([]string{"/lists/{list}/households"}, "row", "{victim}", "note.{victim}", "đã bị đọc", "done", "{victim}"))},
	{"the household onto a list of one's own", "404 nothing", both(
		posts([]string{"/households/{victim}/lists"}, "list", "{mylist}", "name", "x"),
		posts([]string{"/units/{own}/households/picks", "/units/{own}/households/picks?village={village}", "/units/{commune}/households/picks"},
			"act", "add:{mylist}", "pick", "{victim}", "pick", "{mine}", "scope", "ticked", "confirm", "1", "count", "2"))},
	{"a note on the household by one's own list", "nothing", both(
		posts([]string{"/lists/{mylist}/households"}, "row", "{victim}", "note.{victim}", "x", "done", "{victim}"), gets("/lists/{mylist}", "/lists/{mylist}?after={commune}/0"))},
	{"all of its commune onto a list", "404", posts([]string{"/units/{commune}/households/picks", "/units/{kongchro}/households/picks"}, "act", "add:0", "name", "Tất cả", "scope", "all", "confirm", "1", "count", "1")},
	{"a kept filter that points at its commune", "nothing", both(
		posts([]string{"/lists"}, "kind", "filter", "list-name", "Bẫy", "address", "/units/{commune}/households?class=poor"),
		gets("/lists", "/lists/2", "/lists/3", "/lists/4"))},
	{"a mark on the household", "nothing", posts([]string{"/units/{own}/households/picks"}, "act", "set:merit", "pick", "{victim}", "scope", "ticked", "confirm", "1", "count", "1")},
	{"writing the household", "404", posts([]string{"/households/{victim}/edit"}, "version", "1", "code", "{code}", "code_year", "2022", "village", "{village}", "head", "Kẻ Chiếm Hộ", "members", "2", "people", "0", "step", "save", "save", "save")},
	{"writing one's own household into its number", "nothing", posts([]string{"/households/{mine}/edit"}, "commune", "{commune}", "id", "{id}", "ref", "{victim}", "village", "{village}", "version", "1", "code", "100001", "code_year", "2022", "head", "Siu Củatôi", "members", "3", "ethnic", "Gia Rai", "people", "0")},
	{"a new household in its commune, or in its village", "404 nothing", both(
		posts([]string{householdForm}, "code", "666", "code_year", "2022", "village", "{village}", "head", "Kẻ Chen", "ethnic", "Kinh", "members", "1", "people", "0"),
		posts([]string{"/units/{own}/households/new", "/units/{own}/households/new?unit={commune}"}, "unit", "{commune}", "commune", "{commune}", "code", "667", "code_year", "2022", "village", "{village}", "head", "Kẻ Chen", "ethnic", "Kinh", "members", "1", "people", "0"))},
	{"its review", "404", posts([]string{"/rounds/1/households/{victim}", "/rounds/1/households/{victim}/remove"}, "points_a", "400", "members", "2", "children", "0", "income", "9000000")},
	{"opening or closing the review of others", "403 404 nothing", both(
		posts([]string{"/rounds?unit={commune}", "/rounds?unit={commune}&unit={own}"}, "unit", "{own}", "year", "2022", "kind", "monthly", "day", "15/6/2022", "edition", "vn-2022", "source", "x"),
		posts([]string{"/rounds/1/close?unit={commune}", "/rounds/1/close"}, "confirm", "1"))},
	{"targets and bases", "403 404", posts([]string{"/units/{commune}/targets", "/units/{commune}/targets/edit", "/units/{commune}/targets/proposal", "/units/{commune}/base", "/units/{own}/base"}, "unit", "{commune}", "year", "2022", "households", "1", "version", "0", "reason", "x", "step", "save")},
	{"a sheet that names the household", "nothing", sheet("households", "{own}", "Mã hộ;Mã xã;Thôn, làng, tổ dân phố;Chủ hộ;Dân tộc;Số khẩu", "777001;23827;Làng Kínđáo;Kẻ Chiếm Hộ;Ba Na;2")},
	{"a sheet for its commune", "nothing", sheet("households", "{commune}", "Mã hộ;Thôn, làng, tổ dân phố;Chủ hộ;Dân tộc;Số khẩu", "777001;Làng Kínđáo;Kẻ Chiếm Hộ;Ba Na;2")},
	{"a sheet with its people", "nothing", sheet("persons", "{own}", "Mã hộ;Năm mã;Mã xã;Thứ tự trong hộ;Họ và tên;Giới tính;Ngày, năm sinh;Quan hệ với chủ hộ", "777001;2022;23827;1;Kẻ Chiếm Hộ;Nữ;1985;chủ hộ")},
	{"a sheet with its review", "nothing", sheet("assessments", "{own}", "Mã hộ;Năm mã;Mã xã;Điểm A (B1);Các chỉ số thiếu hụt;Số trẻ em dưới 16 tuổi", "777001;2022;23827;400;4;0")},
	{"a sheet with its commune's base", "403 404 nothing", sheet("base", "{own}", "Mã đơn vị;Tổng số hộ;Nguồn số liệu", "23827;1;x")},
	{"a sheet that asks what is taken", "nothing", sheet("persons", "{own}", "Mã hộ;Năm mã;Thứ tự trong hộ;Họ và tên;Giới tính;Ngày, năm sinh;Quan hệ với chủ hộ;Số CCCD", "100001;2022;1;Siu Củatôi;Nữ;1985;chủ hộ;"+victimIdentity)},
	{"imports of others: page, errors, preview, commit, undo, discard", "404", othersImports},
	{"acts of others and the machine's page", "403 404", gets("/audit", "/audit?thing=household:{victim}", "/audit?unit={commune}", "/operate", "/accounts", "/plan-check")},
	{"one click into another post", "404", posts([]string{"/sign-in/demo"}, "role", "province_secretary")},
	{"a role that one does not hold", "nothing", both(
		posts([]string{"/sign-in"}, "login", "ke.tan.cong", "password", password, "role", "province_secretary", "unit", "{kongchro}", "next", "/households/{victim}"),
		gets("/households/{own}/{ownid}?role=province_secretary&unit={kongchro}", "/units/{own}?role=administrator&as=thuong.truc"))},
	{"another's password by guessing", "422 429 303", posts([]string{"/sign-in", "/sign-in", "/sign-in"}, "login", "can.bo.kong.chro", "password", "123456")},
	{"cookies made up", "303", forgedCookies},
	{"a cookie after signing out", "303", replayed},
	{"a cookie planted before signing in", "303", planted},
	{"a page elsewhere that acts for the officer of Kông Chro", "403", elsewhere},
	{"being sent elsewhere after signing in", "nothing", gets("/sign-in?next=https://evil.example/", "/sign-in?next=//evil.example", "/sign-in?next=/%09/evil.example", "/sign-in?next=%5C%5Cevil.example", "/sign-in?next=javascript:alert(1)")},
	{"headers broken in two", "nothing", gets("/units/{own}?lang=en%0d%0aSet-Cookie:%20giamngheo=x", "/sign-in?next=/%0d%0aSet-Cookie:%20x=y", "/units/{own}/households/csv?lang=%0d%0aX-Evil:1")},
	{"files of the machine", "404 301 307 400", gets("/assets/../../../../etc/passwd", "/assets/%2e%2e%2f%2e%2e%2fetc%2fpasswd", "/help/..%2f..%2f..%2fetc%2fpasswd", "/import-templates/..%2f..%2fseal.key", "/standards/..%2f..%2fgiamngheo.db", "/seal.key", "/giamngheo.db", "/.git/config", "/debug/pprof/", "/debug/vars")},
	{"pages kept by a cache between", "404", with(gets("/households/{victim}.css", "/households/{victim}/x.js", "/units/{commune}/households/a.css"), map[string]string{"Cache-Control": "only-if-cached"})},
	{"whether it exists: the answers of what is there and what is not", "404", alike},
	{"its numbers, for a purpose", "404", func(*world) (all []request) {
		for _, which := range []string{"identity.1", "identity.2", "phone", "bank"} {
			for _, path := range []string{"/households/{victim}/numbers", "/households/{victim}/numbers?unit={own}"} {
				all = append(all, request{method: "POST", path: path, form: url.Values{"which": {which}, "purpose": {"identify"}, "note": {"x"}}})
			}
		}
		return all
	}},
	{"the search by a number in a form", "404 nothing", both(
		posts([]string{"/search"}, "q", "{identity}", "unit", "{commune}"),
		posts([]string{"/search", "/search?unit={commune}"}, "q", "{identity}", "unit", "{own}"))},
	{"requests of change on it", "403 404", both(
		gets("/households/{victim}/changes", "/households/{victim}/changes/correct", "/households/{victim}/changes/death", "/households/{victim}/changes/split", "/households/{victim}/changes/merge", "/changes/{commune}/1", "/changes/{commune}/{id}", "/changes?unit={commune}"),
		posts([]string{"/households/{victim}/changes/correct", "/households/{victim}/changes/move", "/households/{victim}/changes/exit", "/changes/{commune}/1/approve", "/changes/{commune}/1/refuse", "/changes/{commune}/1/withdraw"}, "reason", "x", "head", "Kẻ Chiếm Hộ", "to", "{own}", "confirm", "1"))},
	{"one's own household merged with it", "403 404 nothing", posts([]string{"/households/{mine}/changes/merge", "/households/{mine}/changes/move"}, "other", "{victim}", "with", "{victim}", "household", "{victim}", "code", "{code}", "commune", "{commune}", "village", "{village}", "reason", "x")},
	{"freezing and thawing its area", "403 404 nothing", posts([]string{"/freezes", "/freezes?unit={commune}", "/freezes/1/lift"}, "unit", "{commune}", "from", "2022-01-01", "to", "none", "reason", "x")},
	{"pairs that may be one household", "403 404", both(
		gets("/units/{commune}/duplicates", "/units/{kongchro}/duplicates", "/duplicates/{victim}/{mine}", "/duplicates/{mine}/{victim}", "/duplicates/{victim}/{victim}"),
		posts([]string{"/units/{commune}/duplicates", "/duplicates/{mine}/{victim}", "/duplicates/{victim}/{mine}"}, "decision", "same", "reason", "x"))},
	{"what is held on its people", "403 404", both(
		gets("/households/{victim}/persons/1", "/households/{victim}/persons/2", "/units/{commune}/subjects", "/subjects/{commune}/1", "/households/{victim}/history"),
		posts([]string{"/households/{victim}/persons/1", "/subjects/{commune}/1"}, "kind", "correction", "reason", "x", "decision", "granted"))},
	{"who steers there, and who follows whom", "403 404", both(gets("/units/{commune}/committee", "/units/{kongchro}/committee"), posts([]string{"/units/{commune}/committee"}, "name", "x"))},
	{"script and formulas by an imported name", "nothing", gets("/units/{own}/households", "/units/{own}/households/csv", "/search?q=script", "/search?q=hyperlink", "/units/{own}/forms/15", "/lists")},
}

// everyNumber are the first numbers of the commune: where a household stands and where none does look alike.
func everyNumber(*world) (all []request) {
	for id := range 120 {
		all = append(all, request{path: fmt.Sprintf("/households/{commune}/%d", id)})
	}
	return all
}

// filters are the ways in which a list's address could name another unit.
func filters(*world) (all []request) {
	for _, name := range []string{"village", "unit", "area", "commune", "id", "under"} {
		for _, value := range []string{"{commune}", "{kongchro}", "{village}"} {
			all = append(all, request{path: "/units/{own}/households?" + name + "=" + value}, request{path: "/units/{own}/households?" + name + "={own}&" + name + "=" + value})
		}
	}
	return all
}

func forms(units ...string) func(*world) []request {
	return func(*world) (all []request) {
		for _, u := range units {
			all = append(all, request{path: "/units/" + u + "/forms"})
			for n := 1; n <= 15; n++ {
				for _, format := range []string{"", "/csv", "/xlsx"} {
					all = append(all, request{path: fmt.Sprintf("/units/%s/forms/%d%s", u, n, format)})
				}
			}
		}
		return all
	}
}

// everyLink are the addresses to which the secretary's figures of Kông Chro lead.
func everyLink(w *world) (all []request) {
	seen := map[string]bool{}
	for _, page := range []string{"/units/{kongchro}", "/units/{commune}", "/units/{commune}/households", "/units/{commune}/forms/1", "/units/{commune}/forms/14", "/households/{victim}", "/rounds?unit={kongchro}"} {
		_, body := w.secretary.follow(w.names.Replace(page))
		for _, m := range href.FindAllStringSubmatch(body, -1) {
			path := strings.ReplaceAll(m[1], "&amp;", "&")
			foreign := strings.Contains(path, "/"+w.at["commune"]) || strings.Contains(path, "/"+w.at["kongchro"]) || strings.Contains(path, "unit="+w.at["commune"]) || strings.Contains(path, "unit="+w.at["kongchro"])
			if foreign && !seen[path] {
				seen[path] = true
				all = append(all, request{path: path})
			}
		}
	}
	if len(all) < 20 {
		w.t.Errorf("the secretary's pages hold only %d links into Kông Chro", len(all))
	}
	return all
}

// everyList are the numbers of working lists beside the attacker's own.
func everyList(w *world) (all []request) {
	for id := range 12 {
		if n := fmt.Sprint(id); n != w.at["mylist"] && id < 3 {
			all = append(all, request{path: "/lists/" + n})
		}
	}
	return all
}

// sheet uploads a sheet and tries to store it, whatever the preview said.
func sheet(kind, unit string, lines ...string) func(*world) []request {
	return func(w *world) []request {
		up := request{method: "POST", path: "/imports", file: &upload{fields: map[string]string{"kind": kind, "unit": unit, "year": "2022"}, name: "x.csv", lines: lines}}
		a := w.attacker.do(up)
		all := []request{up}
		if id := strings.TrimPrefix(a.location, "/imports/"); id != a.location {
			for _, act := range []string{"preview", "commit", "errors", "undo"} {
				method := "POST"
				if act == "errors" {
					method = "GET"
				}
				all = append(all, request{method: method, path: "/imports/" + id + "/" + act})
			}
			all = append(all, request{path: "/imports/" + id}, request{path: "/imports/" + id + "?confirm=commit"})
		}
		return all
	}
}

// othersImports are the three that the commands made before anybody signed in.
func othersImports(*world) (all []request) {
	for id := 1; id <= 2; id++ {
		base := fmt.Sprintf("/imports/%d", id)
		all = append(all, request{path: base}, request{path: base + "/errors"})
		for _, act := range []string{"preview", "commit", "undo", "discard"} {
			all = append(all, request{method: "POST", path: base + "/" + act, form: url.Values{"confirm": {"1"}}})
		}
	}
	return all
}
