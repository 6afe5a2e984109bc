package standard

import (
	"fmt"

	"giamngheo/internal/lang"
)

// Class is what a review finds a household to be; a lower class is a poorer one.
type Class int

const (
	// None is no class: the facts do not suffice, or the household left the list.
	None Class = iota
	// Poor is a poor household (hộ nghèo).
	Poor
	// NearPoor is a household close to the poverty line (hộ cận nghèo).
	NearPoor
	// Average is a household with an average living standard (hộ có mức sống trung bình).
	Average
	// NotPoor is a household above all of these (hộ không nghèo).
	NotPoor
)

// Classes lists the classes, the poorest first.
var Classes = []Class{Poor, NearPoor, Average, NotPoor}

var classNames = [...]string{"none", "poor", "near_poor", "average", "not_poor"}

// String is the class as commands and files write it: "near_poor".
func (c Class) String() string {
	if c < 0 || int(c) >= len(classNames) {
		return fmt.Sprintf("class(%d)", int(c))
	}
	return classNames[c]
}

// ParseClass reads what String writes.
func ParseClass(s string) (Class, error) {
	for i, name := range classNames {
		if s == name {
			return Class(i), nil
		}
	}
	return None, fmt.Errorf("class %q: want one of %v", s, classNames)
}

// Name is the class in words: "hộ cận nghèo", "near-poor household".
func (c Class) Name(l lang.Lang) string { return l.T("standard.class_" + c.String()) }

// Area is rural or urban, by the kind of the commune; each has lines of its own.
type Area string

const (
	// Rural is the countryside: xã (khu vực nông thôn).
	Rural Area = "rural"
	// Urban is the town: phường and, before July 2025, thị trấn (khu vực thành thị).
	Urban Area = "urban"
)

// Name is the area in words: "khu vực nông thôn".
func (a Area) Name(l lang.Lang) string { return l.T("standard.area_" + string(a)) }

// Valid tells whether the area is one of the two.
func (a Area) Valid() bool { return a == Rural || a == Urban }

// Region is one of the six regions for which a score card has points of its own in rural areas.
type Region string

const (
	// RedRiver is Đồng bằng sông Hồng.
	RedRiver Region = "red_river"
	// NorthernMountains is Trung du và miền núi phía Bắc.
	NorthernMountains Region = "northern_mountains"
	// CentralCoast is Bắc Trung Bộ và duyên hải miền Trung.
	CentralCoast Region = "central_coast"
	// CentralHighlands is Tây Nguyên.
	CentralHighlands Region = "central_highlands"
	// Southeast is Đông Nam Bộ.
	Southeast Region = "southeast"
	// Mekong is Đồng bằng sông Cửu Long.
	Mekong Region = "mekong"
)

// Regions lists the regions in the order of the official tables.
var Regions = []Region{RedRiver, NorthernMountains, CentralCoast, CentralHighlands, Southeast, Mekong}

// Name is the region in words: "Tây Nguyên".
func (r Region) Name(l lang.Lang) string { return l.T("standard.region_" + string(r)) }
