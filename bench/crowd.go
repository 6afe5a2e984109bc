package main

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

const (
	idleClients  = 5000
	slowClients  = 200
	askedAtOnce  = 1000
	amongTheSlow = 200 // pages that another reader asks for meanwhile
)

// crowd measures what a reader feels of clients that do nothing, of such that send one byte a second, and of
// a report that everybody asks for in the same moment.
func crowd(ctx context.Context, s *settings, t *table, one *server) error {
	r, err := one.signIn("province_secretary")
	if err != nil {
		return err
	}
	form := r.home + "/forms/2?round=2"
	if _, err := r.get(form); err != nil {
		return err
	}
	alone, err := r.times(amongTheSlow, func(int) string { return form })
	if err != nil {
		return err
	}
	held, stop := context.WithCancel(ctx)
	defer stop()
	address := strings.TrimPrefix(one.url, "http://")
	var connected atomic.Int64
	var wg sync.WaitGroup
	for i := range idleClients + slowClients {
		c, err := net.Dial("tcp", address)
		if err != nil {
			stop()
			wg.Wait()
			return fmt.Errorf("client %d: %w", i, err)
		}
		connected.Add(1)
		wg.Go(func() {
			defer c.Close()
			if i >= idleClients {
				dribble(held, c)
			}
			<-held.Done()
		})
	}
	among, err := r.times(amongTheSlow, func(int) string { return form })
	memory, _ := one.memory()
	stop()
	wg.Wait()
	if err != nil {
		return err
	}
	t.add(line{
		name:   fmt.Sprintf("form 2 of the province among %d idle clients and %d that send one byte a second", idleClients, slowClients),
		engine: s.engine, value: fmt.Sprintf("median %s, p99 %s, memory %s", ms(among.at(0.5)), ms(among.at(0.99)), megabytes(memory)),
		floor: "alone " + ms(alone.at(0.5)) + ", p99 " + ms(alone.at(0.99)), ratio: float64(among.at(0.5)) / float64(alone.at(0.5)),
		bar: "the others do not feel it, ≤ 250 MB", met: among.at(0.99) <= 2*alone.at(0.99) && memory <= 250<<20,
	})
	return together(ctx, s, t, one, r, form)
}

// dribble sends a form one byte a second.
func dribble(ctx context.Context, c net.Conn) {
	text := "POST /sign-in HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 1000\r\n\r\nlogin="
	for i := 0; ; i++ {
		select {
		case <-ctx.Done():
			return
		case <-time.After(time.Second):
			b := byte('a')
			if i < len(text) {
				b = text[i]
			}
			if _, err := c.Write([]byte{b}); err != nil {
				return // the server has lost patience, as it may
			}
		}
	}
}

// together asks for one report a thousand times at once, while another officer opens pages.
func together(ctx context.Context, s *settings, t *table, one *server, r *reader, form string) error {
	wide := &reader{base: r.base, http: &http.Client{Jar: r.http.Jar, Transport: &http.Transport{MaxIdleConnsPerHost: askedAtOnce}}}
	other, err := one.signIn("commune_officer")
	if err != nil {
		return err
	}
	var peak atomic.Int64
	watched, unwatch := context.WithCancel(ctx)
	go one.watch(watched, &peak)
	defer unwatch()
	var wrong atomic.Int64
	var mu sync.Mutex
	var took, meanwhile times
	var wg sync.WaitGroup
	begin := time.Now()
	for range askedAtOnce {
		wg.Go(func() {
			start := time.Now()
			if _, err := wide.get(form); err != nil {
				wrong.Add(1)
			}
			mu.Lock()
			took = append(took, time.Since(start))
			mu.Unlock()
		})
	}
	done := make(chan struct{})
	go func() { wg.Wait(); close(done) }()
	for working := true; working; {
		select {
		case <-done:
			working = false
		default:
			start := time.Now()
			if _, err := other.get(other.home); err != nil {
				wrong.Add(1)
			}
			meanwhile = append(meanwhile, time.Since(start))
		}
	}
	t.add(line{
		name:   fmt.Sprintf("form 2 of the province asked for %d times at once", askedAtOnce),
		engine: s.engine,
		value: fmt.Sprintf("all in %s, the last after %s; another officer's page %s; memory %s; %d errors",
			ms(time.Since(begin)), ms(took.at(1)), ms(meanwhile.at(0.5)), megabytes(peak.Load()), wrong.Load()),
		bar: "all answered, ≤ 250 MB", met: wrong.Load() == 0 && peak.Load() <= 250<<20,
	})
	return nil
}
