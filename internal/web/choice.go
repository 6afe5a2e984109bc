package web

// Choices is a group of boxes to tick, any number of them.
type Choices struct {
	ID      string // of the group; an error summary leads here
	Legend  string
	Help    string
	Problem string
	Rows    []Choice
}

// Choice is one box.
type Choice struct {
	ID    string // of the box, and what its help is tied to
	Name  string // of the form's value
	Value string
	Label string
	Help  string // what it means, "" when the label says it all
	Mark  string // a sentence when Help rests on what nobody read in the law
	On    bool
}

func (c Choices) describedBy() string {
	return Field{ID: c.ID, Help: c.Help, Problem: c.Problem}.describedBy()
}
