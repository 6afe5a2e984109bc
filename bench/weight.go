package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"regexp"
)

// What a page brings with it: stylesheets, scripts and the icon, and the fonts that the stylesheet names.
var (
	brought = regexp.MustCompile(`(?:href|src)="(/assets/[^"]+)"`)
	fonts   = regexp.MustCompile(`url\("?(/assets/)?([\w.-]+\.woff2)"?\)`)
)

// weight weighs the five main pages as a browser fetches them, packed: at a first visit with everything that
// they bring, at the next the page alone. A browser leaves a font out that it does not need; here all count.
// Journeys in a real browser hold the same bars (e2e/weight_test.go).
func weight(ctx context.Context, s *settings, t *table) error {
	_, one, r, err := s.secretary(ctx)
	if err != nil {
		return err
	}
	defer one.stop()
	list := r.home + "/households?round=2&class=poor"
	household, err := r.household(list)
	if err != nil {
		return err
	}
	for _, page := range []struct{ name, path string }{
		{"province page", r.home},
		{"household list", list},
		{"household page", household},
		{"form 2 of the province", r.home + "/forms/2?round=2"},
		{"targets page", r.home + "/targets?year=2023"},
	} {
		body, packed, err := r.weigh(page.path)
		if err != nil {
			return err
		}
		whole, requests := packed, 1
		seen := map[string]bool{}
		for _, m := range brought.FindAllSubmatch(body, -1) {
			bytes, n, err := r.weighAll(string(m[1]), seen)
			if err != nil {
				return err
			}
			whole, requests = whole+bytes, requests+n
		}
		t.add(line{
			name: "weight of the " + page.name + ", packed", engine: s.engine,
			value: fmt.Sprintf("%.1f kB in %d requests, again %.1f kB", float64(whole)/1000, requests, float64(packed)/1000),
			floor: fmt.Sprintf("unpacked page %.1f kB", float64(len(body))/1000),
			bar:   "≤ 150 kB in ≤ 8, again ≤ 10 kB", met: whole <= 150_000 && requests <= 8 && packed <= 10_000,
		})
	}
	return nil
}

// weighAll weighs an asset, and the fonts of a stylesheet.
func (r *reader) weighAll(path string, seen map[string]bool) (packed, requests int, err error) {
	if seen[path] {
		return 0, 0, nil
	}
	seen[path] = true
	body, packed, err := r.weigh(path)
	if err != nil {
		return 0, 0, err
	}
	requests = 1
	for _, m := range fonts.FindAllSubmatch(body, -1) {
		more, n, err := r.weighAll("/assets/"+string(m[2]), seen)
		if err != nil {
			return 0, 0, err
		}
		packed, requests = packed+more, requests+n
	}
	return packed, requests, nil
}

// weigh fetches as a browser does: body is what it unpacks to, packed what came over the line.
func (r *reader) weigh(path string) (body []byte, packed int, err error) {
	if body, err = r.get(path); err != nil {
		return nil, 0, err
	}
	req, err := http.NewRequest(http.MethodGet, r.base+path, nil)
	if err != nil {
		return nil, 0, err
	}
	req.Header.Set("Accept-Encoding", "gzip") // set by hand, it is not unpacked
	resp, err := r.http.Do(req)
	if err != nil {
		return nil, 0, err
	}
	defer resp.Body.Close()
	var b bytes.Buffer
	_, err = io.Copy(&b, resp.Body)
	return body, b.Len(), err
}
