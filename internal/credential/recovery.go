package credential

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base32"
	"encoding/hex"
	"fmt"

	"giamngheo/internal/account"
	"giamngheo/internal/db"
	"giamngheo/internal/fault"
)

const (
	recoveryCodes  = 10
	recoveryLength = 16 // characters of base32: 80 bits, which no hash needs to slow down
)

// NewCodes makes recovery codes and returns them, once: only their hashes are kept. Those made before work no
// more.
func (s *Service) NewCodes(ctx context.Context, who account.Actor) ([]string, error) {
	has, err := s.Of(ctx, who.ID)
	if err != nil {
		return nil, err
	}
	if !has.Second() {
		return nil, fault.New(fault.Conflict, "credential.codes_alone")
	}
	codes := make([]string, recoveryCodes)
	hashes := make([]string, recoveryCodes)
	for i := range codes {
		b := make([]byte, recoveryLength*5/8)
		rand.Read(b)
		c := base32.StdEncoding.EncodeToString(b)
		hashes[i] = recoveryHash(who.ID, c)
		codes[i] = c[:4] + "-" + c[4:8] + "-" + c[8:12] + "-" + c[12:]
	}
	err = s.db.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		if err := replaceCodes(ctx, tx, who.ID, hashes); err != nil {
			return err
		}
		return s.tell(ctx, tx, who, "credential.codes", map[string]any{"codes": recoveryCodes})
	})
	return codes, err
}

func recoveryHash(id int64, code string) string {
	h := sha256.Sum256(fmt.Appendf(nil, "giamngheo/recovery:%d:%s", id, code))
	return hex.EncodeToString(h[:])
}
