package review

import (
	"context"
	"database/sql"
	"fmt"

	"giamngheo/internal/day"
	"giamngheo/internal/db"
	"giamngheo/internal/unit"
)

// FiguresAt are the figures of every unit of one level within u on a day, in one query: the rows of a
// form of two levels. Units in which nothing was reviewed are left out.
func FiguresAt(ctx context.Context, q db.Querier, id RoundID, u unit.ID, level unit.Level, on day.Date) (map[unit.ID]Figures, error) {
	rows, err := within(ctx, q, "review_tally", "t.class, t.ethnic, "+tallySums, "t.class, t.ethnic", id, u, level, on)
	if err != nil {
		return nil, fmt.Errorf("figures of each %s in unit %d: %w", level, u, err)
	}
	return scanFigures(rows)
}

// FlowAt is the movement in every unit of one level within u on a day, in one query.
func FlowAt(ctx context.Context, q db.Querier, id RoundID, u unit.ID, level unit.Level, on day.Date) (map[unit.ID][]Flow, error) {
	rows, err := within(ctx, q, "review_flow", flowSums, flowKeys, id, u, level, on)
	if err != nil {
		return nil, fmt.Errorf("movement in each %s in unit %d: %w", level, u, err)
	}
	return scanFlows(rows)
}

// within sums the cells of a table for each unit of a level: a village has cells of its own, every
// other unit those of its communes.
func within(ctx context.Context, q db.Querier, table, sums, keys string, id RoundID, u unit.ID, level unit.Level, on day.Date) (*sql.Rows, error) {
	if level == unit.Village {
		return q.Query(ctx, `-- all-shards
			select t.village_id, `+sums+`
			from unit_below w join unit v on v.id = w.unit_id join `+table+` t on t.commune_id = v.parent_id and t.village_id = v.id
			where w.ancestor_id = $1 and v.level = $2 and v.valid_from <= $3 and v.valid_to > $4 and t.round_id = $5
			group by t.village_id, `+keys+` order by t.village_id, `+keys, int64(u), string(level), string(on), string(on), int64(id))
	}
	return q.Query(ctx, `-- all-shards
		select v.id, `+sums+`
		from unit_below w join unit v on v.id = w.unit_id join unit_below b on b.ancestor_id = v.id join `+table+` t on t.commune_id = b.unit_id
		where w.ancestor_id = $1 and v.level = $2 and v.valid_from <= $3 and v.valid_to > $4 and t.round_id = $5 and t.village_id = 0
		group by v.id, `+keys+` order by v.id, `+keys, int64(u), string(level), string(on), string(on), int64(id))
}
