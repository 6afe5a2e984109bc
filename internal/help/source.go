package help

import (
	"giamngheo/internal/lang"
	"giamngheo/internal/standard"
)

// Basis is an article or a decision that a topic rests on.
type Basis struct {
	Source  string        `toml:"source"`  // id of a document
	Article string        `toml:"article"` // number of the article; empty when the whole is meant
	Mark    standard.Mark `toml:"mark"`    // how well the article was read; empty is as well as the document
}

// Citation is a basis for the reader.
type Citation struct {
	Text string
	Mark standard.Mark
}

// Verified tells whether the text itself was read.
func (c Citation) Verified() bool { return c.Mark == standard.Verified }

// Cite is the basis in words, with how well it was read.
func (b Basis) Cite(l lang.Lang) Citation {
	s := sources[b.Source]
	c := Citation{Text: s.CiteArticle(b.Article, l), Mark: b.Mark}
	if c.Mark == "" {
		c.Mark = s.Mark
	}
	return c
}

// sources are the documents by id: those of the standards, and those that only the help cites.
var sources = loadSources()

func loadSources() map[string]standard.Source {
	out := map[string]standard.Source{}
	for _, e := range standard.All() {
		for _, s := range e.Sources {
			if _, known := out[s.ID]; !known {
				out[s.ID] = s
			}
		}
	}
	var more struct {
		Source []standard.Source `toml:"source"`
	}
	read("sources.toml", &more)
	for _, s := range more.Source {
		out[s.ID] = s
	}
	return out
}
