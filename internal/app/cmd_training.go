package app

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"giamngheo/internal/db"
	"giamngheo/internal/demo"
	"giamngheo/internal/household"
	"giamngheo/internal/operation"
)

// TrainingCmd makes a copy for training.
type TrainingCmd struct {
	From         string `help:"Data directory of the source; --data and --database when left out." type:"path" placeholder:"DIR"`
	Out          string `help:"Data directory of the copy; it must hold no database." required:"" type:"path" placeholder:"DIR"`
	PasswordFile string `help:"File whose first line is the password of all accounts of the copy; without it one is made and printed." type:"path" placeholder:"FILE"`
}

// Help is what `giamngheo training --help` adds.
func (TrainingCmd) Help() string {
	return `Copies the real data for a training room: the same units, classes and figures, and nobody who exists.
Names are invented by ethnic group and sex; identity numbers, addresses, days and months of birth, accounts,
imports, working lists and audit lines stay behind; household codes are dealt out anew. Every page says that
the names are not real. A name that many bear may by chance be somebody's; with village, group and size of
a household in view somebody who lives there may still guess, so the copy stays within the training room.

  giamngheo training --from /var/lib/giamngheo --out /srv/taphuan
  giamngheo serve --data /srv/taphuan --addr 127.0.0.1:8090`
}

// Run makes the copy.
func (c *TrainingCmd) Run(ctx context.Context, g *Globals) error {
	source := *g
	if c.From != "" {
		source.Data, source.Database = c.From, ""
	}
	password := operation.NewPassword()
	if c.PasswordFile != "" {
		var err error
		if password, err = passphrase(c.PasswordFile); err != nil {
			return err
		}
	}
	from, err := source.Open(ctx)
	if err != nil {
		return err
	}
	defer from.Close()
	made, err := operation.Train(ctx, from, operation.TrainingOptions{
		To: db.Config{Dir: c.Out}, Invent: invent, Password: password, Finish: forward,
	})
	if err != nil {
		return err
	}
	fmt.Fprintln(g.Out, g.Lang.T("operation.trained", "Households", g.Lang.Int(made.Households), "Persons", g.Lang.Int(made.Persons), "Emptied", strings.Join(made.Emptied, ", ")))
	if c.PasswordFile != "" {
		password = c.PasswordFile
	}
	fmt.Fprintln(g.Out, g.Lang.T("operation.seats", "Count", strconv.Itoa(len(made.Logins)), "Password", password))
	return nil
}

// invent gives names by the lists of the demonstration.
func invent(seed uint64, key string, members []household.Person) []string {
	list := make([]demo.Person, len(members))
	for i, p := range members {
		list[i] = demo.Person{Ethnic: p.Ethnic, Female: p.Sex == household.Female, Born: p.BirthYear(), Relation: p.Relation}
	}
	return demo.Invent(seed, key, list)
}
