package app

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/alecthomas/kong"
)

// CompletionCmd prints what a shell needs to complete our commands.
type CompletionCmd struct {
	Shell string `arg:"" help:"bash, zsh or fish." enum:"bash,zsh,fish"`
}

// Help is what `giamngheo completion --help` adds.
func (CompletionCmd) Help() string {
	return `Print the script and let your shell read it at its start:

  bash   giamngheo completion bash > ~/.local/share/bash-completion/completions/giamngheo
  zsh    giamngheo completion zsh  > "${fpath[1]}/_giamngheo"
  fish   giamngheo completion fish > ~/.config/fish/completions/giamngheo.fish`
}

// completeArg is the word with which the scripts ask the program itself what could come next, so that
// they never grow old.
const completeArg = "__complete"

var completionScripts = map[string]string{
	"bash": `_giamngheo() {
	local IFS=$'\n'
	COMPREPLY=($(giamngheo ` + completeArg + ` "${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null))
}
complete -o default -F _giamngheo giamngheo
`,
	"zsh": `#compdef giamngheo
_giamngheo() {
	local -a found
	found=("${(@f)$(giamngheo ` + completeArg + ` "${(@)words[2,CURRENT]}" 2>/dev/null)}")
	if [[ -n "$found" ]]; then compadd -a found; else _files; fi
}
if [[ "$funcstack[1]" = _giamngheo ]]; then _giamngheo "$@"; else compdef _giamngheo giamngheo; fi
`,
	"fish": `complete -c giamngheo -a '(giamngheo ` + completeArg + ` (commandline -opc)[2..-1] (commandline -ct) 2>/dev/null)'
`,
}

// Run prints the script.
func (c *CompletionCmd) Run(g *Globals) error {
	_, err := io.WriteString(g.Out, completionScripts[c.Shell])
	return err
}

// complete prints what may stand in place of the last word, one a line; nothing leaves the shell to
// complete file names.
func complete(model *kong.Application, words []string, out io.Writer) {
	if len(words) == 0 {
		words = []string{""}
	}
	node, flags := model.Node, slices.Clone(model.Flags)
	var awaits *kong.Flag // a flag whose value is the next word
	last := words[len(words)-1]
	for _, w := range words[:len(words)-1] {
		switch {
		case awaits != nil:
			awaits = nil
		case strings.HasPrefix(w, "-"):
			if f := flagOf(flags, w); f != nil && !f.IsBool() && !strings.Contains(w, "=") {
				awaits = f
			}
		default:
			if i := slices.IndexFunc(node.Children, func(n *kong.Node) bool { return n.Name == w }); i >= 0 {
				node = node.Children[i]
				flags = append(flags, node.Flags...)
			}
		}
	}
	var found []string
	switch {
	case awaits != nil:
		found = awaits.EnumSlice()
	case strings.HasPrefix(last, "-"):
		for _, f := range flags {
			if !f.Hidden {
				found = append(found, "--"+f.Name)
			}
		}
	default:
		for _, n := range node.Children {
			if !n.Hidden {
				found = append(found, n.Name)
			}
		}
		for _, p := range node.Positional {
			found = append(found, p.EnumSlice()...)
		}
	}
	slices.Sort(found)
	for _, f := range slices.Compact(found) {
		if f != "" && strings.HasPrefix(f, last) {
			fmt.Fprintln(out, f)
		}
	}
}

func flagOf(flags []*kong.Flag, word string) *kong.Flag {
	name, _, _ := strings.Cut(strings.TrimLeft(word, "-"), "=")
	i := slices.IndexFunc(flags, func(f *kong.Flag) bool { return f.Name == name })
	if i < 0 {
		return nil
	}
	return flags[i]
}
