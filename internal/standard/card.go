package standard

import (
	"embed"
	"fmt"
	"path"
	"slices"

	"giamngheo/internal/fault"
	"giamngheo/internal/lang"
)

// Kind is how a question of the card is answered.
type Kind string

const (
	// Single is exactly one of the options.
	Single Kind = "single"
	// Multi is any number of the options, none included; their points add up.
	Multi Kind = "multi"
	// Count is a whole number; the option whose range holds it gives the points.
	Count Kind = "count"
)

// Urban is also the name of the card's column for towns, which stands beside the regions' columns.
const urbanColumn = string(Urban)

// Card is a score card (Phiếu B, bảng điểm thu nhập): questions, answers and their points.
type Card struct {
	ID           string         `toml:"id"`
	Edition      string         `toml:"edition"`
	Name         Text           `toml:"title"`
	Illustrative bool           `toml:"illustrative"` // invented, not the official table
	Source       string         `toml:"source"`       // where the table was taken from, as printed
	Regions      []Region       `toml:"regions"`      // the columns besides urban
	Items        []Item         `toml:"items"`
	Exclusions   []Exclusion    `toml:"exclusions"`
	SumMax       map[string]int `toml:"sum_max"` // by column: the highest sum, when the paper states it
	SumMin       map[string]int `toml:"sum_min"`
}

// Item is one question.
type Item struct {
	Code    string   `toml:"code"`
	Text    Text     `toml:"text"`
	Kind    Kind     `toml:"kind"`
	Options []Option `toml:"options"`
}

// Option is one answer with its points by column: the region's code in rural areas, "urban" in towns.
type Option struct {
	Code   string         `toml:"code"`
	Text   Text           `toml:"text"`
	From   *int           `toml:"from"` // of a count, both ends included
	To     *int           `toml:"to"`   // left out: and more
	Points map[string]int `toml:"points"`
}

// Exclusion takes an item's points away when another item has one of these answers: members give
// no points when nobody in the household is able to work.
type Exclusion struct {
	Item    string   `toml:"item"`
	When    string   `toml:"when"`
	Answers []string `toml:"answers"` // option codes of When
}

// Answers are a household's answers: item code → codes of the chosen options, or one whole number
// for an item of kind count.
type Answers map[string][]string

// Title is the card's name; an illustrative card says so in it.
func (c *Card) Title(l lang.Lang) string {
	if c.Illustrative {
		return l.T("standard.illustrative_title", "Title", c.Name.In(l))
	}
	return c.Name.In(l)
}

// Columns lists the columns of points: the regions, then urban.
func (c *Card) Columns() []string {
	columns := make([]string, 0, len(c.Regions)+1)
	for _, r := range c.Regions {
		columns = append(columns, string(r))
	}
	return append(columns, urbanColumn)
}

// ColumnName is a column of points in words: "Tây Nguyên", "Thành thị".
func ColumnName(column string, l lang.Lang) string {
	if column == urbanColumn {
		return l.T("standard.column_urban")
	}
	return Region(column).Name(l)
}

// Item finds a question by its code, nil when the card has none.
func (c *Card) Item(code string) *Item {
	for i := range c.Items {
		if c.Items[i].Code == code {
			return &c.Items[i]
		}
	}
	return nil
}

//go:embed cards/*.toml
var cardFiles embed.FS

var cards = loadCards()

// loadCards reads the shipped cards; a mistake in one stops the program.
func loadCards() []*Card {
	files, err := cardFiles.ReadDir("cards")
	if err != nil {
		panic(err)
	}
	var all []*Card
	for _, f := range files {
		b, err := cardFiles.ReadFile(path.Join("cards", f.Name()))
		if err != nil {
			panic(err)
		}
		c, problems, err := ReadCard(b)
		if err != nil {
			panic(fmt.Sprintf("standard: %s: %v", f.Name(), err))
		}
		if len(problems) > 0 {
			panic(fmt.Sprintf("standard: %s: %s", f.Name(), problems[0].Sentence(lang.En)))
		}
		all = append(all, c)
	}
	return all
}

// Cards lists the shipped cards.
func Cards() []*Card { return slices.Clone(cards) }

// CardByID finds a shipped card.
func CardByID(id string) (*Card, error) {
	for _, c := range cards {
		if c.ID == id {
			return c, nil
		}
	}
	return nil, fault.New(fault.NotFound, "standard.unknown_card", "ID", id)
}
