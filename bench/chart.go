package main

import (
	"cmp"
	"fmt"
	"html"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"
)

const chartHeader = "engine\tseries\tgrows\tscale\thouseholds\tmedian_us\truns\tbar_us"

// chart puts the costs of an engine into the file of figures, in place of those that it had, and draws the
// file.
func chart(dir string, costs []*cost) error {
	if len(costs) == 0 {
		return nil
	}
	name := filepath.Join(dir, "performance-growth.tsv")
	all, err := readCosts(name)
	if err != nil {
		return err
	}
	all = slices.DeleteFunc(all, func(c *cost) bool { return c.engine == costs[0].engine })
	all = append(all, costs...)
	slices.SortStableFunc(all, func(a, b *cost) int { return -cmp.Compare(a.engine, b.engine) })
	if err := os.WriteFile(name, []byte(writeCosts(all)), 0o644); err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(dir, "performance-growth.svg"), []byte(draw(all)), 0o644)
}

func writeCosts(all []*cost) string {
	var b strings.Builder
	fmt.Fprintln(&b, chartHeader)
	for _, c := range all {
		for _, p := range c.at {
			fmt.Fprintf(&b, "%s\t%s\t%t\t%d\t%d\t%d\t%d\t%d\n", c.engine, c.name, c.grows, p.scale, p.households, p.took.Microseconds(), p.runs, c.bar.Microseconds())
		}
	}
	return b.String()
}

func readCosts(name string) ([]*cost, error) {
	b, err := os.ReadFile(name)
	if os.IsNotExist(err) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	var all []*cost
	for i, l := range strings.Split(strings.TrimSpace(string(b)), "\n") {
		f := strings.Split(l, "\t")
		if i == 0 && l == chartHeader {
			continue
		}
		if len(f) != 8 {
			return nil, fmt.Errorf("%s line %d has %d columns", name, i+1, len(f))
		}
		var n [5]int64 // scale, households, median, runs, bar
		for k := range n {
			if n[k], err = strconv.ParseInt(f[3+k], 10, 64); err != nil {
				return nil, fmt.Errorf("%s line %d: %w", name, i+1, err)
			}
		}
		p := point{int(n[0]), n[1], time.Duration(n[2]) * time.Microsecond, int(n[3])}
		if last := len(all) - 1; last >= 0 && all[last].engine == f[0] && all[last].name == f[1] {
			all[last].at = append(all[last].at, p)
			continue
		}
		all = append(all, &cost{engine: f[0], name: f[1], grows: f[2] == "true", bar: time.Duration(n[4]) * time.Microsecond, at: []point{p}})
	}
	return all, nil
}

// The chart's measures, in pixels.
const (
	chartWidth  = 920
	panelHeight = 470
	plotLeft    = 78
	plotRight   = 600
	plotTop     = 62
	plotBottom  = 418
	labelStep   = 17
)

// scales are the two axes of a panel, both logarithmic.
type scales struct{ x0, x1, y0, y1 float64 } // powers of ten

func (s scales) x(households int64) float64 {
	return plotLeft + (math.Log10(float64(households))-s.x0)/(s.x1-s.x0)*(plotRight-plotLeft)
}

func (s scales) y(d time.Duration) float64 {
	v := math.Log10(max(float64(d.Microseconds()), 1) / 1000)
	return plotBottom - (v-s.y0)/(s.y1-s.y0)*(plotBottom-plotTop)
}

// draw is the chart: a panel for each engine, both axes logarithmic. What must stay flat is drawn in full
// lines with dots, what grows with its rows in broken lines with squares, so that it can be told in print
// without colour.
func draw(all []*cost) string {
	var engines []string
	s := scales{math.Inf(1), math.Inf(-1), math.Inf(1), math.Inf(-1)}
	for _, c := range all {
		if !slices.Contains(engines, c.engine) {
			engines = append(engines, c.engine)
		}
		for _, p := range c.at {
			x, y := math.Log10(float64(p.households)), math.Log10(float64(p.took.Microseconds())/1000)
			s.x0, s.x1 = min(s.x0, x-0.1), max(s.x1, x+0.1)
			s.y0, s.y1 = min(s.y0, math.Floor(y)), max(s.y1, math.Ceil(y))
		}
	}
	var b strings.Builder
	height := len(engines) * panelHeight
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" width="%d" height="%d" role="img" aria-label="Cost against the size of the register">
<style>
text{font:13px "Be Vietnam Pro","Segoe UI",Roboto,sans-serif;fill:#14201f}
.title{font-size:17px;font-weight:600}.soft{fill:#4a5755;font-size:12px}
.grid{stroke:#d6dddb;stroke-width:1}.axis{stroke:#9fadaa;stroke-width:1}.lead{stroke:#9fadaa;stroke-width:.75;fill:none}
.flat{stroke:#0b4f56;fill:none;stroke-width:2}.flat-mark{fill:#0b4f56}.flat-label{fill:#0b4f56}
.grows{stroke:#8a2b0c;fill:none;stroke-width:2;stroke-dasharray:7 4}.grows-mark{fill:#8a2b0c}.grows-label{fill:#8a2b0c}
</style>
<rect width="%d" height="%d" fill="#fff"/>
`, chartWidth, height, chartWidth, height, chartWidth, height)
	for i, e := range engines {
		fmt.Fprintf(&b, `<g transform="translate(0 %d)">`+"\n", i*panelHeight)
		panel(&b, e, s, slices.DeleteFunc(slices.Clone(all), func(c *cost) bool { return c.engine != e }))
		b.WriteString("</g>\n")
	}
	b.WriteString("</svg>\n")
	return b.String()
}

func panel(b *strings.Builder, engine string, s scales, costs []*cost) {
	title := map[string]string{"sqlite": "SQLite", "postgres": "PostgreSQL"}[engine]
	fmt.Fprintf(b, `<text class="title" x="%d" y="26">%s: cost against the size of the register</text>`+"\n", plotLeft, title)
	fmt.Fprintf(b, `<text class="soft" x="%d" y="46">median time; full lines must stay flat, broken lines grow with their rows</text>`+"\n", plotLeft)
	for p := s.y0; p <= s.y1; p++ {
		y := plotBottom - (p-s.y0)/(s.y1-s.y0)*(plotBottom-plotTop)
		fmt.Fprintf(b, `<line class="grid" x1="%d" y1="%.1f" x2="%d" y2="%.1f"/><text class="soft" x="%d" y="%.1f" text-anchor="end">%s</text>`+"\n",
			plotLeft, y, plotRight, y, plotLeft-8, y+4, power(p))
	}
	for _, p := range sizesOf(costs) {
		x := s.x(p.households)
		fmt.Fprintf(b, `<line class="axis" x1="%.1f" y1="%d" x2="%.1f" y2="%d"/><text x="%.1f" y="%d" text-anchor="middle">%d×</text><text class="soft" x="%.1f" y="%d" text-anchor="middle">%s households</text>`+"\n",
			x, plotTop, x, plotBottom, x, plotBottom+20, p.scale, x, plotBottom+37, millions(p.households))
	}
	labels := make([]label, len(costs))
	for i, c := range costs {
		kind := "flat"
		if c.grows {
			kind = "grows"
		}
		var way []string
		for _, p := range c.at {
			way = append(way, fmt.Sprintf("%.1f,%.1f", s.x(p.households), s.y(p.took)))
		}
		fmt.Fprintf(b, `<polyline class="%s" points="%s"/>`+"\n", kind, strings.Join(way, " "))
		for _, p := range c.at {
			x, y := s.x(p.households), s.y(p.took)
			if c.grows {
				fmt.Fprintf(b, `<rect class="grows-mark" x="%.1f" y="%.1f" width="8" height="8"/>`, x-4, y-4)
			} else {
				fmt.Fprintf(b, `<circle class="flat-mark" cx="%.1f" cy="%.1f" r="3.5"/>`, x, y)
			}
		}
		b.WriteString("\n")
		last := c.at[len(c.at)-1]
		labels[i] = label{kind, c.name + ", " + short(last.took), s.x(last.households), s.y(last.took), s.y(last.took)}
	}
	spread(labels)
	for _, l := range labels {
		fmt.Fprintf(b, `<path class="lead" d="M%.1f %.1f L%d %.1f"/><text class="%s-label" x="%d" y="%.1f">%s</text>`+"\n",
			l.x+6, l.from, plotRight+14, l.at, l.kind, plotRight+18, l.at+4, html.EscapeString(l.text))
	}
}

// label names a line at its end; at is where it stands, from is where the line ends.
type label struct {
	kind, text  string
	x, from, at float64
}

// spread moves labels apart that would stand on each other.
func spread(labels []label) {
	slices.SortFunc(labels, func(a, b label) int { return cmp.Compare(a.from, b.from) })
	for i := 1; i < len(labels); i++ {
		labels[i].at = max(labels[i].at, labels[i-1].at+labelStep)
	}
	floor := float64(plotBottom + 8)
	for i := len(labels) - 1; i >= 0; i-- {
		labels[i].at = min(labels[i].at, floor)
		floor = labels[i].at - labelStep
	}
}

// sizesOf are the sizes that were measured.
func sizesOf(costs []*cost) []point {
	var out []point
	for _, c := range costs {
		for _, p := range c.at {
			if !slices.ContainsFunc(out, func(o point) bool { return o.scale == p.scale }) {
				out = append(out, p)
			}
		}
	}
	return out
}

func power(p float64) string {
	ms := math.Pow(10, p)
	if ms >= 1000 {
		return fmt.Sprintf("%g s", ms/1000)
	}
	return fmt.Sprintf("%g ms", ms)
}

func short(d time.Duration) string {
	switch {
	case d >= 10*time.Second:
		return fmt.Sprintf("%.0f s", d.Seconds())
	case d >= time.Second:
		return fmt.Sprintf("%.1f s", d.Seconds())
	case d >= 10*time.Millisecond:
		return fmt.Sprintf("%d ms", d.Milliseconds())
	default:
		return ms(d)
	}
}

func millions(n int64) string {
	if n >= 10_000_000 {
		return fmt.Sprintf("%.0f million", float64(n)/1e6)
	}
	return fmt.Sprintf("%.1f million", float64(n)/1e6)
}
