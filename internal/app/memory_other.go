//go:build !linux

package app

import "syscall"

// keepToItself keeps what this process has in its memory from the disk: a crash leaves no core file.
func keepToItself() error { return syscall.Setrlimit(syscall.RLIMIT_CORE, &syscall.Rlimit{}) }
