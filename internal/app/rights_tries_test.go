package app

import (
	"fmt"
	"net/url"
	"strings"

	"giamngheo/internal/account"
	"giamngheo/internal/household"
	"giamngheo/internal/target"
)

// try is one way to reach for a unit, its household or its figures.
type try struct {
	path string
	form url.Values
	// own says that the address names the reader's own unit and reaches for another by its values: it
	// may be answered, with nothing of the other.
	own bool
}

// tries are the ways through a row of the route table that reach for a unit; ok is false for a row
// that the test does not know.
func (l *land) tries(pattern string, own, p *territory) (out []try, ok bool) {
	at := func(format string, args ...any) { out = append(out, try{path: fmt.Sprintf(format, args...)}) }
	aside := func(format string, args ...any) {
		out = append(out, try{path: fmt.Sprintf(format, args...), own: true})
	}
	form := func(path string) {
		v := url.Values{"unit": {fmt.Sprint(p.id)}, "version": {"1"}, "households": {"1"}, "reason": {"thử"}, "year": {"2023"}, "rule": {string(target.Rules[0])}, "want": {"1"}}
		if p.counts != nil {
			v.Set("want", fmt.Sprint(p.counts[1]))
		}
		out = append(out, try{path: fmt.Sprintf(path, p.id), form: v})
		// The address names the reader's own unit, the form another.
		out = append(out, try{path: fmt.Sprintf(path, own.id), form: v, own: true})
		out = append(out, try{path: fmt.Sprintf(path, own.id) + fmt.Sprint("?unit=", own.id), form: v, own: true})
	}
	ref := p.ref
	if ref.IsZero() {
		ref = household.Ref{Commune: p.id, ID: 1}
	}
	switch pattern {
	case "GET /units/{id}":
		at("/units/%d", p.id)
		at("/units/%d?lang=en&sort=-poor&round=%d", p.id, l.round)
		aside("/units/%d?unit=%d&id=%d", own.id, p.id, p.id)
	case "GET /units/{id}/households":
		at("/units/%d/households", p.id)
		at("/units/%d/households?village=%d&unit=%d", p.id, own.id, own.id)
		for _, name := range []string{"village", "unit", "area", "commune"} {
			aside("/units/%d/households?%s=%d", own.id, name, p.id)
			aside("/units/%d/households?%s=%d&%s=%d", own.id, name, own.id, name, p.id)
		}
		aside("/units/%d/households?after=%d/0", own.id, ref.Commune)
		aside("/units/%d/households?after=%d/%d", own.id, ref.Commune-1, 1)
	case "GET /units/{id}/households/xlsx", "GET /units/{id}/households/csv":
		format := pattern[strings.LastIndex(pattern, "/")+1:]
		at("/units/%d/households/%s", p.id, format)
		aside("/units/%d/households/%s?village=%d&unit=%d", own.id, format, p.id, p.id)
		aside("/units/%d/households/%s?after=%d/0", own.id, format, ref.Commune)
	case "POST /units/{id}/households/picks":
		for _, act := range []string{"add:0", "add:1", "remove:1", "set:merit", "clear:local"} {
			v := url.Values{"act": {act}, "name": {"thử"}, "scope": {"all"}, "confirm": {"1"}, "count": {"1"}}
			out = append(out, try{path: fmt.Sprintf("/units/%d/households/picks", p.id), form: v, own: act != "add:0"})
			v = url.Values{"act": {act}, "name": {"thử"}, "pick": {ref.String()}, "confirm": {"1"}, "count": {"1"}}
			out = append(out, try{path: fmt.Sprintf("/units/%d/households/picks", own.id), form: v, own: true})
			out = append(out, try{path: fmt.Sprintf("/units/%d/households/picks?village=%d", own.id, p.id), form: v, own: true})
		}
	case "POST /households/{commune}/{id}/lists":
		out = append(out, try{path: fmt.Sprintf("/households/%s/lists", ref), form: url.Values{"list": {"0"}, "name": {"thử"}}})
	case "GET /lists":
		aside("/lists?unit=%d", p.id)
	case "POST /lists":
		out = append(out, try{path: "/lists", form: url.Values{"kind": {"filter"}, "list-name": {"thử"}, "address": {fmt.Sprintf("/units/%d/households", p.id)}}, own: true})
	case "GET /lists/{id}":
		for id := range 12 {
			aside("/lists/%d?after=%d/0", id, ref.Commune)
		}
	case "POST /lists/{id}":
		out = append(out, try{path: "/lists/1", form: url.Values{"list-name": {"của tôi"}, "shared": {"1"}}, own: true})
	case "POST /lists/{id}/households":
		for id := range 12 {
			out = append(out, try{path: fmt.Sprint("/lists/", id, "/households"), form: url.Values{"row": {ref.String()}, "note." + ref.String(): {"thử"}}, own: true})
		}
	case "GET /households/{commune}/{id}":
		at("/households/%s", ref)
		at("/households/%s?unit=%d&commune=%d&round=%d", ref, own.id, own.id, l.round)
		aside("/households/%d/..%%2F%d%%2F%d", own.id, ref.Commune, ref.ID)
		aside("/households/%d/%d?commune=%d", own.id, 99, ref.Commune)
	case "GET /start":
		at("/start?unit=%d", p.id)
		aside("/start?unit=%d&unit=%d", own.id, p.id)
	case "GET /units/{id}/households/new":
		at("/units/%d/households/new", p.id)
		aside("/units/%d/households/new?unit=%d&commune=%d", own.id, p.id, p.id)
	case "POST /units/{id}/households/new":
		// The form has no field for a commune: a village of another one is refused.
		out = append(out, try{path: fmt.Sprintf("/units/%d/households/new", p.id), form: url.Values{"code": {"RA-1"}, "code_year": {"2022"}, "head": {"Đinh Ra"}, "ethnic": {"Ba Na"}, "members": {"1"}}})
	case "GET /households/{commune}/{id}/edit":
		at("/households/%s/edit", ref)
	case "POST /households/{commune}/{id}/edit":
		out = append(out, try{path: fmt.Sprintf("/households/%s/edit", ref), form: url.Values{"version": {"1"}, "head": {"Đinh Ra"}}})
	case "GET /changes":
		at("/changes?unit=%d", p.id)
		for _, show := range []string{"all", "mine", "for-me", "asked"} {
			aside("/changes?show=%s&unit=%d&unit=%d", show, own.id, p.id)
		}
	case "GET /changes/{commune}/{id}":
		at("/changes/%d/%d", ref.Commune, p.asked)
	case "POST /changes/{commune}/{id}/approve", "POST /changes/{commune}/{id}/refuse", "POST /changes/{commune}/{id}/withdraw":
		act := pattern[strings.LastIndex(pattern, "/")+1:]
		if act != "approve" || !own.covers(p) { // the households of one's own area stay
			out = append(out, try{path: fmt.Sprintf("/changes/%d/%d/%s", ref.Commune, p.asked, act), form: url.Values{"refusal": {""}}})
		}
	case "GET /households/{commune}/{id}/changes":
		at("/households/%s/changes", ref)
	case "GET /households/{commune}/{id}/changes/{kind}":
		at("/households/%s/changes/exit", ref)
		at("/households/%s/changes/move_commune?to=%d", ref, own.id)
	case "POST /households/{commune}/{id}/changes/{kind}":
		v := url.Values{"reason": {"thử lý do"}, "evidence": {"thử giấy tờ"}}
		out = append(out, try{path: fmt.Sprintf("/households/%s/changes/exit", ref), form: v})
		if !own.ref.IsZero() { // his own household, merged with the other one
			v := url.Values{"other": {ref.String()}, "reason": {"thử lý do"}, "evidence": {"thử giấy tờ"}}
			out = append(out, try{path: fmt.Sprintf("/households/%s/changes/merge", own.ref), form: v, own: true})
		}
	case "GET /households/{commune}/{id}/history":
		at("/households/%s/history", ref)
	case "GET /freezes":
		at("/freezes?unit=%d", p.id)
		aside("/freezes?unit=%d&unit=%d", own.id, p.id)
	case "POST /freezes":
		out = append(out, try{path: "/freezes", form: url.Values{"unit": {fmt.Sprint(p.id)}, "first": {"1/1/2030"}, "last": {"2/1/2030"}, "freeze_reason": {"thử"}}})
	case "POST /freezes/{id}/lift":
		out = append(out, try{path: "/freezes/1/lift", own: true})
	case "GET /rounds/{round}/households/{commune}/{id}":
		at("/rounds/%d/households/%s", l.round, ref)
	case "POST /rounds/{round}/households/{commune}/{id}":
		out = append(out, try{path: fmt.Sprintf("/rounds/%d/households/%s", l.round, ref), form: url.Values{"points_a": {"100"}, "members": {"4"}, "children": {"0"}}})
	case "POST /rounds/{round}/households/{commune}/{id}/remove":
		out = append(out, try{path: fmt.Sprintf("/rounds/%d/households/%s/remove", l.round, ref), form: url.Values{}})
	case "POST /households/{commune}/{id}/numbers":
		// The household has no number; what is tried is whose household the address may name.
		for _, which := range []string{"phone", "bank", "identity.1"} {
			out = append(out, try{path: fmt.Sprintf("/households/%s/numbers", ref), form: url.Values{"which": {which}, "purpose": {"pay"}}})
		}
	case "POST /search":
		out = append(out, try{path: "/search", form: url.Values{"unit": {fmt.Sprint(p.id)}, "q": {"064067918273"}}})
		out = append(out, try{path: "/search", form: url.Values{"unit": {fmt.Sprint(own.id)}, "q": {"064067918273"}}, own: true})
		out = append(out, try{path: "/search", form: url.Values{"q": {"chuho"}}, own: true})
	case "GET /search":
		at("/search?unit=%d&q=chuho", p.id)
		aside("/search?q=chuho")
		aside("/search?unit=%d&unit=%d&q=dinh", own.id, p.id)
		for _, w := range p.words {
			aside("/search?q=%s", url.QueryEscape(w))
		}
	case "GET /rounds":
		at("/rounds?unit=%d", p.id)
		at("/rounds?unit=%d&round=%d", p.id, l.round)
		aside("/rounds?unit=%d&unit=%d", own.id, p.id)
	case "GET /rounds/{id}":
		at("/rounds/%d?unit=%d", l.round, p.id)
		aside("/rounds/%d?unit=%d&unit=%d", l.round, own.id, p.id)
	case "GET /rounds/new":
		at("/rounds/new?unit=%d", p.id)
		aside("/rounds/new?unit=%d&unit=%d", own.id, p.id)
	case "POST /rounds":
		// A form that opens no round anywhere: what is tried is whose unit it may name.
		out = append(out, try{path: fmt.Sprintf("/rounds?unit=%d", p.id), form: url.Values{"year": {"none"}, "unit": {fmt.Sprint(p.id)}}})
		out = append(out, try{path: fmt.Sprintf("/rounds?unit=%d", own.id), form: url.Values{"year": {"none"}, "unit": {fmt.Sprint(p.id)}}, own: true})
	case "GET /rounds/{id}/waiting":
		at("/rounds/%d/waiting?unit=%d", l.round, p.id)
		aside("/rounds/%d/waiting?unit=%d&unit=%d", l.round, own.id, p.id)
	case "GET /rounds/{id}/close", "POST /rounds/{id}/close":
		// The round is the country's: nobody here may close it, whatever unit the address names.
		aside(strings.TrimPrefix(strings.TrimPrefix(strings.Replace(pattern, "{id}", "%d", 1), "GET "), "POST ")+"?unit=%d", l.round, p.id)
	case "GET /units/{id}/forms":
		at("/units/%d/forms?round=%d", p.id, l.round)
		aside("/units/%d/forms?unit=%d", own.id, p.id)
	case "GET /units/{id}/forms/{n}":
		at("/units/%d/forms/1?round=%d&deep=1", p.id, l.round)
		aside("/units/%d/forms/2?unit=%d&id=%d", own.id, p.id, p.id)
	case "GET /units/{id}/forms/{n}/{format}":
		at("/units/%d/forms/9/csv?round=%d&deep=1", p.id, l.round)
	case "GET /units/{id}/forms/14/{format}":
		at("/units/%d/forms/14/csv?round=%d", p.id, l.round)
	case "GET /units/{id}/forms/15/{format}":
		at("/units/%d/forms/15/csv?round=%d", p.id, l.round)
		aside("/units/%d/forms/15/csv?unit=%d", own.id, p.id)
	case "GET /units/{id}/annex/{format}":
		if p.counts == nil && own.covers(p) {
			aside("/units/%d/annex/xlsx?year=2023", p.id) // a village has no targets
		} else {
			at("/units/%d/annex/xlsx?year=2023", p.id)
		}
	case "GET /units/{id}/targets":
		at("/units/%d/targets", p.id)
		at("/units/%d/targets?year=2023&edit=%d&rule=%s", p.id, own.id, target.Rules[0])
		aside("/units/%d/targets?edit=%d", own.id, p.id)
		aside("/units/%d/targets?unit=%d&parent=%d", own.id, p.id, p.id)
	case "POST /units/{id}/targets":
		form("/units/%d/targets")
	case "POST /units/{id}/targets/proposal":
		form("/units/%d/targets/proposal")
	case "GET /units/{id}/targets/edit":
		at("/units/%d/targets/edit?year=2023", p.id)
		aside("/units/%d/targets/edit?year=2023&typed=1&unit=%d&c-%d-households=1&version-%d=1", own.id, p.id, p.id, p.id)
	case "POST /units/{id}/targets/edit":
		v := url.Values{"year": {"2023"}, "typed": {"1"}, "step": {"save"}, "basis": {"thử"}, fmt.Sprintf("version-%d", p.id): {"1"}, fmt.Sprintf("c-%d-households", p.id): {"1"}}
		out = append(out, try{path: fmt.Sprintf("/units/%d/targets/edit", p.id), form: v}, try{path: fmt.Sprintf("/units/%d/targets/edit", own.id), form: v, own: true})
	case "GET /imports", "GET /imports/new":
		aside("/imports?unit=%d&area=%d", p.id, p.id)
	case "POST /imports":
		// The form says where the rows lie; what is no file is refused before anything is kept.
		out = append(out, try{path: "/imports", form: url.Values{"kind": {"households"}, "unit": {fmt.Sprint(p.id)}, "year": {"2022"}}, own: true})
	case "GET /imports/{id}", "POST /imports/{id}/preview", "POST /imports/{id}/commit", "POST /imports/{id}/undo", "POST /imports/{id}/discard", "GET /imports/{id}/errors":
		_, path, _ := strings.Cut(pattern, " ")
		out = append(out, try{path: strings.ReplaceAll(path, "{id}", "1"), own: true})
	case "GET /units/{id}/duplicates":
		at("/units/%d/duplicates", p.id)
		at("/units/%d/duplicates?decision=different&after=100/%s/%s", p.id, ref, ref)
		aside("/units/%d/duplicates?unit=%d&after=100/%s/%s", own.id, p.id, ref, ref)
	case "POST /units/{id}/duplicates":
		out = append(out, try{path: fmt.Sprintf("/units/%d/duplicates", p.id), form: url.Values{}})
	case "GET /duplicates/{commune}/{id}/{other}/{second}", "POST /duplicates/{commune}/{id}/{other}/{second}":
		for _, x := range l.all {
			if !x.ref.IsZero() {
				out = append(out, try{path: fmt.Sprintf("/duplicates/%s/%s", ref, x.ref), form: url.Values{"decision": {"same"}, "digest": {"x"}}, own: true})
			}
		}
	case "GET /units/{id}/base":
		at("/units/%d/base?day=%s", p.id, landDay)
		aside("/units/%d/base?unit=%d&parent=%d", own.id, p.id, p.id)
	case "POST /units/{id}/base":
		v := url.Values{"day": {string(landDay)}, "source": {"thử"}, "step": {"save"}, fmt.Sprintf("was-%d", p.id): {"-1 -1 -1 -1"}, fmt.Sprintf("c-%d-households", p.id): {"1"}}
		out = append(out, try{path: fmt.Sprintf("/units/%d/base", p.id), form: v}, try{path: fmt.Sprintf("/units/%d/base", own.id), form: v, own: true})
	case "GET /accounts":
		at("/accounts?unit=%d", p.id)
		aside("/accounts?unit=%d&unit=%d&name=canbo", own.id, p.id)
		aside("/accounts?name=%s", url.QueryEscape(p.staff))
		aside("/accounts?after=canbo&state=ended")
	case "GET /accounts/{account}":
		at("/accounts/%d", p.person)
		aside("/accounts/%d?unit=%d", p.person+1, p.id) // who has no post there any more
	case "POST /accounts/{account}", "POST /accounts/{account}/grants", "POST /accounts/{account}/grants/{grant}", "POST /accounts/{account}/state", "POST /accounts/{account}/link":
		_, path, _ := strings.Cut(pattern, " ")
		path = strings.NewReplacer("{account}", fmt.Sprint(p.person), "{grant}", fmt.Sprint(p.person)).Replace(path)
		// A form that changes nothing of those within, so that what they are stays.
		out = append(out, try{path: path, form: url.Values{"name": {""}, "role": {"none"}, "act": {"unlock"}}})
	case "GET /accounts/new", "POST /accounts":
		_, path, _ := strings.Cut(pattern, " ")
		// A unit outside is not found by its name, whatever it is.
		out = append(out, try{path: "/accounts" + strings.TrimPrefix(path, "/accounts"), own: true, form: url.Values{
			"name": {"Đinh Ra"}, "login": {fmt.Sprintf("ra%d.%d", own.id, p.id)}, "role": {string(account.Auditor)}, "unit": {p.title},
		}})
	case "GET /officers", "GET /officers/template", "POST /officers":
		// The list's rows are judged as those of POST /accounts are.
		_, path, _ := strings.Cut(pattern, " ")
		out = append(out, try{path: path, own: true})
	case "GET /officers/{batch}", "POST /officers/{batch}", "POST /officers/{batch}/links":
		_, path, _ := strings.Cut(pattern, " ")
		out = append(out, try{path: strings.Replace(path, "{batch}", fmt.Sprint(l.batch), 1), own: true})
	case "GET /hand-over/{account}":
		at("/hand-over/%d", p.person)
	case "POST /hand-over/{account}":
		// To somebody outside the area, and of somebody outside it to one within.
		out = append(out, try{path: fmt.Sprintf("/hand-over/%d", p.person), form: url.Values{"to": {"khongco"}, "on": {"01/01/2099"}}},
			try{path: fmt.Sprintf("/hand-over/%d", own.person), form: url.Values{"to": {p.login}, "on": {"none"}}, own: true})
	case "GET /units/{id}/committee":
		at("/units/%d/committee", p.id)
		aside("/units/%d/committee?unit=%d&day=31/12/2022", own.id, p.id)
	case "POST /units/{id}/committee":
		out = append(out, try{path: fmt.Sprintf("/units/%d/committee", p.id), form: url.Values{"duty": {"head"}}})
	case "POST /units/{id}/committee/{member}", "POST /units/{id}/committee/{member}/places", "POST /units/{id}/charges/{charge}":
		_, path, _ := strings.Cut(pattern, " ")
		member, charge := fmt.Sprint(p.member), fmt.Sprint(p.charge)
		end := url.Values{"end-" + member: {"01/01/2090"}, "charge-" + charge: {"01/01/2090"}, "place-" + member: {fmt.Sprint(p.id)}}
		for _, u := range []*territory{p, own} {
			// Under one's own unit, what belongs to another does not exist.
			out = append(out, try{path: strings.NewReplacer("{id}", fmt.Sprint(u.id), "{member}", member, "{charge}", charge).Replace(path), form: end, own: u == own && p == own})
		}
	case "GET /posts", "POST /posts":
		_, path, _ := strings.Cut(pattern, " ")
		// The post of somebody else.
		out = append(out, try{path: path, form: url.Values{"post": {fmt.Sprint(p.person)}}, own: true})
	case "GET /welcome/{token}", "POST /welcome/{token}":
		aside("/welcome/%s", "khongcoduongdannay")
	case "GET /audit":
		aside("/audit?thing=household:%s", ref)
		at("/audit?unit=%d", p.id)
		aside("/audit?area=%d&thing=unit:%d&person=1", p.id, p.id)
	case "GET /audit/xlsx", "GET /audit/csv":
		path := strings.TrimPrefix(pattern, "GET ")
		at(path+"?unit=%d", p.id)
		aside(path+"?thing=household:%s&from=2022-01-01", ref)
	case "GET /audit/households/{commune}/{id}":
		at("/audit/households/%s", ref)
		aside("/audit/households/%d/%d?commune=%d&unit=%d", own.id, 99, ref.Commune, ref.Commune)
	case "GET /households/{commune}/{id}/persons/{n}":
		aside("/households/%s/persons/1", ref)
		aside("/households/%s/persons/1?commune=%d", ref, own.id)
	case "POST /households/{commune}/{id}/persons/{n}":
		out = append(out, try{path: fmt.Sprintf("/households/%s/persons/1", ref), form: url.Values{"wish": {"see"}, "asker": {"thử"}}, own: p.ref.IsZero() || own.covers(p)})
	case "GET /units/{id}/subjects":
		at("/units/%d/subjects", p.id)
		aside("/units/%d/subjects?unit=%d", own.id, p.id)
	case "GET /subjects/{commune}/{request}", "POST /subjects/{commune}/{request}":
		out = append(out, try{path: fmt.Sprintf("/subjects/%d/1", ref.Commune), form: url.Values{"outcome": {"done"}, "answer": {"thử"}}, own: true})
	case "POST /retention/{kind}":
		out = append(out, try{path: "/retention/imports", form: url.Values{"act": {"remove"}, "want": {"9"}, "unit": {fmt.Sprint(p.id)}}, own: true})
	case "GET /units/{id}/research":
		at("/units/%d/research?round=%d", p.id, l.round)
		aside("/units/%d/research?unit=%d", own.id, p.id)
	case "GET /units/{id}/research/xlsx", "GET /units/{id}/research/csv":
		// Of a commune, and where there is no round, it is refused with a sentence.
		out = append(out, try{path: fmt.Sprintf("/units/%d/research/%s", p.id, pattern[strings.LastIndex(pattern, "/")+1:]), own: own.covers(p)})
	case "GET /accounts/{id}/proofs":
		at("/accounts/%d/proofs", p.person)
	case "POST /accounts/{id}/proofs/reset", "POST /accounts/{id}/sessions":
		_, path, _ := strings.Cut(pattern, " ")
		out = append(out, try{path: strings.Replace(path, "{id}", fmt.Sprint(p.person), 1), form: url.Values{"unit": {fmt.Sprint(own.id)}}})
	case "GET /retention", "GET /processing", "GET /audit/people", "GET /audit/chain", "GET /operate", "GET /import-templates/{kind}", "GET /{$}", "GET /plan-check", "POST /plan-check", "GET /standards/{id}", "GET /sign-in", "POST /sign-in", "POST /sign-in/demo", "POST /sign-out",
		"GET /confirm", "GET /confirm/ask", "POST /confirm", "POST /confirm/passkey", "GET /confirm/oidc",
		"GET /sign-in/code", "POST /sign-in/code", "POST /sign-in/passkey/begin", "POST /sign-in/passkey", "GET /sign-in/oidc", "GET /sign-in/oidc/callback",
		"GET /security", "POST /security/password", "POST /security/totp", "GET /security/totp", "GET /security/totp.png", "POST /security/totp/confirm",
		"POST /security/totp/remove", "POST /security/codes", "POST /security/passkeys/begin", "POST /security/passkeys", "POST /security/passkeys/remove",
		"POST /security/sessions", "GET /security/oidc", "POST /security/oidc/remove",
		"GET /help", "GET /help/glossary", "GET /help/{topic}":
		// These rows know no unit but the reader's own.
	default:
		return nil, false
	}
	return out, true
}
