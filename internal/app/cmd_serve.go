package app

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math"
	"net"
	"net/http"
	"runtime/debug"
	"time"

	"github.com/alecthomas/kong"

	"giamngheo/internal/credential"
	"giamngheo/internal/db"
	"giamngheo/internal/job"
	"giamngheo/internal/operation"
	"giamngheo/internal/web"
)

// heapAtEase is the heap from which the collector works harder, so that a burst of sign-ins or of pages does not
// leave its garbage standing. It is no limit: more is taken when it is needed. GOMEMLIMIT goes before it.
const heapAtEase = 160 << 20

// stopWithin is how long requests and jobs that run may still take after a stop is asked for.
const stopWithin = 20 * time.Second

// ServeCmd serves the pages and does the background work.
type ServeCmd struct {
	Settings `kong:"embed"`
}

// Help is what `giamngheo serve --help` adds.
func (ServeCmd) Help() string {
	return `Opens the database (and makes or brings it forward when needed), serves the pages, and does the
background work, until it is interrupted; requests and jobs under way are then finished.

  giamngheo serve --data data/demo
  giamngheo serve --database postgres://giamngheo@db.example/giamngheo --data /var/lib/giamngheo

/healthz tells that it lives, /readyz that it should be sent requests, /metrics counts for Prometheus.`
}

// Run serves until the context ends.
func (c *ServeCmd) Run(ctx context.Context, k *kong.Context, g *Globals) error {
	if debug.SetMemoryLimit(-1) == math.MaxInt64 {
		debug.SetMemoryLimit(heapAtEase)
	}
	log := c.logger(g.Err)
	attrs := []any{"version", version, "commit", buildCommit()}
	for _, s := range effective(k) {
		attrs = append(attrs, s.Name, s.Value)
	}
	log.Info("starting", attrs...)
	if err := keepToItself(); err != nil {
		log.Warn("a crash of this process could leave its memory on the disk", "error", err.Error())
	}
	own, err := c.certificate(g.Data, log)
	if err != nil {
		return err
	}
	d, err := db.Open(ctx, g.config())
	if err != nil {
		return err
	}
	defer d.Close()
	if err := migrate(ctx, d); err != nil {
		return err
	}
	if err := operation.CheckKey(ctx, d, g.source()); err != nil {
		return err
	}
	keys, err := g.source().Load()
	if err != nil {
		return err
	}
	proofs, err := c.proofs()
	if err != nil {
		return err
	}
	houses := newHouses(d, keys)
	houses.Credentials = credential.New(d, houses.Accounts, keys, proofs)
	houses.Doctor = operation.NewDoctor(d, c.setup(g))
	houses.Sinks = c.sinks()
	return c.serve(ctx, houses, own, log)
}

// serve runs the listeners and the jobs over houses that are ready; own is the program's certificate, or nil.
func (c *ServeCmd) serve(ctx context.Context, houses Houses, own web.Certificate, log *slog.Logger) error {
	m := newMetrics(houses.DB)
	h := &health{db: houses.DB, log: log}
	mux := web.New(web.Config{
		DB: houses.DB, Accounts: houses.Accounts, Log: log, Secure: c.HTTPS || c.own(), Proxies: c.Proxy, Observe: m.request,
	})
	Routes(mux, houses)
	mux.Handle("GET /healthz", http.HandlerFunc(h.alive))
	mux.Handle("GET /readyz", http.HandlerFunc(h.ready))
	var servers []*http.Server
	if c.MetricsAddr == "" {
		mux.Handle("GET /metrics", local(m.handler()))
	} else {
		own := http.NewServeMux()
		own.Handle("GET /metrics", m.handler())
		servers = append(servers, web.NewServer(c.MetricsAddr, own))
	}
	pages := web.NewServer(c.Addr, mux)
	if own != nil {
		pages.TLSConfig = own.TLS()
	}
	servers = append([]*http.Server{pages}, servers...)
	failed := make(chan error, len(servers)+1)
	var listeners []net.Listener
	for i := 0; i < len(servers); i++ {
		l, err := net.Listen("tcp", servers[i].Addr)
		if err != nil {
			return fmt.Errorf("cannot serve at %s (another program may; choose another --addr): %w", servers[i].Addr, err)
		}
		defer l.Close()
		listeners = append(listeners, l)
		if servers[i] == pages && c.RedirectAddr != "" {
			_, port, err := net.SplitHostPort(l.Addr().String())
			if err != nil {
				return err
			}
			servers = append(servers, web.NewServer(c.RedirectAddr, own.Redirect(port)))
		}
	}
	for i, srv := range servers { // none is told before all are there
		defer srv.Close()
		start(srv, listeners[i], failed, log)
	}
	queue, err := job.Start(ctx, houses.DB, workers(houses, m, log), log)
	if err != nil {
		return err
	}

	var fatal error
	select {
	case <-ctx.Done():
	case fatal = <-failed:
	}
	h.stopping.Store(true)
	log.Info("stopping; requests and jobs under way are finished")
	return errors.Join(fatal, stop(ctx, servers, mux, queue, log))
}

// start begins to serve; an end is told to failed.
func start(srv *http.Server, l net.Listener, failed chan<- error, log *slog.Logger) {
	srv.ErrorLog = slog.NewLogLogger(log.Handler(), slog.LevelWarn)
	scheme, serve := "http", func() error { return srv.Serve(l) }
	if srv.TLSConfig != nil {
		scheme, serve = "https", func() error { return srv.ServeTLS(l, "", "") }
	}
	log.Info("serving", "url", scheme+"://"+l.Addr().String())
	go func() { failed <- serve() }()
}

// stop ends the listeners, waits for the audit lines of what was shown, then ends the jobs; what is still under way when time is up is cut off.
func stop(ctx context.Context, servers []*http.Server, mux *web.Mux, queue *job.Queue, log *slog.Logger) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), stopWithin)
	defer cancel()
	var errs []error
	for _, srv := range servers {
		if err := srv.Shutdown(ctx); err != nil {
			errs = append(errs, fmt.Errorf("stop %s: %w", srv.Addr, err))
		}
	}
	if err := mux.Drain(ctx); err != nil {
		errs = append(errs, fmt.Errorf("audit lines of pages that were shown: %w", err))
	}
	errs = append(errs, queue.Stop(ctx))
	log.Info("stopped")
	return errors.Join(errs...)
}
