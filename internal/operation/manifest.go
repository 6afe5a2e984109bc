package operation

import (
	"time"

	"giamngheo/internal/db"
)

// format is the version of the container; a newer one is refused.
const format = 1

// Header begins a backup: what it is and what will come.
type Header struct {
	Format  int        `json:"format"`
	Product string     `json:"product"` // "giamngheo"
	Version string     `json:"version"` // of the program that made it
	Schema  int64      `json:"schema"`  // last migration of the database
	Engine  db.Engine  `json:"engine"`  // where the data came from
	Made    time.Time  `json:"made"`    // when the snapshot was taken
	Demo    string     `json:"demo,omitempty"`
	Tables  []db.Table `json:"tables"`
	// Keys are the ids of the keys that open its identity numbers; the keys themselves come only when
	// asked for, as the entry seal.key.
	Keys    []string `json:"keys"`
	WithKey bool     `json:"with_key"`
}

// Manifest ends a backup: what came, table by table.
type Manifest struct {
	Sums map[string]Sum `json:"sums"`
}

// Contents is a backup that was read to its end and found whole.
type Contents struct {
	Header
	Manifest
	Bytes     int64 `json:"bytes"` // of the file
	Encrypted bool  `json:"encrypted"`
}

// Rows is how many rows a backup holds in all.
func (m Manifest) Rows() (n int64) {
	for _, s := range m.Sums {
		n += s.Rows
	}
	return n
}
