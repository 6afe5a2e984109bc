package main

import (
	"bytes"
	"context"
	"fmt"
	"os/exec"
	"syscall"
	"time"
)

// usage is what a command took.
type usage struct {
	wall, cpu time.Duration
	// peak is the most memory it held, in bytes. The system counts from the fork on: it is never less than
	// what this process holds itself, so whatever is large is measured in a command of its own.
	peak int64
	said []byte // on its standard output
}

// process runs a command to its end; what it said comes with its error.
func process(ctx context.Context, name string, args ...string) (usage, error) {
	cmd := exec.CommandContext(ctx, name, args...)
	var said, complaints bytes.Buffer
	cmd.Stdout, cmd.Stderr = &said, &complaints
	start := time.Now()
	if err := cmd.Run(); err != nil {
		return usage{}, fmt.Errorf("%s %v: %w\n%s", name, args, err, complaints.String())
	}
	u := usage{wall: time.Since(start), cpu: cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime(), said: said.Bytes()}
	if r, ok := cmd.ProcessState.SysUsage().(*syscall.Rusage); ok {
		u.peak = r.Maxrss << 10
	}
	return u, nil
}
