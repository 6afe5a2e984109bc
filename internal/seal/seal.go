// Package seal encrypts the few values that must not lie open in the database or in a backup of it: identity,
// telephone and bank account numbers, and the files of imports (Luật 91/2025/QH15 on personal data).
//
// A value is sealed with AES-256-GCM under a random nonce and bound to the record it belongs to, so
// that a sealed value copied to another record does not open there. Equal values are found by a keyed
// hash of their own key. The keys come from one file, readable by its owner only, or from a command that asks
// a key store for them; whoever backs up the database backs them up elsewhere.
//
// A new key is put before the others: it seals and indexes from then on, the others open and find until
// nothing is sealed with them any more (package operation, Reseal). A process that runs meanwhile takes the
// new key up by itself.
//
//	seal.go     what is done with keys
//	ring.go     the keys as they stand, newest first, and how a change of them is noticed
//	source.go   where they come from: a file, a command
//	rotate.go   a new key put into the file, old ones taken out
package seal

import (
	"bytes"
	"crypto/rand"
	"errors"
	"fmt"
	"hash"
)

// idSize is the length of the key id that begins every sealed value.
const idSize = 4

// Seal encrypts plain and binds it to aad, the name of the record it belongs to.
func (k *Keys) Seal(plain, aad []byte) []byte {
	w := &k.now().keys[0]
	n := w.gcm.NonceSize()
	out := make([]byte, idSize+n, idSize+n+len(plain)+w.gcm.Overhead())
	copy(out, w.id)
	rand.Read(out[idSize:])
	return w.gcm.Seal(out, out[idSize:idSize+n], plain, aad)
}

// ErrOpen is a sealed value that does not open: damaged, moved from another record, or sealed with a
// key that is not there.
var ErrOpen = errors.New("seal: the value does not open with these keys")

// Open decrypts what Seal made for the same aad.
func (k *Keys) Open(sealed, aad []byte) ([]byte, error) {
	if len(sealed) < idSize {
		return nil, ErrOpen
	}
	w := k.now().find(sealed[:idSize])
	if w == nil {
		// Another process may have taken up a newer key a moment ago.
		if w = k.again().find(sealed[:idSize]); w == nil {
			return nil, fmt.Errorf("%w: unknown key %x", ErrOpen, sealed[:idSize])
		}
	}
	sealed = sealed[idSize:]
	if len(sealed) < w.gcm.NonceSize() {
		return nil, ErrOpen
	}
	plain, err := w.gcm.Open(nil, sealed[:w.gcm.NonceSize()], sealed[w.gcm.NonceSize():], aad)
	if err != nil {
		return nil, ErrOpen
	}
	return plain, nil
}

// Index is a keyed hash of plain: equal values have equal indexes, and without the key nobody can
// try all identity numbers against it. Values are stored with this one.
func (k *Keys) Index(plain []byte) []byte { return k.now().keys[0].index(plain) }

// Indexes are the hashes of plain under every key, the newest first: a look-up asks for all of them, since
// what is stored may not have come under the newest key yet.
func (k *Keys) Indexes(plain []byte) [][]byte {
	r := k.now()
	out := make([][]byte, len(r.keys))
	for i := range r.keys {
		out[i] = r.keys[i].index(plain)
	}
	return out
}

// Newest tells whether a value was sealed with the newest key.
func (k *Keys) Newest(sealed []byte) bool {
	return bytes.HasPrefix(sealed, []byte(k.now().keys[0].id))
}

// Renew gives a sealed value again under the newest key; fresh is false, and the value itself comes back, when
// it was sealed with that already.
func (k *Keys) Renew(sealed, aad []byte) (out []byte, fresh bool, err error) {
	if k.Newest(sealed) {
		return sealed, false, nil
	}
	plain, err := k.Open(sealed, aad)
	if err != nil {
		return nil, false, err
	}
	return k.Seal(plain, aad), true, nil
}

func (w *working) index(plain []byte) []byte {
	mac := w.macs.Get().(hash.Hash)
	defer w.macs.Put(mac)
	mac.Reset()
	mac.Write(plain)
	return mac.Sum(nil)
}
