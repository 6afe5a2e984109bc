package main

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"net/http"
	"os"
	"regexp"
	"strconv"
	"strings"
)

// usedPage is one of the pages that are used most.
type usedPage struct {
	name, path string
	// door and about name its line of the table of queries.
	door, about string
	reader      *reader
}

// profile reads each of the pages that are used most, one reader asking, and tells what one costs: time, time
// of the processor, memory asked for, queries. What takes the time inside is told by
//
//	go test -run '^$' -bench Pages -data DIR -cpuprofile cpu.prof ./internal/app
func profile(ctx context.Context, s *settings, t *table) error {
	p, err := s.province(ctx)
	if err != nil {
		return err
	}
	round, err := s.openRound(ctx, p)
	if err != nil {
		return err
	}
	one, err := serve(ctx, s.program, p)
	if err != nil {
		return err
	}
	defer one.stop()
	used, err := one.used(round)
	if err != nil {
		return err
	}
	stated, err := statedQueries()
	if err != nil {
		return err
	}
	for _, page := range used {
		if _, err := page.reader.get(page.path); err != nil {
			return err
		}
		before, err := one.counters()
		if err != nil {
			return err
		}
		took, err := page.reader.times(asked, func(int) string { return page.path })
		if err != nil {
			return err
		}
		after, err := one.counters()
		if err != nil {
			return err
		}
		each := func(name string) float64 { return (after[name] - before[name]) / asked }
		queries, ok := stated[page.door+" "+page.about]
		if !ok {
			return fmt.Errorf("no queries are stated for %s %s", page.door, page.about)
		}
		t.add(line{
			name: "profile: " + page.name, engine: s.engine,
			value: fmt.Sprintf("median %s, p95 %s, processor %.1f ms, %.0f kB in %.0f allocations, %d queries",
				ms(took.at(0.5)), ms(took.at(0.95)), 1000*each("process_cpu_seconds_total"),
				each("go_memstats_alloc_bytes_total")/1024, each("go_memstats_mallocs_total"), queries),
		})
	}
	return nil
}

var unitLink = regexp.MustCompile(`href="(/units/\d+)["?]`)

// used finds the pages: of the province's secretariat, and of an officer of the demonstration's commune.
func (s *server) used(round string) ([]usedPage, error) {
	province, err := s.signIn("province_secretary")
	if err != nil {
		return nil, err
	}
	district, err := s.signIn("district_officer")
	if err != nil {
		return nil, err
	}
	commune, err := s.signIn("commune_officer")
	if err != nil {
		return nil, err
	}
	page, err := commune.get(commune.home)
	if err != nil {
		return nil, err
	}
	village := ""
	for _, m := range unitLink.FindAllSubmatch(page, -1) {
		if string(m[1]) != commune.home {
			village = string(m[1])
		}
	}
	if village == "" {
		return nil, fmt.Errorf("%s shows no village", commune.home)
	}
	household, err := commune.household(commune.home + "/households?round=2")
	if err != nil {
		return nil, err
	}
	return []usedPage{
		{"province", province.home, "GET /units/{id}", "province", province},
		{"district", district.home, "GET /units/{id}", "district", province},
		{"commune", commune.home, "GET /units/{id}", "commune", province},
		{"village", village, "GET /units/{id}", "village", province},
		{"household list of a commune", commune.home + "/households", "GET /units/{id}/households", "commune", province},
		{"household", household, "GET /households/{commune}/{id}", "", province},
		{"search", "/search?q=ro+cham", "GET /search", "province", province},
		{"result form", province.home + "/forms/1", "GET /units/{id}/forms/{n}", "province", province},
		{"round", "/rounds/" + round + "?unit=" + strings.TrimPrefix(province.home, "/units/"), "GET /rounds/{id}", "province", province},
		{"targets", province.home + "/targets?year=2023", "GET /units/{id}/targets", "province", province},
		{"assessment form", "/rounds/" + round + household, "GET /rounds/{round}/households/{commune}/{id}", "", commune},
	}, nil
}

// counters are what the server says of itself to Prometheus.
func (s *server) counters() (map[string]float64, error) {
	resp, err := http.Get(s.url + "/metrics")
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	out := map[string]float64{}
	for lines := bufio.NewScanner(resp.Body); lines.Scan(); {
		if name, value, ok := strings.Cut(lines.Text(), " "); ok {
			if v, err := strconv.ParseFloat(value, 64); err == nil {
				out[name] = v
			}
		}
	}
	if out["process_cpu_seconds_total"] == 0 {
		return nil, fmt.Errorf("/metrics says nothing of the processor: %s", resp.Status)
	}
	return out, nil
}

// statedQueries is the table that a test of the program holds every page to.
func statedQueries() (map[string]int, error) {
	b, err := os.ReadFile("internal/app/testdata/queries.txt")
	if err != nil {
		return nil, err
	}
	out := map[string]int{}
	for lines := bufio.NewScanner(bytes.NewReader(b)); lines.Scan(); {
		words := strings.Fields(lines.Text())
		n, err := strconv.Atoi(words[len(words)-1])
		if err != nil {
			continue // the heading
		}
		about := strings.Join(words[2:len(words)-1], " ")
		out[words[0]+" "+words[1]+" "+about] = n
	}
	return out, nil
}
