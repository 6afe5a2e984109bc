package annex

import (
	"regexp"
	"strings"
)

var pipeRule = regexp.MustCompile(`^[\s|:\-–—]+$`)

// textSource finds the tables of a text: runs of lines with tabs, and tables drawn with pipes.
func textSource(text string) *source {
	src := &source{}
	lines := strings.Split(text, "\n")
	if len(lines) > maxLines {
		lines = lines[:maxLines]
	}
	for i := 0; i < len(lines); {
		split := columns(lines[i])
		if split == nil {
			if s := clean(strings.TrimLeft(lines[i], "#>- ")); s != "" {
				src.lines = append(src.lines, s)
			}
			i++
			continue
		}
		g := &grid{before: near(src.lines)}
		for ; i < len(lines); i++ {
			row := split(lines[i])
			if row == nil && strings.Contains(lines[i], "\t") && strings.TrimSpace(lines[i]) != "" {
				row = cells(strings.Split(lines[i], "\t")) // a group's heading has few cells
			}
			if row == nil {
				// A page break leaves empty lines within a table.
				next := i
				for next < len(lines) && next < i+4 && strings.TrimSpace(lines[next]) == "" {
					next++
				}
				if next == i || next == len(lines) || split(lines[next]) == nil {
					break
				}
				i = next - 1
				continue
			}
			if len(row) > 0 {
				g.rows = append(g.rows, row)
			}
		}
		if len(src.grids) < maxGrids {
			src.grids = append(src.grids, g)
		}
	}
	return src
}

// columns is how a line that begins a table is cut, nil for running text.
func columns(line string) func(string) []cell {
	switch {
	case byTabs(line) != nil:
		return byTabs
	case byPipes(line) != nil:
		return byPipes
	}
	return nil
}

func byTabs(line string) []cell {
	if strings.Count(line, "\t") < 2 || strings.TrimSpace(line) == "" {
		return nil
	}
	return cells(strings.Split(line, "\t"))
}

func byPipes(line string) []cell {
	t := strings.TrimSpace(line)
	if strings.Count(t, "|") < 2 {
		return nil
	}
	if pipeRule.MatchString(t) && strings.ContainsAny(t, "-–—") {
		return []cell{}
	}
	t = strings.TrimSuffix(strings.TrimPrefix(t, "|"), "|")
	return cells(strings.Split(t, "|"))
}

func cells(parts []string) []cell {
	row := make([]cell, 0, len(parts))
	for _, p := range parts {
		if len(row) == 256 {
			break
		}
		row = append(row, textCell(p))
	}
	return row
}
