package db

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"sync"
)

// Statement is one SQL statement as it was sent to the engine.
type Statement struct {
	Text string
	Args []any
	// Loaded says that the text stands for a bulk load of rows, whose values are not kept.
	Loaded bool
}

// Mark is what the statement says of itself in its first line: "routed", "all-shards", or "" when it
// touches no household-level table.
func (s Statement) Mark() string {
	first, _, _ := strings.Cut(strings.TrimSpace(s.Text), "\n")
	mark, ok := strings.CutPrefix(first, "-- ")
	if mark, _, _ = strings.Cut(mark, " "); ok && (mark == "routed" || mark == "all-shards") {
		return mark
	}
	return ""
}

// Trace notes the statements of one request or command, for tests and profiles: how many a page sends,
// and which. Several goroutines may note into it.
type Trace struct {
	mu  sync.Mutex
	all []Statement
}

type traced struct{}

// Observe gives a context whose statements the trace notes. Without it nothing is kept: the arguments of
// statements are people's data.
func Observe(ctx context.Context) (context.Context, *Trace) {
	t := &Trace{}
	return context.WithValue(ctx, traced{}, t), t
}

// Len is how many statements were noted.
func (t *Trace) Len() int {
	t.mu.Lock()
	defer t.mu.Unlock()
	return len(t.all)
}

// Statements are those noted so far, in order.
func (t *Trace) Statements() []Statement {
	t.mu.Lock()
	defer t.mu.Unlock()
	return slices.Clone(t.all)
}

// note keeps a statement when somebody observes.
func note(ctx context.Context, text string, args []any) {
	if t, ok := ctx.Value(traced{}).(*Trace); ok {
		t.add(Statement{Text: text, Args: slices.Clone(args)})
	}
}

// noteLoad keeps a bulk load as the insert that it stands for.
func noteLoad(ctx context.Context, table string, columns []string) {
	if t, ok := ctx.Value(traced{}).(*Trace); ok {
		t.add(Statement{Text: insert(table, columns), Loaded: true})
	}
}

func (t *Trace) add(s Statement) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.all = append(t.all, s)
}

// insert is the statement that stores one row.
func insert(table string, columns []string) string {
	marks := make([]string, len(columns))
	for i := range marks {
		marks[i] = "$" + strconv.Itoa(i+1)
	}
	return "insert into " + table + " (" + strings.Join(columns, ",") + ") values (" + strings.Join(marks, ",") + ")"
}
