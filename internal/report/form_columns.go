package report

import (
	"giamngheo/internal/household"
	"giamngheo/internal/lang"
	"giamngheo/internal/review"
	"giamngheo/internal/standard"
)

// lists are the classes that a form sets side by side.
var lists = []standard.Class{standard.Poor, standard.NearPoor}

// className heads the columns of a class: "Hộ nghèo".
func className(c standard.Class) words { return say("report.class_" + c.String()) }

// personsOf heads the persons of a class: "Nhân khẩu trong hộ nghèo".
func personsOf(c standard.Class) words { return say("report.persons_" + c.String()) }

var (
	unitHouseholds = say("report.unit_households")
	unitPersons    = say("report.unit_persons")
	unitChildren   = say("report.unit_children")
	unitPercent    = say("report.unit_percent")
)

// behind is the filter of the households of one class, narrowed.
func behind(c standard.Class, narrow func(*review.Filter)) *review.Filter {
	f := review.Filter{Classes: []standard.Class{c}}
	if narrow != nil {
		narrow(&f)
	}
	return &f
}

func minority(yes bool) func(*review.Filter) {
	return func(f *review.Filter) { f.Minority = &yes }
}

func flagged(x household.Flags) func(*review.Filter) {
	return func(f *review.Filter) { f.Flag = x }
}

// counted is a column that counts households of a class.
func counted(label words, c standard.Class, narrow func(*review.Filter), n func(*stand) int64) Column {
	return Column{
		Label: label, Unit: unitHouseholds, behind: behind(c, narrow), sums: true,
		value: func(s *stand, _ Breakdown) Value { return known(n(s)) },
	}
}

// under puts columns under a header cell.
func under(group words, columns ...Column) []Column {
	for i := range columns {
		columns[i].Groups = append([]words{group}, columns[i].Groups...)
	}
	return columns
}

// rate is a column in percent: the column part over the column whole, by their numbers.
func rate(label words, part, whole int) Column {
	return Column{Label: label, Unit: unitPercent, Kind: Rate, Part: part, Whole: whole}
}

// base is a column of the population base.
func base(label, unit words, n func(*stand) int64) Column {
	return Column{Label: label, Unit: unit, sums: true, value: func(s *stand, _ Breakdown) Value { return from(n(s)) }}
}

// results are the columns of form 1.
func results(layout) []Column {
	all := []Column{
		base(say("report.all_households"), unitHouseholds, func(s *stand) int64 { return s.base.Households }),
		base(say("report.all_persons"), unitPersons, func(s *stand) int64 { return s.base.Persons }),
	}
	classes := []standard.Class{standard.Poor, standard.NearPoor, standard.Average}
	for _, c := range classes {
		n := len(all) + 1
		all = append(all, under(className(c),
			counted(say("report.number"), c, nil, func(s *stand) int64 { return s.of(c).Households }),
			rate(say("report.rate"), n, 1))...)
	}
	for _, c := range classes {
		n := len(all) + 1
		persons := counted(say("report.number"), c, nil, func(s *stand) int64 { return s.of(c).Persons })
		persons.Unit = unitPersons
		all = append(all, under(personsOf(c), persons, rate(say("report.rate"), n, 2))...)
	}
	return all
}

// movements are the columns of forms 2 and 3, in the order of the movement sheets.
func movements(x layout) []Column {
	var all []Column
	for i, row := range (review.Line{List: x.list}).Rows() {
		f := row.Behind()
		c := Column{
			Label: row.Name, behind: &f, sums: true,
			value: func(s *stand, b Breakdown) Value {
				// Without the classes at the beginning only the closing is known.
				if !s.round.Moves() && i < closing {
					return Value{}
				}
				return known(s.line(x.list, b).Rows()[i].Households)
			},
		}
		switch {
		case row.Sign < 0:
			c.Groups = []words{say("report.out")}
		case row.Sign > 0:
			c.Groups = []words{say("report.in")}
		}
		all = append(all, c)
	}
	return all
}

// closing is the last row of a movement sheet.
const closing = 8

// lacks are the columns of forms 4 and 6: how many households lack what.
func lacks(x layout) []Column {
	all := []Column{
		counted(say("report.total_"+x.list.String()), x.list, nil, func(s *stand) int64 { return s.of(x.list).Households }),
		{
			Label: say("report.points_b"), Unit: say("report.unit_lacks"), sums: true,
			value: func(s *stand, _ Breakdown) Value { return s.detailed(s.of(x.list).PointsB) },
		},
	}
	for _, i := range x.edition.Indicators {
		c := counted(indicator(i), x.list, func(f *review.Filter) { f.Deprived = i.N }, nil)
		c.value = func(s *stand, _ Breakdown) Value { return s.detailed(s.of(x.list).Deprived[i.N-1]) }
		all = append(all, under(service(x.edition, i), c)...)
	}
	return all
}

// lackRates are the columns of forms 5 and 7: the shares of the households of the list.
func lackRates(x layout) []Column {
	all := lacks(x)[:1]
	for _, i := range x.edition.Indicators {
		all = append(all, under(service(x.edition, i), Column{
			Label: indicator(i), Unit: unitPercent, Kind: Rate, Whole: 1,
			behind: behind(x.list, func(f *review.Filter) { f.Deprived = i.N }),
			value: func(s *stand, _ Breakdown) Value {
				if !s.round.Detail {
					return Value{}
				}
				return share(s.of(x.list).Deprived[i.N-1], s.of(x.list).Households)
			},
		})...)
	}
	return all
}

func indicator(i standard.Indicator) words {
	return func(l lang.Lang) string { return l.Int(int64(i.N)) + ". " + lang.Capital(i.Name(l)) }
}

func service(e *standard.Edition, i standard.Indicator) words {
	return func(l lang.Lang) string { return lang.Capital(e.Service(i.Service, l)) }
}
