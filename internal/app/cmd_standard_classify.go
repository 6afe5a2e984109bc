package app

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"

	"giamngheo/internal/fault"
	"giamngheo/internal/lang"
	"giamngheo/internal/standard"
)

// StandardClassifyCmd classifies households read as JSON lines, one answer for each line, in order.
type StandardClassifyCmd struct {
	Edition string `required:"" help:"Id of the standard: vn-2016, vn-2022, vn-2027."`
}

// Help is what `giamngheo standard classify --help` adds.
func (StandardClassifyCmd) Help() string {
	return `Reads one household a line and writes one line for each, as it comes:

  {"area":"rural","points_a":130,"deprived":[1,4,9]}
  {"area":"urban","income":1400000,"deprived":[]}

points_a is điểm A (B1), income is đồng per head and month, deprived are the numbers of the
indicators. With both figures the points decide poor and near-poor, and income decides the average
living standard. A line that cannot be judged gives {"error": …} and the exit code 1 at the end.`
}

// factsJSON is a line of input; pointers tell 0 from not given.
type factsJSON struct {
	Area     *string `json:"area"`
	PointsA  *int32  `json:"points_a"`
	Income   *int64  `json:"income"`
	Deprived *[]int  `json:"deprived"`
}

type classJSON struct {
	Class  string   `json:"class"`
	Codes  []string `json:"codes"`
	Reason string   `json:"reason"`
}

// maxLine bounds a line of input; a household takes a hundred bytes.
const maxLine = 1 << 16

// Run classifies until the input ends.
func (c *StandardClassifyCmd) Run(g *Globals) error {
	edition, err := standard.ByID(c.Edition)
	if err != nil {
		fmt.Fprintln(g.Err, "giamngheo:", g.Lang.Error(err))
		return Exit(2)
	}
	in, out := bufio.NewReaderSize(g.In, maxLine), bufio.NewWriter(g.Out)
	encode := json.NewEncoder(out)
	encode.SetEscapeHTML(false)
	failed := false
	for n := 1; ; n++ {
		line, whole, readErr := readLine(in)
		if readErr != nil && readErr != io.EOF {
			out.Flush()
			return fmt.Errorf("line %d: %w", n, readErr)
		}
		if n == 1 {
			line = bytes.TrimPrefix(line, []byte("\ufeff")) // as some editors begin a file
		}
		if len(bytes.TrimSpace(line)) > 0 {
			var answer any
			r, err := classifyLine(edition, line, whole)
			if err == nil {
				answer = classJSON{r.Class.String(), r.Codes, r.Sentence(g.Lang)}
			} else {
				failed = true
				answer = map[string]string{"error": lineError(g.Lang, n, err)}
			}
			if err := encode.Encode(answer); err != nil {
				return err
			}
		}
		// A reader at the other end of a pipe gets its answer before it asks the next question.
		if in.Buffered() == 0 || readErr == io.EOF {
			if err := out.Flush(); err != nil {
				return err
			}
		}
		if readErr == io.EOF {
			break
		}
	}
	if failed {
		return Exit(1)
	}
	return nil
}

// readLine reads to the end of the line; whole is false for a line that is too long, of which only
// the beginning is kept.
func readLine(in *bufio.Reader) (line []byte, whole bool, err error) {
	line, err = in.ReadSlice('\n')
	if !errors.Is(err, bufio.ErrBufferFull) {
		return line, true, err
	}
	line = bytes.Clone(line)
	for errors.Is(err, bufio.ErrBufferFull) {
		_, err = in.ReadSlice('\n')
	}
	return line, false, err
}

// classifyLine judges one line; its error is a fault.
func classifyLine(e *standard.Edition, line []byte, whole bool) (standard.Result, error) {
	var given factsJSON
	if !whole {
		return standard.Result{}, fault.New(fault.Invalid, "standard.line_too_long", "Max", maxLine)
	}
	d := json.NewDecoder(bytes.NewReader(line))
	d.DisallowUnknownFields()
	if err := d.Decode(&given); err != nil {
		return standard.Result{}, jsonFault(err)
	}
	if _, err := d.Token(); err != io.EOF {
		return standard.Result{}, fault.New(fault.Invalid, "standard.bad_json")
	}
	facts, err := given.facts(e)
	if err != nil {
		return standard.Result{}, err
	}
	if err := e.Check(facts); err != nil {
		return standard.Result{}, err
	}
	return e.Classify(facts), nil
}

func (j factsJSON) facts(e *standard.Edition) (standard.Facts, error) {
	f := standard.Facts{PointsA: -1, Income: -1}
	if j.Area != nil {
		f.Area = standard.Area(*j.Area)
	}
	if j.PointsA != nil {
		if f.PointsA = int(*j.PointsA); f.PointsA < 0 {
			return f, fault.New(fault.Invalid, "standard.negative_points")
		}
	}
	if j.Income != nil {
		if f.Income = *j.Income; f.Income < 0 {
			return f, fault.New(fault.Invalid, "standard.negative_income")
		}
	}
	if j.Deprived == nil {
		all := f
		all.Deprived = 1<<len(e.Indicators) - 1
		if e.Class(f) != e.Class(all) {
			return f, fault.New(fault.Invalid, "standard.no_deprivations")
		}
		return f, nil
	}
	for _, n := range *j.Deprived {
		if n < 1 || n > len(e.Indicators) {
			return f, fault.New(fault.Invalid, "standard.unknown_indicator", "N", n, "Max", len(e.Indicators), "Edition", e.ID)
		}
		if f.Deprived.Has(n) {
			return f, fault.New(fault.Invalid, "standard.repeated_indicator", "N", n)
		}
		f.Deprived |= standard.DeprivedIn(n)
	}
	return f, nil
}

func lineError(l lang.Lang, n int, err error) string {
	return l.T("standard.line", "N", n, "Error", l.Error(err))
}

// jsonFault says what is wrong with a line in the user's words.
func jsonFault(err error) error {
	var wrong *json.UnmarshalTypeError
	name, unknown := strings.CutPrefix(err.Error(), "json: unknown field ")
	switch {
	case unknown:
		return fault.New(fault.Invalid, "standard.json_unknown", "Field", strings.Trim(name, `"`))
	case errors.As(err, &wrong) && wrong.Field != "":
		return fault.New(fault.Invalid, "standard.json_type", "Field", wrong.Field, "Value", wrong.Value)
	}
	return fault.New(fault.Invalid, "standard.bad_json")
}
