package seal

import (
	"fmt"
	"os"
	"syscall"
)

// exclusive keeps two processes from changing a key file at once. The lock ends with the process, however it
// ends.
func exclusive(path string, act func() error) error {
	f, err := os.OpenFile(path+".lock", os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return fmt.Errorf("key file: %w", err)
	}
	defer f.Close()
	if err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX); err != nil {
		return fmt.Errorf("key file: %w", err)
	}
	return act()
}
