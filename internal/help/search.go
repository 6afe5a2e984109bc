package help

import (
	"cmp"
	"slices"
	"strings"

	"giamngheo/internal/lang"
)

// Search finds the topics in which every word of the question occurs, written with or without marks;
// those whose title holds them come first.
func Search(question string, l lang.Lang) []Text {
	words := strings.Fields(lang.Fold(question))
	if len(words) == 0 {
		return nil
	}
	type hit struct {
		Text
		rank int
	}
	var hits []hit
	for _, t := range all.topics {
		text := all.texts[l][t.ID]
		title, lead, body := lang.Fold(text.Title), lang.Fold(text.Lead), lang.Fold(text.words())
		rank := 0
		for _, w := range words {
			switch {
			case strings.Contains(title, w):
				rank += 4
			case strings.Contains(lead, w):
				rank += 2
			case strings.Contains(body, w):
				rank++
			default:
				rank = -1
			}
			if rank < 0 {
				break
			}
		}
		if rank > 0 {
			hits = append(hits, hit{text, rank})
		}
	}
	slices.SortStableFunc(hits, func(a, b hit) int { return cmp.Compare(b.rank, a.rank) })
	out := make([]Text, len(hits))
	for i, h := range hits {
		out[i] = h.Text
	}
	return out
}

// words is the body without its marks.
func (t Text) words() string {
	var b strings.Builder
	for _, x := range t.Body {
		for _, item := range x.Items {
			b.WriteString(plain(item))
			b.WriteByte('\n')
		}
	}
	return b.String()
}
