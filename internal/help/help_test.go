package help

import (
	"flag"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"giamngheo/internal/lang"
)

var update = flag.Bool("update", false, "write doc/glossary.md from glossary.toml")

func TestBothLanguagesExplainTheSame(t *testing.T) {
	t.Parallel()
	marks := func(x Text) (kinds []Kind, doubts int, links []string) {
		for _, b := range x.Body {
			kinds = append(kinds, b.Kind)
			for _, item := range b.Items {
				for _, s := range item {
					if s.Doubt {
						doubts++
					}
					if s.Topic != "" {
						links = append(links, s.Topic)
					}
				}
			}
		}
		return kinds, doubts, links
	}
	for _, topic := range Topics() {
		vi, _ := Of(topic.ID, lang.Vi)
		en, _ := Of(topic.ID, lang.En)
		kv, dv, lv := marks(vi)
		ke, de, le := marks(en)
		slices.Sort(lv)
		slices.Sort(le)
		if !slices.Equal(kv, ke) || dv != de || !slices.Equal(lv, le) {
			t.Errorf("%s: the blocks, marks or links differ between the languages", topic.ID)
		}
		if vi.Title == en.Title || vi.Lead == en.Lead || len(vi.Lead) > 400 {
			t.Errorf("%s: title or lead", topic.ID)
		}
		for _, to := range append(lv, topic.See...) {
			if _, ok := Of(to, lang.Vi); !ok {
				t.Errorf("%s leads to %q, which is no topic", topic.ID, to)
			}
		}
	}
}

func TestEveryTopicIsListedAndRestsOnAKnownDocument(t *testing.T) {
	t.Parallel()
	listed := map[string]bool{}
	for _, topic := range Topics() {
		if listed[topic.ID] {
			t.Errorf("%s is listed twice", topic.ID)
		}
		listed[topic.ID] = true
		if !slices.Contains(Groups, topic.Group) {
			t.Errorf("%s stands in no group", topic.ID)
		}
		for _, b := range topic.Basis {
			if sources[b.Source].Number == "" {
				t.Errorf("%s rests on %q, which is no document", topic.ID, b.Source)
			}
		}
		// What explains the law says where it is written; how to use a page needs no article.
		if len(topic.Basis) == 0 && topic.Group == Questions && topic.ID != "marks" {
			t.Errorf("%s cites nothing", topic.ID)
		}
	}
	for _, l := range lang.All {
		all, err := filepath.Glob(string(l) + "/*.md")
		if err != nil || len(all) == 0 {
			t.Fatal(all, err)
		}
		for _, f := range all {
			if id := strings.TrimSuffix(filepath.Base(f), ".md"); !listed[id] {
				t.Errorf("%s is not listed in topics.toml", f)
			}
		}
	}
}

func TestWhatWasNotReadInTheLawIsMarked(t *testing.T) {
	t.Parallel()
	for _, id := range []string{"movement", "review", "result-forms", "marks", "deprivations"} {
		for _, l := range lang.All {
			b, err := files.ReadFile(string(l) + "/" + id + ".md")
			if err != nil || !strings.Contains(string(b), "※") {
				t.Errorf("%s/%s bears no mark", l, id)
			}
		}
	}
	for _, topic := range Topics() {
		for _, b := range topic.Basis {
			for _, l := range lang.All {
				c := b.Cite(l)
				if c.Text == "" || c.Mark == "" {
					t.Errorf("%s: %+v cites %+v", topic.ID, b, c)
				}
			}
		}
	}
	if (Basis{Source: "nd-137-2015"}).Cite(lang.Vi).Verified() {
		t.Error("a document that nobody read counts as verified")
	}
}

func TestSearchNeedsEveryWordAndNoMarks(t *testing.T) {
	t.Parallel()
	for question, first := range map[string]string{
		"can ngheo la ho the nao": "near-poor", "CẬN NGHÈO là hộ": "near-poor", "hoan tac": "first-hour", "1967": "errors",
	} {
		found := Search(question, lang.Vi)
		if !slices.ContainsFunc(found, func(x Text) bool { return x.ID == first }) {
			t.Errorf("%q does not find %s: %v", question, first, found)
		}
	}
	if found := Search("near poor household", lang.En); len(found) == 0 || found[0].ID != "near-poor" {
		t.Errorf("the title comes first: %v", found)
	}
	if found := Search("nghèo zzz", lang.Vi); len(found) != 0 {
		t.Errorf("one word is nowhere: %v", found)
	}
	if Search("  ", lang.Vi) != nil {
		t.Error("nothing asked finds something")
	}
}

func TestBrokenWordsAreRefused(t *testing.T) {
	t.Parallel()
	for _, s := range []string{"", "# only a title", "no title\n\nlead", "# t\n\nlead\n\n# second", "# t\n\nlead\n\n### deep", "# t\n\nlead\n\n**open", "# t\n\nlead\n\n[x](y", "# t\n\nlead\n\n`open"} {
		if _, err := parse(s); err == nil {
			t.Errorf("%q is accepted", s)
		}
	}
	x, err := parse("# T\n\nThe *lead* is no mark.")
	if err == nil {
		t.Errorf("a single star is no mark: %+v", x)
	}
	x, err = parse("# T\n\nlead\n\n1. one\n   more\n2. **two** `c` [l](class) [s](/x) ※")
	if err != nil || len(x.Body) != 1 || x.Body[0].Kind != Steps || len(x.Body[0].Items) != 2 || x.Body[0].Items[0][0].Text != "one more" {
		t.Errorf("%+v %v", x, err)
	}
}

// doc/glossary.md is the same glossary for readers of the source: one text, two places.
func TestTheGlossaryOfTheDocumentsIsThisOne(t *testing.T) {
	t.Parallel()
	var b strings.Builder
	b.WriteString("# Glossary\n\nThe word of the law, the name in the code, and where the word is defined. Written from `internal/help/glossary.toml`\n(`go test ./internal/help -update`); the page is `/help/glossary`.\n")
	for _, part := range Glossary() {
		b.WriteString("\n## " + part.Title.En + "\n\n| Vietnamese | English | In the code | Article |\n|---|---|---|---|\n")
		for _, x := range part.Terms {
			b.WriteString("| " + x.Vi + " | " + x.En + " | " + x.Code + " | " + x.Article + " |\n")
		}
	}
	file := filepath.Join("..", "..", "doc", "glossary.md")
	if *update {
		if err := os.WriteFile(file, []byte(b.String()), 0o644); err != nil { //nolint:gosec // a document that everybody reads
			t.Fatal(err)
		}
	}
	have, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if string(have) != b.String() {
		t.Error("doc/glossary.md is another one; run go test ./internal/help -update")
	}
}
