package help

import (
	"embed"
	"fmt"
	"slices"

	"github.com/BurntSushi/toml"

	"giamngheo/internal/lang"
)

//go:embed topics.toml sources.toml glossary.toml vi/*.md en/*.md
var files embed.FS

// Group is a shelf of topics.
type Group string

// The groups, in the order in which they are offered.
const (
	Questions Group = "questions" // what people ask of a figure or a class
	Work      Group = "work"      // how a piece of work is done
	Pages     Group = "pages"     // what one page is for
)

// Groups lists the groups.
var Groups = []Group{Questions, Work, Pages}

// Name is the group's name.
func (g Group) Name(l lang.Lang) string { return l.T("help.group_" + string(g)) }

// Topic is one thing that is explained, without its words.
type Topic struct {
	ID    string   `toml:"id"` // stands in the address
	Group Group    `toml:"group"`
	Basis []Basis  `toml:"basis"` // what it rests on
	See   []string `toml:"see"`   // topics to read next
}

// Text is a topic in the words of one language.
type Text struct {
	Topic
	Title string
	Lead  string // what it is, in a sentence or two; without marks
	Body  []Block
}

// all is the whole of the help, read once: a mistake in it stops the program, as a mistake in a standard does.
var all = load()

type library struct {
	topics []Topic
	texts  map[lang.Lang]map[string]Text
}

func load() library {
	var index struct {
		Topic []Topic `toml:"topic"`
	}
	read("topics.toml", &index)
	lib := library{topics: index.Topic, texts: map[lang.Lang]map[string]Text{}}
	for _, l := range lang.All {
		texts := map[string]Text{}
		for _, t := range lib.topics {
			name := string(l) + "/" + t.ID + ".md"
			b, err := files.ReadFile(name)
			if err != nil {
				panic(fmt.Sprintf("help: topic %s has no words in %s", t.ID, l))
			}
			text, err := parse(string(b))
			if err != nil {
				panic(fmt.Sprintf("help: %s: %v", name, err))
			}
			text.Topic = t
			texts[t.ID] = text
		}
		lib.texts[l] = texts
	}
	return lib
}

func read(name string, into any) {
	b, err := files.ReadFile(name)
	if err == nil {
		_, err = toml.Decode(string(b), into)
	}
	if err != nil {
		panic(fmt.Sprintf("help: %s: %v", name, err))
	}
}

// Topics lists the topics in their order.
func Topics() []Topic { return slices.Clone(all.topics) }

// Of is a topic in a language; ok is false when there is none of that name.
func Of(id string, l lang.Lang) (t Text, ok bool) {
	t, ok = all.texts[l][id]
	return t, ok
}

// Path is the address of a topic's page.
func Path(id string) string { return "/help/" + id }
