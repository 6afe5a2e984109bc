// Package annex reads the annex table of a poverty-reduction plan (biểu chỉ tiêu giảm nghèo kèm kế
// hoạch) out of a text, spreadsheet or document and checks that it adds up: sums, rates, units, and
// whether the children's targets amount to what their parent asks.
//
// It needs no database: units come from the list shipped with the program. Arithmetic is in whole
// households and hundredths of a point, rounded half up, as the official tables are.
package annex

import (
	"giamngheo/internal/lang"
	"giamngheo/internal/unit"
)

// Options steer a check; the zero value infers everything and speaks Vietnamese.
type Options struct {
	Unit string    // code of the unit whose plan it is; "" infers it
	Lang lang.Lang // language of the findings
}

// Check reads a file (its name tells the format) and checks the annex table in it. An error is a
// fault: the file cannot be read or holds no such table, and its sentence says why.
func Check(name string, data []byte, opts Options) (Report, error) {
	src, err := load(name, data)
	if err != nil {
		return Report{}, err
	}
	t, usable, err := src.pick(name)
	if err != nil {
		return Report{}, err
	}
	c := &checker{l: lang.Parse(string(opts.Lang)), dir: unit.Shipped(), src: src, t: t, many: src.tables > 1}
	if err := c.run(name, opts, len(usable)-1); err != nil {
		return Report{}, err
	}
	return c.r, nil
}
