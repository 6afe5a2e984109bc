// Package seal encrypts the few values that must not lie open in the database or in a backup of it:
// the identity numbers of persons (Luật 91/2025/QH15 on personal data).
//
// A value is sealed with AES-256-GCM under a random nonce and bound to the record it belongs to, so
// that a sealed value copied to another record does not open there. Equal values are found by a keyed
// hash of their own key. The keys lie in one file beside the database, readable by its owner only;
// whoever backs up the database backs the key file up elsewhere.
package seal

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"errors"
	"fmt"
	"hash"
	"sync"
)

// idSize is the length of the key id that begins every sealed value.
const idSize = 4

// Keys seal, open and index. The newest key seals, every key of the file opens, and the oldest
// indexes, so that a new key leaves the stored index valid.
type Keys struct {
	newest  string // key id
	ciphers map[string]cipher.AEAD
	macs    sync.Pool
}

// key is one line of the key file: its id and 32 random bytes.
type key struct {
	id     [idSize]byte
	secret [32]byte
}

func newKey() key {
	var k key
	rand.Read(k.id[:])
	rand.Read(k.secret[:])
	return k
}

// Ephemeral are keys that live with the process only; tests use them.
func Ephemeral() *Keys {
	k, err := fromKeys([]key{newKey()})
	if err != nil {
		panic(err)
	}
	return k
}

// fromKeys derives the working keys; the list is newest first.
func fromKeys(list []key) (*Keys, error) {
	k := &Keys{newest: string(list[0].id[:]), ciphers: map[string]cipher.AEAD{}}
	for _, one := range list {
		raw, err := hkdf.Key(sha256.New, one.secret[:], nil, "giamngheo/seal/aes-256-gcm", 32)
		if err != nil {
			return nil, err
		}
		block, err := aes.NewCipher(raw)
		if err != nil {
			return nil, err
		}
		gcm, err := cipher.NewGCM(block)
		if err != nil {
			return nil, err
		}
		k.ciphers[string(one.id[:])] = gcm
	}
	oldest := list[len(list)-1]
	index, err := hkdf.Key(sha256.New, oldest.secret[:], nil, "giamngheo/seal/hmac-sha-256", 32)
	if err != nil {
		return nil, err
	}
	k.macs.New = func() any { return hmac.New(sha256.New, index) }
	return k, nil
}

// Seal encrypts plain and binds it to aad, the name of the record it belongs to.
func (k *Keys) Seal(plain, aad []byte) []byte {
	gcm := k.ciphers[k.newest]
	n := gcm.NonceSize()
	out := make([]byte, idSize+n, idSize+n+len(plain)+gcm.Overhead())
	copy(out, k.newest)
	rand.Read(out[idSize:])
	return gcm.Seal(out, out[idSize:idSize+n], plain, aad)
}

// ErrOpen is a sealed value that does not open: damaged, moved from another record, or sealed with a
// key that the key file no longer holds.
var ErrOpen = errors.New("seal: the value does not open with these keys")

// Open decrypts what Seal made for the same aad.
func (k *Keys) Open(sealed, aad []byte) ([]byte, error) {
	if len(sealed) < idSize {
		return nil, ErrOpen
	}
	gcm, ok := k.ciphers[string(sealed[:idSize])]
	if !ok {
		return nil, fmt.Errorf("%w: unknown key %x", ErrOpen, sealed[:idSize])
	}
	sealed = sealed[idSize:]
	if len(sealed) < gcm.NonceSize() {
		return nil, ErrOpen
	}
	plain, err := gcm.Open(nil, sealed[:gcm.NonceSize()], sealed[gcm.NonceSize():], aad)
	if err != nil {
		return nil, ErrOpen
	}
	return plain, nil
}

// Index is a keyed hash of plain: equal values have equal indexes, and without the key nobody can
// try all identity numbers against it.
func (k *Keys) Index(plain []byte) []byte {
	mac := k.macs.Get().(hash.Hash)
	defer k.macs.Put(mac)
	mac.Reset()
	mac.Write(plain)
	return mac.Sum(nil)
}
