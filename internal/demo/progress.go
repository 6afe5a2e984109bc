package demo

import (
	"fmt"
	"io"
	"os"
	"time"

	"github.com/schollz/progressbar/v3"
	"golang.org/x/term"

	"giamngheo/internal/lang"
)

// NewProgress shows the stages to a person: a bar for each on a terminal, elsewhere a plain line when
// a stage begins. Close ends the last bar.
func NewProgress(w io.Writer, l lang.Lang) *Shown {
	s := &Shown{w: w, lang: l}
	if f, ok := w.(*os.File); ok {
		s.terminal = term.IsTerminal(int(f.Fd()))
	}
	return s
}

// Shown is a Progress that people see.
type Shown struct {
	w        io.Writer
	lang     lang.Lang
	terminal bool
	bar      *progressbar.ProgressBar
}

// stageKeys are the messages of the stages.
var stageKeys = map[string]string{
	StageUnits:   "demo.stage_units",
	StageFamily:  "demo.stage_households",
	StageReviews: "demo.stage_reviews",
	StageTallies: "demo.stage_tallies",
	StageCheck:   "demo.stage_check",
	StageCountry: "demo.stage_country",
}

// Begin opens a stage.
func (s *Shown) Begin(stage string, total int) {
	s.Close()
	title := s.lang.T(stageKeys[stage])
	if !s.terminal {
		fmt.Fprintln(s.w, title)
		return
	}
	s.bar = progressbar.NewOptions(total,
		progressbar.OptionSetWriter(s.w),
		progressbar.OptionSetDescription(fmt.Sprintf("%-34s", title)),
		progressbar.OptionSetWidth(28),
		progressbar.OptionSetPredictTime(false),
		progressbar.OptionThrottle(100*time.Millisecond),
		progressbar.OptionShowCount(),
		progressbar.OptionOnCompletion(func() { fmt.Fprintln(s.w) }),
	)
}

// Step moves the bar; a terminal that takes no more is no reason to stop the work.
func (s *Shown) Step(n int) {
	if s.bar != nil {
		_ = s.bar.Add(n)
	}
}

// Close leaves the terminal at the beginning of a line.
func (s *Shown) Close() {
	if s.bar != nil && !s.bar.IsFinished() {
		fmt.Fprintln(s.w)
	}
	s.bar = nil
}
