package help

import (
	"errors"
	"fmt"
	"strings"
)

// Kind is what a block is.
type Kind int

// The kinds of block.
const (
	Paragraph Kind = iota
	Heading
	List
	Steps // a numbered list
)

// Block is a paragraph, a heading or a list; a list has several items, the others one.
type Block struct {
	Kind  Kind
	Items [][]Span
}

// Span is a piece of a line.
type Span struct {
	Text   string
	Bold   bool
	Code   bool
	Topic  string // the topic that the piece leads to
	Doubt  bool   // the mark ※: what stands before it was not read in the text of the law
	Source string // the address outside the help that the piece leads to: "/standards/vn-2022"
}

// parse reads a topic's words: "# title", the lead, then blocks.
func parse(s string) (Text, error) {
	var t Text
	parts := strings.Split(strings.TrimSpace(strings.ReplaceAll(s, "\r\n", "\n")), "\n\n")
	title, ok := strings.CutPrefix(parts[0], "# ")
	if !ok || strings.Contains(title, "\n") || len(parts) < 2 {
		return t, errors.New("want a title and a lead")
	}
	t.Title = title
	lead, err := spans(join(parts[1]))
	if err != nil {
		return t, err
	}
	t.Lead = plain(lead)
	for _, p := range parts[2:] {
		b, err := block(p)
		if err != nil {
			return t, err
		}
		t.Body = append(t.Body, b)
	}
	return t, nil
}

func join(s string) string { return strings.Join(strings.Fields(s), " ") }

// block reads one block; the lines of a list's item after its first are indented.
func block(p string) (Block, error) {
	p = strings.Trim(p, "\n")
	var b Block
	var items []string
	for line := range strings.SplitSeq(p, "\n") {
		switch n := number(line); {
		case strings.HasPrefix(line, "## "):
			b.Kind = Heading
			items = append(items, line[3:])
		case strings.HasPrefix(line, "#"):
			return b, fmt.Errorf("%q: only ## headings", line)
		case strings.HasPrefix(line, "- "):
			b.Kind = List
			items = append(items, line[2:])
		case n > 0:
			b.Kind = Steps
			items = append(items, line[n:])
		case len(items) == 0:
			items = append(items, line)
		default:
			items[len(items)-1] += "\n" + line
		}
	}
	for _, i := range items {
		s, err := spans(join(i))
		if err != nil {
			return b, err
		}
		b.Items = append(b.Items, s)
	}
	return b, nil
}

// number is how long the number of a step is with what follows it, 0 for a line without.
func number(line string) int {
	digits := len(line) - len(strings.TrimLeft(line, "0123456789"))
	if digits > 0 && strings.HasPrefix(line[digits:], ". ") {
		return digits + 2
	}
	return 0
}

// spans reads the marks within a line.
func spans(s string) ([]Span, error) {
	var out []Span
	for s != "" {
		i := strings.IndexAny(s, "*`[※")
		if i < 0 {
			return append(out, Span{Text: s}), nil
		}
		if i > 0 {
			out = append(out, Span{Text: s[:i]})
			s = s[i:]
		}
		var one Span
		var closed bool
		switch {
		case strings.HasPrefix(s, "**"):
			one.Text, s, closed = strings.Cut(s[2:], "**")
			one.Bold = true
		case s[0] == '`':
			one.Text, s, closed = strings.Cut(s[1:], "`")
			one.Code = true
		case s[0] == '[':
			var to string
			one.Text, s, closed = strings.Cut(s[1:], "](")
			if closed {
				to, s, closed = strings.Cut(s, ")")
			}
			if strings.HasPrefix(to, "/") {
				one.Source = to
			} else {
				one.Topic = to
			}
		case strings.HasPrefix(s, "※"):
			one.Doubt, closed = true, true
			s = strings.TrimPrefix(s, "※")
		}
		if !closed {
			return nil, fmt.Errorf("%q: a mark is not closed", s)
		}
		out = append(out, one)
	}
	return out, nil
}

// plain is a line without its marks.
func plain(line []Span) string {
	var b strings.Builder
	for _, s := range line {
		b.WriteString(s.Text)
	}
	return b.String()
}
