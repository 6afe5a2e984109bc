package app

import (
	"context"
	"fmt"
	"time"

	"giamngheo/internal/account"
	"giamngheo/internal/day"
	"giamngheo/internal/unit"
)

// AccountCmd keeps the officers' accounts: at the operator's command line everything is allowed.
type AccountCmd struct {
	List     AccountListCmd     `cmd:"" help:"List the accounts with their roles."`
	Add      AccountAddCmd      `cmd:"" help:"Make an account with its first role."`
	Grant    AccountGrantCmd    `cmd:"" help:"Give an account one more role over a unit."`
	Password AccountPasswordCmd `cmd:"" help:"Give an account a new password."`
	Disable  AccountDisableCmd  `cmd:"" help:"Shut an account; its open sessions end."`
	Enable   AccountEnableCmd   `cmd:"" help:"Open a shut account again."`
}

// grantFlags name a role over a unit, from today on.
type grantFlags struct {
	Role   account.Role   `help:"province_secretary, province_leader, department, district_officer, commune_officer, commune_chair, village_surveyor, front_supervisor, auditor or administrator." required:"" enum:"province_secretary,province_leader,department,district_officer,commune_officer,commune_chair,village_surveyor,front_supervisor,auditor,administrator"`
	Sector account.Sector `help:"Sector of a department: labour, health, education, housing, water, information, ethnic or finance." enum:",labour,health,education,housing,water,information,ethnic,finance" default:""`
	Unit   string         `help:"Code of the unit; the role holds over it and all below." required:"" placeholder:"CODE"`
	Level  unit.Level     `help:"Level of the unit, where a code has several." enum:",country,province,district,commune,village" default:""`
	Date   string         `help:"Day on which the unit bears the code, YYYY-MM-DD; today when left out." placeholder:"DAY"`
	Until  string         `help:"First day on which the role holds no more, YYYY-MM-DD; without it, for good." placeholder:"DAY"`
}

// with opens the accounts and finds the unit, as it is today.
func (f *grantFlags) with(ctx context.Context, g *Globals, act func(s *account.Service, u unit.Unit, grant account.Grant) error) error {
	d, err := g.Open(ctx)
	if err != nil {
		return err
	}
	defer d.Close()
	today := day.Of(time.Now())
	on, err := dayOr(f.Date, today)
	if err != nil {
		return err
	}
	until, err := dayOr(f.Until, day.Forever)
	if err != nil {
		return err
	}
	u, err := unitByCode(ctx, d, f.Unit, f.Level, on)
	if err != nil {
		return err
	}
	return act(account.NewService(d), u, account.Grant{Role: f.Role, Unit: u.ID, Sector: f.Sector, Period: day.Period{From: today, To: until}})
}

// dayOr reads a day that may be left out.
func dayOr(s string, otherwise day.Date) (day.Date, error) {
	if s == "" {
		return otherwise, nil
	}
	return parseDay(s)
}

// AccountAddCmd makes an account.
type AccountAddCmd struct {
	Login      string `arg:"" help:"Sign-in name: small letters, digits, . _ -"`
	Name       string `arg:"" help:"The officer's name, in quotes."`
	grantFlags `kong:"embed"`
}

// Help is what `giamngheo account add --help` adds.
func (AccountAddCmd) Help() string {
	return `Asks for the password twice, or reads it from the first line of standard input.

  giamngheo account add lan.nguyen "Nguyễn Thị Lan" --role administrator --unit 64 --level province --date 2023-01-01`
}

// Run makes the account.
func (c *AccountAddCmd) Run(ctx context.Context, g *Globals) error {
	return c.with(ctx, g, func(s *account.Service, u unit.Unit, grant account.Grant) error {
		password, err := askPassword(g)
		if err != nil {
			return err
		}
		if _, err := s.Add(ctx, account.System, c.Login, c.Name, password, grant); err != nil {
			return err
		}
		return g.say("account.added", "Login", c.Login, "Role", c.Role.Title(g.Lang), "Unit", u.TitleIn(g.Lang))
	})
}

// AccountGrantCmd gives one more role.
type AccountGrantCmd struct {
	Login      string `arg:"" help:"Sign-in name."`
	grantFlags `kong:"embed"`
}

// Run gives it.
func (c *AccountGrantCmd) Run(ctx context.Context, g *Globals) error {
	return c.with(ctx, g, func(s *account.Service, u unit.Unit, grant account.Grant) error {
		if err := s.Grant(ctx, account.System, c.Login, grant); err != nil {
			return err
		}
		return g.say("account.granted", "Login", c.Login, "Role", c.Role.Title(g.Lang), "Unit", u.TitleIn(g.Lang))
	})
}

// loginArg names an account.
type loginArg struct {
	Login string `arg:"" help:"Sign-in name."`
}

func (a *loginArg) with(ctx context.Context, g *Globals, key string, act func(s *account.Service) error) error {
	d, err := g.Open(ctx)
	if err != nil {
		return err
	}
	defer d.Close()
	if err := act(account.NewService(d)); err != nil {
		return err
	}
	return g.say(key, "Login", a.Login)
}

// AccountPasswordCmd changes a password.
type AccountPasswordCmd struct {
	loginArg `kong:"embed"`
}

// Run asks for the new password and stores it.
func (c *AccountPasswordCmd) Run(ctx context.Context, g *Globals) error {
	return c.with(ctx, g, "account.password_set", func(s *account.Service) error {
		password, err := askPassword(g)
		if err != nil {
			return err
		}
		return s.SetPassword(ctx, account.System, c.Login, password)
	})
}

// AccountDisableCmd shuts an account.
type AccountDisableCmd struct {
	loginArg `kong:"embed"`
}

// Run shuts it.
func (c *AccountDisableCmd) Run(ctx context.Context, g *Globals) error {
	return c.with(ctx, g, "account.disabled", func(s *account.Service) error {
		return s.Disable(ctx, account.System, c.Login, true)
	})
}

// AccountEnableCmd opens an account again.
type AccountEnableCmd struct {
	loginArg `kong:"embed"`
}

// Run opens it.
func (c *AccountEnableCmd) Run(ctx context.Context, g *Globals) error {
	return c.with(ctx, g, "account.enabled", func(s *account.Service) error {
		return s.Disable(ctx, account.System, c.Login, false)
	})
}

// say prints a message in the language of the command line.
func (g *Globals) say(key string, args ...any) error {
	_, err := fmt.Fprintln(g.Out, g.Lang.T(key, args...))
	return err
}
