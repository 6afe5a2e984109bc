package credentialweb

import (
	"context"
	"strings"

	"giamngheo/internal/web"
)

// browser says in words what a browser calls itself: "Chrome · Windows"; the beginning of it when it is not known.
func browser(agent string) string {
	name, system := "", ""
	for _, k := range [][2]string{
		{"Edg/", "Edge"},
		{"OPR/", "Opera"},
		{"coc_coc_browser", "Cốc Cốc"},
		{"SamsungBrowser/", "Samsung Internet"},
		{"Firefox/", "Firefox"},
		{"CriOS/", "Chrome"},
		{"Chrome/", "Chrome"},
		{"Safari/", "Safari"},
	} {
		if name == "" && strings.Contains(agent, k[0]) {
			name = k[1]
		}
	}
	for _, k := range [][2]string{
		{"Android", "Android"}, {"iPhone", "iPhone"}, {"iPad", "iPad"}, {"Windows", "Windows"}, {"Mac OS X", "macOS"}, {"CrOS", "ChromeOS"}, {"Linux", "Linux"},
	} {
		if system == "" && strings.Contains(agent, k[0]) {
			system = k[1]
		}
	}
	switch {
	case name != "" && system != "":
		return name + " · " + system
	case name+system != "":
		return name + system
	}
	if r := []rune(agent); len(r) > 40 {
		return string(r[:40]) + "…"
	}
	return agent
}

// wayIn says in words what somebody came in with: "password+totp".
func wayIn(ctx context.Context, way string) string {
	var out []string
	for one := range strings.SplitSeq(way, "+") {
		switch one {
		case "password":
			out = append(out, web.T(ctx, "credential.way_password"))
		case "totp":
			out = append(out, web.T(ctx, "credential.way_totp"))
		case "recovery":
			out = append(out, web.T(ctx, "credential.way_recovery"))
		case "passkey":
			out = append(out, web.T(ctx, "credential.way_passkey"))
		case "oidc":
			out = append(out, web.T(ctx, "credential.way_oidc"))
		case "click":
			out = append(out, web.T(ctx, "credential.way_click"))
		}
	}
	return strings.Join(out, " + ")
}

func yesNo(ctx context.Context, yes bool) string {
	if yes {
		return web.T(ctx, "credential.yes")
	}
	return web.T(ctx, "credential.no")
}
