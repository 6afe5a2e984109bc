package app

import (
	"net"
	"net/http"
	"runtime"
	"strconv"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"giamngheo/internal/db"
)

// metrics are the program's counters for Prometheus. Requests are labelled by the pattern of their
// route, never by their path: paths hold ids, and there are as many as households.
type metrics struct {
	registry    *prometheus.Registry
	requests    *prometheus.HistogramVec
	jobs        *prometheus.HistogramVec
	differences prometheus.Gauge
	verifiedAt  prometheus.Gauge
}

func newMetrics(d *db.DB) *metrics {
	m := &metrics{
		registry: prometheus.NewRegistry(),
		requests: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "giamngheo_http_request_seconds", Help: "Requests by route pattern, method and status.",
			Buckets: []float64{.002, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 10},
		}, []string{"pattern", "method", "status"}),
		jobs: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "giamngheo_job_seconds", Help: "Background jobs by kind and result.",
			Buckets: []float64{.01, .1, 1, 10, 60, 600},
		}, []string{"kind", "result"}),
		differences: prometheus.NewGauge(prometheus.GaugeOpts{
			Name: "giamngheo_review_tally_differences", Help: "Differences between tallies and recount at the last nightly check; anything but 0 is a fault.",
		}),
		verifiedAt: prometheus.NewGauge(prometheus.GaugeOpts{
			Name: "giamngheo_review_verified_timestamp_seconds", Help: "When tallies were last recounted, 0 when not since the start.",
		}),
	}
	build := prometheus.NewGauge(prometheus.GaugeOpts{
		Name: "giamngheo_build_info", Help: "What is running; the value is always 1.",
		ConstLabels: prometheus.Labels{"version": version, "commit": buildCommit(), "go": runtime.Version(), "database": string(d.Engine())},
	})
	build.Set(1)
	m.registry.MustRegister(m.requests, m.jobs, m.differences, m.verifiedAt, build,
		collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}),
		collectors.NewDBStatsCollector(d.Pool(), "write"))
	return m
}

// methods are the label values of a request's method; a client may send any word.
var methods = map[string]bool{"GET": true, "HEAD": true, "POST": true, "PUT": true, "PATCH": true, "DELETE": true, "OPTIONS": true}

// request is told of every answered request.
func (m *metrics) request(pattern, method string, status int, took time.Duration) {
	if pattern == "" {
		pattern = "none"
	}
	if !methods[method] {
		method = "other"
	}
	m.requests.WithLabelValues(pattern, method, strconv.Itoa(status)).Observe(took.Seconds())
}

// job is told of every job that ended.
func (m *metrics) job(kind string, took time.Duration, err error) {
	result := "done"
	if err != nil {
		result = "failed"
	}
	m.jobs.WithLabelValues(kind, result).Observe(took.Seconds())
}

// verified is told of every recount.
func (m *metrics) verified(differences int) {
	m.differences.Set(float64(differences))
	m.verifiedAt.SetToCurrentTime()
}

func (m *metrics) handler() http.Handler {
	return promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{})
}

// local lets only this machine pass, and no request that a proxy on this machine has handed on.
// To anybody else there is no such page.
func local(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		host, _, err := net.SplitHostPort(r.RemoteAddr)
		ip := net.ParseIP(host)
		proxied := false
		for _, h := range []string{"X-Forwarded-For", "Forwarded", "X-Real-Ip", "Via"} {
			proxied = proxied || r.Header.Get(h) != ""
		}
		if err != nil || ip == nil || !ip.IsLoopback() || proxied {
			http.NotFound(w, r)
			return
		}
		next.ServeHTTP(w, r)
	})
}
