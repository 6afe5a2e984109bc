package main

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"time"
)

// line is one measurement beside its floor and its bar.
type line struct {
	name   string
	engine string
	value  string // ours
	floor  string // the bare library's or engine's, with its name
	ratio  float64
	bar    string // what was promised; "" when nothing was
	met    bool
}

// table collects the lines of a run.
type table struct{ lines []line }

func (t *table) add(l line) { t.lines = append(t.lines, l) }

// print writes the table as Markdown, so that it can stand in a document as it is.
func (t *table) print(w io.Writer) {
	fmt.Fprintln(w, "| measured | engine | ours | floor in the same run | ratio | bar | |")
	fmt.Fprintln(w, "|---|---|---|---|---|---|---|")
	for _, l := range t.lines {
		ratio, met := "", ""
		if l.ratio > 0 {
			ratio = fmt.Sprintf("%.2f", l.ratio)
		}
		if l.bar != "" {
			met = "missed"
			if l.met {
				met = "met"
			}
		}
		fmt.Fprintln(w, "| "+strings.Join([]string{l.name, l.engine, l.value, l.floor, ratio, l.bar, met}, " | ")+" |")
	}
}

// times are the durations of one measurement's runs or requests.
type times []time.Duration

// at is the duration that a share of them does not pass: at(0.5) is the median.
func (t times) at(share float64) time.Duration {
	if len(t) == 0 {
		return 0
	}
	sorted := slices.Sorted(slices.Values(t))
	return sorted[min(len(sorted)-1, int(share*float64(len(sorted))))]
}

func ms(d time.Duration) string { return fmt.Sprintf("%.1f ms", float64(d.Microseconds())/1000) }

func megabytes(bytes int64) string { return fmt.Sprintf("%d MB", bytes>>20) }

func median(all []float64) float64 {
	sorted := slices.Sorted(slices.Values(all))
	return sorted[len(sorted)/2]
}
