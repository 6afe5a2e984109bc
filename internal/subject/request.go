package subject

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"giamngheo/internal/account"
	"giamngheo/internal/audit"
	"giamngheo/internal/day"
	"giamngheo/internal/db"
	"giamngheo/internal/fault"
	"giamngheo/internal/household"
	"giamngheo/internal/lang"
	"giamngheo/internal/unit"
)

// Service carries out the acts on requests and periods.
type Service struct {
	db         *db.DB
	households *household.Service
}

// NewService makes the service.
func NewService(d *db.DB, h *household.Service) *Service { return &Service{d, h} }

// Wish is what a person asks for.
type Wish string

// The wishes.
const (
	See      Wish = "see"      // what is held on him
	Correct  Wish = "correct"  // a fact to be set right; by a request of change
	Restrict Wish = "restrict" // that his data are handed on no more
	Lift     Wish = "lift"     // that they may be again
)

// Wishes lists them in the order in which they are offered.
var Wishes = []Wish{See, Correct, Restrict, Lift}

// Name is a wish for the reader.
func (w Wish) Name(l lang.Lang) string { return l.T("subject.wish_" + string(w)) }

// Outcome is what became of a request.
type Outcome string

// The outcomes; Open waits.
const (
	Open    Outcome = ""
	Done    Outcome = "done"
	Refused Outcome = "refused"
)

// Name is an outcome for the reader.
func (o Outcome) Name(l lang.Lang) string {
	if o == Open {
		return l.T("subject.outcome_open")
	}
	return l.T("subject.outcome_" + string(o))
}

// RequestID numbers a request within its commune.
type RequestID int64

// Request is what a person asked about his data.
type Request struct {
	ID        RequestID
	Household household.Ref
	Position  int // of the person, 0 for the household
	Wish      Wish
	Asker     string // the person, or who speaks for him
	Text      string
	Asked     day.Date
	Due       day.Date
	Outcome   Outcome
	Answer    string
	Answered  day.Date
	By        int64
}

// Late tells whether the answer is overdue on a day.
func (r Request) Late(on day.Date) bool { return r.Outcome == Open && r.Due < on }

const maxText = 1000

// tidy brings what was typed into the form that is stored, and refuses what cannot be a request.
func (r Request) tidy(today day.Date) (Request, error) {
	clean := func(s string) string { return strings.Join(strings.Fields(lang.NFC(s)), " ") }
	r.Asker, r.Text = clean(r.Asker), clean(r.Text)
	if r.Asked == "" {
		r.Asked = today
	}
	if r.Due == "" {
		r.Due = day.Of(r.Asked.Time().AddDate(0, 0, Shipped.Answer.Days))
	}
	switch {
	case !slices.Contains(Wishes, r.Wish):
		return r, fault.New(fault.Invalid, "subject.wish_missing")
	case r.Asker == "":
		return r, fault.New(fault.Invalid, "subject.asker_missing")
	case utf8.RuneCountInString(r.Asker) > 200 || utf8.RuneCountInString(r.Text) > maxText:
		return r, fault.New(fault.Invalid, "subject.text_long", "Most", maxText)
	case r.Asked > today:
		return r, fault.New(fault.Invalid, "subject.asked_future")
	case r.Due < r.Asked:
		return r, fault.New(fault.Invalid, "subject.due_early")
	}
	return r, nil
}

// Enter writes down what a person asked for.
func (s *Service) Enter(ctx context.Context, who account.Actor, r Request) (RequestID, error) {
	var id RequestID
	err := s.db.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		if err := who.May(ctx, tx, account.AnswerSubjects, r.Household.Commune); err != nil {
			return err
		}
		h, err := household.Get(ctx, tx, r.Household)
		if err != nil {
			return err
		}
		if r.Position < 0 || r.Position > len(h.Persons) {
			return fault.New(fault.NotFound, "subject.no_person")
		}
		if r, err = r.tidy(day.Of(tx.Now)); err != nil {
			return err
		}
		if err := tx.Lock(ctx, "subject.commune", int64(r.Household.Commune)); err != nil {
			return err
		}
		if id, err = insertRequest(ctx, tx, who.ID, r); err != nil {
			return err
		}
		return s.tell(ctx, tx, who, "subject.request", r.Household, map[string]any{"request": id, "wish": r.Wish, "due": r.Due})
	})
	return id, err
}

// Answer settles a request, once. A restriction that was asked for holds from then on, and one that is to be
// lifted ends; a correction is made by a request of change, of which the answer tells.
func (s *Service) Answer(ctx context.Context, who account.Actor, commune unit.ID, id RequestID, o Outcome, text string) error {
	text = strings.Join(strings.Fields(lang.NFC(text)), " ")
	switch {
	case o != Done && o != Refused:
		return fault.New(fault.Invalid, "subject.outcome_missing")
	case text == "":
		return fault.New(fault.Invalid, "subject.answer_missing")
	case utf8.RuneCountInString(text) > maxText:
		return fault.New(fault.Invalid, "subject.text_long", "Most", maxText)
	}
	return s.db.Write(ctx, func(ctx context.Context, tx *db.Tx) error {
		if err := who.May(ctx, tx, account.AnswerSubjects, commune); err != nil {
			return err
		}
		if err := tx.Lock(ctx, "subject.commune", int64(commune)); err != nil {
			return err
		}
		r, err := request(ctx, tx, commune, id)
		if err != nil {
			return err
		}
		if r.Outcome != Open {
			return fault.New(fault.Conflict, "subject.answered_already")
		}
		if err := settle(ctx, tx, who.ID, commune, id, o, text, day.Of(tx.Now)); err != nil {
			return err
		}
		after := map[string]any{"request": id, "wish": r.Wish, "outcome": o}
		if o == Done && r.Wish == Restrict {
			err = household.Restrict(ctx, tx, household.Restriction{Household: r.Household, Position: r.Position, Since: day.Of(tx.Now), Reason: r.Text})
			after["restricted"] = true
		}
		if o == Done && r.Wish == Lift {
			_, err = household.LiftRestriction(ctx, tx, r.Household)
			after["restricted"] = false
		}
		if err != nil {
			return err
		}
		return s.tell(ctx, tx, who, "subject.answer", r.Household, after)
	})
}

// Requests are those of an area, the ones that wait first and of these the earliest due, at most limit.
func (s *Service) Requests(ctx context.Context, who account.Actor, area unit.ID, limit int) ([]Request, error) {
	if err := who.May(ctx, s.db, account.AnswerSubjects, area); err != nil {
		return nil, err
	}
	return requestsBelow(ctx, s.db, area, limit)
}

// Get is one request.
func (s *Service) Get(ctx context.Context, who account.Actor, commune unit.ID, id RequestID) (Request, error) {
	if err := who.May(ctx, s.db, account.AnswerSubjects, commune); err != nil {
		return Request{}, err
	}
	return request(ctx, s.db, commune, id)
}

// tell writes an act's audit line; what was asked and answered stays out of it.
func (s *Service) tell(ctx context.Context, tx *db.Tx, who account.Actor, act string, ref household.Ref, after map[string]any) error {
	return audit.Record(ctx, tx, who.Audit(), audit.Line{Act: act, Thing: "household:" + ref.String(), UnitID: int64(ref.Commune), After: after})
}

// number writes an id.
func number[T ~int64](n T) string { return strconv.FormatInt(int64(n), 10) }
