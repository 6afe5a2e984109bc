package demo

import (
	"fmt"
	"slices"
)

// ethnicities with a place of their own in the generator (codes of the list of 2008).
const (
	kinh, tay, thai, muong, hoa, nung, hmong, dao = "01", "02", "03", "04", "06", "07", "08", "09"
	jrai, ede, bahnar, cham, xodang               = "10", "11", "12", "14", "16"
)

// district is what is guessed of a district beside the annex: who lives there. Shares in percent.
type district struct {
	minority     int // of all households; guessed so that the province's derived number is met
	poorMajority int // of the poor households, those that are not of a minority
	jrai, bahnar int // of the minority households; the rest are of other groups
	eastern      bool
}

// districts are guesses from the census of 2019 and from where the groups are known to live.
var districts = map[string]district{
	"622": {11, 25, 88, 5, false},  // Pleiku
	"623": {3, 65, 2, 85, true},    // An Khê
	"624": {42, 20, 95, 1, false},  // Ayun Pa
	"625": {45, 8, 1, 84, true},    // Kbang
	"626": {55, 8, 42, 55, false},  // Đak Đoa
	"627": {49, 11, 92, 4, false},  // Chư Păh
	"628": {46, 14, 95, 1, false},  // Ia Grai
	"629": {60, 8, 3, 93, false},   // Mang Yang
	"630": {72, 5, 1, 95, true},    // Kông Chro
	"631": {45, 15, 93, 1, false},  // Đức Cơ
	"632": {45, 13, 84, 1, false},  // Chư Prông
	"633": {45, 14, 70, 27, false}, // Chư Sê
	"634": {24, 28, 2, 92, true},   // Đak Pơ
	"635": {72, 7, 96, 1, false},   // Ia Pa
	"637": {68, 7, 93, 1, false},   // Krông Pa
	"638": {54, 12, 94, 1, false},  // Phú Thiện
	"639": {48, 14, 93, 2, false},  // Chư Pưh
}

// chuPah is the district whose fall of 2022 was printed.
const chuPah = "627"

// planDistricts divides the province over the districts of the annex, by their order in it.
func planDistricts(seed uint64, rows []annexRow) ([]cells, error) {
	shares := make([]share, len(rows)-1)
	for i, row := range rows[1:] {
		d, ok := districts[row.Code]
		if !ok {
			return nil, fmt.Errorf("district %s of the annex is not known", row.Code)
		}
		m := row.Households * d.minority / 100
		poorMajority := row.Poor * d.poorMajority
		shares[i] = share{
			FixedHouseholds: row.Households, FixedPoor: row.Poor,
			Minority: m,
			Poor:     [groups]int{majority: poorMajority},
			Near:     [groups]int{majority: 3*poorMajority + (row.Households-m)*2, minority: row.Poor*3 + m},
			Neither:  [groups]int{majority: poorMajority + row.Households - m, minority: row.Poor + m},
		}
	}
	out, err := divide(provinceCells(rows[0].Households), shares, stream(seed, "province"))
	if err != nil {
		return nil, fmt.Errorf("districts: %w", err)
	}
	return out, meetChuPah(rows, out)
}

// meetChuPah lets Chư Păh's poor households fall by the printed number. What it needs it exchanges with
// the other districts, so that no sum changes: to fall by more it takes over poor households that rose
// above both lines, to fall by less it gives poor households that stayed poor for ones that are newly so.
func meetChuPah(rows []annexRow, out []cells) error {
	at := slices.IndexFunc(rows[1:], func(r annexRow) bool { return r.Code == chuPah })
	c := &out[at]
	lacking := published.ChuPahFall - (c.both(func(g int) int { return c.began(g, wasPoor) }) - c.both(func(g int) int { return c.ends(g, toPoor) }))
	weights, caps := make([]int, len(out)), make([]int, len(out))
	for i := range out {
		if i == at {
			continue
		}
		from, to := wasPoor, toNeither
		if lacking < 0 {
			from, to = unlisted, toPoor
		}
		weights[i] = out[i].Flow[minority][from][to]
		caps[i] = weights[i] / 2
	}
	parts, err := apportion(max(lacking, -lacking), weights, caps)
	if err != nil {
		return fmt.Errorf("fall of Chư Păh: %w", err)
	}
	for i, n := range parts {
		if lacking > 0 {
			exchange(c, &out[i], minority, wasPoor, toNeither, n)
		} else {
			exchange(c, &out[i], minority, unlisted, toPoor, n)
			exchange(&out[i], c, minority, wasPoor, toPoor, n)
		}
	}
	return nil
}

// exchange moves n households of one cell from a district to another.
func exchange(into, from *cells, g, was, is, n int) {
	into.Flow[g][was][is] += n
	from.Flow[g][was][is] -= n
}
