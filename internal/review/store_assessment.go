package review

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"giamngheo/internal/day"
	"giamngheo/internal/db"
	"giamngheo/internal/household"
	"giamngheo/internal/standard"
	"giamngheo/internal/unit"
)

var assessmentColumns = []string{
	"commune_id", "round_id", "household_id", "village_id", "area", "region", "ethnic", "flags",
	"members", "children", "answers", "points_a", "income", "deprived", "causes", "needs", "class", "codes", "prev_class",
	"movement", "updated",
}

var selectAssessment = "a." + strings.Join(assessmentColumns, ", a.")

// row is an assessment as it is stored, in the order of assessmentColumns.
func (a *Assessment) row() ([]any, error) {
	answers := ""
	if len(a.Answers) > 0 {
		b, err := json.Marshal(a.Answers)
		if err != nil {
			return nil, err
		}
		answers = string(b)
	}
	return []any{
		int64(a.Household.Commune), int64(a.Round), int64(a.Household.ID), int64(a.Village), string(a.Area),
		string(a.Region), string(a.Ethnic), int64(a.Flags), int64(a.Members), int64(a.Children), answers, int64(a.PointsA), a.Income,
		int64(a.Deprived), int64(a.Causes), int64(a.Needs), int64(a.Class), strings.Join(a.Codes, " "), int64(a.PrevClass),
		string(a.Movement), a.Updated.UnixMicro(),
	}, nil
}

// scanAssessment reads selectAssessment, then whatever else the query selects.
func scanAssessment(row interface{ Scan(...any) error }, more ...any) (Assessment, error) {
	var a Assessment
	var answers, codes string
	var updated int64
	err := row.Scan(append([]any{
		&a.Household.Commune, &a.Round, &a.Household.ID, &a.Village, &a.Area,
		&a.Region, &a.Ethnic, &a.Flags, &a.Members, &a.Children, &answers, &a.PointsA, &a.Income,
		&a.Deprived, &a.Causes, &a.Needs, &a.Class, &codes, &a.PrevClass,
		&a.Movement, &updated,
	}, more...)...)
	if err != nil {
		return Assessment{}, err
	}
	if answers != "" {
		if err := json.Unmarshal([]byte(answers), &a.Answers); err != nil {
			return Assessment{}, fmt.Errorf("answers of %s: %w", a.Household, err)
		}
	}
	a.Codes = strings.Fields(codes)
	a.Updated = time.UnixMicro(updated).UTC()
	return a, nil
}

// find reads a household's assessment in a round; nil when it has none.
func find(ctx context.Context, q db.Querier, id RoundID, ref household.Ref) (*Assessment, error) {
	a, err := scanAssessment(q.QueryRow(ctx, `-- routed
		select `+selectAssessment+` from review_assessment a
		where a.commune_id = $1 and a.round_id = $2 and a.household_id = $3`, int64(ref.Commune), int64(id), int64(ref.ID)))
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("assessment of %s: %w", ref, err)
	}
	return &a, nil
}

var saveAssessment = func() string {
	marks := make([]string, len(assessmentColumns))
	var sets []string
	for i, c := range assessmentColumns {
		marks[i] = fmt.Sprintf("$%d", i+1)
		if i > 2 {
			sets = append(sets, c+" = excluded."+c)
		}
	}
	return `-- routed
		insert into review_assessment (` + strings.Join(assessmentColumns, ", ") + `) values (` + strings.Join(marks, ", ") + `)
		on conflict (commune_id, round_id, household_id) do update set ` + strings.Join(sets, ", ")
}()

func save(ctx context.Context, tx *db.Tx, a *Assessment) error {
	row, err := a.row()
	if err == nil {
		err = tx.Send(ctx, saveAssessment, row...)
	}
	if err != nil {
		return fmt.Errorf("assessment of %s: %w", a.Household, err)
	}
	return nil
}

func remove(ctx context.Context, tx *db.Tx, a *Assessment) error {
	_, err := tx.Exec(ctx, `-- routed
		delete from review_assessment where commune_id = $1 and round_id = $2 and household_id = $3`,
		int64(a.Household.Commune), int64(a.Round), int64(a.Household.ID))
	if err != nil {
		return fmt.Errorf("assessment of %s: %w", a.Household, err)
	}
	return nil
}

// onRecord is an assessment with what of its round says whether a later one heeds it.
type onRecord struct {
	Assessment
	day  day.Date
	kind Kind
}

// knownOf is the question for what the rounds that cover a household's commune found of it.
func knownOf(into *[]onRecord, ref household.Ref) db.Question {
	return db.Each(func(row db.Rows) error {
		var j onRecord
		var err error
		if j.Assessment, err = scanAssessment(row, &j.day, &j.kind); err != nil {
			return fmt.Errorf("what is known of %s: %w", ref, err)
		}
		*into = append(*into, j)
		return nil
	}, `-- routed
		select `+selectAssessment+`, r.day, r.kind from unit_below b join review_round r on r.unit_id = b.ancestor_id
		cross join review_assessment a where b.unit_id = $1 and a.commune_id = $2 and a.round_id = r.id and a.household_id = $3`,
		int64(ref.Commune), int64(ref.Commune), int64(ref.ID))
}

// standsOn is what a household's record in a round stands on: what the round found of it already, nil when
// nothing, and what earlier rounds know: its class in the round before, and the poorest list it stood on in the
// yearly rounds before that.
func standsOn(known []onRecord, r Round) (now *Assessment, p Past) {
	for i := range known {
		switch k := &known[i]; {
		case k.Round == r.ID:
			now = &k.Assessment
		case k.day < r.Day && (k.kind == Periodic || k.Round == r.Previous):
			p.learn(r, k.Round, k.Class)
		}
	}
	return now, p
}

// learn takes up a class that an earlier round gave.
func (p *Past) learn(r Round, id RoundID, c standard.Class) {
	if id == r.Previous {
		p.Class = c
	} else {
		p.Worst = worse(p.Worst, c)
	}
}

// pastBook is the past of many households.
type pastBook map[household.Ref]Past

// pasts is what standsOn tells of the past, for every household of the rounds before one, for bulk loading. A household takes
// about 50 bytes.
func pasts(ctx context.Context, q db.Querier, r Round) (pastBook, error) {
	out := pastBook{}
	rows, err := q.Query(ctx, `-- all-shards
		select a.commune_id, a.household_id, a.round_id, a.class from review_round r join review_assessment a on a.round_id = r.id
		where r.day < $1 and (r.kind = $2 or r.id = $3)`, string(r.Day), string(Periodic), int64(r.Previous))
	if err != nil {
		return nil, fmt.Errorf("earlier rounds: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		var ref household.Ref
		var id RoundID
		var c standard.Class
		if err := rows.Scan(&ref.Commune, &ref.ID, &id, &c); err != nil {
			return nil, err
		}
		p := out[ref]
		p.learn(r, id, c)
		out[ref] = p
	}
	return out, rows.Err()
}

// missing counts the households in a unit that were on a list at the beginning of a round and have
// not been reviewed in it, one by one. Pages ask ProgressOf, which costs no more when there are more.
func missing(ctx context.Context, q db.Querier, r Round, u unit.ID) (n int64, err error) {
	level, parent, err := levelOf(ctx, q, u)
	if err != nil {
		return 0, err
	}
	area, village := int64(u), int64(0)
	if level == unit.Village {
		area, village = int64(parent), area
	}
	err = q.QueryRow(ctx, `-- all-shards
		select count(*) from review_assessment p
		join unit_below b on b.unit_id = p.commune_id and b.ancestor_id = $1
		left join review_assessment a on a.commune_id = p.commune_id and a.household_id = p.household_id and a.round_id = $2
		where p.round_id = $3 and p.class in ($4, $5) and (cast($6 as bigint) = 0 or p.village_id = $7) and a.household_id is null`,
		area, int64(r.ID), int64(r.Previous), int64(standard.Poor), int64(standard.NearPoor), village, village).Scan(&n)
	if err != nil {
		return 0, fmt.Errorf("households not reviewed: %w", err)
	}
	return n, nil
}

// History lists a household's assessments through the rounds, the newest first, each as it was
// judged then.
func History(ctx context.Context, q db.Querier, ref household.Ref) ([]Judged, error) {
	// "cross join" keeps SQLite from reading all that its commune ever found: the rounds that cover the
	// commune are few, and in each one seek finds the household.
	rows, err := q.Query(ctx, `-- routed
		select `+selectAssessment+`, `+roundColumns+` from unit_below b join review_round r on r.unit_id = b.ancestor_id
		cross join review_assessment a where b.unit_id = $1 and a.commune_id = $2 and a.round_id = r.id and a.household_id = $3
		order by r.day desc, r.id desc limit $4`, int64(ref.Commune), int64(ref.Commune), int64(ref.ID), maxRounds)
	if err != nil {
		return nil, fmt.Errorf("history of %s: %w", ref, err)
	}
	defer rows.Close()
	var out []Judged
	for rows.Next() {
		var j Judged
		var detail int64
		r := &j.In
		j.Assessment, err = scanAssessment(rows, &r.ID, &r.Year, &r.Kind, &r.Edition, &r.Card, &r.Region, &r.Unit, &r.Day,
			&r.Previous, &detail, &r.Status, &r.Source)
		if err != nil {
			return nil, fmt.Errorf("history of %s: %w", ref, err)
		}
		r.Detail = detail != 0
		out = append(out, j)
	}
	return out, rows.Err()
}

// levelOf is a unit's level and, for a village, its commune.
func levelOf(ctx context.Context, q db.Querier, id unit.ID) (unit.Level, unit.ID, error) {
	u, err := unit.Get(ctx, q, id)
	if err != nil {
		return "", 0, err
	}
	return u.Level, u.Parent, nil
}
