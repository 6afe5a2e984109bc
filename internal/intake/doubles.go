package intake

import (
	"context"
	"encoding/binary"

	"giamngheo/internal/household"
	"giamngheo/internal/unit"
)

// Double is a row with an identity number that stands a second time: in the file, or in the register. It is
// no error: which of the two is right an officer decides with both records before him, and a file that had
// to be free of doubles would come in with numbers struck out. After the import the pair waits in the queue of
// package duplicate.
type Double struct {
	Row    int           `json:"row"`
	First  int           `json:"first,omitempty"` // the row of the file that has it too, 0 when the register has it
	Inside household.Ref `json:"inside"`          // the household of the register, when it lies in the import's area
}

// doubles notes the numbers of households that stand a second time. Numbers that the register has at the same
// person already are looked for in the file only.
func (t *persons) doubles(ctx context.Context, groups []*group) error {
	if !t.has("identity") {
		return nil
	}
	if t.numbers == nil {
		t.numbers = map[uint64]int32{}
	}
	type bearer struct {
		row *personRow
		ref household.Ref
	}
	var fresh []string
	at := map[string]bearer{}
	for _, g := range groups {
		if g.rows[0].failed {
			continue
		}
		for i, r := range g.rows {
			n := g.now.Persons[i].Identity
			if n == "" || n.Masked() {
				continue
			}
			key := household.KeyOf(t.keys, n)
			short := binary.LittleEndian.Uint64([]byte(key))
			if first := t.numbers[short]; first != 0 {
				t.double(Double{Row: r.n, First: int(first)})
				continue
			}
			t.numbers[short] = int32(r.n)
			if i < len(g.before.Persons) && string(g.before.Persons[i].Identity) == string(n) {
				continue
			}
			fresh = append(fresh, key)
			at[key] = bearer{r, g.now.Ref}
		}
	}
	found, err := household.WithKeys(ctx, t.q, fresh)
	if err != nil {
		return err
	}
	for _, key := range fresh {
		for _, other := range found[key] {
			if other.Household == at[key].ref {
				continue
			}
			d := Double{Row: at[key].row.n}
			inside, err := unit.Within(ctx, t.q, t.imp.Area, other.Household.Commune)
			if err != nil {
				return err
			}
			if inside {
				d.Inside = other.Household
			}
			t.double(d)
			break
		}
	}
	return nil
}

func (p *pass) double(d Double) {
	if p.out.Doubles++; len(p.out.DoubleAt) < maxListed {
		p.out.DoubleAt = append(p.out.DoubleAt, d)
	}
}
