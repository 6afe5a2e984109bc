package app

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"giamngheo/internal/change"
	"giamngheo/internal/credential"
	"giamngheo/internal/db"
	"giamngheo/internal/fault"
	"giamngheo/internal/household"
	"giamngheo/internal/intake"
	"giamngheo/internal/operation"
	"giamngheo/internal/seal"
)

// KeysCmd keeps the keys of the sealed numbers.
type KeysCmd struct {
	Status KeysStatusCmd `cmd:"" default:"withargs" help:"Show the keys by their ids, and how much is sealed with each (the default)."`
	List   KeysListCmd   `cmd:"" help:"Show the ids of the keys, the newest first."`
	Rotate KeysRotateCmd `cmd:"" help:"Bring everything under a new key; may be broken off and begun again."`
	Add    KeysAddCmd    `cmd:"" help:"Only put a new key into the key file, for servers on several machines."`
	New    KeysNewCmd    `cmd:"" help:"Print a new key for a key store."`
}

// Help is what `giamngheo keys --help` adds.
func (KeysCmd) Help() string {
	return `Identity, telephone and account numbers, and the files of imports, are sealed with AES-256-GCM under the first
key of seal.key in the data directory, or of what --key-command prints. Every key of it opens.

  giamngheo keys status --data /var/lib/giamngheo
  giamngheo keys rotate --data /var/lib/giamngheo     while the program serves

rotate puts a new key first, waits until running programs have taken it up, seals everything anew in short
acts, and moves the old key to seal.key.retired when nothing is under it any more. Killed anywhere, it goes
on where it is begun again. Only backups made before still need the old key: keep the file with them.

Servers on several machines: "keys add" on one, copy seal.key to the others, then "keys rotate" on one.
With --key-command: put the line that "keys new" prints first in the store, then "keys rotate", then take
the old key out of the store.`
}

// KeysListCmd lists the keys.
type KeysListCmd struct {
	Format string `help:"text or json." enum:"text,json" default:"text"`
}

type keyJSON struct {
	ID     string         `json:"id"`
	Newest bool           `json:"newest"`
	There  bool           `json:"there"`
	Sealed map[string]int `json:"sealed,omitempty"`
}

// Run lists.
func (c *KeysListCmd) Run(g *Globals) error {
	keys, err := g.keysThere()
	if err != nil {
		return err
	}
	var list []keyJSON
	for i, id := range keys.IDs() {
		list = append(list, keyJSON{ID: id, Newest: i == 0, There: true})
	}
	return tellKeys(g, c.Format, list)
}

// keysThere are the keys, without making any.
func (g *Globals) keysThere() (*seal.Keys, error) {
	if !g.source().There() {
		return nil, fault.New(fault.NotFound, "keys.none", "File", g.source().File)
	}
	return g.source().Load()
}

func tellKeys(g *Globals, format string, list []keyJSON) error {
	if format == "json" {
		return writeJSON(g.Out, list)
	}
	for _, k := range list {
		key := "keys.older"
		switch {
		case k.Newest:
			key = "keys.newest"
		case !k.There:
			key = "keys.missing"
		}
		var parts []string
		for _, what := range []string{"numbers", "imports", "requests"} {
			if n := k.Sealed[what]; n > 0 {
				parts = append(parts, g.Lang.T("keys.sealed_"+what, "Values", g.Lang.Int(int64(n))))
			}
		}
		if _, err := fmt.Fprintln(g.Out, strings.TrimSpace(k.ID+"  "+g.Lang.T(key)+"  "+strings.Join(parts, ", "))); err != nil {
			return err
		}
	}
	return nil
}

// KeysStatusCmd says what is sealed with which key.
type KeysStatusCmd struct {
	Format string `help:"text or json." enum:"text,json" default:"text"`
}

// Run counts.
func (c *KeysStatusCmd) Run(ctx context.Context, g *Globals) error {
	keys, err := g.keysThere()
	if err != nil {
		return err
	}
	d, err := g.Open(ctx)
	if err != nil {
		return err
	}
	defer d.Close()
	counts := map[string]map[string]int{}
	err = d.Read(ctx, func(q db.Querier) error {
		numbers, err := household.SealedWith(ctx, q, 0)
		if err != nil {
			return err
		}
		imports, err := intake.SealedWith(ctx, q)
		if err != nil {
			return err
		}
		requests, err := change.SealedWith(ctx, q)
		counts["numbers"], counts["imports"], counts["requests"] = numbers, imports, requests
		return err
	})
	if err != nil {
		return err
	}
	var list []keyJSON
	at := func(id string) *keyJSON {
		if i := slices.IndexFunc(list, func(k keyJSON) bool { return k.ID == id }); i >= 0 {
			return &list[i]
		}
		list = append(list, keyJSON{ID: id, Sealed: map[string]int{}})
		return &list[len(list)-1]
	}
	for i, id := range keys.IDs() {
		k := at(id)
		k.Newest, k.There = i == 0, true
	}
	for what, by := range counts {
		for id, n := range by {
			at(id).Sealed[what] = n
		}
	}
	return tellKeys(g, c.Format, list)
}

// KeysAddCmd puts a new key into the file.
type KeysAddCmd struct{}

// Run adds.
func (c *KeysAddCmd) Run(g *Globals) error {
	if g.KeyCommand != "" {
		return fault.New(fault.Invalid, "keys.in_store")
	}
	if _, err := g.keysThere(); err != nil {
		return err
	}
	if err := seal.Add(g.source().File); err != nil {
		return err
	}
	_, err := fmt.Fprintln(g.Out, g.Lang.T("keys.added", "File", g.source().File))
	return err
}

// KeysNewCmd prints a new key.
type KeysNewCmd struct{}

// Run prints.
func (c *KeysNewCmd) Run(g *Globals) error {
	_, err := fmt.Fprintln(g.Out, seal.NewLine())
	return err
}

// KeysRotateCmd brings everything under a new key.
type KeysRotateCmd struct {
	Grace time.Duration `help:"How long to wait until programs that run have taken the new key up; 3s with a key file, 70s with a key command. 0s when none runs." default:"-1s"`
}

// Run rotates: a new key unless an earlier rotation has put one there, everything sealed anew, the old keys taken
// out.
func (c *KeysRotateCmd) Run(ctx context.Context, g *Globals) error {
	keys, err := g.keysThere()
	if err != nil {
		return err
	}
	d, err := g.Open(ctx)
	if err != nil {
		return err
	}
	defer d.Close()
	grace := c.Grace
	if grace < 0 {
		if grace = 3 * time.Second; g.KeyCommand != "" {
			grace = 70 * time.Second
		}
	}
	switch {
	case len(keys.IDs()) > 1:
		fmt.Fprintln(g.Err, g.Lang.T("keys.going_on", "Key", keys.IDs()[0]))
	case g.KeyCommand != "":
		return fault.New(fault.Conflict, "keys.put_first")
	default:
		if err := seal.Add(g.source().File); err != nil {
			return err
		}
	}
	began := time.Now()
	var told time.Time
	var soFar int64
	n, err := operation.Reseal(ctx, d, operation.ResealOptions{
		Keys: keys, Places: sealedPlaces, Grace: grace, Tell: func(_ string, changed int64) {
			if soFar += changed; time.Since(told) > time.Second {
				told = time.Now()
				fmt.Fprintln(g.Err, g.Lang.T("keys.progress", "Values", g.Lang.Int(soFar)))
			}
		},
	})
	if err != nil {
		return err
	}
	fmt.Fprintln(g.Out, g.Lang.T("keys.rotated", "Values", g.Lang.Int(n), "Key", keys.IDs()[0], "Seconds", fmt.Sprintf("%.1f", time.Since(began).Seconds())))
	if g.KeyCommand != "" {
		_, err := fmt.Fprintln(g.Out, g.Lang.T("keys.take_out", "Keys", strings.Join(keys.IDs()[1:], ", ")))
		return err
	}
	gone, err := seal.Retire(g.source().File, time.Now())
	if err != nil {
		return err
	}
	_, err = fmt.Fprintln(g.Out, g.Lang.T("keys.retired", "Keys", strings.Join(gone, ", "), "File", seal.RetiredName(g.source().File)))
	return err
}

// sealedPlaces are all places in which sealed values lie; images of imports come after the register of which they
// are made. A table with sealed values that is not named here would lose them when the old key goes.
var sealedPlaces = []operation.SealedPlace{
	{Name: "household_person", Reseal: household.ResealPersons},
	{Name: "household_number", Reseal: household.ResealNumbers},
	{Name: "credential_totp", Reseal: credential.Reseal},
	{Name: "change_request", Reseal: change.Reseal},
	{Name: "intake", Reseal: intake.ResealPreviews},
	{Name: "intake_chunk", Reseal: intake.ResealFiles},
	{Name: "intake_change", Reseal: intake.ResealImages},
}
