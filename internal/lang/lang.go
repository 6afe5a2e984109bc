// Package lang speaks to the user: the messages in Vietnamese and English, numbers and dates as each
// language writes them, and the folding under which Vietnamese text is searched.
//
// Messages stand in messages/<house>.vi.toml and messages/<house>.en.toml, one pair per house of the
// program; keys begin with the house's name ("review.round_closed").
package lang

import (
	"embed"
	"fmt"
	"path"
	"strings"

	"github.com/BurntSushi/toml"
	"github.com/nicksnyder/go-i18n/v2/i18n"
	"golang.org/x/text/language"

	"giamngheo/internal/fault"
)

//go:embed messages/*.toml
var files embed.FS

// Lang is a language of the pages; the zero value is Vietnamese.
type Lang string

// The languages of the product, Vietnamese first.
const (
	Vi Lang = "vi"
	En Lang = "en"
)

// All lists the languages in the order in which they are offered.
var All = []Lang{Vi, En}

// Parse reads a language tag; anything unknown is Vietnamese.
func Parse(s string) Lang {
	if strings.HasPrefix(strings.ToLower(s), "en") {
		return En
	}
	return Vi
}

var localizers = load()

// load reads every message file; a broken file is a mistake in the program and stops it at start.
func load() map[Lang]*i18n.Localizer {
	bundle := i18n.NewBundle(language.Vietnamese)
	bundle.RegisterUnmarshalFunc("toml", toml.Unmarshal)
	names, err := files.ReadDir("messages")
	if err != nil {
		panic(err)
	}
	for _, f := range names {
		if _, err := bundle.LoadMessageFileFS(files, path.Join("messages", f.Name())); err != nil {
			panic(fmt.Sprintf("lang: %s: %v", f.Name(), err))
		}
	}
	m := map[Lang]*i18n.Localizer{}
	for _, l := range All {
		m[l] = i18n.NewLocalizer(bundle, string(l))
	}
	return m
}

func (l Lang) localizer() *i18n.Localizer {
	if l == En {
		return localizers[En]
	}
	return localizers[Vi]
}

// T is the message of a key. Args are name-value pairs for its {{.Name}} places; "Count" also
// chooses the plural; what has words of its own In a language gives those. A key that does not exist shows itself in brackets, which a test looks for.
func (l Lang) T(key string, args ...any) string {
	c := i18n.LocalizeConfig{MessageID: key}
	if len(args) > 0 {
		data := make(map[string]any, len(args)/2)
		for i := 0; i+1 < len(args); i += 2 {
			name, _ := args[i].(string)
			data[name] = args[i+1]
			if n, ok := args[i+1].(interface{ In(Lang) string }); ok {
				data[name] = n.In(l)
			}
		}
		c.TemplateData = data
		c.PluralCount = count(data["Count"])
	}
	s, err := l.localizer().Localize(&c)
	if err != nil && c.PluralCount != nil {
		c.PluralCount = nil // the message has one form for every count
		s, err = l.localizer().Localize(&c)
	}
	if err != nil {
		return "⟦" + key + "⟧"
	}
	return s
}

// count is the number that chooses the plural: numbers as they are, written ones ("38,550") by their digits.
func count(v any) any {
	written, ok := v.(string)
	if !ok {
		return v
	}
	n := 0
	for _, d := range written {
		if d >= '0' && d <= '9' && n < 1e15 {
			n = n*10 + int(d-'0')
		}
	}
	return n
}

// Has tells whether a key has a message in this language.
func (l Lang) Has(key string) bool {
	s, tag, err := l.localizer().LocalizeWithTag(&i18n.LocalizeConfig{MessageID: key})
	return err == nil && s != "" && tag.String() == string(l)
}

// Error is what a user may read of an error: the fault's sentence, or that something went wrong.
func (l Lang) Error(err error) string {
	if f := fault.As(err); f != nil {
		return l.T(f.Key, f.Args...)
	}
	return l.T("lang.internal_error")
}

// Describe is an error for an operator's terminal: the fault's sentence, or the whole chain.
func (l Lang) Describe(err error) string {
	if f := fault.As(err); f != nil {
		return l.T(f.Key, f.Args...)
	}
	return err.Error()
}
