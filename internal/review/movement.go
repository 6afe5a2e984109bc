package review

import "giamngheo/internal/standard"

// Movement is what became of a household between the beginning of a round (đầu kỳ) and its end
// (cuối kỳ), as the movement sheets of poor and near-poor households name it.
type Movement string

// The movements. Each household of a round has exactly one.
const (
	// Stayed is on the same list at both ends (hộ nghèo cũ, hộ cận nghèo cũ).
	Stayed Movement = "stayed"
	// EscapedToNearPoor left the list of the poor for that of the near-poor (trở thành hộ cận nghèo).
	EscapedToNearPoor Movement = "escaped_to_near_poor"
	// Escaped passed the near-poor line from either list (vượt chuẩn cận nghèo).
	Escaped Movement = "escaped"
	// BecamePoor was near-poor and is poor now (hộ cận nghèo trở thành hộ nghèo).
	BecamePoor Movement = "became_poor"
	// FellBack was on the list in an earlier round, then not, and is again (tái nghèo, tái cận nghèo).
	FellBack Movement = "fell_back"
	// NewlyListed comes to a list for the first time (phát sinh mới).
	NewlyListed Movement = "new"
	// OtherIn comes to a list with a household that was not here: split off, moved in (hộ khác tăng).
	OtherIn Movement = "other_in"
	// OtherOut leaves a list with a household that is no more here: moved, merged, died (hộ khác giảm).
	OtherOut Movement = "other_out"
	// Outside is on no list at either end: reviewed, and judged not poor.
	Outside Movement = "outside"
)

// Movements lists the movements in the order of the sheets.
var Movements = []Movement{Stayed, EscapedToNearPoor, Escaped, OtherOut, BecamePoor, FellBack, NewlyListed, OtherIn, Outside}

// Past is what is known of a household when a round begins.
type Past struct {
	Class   standard.Class // at the beginning of the round; None when it was not reviewed
	Worst   standard.Class // poorest list it stood on before that; None when it never did
	Arrived bool           // it was not here at the beginning: split off or moved in
}

// Move decides the movement of a household with this past that is now in class now; None is a
// household that left. The class at the beginning decides first, so that every household of a list's
// opening stands in exactly one of its stay or decrease columns, and every household of its closing
// that was not there in exactly one of its increase columns: opening − out + in = closing, always.
//
//	beginning      now poor     now near-poor       above     left
//	poor           Stayed       EscapedToNearPoor   Escaped   OtherOut
//	near-poor      BecamePoor   Stayed              Escaped   OtherOut
//	above or none  in           in                  Outside   Outside
//
// "in" is OtherIn for a household that arrived, FellBack for one that stood on this list or a
// poorer one in an earlier round, and NewlyListed otherwise.
func Move(past Past, now standard.Class) Movement {
	was, is := listed(past.Class), listed(now)
	switch {
	case !was && !is:
		return Outside
	case was && now == standard.None:
		return OtherOut
	case was && !is:
		return Escaped
	case was && past.Class == now:
		return Stayed
	case was && now == standard.NearPoor:
		return EscapedToNearPoor
	case was:
		return BecamePoor
	case past.Arrived && past.Class == standard.None:
		return OtherIn
	case listed(past.Worst) && past.Worst <= now:
		return FellBack
	default:
		return NewlyListed
	}
}

// listed tells whether a class stands on a list (hộ nghèo, hộ cận nghèo).
func listed(c standard.Class) bool { return c == standard.Poor || c == standard.NearPoor }

// worse is the poorer of two classes; None is no class at all.
func worse(a, b standard.Class) standard.Class {
	if a == standard.None || b != standard.None && b < a {
		return b
	}
	return a
}
