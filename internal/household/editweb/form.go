package editweb

import (
	"net/url"
	"strconv"
	"strings"

	"giamngheo/internal/day"
	"giamngheo/internal/household"
	"giamngheo/internal/lang"
	"giamngheo/internal/unit"
)

// person is one row of people as typed.
type person struct {
	name, sex, born, ethnic, relation, identity string
}

// form is everything that is typed, as it was typed.
type form struct {
	version               int64
	code, year, village   string
	address               string
	phone, bankName, bank string
	head, ethnic, members string // of a household whose people are not listed
	flags                 map[string]bool
	people                []person
	was                   household.Household // as the register has it; zero for a new one
	focus                 string              // the field in which the reader writes on
	doubles               []double            // who may be in the register already
	seen                  string              // stands for the doubles that are shown
}

// most is how many people a household may list.
const most = 60

// newForm is the form of a household that is not there yet.
func newForm(year int, village unit.ID) form {
	f := form{year: strconv.Itoa(year), flags: map[string]bool{}, people: []person{{relation: string(household.Head)}}, focus: "code"}
	if village != 0 {
		f.village = id(village)
	}
	return f
}

// formOf is the form of a household as the register has it; its numbers come masked.
func formOf(l lang.Lang, h household.Household) form {
	f := form{
		version: h.Version, code: h.Code, year: strconv.Itoa(h.CodeYear), village: id(h.Village), address: h.Address,
		head: h.Head, ethnic: ethnicName(l, h.Ethnic), members: strconv.Itoa(h.Members), flags: map[string]bool{}, was: h,
		phone: h.Phone.Mask(), bankName: h.BankName, bank: h.Bank.Mask(),
	}
	for _, x := range h.Flags.List() {
		f.flags[x.Code()] = true
	}
	for _, p := range h.Persons {
		f.people = append(f.people, person{p.Name, string(p.Sex), written(l, p.Born), ethnicName(l, p.Ethnic), string(p.Relation), p.Identity.Mask()})
	}
	return f
}

// written is a date of birth as people write it.
func written(l lang.Lang, born string) string {
	if d, err := day.Parse(born); err == nil {
		return l.Date(d)
	}
	return born
}

func ethnicName(l lang.Lang, e household.Ethnic) string {
	if e.Known() {
		return e.Name(l)
	}
	return string(e)
}

func id(u unit.ID) string { return strconv.FormatInt(int64(u), 10) }

// typed reads what was sent. Nothing is refused here: what cannot be understood stands in the form
// again with its problem.
func typed(v url.Values, was household.Household) form {
	get := func(name string) string { return strings.TrimSpace(lang.NFC(v.Get(name))) }
	f := form{
		code: get("code"), year: get("code_year"), village: get("village"), address: get("address"),
		head: get("head"), ethnic: get("ethnic"), members: get("members"), flags: map[string]bool{}, was: was,
		phone: get("phone"), bankName: get("bank_name"), bank: get("bank"),
	}
	f.version, _ = strconv.ParseInt(get("version"), 10, 64)
	for _, c := range v["flags"] {
		f.flags[c] = true
	}
	n, _ := strconv.Atoi(get("people"))
	for i := range max(0, min(n, most)) {
		at := func(field string) string { return get(fieldOf(i, field)) }
		p := person{at("name"), at("sex"), at("born"), at("ethnic"), at("relation"), at("identity")}
		if p.sex != string(household.Male) && p.sex != string(household.Female) {
			p.sex = ""
		}
		f.people = append(f.people, p)
	}
	return f
}

// fieldOf is the id of a field in the i-th row, as the register names the place of a problem.
func fieldOf(i int, field string) string { return "persons." + strconv.Itoa(i+1) + "." + field }

// add puts an empty row at the end; the first row is the head, of whom the form may know the name.
func (f *form) add() {
	if len(f.people) >= most {
		return
	}
	p := person{}
	if len(f.people) == 0 {
		p = person{name: f.head, ethnic: f.ethnic, relation: string(household.Head)}
	} else {
		p.ethnic = f.people[0].ethnic
	}
	f.people = append(f.people, p)
	f.focus = fieldOf(len(f.people)-1, "name")
}

// remove takes a row away; who stands first then is the head.
func (f *form) remove(i int) {
	if i < 0 || i >= len(f.people) {
		return
	}
	f.people = append(f.people[:i:i], f.people[i+1:]...)
	if len(f.people) > 0 {
		f.people[0].relation = string(household.Head)
		f.focus = fieldOf(min(i, len(f.people)-1), "name")
	}
}

// household is what the form says, in the words of the register, for a commune.
func (f form) household(commune unit.ID) household.Household {
	h := household.Household{
		Ref: household.Ref{Commune: commune, ID: f.was.ID}, Code: f.code, Address: f.address, Version: f.version,
		Phone: household.Number(f.phone), BankName: f.bankName, Bank: household.Number(f.bank),
	}
	h.CodeYear, _ = strconv.Atoi(f.year)
	village, _ := strconv.ParseInt(f.village, 10, 64)
	h.Village = unit.ID(village)
	for _, x := range household.AllFlags() {
		if f.flags[x.Code()] && (x != household.FemaleHead || len(f.people) == 0) {
			h.Flags |= x
		}
	}
	if len(f.people) == 0 {
		h.Head, h.Ethnic = f.head, ethnicOf(f.ethnic)
		h.Members, _ = strconv.Atoi(f.members)
	}
	for i, p := range f.people {
		one := household.Person{
			Name: p.name, Sex: household.Sex(p.sex), Born: household.ReadBorn(p.born), Ethnic: ethnicOf(p.ethnic),
			Relation: household.Relation(p.relation), Identity: household.Identity(p.identity),
		}
		if i == 0 {
			one.Relation, h.Ethnic = household.Head, one.Ethnic
			if one.Sex == household.Female {
				h.Flags |= household.FemaleHead
			}
		}
		h.Persons = append(h.Persons, one)
	}
	if h.Ethnic == f.was.Ethnic {
		h.EthnicList, h.EthnicGiven = f.was.EthnicList, f.was.EthnicGiven
	}
	return h
}

// ethnicOf reads a group by any of its names, or by its code in the list of 2008.
func ethnicOf(s string) household.Ethnic {
	if e, ok := household.EthnicByName(s); ok {
		return e
	}
	if e, err := household.EthnicByCode(household.List2008, s); err == nil {
		return e
	}
	return ""
}
