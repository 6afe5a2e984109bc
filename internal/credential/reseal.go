package credential

import (
	"context"
	"fmt"
	"strconv"

	"giamngheo/internal/db"
	"giamngheo/internal/seal"
)

// resealStep is how many secrets one act looks at.
const resealStep = 200

// Reseal brings the secrets of authenticator apps under the newest key: those of the next accounts after a
// place, "" for the first, to the place that it gives, "" at the end.
func Reseal(ctx context.Context, tx *db.Tx, keys *seal.Keys, from string) (next string, changed int64, err error) {
	after, _ := strconv.ParseInt(from, 10, 64)
	list, err := sealedSecrets(ctx, tx, after, resealStep)
	if err != nil {
		return "", 0, err
	}
	for _, x := range list {
		again, fresh, err := keys.Renew(x.secret, totpName(x.account))
		if err != nil {
			return "", 0, fmt.Errorf("authenticator of account %d: %w", x.account, err)
		}
		if !fresh {
			continue
		}
		n, err := tx.Exec(ctx, `update credential_totp set secret = $1 where account_id = $2 and secret = $3`, again, x.account, x.secret)
		if err != nil {
			return "", 0, fmt.Errorf("authenticator of account %d: %w", x.account, err)
		}
		changed += n
	}
	if len(list) < resealStep {
		return "", changed, nil
	}
	return strconv.FormatInt(list[len(list)-1].account, 10), changed, nil
}

// sealedSecret is the secret of an account's authenticator app as it lies in the database.
type sealedSecret struct {
	account int64
	secret  []byte
}

func sealedSecrets(ctx context.Context, q db.Querier, after int64, limit int) ([]sealedSecret, error) {
	rows, err := q.Query(ctx, `select account_id, secret from credential_totp where account_id > $1 order by account_id limit $2`, after, limit)
	if err != nil {
		return nil, fmt.Errorf("authenticators: %w", err)
	}
	defer rows.Close()
	var out []sealedSecret
	for rows.Next() {
		var x sealedSecret
		if err := rows.Scan(&x.account, &x.secret); err != nil {
			return nil, fmt.Errorf("authenticators: %w", err)
		}
		out = append(out, x)
	}
	return out, rows.Err()
}
