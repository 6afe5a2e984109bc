package intake

import (
	"context"
	"hash/maphash"
	"strconv"

	"giamngheo/internal/fault"
	"giamngheo/internal/household"
	"giamngheo/internal/unit"
)

// key is what a row says of the household it means.
type key struct {
	commune unit.ID
	code    string
	year    int // 0 when the row does not say
}

// keyOf reads the household that a row means; ok is false when it cannot be read.
func (l *line) keyOf() (k key, ok bool) {
	before := len(l.errs)
	k.code = household.TidyCode(l.text("code"))
	if k.code == "" && len(l.errs) == before {
		l.fail("code", fault.New(fault.Invalid, "household.code_required"))
	}
	if filled(l.cell("code_year")) {
		n, err := countOf(l.cell("code_year"))
		if err == nil && (n < 2000 || n > int64(l.p.imp.Year)+1) {
			err = invalid("household.code_year", "Year", strconv.FormatInt(n, 10))
		}
		l.fail("code_year", err)
		k.year = int(n)
	}
	code, name, district := l.text("commune_code"), l.text("commune"), l.text("district")
	if len(l.errs) > before {
		return k, false
	}
	commune, err := l.p.places.commune(code, name, district)
	if err != nil {
		id := "commune"
		if code != "" || !l.p.has("commune") {
			id = "commune_code"
		}
		l.fail(id, err)
		return k, false
	}
	k.commune = commune
	return k, true
}

// visit prepares a commune that rows are met of: its next free id.
func (p *pass) visit(ctx context.Context, commune unit.ID) error {
	if _, ok := p.next[commune]; ok {
		return nil
	}
	id, err := household.NextID(ctx, p.q, commune)
	if err != nil {
		return err
	}
	p.next[commune], p.bare[commune] = id, id == 1
	return nil
}

// known reads the households of a commune that bear one of some codes.
func (p *pass) known(ctx context.Context, commune unit.ID, codes []string) (map[string][]household.Household, error) {
	if err := p.visit(ctx, commune); err != nil || p.bare[commune] {
		return nil, err
	}
	list, err := household.ByCodes(ctx, p.q, commune, codes)
	if err != nil {
		return nil, err
	}
	out := map[string][]household.Household{}
	for _, h := range list {
		out[h.Code] = append(out[h.Code], h)
	}
	return out, nil
}

// choose finds the one household among those of a code that a row means: of the year it names, otherwise
// the only one that stands, otherwise the one of the import's own year. ok is false when there is none.
func (p *pass) choose(k key, list []household.Household) (h household.Household, ok bool, err error) {
	var standing []household.Household
	for _, one := range list {
		switch {
		case k.year != 0 && one.CodeYear != k.year:
		case one.Ended == "":
			standing = append(standing, one)
		case k.year != 0 || one.CodeYear == p.imp.Year:
			return h, false, fault.New(fault.Conflict, "household.ended")
		}
	}
	switch len(standing) {
	case 0:
		return h, false, nil
	case 1:
		return standing[0], true, nil
	}
	for _, one := range standing {
		if one.CodeYear == p.imp.Year {
			return one, true, nil
		}
	}
	return h, false, fault.New(fault.Invalid, "intake.code_several", "Code", k.code, "First", strconv.Itoa(standing[0].CodeYear), "Second", strconv.Itoa(standing[1].CodeYear))
}

var hashSeed = maphash.MakeSeed()

// again notes a record and its row, and gives the row of an earlier one of the same key, 0 when there is
// none. Keys are remembered by their hash: two of 400,000 have the same one in one file of a hundred million.
func (p *pass) again(k key, row int) int {
	sum := maphash.String(hashSeed, strconv.FormatInt(int64(k.commune), 36)+"/"+strconv.Itoa(k.year)+"/"+k.code)
	if first, ok := p.seen[sum]; ok {
		return int(first)
	}
	p.seen[sum] = int32(row)
	return 0
}

// byCommune gathers things of each commune, in the order in which communes come first.
func byCommune[T any](list []T, commune func(T) unit.ID) (order []unit.ID, parts map[unit.ID][]T) {
	parts = map[unit.ID][]T{}
	for _, x := range list {
		c := commune(x)
		if len(parts[c]) == 0 {
			order = append(order, c)
		}
		parts[c] = append(parts[c], x)
	}
	return order, parts
}
