package seal

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"time"
)

// Keys seal, open and index. They may be used by many at once, and follow their source: when that holds
// other keys, so do they, within a second of a file's change and a minute of a command's.
type Keys struct {
	ring   atomic.Pointer[ring]
	source Source
	looked atomic.Int64 // when the source was last asked whether it has changed, in nanoseconds
	mu     sync.Mutex   // one asks at a time
	mark   string       // what the source was like when it was read
}

// ring are the keys of one moment, the newest first.
type ring struct{ keys []working }

// working is a key ready for use.
type working struct {
	id   string // idSize bytes
	gcm  cipher.AEAD
	macs sync.Pool
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

// line is the key as it stands in the file.
func (k key) line() string { return fmt.Sprintf("%x %x", k.id, k.secret) }

// Ephemeral are keys that live with the process only; tests use them.
func Ephemeral() *Keys {
	r, err := newRing([]key{newKey()})
	if err != nil {
		panic(err)
	}
	k := &Keys{}
	k.ring.Store(r)
	return k
}

// newRing derives the working keys; the list is newest first.
func newRing(list []key) (*ring, error) {
	r := &ring{keys: make([]working, len(list))}
	for i, one := range list {
		raw, err := hkdf.Key(sha256.New, one.secret[:], nil, "giamngheo/seal/aes-256-gcm", 32)
		if err != nil {
			return nil, err
		}
		block, err := aes.NewCipher(raw)
		if err != nil {
			return nil, err
		}
		index, err := hkdf.Key(sha256.New, one.secret[:], nil, "giamngheo/seal/hmac-sha-256", 32)
		if err != nil {
			return nil, err
		}
		w := &r.keys[i]
		w.id = string(one.id[:])
		if w.gcm, err = cipher.NewGCM(block); err != nil {
			return nil, err
		}
		w.macs.New = func() any { return hmac.New(sha256.New, index) }
	}
	return r, nil
}

func (r *ring) find(id []byte) *working {
	for i := range r.keys {
		if r.keys[i].id == string(id) {
			return &r.keys[i]
		}
	}
	return nil
}

// IDs are the names of the keys, eight hexadecimal digits each, the newest first; they tell which keys a
// database needs and give nothing away.
func (k *Keys) IDs() []string {
	r := k.now()
	out := make([]string, len(r.keys))
	for i := range r.keys {
		out[i] = fmt.Sprintf("%x", r.keys[i].id)
	}
	return out
}

// IDOf is the name of the key that a value was sealed with, "" when it is no sealed value.
func IDOf(sealed []byte) string {
	if len(sealed) < idSize {
		return ""
	}
	return fmt.Sprintf("%x", sealed[:idSize])
}

// now are the keys as they stand. Where the source has changed they are read again; when that fails, those
// that were there go on.
func (k *Keys) now() *ring {
	if every := k.source.every(); every > 0 {
		last, at := k.looked.Load(), time.Now().UnixNano()
		if at-last > int64(every) && k.looked.CompareAndSwap(last, at) {
			if k.source.Command != "" {
				go k.follow() // a key store may be slow, and nobody waits for it
			} else {
				k.follow()
			}
		}
	}
	return k.ring.Load()
}

// again are the keys after the source was asked, whenever that was last done.
func (k *Keys) again() *ring {
	if k.source.every() > 0 {
		k.follow()
	}
	return k.ring.Load()
}

// follow reads the source when it has changed.
func (k *Keys) follow() {
	k.mu.Lock()
	defer k.mu.Unlock()
	mark := k.source.mark()
	if mark != "" && mark == k.mark {
		return
	}
	list, err := k.source.read()
	if err != nil {
		return
	}
	if r, err := newRing(list); err == nil {
		k.ring.Store(r)
		k.mark = mark
	}
}

// Follow takes the keys up as the source has them now, and tells when it cannot be read.
func (k *Keys) Follow() error {
	if k.source.every() == 0 {
		return nil
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	mark := k.source.mark()
	list, err := k.source.read()
	if err != nil {
		return err
	}
	r, err := newRing(list)
	if err == nil {
		k.ring.Store(r)
		k.mark = mark
	}
	return err
}

// sameIDs tells whether two keys of a list bear one id.
func sameIDs(list []key) bool {
	var seen [][idSize]byte
	for _, k := range list {
		if slices.Contains(seen, k.id) {
			return true
		}
		seen = append(seen, k.id)
	}
	return false
}
