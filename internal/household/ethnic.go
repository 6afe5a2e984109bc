package household

import (
	_ "embed"
	"fmt"
	"strings"
	"sync"

	"giamngheo/internal/fault"
	"giamngheo/internal/lang"
)

// Ethnic is an ethnic group (dân tộc) by its code in the list of 2008: "10" is Jrai. "" is not known.
type Ethnic string

// The groups the product speaks of by name.
const (
	Kinh      Ethnic = "01"
	Jrai      Ethnic = "10"
	Bahnar    Ethnic = "12"
	Foreigner Ethnic = "55"
)

// The lists of ethnic groups. 37 codes differ between them: 12 is Ê Đê in the older list and Ba Na in
// the newer one, so every import says which list it uses.
const (
	List1979 = 1979 // QĐ 121-TCTK/PPCĐ
	List2008 = 2008 // QĐ 1019/QĐ-TCTK
)

//go:embed ethnic.tsv
var ethnicFile string

type ethnicGroup struct {
	code, code1979, name, english string
}

type ethnicLists struct {
	all    []Ethnic
	groups map[Ethnic]ethnicGroup
	by1979 map[string]Ethnic
	byName map[string]Ethnic // without marks and spaces
}

// ethnics reads the embedded file once; a broken file is a mistake in the program.
var ethnics = sync.OnceValue(func() ethnicLists {
	l := ethnicLists{groups: map[Ethnic]ethnicGroup{}, by1979: map[string]Ethnic{}, byName: map[string]Ethnic{}}
	for n, line := range strings.Split(strings.TrimRight(ethnicFile, "\n"), "\n") {
		if strings.HasPrefix(line, "#") || strings.HasPrefix(line, "code\t") {
			continue
		}
		f := strings.Split(line, "\t")
		if len(f) != 5 {
			panic(fmt.Sprintf("household: ethnic.tsv line %d", n+1))
		}
		e := Ethnic(f[0])
		l.all = append(l.all, e)
		l.groups[e] = ethnicGroup{f[0], f[1], f[2], f[3]}
		l.by1979[f[1]] = e
		for _, name := range append([]string{f[2], f[3]}, strings.Split(f[4], "|")...) {
			if key := squeeze(name); key != "" {
				l.byName[key] = e
			}
		}
	}
	return l
})

// squeeze makes "Gia-rai", "Gia Rai" and "giarai" one.
func squeeze(s string) string { return strings.ReplaceAll(lang.Fold(s), " ", "") }

// Ethnics lists the groups in the order of 2008.
func Ethnics() []Ethnic { return ethnics().all }

// Known tells whether the code stands in the list.
func (e Ethnic) Known() bool { _, ok := ethnics().groups[e]; return ok }

// Minority tells whether the group is an ethnic minority (dân tộc thiểu số): all but Kinh and
// foreigners.
func (e Ethnic) Minority() bool { return e != "" && e != Kinh && e != Foreigner }

// Name is the group's name: "Gia Rai" in Vietnamese, "Jrai" in English.
func (e Ethnic) Name(l lang.Lang) string {
	g, ok := ethnics().groups[e]
	switch {
	case !ok:
		return lang.Unknown
	case l == lang.En:
		return g.english
	}
	return g.name
}

// Code1979 is the group's code in the list of 1979.
func (e Ethnic) Code1979() string { return ethnics().groups[e].code1979 }

// EthnicByCode reads a code of the list named (1979 or 2008); "8" is "08".
func EthnicByCode(list int, code string) (Ethnic, error) {
	code = strings.TrimSpace(code)
	if len(code) == 1 {
		code = "0" + code
	}
	var e Ethnic
	ok := false
	switch list {
	case List2008:
		e = Ethnic(code)
		ok = e.Known()
	case List1979:
		e, ok = ethnics().by1979[code]
	default:
		return "", fault.New(fault.Invalid, "household.ethnic_list_unknown", "List", list)
	}
	if !ok {
		return "", fault.New(fault.Invalid, "household.ethnic_unknown", "Code", code, "List", list)
	}
	return e, nil
}

// EthnicByName finds a group by name in any of its spellings: Jrai, Gia-rai, Gia Rai.
func EthnicByName(name string) (Ethnic, bool) {
	e, ok := ethnics().byName[squeeze(name)]
	return e, ok
}
