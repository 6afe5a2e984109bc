package app

import (
	"errors"

	"golang.org/x/sys/unix"
)

// keepToItself keeps what this process has in its memory from the disk and from other processes of its user: a
// crash leaves no core file, and no debugger may attach.
func keepToItself() error {
	return errors.Join(
		unix.Setrlimit(unix.RLIMIT_CORE, &unix.Rlimit{}),
		unix.Prctl(unix.PR_SET_DUMPABLE, 0, 0, 0, 0),
	)
}
