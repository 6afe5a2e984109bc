package app

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"text/tabwriter"
	"time"

	"giamngheo/internal/day"
	"giamngheo/internal/household"
	"giamngheo/internal/review"
	"giamngheo/internal/unit"
)

// HouseholdCmd shows the register.
type HouseholdCmd struct {
	List   HouseholdListCmd   `cmd:"" help:"List the households of a unit."`
	Search HouseholdSearchCmd `cmd:"" help:"Find households by name or code."`
}

// householdQuery are the flags that both commands have.
type householdQuery struct {
	Unit  string     `help:"Code of the unit below which to look." required:"" placeholder:"CODE"`
	Level unit.Level `help:"Level of the unit, where a code has several." enum:",country,province,district,commune,village" default:""`
	Date  string     `help:"Day on which the unit bears the code, YYYY-MM-DD; the newest review's day when left out."`
	Limit int        `help:"At most so many households." default:"100"`
}

// HouseholdListCmd lists households.
type HouseholdListCmd struct {
	householdQuery `kong:"embed"`
	After          string `help:"Key of the last household of the page before, such as 14/20001." placeholder:"KEY"`
	Format         string `help:"text, json, xlsx or csv." enum:"text,json,xlsx,csv" default:"text"`
	Filter         string `help:"For xlsx and csv: which households, as in the address of their page: \"class=poor&deprived=4\"."`
	Out            string `help:"For xlsx and csv: the file to write." placeholder:"FILE"`
}

// Help is what `giamngheo household list --help` adds.
func (HouseholdListCmd) Help() string {
	return `A page ends after --limit households; the next begins after the last key of this one. As xlsx or csv the
whole list is written, with what its newest review found, under the headers that an import recognises.

  giamngheo household list --unit 630
  giamngheo household list --unit 630 --after 14/20100 --format json
  giamngheo household list --unit 64 --filter "class=poor" --format xlsx --out ho-ngheo.xlsx`
}

// Run lists.
func (c *HouseholdListCmd) Run(ctx context.Context, g *Globals) error {
	us, u, err := c.open(ctx, g)
	if err != nil {
		return err
	}
	defer us.close()
	if c.Format == "xlsx" || c.Format == "csv" {
		return c.export(ctx, g, us, u)
	}
	f := household.Filter{Area: u.ID, Limit: c.Limit}
	if c.After != "" {
		if f.After, err = household.ParseRef(c.After); err != nil {
			return err
		}
	}
	list, err := household.List(ctx, us.db, f)
	if err != nil {
		return err
	}
	hits := make([]household.Hit, len(list))
	for i, h := range list {
		hits[i].Household = h
	}
	return printHouseholds(g, us, hits, c.Format, false)
}

// HouseholdSearchCmd finds households.
type HouseholdSearchCmd struct {
	householdQuery `kong:"embed"`
	Format         string   `help:"text or json." enum:"text,json" default:"text"`
	Text           []string `arg:"" help:"Words of the name or the code, whole or begun, with or without marks."`
}

// Help is what `giamngheo household search --help` adds.
func (HouseholdSearchCmd) Help() string {
	return `Words stand in any order and may be begun only. Jrai and Bahnar names are found in all their
spellings; those that only sound alike come last and bear a ~.

  giamngheo household search ro cham --unit 64
  giamngheo household search "nguyen van" --unit 630 --format json`
}

// Run searches.
func (c *HouseholdSearchCmd) Run(ctx context.Context, g *Globals) error {
	us, u, err := c.open(ctx, g)
	if err != nil {
		return err
	}
	defer us.close()
	hits, err := household.Search(ctx, us.db, household.Query{Text: strings.Join(c.Text, " "), Area: u.ID, Limit: c.Limit})
	if err != nil {
		return err
	}
	return printHouseholds(g, us, hits, c.Format, true)
}

// open opens the database and finds the unit.
func (c *householdQuery) open(ctx context.Context, g *Globals) (*units, unit.Unit, error) {
	us, err := openUnits(ctx, g)
	if err != nil {
		return nil, unit.Unit{}, err
	}
	if us.db == nil {
		_, err := g.Open(ctx) // says how to make a database
		return nil, unit.Unit{}, err
	}
	u, err := c.find(ctx, us)
	if err != nil {
		us.close()
		return nil, unit.Unit{}, err
	}
	return us, u, nil
}

func (c *householdQuery) find(ctx context.Context, us *units) (unit.Unit, error) {
	on := day.Of(time.Now())
	if c.Date != "" {
		var err error
		if on, err = parseDay(c.Date); err != nil {
			return unit.Unit{}, err
		}
	} else if rounds, err := review.All(ctx, us.db); err != nil {
		return unit.Unit{}, err
	} else if len(rounds) > 0 {
		on = rounds[0].Day
	}
	return us.byCode(c.Unit, c.Level, on)
}

// householdJSON is a household as the commands print it: no person but the head, no identity number.
type householdJSON struct {
	Key      string   `json:"key"`
	Code     string   `json:"code"`
	CodeYear int      `json:"code_year"`
	Head     string   `json:"head"`
	Commune  string   `json:"commune"` // its code; the names follow
	InName   string   `json:"commune_name"`
	Village  string   `json:"village,omitempty"`
	AtCode   string   `json:"village_code,omitempty"`
	Address  string   `json:"address"`
	Ethnic   string   `json:"ethnic"`
	Minority bool     `json:"minority"`
	Members  int      `json:"members"`
	Flags    []string `json:"flags"`
	Ended    day.Date `json:"ended,omitempty"`
	Alike    *bool    `json:"alike,omitempty"`
}

func printHouseholds(g *Globals, us *units, hits []household.Hit, format string, search bool) error {
	l := g.Lang
	if format == "json" {
		rows := make([]householdJSON, 0, len(hits))
		for _, h := range hits {
			commune, _ := us.dir.Get(h.Commune)
			village, _ := us.dir.Get(h.Village)
			row := householdJSON{
				Key: h.Ref.String(), Code: h.Code, CodeYear: h.CodeYear, Head: h.Head, Commune: commune.Code, InName: commune.Title(), Village: village.Name, AtCode: village.Code,
				Address: h.Address, Ethnic: string(h.Ethnic), Minority: h.Minority(), Members: h.Members, Flags: []string{}, Ended: h.Ended,
			}
			for _, f := range h.Flags.List() {
				row.Flags = append(row.Flags, f.Code())
			}
			if search {
				row.Alike = &h.Alike
			}
			rows = append(rows, row)
		}
		return writeJSON(g.Out, rows)
	}
	if len(hits) == 0 {
		_, err := fmt.Fprintln(g.Out, l.T("household.none"))
		return err
	}
	w := tabwriter.NewWriter(g.Out, 0, 0, 2, ' ', 0)
	fmt.Fprintf(w, "\t%s\t%s\t%s\t%s\t%s\t%s\n", l.T("household.head_key"), l.T("household.head_code"), l.T("household.head_head"),
		l.T("household.head_place"), l.T("household.head_ethnic"), l.T("household.head_members"))
	for _, h := range hits {
		mark := ""
		if h.Alike {
			mark = "~"
		}
		commune, _ := us.dir.Get(h.Commune)
		place := commune.TitleIn(l)
		if village, ok := us.dir.Get(h.Village); ok {
			place = village.TitleIn(l) + ", " + place
		}
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\t%s\t%s\n", mark, h.Ref, h.Code, h.Head, place, h.Ethnic.Name(l), strconv.Itoa(h.Members))
	}
	return w.Flush()
}
