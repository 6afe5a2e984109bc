package standard

import "math/bits"

// Deprivations are the indicators in which a household is deprived (thiếu hụt dịch vụ xã hội cơ bản):
// bit n-1 is indicator n in the order of its edition.
type Deprivations uint16

// MaxIndicators is the most indicators an edition may have.
const MaxIndicators = 12

// DeprivedIn makes a set of indicator numbers, counted from 1; numbers outside 1..12 are left out.
func DeprivedIn(ns ...int) Deprivations {
	var d Deprivations
	for _, n := range ns {
		if n >= 1 && n <= MaxIndicators {
			d |= 1 << (n - 1)
		}
	}
	return d
}

// Has tells whether the household is deprived in indicator n.
func (d Deprivations) Has(n int) bool { return n >= 1 && n <= 16 && d>>(n-1)&1 == 1 }

// Count is the number of deprivations; each stands for 10 points B.
func (d Deprivations) Count() int { return bits.OnesCount16(uint16(d)) }

// List is the indicator numbers in order.
func (d Deprivations) List() []int {
	ns := make([]int, 0, d.Count())
	for rest := uint16(d); rest != 0; rest &= rest - 1 {
		ns = append(ns, bits.TrailingZeros16(rest)+1)
	}
	return ns
}
