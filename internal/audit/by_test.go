package audit

import (
	"fmt"
	"testing"
)

// A day stands out only when it passes the floor, the officer's own custom and that of the role.
func TestADayThatStandsOut(t *testing.T) {
	t.Parallel()
	officer := func(name string, seen ...int64) (Officer, []dayOf) {
		var days []dayOf
		for i, n := range seen {
			days = append(days, dayOf{fmt.Sprintf("2022-12-%02d", i+1), Volume{Looks: n}})
		}
		return Officer{Actor: Actor{ID: 1, Name: name + " (commune_officer)"}}, days
	}
	var all []Officer
	var days [][]dayOf
	for _, o := range []struct {
		name string
		seen []int64
	}{
		{"quiet", []int64{5, 6, 4, 5}},
		{"curious", []int64{5, 6, 200, 5}}, // one day far above all
		{"busy", []int64{70, 65, 80, 75}},  // always so, and the role's custom is not passed by his own
		{"new", []int64{59}},               // below the floor
		{"first", []int64{90}},             // nothing of his own to compare with
	} {
		a, d := officer(o.name, o.seen...)
		all, days = append(all, a), append(days, d)
	}
	judge(all, days)
	got := map[string]string{}
	for _, o := range all {
		for _, u := range o.Unusual {
			got[o.Actor.Name] += fmt.Sprintf("%s:%d own %d role %d;", u.Day, u.Value, u.Own, u.Role)
		}
	}
	want := map[string]string{
		"curious (commune_officer)": "2022-12-03:200 own 5 role 6;",
		"first (commune_officer)":   "2022-12-01:90 own 0 role 6;",
	}
	if fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("unusual %v, want %v", got, want)
	}
}
