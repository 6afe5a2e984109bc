package unit

import (
	"testing"

	"giamngheo/internal/day"
	"giamngheo/internal/db"
	"giamngheo/internal/db/dbtest"
	"giamngheo/internal/fault"
)

// A request that keeps what it reads gets the same answers, and asks once for each way up.
func TestARequestReadsEachUnitOnce(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		shipped(t, d)
		ctx, trace := db.Observe(Keep(t.Context()))
		const on day.Date = "2022-12-31"
		commune, err := ByCode(ctx, d, Commune, "23827", on)
		if err != nil {
			t.Fatal(err)
		}
		before := trace.Len()
		up, err := Ancestors(ctx, d, commune.ID)
		if err != nil || len(up) != 4 {
			t.Fatal(up, err)
		}
		for i, want := range up {
			if got, err := Get(ctx, d, want.ID); err != nil || got != want {
				t.Errorf("Get(%d) = %v, %v, want %v", want.ID, got, err, want)
			}
			if in, err := Within(ctx, d, want.ID, commune.ID); err != nil || !in {
				t.Errorf("%s is not within %s: %v", commune.Name, want.Name, err)
			}
			if in, err := Within(ctx, d, commune.ID, want.ID); err != nil || in != (i == 3) {
				t.Errorf("%s within %s: %t, %v", want.Name, commune.Name, in, err)
			}
		}
		if n := trace.Len() - before; n != 1 {
			t.Errorf("%d queries for one way up", n)
		}
		if _, err := Get(ctx, d, 999_999_999); fault.KindOf(err) != fault.NotFound {
			t.Errorf("a unit that is not there: %v", err)
		}
	})
}
