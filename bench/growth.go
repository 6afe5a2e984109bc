package main

import (
	"context"
	"database/sql"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

// growthRows is how many households the file has that is imported at every size.
const growthRows = 5000

// The national readers of the growth step: an account over the whole country, which no demonstration has.
const (
	nationLogin    = "bench-nation"
	nationPassword = "mot mat khau cho ca nuoc"
)

// growth makes the province in full detail with 280 thousand, 2.8 million and 28 million light households
// around it, and measures at each size what must stay flat and what may grow with its rows. It writes the
// figures to growth.tsv beside the documents and draws the chart from that file.
func growth(ctx context.Context, s *settings, t *table) error {
	largest := s.largest
	if s.engine == "postgres" {
		largest = min(largest, s.largestPostgres)
	}
	g := &grown{engine: s.engine}
	for _, scale := range []int{1, 10, 100} {
		if scale > largest {
			break
		}
		if err := g.measure(ctx, s, scale); err != nil {
			return fmt.Errorf("%d×: %w", scale, err)
		}
	}
	for _, c := range g.costs {
		t.add(c.line(s.engine))
	}
	return chart(s.doc, g.costs)
}

// cost is what one thing costs at each size of the register.
type cost struct {
	engine string
	name   string
	grows  bool          // with its rows, as it may
	bar    time.Duration // at the largest size; 0 when none was promised
	at     []point
}

// point is a cost at one size.
type point struct {
	scale      int
	households int64
	took       time.Duration // median
	runs       int
}

// line is the cost's row in the table: flat is at most twice as much at the largest size as at the smallest.
func (c *cost) line(engine string) line {
	var values []string
	for _, p := range c.at {
		values = append(values, fmt.Sprintf("%d× %s", p.scale, round3(p.took)))
	}
	last := c.at[len(c.at)-1]
	l := line{name: "growth: " + c.name, engine: engine, value: strings.Join(values, ", "), ratio: float64(last.took) / float64(c.at[0].took)}
	l.floor = fmt.Sprintf("itself at %d×", c.at[0].scale)
	switch {
	case c.bar > 0:
		l.bar, l.met = "≤ "+ms(c.bar), last.took <= c.bar
	case !c.grows:
		l.bar, l.met = "flat: ≤ 2 × itself", last.took <= 2*c.at[0].took
	}
	return l
}

func round3(d time.Duration) string {
	if d >= 10*time.Second {
		return fmt.Sprintf("%.0f s", d.Seconds())
	}
	return ms(d)
}

// grown collects the costs of one engine.
type grown struct {
	engine string
	costs  []*cost
	now    point
}

// add takes a measurement at the size that stands.
func (g *grown) add(c cost, took times) {
	p := g.now
	p.took, p.runs = took.at(0.5), len(took)
	for _, have := range g.costs {
		if have.name == c.name {
			have.at = append(have.at, p)
			return
		}
	}
	c.engine, c.at = g.engine, []point{p}
	g.costs = append(g.costs, &c)
}

// measure makes one size and measures everything at it.
func (g *grown) measure(ctx context.Context, s *settings, scale int) error {
	p, drop, err := s.country(ctx, scale)
	if err != nil {
		return err
	}
	defer drop()
	g.now = point{scale: scale}
	if g.now.households, err = s.count(ctx, p); err != nil {
		return err
	}
	if err := g.pages(ctx, s, p); err != nil {
		return err
	}
	return g.commands(ctx, s, p)
}

// pages measures by HTTP, one reader asking.
func (g *grown) pages(ctx context.Context, s *settings, p place) error {
	if err := s.nation(ctx, p); err != nil {
		return err
	}
	officers, one, err := s.officers(ctx, p, 1)
	if err != nil {
		return err
	}
	defer one.stop()
	commune := officers[0]
	province, err := one.signIn("province_secretary")
	if err != nil {
		return err
	}
	var took times
	for range s.runs + 2 { // more from one address are refused
		begin := time.Now()
		if _, err := one.enter(nationLogin, nationPassword); err != nil {
			return err
		}
		took = append(took, time.Since(begin))
	}
	g.add(cost{name: "sign-in (argon2, slow on purpose)"}, took)
	nation, err := one.enter(nationLogin, nationPassword)
	if err != nil {
		return err
	}
	if err := nation.find(); err != nil {
		return err
	}
	search := func(i int) string { return "/search?q=" + url.QueryEscape(sought[i%len(sought)]) }
	for _, page := range []struct {
		name   string
		reader *reader
		bar    time.Duration
		path   func(i int) string
	}{
		{"province page", province, 0, func(int) string { return province.home }},
		{"province form 2", province, 0, func(int) string { return province.home + "/forms/2?round=2" }},
		{"search, province", province, 0, search},
		{"search, commune", commune.reader, 0, search},
		{"search, word of all", province, 0, func(int) string { return "/search?q=khong+ten" }},
		{"country page", nation, 0, func(int) string { return nation.home }},
		{"national report", nation, 50 * time.Millisecond, func(int) string { return nation.home + "/forms/2?round=2" }},
	} {
		n := 60
		if _, err := page.reader.times(s.runs, page.path); err != nil { // what the caches hold in service
			return err
		}
		if page.name == "search, word of all" {
			n = 3 * s.runs
		}
		took, err := page.reader.times(n, page.path)
		if err != nil {
			return err
		}
		g.add(cost{name: page.name, bar: page.bar}, took)
	}
	took = nil
	for i := range 60 {
		begin := time.Now()
		if err := commune.send(commune.forms[i%len(commune.forms)], i); err != nil {
			return err
		}
		took = append(took, time.Since(begin))
	}
	g.add(cost{name: "assessment form"}, took)
	return nil
}

// commands measures what is done by command: a file of new households, and the tallies made anew.
func (g *grown) commands(ctx context.Context, s *settings, p place) error {
	communes, err := s.communes(ctx, p, 1)
	if err != nil {
		return err
	}
	var imports, rebuilds times
	for run := range s.runs {
		file := filepath.Join(s.dir, "growth.csv")
		if err := writeHouseholds(file, communes[0], run); err != nil {
			return err
		}
		u, err := process(ctx, s.program, append([]string{"import", "households", file, "--round", "2023", "--add-villages"}, p.args()...)...)
		if err != nil {
			return err
		}
		imports = append(imports, u.wall/(growthRows/1000))
	}
	g.add(cost{name: "import, each 1,000 rows"}, imports)
	for range s.runs {
		u, err := process(ctx, s.program, append([]string{"review", "rebuild", "--round", "2022"}, p.args()...)...)
		if err != nil {
			return err
		}
		rebuilds = append(rebuilds, u.wall)
	}
	g.add(cost{name: "rebuild of the tallies", grows: true}, rebuilds)
	return nil
}

// writeHouseholds writes a file of new households of one commune; each run has codes of its own.
func writeHouseholds(file, commune string, run int) error {
	var b strings.Builder
	b.WriteString("Mã hộ,Mã xã,Thôn,Chủ hộ,Dân tộc,Số khẩu\n")
	for i := range growthRows {
		fmt.Fprintf(&b, "D%d%06d,%s,thôn Đo,Không Tên,Kinh,%d\n", run, i, commune, 1+i%7)
	}
	return os.WriteFile(file, []byte(b.String()), 0o600)
}

// country makes the demonstration with the country around it, and gives what takes it away again. On SQLite one that
// was made before, told by a file "made" beside it as the province's is, is taken as it stands and kept.
func (s *settings) country(ctx context.Context, scale int) (place, func(), error) {
	name := fmt.Sprintf("growth-%s-%d", s.engine, scale)
	p := place{data: filepath.Join(s.dir, name)}
	if _, err := os.Stat(filepath.Join(p.data, "made")); err == nil && s.engine == "sqlite" {
		return p, func() {}, nil
	}
	drop := func() { os.RemoveAll(p.data) }
	if s.engine == "postgres" {
		name = fmt.Sprintf("bench_growth_%d", scale)
		u, err := url.Parse(s.url)
		if err != nil {
			return p, nil, err
		}
		if err := s.admin(ctx, "drop database if exists "+name, "create database "+name); err != nil {
			return p, nil, err
		}
		drop = func() {
			os.RemoveAll(p.data)
			_ = s.admin(context.WithoutCancel(ctx), "drop database if exists "+name)
		}
		u.Path = "/" + name
		p.database = u.String()
	}
	args := append([]string{"demo", "--full", "--country", "--scale", strconv.Itoa(scale)}, p.args()...)
	if _, err := process(ctx, s.program, args...); err != nil {
		drop()
		return p, nil, err
	}
	return p, drop, nil
}

// admin runs statements on the PostgreSQL server itself.
func (s *settings) admin(ctx context.Context, statements ...string) error {
	d, err := sql.Open("pgx", s.url)
	if err != nil {
		return err
	}
	defer d.Close()
	for _, text := range statements {
		if _, err := d.ExecContext(ctx, text); err != nil {
			return fmt.Errorf("%s: %w", text, err)
		}
	}
	return nil
}

// count is how many households the register has.
func (s *settings) count(ctx context.Context, p place) (n int64, err error) {
	d, err := p.open()
	if err != nil {
		return 0, err
	}
	defer d.Close()
	err = d.QueryRowContext(ctx, `select count(*) from household`).Scan(&n)
	return n, err
}

// nation makes an account that reads the whole country.
func (s *settings) nation(ctx context.Context, p place) error {
	return s.account(ctx, p, nationLogin, nationPassword, "--role", "auditor", "--unit", "VN", "--level", "country")
}
