package main

import (
	"bytes"
	"context"
	"fmt"
	"os/exec"
)

// process runs a command to its end; what it said comes with its error.
func process(ctx context.Context, name string, args ...string) error {
	cmd := exec.CommandContext(ctx, name, args...)
	var said bytes.Buffer
	cmd.Stdout, cmd.Stderr = &said, &said
	if err := cmd.Run(); err != nil {
		return fmt.Errorf("%s %v: %w\n%s", name, args, err, said.String())
	}
	return nil
}
