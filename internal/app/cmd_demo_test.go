package app

import (
	"bytes"
	"context"
	"strings"
	"testing"

	"giamngheo/internal/db"
	"giamngheo/internal/demo"
	"giamngheo/internal/seal"
)

// runDemo is one call of `giamngheo demo`.
func runDemo(ctx context.Context, args ...string) (code int, said string) {
	var out, errs bytes.Buffer
	code = Run(ctx, append([]string{"demo"}, args...), strings.NewReader(""), &out, &errs)
	return code, out.String() + errs.String()
}

func TestDemoLeavesAStandingDemonstrationAsItIs(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	d, err := db.Open(t.Context(), db.Config{Dir: dir, Relaxed: true})
	if err != nil {
		t.Fatal(err)
	}
	if err := migrate(t.Context(), d); err != nil {
		t.Fatal(err)
	}
	made, err := demo.Make(t.Context(), d, seal.Ephemeral(), demo.Options{Seed: 2, Districts: []string{"624"}})
	if cerr := d.Close(); err != nil || cerr != nil {
		t.Fatal(err, cerr)
	}
	code, said := runDemo(t.Context(), "--data", dir, "--seed", "3")
	if code != 0 || !strings.Contains(said, made.Title) || !strings.Contains(said, "không thay đổi gì") {
		t.Errorf("exit code %d, said %q", code, said)
	}
}

func TestDemoRefusesARegisterInUse(t *testing.T) {
	t.Parallel()
	code, said := runDemo(t.Context(), "--data", registerDir(t))
	if code != 1 || !strings.Contains(said, "3 hộ") {
		t.Errorf("exit code %d, said %q", code, said)
	}
}

// stopAt ends the context when the program first writes a text.
type stopAt struct {
	bytes.Buffer
	text string
	stop func()
}

func (s *stopAt) Write(p []byte) (int, error) {
	if strings.Contains(string(p), s.text) {
		s.stop()
	}
	return s.Buffer.Write(p)
}

func TestAnInterruptedDemoSaysThatNothingIsStored(t *testing.T) {
	t.Parallel()
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	dir := t.TempDir()
	errs := &stopAt{text: "Households and persons", stop: stop}
	code := Run(ctx, []string{"demo", "--data", dir, "--lang", "en"}, strings.NewReader(""), &bytes.Buffer{}, errs)
	if code != 1 || !strings.Contains(errs.String(), "nothing was stored") {
		t.Errorf("exit code %d, said %q", code, errs)
	}
	d, err := db.Open(t.Context(), db.Config{Dir: dir})
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	if title, err := demo.Standing(t.Context(), d); err != nil || title != "" {
		t.Errorf("the database calls itself %q, %v", title, err)
	}
}

func TestACountryThatIsNotFinishedIsNotServed(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	d, err := db.Open(t.Context(), db.Config{Dir: dir, Relaxed: true})
	if err != nil {
		t.Fatal(err)
	}
	if err := migrate(t.Context(), d); err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	o := demo.Options{Seed: 2, Districts: []string{"624"}, Light: 3000, Progress: &stopIn{demo.StageCountry, stop}}
	_, err = demo.MakeCountry(ctx, d, seal.Ephemeral(), o)
	if cerr := d.Close(); err == nil || cerr != nil {
		t.Fatal(err, cerr)
	}
	for _, args := range [][]string{{"serve", "--addr", "127.0.0.1:0"}, {"demo"}, {"review", "list"}} {
		var out, errs bytes.Buffer
		if code := Run(t.Context(), append(args, "--data", dir, "--lang", "en"), strings.NewReader(""), &out, &errs); code != 1 || !strings.Contains(out.String()+errs.String(), "demo --country") {
			t.Errorf("%v: exit code %d, said %q", args, code, out.String()+errs.String())
		}
	}
	if code, said := runDemo(t.Context(), "--country", "--data", dir, "--lang", "en"); code != 0 || !strings.Contains(said, "3,000 more households") {
		t.Errorf("exit code %d, said %q", code, said)
	}
}

// stopIn ends the context when a stage begins.
type stopIn struct {
	stage string
	stop  func()
}

func (s *stopIn) Begin(stage string, _ int) {
	if stage == s.stage {
		s.stop()
	}
}
func (s *stopIn) Step(int) {}
