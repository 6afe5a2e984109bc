package roster

import (
	"context"
	"fmt"
	"io"
	"iter"
	"strconv"
	"strings"

	"giamngheo/internal/account"
	"giamngheo/internal/audit"
	"giamngheo/internal/db"
	"giamngheo/internal/household"
	"giamngheo/internal/lang"
	"giamngheo/internal/office"
)

// Format is how a list leaves the system as a file.
type Format string

// The formats.
const (
	XLSX Format = "xlsx"
	CSV  Format = "csv"
)

// Type is the format's media type.
func (f Format) Type() string {
	if f == CSV {
		return "text/csv; charset=utf-8"
	}
	return "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
}

// Export writes every household asked for to w and returns how many: only for who may read households and
// take lists out over the area, with one audit line that says how many and by which filter. The list is
// read from one snapshot and memory does not grow with it. When it fails, what was written is to be
// thrown away. No identity number is ever in it, and no household whose data are restricted.
func Export(ctx context.Context, d *db.DB, who account.Actor, a Asked, columns []Column, f Format, l lang.Lang, w io.Writer) (int64, error) {
	for _, p := range []account.Permission{account.ReadHouseholds, account.ExportHouseholds} {
		if err := who.May(ctx, d, p, a.Area); err != nil {
			return 0, err
		}
	}
	var n int64
	var left []account.Section
	err := d.Read(ctx, func(q db.Querier) error {
		s, err := newSheet(ctx, q, who, a, columns, l)
		if err != nil {
			return err
		}
		if err := who.MayRead(a.Sections(s.edition)...); err != nil {
			return err
		}
		left = s.closed
		restricted, err := household.RestrictedBelow(ctx, q, a.Area)
		if err != nil {
			return err
		}
		s.withholds = len(restricted) > 0
		rows := counted(s.rows(ctx, q, without(Each(ctx, q, a), restricted)), &n)
		if f == CSV {
			return office.WriteCSV(w, s.office(), rows)
		}
		return office.WriteXLSX(w, s.office(), rows)
	})
	if err != nil {
		return 0, fmt.Errorf("export households of %d: %w", a.Area, err)
	}
	err = d.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		return audit.RecordExport(ctx, tx, who.Audit(), audit.Line{
			Act: "household.export", Thing: "unit:" + strconv.FormatInt(int64(a.Area), 10), UnitID: int64(a.Area),
			After: map[string]any{"households": n, "format": f, "filter": a.Told(), "closed": left},
		}, n)
	})
	return n, err
}

// without leaves out the households whose data are not to be handed on.
func without(lines iter.Seq2[Line, error], restricted map[household.Ref]bool) iter.Seq2[Line, error] {
	return func(yield func(Line, error) bool) {
		for x, err := range lines {
			if err == nil && restricted[x.Ref] {
				continue
			}
			if !yield(x, err) {
				return
			}
		}
	}
}

// Told is the filter as an audit line remembers it: codes, never a name.
func (a Asked) Told() string {
	var parts []string
	pairs := a.Address()
	for i := 0; i+1 < len(pairs); i += 2 {
		if pairs[i+1] != "" {
			parts = append(parts, pairs[i]+"="+pairs[i+1])
		}
	}
	return strings.Join(parts, "&")
}

func counted(rows iter.Seq2[office.Row, error], n *int64) iter.Seq2[office.Row, error] {
	return func(yield func(office.Row, error) bool) {
		for r, err := range rows {
			if err == nil {
				*n++
			}
			if !yield(r, err) {
				return
			}
		}
	}
}
