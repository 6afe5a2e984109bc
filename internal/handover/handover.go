// Package handover passes what an officer has in hand to who follows him (bàn giao khi thôi nhiệm vụ): his posts
// end and the other's begin on one day, and his working lists become the other's. Households need no act: they
// are in the care of whoever holds the post. It stands on accounts and working lists and owns no table.
package handover

import (
	"context"
	"fmt"

	"giamngheo/internal/account"
	"giamngheo/internal/audit"
	"giamngheo/internal/day"
	"giamngheo/internal/db"
	"giamngheo/internal/fault"
	"giamngheo/internal/worklist"
)

// Service carries out the act.
type Service struct{ db *db.DB }

// New makes the service.
func New(d *db.DB) *Service { return &Service{d} }

// Done is what a hand-over did.
type Done struct {
	Posts int   // that ended here and began there
	Lists int64 // working lists that have a new owner
}

// HandOver passes everything from one account to another: on is the day on which the posts end and begin.
// The posts are those within the area of who does it, and the lists those made in one of them; the lists pass
// at once. It is one act with one line; posts tell their own beginning and end.
func (s *Service) HandOver(ctx context.Context, who account.Actor, from, to string, on day.Date) (done Done, err error) {
	if from == to {
		return done, fault.New(fault.Invalid, "handover.same")
	}
	err = s.db.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		passed, err := account.PassOn(ctx, tx, who, from, to, on)
		if err != nil {
			return err
		}
		done = Done{Posts: len(passed.Grants)}
		for _, g := range passed.Grants {
			n, err := worklist.Pass(ctx, tx, passed.From, passed.To, g.Unit)
			if err != nil {
				return err
			}
			done.Lists += n
		}
		return audit.Record(ctx, tx, who.Audit(), audit.Line{
			Act: "account.hand_over", Thing: fmt.Sprintf("account:%d", passed.From), UnitID: int64(who.Unit),
			After: map[string]any{"to": passed.To, "on": on, "posts": done.Posts, "lists": done.Lists},
		})
	})
	return done, err
}
