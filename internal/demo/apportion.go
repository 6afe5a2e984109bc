package demo

import "fmt"

// apportion divides total whole households in proportion to the weights by the largest remainder,
// giving nobody more than their cap, so that the parts always add up to the total. Where the weights
// cannot take everything, those without weight take the rest. It fails only when the caps together
// are smaller than the total.
func apportion(total int, weights, caps []int) ([]int, error) {
	out := make([]int, len(weights))
	room := 0
	for i, c := range caps {
		if c < 0 || weights[i] < 0 {
			return nil, fmt.Errorf("apportion: weight %d, cap %d", weights[i], c)
		}
		room += c
	}
	if total < 0 || room < total {
		return nil, fmt.Errorf("apportion %d into room for %d", total, room)
	}
	w := append([]int(nil), weights...)
	for left := total; left > 0; {
		sum := 0
		for i := range w {
			if out[i] >= caps[i] {
				w[i] = 0
			}
			sum += w[i]
		}
		if sum == 0 {
			for i := range w {
				if out[i] < caps[i] {
					w[i] = 1
				}
			}
			continue
		}
		given, full := 0, false
		for i := range w {
			if w[i] > 0 && left*w[i]/sum >= caps[i]-out[i] {
				given += caps[i] - out[i]
				out[i], full = caps[i], true
			}
		}
		if full { // those that are full step out and the others share anew
			left -= given
			continue
		}
		remainders := make([]int, len(w))
		for i := range w {
			out[i] += left * w[i] / sum
			given += left * w[i] / sum
			remainders[i] = left * w[i] % sum
		}
		for left -= given; left > 0; left-- {
			best := -1
			for i, r := range remainders {
				if w[i] > 0 && out[i] < caps[i] && (best < 0 || r > remainders[best]) {
					best = i
				}
			}
			out[best]++
			remainders[best] = -1
		}
	}
	return out, nil
}
