package subject

import (
	"bytes"
	_ "embed"
	"fmt"
	"slices"

	"github.com/BurntSushi/toml"

	"giamngheo/internal/day"
	"giamngheo/internal/help"
	"giamngheo/internal/lang"
	"giamngheo/internal/standard"
)

//go:embed data/processing.toml
var processingFile []byte

// Processing is the record of processing activities.
type Processing struct {
	Laws       []Law      `toml:"law"`
	Lawful     Lawful     `toml:"lawful"`
	Activities []Activity `toml:"activity"`
	Measures   []Measure  `toml:"measure"`
	Kinds      []Kind     `toml:"kind"`
	Answer     struct {
		Days int `toml:"days"`
	} `toml:"answer"`
}

// Law says which texts govern personal data in a period.
type Law struct {
	Since day.Date     `toml:"since"`
	To    day.Date     `toml:"to"`
	Basis []help.Basis `toml:"basis"`
}

// Lawful is why data may be processed without consent, with how well that was read.
type Lawful struct {
	Mark standard.Mark `toml:"mark"`
	Vi   string        `toml:"vi"`
	En   string        `toml:"en"`
}

// Say is the reason in a language.
func (x Lawful) Say(l lang.Lang) string {
	if l == lang.En {
		return x.En
	}
	return x.Vi
}

// Activity is one thing that is done with data.
type Activity struct {
	ID         string        `toml:"id"`
	Name       standard.Text `toml:"name"`
	Purpose    standard.Text `toml:"purpose"`
	Persons    standard.Text `toml:"persons"`
	Categories standard.Text `toml:"categories"`
	Sensitive  standard.Text `toml:"sensitive"`
	Recipients standard.Text `toml:"recipients"`
	Retention  []string      `toml:"retention"` // ids of kinds
	Measures   []string      `toml:"measures"`
	Basis      []help.Basis  `toml:"basis"`
}

// Measure is something that protects data.
type Measure struct {
	ID   string        `toml:"id"`
	Text standard.Text `toml:"text"`
}

// Kind is a kind of record with the time it is kept.
type Kind struct {
	ID        string        `toml:"id"`
	Name      standard.Text `toml:"name"`
	Days      int           `toml:"days"`      // 0: no period
	Proposal  bool          `toml:"proposal"`  // the period is the program's own
	Removable bool          `toml:"removable"` // the program can remove such records
	Why       standard.Text `toml:"why"`       // why it does not
}

// Shipped is the record that this version of the program brings along.
var Shipped = load()

func load() Processing {
	var p Processing
	m, err := toml.NewDecoder(bytes.NewReader(processingFile)).Decode(&p)
	if err != nil || len(m.Undecoded()) > 0 {
		panic(fmt.Sprintf("data/processing.toml: %v %v", err, m.Undecoded()))
	}
	return p
}

// LawOn are the texts that govern personal data on a day.
func (p Processing) LawOn(on day.Date) []help.Basis {
	for _, x := range p.Laws {
		if (day.Period{From: x.Since, To: x.To}).Contains(on) {
			return x.Basis
		}
	}
	return nil
}

// Kind is a kind of record by its id.
func (p Processing) Kind(id string) (Kind, bool) {
	i := slices.IndexFunc(p.Kinds, func(k Kind) bool { return k.ID == id })
	if i < 0 {
		return Kind{}, false
	}
	return p.Kinds[i], true
}

// Measure is a measure by its id.
func (p Processing) Measure(id string) (Measure, bool) {
	i := slices.IndexFunc(p.Measures, func(m Measure) bool { return m.ID == id })
	if i < 0 {
		return Measure{}, false
	}
	return p.Measures[i], true
}
