package web

import (
	"context"
	"strconv"

	"giamngheo/internal/audit"
	"giamngheo/internal/unit"
)

// Drain waits until every page that was shown has its audit line.
func (m *Mux) Drain(ctx context.Context) error { return m.watcher.Drain(ctx) }

// Saw records that the reader is about to be shown what the audit must tell of; v is how much of it counts
// as his day's looking. Ask it last, when the page is made, and show nothing when it fails.
func (r *Request) Saw(l audit.Line, v audit.Volume) error {
	return r.mux.watcher.Saw(r.Context(), r.Who.Audit(), l, v)
}

// SawHousehold records a look at one household: ref is its number "14/20001", what the page or the section of
// it that is shown ("page", "edit", "bank").
func (r *Request) SawHousehold(commune unit.ID, ref, what string) error {
	return r.Saw(audit.Line{
		Act: "household.look", Thing: "household:" + ref, UnitID: int64(commune), After: map[string]string{"shown": what},
	}, audit.Volume{Looks: 1})
}

// SawList records a list of households by name: thing is what it is a list of ("unit:630", "worklist:4"), filter
// what it was narrowed by, in codes and never in words that somebody typed.
func (r *Request) SawList(thing string, area unit.ID, households int, filter string) error {
	if households == 0 {
		return nil // nobody was shown
	}
	return r.Saw(audit.Line{
		Act: "household.list", Thing: thing, UnitID: int64(area), After: map[string]any{"households": households, "filter": filter},
	}, audit.Volume{Searches: 1})
}

// SawFile records a file of figures, which names nobody, with how many rows it has.
func (r *Request) SawFile(name string, about unit.ID, rows int) error {
	return r.Saw(audit.Line{
		Act: "export.file", Thing: "unit:" + strconv.FormatInt(int64(about), 10), UnitID: int64(about), After: map[string]any{"file": name, "rows": rows},
	}, audit.Volume{})
}
