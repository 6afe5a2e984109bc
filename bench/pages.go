package main

import (
	"context"
	"fmt"
	"net/url"
	"regexp"
	"time"
)

// asked is how often each page is read.
const asked = 200

// start measures how soon the program answers and what it holds when nobody asks.
func start(ctx context.Context, s *settings, t *table) error {
	p, err := s.province(ctx)
	if err != nil {
		return err
	}
	var ready, memory times
	for range s.runs {
		one, err := serve(ctx, s.program, p)
		if err != nil {
			return err
		}
		m, err := one.memory()
		one.stop()
		if err != nil {
			return err
		}
		ready, memory = append(ready, one.ready), append(memory, time.Duration(m))
	}
	idle := int64(memory.at(0.5))
	t.add(line{name: "from start to the first answer", engine: s.engine, value: ms(ready.at(0.5))})
	t.add(line{name: "memory, idle", engine: s.engine, value: megabytes(idle), bar: "≤ 60 MB", met: idle <= 60<<20})
	return nil
}

var householdLink = regexp.MustCompile(`href="(/households/\d+/\d+)`)

// household is the path of the first household on a list.
func (r *reader) household(list string) (string, error) {
	page, err := r.get(list)
	if err != nil {
		return "", err
	}
	found := householdLink.FindSubmatch(page)
	if found == nil {
		return "", fmt.Errorf("%s shows no household", list)
	}
	return string(found[1]), nil
}

// pages measures what is read most, at the size of the province, one reader asking.
func pages(ctx context.Context, s *settings, t *table) error {
	_, one, r, err := s.secretary(ctx)
	if err != nil {
		return err
	}
	defer one.stop()
	list := r.home + "/households"
	household, err := r.household(list)
	if err != nil {
		return err
	}
	floor, err := r.times(asked, func(int) string { return "/healthz" })
	if err != nil {
		return err
	}
	for _, page := range []struct {
		name, bar string
		within    time.Duration
		path      func(i int) string
	}{
		{"province page", "", 0, func(int) string { return r.home }},
		{"targets page", "", 0, func(int) string { return r.home + "/targets?year=2023" }},
		{"household list, province", "", 0, func(int) string { return list }},
		{"household page", "", 0, func(int) string { return household }},
		{"search by half a name, province", "p95 ≤ 30 ms", 30 * time.Millisecond, func(i int) string { return "/search?q=" + url.QueryEscape(sought[i%len(sought)]) }},
	} {
		took, err := r.times(asked, page.path)
		if err != nil {
			return err
		}
		p95 := took.at(0.95)
		t.add(line{
			name: page.name, engine: s.engine, value: fmt.Sprintf("median %s, p95 %s", ms(took.at(0.5)), ms(p95)),
			floor: "an empty answer " + ms(floor.at(0.5)), ratio: float64(took.at(0.5)) / float64(floor.at(0.5)),
			bar: page.bar, met: p95 <= page.within,
		})
	}
	held, err := one.memory()
	if err != nil {
		return err
	}
	t.add(line{name: "memory after " + fmt.Sprint(5*asked) + " pages", engine: s.engine, value: megabytes(held)})
	return nil
}

// sought are halves of names as officers type them.
var sought = []string{"nguyen van", "ro cham", "siu", "kpa h", "dinh thi", "ksor", "nguyen thi lan", "rmah", "tran van", "h lan"}

// times reads pages one after the other.
func (r *reader) times(n int, path func(i int) string) (times, error) {
	var took times
	for i := range n {
		begin := time.Now()
		if _, err := r.get(path(i)); err != nil {
			return nil, err
		}
		took = append(took, time.Since(begin))
	}
	return took, nil
}
