// Package app wires the product together: settings, database, houses, routes, jobs, stop. It is the
// table of contents of the program; commands stand in cmd_<name>.go, pages are mounted in routes.go.
package app

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"syscall"

	"github.com/alecthomas/kong"

	"giamngheo/internal/db"
	"giamngheo/internal/fault"
	"giamngheo/internal/lang"
	"giamngheo/internal/operation"
	"giamngheo/internal/seal"
)

// CLI is every command of the program; kong reads flags, environment and help from it.
type CLI struct {
	Globals `kong:"embed"`

	Serve      ServeCmd      `cmd:"" group:"run" help:"Serve the pages."`
	Migrate    MigrateCmd    `cmd:"" group:"run" help:"Make the database, or bring it to this version."`
	Config     ConfigCmd     `cmd:"" group:"run" help:"Show the settings in force."`
	Completion CompletionCmd `cmd:"" group:"run" help:"Print the completion script of a shell."`
	Version    VersionCmd    `cmd:"" group:"run" help:"Show the version."`
	Backup     BackupCmd     `cmd:"" group:"run" help:"Back the database up while it serves; prove a backup."`
	Restore    RestoreCmd    `cmd:"" group:"run" help:"Restore a backup into an empty place."`
	Doctor     DoctorCmd     `cmd:"" group:"run" help:"Look at the installation and say what must be mended."`
	Keys       KeysCmd       `cmd:"" group:"run" help:"Look at the keys of the sealed numbers; bring everything under a new one."`
	Training   TrainingCmd   `cmd:"" group:"run" help:"Copy the data for training, with invented names."`
	Audit      AuditCmd      `cmd:"" group:"run" help:"Prove the audit log; write its anchors."`
	Account    AccountCmd    `cmd:"" group:"run" help:"Keep the officers' accounts and roles."`
	Demo       DemoCmd       `cmd:"" group:"data" help:"Make the demonstration province: Gia Lai at the end of 2022, with invented households."`
	Unit       UnitCmd       `cmd:"" group:"data" help:"Show the administrative units as they are on a day."`
	Import     ImportCmd     `cmd:"" group:"data" help:"Take in sheets: households, persons, assessments, population bases; take an import back."`
	Target     TargetCmd     `cmd:"" group:"work" help:"Show targets and the gap between them, propose targets by a rule."`
	Standard   StandardCmd   `cmd:"" group:"data" help:"Show the poverty standards, classify by them, check and import score cards."`
	Household  HouseholdCmd  `cmd:"" group:"data" help:"Show the register: list households, find them by name or code."`
	Duplicate  DuplicateCmd  `cmd:"" group:"data" help:"Look for persons and households that stand twice in the register."`
	Review     ReviewCmd     `cmd:"" group:"data" help:"Show the results of the reviews, and prove their tallies."`
	Plan       PlanCmd       `cmd:"" group:"work" help:"Check that a plan on paper adds up."`
	Report     ReportCmd     `cmd:"" group:"work" help:"Make official tables."`
}

// Help is what `giamngheo help` adds for a newcomer.
func (*CLI) Help() string {
	return `First steps:

  giamngheo demo --data data/demo       make the demonstration province
  giamngheo serve --data data/demo      look at it at http://127.0.0.1:8080
  giamngheo plan check PLAN.docx        find what does not add up in a plan's annex (no database)

Every command takes --data or --database and means the same by it, speaks Vietnamese or, with --lang en,
English, and prints lists as JSON with --format json. "giamngheo help COMMAND" tells more.`
}

// groups are the chapters of the help, in order.
var groups = []kong.Group{
	{Key: "run", Title: "Running it"},
	{Key: "data", Title: "Data of a province"},
	{Key: "work", Title: "Checks and reports"},
}

// Globals are the settings that mean the same for every command.
type Globals struct {
	Data     string `help:"Data directory; the SQLite database and the keys live here." default:"data" env:"GIAMNGHEO_DATA" type:"path"`
	Database string `help:"PostgreSQL URL; without it the database is SQLite in the data directory." env:"GIAMNGHEO_DATABASE"`
	// KeyCommand asks a key store, so that the keys lie on no disk of this machine.
	KeyCommand string    `help:"Command that prints the keys of the sealed numbers, as a key file holds them; in place of seal.key in the data directory." env:"GIAMNGHEO_KEY_COMMAND"`
	Lang       lang.Lang `help:"Language of what is printed: vi or en." default:"vi" enum:"vi,en" env:"GIAMNGHEO_LANG"`

	In  io.Reader `kong:"-"`
	Out io.Writer `kong:"-"`
	Err io.Writer `kong:"-"`
}

// Open opens the database that the settings name and checks its schema.
func (g *Globals) Open(ctx context.Context) (*db.DB, error) {
	d, err := g.openAny(ctx)
	if err != nil {
		return nil, err
	}
	if err := d.CheckSchema(ctx); err != nil {
		d.Close()
		return nil, err
	}
	return d, nil
}

// openAny opens a database of any version, as a backup before an upgrade needs.
func (g *Globals) openAny(ctx context.Context) (*db.DB, error) {
	if _, err := os.Stat(filepath.Join(g.Data, db.FileName)); g.Database == "" && errors.Is(err, fs.ErrNotExist) {
		return nil, fault.New(fault.NotFound, "app.no_database", "Dir", g.Data)
	}
	d, err := db.Open(ctx, g.config())
	if err != nil {
		return nil, err
	}
	if err := operation.CheckWhole(ctx, d); err != nil {
		d.Close()
		return nil, err
	}
	return d, nil
}

// config is where the database is.
func (g *Globals) config() db.Config { return db.Config{Dir: g.Data, URL: g.Database} }

// source is where the keys of the sealed numbers come from.
func (g *Globals) source() seal.Source {
	return seal.Source{File: filepath.Join(g.Data, seal.FileName), Command: g.KeyCommand}
}

// Exit is an error that only sets the exit code: what there was to say has been printed.
type Exit int

func (e Exit) Error() string { return fmt.Sprintf("exit code %d", int(e)) }

// Run reads the arguments, runs the command and returns the exit code: 0 done, 1 done with findings
// or failed, 2 not understood or not readable.
func Run(ctx context.Context, args []string, in io.Reader, out, errw io.Writer) int {
	cli := CLI{Globals: Globals{In: in, Out: out, Err: errw}}
	exited := -1
	parser, err := kong.New(&cli,
		kong.Name("giamngheo"),
		kong.Description("The information system of a province's poverty-reduction programme."),
		kong.Writers(out, errw),
		kong.Exit(func(code int) { exited = code }),
		kong.UsageOnError(),
		kong.BindTo(ctx, (*context.Context)(nil)),
		kong.ExplicitGroups(groups),
		kong.ConfigureHelp(kong.HelpOptions{Compact: true, WrapUpperBound: 100}),
	)
	if err != nil {
		fmt.Fprintln(errw, "giamngheo:", err)
		return 2
	}
	if len(args) > 0 && args[0] == completeArg {
		complete(parser.Model, args[1:], out)
		return 0
	}
	// A crash leaves no copy of what was in memory on the disk.
	_ = syscall.Setrlimit(syscall.RLIMIT_CORE, &syscall.Rlimit{})
	parsed, err := parser.Parse(asked(args))
	if exited >= 0 {
		return exited
	}
	if err != nil {
		fmt.Fprintln(errw, "giamngheo:", err)
		return 2
	}
	err = parsed.Run(&cli.Globals)
	var code Exit
	switch {
	case err == nil:
		return 0
	case errors.As(err, &code):
		return int(code)
	default:
		fmt.Fprintln(errw, "giamngheo:", cli.Lang.Describe(err))
		return 1
	}
}

// asked turns the ways in which a newcomer asks for help into the flag: nothing at all, and
// "help plan check".
func asked(args []string) []string {
	switch {
	case len(args) == 0:
		return []string{"--help"}
	case args[0] == "help":
		return append(slices.Clone(args[1:]), "--help")
	}
	return args
}
