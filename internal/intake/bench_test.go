package intake_test

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"os"
	"runtime"
	"strconv"
	"strings"
	"testing"
	"time"

	"giamngheo/internal/account"
	"giamngheo/internal/day"
	"giamngheo/internal/db"
	"giamngheo/internal/db/dbtest"
	"giamngheo/internal/intake"
	"giamngheo/internal/lang"
	"giamngheo/internal/review"
	"giamngheo/internal/seal"
	"giamngheo/internal/standard"
	"giamngheo/internal/unit"
)

// benchRows is how many households the benchmark imports: a province's, unless INTAKE_ROWS says otherwise.
func benchRows() int {
	if n, err := strconv.Atoi(os.Getenv("INTAKE_ROWS")); err == nil {
		return n
	}
	return 383_000
}

// writeProvince writes a list of households with their reviews, sorted by commune, as CSV.
func writeProvince(w io.Writer, rows int) error {
	b := bufio.NewWriter(w)
	fmt.Fprintln(b, "STT,Mã hộ,Mã xã,Thôn,Chủ hộ,Giới tính chủ hộ,Dân tộc,Số khẩu,Điểm A,Chỉ số thiếu hụt,Điểm B,Nguyên nhân nghèo,Nhu cầu hỗ trợ")
	families, given := []string{"Nguyễn", "Rơ Châm", "Đinh", "Siu", "Trần"}, []string{"Lan", "H'Lan", "Byin", "Thử", "Mẫu", "Hương"}
	for i := range rows {
		c := 1000 + i*220/rows
		n := i % 7
		deprived, b2 := "", 0
		if i%3 == 0 {
			deprived, b2 = "3;4;9", 30
		}
		fmt.Fprintf(b, "%d,%d%06d,%d,Làng %d,%s %s %d,%s,%s,%d,%d,%s,%d,%s,%s\n", i, c, i, c, n, families[i%5], given[i%6], i%50,
			[]string{"Nam", "Nữ"}[i%2], []string{"Kinh", "Gia Rai", "Ba Na"}[i%3], 1+i%8, 100+i%90, deprived, b2, []string{"", "1;2"}[i%2], []string{"", "3"}[i%2])
	}
	return b.Flush()
}

// BenchmarkProvince imports the households of a province with their reviews into an empty register: received,
// previewed, committed. It reports seconds of each step and the highest memory that Go held.
func BenchmarkProvince(b *testing.B) {
	each := map[string]func(testing.TB) *db.DB{"sqlite": dbtest.SQLite}
	if os.Getenv("TEST_POSTGRES") != "" {
		each["postgres"] = dbtest.Postgres
	}
	for name, open := range each {
		b.Run(name, func(b *testing.B) {
			for range b.N {
				importProvince(b, open(b))
			}
		})
	}
}

func importProvince(b *testing.B, d *db.DB) {
	units := []unit.Unit{}
	add := func(id, parent unit.ID, l unit.Level, k unit.Kind, name string) {
		units = append(units, unit.Unit{ID: id, Parent: parent, Level: l, Kind: k, Code: fmt.Sprint(id), Name: name, From: "2004-01-01", To: day.Forever})
	}
	add(1, 0, unit.Country, "", "Việt Nam")
	add(province, 1, unit.Province, "tỉnh", "Thử")
	for i := range unit.ID(220) {
		add(1000+i, province, unit.Commune, "xã", fmt.Sprint("Xã thử ", i))
		for v := range unit.ID(7) {
			add((1000+i)*10+v, 1000+i, unit.Village, "làng", fmt.Sprint(v))
		}
	}
	if err := d.Write(b.Context(), func(ctx context.Context, tx *db.Tx) error { return unit.Insert(ctx, tx, units) }); err != nil {
		b.Fatal(err)
	}
	round, err := review.New(d).Open(b.Context(), account.System, review.Round{
		Year: 2022, Kind: review.Periodic, Edition: "vn-2022", Unit: province, Day: "2022-12-31",
		Region: standard.CentralHighlands, Detail: true, Source: "test",
	})
	if err != nil {
		b.Fatal(err)
	}
	s := intake.New(d, seal.Ephemeral())
	read, write := io.Pipe()
	rows := benchRows()
	go func() { write.CloseWithError(writeProvince(write, rows)) }()
	peak := watch()
	clock := time.Now()
	lap := func(name string) {
		b.ReportMetric(time.Since(clock).Seconds(), name)
		clock = time.Now()
	}
	id, err := s.Receive(b.Context(), account.System, intake.Upload{Kind: intake.Households, Area: province, Year: 2022, File: "p.csv"}, read)
	if err != nil {
		b.Fatal(lang.En.Describe(err))
	}
	lap("receive-s")
	i, err := s.Preview(b.Context(), account.System, id, intake.Choices{})
	if err != nil {
		b.Fatal(lang.En.Describe(err))
	}
	if i.Preview.New != int64(rows) {
		b.Fatalf("preview = %v\n%s", counts(i), sentences(i))
	}
	lap("preview-s")
	b.ReportMetric(rss(), "rss-preview-MB")
	if _, err := s.Commit(b.Context(), account.System, id); err != nil {
		b.Fatal(lang.En.Describe(err))
	}
	lap("commit-s")
	b.ReportMetric(rss(), "rss-commit-MB")
	b.ReportMetric(float64(peak())/(1<<20), "peak-MB")
	diffs, err := review.Verify(b.Context(), d, round)
	if err != nil || len(diffs) > 0 {
		b.Fatalf("%d differences, %v", len(diffs), err)
	}
	if _, err := s.Preview(b.Context(), account.System, id, intake.Choices{}); err == nil {
		b.Fatal("a settled import is previewed")
	}
	clock = time.Now()
	if _, err := s.Undo(b.Context(), account.System, id); err != nil {
		b.Fatal(lang.En.Describe(err))
	}
	lap("undo-s")
}

// watch follows the memory that Go holds until the function it gives is called, which says the highest.
func watch() func() uint64 {
	stop, done := make(chan struct{}), make(chan uint64)
	go func() {
		var most uint64
		tick := time.NewTicker(20 * time.Millisecond)
		defer tick.Stop()
		for {
			var m runtime.MemStats
			runtime.ReadMemStats(&m)
			most = max(most, m.HeapInuse+m.StackInuse)
			select {
			case <-stop:
				done <- most
				return
			case <-tick.C:
			}
		}
	}()
	return func() uint64 { close(stop); return <-done }
}

// rss is the highest memory of the process so far, in MB, as the system counts it.
func rss() float64 {
	b, err := os.ReadFile("/proc/self/status")
	if err != nil {
		return 0
	}
	for line := range strings.SplitSeq(string(b), "\n") {
		if rest, ok := strings.CutPrefix(line, "VmHWM:"); ok {
			kb, _ := strconv.Atoi(strings.Fields(rest)[0])
			return float64(kb) / 1024
		}
	}
	return 0
}
