package credential

import (
	"bytes"
	"context"
	"testing"

	"giamngheo/internal/db"
	"giamngheo/internal/db/dbtest"
	"giamngheo/internal/seal"
)

// After a change of keys the secrets of authenticator apps open with the new key alone.
func TestSecretsComeUnderTheNewestKey(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		path := t.TempDir() + "/" + seal.FileName
		keys, err := seal.Load(path)
		if err != nil {
			t.Fatal(err)
		}
		const accounts = resealStep + 3
		secret := func(id int64) []byte { return bytes.Repeat([]byte{byte(id)}, 20) }
		act := func(fn func(ctx context.Context, tx *db.Tx) error) {
			t.Helper()
			if err := d.Write(t.Context(), fn); err != nil {
				t.Fatal(err)
			}
		}
		act(func(ctx context.Context, tx *db.Tx) error {
			for id := int64(1); id <= accounts; id++ {
				if err := saveTOTP(ctx, tx, id, keys.Seal(secret(id), totpName(id))); err != nil {
					return err
				}
			}
			return nil
		})
		if err := seal.Add(path); err != nil {
			t.Fatal(err)
		}
		if err := keys.Follow(); err != nil {
			t.Fatal(err)
		}
		for _, want := range []int64{accounts, 0} {
			var changed int64
			for from, first := "", true; first || from != ""; first = false {
				act(func(ctx context.Context, tx *db.Tx) error {
					next, n, err := Reseal(ctx, tx, keys, from)
					from, changed = next, changed+n
					return err
				})
			}
			if changed != want {
				t.Errorf("%d secrets sealed anew, want %d", changed, want)
			}
		}
		list, err := sealedSecrets(t.Context(), d, 0, accounts)
		if err != nil || len(list) != accounts {
			t.Fatal(len(list), err)
		}
		for _, x := range list {
			if got, err := keys.Open(x.secret, totpName(x.account)); err != nil || !keys.Newest(x.secret) || !bytes.Equal(got, secret(x.account)) {
				t.Fatalf("account %d: %v", x.account, err)
			}
		}
	})
}
