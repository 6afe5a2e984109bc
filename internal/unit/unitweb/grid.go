package unitweb

import "giamngheo/internal/unit"

// places are columns and rows of tiles, by a unit's id.
type places map[unit.ID][2]int

// giaLai are the seventeen districts of Gia Lai up to 2025, by code, roughly where they lie: the
// border in the west, the An Khê plateau in the east, the Ba valley in the south-east.
var giaLai = map[string][2]int{
	"627": {1, 0}, // Chư Păh
	"625": {4, 0}, // KBang
	"628": {0, 1}, // Ia Grai
	"622": {1, 1}, // Pleiku
	"626": {2, 1}, // Đak Đoa
	"629": {3, 1}, // Mang Yang
	"634": {4, 1}, // Đak Pơ
	"623": {5, 1}, // An Khê
	"631": {0, 2}, // Đức Cơ
	"632": {1, 2}, // Chư Prông
	"633": {2, 2}, // Chư Sê
	"630": {4, 2}, // Kông Chro
	"639": {2, 3}, // Chư Pưh
	"638": {3, 3}, // Phú Thiện
	"635": {4, 3}, // Ia Pa
	"624": {4, 4}, // Ayun Pa
	"637": {5, 4}, // Krông Pa
}

// grids are the hand-made maps, by the province's code.
var grids = map[string]map[string][2]int{"64": giaLai}

const gridWidth = 6

// gridOf is where the tiles of a unit's children stand, and how wide the map is; width 0 lays them
// out in the order of their codes, which in most districts runs from the seat outwards.
func gridOf(u unit.Unit, children []child) (places, int) {
	grid, ok := grids[u.Code]
	if !ok || u.Level != unit.Province {
		return nil, 0
	}
	out := places{}
	for _, c := range children {
		at, ok := grid[c.unit.Code]
		if !ok {
			return nil, 0 // another list of districts than the one the map was made for
		}
		out[c.unit.ID] = at
	}
	return out, gridWidth
}
