package demo

import (
	"encoding/binary"
	"fmt"
	"hash/fnv"

	"giamngheo/internal/household"
)

// identities hands out identity numbers (số CCCD) of lawful form: province of birth, century and
// sex, year, six more digits. The six digits are places in a seeded permutation, counted from the
// commune, so that no two persons share a number; they are taken from nobody, but a number of
// lawful form may by accident be somebody's, which is why every page says that the data is invented.
type identities struct {
	seed  uint64
	first int // the commune's first place in each permutation
	used  map[string]int
}

// identitiesPerCommune is how many persons of one sex and year a commune may have.
const identitiesPerCommune = 4500

func newIdentities(seed uint64, communeIndex int) *identities {
	return &identities{seed: seed, first: communeIndex * identitiesPerCommune, used: map[string]int{}}
}

// next is a number for a person; province is the code of the place of birth, "064" for Gia Lai.
func (n *identities) next(province string, female bool, born int) (household.Identity, error) {
	sex := household.Male
	if female {
		sex = household.Female
	}
	start, err := household.IdentityStart(province, sex, born)
	if err != nil {
		return "", err
	}
	// Centuries and sexes count apart, provinces together.
	n.used[start[3:]]++
	place := n.used[start[3:]]
	if place >= identitiesPerCommune {
		return "", fmt.Errorf("more than %d persons born in %d in one commune", identitiesPerCommune, born)
	}
	return household.Identity(fmt.Sprintf("%s%06d", start, n.permute(n.first+place))), nil
}

// permute is a seeded permutation of 0 … 999,999: four rounds over the two halves of three digits,
// each of which can be undone, so that different places give different numbers.
func (n *identities) permute(place int) int {
	left, right := place/1000%1000, place%1000
	for round := range 4 {
		left, right = right, (left+n.mix(round, right))%1000
	}
	return left*1000 + right
}

func (n *identities) mix(round, half int) int {
	var b [16]byte
	binary.LittleEndian.PutUint64(b[:], n.seed)
	b[8], b[9], b[10] = byte(round), byte(half), byte(half>>8)
	h := fnv.New64a()
	h.Write(b[:])
	return int(h.Sum64() >> 32 % 1000)
}
