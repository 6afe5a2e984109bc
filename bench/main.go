// Command bench measures the product beside its floors: the bare library or the bare engine doing the
// same work in the same run. It prints one table; `make bench` runs it on SQLite and PostgreSQL.
//
//	main.go      flags, the order of the measurements
//	document.go  the tables in doc/performance.md
//	table.go     a measurement, its bar, the table
//	process.go   commands run to their end
//	server.go    the program serving a demonstration, and its readers
//	classify.go  the rule
//	pages.go     start, memory, lists and search, by HTTP
//	profile.go   what one page costs: time, processor, memory, queries
//	weight.go    what the main pages weigh
//	import.go    import and export of a province's list
//	part.go      what runs in a process of its own
//	load.go      many officers at work, and the server killed among them
//	crowd.go     slow and idle clients, one report asked for by everybody
//	submit.go    assessment forms, by HTTP
//	inserts.go   their floor: bare durable inserts
//	forms.go     result forms of the province, by HTTP
//	place.go     its database, accounts, sign-in by password
//	growth.go    cost against size, up to the country
//	chart.go     the chart of it
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// settings say what is measured and where.
type settings struct {
	program string // the built giamngheo
	dir     string // scratch
	runs    int    // of each measurement; the median counts
	engine  string // sqlite or postgres
	url     string // of PostgreSQL
	doc     string // where the chart and its figures are written
	// How many officers work at once in the load step, and for how long.
	officersAtWork int
	loadFor        time.Duration
	// The largest sizes of the growth step: 1, 10 or 100 times 280 thousand households.
	largest, largestPostgres int
}

// step is one group of measurements.
type step struct {
	name string
	run  func(ctx context.Context, s *settings, t *table) error
}

var steps = []step{
	{"classify", classify},
	{"start", start},
	{"pages", pages},
	{"weight", weight},
	{"profile", profile},
	{"submit", submit},
	{"forms", forms},
	{"import", imports},
	{"export", export},
	{"load", load},
	{"growth", growth},
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context) error {
	s := &settings{}
	only := flag.String("only", "", "measure only these, with commas between: classify,start,pages,weight,profile,submit,forms,import,export,load,growth")
	flag.StringVar(&s.program, "program", "bin/giamngheo", "the built program")
	flag.IntVar(&s.runs, "runs", 3, "runs of each measurement; the median counts")
	flag.StringVar(&s.dir, "dir", "", "scratch directory, kept when named")
	flag.StringVar(&s.url, "postgres", os.Getenv("TEST_POSTGRES"), "URL of a PostgreSQL server to measure too")
	flag.StringVar(&s.doc, "doc", "doc", "where performance.md stands, whose tables are renewed, and performance-growth.tsv and .svg")
	flag.IntVar(&s.largest, "largest", 100, "largest size of the growth step: 1, 10 or 100 times 280 thousand households")
	flag.IntVar(&s.largestPostgres, "largest-postgres", 10, "the same on PostgreSQL, where 100 takes long to make")
	flag.IntVar(&s.officersAtWork, "officers", 1000, "officers at work at once in the load step")
	flag.DurationVar(&s.loadFor, "load-for", 10*time.Minute, "how long they work before the server is killed")
	alone := flag.String("part", "", "run one part of a measurement alone, over the file named after it")
	flag.Parse()
	if *alone != "" {
		run, ok := parts[*alone]
		if !ok {
			return fmt.Errorf("no part %q", *alone)
		}
		return run(ctx, flag.Arg(0))
	}
	if s.dir != "" {
		if err := os.MkdirAll(s.dir, 0o700); err != nil {
			return err
		}
	} else {
		dir, err := os.MkdirTemp("", "giamngheo-bench")
		if err != nil {
			return err
		}
		defer os.RemoveAll(dir)
		s.dir = dir
	}
	var err error
	if s.program, err = filepath.Abs(s.program); err != nil {
		return err
	}
	whole := &table{}
	for _, one := range steps {
		if *only != "" && !slices.Contains(strings.Split(*only, ","), one.name) {
			continue
		}
		t := &table{}
		for _, s.engine = range engines(one, s.url) {
			fmt.Fprintf(os.Stderr, "measuring %s %s\n", one.name, s.engine)
			if err := one.run(ctx, s, t); err != nil {
				return fmt.Errorf("%s: %w", one.name, err)
			}
		}
		if err := s.document(ctx, one.name, t); err != nil {
			return err
		}
		whole.lines = append(whole.lines, t.lines...)
	}
	whole.print(os.Stdout)
	return nil
}

// engines are those that a step is measured on; "" when it touches none.
func engines(one step, postgres string) []string {
	switch {
	case one.name == "classify" || one.name == "export":
		return []string{""}
	case postgres == "":
		return []string{"sqlite"}
	default:
		return []string{"sqlite", "postgres"}
	}
}
