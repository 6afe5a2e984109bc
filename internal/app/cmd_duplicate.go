package app

import (
	"context"
	"fmt"

	"giamngheo/internal/account"
	"giamngheo/internal/duplicate"
	"giamngheo/internal/unit"
)

// DuplicateCmd looks for what stands twice in the register.
type DuplicateCmd struct {
	Check DuplicateCheckCmd `cmd:"" help:"Look through the communes of a unit for persons who may stand twice."`
}

// DuplicateCheckCmd looks through a unit.
type DuplicateCheckCmd struct {
	Unit  string     `help:"Code of the unit to look through." required:"" placeholder:"CODE"`
	Level unit.Level `help:"Level of the unit, where a code has several." enum:",country,province,district,commune" default:""`
	Date  string     `help:"Day on which the unit bears the code, YYYY-MM-DD; the newest review's day when left out."`
}

// Help is what `giamngheo duplicate check --help` adds.
func (DuplicateCheckCmd) Help() string {
	return `Pairs go into the queue that officers work through at /units/ID/duplicates; what was decided stays decided as
long as the facts stay. One commune is held in memory at a time. Nothing is merged, and no name is printed.

  giamngheo duplicate check --unit 64
  giamngheo duplicate check --unit 23827 --level commune`
}

// Run looks through.
func (c *DuplicateCheckCmd) Run(ctx context.Context, g *Globals) error {
	us, u, err := (&householdQuery{Unit: c.Unit, Level: c.Level, Date: c.Date}).open(ctx, g)
	if err != nil {
		return err
	}
	defer us.close()
	l := g.Lang
	// Numbers are compared by their keys; none is opened.
	var all duplicate.Checked
	communes := int64(0)
	err = duplicate.NewService(us.db, nil).CheckBelow(ctx, account.System, u.ID, func(one duplicate.Checked) {
		if one.Persons == 0 {
			return
		}
		communes++
		all.Persons, all.Pairs, all.New = all.Persons+one.Persons, all.Pairs+one.Pairs, all.New+one.New
		name, _ := us.dir.Get(one.Commune)
		fmt.Fprintln(g.Out, l.T("duplicate.checked", "Unit", name.TitleIn(l), "Persons", l.Int(one.Persons), "Households", l.Int(one.Households),
			"Pairs", l.Int(one.Pairs), "New", l.Int(one.New), "Again", l.Int(one.Again), "Gone", l.Int(one.Gone)))
	})
	if err != nil {
		return err
	}
	fmt.Fprintln(g.Out, l.T("duplicate.checked_all", "Communes", l.Int(communes), "Persons", l.Int(all.Persons), "Pairs", l.Int(all.Pairs), "New", l.Int(all.New)))
	return nil
}
