package account

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"fmt"
	"runtime"
	"strings"
	"unicode/utf8"

	"golang.org/x/crypto/argon2"

	"giamngheo/internal/fault"
	"giamngheo/internal/lang"
)

// The cost of one password: 19 MiB and two passes, the least that OWASP recommends for argon2id.
const (
	costMemory  = 19 * 1024 // KiB
	costPasses  = 2
	costThreads = 1
	saltLen     = 16
	keyLen      = 32

	shortest = 10  // characters
	longest  = 200 // characters: longer ones only cost time
)

// hashing bounds how many passwords are computed at once, and so the memory they take: more than there are
// processors would finish no sooner.
var hashing = make(chan struct{}, runtime.GOMAXPROCS(0))

// hash turns a password into its PHC string.
func hash(ctx context.Context, password string) (string, error) {
	salt := make([]byte, saltLen)
	rand.Read(salt)
	key, err := derive(ctx, password, salt, costPasses, costMemory, costThreads, keyLen)
	if err != nil {
		return "", err
	}
	b64 := base64.RawStdEncoding
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version,
		costMemory, costPasses, costThreads, b64.EncodeToString(salt), b64.EncodeToString(key)), nil
}

// matches tells whether a password is the one behind a PHC string. An account without a password
// takes as long to refuse as one with.
func matches(ctx context.Context, password, phc string) (bool, error) {
	if phc == "" {
		_, err := derive(ctx, password, make([]byte, saltLen), costPasses, costMemory, costThreads, keyLen)
		return false, err
	}
	var version int
	var memory, passes uint32
	var threads uint8
	parts := strings.Split(phc, "$")
	if len(parts) != 6 || parts[1] != "argon2id" {
		return false, fmt.Errorf("account: stored password is not argon2id")
	}
	if _, err := fmt.Sscanf(parts[2]+" "+parts[3], "v=%d m=%d,t=%d,p=%d", &version, &memory, &passes, &threads); err != nil {
		return false, fmt.Errorf("account: stored password: %w", err)
	}
	salt, err := base64.RawStdEncoding.DecodeString(parts[4])
	if err != nil {
		return false, fmt.Errorf("account: stored password: %w", err)
	}
	want, err := base64.RawStdEncoding.DecodeString(parts[5])
	if err != nil {
		return false, fmt.Errorf("account: stored password: %w", err)
	}
	got, err := derive(ctx, password, salt, passes, memory, threads, uint32(len(want)))
	if err != nil {
		return false, err
	}
	return subtle.ConstantTimeCompare(got, want) == 1, nil
}

func derive(ctx context.Context, password string, salt []byte, passes, memory uint32, threads uint8, n uint32) ([]byte, error) {
	select {
	case hashing <- struct{}{}:
		defer func() { <-hashing }()
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	return argon2.IDKey([]byte(lang.NFC(password)), salt, passes, memory, threads, n), nil
}

// checkPassword refuses passwords that are too short, too long, the login itself, or among those that everybody
// tries first. None grows old: who is made to change it writes it down.
func checkPassword(login, password string) error {
	n := utf8.RuneCountInString(lang.NFC(password))
	switch {
	case n < shortest:
		return fault.New(fault.Invalid, "account.password_short", "Least", shortest)
	case n > longest:
		return fault.New(fault.Invalid, "account.password_long", "Most", longest)
	case strings.EqualFold(password, login):
		return fault.New(fault.Invalid, "account.password_is_login")
	case common(password), common(strings.TrimPrefix(strings.ToLower(password), login)):
		return fault.New(fault.Invalid, "account.password_common")
	}
	return nil
}
