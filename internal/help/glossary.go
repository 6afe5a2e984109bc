package help

import "giamngheo/internal/lang"

// Term is a word of the law with what it is called in English and in the code, and where it is defined.
type Term struct {
	Vi      string `toml:"vi"`
	En      string `toml:"en"`
	Code    string `toml:"code"`
	Article string `toml:"article"`
}

// Terms is one part of the glossary.
type Terms struct {
	Title struct {
		Vi string `toml:"vi"`
		En string `toml:"en"`
	} `toml:"title"`
	Terms []Term `toml:"term"`
}

// Name is the part's name.
func (t Terms) Name(l lang.Lang) string {
	if l == lang.En {
		return t.Title.En
	}
	return t.Title.Vi
}

// Glossary is the words of the law by part.
func Glossary() []Terms { return glossary }

var glossary = loadGlossary()

func loadGlossary() []Terms {
	var g struct {
		Part []Terms `toml:"part"`
	}
	read("glossary.toml", &g)
	return g.Part
}
