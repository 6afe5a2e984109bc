package audit

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"

	"giamngheo/internal/db"
)

// logThing is the record that lines about the log itself are about.
const logThing = "audit"

// Anchor is one line of the chain of anchors, short enough for a line of a system log: with it, whoever
// keeps the database cannot have written any chain anew without it showing.
type Anchor struct {
	At   time.Time
	Seq  int64 // place in the chain of anchors
	Hash []byte
}

var anchorText = regexp.MustCompile(`giamngheo-audit-anchor v1 at=(\S+) seq=(\d+) hash=([0-9a-f]{64})\b`)

// String is the anchor as a second sink keeps it.
func (a Anchor) String() string {
	return fmt.Sprintf("giamngheo-audit-anchor v1 at=%s seq=%d hash=%s", a.At.UTC().Format(time.RFC3339), a.Seq, hex.EncodeToString(a.Hash))
}

// ParseAnchor finds an anchor in a line of a file or a system log; ok is false when there is none.
func ParseAnchor(line string) (a Anchor, ok bool) {
	m := anchorText.FindStringSubmatch(line)
	if m == nil {
		return a, false
	}
	var errs [3]error
	a.At, errs[0] = time.Parse(time.RFC3339, m[1])
	a.Seq, errs[1] = strconv.ParseInt(m[2], 10, 64)
	a.Hash, errs[2] = hex.DecodeString(m[3])
	return a, errors.Join(errs[:]...) == nil
}

// told is what an anchor's line holds: how far the chains have come that grew since the one before.
type told struct {
	Heads []toldHead `json:"heads"`
}

type toldHead struct {
	Chain int64  `json:"c"`
	Lines int64  `json:"n"`
	Hash  string `json:"h"`
}

// MakeAnchor writes a line that says how far all chains have come, and gives the newest one. When none has
// grown it writes nothing; ok is false while there is none at all.
func MakeAnchor(ctx context.Context, d *db.DB) (a Anchor, ok bool, err error) {
	err = d.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		if err := tx.Lock(ctx, "audit.anchor"); err != nil {
			return err
		}
		t, err := grown(ctx, tx)
		if err != nil || len(t.Heads) == 0 {
			return err
		}
		for _, h := range t.Heads {
			hash, err := hex.DecodeString(h.Hash)
			if err != nil {
				return err
			}
			if err := tx.Send(ctx, `insert into audit_anchored (chain, lines, hash) values ($1, $2, $3)
				on conflict (chain) do update set lines = excluded.lines, hash = excluded.hash`, h.Chain, h.Lines, hash); err != nil {
				return err
			}
		}
		e, err := newEntry(System, Line{Act: "audit.anchor", Thing: logThing, After: t}, tx.Micros(), anchorChain)
		if err != nil {
			return err
		}
		p := db.AtEnd(tx, store)
		p.lines = append(p.lines, e)
		return nil
	})
	if err != nil {
		return a, false, fmt.Errorf("audit anchor: %w", err)
	}
	var at int64
	err = d.QueryRow(ctx, `select at, seq, hash from audit_line where chain = $1 order by seq desc limit 1`, anchorChain).Scan(&at, &a.Seq, &a.Hash)
	if errors.Is(err, sql.ErrNoRows) {
		return a, false, nil
	}
	a.At = time.UnixMicro(at)
	return a, err == nil, err
}

// grown are the chains that are not as the last anchor told.
func grown(ctx context.Context, tx *db.Tx) (t told, err error) {
	rows, err := tx.Query(ctx, `select h.chain, h.lines, h.hash from audit_head h
		left join audit_anchored a on a.chain = h.chain and a.lines = h.lines and a.hash = h.hash
		where a.chain is null and h.chain <> $1 order by h.chain`, anchorChain)
	if err != nil {
		return t, err
	}
	defer rows.Close()
	for rows.Next() {
		var h toldHead
		var hash []byte
		if err := rows.Scan(&h.Chain, &h.Lines, &hash); err != nil {
			return t, err
		}
		h.Hash = hex.EncodeToString(hash)
		t.Heads = append(t.Heads, h)
	}
	return t, rows.Err()
}

// anchor compares what one anchor's line tells with the chains as they stand.
func (v *verifier) anchor(ctx context.Context, e entry) error {
	v.Anchors++
	var t told
	if json.Unmarshal([]byte(e.After), &t) != nil {
		return nil // a line that was changed, and is named for it
	}
	var want []head
	for _, h := range t.Heads {
		hash, err := hex.DecodeString(h.Hash)
		if err != nil {
			return nil //nolint:nilerr // as above
		}
		want = append(want, head{chain: h.Chain, lines: h.Lines, hash: hash})
		v.anchored[h.Chain] = want[len(want)-1]
	}
	return v.compare(ctx, want, func(int) time.Time { return time.UnixMicro(e.At) })
}

// outside compares the anchors of a second sink with the chain of anchors.
func (v *verifier) outside(ctx context.Context, all []Anchor) error {
	want := make([]head, len(all))
	for i, a := range all {
		want[i] = head{chain: anchorChain, lines: a.Seq, hash: a.Hash}
	}
	v.Outside = int64(len(all))
	return v.compare(ctx, want, func(i int) time.Time { return all[i].At })
}

// compareAtOnce is how many places of chains are looked up in one query.
const compareAtOnce = 100

// compare looks whether each place of a chain bears the hash that was told of it.
func (v *verifier) compare(ctx context.Context, want []head, at func(i int) time.Time) error {
	for from := 0; from < len(want); from += compareAtOnce {
		some := want[from:min(from+compareAtOnce, len(want))]
		there, err := hashesAt(ctx, v.d, some)
		if err != nil {
			return err
		}
		for i, w := range some {
			hash, ok := there[[2]int64{w.chain, w.lines}]
			f := Finding{Chain: w.chain, Seq: w.lines, Anchor: at(from + i)}
			switch {
			case !ok:
				f.Kind = Rewound
			case !bytes.Equal(hash, w.hash):
				f.Kind = Rewrote
			default:
				continue
			}
			v.found(f)
		}
	}
	return nil
}

// hashesAt are the hashes of lines by chain and place.
func hashesAt(ctx context.Context, q db.Querier, places []head) (map[[2]int64][]byte, error) {
	var values strings.Builder
	args := make([]any, 0, 2*len(places))
	for i, p := range places {
		if i > 0 {
			values.WriteString(", ")
		}
		fmt.Fprintf(&values, "(cast($%d as bigint), cast($%d as bigint))", 2*i+1, 2*i+2)
		args = append(args, p.chain, p.lines)
	}
	rows, err := q.Query(ctx, `with wanted (chain, seq) as (values `+values.String()+`)
		select l.chain, l.seq, l.hash from wanted w cross join audit_line l where l.chain = w.chain and l.seq = w.seq`, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	there := make(map[[2]int64][]byte, len(places))
	for rows.Next() {
		var place [2]int64
		var hash []byte
		if err := rows.Scan(&place[0], &place[1], &hash); err != nil {
			return nil, err
		}
		there[place] = hash
	}
	return there, rows.Err()
}

// marks compares how far each chain is noted to be anchored with what the anchors tell: a chain that is
// noted further than it is would not be anchored again.
func (v *verifier) marks(ctx context.Context, q db.Querier) error {
	rows, err := q.Query(ctx, `select chain, lines, hash from audit_anchored order by chain`)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var h head
		if err := rows.Scan(&h.chain, &h.lines, &h.hash); err != nil {
			return err
		}
		if told := v.anchored[h.chain]; told.lines != h.lines || !bytes.Equal(told.hash, h.hash) {
			v.found(Finding{Kind: HeadLost, Chain: h.chain, Seq: h.lines})
		}
	}
	return rows.Err()
}
