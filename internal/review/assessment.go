package review

import (
	"time"

	"giamngheo/internal/household"
	"giamngheo/internal/standard"
	"giamngheo/internal/unit"
)

// Input is what a reviewer brings of one household: the answers of the score card (Phiếu B) or the
// totals of a review done on paper.
type Input struct {
	Household household.Ref
	Village   unit.ID // 0 when not known; the household then counts in its commune alone
	Area      standard.Area
	Region    standard.Region // of the score card; "" is the round's
	Ethnic    household.Ethnic
	Flags     household.Flags
	Members   int
	Children  int              // members under 16 at the round's day
	Answers   standard.Answers // scored with the round's card; nil when PointsA or Income is given
	PointsA   int              // điểm A (B1), -1 when not counted
	Income    int64            // đồng per head and month, -1 when not declared
	Deprived  standard.Deprivations
	Causes    household.CauseSet
	Needs     household.NeedSet

	Previous          standard.Class // class at the beginning, heeded only in a round without a previous one
	WasPoorBefore     bool           // on the list of the poor before the beginning, beyond what earlier rounds here know
	WasNearPoorBefore bool           // likewise on the list of the near-poor
	Arrived           bool           // split off from another household or moved in since the beginning
	Left              bool           // moved away, merged or died: no class, off every list
}

// Given is a household whose class alone is known, taken over from an earlier review.
type Given struct {
	Household         household.Ref
	Village           unit.ID
	Area              standard.Area
	Ethnic            household.Ethnic
	Flags             household.Flags
	Members, Children int
	Class             standard.Class
}

// Assessment is one household in one round, as it was judged: its class and codes are kept, never
// computed again.
type Assessment struct {
	Round     RoundID
	Household household.Ref
	Village   unit.ID
	Area      standard.Area
	Region    standard.Region
	Ethnic    household.Ethnic
	Flags     household.Flags
	Members   int
	Children  int
	Answers   standard.Answers
	PointsA   int
	Income    int64
	Deprived  standard.Deprivations
	Causes    household.CauseSet
	Needs     household.NeedSet
	Class     standard.Class // None for a household that left
	Codes     []string       // the rules that decided
	PrevClass standard.Class // class at the beginning, None when on no list
	Movement  Movement
	Updated   time.Time
}

// Facts are what the standard judged.
func (a Assessment) Facts() standard.Facts {
	return standard.Facts{Area: a.Area, PointsA: a.PointsA, Income: a.Income, Deprived: a.Deprived}
}
