package web

// Choices is a group of boxes to tick or of answers of which one is chosen.
type Choices struct {
	ID      string // of the group; an error summary leads here
	Legend  string
	Help    string
	Problem string
	One     bool // one of them is chosen, otherwise any number
	Rows    []Choice
}

// Choice is one box or answer.
type Choice struct {
	ID    string // of the box, and what its help is tied to
	Name  string // of the form's value
	Value string
	Label string
	Help  string // what it means, "" when the label says it all
	Mark  string // a sentence when Help rests on what nobody read in the law
	On    bool
}

func (c Choices) kind() string {
	if c.One {
		return "radio"
	}
	return "checkbox"
}
