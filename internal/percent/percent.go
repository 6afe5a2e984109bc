// Package percent computes rates and percentage points (điểm phần trăm) in whole hundredths, as the
// official tables print them: 38.550 of 383.134 households is 10,06 %. Integers keep every sum exact.
package percent

import (
	"fmt"
	"math/bits"
	"strings"
)

// Points is a rate in percent, or a difference of two rates in percentage points, in hundredths:
// 1006 is 10,06.
type Points int64

// Of is part over whole in percent, rounded half up to two decimals. Without a whole there is no
// rate, and ok is false.
func Of(part, whole int64) (p Points, ok bool) {
	if whole <= 0 {
		return 0, false
	}
	return Points(muldiv(part, 10000, whole)), true
}

// Households is how many of whole the points stand for, rounded half up: 2,00 points of 383.134
// households are 7.663 households.
func (p Points) Households(whole int64) int64 { return muldiv(int64(p), whole, 10000) }

// Float is the value in percent, for JSON.
func (p Points) Float() float64 { return float64(p) / 100 }

// muldiv is a*b/c rounded half up (away from zero for negative products), without overflow.
func muldiv(a, b, c int64) int64 {
	neg := (a < 0) != (b < 0)
	hi, lo := bits.Mul64(abs(a), abs(b))
	lo, carry := bits.Add64(lo, uint64(c)/2, 0)
	q, _ := bits.Div64(hi+carry, lo, uint64(c))
	if neg {
		return -int64(q)
	}
	return int64(q)
}

func abs(n int64) uint64 {
	if n < 0 {
		return uint64(-n)
	}
	return uint64(n)
}

// Parse reads "10,06", "10.06", "-1,95", "2" or "8,1 %". More than two decimals are refused rather
// than rounded, since a rounded input would hide what the paper says.
func Parse(s string) (Points, error) {
	t := strings.TrimSpace(strings.TrimSuffix(strings.TrimSpace(s), "%"))
	t = strings.ReplaceAll(t, "−", "-")
	neg := strings.HasPrefix(t, "-")
	whole, frac, _ := strings.Cut(strings.Replace(strings.TrimPrefix(t, "-"), ",", ".", 1), ".")
	if whole == "" || len(whole) > 12 || len(frac) > 2 {
		return 0, fmt.Errorf("percent %q", s)
	}
	var n int64
	for _, c := range whole + (frac + "00")[:2] {
		if c < '0' || c > '9' {
			return 0, fmt.Errorf("percent %q", s)
		}
		n = n*10 + int64(c-'0')
	}
	if neg {
		n = -n
	}
	return Points(n), nil
}
