package audit_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"testing"
	"time"

	"giamngheo/internal/audit"
	"giamngheo/internal/db"
	"giamngheo/internal/db/dbtest"
	"giamngheo/internal/fault"
)

func look(n int) audit.Line {
	return audit.Line{Act: "household.look", Thing: fmt.Sprint("household:14/", n), UnitID: 14}
}

// count is how many lines of looks there are, and how many looks the day's volume counts.
func count(t testing.TB, d *db.DB) (lines, looks int64) {
	t.Helper()
	err := d.QueryRow(context.Background(), `select (select count(*) from audit_line where act = 'household.look'),
		(select coalesce(cast(sum(looks) as bigint), 0) from audit_volume)`).Scan(&lines, &looks)
	if err != nil {
		t.Fatal(err)
	}
	return lines, looks
}

// When a page may go out its line is stored; those that come together share an act.
func TestALookIsStoredBeforeItIsShown(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := audit.NewWatcher(d, nil)
		var wg sync.WaitGroup
		for i := range 16 {
			wg.Go(func() {
				for n := range 20 {
					if err := w.Saw(t.Context(), audit.Actor{ID: int64(1 + i%4), Name: "lan"}, look(n), audit.Volume{Looks: 1}); err != nil {
						t.Error(err)
					}
				}
			})
		}
		wg.Wait()
		if lines, looks := count(t, d); lines != 320 || looks != 320 {
			t.Errorf("%d lines, %d looks counted, want 320", lines, looks)
		}
		if _, found := verify(t, d); len(found) > 0 {
			t.Errorf("found %v", found)
		}
	})
}

// An import holds the writer: the page is shown after a while, its line comes later, and the log says so; a stop
// waits for it.
func TestALookDoesNotWaitForAnImport(t *testing.T) {
	t.Parallel()
	d := dbtest.SQLite(t)
	var said bytes.Buffer
	w := audit.NewWatcher(d, slog.New(slog.NewTextHandler(&said, nil)))
	w.SetPatience(10 * time.Millisecond)
	began, end := make(chan struct{}), make(chan struct{})
	imported := make(chan error)
	go func() {
		imported <- d.Write(context.Background(), func(context.Context, *db.Tx) error {
			close(began)
			<-end
			return nil
		})
	}()
	<-began
	if err := w.Saw(t.Context(), audit.Actor{ID: 1, Name: "lan"}, look(1), audit.Volume{Looks: 1}); err != nil {
		t.Fatal(err)
	}
	if lines, _ := count(t, d); lines != 0 {
		t.Fatal("the line is there although the writer is held")
	}
	gone, cancel := context.WithTimeout(t.Context(), 10*time.Millisecond)
	defer cancel()
	if err := w.Drain(gone); err == nil {
		t.Error("a stop does not wait for the line")
	}
	close(end)
	if err := errors.Join(<-imported, w.Drain(t.Context())); err != nil {
		t.Fatal(err)
	}
	if lines, looks := count(t, d); lines != 1 || looks != 1 {
		t.Errorf("%d lines, %d looks", lines, looks)
	}
	for _, want := range []string{"shown before its audit line was stored", "audit line stored after its page was shown"} {
		if !bytes.Contains(said.Bytes(), []byte(want)) {
			t.Errorf("the log does not say %q: %s", want, said.String())
		}
	}
}

// What cannot be recorded is not shown.
func TestWhatCannotBeRecordedIsNotShown(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		if err := tamper(t, d, `drop table audit_volume`); err != nil {
			t.Fatal(err)
		}
		w := audit.NewWatcher(d, nil)
		if err := w.Saw(t.Context(), audit.Actor{ID: 1, Name: "lan"}, look(1), audit.Volume{Looks: 1}); err == nil {
			t.Error("a look without its line")
		}
		if lines := linesOf(t, d); len(lines) != 0 {
			t.Errorf("%d lines", len(lines))
		}
	})
}

// Too many lines wait: the next page is refused, as busy.
func TestTheQueueOfLooksIsBounded(t *testing.T) {
	t.Parallel()
	d := dbtest.SQLite(t)
	w := audit.NewWatcher(d, nil)
	w.SetPatience(0)
	began, end := make(chan struct{}), make(chan struct{})
	go d.Write(context.Background(), func(context.Context, *db.Tx) error { //nolint:errcheck // it only holds the writer
		close(began)
		<-end
		return nil
	})
	<-began
	refused := 0
	for n := range audit.MostWaiting + 500 {
		if err := w.Saw(t.Context(), audit.Actor{ID: 1, Name: "lan"}, look(n), audit.Volume{}); fault.KindOf(err) == fault.Busy {
			refused++
		} else if err != nil {
			t.Fatal(err)
		}
	}
	if refused < 300 || refused > 500 { // those that are being written make room
		t.Errorf("%d refused, want nearly 500", refused)
	}
	close(end)
	if err := w.Drain(t.Context()); err != nil {
		t.Fatal(err)
	}
	if lines, _ := count(t, d); int(lines) != audit.MostWaiting+500-refused {
		t.Errorf("%d lines, %d refused", lines, refused)
	}
}
