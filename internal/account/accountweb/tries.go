package accountweb

import (
	"net/netip"
	"sync"

	"golang.org/x/time/rate"
)

// The sign-in page takes twenty tries at once from one address, then one every three seconds: a whole
// office may sit behind one address, a machine that guesses may not.
const (
	triesAtOnce   = 20
	triesASecond  = 1.0 / 3
	mostAddresses = 10000
)

// tries counts sign-ins by address. An address of IPv6 counts by its network.
type tries struct {
	mu sync.Mutex
	by map[netip.Prefix]*rate.Limiter
}

func newTries() *tries { return &tries{by: map[netip.Prefix]*rate.Limiter{}} }

// allow tells whether one more try from this address may be made now.
func (t *tries) allow(ip netip.Addr) bool {
	bits := 32
	if ip.Is6() {
		bits = 64
	}
	net, err := ip.Prefix(bits)
	if err != nil {
		net = netip.Prefix{}
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	l := t.by[net]
	if l == nil {
		if len(t.by) >= mostAddresses {
			t.forget()
		}
		l = rate.NewLimiter(triesASecond, triesAtOnce)
		t.by[net] = l
	}
	return l.Allow()
}

// forget drops the addresses that have all their tries again; when none has, it drops them all.
func (t *tries) forget() {
	for k, l := range t.by {
		if l.Tokens() >= triesAtOnce {
			delete(t.by, k)
		}
	}
	if len(t.by) >= mostAddresses {
		clear(t.by)
	}
}
