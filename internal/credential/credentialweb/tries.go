package credentialweb

import (
	"net/netip"
	"sync"
	"time"

	"golang.org/x/time/rate"
)

// One address takes twenty tries at once, then one every three seconds; a try that was good costs nothing. A whole
// office may sit behind one address and come in on one morning; a machine that guesses may not go on.
const (
	triesAtOnce   = 20
	triesASecond  = 1.0 / 3
	mostAddresses = 10000
)

// tries counts sign-ins by address. An address of IPv6 counts by its network.
type tries struct {
	now func() time.Time
	mu  sync.Mutex
	by  map[netip.Prefix]*address
}

type address struct {
	*rate.Limiter
	back int // tries that were good and may be taken again
}

func newTries(now func() time.Time) *tries { return &tries{now: now, by: map[netip.Prefix]*address{}} }

func network(ip netip.Addr) netip.Prefix {
	bits := 32
	if ip.Is6() {
		bits = 64
	}
	net, err := ip.Prefix(bits)
	if err != nil {
		return netip.Prefix{}
	}
	return net
}

// allow tells whether one more try from this address may be made now.
func (t *tries) allow(ip netip.Addr) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	a := t.by[network(ip)]
	if a == nil {
		if len(t.by) >= mostAddresses {
			t.forget()
		}
		a = &address{Limiter: rate.NewLimiter(triesASecond, triesAtOnce)}
		t.by[network(ip)] = a
	}
	if a.back > 0 {
		a.back--
		return true
	}
	return a.AllowN(t.now(), 1)
}

// giveBack returns the try of somebody who was let in.
func (t *tries) giveBack(ip netip.Addr) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if a := t.by[network(ip)]; a != nil && a.back < triesAtOnce {
		a.back++
	}
}

// forget drops the addresses that have all their tries again; when none has, it drops them all.
func (t *tries) forget() {
	for k, a := range t.by {
		if a.TokensAt(t.now()) >= triesAtOnce {
			delete(t.by, k)
		}
	}
	if len(t.by) >= mostAddresses {
		clear(t.by)
	}
}
