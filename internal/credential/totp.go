package credential

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/base32"
	"fmt"
	"image/png"
	"io"
	"net/url"
	"strings"

	"github.com/pquerna/otp"
	"github.com/pquerna/otp/hotp"

	"giamngheo/internal/account"
	"giamngheo/internal/audit"
	"giamngheo/internal/db"
	"giamngheo/internal/fault"
)

const (
	totpPeriod = 30 // seconds of one step
	totpDigits = otp.DigitsSix
	totpDrift  = 1 // steps that a clock may be off
	totpBytes  = 20
	totpIssuer = "Giảm nghèo"
)

// totp is the row of an authenticator app: RFC 6238 with SHA-1, 30 seconds and six digits, which is all that
// common apps know.
type totp struct {
	secret    []byte
	confirmed bool
	step      int64
}

// TOTPKey is what an app is to be told, as address and in words, while it is being set up.
type TOTPKey struct {
	URL    string
	Secret string // base32 in groups of four
}

// PNG writes the address as a QR code.
func (k TOTPKey) PNG(w io.Writer) error {
	key, err := otp.NewKeyFromURL(k.URL)
	if err != nil {
		return err
	}
	img, err := key.Image(240, 240)
	if err != nil {
		return err
	}
	return png.Encode(w, img)
}

func totpName(id int64) []byte { return fmt.Appendf(nil, "credential_totp:%d", id) }

// BeginTOTP makes the secret of an app that is to be set up; it counts only once a code of it has been typed.
func (s *Service) BeginTOTP(ctx context.Context, who account.Actor) error {
	return s.db.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		t, err := totpOf(ctx, tx, who.ID)
		if err != nil {
			return err
		}
		if t != nil && t.confirmed {
			return fault.New(fault.Conflict, "credential.totp_there")
		}
		secret := make([]byte, totpBytes)
		rand.Read(secret)
		return saveTOTP(ctx, tx, who.ID, s.keys.Seal(secret, totpName(who.ID)))
	})
}

// NewTOTP is the key of an app that is being set up; afterwards nobody is shown it again.
func (s *Service) NewTOTP(ctx context.Context, who account.Actor) (TOTPKey, error) {
	t, err := totpOf(ctx, s.db, who.ID)
	if err != nil {
		return TOTPKey{}, err
	}
	if t == nil || t.confirmed {
		return TOTPKey{}, fault.New(fault.NotFound, "credential.totp_none")
	}
	secret, err := s.keys.Open(t.secret, totpName(who.ID))
	if err != nil {
		return TOTPKey{}, err
	}
	text := base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(secret)
	u := url.URL{Scheme: "otpauth", Host: "totp", Path: "/" + totpIssuer + ":" + who.Login}
	u.RawQuery = strings.ReplaceAll(url.Values{"secret": {text}, "issuer": {totpIssuer}}.Encode(), "+", "%20")
	k := TOTPKey{URL: u.String()}
	for i := 0; i < len(text); i += 4 {
		k.Secret += text[i:min(i+4, len(text))] + " "
	}
	k.Secret = strings.TrimSpace(k.Secret)
	return k, nil
}

// ConfirmTOTP takes the first code of an app: from now on the sign-in asks for one.
func (s *Service) ConfirmTOTP(ctx context.Context, who account.Actor, code string) error {
	_, err := s.second(ctx, who.ID, func(ctx context.Context, tx *db.Tx) (bool, string, error) {
		t, err := totpOf(ctx, tx, who.ID)
		if err != nil || t == nil || t.confirmed {
			return false, "", err
		}
		step, err := s.stepOf(who.ID, t, code)
		if err != nil || step == 0 {
			return false, "", err
		}
		if err := confirmTOTP(ctx, tx, who.ID, step); err != nil {
			return false, "", err
		}
		return true, "totp", s.tell(ctx, tx, who, "credential.totp_add", nil)
	})
	return err
}

// RemoveTOTP takes the app away.
func (s *Service) RemoveTOTP(ctx context.Context, who account.Actor) error {
	return s.db.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		if err := removeTOTP(ctx, tx, who.ID); err != nil {
			return err
		}
		return s.tell(ctx, tx, who, "credential.totp_remove", nil)
	})
}

// stepOf is the step of which a code is, 0 when of none in reach; a step not after the last one taken counts no
// more, so that whoever looks over a shoulder cannot use the code again.
func (s *Service) stepOf(id int64, t *totp, code string) (int64, error) {
	secret, err := s.keys.Open(t.secret, totpName(id))
	if err != nil {
		return 0, err
	}
	text := base32.StdEncoding.EncodeToString(secret)
	now := s.Now().Unix() / totpPeriod
	for step := now - totpDrift; step <= now+totpDrift; step++ {
		want, err := hotp.GenerateCodeCustom(text, uint64(step), hotp.ValidateOpts{Digits: totpDigits, Algorithm: otp.AlgorithmSHA1})
		if err != nil {
			return 0, err
		}
		if step > t.step && subtle.ConstantTimeCompare([]byte(want), []byte(code)) == 1 {
			return step, nil
		}
	}
	return 0, nil
}

// Code judges what somebody typed as second proof: a code of the app, or one of the recovery codes. It tells
// by which it was good.
func (s *Service) Code(ctx context.Context, id int64, typed string) (by string, err error) {
	code := strings.Map(func(r rune) rune {
		if r == ' ' || r == '-' || r == '\u00a0' {
			return -1
		}
		return r
	}, strings.ToUpper(typed))
	return s.second(ctx, id, func(ctx context.Context, tx *db.Tx) (bool, string, error) {
		if len(code) == recoveryLength {
			used, err := useCode(ctx, tx, id, recoveryHash(id, code))
			return used, "recovery", err
		}
		t, err := totpOf(ctx, tx, id)
		if err != nil || t == nil || !t.confirmed {
			return false, "", err
		}
		step, err := s.stepOf(id, t, code)
		if err != nil || step == 0 {
			return false, "", err
		}
		return true, "totp", saveStep(ctx, tx, id, step)
	})
}

// tell writes the line of an act on one's own proofs.
func (s *Service) tell(ctx context.Context, tx *db.Tx, who account.Actor, act string, after any) error {
	return audit.Record(ctx, tx, who.Audit(), audit.Line{Act: act, Thing: account.Thing(who.ID), UnitID: int64(who.Unit), After: after})
}
