package intake

import (
	"context"
	"slices"
	"strconv"

	"giamngheo/internal/fault"
	"giamngheo/internal/household"
	"giamngheo/internal/lang"
	"giamngheo/internal/review"
	"giamngheo/internal/unit"
)

// households decides the rows of a list of households.
type households struct {
	*pass
	taken []*houseRow
}

// houseRow is one row of the list: what it says, and what becomes of it.
type houseRow struct {
	*line
	key
	given  household.Household // the fields that the row gives
	find   finding
	now    household.Household // what is to be stored
	before *household.Household
	diff   []FieldChange
}

// flagFields are the columns of marks.
var flagFields = []struct {
	id   string
	flag household.Flags
}{
	{"local", household.Local},
	{"no_labour", household.NoLabour},
	{"merit", household.Merit},
	{"female_head", household.FemaleHead},
	{"disabled", household.Disabled},
	{"social", household.Social},
}

func (t *households) full() bool { return len(t.taken) >= chunkRows }

func (t *households) take(_ context.Context, l *line) error {
	r := &houseRow{line: l}
	t.taken = append(t.taken, r)
	var ok bool
	if r.key, ok = l.keyOf(); !ok {
		r.commune = 0
	}
	g := &r.given
	g.Head, g.Address, g.BankName = l.text("head"), l.text("address"), l.text("bank_name")
	for id, to := range map[string]*household.Number{"phone": &g.Phone, "bank": &g.Bank} {
		n, err := secretOf(l.cell(id))
		l.fail(id, err)
		*to = n
	}
	if t.has("village") && r.commune != 0 {
		if name := l.text("village"); name != "" {
			v, err := t.places.village(r.commune, name)
			if err == nil && v < 0 && !t.imp.Choices.AddVillages {
				err = invalid("intake.village_unknown")
			}
			l.fail("village", err)
			g.Village = v
		}
	}
	if c := l.cell("ethnic"); filled(c) {
		list := 0
		if c := l.cell("ethnic_list"); filled(c) {
			n, err := countOf(c)
			l.fail("ethnic_list", err)
			list = int(n)
		}
		var err error
		g.Ethnic, g.EthnicGiven, g.EthnicList, err = ethnicOf(c, list)
		l.fail("ethnic", err)
	}
	if c := l.cell("members"); filled(c) {
		n, err := countOf(c)
		if err == nil && (n < 1 || n > 60) {
			err = invalid("household.members_range")
		}
		l.fail("members", err)
		g.Members = int(n)
	}
	for _, f := range flagFields {
		on, err := flagOf(l.cell(f.id))
		l.fail(f.id, err)
		if on {
			g.Flags |= f.flag
		}
	}
	t.sex(r)
	r.find = l.finding()
	return nil
}

// sex reads the sex of the head, which is the mark of a female head; two columns must not disagree.
func (t *households) sex(r *houseRow) {
	c := r.cell("head_sex")
	if !filled(c) {
		return
	}
	s, err := sexOf(c)
	r.fail("head_sex", err)
	if err != nil {
		return
	}
	female := s == household.Female
	if t.has("female_head") && female != r.given.Flags.Has(household.FemaleHead) {
		r.fail("head_sex", invalid("household.female_head_disagrees"))
	}
	r.given.Flags &^= household.FemaleHead
	if female {
		r.given.Flags |= household.FemaleHead
	}
}

func (t *households) flush(ctx context.Context) error {
	var good []*houseRow
	for _, r := range t.taken {
		if !r.failed {
			good = append(good, r)
		}
	}
	order, parts := byCommune(good, func(r *houseRow) unit.ID { return r.commune })
	for _, commune := range order {
		if err := t.commune(ctx, commune, parts[commune]); err != nil {
			return err
		}
	}
	for _, r := range t.taken {
		outcome := byte(isChanged)
		switch {
		case r.failed:
		case r.before == nil:
			outcome = isNew
		case len(r.diff) == 0:
			outcome = isUnchanged
		}
		t.settle(r.line, outcome, r.now.Head, t.place(r.commune, r.now.Village), r.diff)
	}
	t.taken = t.taken[:0]
	return nil
}

// commune decides the rows of one commune, and stores what they change.
func (t *households) commune(ctx context.Context, commune unit.ID, rows []*houseRow) error {
	codes := make([]string, len(rows))
	for i, r := range rows {
		codes[i] = r.code
	}
	known, err := t.known(ctx, commune, codes)
	if err != nil {
		return err
	}
	var fits []*houseRow
	for _, r := range rows {
		h, ok, err := t.choose(r.key, known[r.code])
		r.fail("code", err)
		if err != nil {
			continue
		}
		if ok {
			before := h
			r.before, r.year = &before, h.CodeYear
		} else if r.year == 0 {
			r.year = t.imp.Year
		}
		if first := t.again(r.key, r.n); first != 0 {
			r.fail("code", invalid("intake.code_twice", "Code", r.code, "Row", first))
			continue
		}
		fits = append(fits, r)
	}
	if err := t.numbers(ctx, commune, fits); err != nil {
		return err
	}
	for _, r := range fits {
		t.overlay(r)
	}
	if err := t.members(ctx, commune, rows); err != nil {
		return err
	}
	for _, r := range rows {
		if !r.failed {
			t.check(r)
		}
		if !r.failed && r.before == nil {
			r.now.ID = t.next[commune]
			t.next[commune]++
		}
	}
	if err := t.hold(ctx, commune, rows); err != nil {
		return err
	}
	exchanges, err := t.review(ctx, commune, rows)
	if err != nil || t.apply == nil {
		return err
	}
	var created, before, replaced []household.Household
	for _, r := range rows {
		switch {
		case r.failed:
		case r.before == nil:
			created = append(created, r.now)
		case slices.ContainsFunc(r.diff, func(c FieldChange) bool { return !ofReview(c.Field) }):
			before, replaced = append(before, *r.before), append(replaced, r.now)
		}
	}
	if err := t.apply.create(ctx, created); err != nil {
		return err
	}
	if err := t.apply.replace(ctx, commune, before, replaced); err != nil {
		return err
	}
	return t.apply.exchange(ctx, commune, exchanges)
}

// overlay puts what the row says over what the register has.
func (t *households) overlay(r *houseRow) {
	g := &r.given
	h := household.Household{Ref: household.Ref{Commune: r.commune}, Code: r.code, CodeYear: r.year, Version: 1}
	if r.before != nil {
		h = *r.before
	}
	if g.Head != "" {
		h.Head = g.Head
	}
	if t.has("address") {
		h.Address = g.Address
	}
	if g.Village != 0 {
		h.Village = g.Village
	}
	if g.Ethnic != "" && g.Ethnic != h.Ethnic {
		h.Ethnic, h.EthnicGiven, h.EthnicList = g.Ethnic, g.EthnicGiven, g.EthnicList
	}
	if g.Members != 0 {
		h.Members = g.Members
	}
	for _, f := range flagFields {
		if !t.has(f.id) && (f.flag != household.FemaleHead || !filled(r.cell("head_sex"))) {
			continue
		}
		h.Flags = h.Flags&^f.flag | g.Flags&f.flag
	}
	if g.Phone != "" {
		h.Phone = g.Phone
	}
	if g.Bank != "" {
		h.Bank, h.BankName = g.Bank, g.BankName
	}
	h = household.Tidy(h)
	was := household.Household{}
	if r.before != nil {
		was = *r.before
	}
	if problems, ok := household.AsProblems(household.KeepNumbers(&h, was)); ok {
		for _, x := range problems {
			r.fail(x.Field, x.Err)
		}
	}
	r.now = h
	if r.before == nil {
		for _, id := range []string{"village", "head", "ethnic", "members"} {
			if !t.has(id) {
				t.lacks[id] = true
			}
		}
		return
	}
	r.diff = t.differ(*r.before, r.now)
	if another(*r.before, r.now) {
		r.fail("head", invalid("intake.code_of_another", "Code", r.code, "Head", r.before.Head, "Village", t.places.title(r.before.Village)))
	}
}

// another tells that a row is hardly of the household that bears its code: neither its head nor its village
// is the same.
func another(a, b household.Household) bool {
	return a.Village != b.Village && lang.Fold(a.Head) != lang.Fold(b.Head)
}

// differ lists the fields in which a household changes.
func (p *pass) differ(a, b household.Household) []FieldChange {
	var out []FieldChange
	add := func(id, before, after string) {
		if before != after {
			out = append(out, FieldChange{Field: id, Before: before, After: after})
		}
	}
	add("head", a.Head, b.Head)
	if a.Village != b.Village {
		add("village", p.places.title(a.Village), p.places.title(b.Village))
	}
	add("ethnic", string(a.Ethnic), string(b.Ethnic))
	add("members", strconv.Itoa(a.Members), strconv.Itoa(b.Members))
	add("address", a.Address, b.Address)
	add("phone", string(a.Phone), string(b.Phone))
	add("bank_name", a.BankName, b.BankName)
	add("bank", string(a.Bank), string(b.Bank))
	for _, f := range flagFields {
		add(f.id, yes(a.Flags.Has(f.flag)), yes(b.Flags.Has(f.flag)))
	}
	return out
}

func yes(b bool) string {
	if b {
		return "1"
	}
	return "0"
}

// numbers reads the telephone and account numbers of the households that the rows speak of, where the file has
// such columns.
func (t *households) numbers(ctx context.Context, commune unit.ID, rows []*houseRow) error {
	if !t.has("phone") && !t.has("bank") {
		return nil
	}
	var list []*household.Household
	for _, r := range rows {
		if r.before != nil {
			list = append(list, r.before)
		}
	}
	return household.WithNumbers(ctx, t.q, t.keys, commune, list)
}

// members reads the persons of the households that change, since they are stored anew with them, and keeps
// the first of them in step with the head.
func (t *households) members(ctx context.Context, commune unit.ID, rows []*houseRow) error {
	var list []*household.Household
	for _, r := range rows {
		if !r.failed && r.before != nil && (len(r.diff) > 0 || r.find.any) {
			list = append(list, r.before)
		}
	}
	if len(list) == 0 {
		return nil
	}
	if err := household.WithPersons(ctx, t.q, t.keys, commune, list); err != nil {
		return err
	}
	for _, r := range rows {
		if r.failed || r.before == nil {
			continue
		}
		if !t.has("phone") && !t.has("bank") {
			r.now.Phone, r.now.BankName, r.now.Bank = r.before.Phone, r.before.BankName, r.before.Bank
		}
		if len(r.before.Persons) == 0 {
			continue
		}
		r.now.Persons = slices.Clone(r.before.Persons)
		head := &r.now.Persons[0]
		if r.now.Head != r.before.Head {
			head.Name = r.now.Head
		}
		if r.now.Ethnic != r.before.Ethnic {
			head.Ethnic = r.now.Ethnic
		}
		if was := r.before.Flags; was.Has(household.FemaleHead) != r.now.Flags.Has(household.FemaleHead) {
			head.Sex = household.Male
			if r.now.Flags.Has(household.FemaleHead) {
				head.Sex = household.Female
			}
		}
	}
	return nil
}

// check refuses a household that the register would not take from a form either.
func (t *households) check(r *houseRow) {
	if r.before != nil && len(r.diff) == 0 {
		return
	}
	for _, problem := range household.Check(r.now, t.on) {
		field := problem.Field
		if _, ok := t.cols[field]; !ok && !fieldOf(field).Required {
			field = ""
		}
		if f := fault.As(problem.Err); f != nil && f.Key == "household.members_disagree" {
			field = "members"
		}
		r.fail(field, problem.Err)
	}
}

// review decides what the rows say of the review.
func (t *households) review(ctx context.Context, commune unit.ID, rows []*houseRow) ([]review.Exchange, error) {
	var found []*houseRow
	var ids []household.ID
	for _, r := range rows {
		if !r.failed && r.find.any {
			found = append(found, r)
			ids = append(ids, r.now.ID)
		}
	}
	if len(found) == 0 || t.panel == nil {
		return nil, nil
	}
	old, err := t.panel.Found(ctx, commune, ids)
	if err != nil {
		return nil, err
	}
	pasts, err := t.panel.Pasts(ctx, commune, ids)
	if err != nil {
		return nil, err
	}
	var out []review.Exchange
	for _, r := range found {
		var was *review.Assessment
		if a, ok := old[r.now.Ref]; ok {
			was = &a
		}
		x, diff, err := t.assess(ctx, r.line, r.find, r.now, r.before, was, pasts[r.now.Ref])
		if err != nil {
			return nil, err
		}
		if r.failed || x == nil {
			continue
		}
		refused, err := t.frozen(ctx, commune)
		if err != nil {
			return nil, err
		}
		if refused != nil {
			r.fail("", refused)
			continue
		}
		out = append(out, *x)
		if r.before != nil {
			r.diff = append(r.diff, diff...)
		}
	}
	return out, nil
}
