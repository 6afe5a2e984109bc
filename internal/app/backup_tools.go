package app

import (
	"bytes"
	"os"
	"strings"

	"filippo.io/age"

	"giamngheo/internal/fault"
	"giamngheo/internal/seal"
)

// sealing are the flags that say who can open a backup.
type sealing struct {
	Recipient      []string `help:"Public key that can open the backup (age1…); may be given again." placeholder:"age1…" env:"GIAMNGHEO_BACKUP_RECIPIENT"`
	PassphraseFile string   `help:"File whose first line is the passphrase that opens the backup." type:"path" placeholder:"FILE" env:"GIAMNGHEO_BACKUP_PASSPHRASE_FILE"`
}

func (s *sealing) recipients() ([]age.Recipient, error) {
	if s.PassphraseFile != "" && len(s.Recipient) > 0 {
		return nil, fault.New(fault.Invalid, "backup.one_way")
	}
	var out []age.Recipient
	for _, text := range s.Recipient {
		r, err := age.ParseX25519Recipient(strings.TrimSpace(text))
		if err != nil {
			return nil, fault.New(fault.Invalid, "backup.bad_recipient", "Recipient", text)
		}
		out = append(out, r)
	}
	if s.PassphraseFile != "" {
		phrase, err := passphrase(s.PassphraseFile)
		if err != nil {
			return nil, err
		}
		r, err := age.NewScryptRecipient(phrase)
		if err != nil {
			return nil, err
		}
		out = append(out, r)
	}
	return out, nil
}

// shortest is the least length of a passphrase: the file may lie for years where others reach it.
const shortest = 12

func passphrase(path string) (string, error) {
	b, err := os.ReadFile(path)
	if err != nil {
		return "", fault.New(fault.NotFound, "backup.no_passphrase", "File", path)
	}
	line, _, _ := strings.Cut(string(b), "\n")
	line = strings.TrimRight(line, "\r")
	if len([]rune(line)) < shortest {
		return "", fault.New(fault.Invalid, "backup.short_passphrase", "Least", shortest)
	}
	return line, nil
}

// opening are the flags that open a sealed backup.
type opening struct {
	Identity       string `help:"File with the private key that opens the backup (AGE-SECRET-KEY-1…)." type:"path" placeholder:"FILE"`
	PassphraseFile string `help:"File whose first line is the passphrase that opens the backup." type:"path" placeholder:"FILE"`
}

func (o *opening) identities() ([]age.Identity, error) {
	var out []age.Identity
	if o.Identity != "" {
		b, err := os.ReadFile(o.Identity)
		if err != nil {
			return nil, fault.New(fault.NotFound, "backup.no_identity", "File", o.Identity)
		}
		if out, err = age.ParseIdentities(bytes.NewReader(b)); err != nil {
			return nil, fault.New(fault.Invalid, "backup.bad_identity", "File", o.Identity)
		}
	}
	if o.PassphraseFile != "" {
		phrase, err := passphrase(o.PassphraseFile)
		if err != nil {
			return nil, err
		}
		i, err := age.NewScryptIdentity(phrase)
		if err != nil {
			return nil, err
		}
		i.SetMaxWorkFactor(22)
		out = append(out, i)
	}
	return out, nil
}

// keyIDs are the ids of the keys that there are, and the key file's content when it is wanted. Where there are
// none a backup makes none; what a key store keeps does not go into one.
func keyIDs(from seal.Source, content bool) (ids []string, raw []byte, err error) {
	switch {
	case from.Command != "" && content:
		return nil, nil, fault.New(fault.Invalid, "backup.key_in_store")
	case !from.There() && content:
		return nil, nil, fault.New(fault.NotFound, "backup.no_key", "File", from.File)
	case !from.There():
		return []string{}, nil, nil
	}
	k, err := from.Load()
	if err != nil {
		return nil, nil, err
	}
	if content {
		if raw, err = os.ReadFile(from.File); err != nil {
			return nil, nil, err
		}
	}
	return k.IDs(), raw, nil
}
