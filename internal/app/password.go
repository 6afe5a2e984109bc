package app

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"golang.org/x/term"

	"giamngheo/internal/fault"
)

// askPassword reads a new password: twice and unseen from a terminal, or the first line of what is
// piped in. It never stands among the arguments, where everybody on the machine could read it.
func askPassword(g *Globals) (string, error) {
	f, ok := g.In.(*os.File)
	if !ok || !term.IsTerminal(int(f.Fd())) {
		line, err := bufio.NewReader(g.In).ReadString('\n')
		if err != nil && !errors.Is(err, io.EOF) {
			return "", fmt.Errorf("read password: %w", err)
		}
		return strings.TrimRight(line, "\r\n"), nil
	}
	unseen := func(key string) (string, error) {
		fmt.Fprint(g.Err, g.Lang.T(key))
		b, err := term.ReadPassword(int(f.Fd()))
		fmt.Fprintln(g.Err)
		return string(b), err
	}
	first, err := unseen("account.password_prompt")
	if err != nil {
		return "", fmt.Errorf("read password: %w", err)
	}
	again, err := unseen("account.password_again")
	if err != nil {
		return "", fmt.Errorf("read password: %w", err)
	}
	if first != again {
		return "", fault.New(fault.Invalid, "account.password_differs")
	}
	return first, nil
}
