// Package unit holds the administrative units (đơn vị hành chính) in time: country, province,
// district, commune, village, each as it was from one day up to another, and how units became others.
//
// The list is that of the statistics office (Danh mục hành chính). Its codes come back with another
// meaning, so a unit is known by an id of our own, and a code only together with a day. Population
// bases, the denominators of every rate, stand here too.
//
//	unit.go       Unit, levels, kinds, titles
//	store.go      reading the tree on a day
//	lineage.go    events, successors and predecessors
//	base.go       households and persons of a unit on a day
//	insert.go     units made later: villages above all
//	ship.go       the list that comes with the program, into the database
//	directory.go  the same list in memory, and names matched against it
//	boundary.go   boundaries for maps, and which unit a drawn area is of
package unit

import (
	"strings"

	"giamngheo/internal/day"
	"giamngheo/internal/lang"
)

// ID is a unit's own number, which never comes back with another meaning. 0 is no unit.
type ID int64

// CountryID is the whole country.
const CountryID ID = 1

// Level is a unit's place in the tree.
type Level string

// The levels from the top. Districts ended on 1 July 2025; communes stand under provinces since.
const (
	Country  Level = "country"
	Province Level = "province"
	District Level = "district"
	Commune  Level = "commune"
	Village  Level = "village"
)

// Levels lists the levels from the top.
var Levels = []Level{Country, Province, District, Commune, Village}

// Kind is what a unit is called before its name, in Vietnamese: "huyện", "thị trấn", "làng".
type Kind string

// Unit is an administrative unit as it was from From up to, not including, To.
type Unit struct {
	ID     ID
	Code   string // of the statistics office
	Level  Level
	Kind   Kind
	Name   string // bare: "Kông Chro"
	Parent ID     // 0 for the country
	From   day.Date
	To     day.Date // day.Forever while it stands
	Source string   // where the row comes from and how sure its period is
}

// On tells whether the unit stands on a day.
func (u Unit) On(d day.Date) bool { return day.Period{From: u.From, To: u.To}.Contains(d) }

// Title is the unit's name with its kind: "Huyện Kông Chro".
func (u Unit) Title() string {
	if u.Level == Country || u.Kind == "" {
		return u.Name
	}
	return lang.Capital(string(u.Kind)) + " " + u.Name
}

// TitleIn is the title in a language of the pages: "Huyện Kông Chro", "Kông Chro district".
func (u Unit) TitleIn(l lang.Lang) string {
	if l != lang.En {
		return u.Title()
	}
	word, ok := english[u.Kind]
	switch {
	case u.Level == Country:
		return "Viet Nam"
	case !ok:
		return u.Title()
	case numbered(u.Name):
		return lang.Capital(word) + " " + u.Name
	default:
		return u.Name + " " + word
	}
}

// In is the kind in a language of the pages: "thị trấn", "township".
func (k Kind) In(l lang.Lang) string {
	if word, ok := english[k]; ok && l == lang.En {
		return word
	}
	return string(k)
}

// Count is a number of units of the kind: "25 phường", "25 wards".
func (k Kind) Count(l lang.Lang, n int64) string {
	word := k.In(l)
	if stem, ok := strings.CutSuffix(word, "y"); ok && l == lang.En && n != 1 {
		word = stem + "ies"
	} else if l == lang.En && n != 1 {
		word += "s"
	}
	return l.Int(n) + " " + word
}

// english are the kinds as English texts of the government write them.
var english = map[Kind]string{
	"tỉnh": "province", "thành phố": "city",
	"huyện": "district", "quận": "district", "thị xã": "town",
	"xã": "commune", "phường": "ward", "thị trấn": "township", "đặc khu": "special zone",
	"thôn": "village", "làng": "village", "buôn": "village", "bản": "village", "ấp": "hamlet",
	"tổ dân phố": "residential group", "khu phố": "residential quarter",
}

// numbered tells a name that is only a number, as many wards and villages have.
func numbered(name string) bool {
	return name != "" && strings.Trim(name, "0123456789") == ""
}
