package main

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"time"
)

// document puts the table of a step into doc/performance.md, between the marks that name the step; the rest of
// the document is people's. A step without marks there stands on the screen alone.
func (s *settings) document(ctx context.Context, step string, t *table) error {
	name := filepath.Join(s.doc, "performance.md")
	text, err := os.ReadFile(name)
	if err != nil {
		return err
	}
	open, shut := "<!-- bench "+step+" -->\n", "<!-- /bench "+step+" -->\n"
	before, rest, ok := strings.Cut(string(text), open)
	_, after, shuts := strings.Cut(rest, shut)
	if !ok || !shuts {
		return nil
	}
	var b bytes.Buffer
	t.print(&b)
	where, err := s.where(ctx)
	if err != nil {
		return err
	}
	return os.WriteFile(name, []byte(before+open+b.String()+"\n"+where+"\n"+shut+after), 0o644) //nolint:gosec // a document that all may read
}

// where says on what and when it was measured.
func (s *settings) where(ctx context.Context) (string, error) {
	u, err := process(ctx, s.program, "version")
	if err != nil {
		return "", err
	}
	version, _, _ := strings.Cut(string(u.said), "\n")
	model := "unknown processor"
	if b, err := os.ReadFile("/proc/cpuinfo"); err == nil {
		if _, rest, ok := strings.Cut(string(b), "model name\t: "); ok {
			model, _, _ = strings.Cut(rest, "\n")
		}
	}
	return fmt.Sprintf("%s, %d cores of %s, medians of %d, %s.", time.Now().Format("2 January 2006"), runtime.NumCPU(), model, s.runs, version), nil
}
