package review

import (
	"giamngheo/internal/lang"
	"giamngheo/internal/standard"
)

// Flow counts the households that went one way in a round.
type Flow struct {
	From, To   standard.Class
	Movement   Movement
	Minority   bool
	Households int64
	Persons    int64
}

// Line is one list's movement through a round, as the movement sheets print it (diễn biến hộ
// nghèo, hộ cận nghèo): Opening − (ToOther + Escaped + OtherOut) + (FromOther + FellBack + New +
// OtherIn) = Closing.
type Line struct {
	List      standard.Class `json:"-"`          // Poor or NearPoor
	Opening   int64          `json:"opening"`    // đầu kỳ
	ToOther   int64          `json:"to_other"`   // the poor who became near-poor, the near-poor who became poor
	Escaped   int64          `json:"escaped"`    // vượt chuẩn cận nghèo
	OtherOut  int64          `json:"other_out"`  // hộ khác giảm
	FromOther int64          `json:"from_other"` // from the other list
	FellBack  int64          `json:"fell_back"`  // tái nghèo, tái cận nghèo
	New       int64          `json:"new"`        // phát sinh mới
	OtherIn   int64          `json:"other_in"`   // hộ khác tăng
	Closing   int64          `json:"closing"`    // cuối kỳ
}

// Out is the sum of the decreases.
func (l Line) Out() int64 { return l.ToOther + l.Escaped + l.OtherOut }

// In is the sum of the increases.
func (l Line) In() int64 { return l.FromOther + l.FellBack + l.New + l.OtherIn }

// Gap is what the line lacks to add up; 0 when it does.
func (l Line) Gap() int64 { return l.Opening - l.Out() + l.In() - l.Closing }

// Balance is the movement of both lists, in households and in persons. Persons are counted with the
// members of this round at both ends, since a household's members change between rounds.
type Balance struct {
	Poor, NearPoor               Line
	PoorPersons, NearPoorPersons Line
}

// Reconcile adds flows up to the lines of the movement sheets. Opening and closing are summed by
// class, the columns between by movement, so that a Gap shows a flow whose movement does not fit.
func Reconcile(flows []Flow) Balance {
	var b Balance
	for list, lines := range map[standard.Class][2]*Line{
		standard.Poor:     {&b.Poor, &b.PoorPersons},
		standard.NearPoor: {&b.NearPoor, &b.NearPoorPersons},
	} {
		lines[0].List, lines[1].List = list, list
		for _, f := range flows {
			lines[0].put(list, f, f.Households)
			lines[1].put(list, f, f.Persons)
		}
	}
	return b
}

// OfMinority keeps the flows of households of ethnic minorities.
func OfMinority(flows []Flow) []Flow {
	var kept []Flow
	for _, f := range flows {
		if f.Minority {
			kept = append(kept, f)
		}
	}
	return kept
}

// Row is one column of a movement sheet, with the movement behind it; "" for opening and closing.
type Row struct {
	List       standard.Class
	Movement   Movement
	Sign       int // -1 decrease, +1 increase, 0 opening and closing
	Key        string
	Households int64
}

// Name is the row's name in words.
func (r Row) Name(t lang.Lang) string {
	if r.Movement == "" {
		return t.T(r.Key)
	}
	return r.Movement.Name(t, r.List)
}

// Behind are the households behind the row: the list that one click on its figure shows.
func (r Row) Behind() Filter {
	list := []standard.Class{r.List}
	switch {
	case r.Sign > 0:
		return Filter{Movements: []Movement{r.Movement}, Classes: list}
	case r.Sign < 0:
		return Filter{Movements: []Movement{r.Movement}, Before: list}
	case r.Key == openingKey:
		return Filter{Before: list}
	default:
		return Filter{Classes: list}
	}
}

const openingKey = "review.opening"

// Rows are the columns of the sheet in order, from the opening to the closing.
func (l Line) Rows() []Row {
	out, in := EscapedToNearPoor, BecamePoor
	if l.List == standard.NearPoor {
		out, in = in, out
	}
	return []Row{
		{l.List, "", 0, openingKey, l.Opening},
		{l.List, out, -1, "", l.ToOther},
		{l.List, Escaped, -1, "", l.Escaped},
		{l.List, OtherOut, -1, "", l.OtherOut},
		{l.List, in, 1, "", l.FromOther},
		{l.List, FellBack, 1, "", l.FellBack},
		{l.List, NewlyListed, 1, "", l.New},
		{l.List, OtherIn, 1, "", l.OtherIn},
		{l.List, "", 0, "review.closing", l.Closing},
	}
}

func (l *Line) put(list standard.Class, f Flow, n int64) {
	if f.From == list {
		l.Opening += n
	}
	if f.To == list {
		l.Closing += n
	}
	out, in := EscapedToNearPoor, BecamePoor
	if list == standard.NearPoor {
		out, in = BecamePoor, EscapedToNearPoor
	}
	switch f.Movement {
	case out:
		l.ToOther += n
	case in:
		l.FromOther += n
	case Escaped:
		if f.From == list {
			l.Escaped += n
		}
	case OtherOut:
		if f.From == list {
			l.OtherOut += n
		}
	case FellBack:
		if f.To == list {
			l.FellBack += n
		}
	case NewlyListed:
		if f.To == list {
			l.New += n
		}
	case OtherIn:
		if f.To == list {
			l.OtherIn += n
		}
	}
}
