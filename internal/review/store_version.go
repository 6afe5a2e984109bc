package review

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"giamngheo/internal/account"
	"giamngheo/internal/db"
	"giamngheo/internal/household"
)

// keep stores an assessment as it stood until now.
func keep(ctx context.Context, tx *db.Tx, who account.Actor, request int64, a Assessment) error {
	b, err := json.Marshal(a)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `-- routed
		insert into review_version (commune_id, round_id, household_id, version, until, request_id, who, assessment)
		select $1, $2, $3, coalesce(max(v.version), 0) + 1, $4, $5, $6, $7 from review_version v
		where v.commune_id = $8 and v.round_id = $9 and v.household_id = $10`,
		int64(a.Household.Commune), int64(a.Round), int64(a.Household.ID), tx.Micros(), request, who.Audit().Name, string(b),
		int64(a.Household.Commune), int64(a.Round), int64(a.Household.ID))
	if err != nil {
		return fmt.Errorf("version of %s: %w", a.Household, err)
	}
	return nil
}

// maxVersions bounds how often one assessment was corrected, on one page.
const maxVersions = 200

// Versions are the assessments of a household in closed rounds as they stood before they were corrected, the
// newest round first, in a round the newest version first.
func Versions(ctx context.Context, q db.Querier, ref household.Ref) ([]Version, error) {
	rows, err := q.Query(ctx, `-- routed
		select v.round_id, v.version, v.until, v.request_id, v.who, v.assessment from review_round r
		cross join review_version v where v.commune_id = $1 and v.round_id = r.id and v.household_id = $2
		order by r.day desc, v.version desc limit $3`, int64(ref.Commune), int64(ref.ID), maxVersions)
	if err != nil {
		return nil, fmt.Errorf("versions of %s: %w", ref, err)
	}
	defer rows.Close()
	var out []Version
	for rows.Next() {
		var v Version
		var round RoundID
		var until int64
		var text string
		if err := rows.Scan(&round, &v.Version, &until, &v.Request, &v.Who, &text); err != nil {
			return nil, err
		}
		if err := json.Unmarshal([]byte(text), &v.Assessment); err != nil {
			return nil, fmt.Errorf("versions of %s: %w", ref, err)
		}
		v.Until = time.UnixMicro(until).UTC()
		out = append(out, v)
	}
	return out, rows.Err()
}
