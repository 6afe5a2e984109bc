package audit

import (
	"cmp"
	"context"
	"slices"
	"time"

	"giamngheo/internal/db"
)

// Volume is how much an officer looked at, searched and took out.
type Volume struct {
	Looks    int64 // pages of households, and what was withheld on them
	Searches int64 // searches and lists of households
	Exports  int64 // files taken out
	Taken    int64 // rows in those files
}

// Vietnam is the clock by which a day of work begins and ends.
var Vietnam = time.FixedZone("+07", 7*3600)

// volumeKey is whose volume on which day.
type volumeKey struct {
	day     string
	account int64
	actor   string
}

// add counts into what an act has told.
func (p *pending) add(at time.Time, who Actor, v Volume) {
	if who.ID == 0 || v == (Volume{}) {
		return // the system's own work is nobody's curiosity
	}
	k := volumeKey{at.In(Vietnam).Format(time.DateOnly), who.ID, who.Name}
	if p.volumes == nil {
		p.volumes = map[volumeKey]Volume{}
	}
	sum := p.volumes[k]
	sum.Looks += v.Looks
	sum.Searches += v.Searches
	sum.Exports += v.Exports
	sum.Taken += v.Taken
	p.volumes[k] = sum
}

// storeVolumes counts up the days' volumes, in one order, so that two acts never wait crosswise.
func storeVolumes(ctx context.Context, tx *db.Tx, volumes map[volumeKey]Volume) error {
	keys := make([]volumeKey, 0, len(volumes))
	for k := range volumes {
		keys = append(keys, k)
	}
	slices.SortFunc(keys, func(a, b volumeKey) int {
		return cmp.Or(cmp.Compare(a.day, b.day), cmp.Compare(a.account, b.account), cmp.Compare(a.actor, b.actor))
	})
	for _, k := range keys {
		v := volumes[k]
		if err := tx.Send(ctx, `insert into audit_volume (day, account_id, actor, looks, searches, exports, taken) values ($1, $2, $3, $4, $5, $6, $7)
			on conflict (day, account_id, actor) do update set looks = audit_volume.looks + excluded.looks,
				searches = audit_volume.searches + excluded.searches, exports = audit_volume.exports + excluded.exports,
				taken = audit_volume.taken + excluded.taken`,
			k.day, k.account, k.actor, v.Looks, v.Searches, v.Exports, v.Taken); err != nil {
			return err
		}
	}
	return nil
}

// RecordExport writes the line of a file that was taken out, with how many rows it had.
func RecordExport(ctx context.Context, tx *db.Tx, who Actor, l Line, rows int64) error {
	db.AtEnd(tx, store).add(tx.Now, who, Volume{Exports: 1, Taken: rows})
	return Record(ctx, tx, who, l)
}
