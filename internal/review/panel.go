package review

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"giamngheo/internal/db"
	"giamngheo/internal/fault"
	"giamngheo/internal/household"
	"giamngheo/internal/standard"
	"giamngheo/internal/unit"
)

// Panel judges many households of a round one after the other, as an import does; it stores nothing
// itself. What it remembers of the round holds as long as nobody else writes to it.
type Panel struct {
	j      *judge
	q      db.Querier
	past   map[unit.ID]bool // whether a commune has assessments of an earlier round
	inside map[unit.ID]bool // whether a commune has assessments of this round
}

// PanelOf makes the panel of a round.
func PanelOf(ctx context.Context, q db.Querier, r Round) (*Panel, error) {
	j, err := judgeOf(ctx, q, r)
	if err != nil {
		return nil, err
	}
	return &Panel{j, q, map[unit.ID]bool{}, map[unit.ID]bool{}}, nil
}

// Round is the round it judges.
func (p *Panel) Round() Round { return p.j.round }

// Edition is the standard it judges by.
func (p *Panel) Edition() *standard.Edition { return p.j.edition }

// Judge makes the assessment of a household of which this was found.
func (p *Panel) Judge(in Input, past Past) (Assessment, error) { return p.j.judge(in, past) }

// Take makes the assessment of a household whose class alone is known.
func (p *Panel) Take(g Given, past Past) (Assessment, error) { return p.j.taken(g, past) }

// Found reads what was recorded of some households of one commune in the round.
func (p *Panel) Found(ctx context.Context, commune unit.ID, ids []household.ID) (map[household.Ref]Assessment, error) {
	out := map[household.Ref]Assessment{}
	if some, err := p.has(ctx, p.inside, commune, `r.id = $2`, int64(p.j.round.ID)); err != nil || !some {
		return out, err
	}
	for from := 0; from < len(ids); from += maxPage {
		chunk := ids[from:min(from+maxPage, len(ids))]
		args := []any{int64(commune), int64(p.j.round.ID)}
		rows, err := p.q.Query(ctx, `-- routed
			select `+selectAssessment+` from review_assessment a
			where a.commune_id = $1 and a.round_id = $2 and a.household_id in (`+marks(&args, chunk)+`)`, args...)
		if err != nil {
			return nil, fmt.Errorf("assessments of %d: %w", commune, err)
		}
		for rows.Next() {
			a, err := scanAssessment(rows)
			if err != nil {
				rows.Close()
				return nil, fmt.Errorf("assessments of %d: %w", commune, err)
			}
			out[a.Household] = a
		}
		err = rows.Err()
		rows.Close()
		if err != nil {
			return nil, err
		}
	}
	return out, nil
}

// Pasts is what earlier rounds know of some households of one commune.
func (p *Panel) Pasts(ctx context.Context, commune unit.ID, ids []household.ID) (map[household.Ref]Past, error) {
	out := map[household.Ref]Past{}
	r := p.j.round
	earlier := `r.day < $2 and (r.kind = $3 or r.id = $4)`
	if some, err := p.has(ctx, p.past, commune, earlier, string(r.Day), string(Periodic), int64(r.Previous)); err != nil || !some {
		return out, err
	}
	for from := 0; from < len(ids); from += maxPage {
		chunk := ids[from:min(from+maxPage, len(ids))]
		args := []any{int64(commune), string(r.Day), string(Periodic), int64(r.Previous)}
		rows, err := p.q.Query(ctx, `-- routed
			select a.household_id, a.round_id, a.class from review_round r join review_assessment a on a.round_id = r.id
			where a.commune_id = $1 and `+earlier+` and a.household_id in (`+marks(&args, chunk)+`)`, args...)
		if err != nil {
			return nil, fmt.Errorf("past of %d: %w", commune, err)
		}
		for rows.Next() {
			ref := household.Ref{Commune: commune}
			var id RoundID
			var c standard.Class
			if err := rows.Scan(&ref.ID, &id, &c); err != nil {
				rows.Close()
				return nil, err
			}
			past := out[ref]
			past.learn(r, id, c)
			out[ref] = past
		}
		err = rows.Err()
		rows.Close()
		if err != nil {
			return nil, err
		}
	}
	return out, nil
}

// has tells, and remembers, whether a commune has an assessment in some rounds: where there is none,
// nothing is asked of single households.
func (p *Panel) has(ctx context.Context, known map[unit.ID]bool, commune unit.ID, which string, args ...any) (bool, error) {
	if some, ok := known[commune]; ok {
		return some, nil
	}
	var n int64
	err := p.q.QueryRow(ctx, `-- routed
		select count(*) from review_round r where exists (
			select 1 from review_assessment a where a.commune_id = $1 and a.round_id = r.id) and `+which,
		append([]any{int64(commune)}, args...)...).Scan(&n)
	if err != nil {
		return false, fmt.Errorf("rounds of %d: %w", commune, err)
	}
	known[commune] = n > 0
	return n > 0, nil
}

// marks adds ids to the arguments of a query and gives their places in it.
func marks(args *[]any, ids []household.ID) string {
	var b strings.Builder
	for i, id := range ids {
		if i > 0 {
			b.WriteString(", ")
		}
		*args = append(*args, int64(id))
		b.WriteString("$" + strconv.Itoa(len(*args)))
	}
	return b.String()
}

// InputOf is what was found of a household, read back from its assessment: judged again in the same round
// it gives the same assessment.
func InputOf(a Assessment) Input {
	in := Input{
		Household: a.Household, Village: a.Village, Area: a.Area, Region: a.Region, Ethnic: a.Ethnic, Flags: a.Flags,
		Members: a.Members, Children: a.Children, Answers: a.Answers, PointsA: a.PointsA, Income: a.Income,
		Deprived: a.Deprived, Causes: a.Causes, Needs: a.Needs,
		Previous: a.PrevClass, Arrived: a.Movement == OtherIn, Left: a.Class == standard.None,
	}
	if a.Movement == FellBack {
		in.WasPoorBefore, in.WasNearPoorBefore = a.Class == standard.Poor, a.Class != standard.Poor
	}
	return in
}

// Exchange is an assessment before and after; Old is nil for one that is new, Now for one that goes.
type Exchange struct{ Old, Now *Assessment }

// Batch stores many assessments of a round within one act and keeps the tallies: their changes are
// gathered and written once, by Close.
type Batch struct {
	tx    *db.Tx
	j     *judge
	delta *delta
}

// Begin starts a batch; other acts on the round wait until the act ends. A closed round is a fault.
func (p *Panel) Begin(ctx context.Context, tx *db.Tx) (*Batch, error) {
	id := p.j.round.ID
	if err := lockAll(ctx, tx, id); err != nil {
		return nil, err
	}
	r, err := Get(ctx, tx, id)
	if err != nil {
		return nil, err
	}
	if r.Status != Open {
		return nil, fault.New(fault.Conflict, "review.round_closed", "Year", r.Year)
	}
	return &Batch{tx: tx, j: p.j, delta: newDelta(p.j.masks)}, nil
}

// Put stores the changes of one commune. An assessment with its own time of change keeps it, any other
// takes the act's.
func (b *Batch) Put(ctx context.Context, commune unit.ID, changes []Exchange) error {
	var gone []household.ID
	for _, x := range changes {
		if x.Old != nil {
			gone = append(gone, x.Old.Household.ID)
			b.delta.count(x.Old, -1)
		}
		if x.Now != nil {
			b.delta.count(x.Now, 1)
		}
	}
	for from := 0; from < len(gone); from += maxPage {
		args := []any{int64(commune), int64(b.j.round.ID)}
		_, err := b.tx.Exec(ctx, `-- routed
			delete from review_assessment where commune_id = $1 and round_id = $2 and household_id in (`+
			marks(&args, gone[from:min(from+maxPage, len(gone))])+`)`, args...)
		if err != nil {
			return fmt.Errorf("assessments of %d: %w", commune, err)
		}
	}
	_, err := b.tx.Load(ctx, "review_assessment", assessmentColumns, func(yield func([]any, error) bool) {
		for _, x := range changes {
			if x.Now == nil {
				continue
			}
			if x.Now.Updated.IsZero() {
				x.Now.Updated = b.tx.Now.UTC()
			}
			row, err := x.Now.row()
			if !yield(row, err) || err != nil {
				return
			}
		}
	})
	return err
}

// Close writes the tallies: commune by commune the stored cells are read, changed and stored anew, which for
// many cells is far quicker than adding to each of them. Cells that come to zero go. The batch is of no
// more use.
func (b *Batch) Close(ctx context.Context) error {
	id := b.j.round.ID
	tallies, flows := map[unit.ID][]tallyKey{}, map[unit.ID][]flowKey{}
	for _, k := range b.delta.tallyCells() {
		tallies[k.commune] = append(tallies[k.commune], k)
	}
	for _, k := range b.delta.flowCells() {
		flows[k.commune] = append(flows[k.commune], k)
	}
	for _, commune := range slices.Sorted(maps.Keys(tallies)) {
		stored, err := storedTally(ctx, b.tx, id, commune)
		if err != nil {
			return err
		}
		for _, k := range tallies[commune] {
			if c, ok := stored[k]; ok {
				c.Add(*b.delta.tally[k])
			} else {
				stored[k] = b.delta.tally[k]
			}
		}
		if err := rewriteTally(ctx, b.tx, id, commune, stored); err != nil {
			return err
		}
	}
	for _, commune := range slices.Sorted(maps.Keys(flows)) {
		stored, err := storedFlow(ctx, b.tx, id, commune)
		if err != nil {
			return err
		}
		for _, k := range flows[commune] {
			h := b.delta.flow[k]
			if old, ok := stored[k]; ok {
				old.households, old.persons = old.households+h.households, old.persons+h.persons
			} else {
				stored[k] = h
			}
		}
		if err := rewriteFlow(ctx, b.tx, id, commune, stored); err != nil {
			return err
		}
	}
	changed := map[unit.ID]bool{}
	for c := range tallies {
		changed[c] = true
	}
	for c := range flows {
		changed[c] = true
	}
	return touch(ctx, b.tx, id, slices.Sorted(maps.Keys(changed))...)
}

// rewriteTally stores the cells of one commune in place of those that there are.
func rewriteTally(ctx context.Context, tx *db.Tx, id RoundID, commune unit.ID, cells map[tallyKey]*Counts) error {
	_, err := tx.Exec(ctx, `-- routed
		delete from review_tally where commune_id = $1 and round_id = $2`, int64(commune), int64(id))
	if err != nil {
		return fmt.Errorf("cells of commune %d: %w", commune, err)
	}
	names := append([]string{"commune_id", "round_id", "village_id", "class", "ethnic"}, strings.Split(tallyNames, ", ")...)
	d := delta{tally: cells}
	_, err = tx.Load(ctx, "review_tally", names, func(yield func([]any, error) bool) {
		for _, k := range d.tallyCells() {
			row := []any{int64(k.commune), int64(id), int64(k.village), int64(k.class), string(k.ethnic)}
			for _, n := range cells[k].fields() {
				row = append(row, *n)
			}
			if !yield(row, nil) {
				return
			}
		}
	})
	return err
}

// rewriteFlow is rewriteTally for the flows.
func rewriteFlow(ctx context.Context, tx *db.Tx, id RoundID, commune unit.ID, cells map[flowKey]*heads) error {
	_, err := tx.Exec(ctx, `-- routed
		delete from review_flow where commune_id = $1 and round_id = $2`, int64(commune), int64(id))
	if err != nil {
		return fmt.Errorf("flows of commune %d: %w", commune, err)
	}
	names := []string{"commune_id", "round_id", "village_id", "prev_class", "class", "movement", "minority", "households", "persons"}
	d := delta{flow: cells}
	_, err = tx.Load(ctx, "review_flow", names, func(yield func([]any, error) bool) {
		for _, k := range d.flowCells() {
			h := cells[k]
			if !yield([]any{
				int64(k.commune), int64(id), int64(k.village), int64(k.prev), int64(k.class), string(k.movement), number(k.minority),
				h.households, h.persons,
			}, nil) {
				return
			}
		}
	})
	return err
}

// AssessedBetween counts the assessments in all rounds of the households of a commune with ids from first to
// last.
func AssessedBetween(ctx context.Context, q db.Querier, commune unit.ID, first, last household.ID) (n int, err error) {
	err = q.QueryRow(ctx, `-- routed
		select count(*) from review_assessment where commune_id = $1 and household_id between $2 and $3`,
		int64(commune), int64(first), int64(last)).Scan(&n)
	return n, err
}

// InVillage tells whether a round found a household in a village.
func InVillage(ctx context.Context, q db.Querier, commune, village unit.ID) (bool, error) {
	var n int64
	err := q.QueryRow(ctx, `-- routed
		select count(*) from review_assessment where commune_id = $1 and village_id = $2`, int64(commune), int64(village)).Scan(&n)
	return n > 0, err
}
