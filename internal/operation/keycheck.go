package operation

import (
	"context"
	"maps"
	"slices"
	"strings"

	"giamngheo/internal/db"
	"giamngheo/internal/fault"
	"giamngheo/internal/household"
	"giamngheo/internal/seal"
)

// keysLooked is how many sealed numbers are looked at for their key.
const keysLooked = 2000

// CheckKey refuses to go on without a key file where sealed numbers wait for one: a new key would be made
// silently, and the numbers would be lost for whoever looks.
func CheckKey(ctx context.Context, q db.Querier, from seal.Source) error {
	if from.There() {
		return nil
	}
	sealed, err := household.SealedWith(ctx, q, keysLooked)
	if err != nil || len(sealed) == 0 {
		return err
	}
	return fault.New(fault.Conflict, "operation.key_lost", "File", from.File, "Keys", strings.Join(slices.Sorted(maps.Keys(sealed)), ", "))
}
