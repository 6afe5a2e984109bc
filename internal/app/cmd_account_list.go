package app

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"text/tabwriter"

	"giamngheo/internal/account"
	"giamngheo/internal/day"
	"giamngheo/internal/unit"
)

// AccountListCmd lists the accounts.
type AccountListCmd struct {
	Format string `help:"text or json." enum:"text,json" default:"text"`
}

// accountJSON is an account as programs read it.
type accountJSON struct {
	Login    string      `json:"login"`
	Name     string      `json:"name"`
	Office   string      `json:"office,omitempty"`
	Post     string      `json:"post,omitempty"`
	Disabled bool        `json:"disabled"`
	Grants   []grantJSON `json:"grants"`
}

type grantJSON struct {
	Role     account.Role   `json:"role"`
	Sector   account.Sector `json:"sector,omitempty"`
	UnitCode string         `json:"unit"`
	UnitName string         `json:"unit_name"`
	From     day.Date       `json:"from"`
	To       day.Date       `json:"to"`
}

// Run lists.
func (c *AccountListCmd) Run(ctx context.Context, g *Globals) error {
	d, err := g.Open(ctx)
	if err != nil {
		return err
	}
	defer d.Close()
	accounts, err := account.NewService(d).List(ctx)
	if err != nil {
		return err
	}
	out := []accountJSON{}
	units := map[unit.ID]unit.Unit{}
	for _, a := range accounts {
		j := accountJSON{Login: a.Login, Name: a.Name, Office: a.Office, Post: a.Post, Disabled: a.Disabled, Grants: []grantJSON{}}
		for _, gr := range a.Grants {
			u, ok := units[gr.Unit]
			if !ok {
				if u, err = unit.Get(ctx, d, gr.Unit); err != nil {
					return err
				}
				units[gr.Unit] = u
			}
			j.Grants = append(j.Grants, grantJSON{gr.Role, gr.Sector, u.Code, u.TitleIn(g.Lang), gr.From, gr.To})
		}
		out = append(out, j)
	}
	if c.Format == "json" {
		e := json.NewEncoder(g.Out)
		e.SetIndent("", "  ")
		return e.Encode(out)
	}
	w := tabwriter.NewWriter(g.Out, 0, 0, 2, ' ', 0)
	for _, a := range out {
		var roles []string
		for _, gr := range a.Grants {
			title := gr.Role.Title(g.Lang)
			if gr.Sector != "" {
				title += " (" + gr.Sector.Title(g.Lang) + ")"
			}
			roles = append(roles, title+": "+gr.UnitName)
		}
		shut := ""
		if a.Disabled {
			shut = g.Lang.T("app.account_shut")
		}
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\n", a.Login, a.Name, strings.Join(roles, "; "), shut)
	}
	return w.Flush()
}
