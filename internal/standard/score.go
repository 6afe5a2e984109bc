package standard

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"giamngheo/internal/fault"
	"giamngheo/internal/lang"
)

// Scoring is the points A of a household with what each question gave.
type Scoring struct {
	Points int
	Column string // the column of the card that was used
	Items  []ItemScore

	card *Card
}

// ItemScore is what one question gave.
type ItemScore struct {
	Item     string
	Options  []string // chosen, or for a count the one whose range holds it
	Points   int
	Excluded bool // the points were taken away by an exclusion
}

// Score is the points A of the answers; a fault says which answer is missing or wrong.
func (c *Card) Score(region Region, area Area, a Answers) (points int, err error) {
	s, err := c.Detail(region, area, a)
	return s.Points, err
}

// Detail is Score with what each question gave.
func (c *Card) Detail(region Region, area Area, a Answers) (Scoring, error) {
	column, err := c.column(region, area)
	if err != nil {
		return Scoring{}, err
	}
	for code := range a {
		if c.Item(code) == nil {
			return Scoring{}, fault.New(fault.Invalid, "standard.unknown_item", "Item", code, "Card", c.ID)
		}
	}
	s := Scoring{Column: column, Items: make([]ItemScore, len(c.Items)), card: c}
	for i := range c.Items {
		if s.Items[i], err = c.Items[i].score(column, a[c.Items[i].Code]); err != nil {
			return Scoring{}, err
		}
	}
	for _, x := range c.Exclusions {
		when := slices.IndexFunc(s.Items, func(i ItemScore) bool { return i.Item == x.When })
		item := slices.IndexFunc(s.Items, func(i ItemScore) bool { return i.Item == x.Item })
		if slices.ContainsFunc(s.Items[when].Options, func(o string) bool { return slices.Contains(x.Answers, o) }) {
			s.Items[item].Points, s.Items[item].Excluded = 0, true
		}
	}
	for _, i := range s.Items {
		s.Points += i.Points
	}
	return s, nil
}

// column chooses the points by where the household lives: towns share one column.
func (c *Card) column(region Region, area Area) (string, error) {
	switch {
	case area == Urban:
		return urbanColumn, nil
	case area != Rural:
		return "", fault.New(fault.Invalid, "standard.unknown_area", "Area", string(area))
	case !slices.Contains(c.Regions, region):
		return "", fault.New(fault.Invalid, "standard.unknown_region", "Region", string(region), "Card", c.ID)
	}
	return string(region), nil
}

func (it *Item) score(column string, answer []string) (ItemScore, error) {
	s := ItemScore{Item: it.Code}
	if it.Kind != Multi && len(answer) != 1 {
		return s, fault.New(fault.Invalid, "standard.one_answer", "Item", it.Text.Vi, "Code", it.Code)
	}
	for i, code := range answer {
		o := it.chosen(code)
		if o == nil {
			return s, fault.New(fault.Invalid, "standard.unknown_answer", "Item", it.Text.Vi, "Code", it.Code, "Answer", code)
		}
		if slices.Contains(answer[:i], code) {
			return s, fault.New(fault.Invalid, "standard.repeated_answer", "Item", it.Text.Vi, "Code", it.Code, "Answer", code)
		}
		s.Options = append(s.Options, o.Code)
		s.Points += o.Points[column]
	}
	return s, nil
}

// chosen is the option an answer names, nil when there is none.
func (it *Item) chosen(answer string) *Option {
	n := 0
	if it.Kind == Count {
		var err error
		if n, err = strconv.Atoi(answer); err != nil || strconv.Itoa(n) != answer {
			return nil
		}
	}
	for i := range it.Options {
		o := &it.Options[i]
		if it.Kind == Count && *o.From <= n && (o.To == nil || n <= *o.To) || it.Kind != Count && o.Code == answer {
			return o
		}
	}
	return nil
}

// Sentence is the sum for the family, question by question; an illustrative card is named as such.
func (s Scoring) Sentence(l lang.Lang) string {
	if s.card == nil {
		return ""
	}
	parts := make([]string, 0, len(s.Items))
	for _, i := range s.Items {
		item := s.card.Item(i.Item)
		parts = append(parts, fmt.Sprintf("%s %s", item.Text.In(l), l.Int(int64(i.Points))))
	}
	said := l.T("standard.score", "Points", l.Int(int64(s.Points)), "Items", strings.Join(parts, "; "))
	if s.card.Illustrative {
		return said + " " + l.T("standard.illustrative")
	}
	return said
}
