package standard

import (
	"slices"
	"strings"
)

// ReadCard reads a card from TOML and checks it whole; with problems or an error there is no card.
func ReadCard(b []byte) (*Card, []Problem, error) {
	c := new(Card)
	problems, err := decode(b, c)
	if err != nil {
		return nil, nil, err
	}
	if len(problems) > 0 {
		return nil, problems, nil
	}
	if problems := c.check(); len(problems) > 0 {
		return nil, problems, nil
	}
	return c, nil, nil
}

// check finds every mistake of a card.
func (c *Card) check() []Problem {
	f := new(finder)
	f.must(idForm.MatchString(c.ID), "id", "bad_id", "Value", c.ID)
	f.vietnamese(c.Name, "title")
	f.must(strings.TrimSpace(c.Source) != "", "source", "missing")
	_, err := ByID(c.Edition)
	f.must(err == nil, "edition", "unknown_edition", "Value", c.Edition)
	for i, r := range c.Regions {
		f.must(slices.Contains(Regions, r), at("regions", i), "unknown_region", "Value", string(r))
		f.must(!slices.Contains(c.Regions[:i], r), at("regions", i), "duplicate", "Value", string(r))
	}
	f.must(len(c.Regions) > 0, "regions", "missing")
	f.must(len(c.Items) > 0, "items", "missing")
	for i := range c.Items {
		it, key := &c.Items[i], at("items", i)
		f.must(codeForm.MatchString(it.Code), key+".code", "bad_code", "Value", it.Code)
		f.must(!slices.ContainsFunc(c.Items[:i], func(x Item) bool { return x.Code == it.Code }), key+".code", "duplicate", "Value", it.Code)
		f.vietnamese(it.Text, key+".text")
		f.must(it.Kind == Single || it.Kind == Multi || it.Kind == Count, key+".kind", "bad_kind", "Value", string(it.Kind))
		f.must(len(it.Options) > 0, key+".options", "missing")
		c.checkOptions(f, it, key)
	}
	for i, x := range c.Exclusions {
		c.checkExclusion(f, x, at("exclusions", i))
	}
	if len(f.found) == 0 {
		c.checkSums(f)
	}
	return f.found
}

func (c *Card) checkOptions(f *finder, it *Item, item string) {
	for i, o := range it.Options {
		key := at(item+".options", i)
		f.must(codeForm.MatchString(o.Code), key+".code", "bad_code", "Value", o.Code)
		f.must(!slices.ContainsFunc(it.Options[:i], func(x Option) bool { return x.Code == o.Code }), key+".code", "duplicate", "Value", o.Code)
		f.vietnamese(o.Text, key+".text")
		for _, column := range c.Columns() {
			points, ok := o.Points[column]
			f.must(ok, key+".points."+column, "points_missing", "Column", column)
			f.must(points >= 0, key+".points."+column, "negative", "Value", points)
		}
		for _, column := range sortedKeys(o.Points) {
			f.must(slices.Contains(c.Columns(), column), key+".points."+column, "unknown_column", "Value", column)
		}
		if it.Kind != Count {
			f.must(o.From == nil, key+".from", "range_not_count")
			f.must(o.To == nil, key+".to", "range_not_count")
		}
	}
	if it.Kind == Count {
		it.checkRanges(f, item)
	}
}

// checkRanges asks that the ranges of a count follow one another from 0 or 1 upwards without end.
func (it *Item) checkRanges(f *finder, item string) {
	next, open := -1, false // the number at which the next range has to begin
	for i, o := range it.Options {
		key := at(item+".options", i)
		if o.From == nil {
			f.add(key+".from", "missing")
			return
		}
		from := *o.From
		switch {
		case from < 0:
			f.add(key+".from", "negative", "Value", from)
		case next < 0 && from > 1:
			f.add(key+".from", "count_gap", "From", 0, "To", from-1)
		case open || next >= 0 && from < next:
			f.add(key+".from", "count_overlap", "Value", from)
		case next >= 0 && from > next:
			f.add(key+".from", "count_gap", "From", next, "To", from-1)
		}
		if o.To == nil {
			open = true
			continue
		}
		f.must(*o.To >= from, key+".to", "range_reversed", "From", from, "To", *o.To)
		next = max(next, *o.To+1)
	}
	if !open && len(it.Options) > 0 {
		f.add(at(item+".options", len(it.Options)-1)+".to", "count_open_end", "From", next)
	}
}

func (c *Card) checkExclusion(f *finder, x Exclusion, key string) {
	f.must(c.Item(x.Item) != nil, key+".item", "unknown_item", "Value", x.Item)
	when := c.Item(x.When)
	f.must(when != nil, key+".when", "unknown_item", "Value", x.When)
	f.must(x.When != x.Item, key+".when", "excludes_itself")
	f.must(len(x.Answers) > 0, key+".answers", "missing")
	for i, code := range x.Answers {
		ok := when != nil && slices.ContainsFunc(when.Options, func(o Option) bool { return o.Code == code })
		f.must(ok, at(key+".answers", i), "unknown_option", "Value", code)
	}
}

// checkSums asks that households can fall on both sides of the edition's line in every column, and
// that the sums which the paper states are those of the table.
func (c *Card) checkSums(f *finder) {
	e, err := ByID(c.Edition)
	if err != nil {
		return
	}
	for _, column := range c.Columns() {
		lines := e.Rural
		if column == urbanColumn {
			lines = e.Urban
		}
		low, high := c.Bounds(column)
		if !lines.Points.Line.Known() {
			f.add("edition", "no_points_rule", "Edition", c.Edition)
			return
		}
		line := int(lines.Points.Line.N)
		f.must(low <= line && line < high, "items", "sum_bounds", "Column", column, "Min", low, "Max", high, "Line", line)
		if stated, ok := c.SumMax[column]; ok {
			f.must(stated == high, "sum_max."+column, "sum_differs", "Stated", stated, "Sum", high)
		}
		if stated, ok := c.SumMin[column]; ok {
			f.must(stated == low, "sum_min."+column, "sum_differs", "Stated", stated, "Sum", low)
		}
	}
	for _, stated := range []struct {
		key string
		by  map[string]int
	}{{"sum_max.", c.SumMax}, {"sum_min.", c.SumMin}} {
		for _, column := range sortedKeys(stated.by) {
			f.must(slices.Contains(c.Columns(), column), stated.key+column, "unknown_column", "Value", column)
		}
	}
}

// Bounds is the lowest and the highest sum that a column can give. An excluded item may fall to 0.
func (c *Card) Bounds(column string) (low, high int) {
	for i := range c.Items {
		it := &c.Items[i]
		least, most, sum := -1, 0, 0
		for _, o := range it.Options {
			p := o.Points[column]
			if least < 0 || p < least {
				least = p
			}
			most = max(most, p)
			sum += p
		}
		if it.Kind == Multi {
			least, most = 0, sum
		}
		if slices.ContainsFunc(c.Exclusions, func(x Exclusion) bool { return x.Item == it.Code }) {
			least = 0
		}
		low, high = low+least, high+most
	}
	return low, high
}

func sortedKeys[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}
