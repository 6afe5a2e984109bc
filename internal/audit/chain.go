package audit

import (
	"crypto/sha256"
	"encoding/binary"

	"giamngheo/internal/db"
)

// On PostgreSQL lines stand in several chains, because two acts that append to one chain wait for each other
// there. Acts on one commune do so anyway, so the chain goes by the unit of the line; 256 of them are enough
// that two communes seldom share one, and few enough to be anchored often. SQLite has one writer, and one chain.
const (
	chains = 256
	// sightChain is that of looks, which the watcher writes many at a time: acts never wait for them.
	sightChain = 256
	// anchorChain is that of the anchors; each of its lines says how far all others have come.
	anchorChain = 257
	// unlinked is where lines stand that were written before there were chains.
	unlinked = -1
)

// chainOf is the chain of lines on a unit's records.
func chainOf(e db.Engine, unit int64) int64 {
	if e == db.SQLite {
		return 0
	}
	return unit & (chains - 1)
}

// form is the version of the encoding below. A later one gets a number of its own; lines keep theirs.
const form = 1

// beginning stands for the line before the first one of a chain.
var beginning = make([]byte, sha256.Size)

// entry is a line as it is stored.
type entry struct {
	ID, At, AccountID int64
	Actor, Act, Thing string
	UnitID            int64
	Before, After     string
	Form              int64
	Chain, Seq        int64
	Prev, Hash        []byte
}

// body is what of a line is hashed after the line before, its place and its number: the version and the
// chain, then every other column; whole numbers as eight bytes, texts with their length before them.
func (e *entry) body() []byte {
	texts := []string{e.Actor, e.Act, e.Thing, e.Before, e.After}
	n := 5 * 8
	for _, t := range texts {
		n += 4 + len(t)
	}
	b := make([]byte, 0, n)
	for _, v := range []int64{e.Form, e.Chain, e.At, e.AccountID, e.UnitID} {
		b = binary.BigEndian.AppendUint64(b, uint64(v))
	}
	for _, t := range texts {
		b = binary.BigEndian.AppendUint32(b, uint32(len(t))) //nolint:gosec // a line's text is far shorter than 4 GiB
		b = append(b, t...)
	}
	return b
}

// digest is the hash that the line must bear: over the hash of the line before, its place, its number
// and its body. PostgreSQL computes the same while it writes (store.go).
func (e *entry) digest() []byte {
	h := sha256.New()
	h.Write(e.Prev)
	var n [16]byte
	binary.BigEndian.PutUint64(n[:8], uint64(e.Seq))
	binary.BigEndian.PutUint64(n[8:], uint64(e.ID))
	h.Write(n[:])
	h.Write(e.body())
	return h.Sum(nil)
}
