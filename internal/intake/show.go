package intake

import (
	"encoding/json"
	"strconv"
	"strings"

	"giamngheo/internal/fault"
	"giamngheo/internal/household"
	"giamngheo/internal/lang"
	"giamngheo/internal/review"
	"giamngheo/internal/standard"
)

// Label names the field of a change: "Dân tộc", "Người thứ 2: Năm sinh".
func (c FieldChange) Label(l lang.Lang) string {
	if c.Position > 0 {
		return l.T("intake.of_person", "Position", c.Position, "Field", Label(c.Field, l))
	}
	return Label(c.Field, l)
}

// In is the change as the reader sees it, "—" for nothing.
func (c FieldChange) In(l lang.Lang) (before, after string) {
	return show(c.Field, c.Before, l), show(c.Field, c.After, l)
}

// show writes a value, kept as codes and plain digits, for the reader.
func show(field, v string, l lang.Lang) string {
	if v == "" {
		return lang.Unknown
	}
	switch kind := fieldOf(field).value; kind {
	case markValue:
		return l.T("intake.mark_" + v)
	case countValue:
		if n, err := strconv.ParseInt(v, 10, 64); err == nil {
			return l.Int(n)
		}
	case classValue:
		if k, err := standard.ParseClass(v); err == nil {
			return k.Name(l)
		}
	case ethnicValue:
		return household.Ethnic(v).Name(l)
	case sexValue:
		return household.Sex(v).Name(l)
	case relationValue:
		return household.Relation(v).Name(l)
	}
	if field == "movement" {
		return review.Movement(v).Name(l, standard.Poor)
	}
	return v
}

// rowErrorJSON is a RowError as it is kept.
type rowErrorJSON struct {
	Sheet  string       `json:"sheet"`
	Row    int          `json:"row"`
	Column string       `json:"column,omitempty"`
	Value  string       `json:"value,omitempty"`
	Fault  *fault.Error `json:"fault"`
}

// MarshalJSON keeps the error with the key of its sentence; numbers in it that may be a person's are masked.
func (e RowError) MarshalJSON() ([]byte, error) {
	j := rowErrorJSON{e.Sheet, e.Row, e.Column, e.Value, nil}
	if f := fault.As(e.Err); f != nil {
		kept := *f
		kept.Args = make([]any, len(f.Args))
		for i, a := range f.Args {
			if s, ok := a.(string); ok {
				a = maskNumbers(s, false)
			}
			kept.Args[i] = a
		}
		j.Fault = &kept
	}
	return json.Marshal(j)
}

// UnmarshalJSON reads what MarshalJSON wrote.
func (e *RowError) UnmarshalJSON(b []byte) error {
	var j rowErrorJSON
	d := json.NewDecoder(strings.NewReader(string(b)))
	d.UseNumber()
	if err := d.Decode(&j); err != nil {
		return err
	}
	*e = RowError{Sheet: j.Sheet, Row: j.Row, Column: j.Column, Value: j.Value}
	if j.Fault != nil {
		for i, a := range j.Fault.Args {
			if n, ok := a.(json.Number); ok {
				if v, err := n.Int64(); err == nil {
					j.Fault.Args[i] = v
				} else {
					j.Fault.Args[i] = n.String()
				}
			}
		}
		e.Err = j.Fault
	} else {
		e.Err = fault.New(fault.Invalid, "lang.internal_error")
	}
	return nil
}
