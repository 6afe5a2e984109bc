package operation

import (
	"context"
	"errors"
	"io/fs"
	"maps"
	"os"
	"slices"
	"strings"

	"giamngheo/internal/db"
	"giamngheo/internal/fault"
	"giamngheo/internal/household"
)

// keysLooked is how many sealed numbers are looked at for their key.
const keysLooked = 2000

// CheckKey refuses to go on without a key file where sealed identity numbers wait for one: a new key
// would be made silently, and the numbers would be lost for whoever looks.
func CheckKey(ctx context.Context, q db.Querier, path string) error {
	if _, err := os.Stat(path); !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	sealed, err := household.SealedWith(ctx, q, keysLooked)
	if err != nil || len(sealed) == 0 {
		return err
	}
	return fault.New(fault.Conflict, "operation.key_lost", "File", path, "Keys", strings.Join(slices.Sorted(maps.Keys(sealed)), ", "))
}
