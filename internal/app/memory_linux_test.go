package app_test

import (
	"testing"

	"golang.org/x/sys/unix"
)

// A server that crashes leaves no memory on the disk, and no other process of its user reads it.
func TestAServerKeepsItsMemoryToItself(t *testing.T) {
	t.Parallel()
	serve(t, "--data", t.TempDir())
	var limit unix.Rlimit
	if err := unix.Getrlimit(unix.RLIMIT_CORE, &limit); err != nil || limit.Cur != 0 || limit.Max != 0 {
		t.Errorf("a core file may have %d bytes, at most %d, %v", limit.Cur, limit.Max, err)
	}
	if n, err := unix.PrctlRetInt(unix.PR_GET_DUMPABLE, 0, 0, 0, 0); err != nil || n != 0 {
		t.Errorf("dumpable = %d, %v", n, err)
	}
}
