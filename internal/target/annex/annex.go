// Package annex reads the annex table of a poverty-reduction plan (biểu chỉ tiêu giảm nghèo kèm kế
// hoạch) out of a text, spreadsheet or document and checks that it adds up: sums, rates, units, and
// whether the children's targets amount to what their parent asks.
//
// It needs no database: units come from the list shipped with the program. Arithmetic is in whole
// households and hundredths of a point, rounded half up, as the official tables are.
package annex

import (
	"giamngheo/internal/fault"
	"giamngheo/internal/lang"
)

// Options steer a check; the zero value infers everything and speaks Vietnamese.
type Options struct {
	Unit string    // code of the unit whose plan it is; "" infers it
	Lang lang.Lang // language of the findings
}

// Check reads a file (its name tells the format) and checks the annex table in it. An error is a
// fault: the file cannot be read or holds no such table, and its sentence says why.
func Check(name string, data []byte, opts Options) (Report, error) {
	return Report{}, fault.New(fault.Invalid, "annex.no_table", "File", name)
}
