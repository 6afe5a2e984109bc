package app

import (
	"context"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"filippo.io/age"

	"giamngheo/internal/db"
	"giamngheo/internal/fault"
	"giamngheo/internal/operation"
)

// BackupCmd makes and proves backups.
type BackupCmd struct {
	Make   BackupMakeCmd   `cmd:"" default:"withargs" help:"Write a backup while the program serves (the default)."`
	Verify BackupVerifyCmd `cmd:"" help:"Prove that a backup is whole, without restoring it."`
	Key    BackupKeyCmd    `cmd:"" help:"Make a key pair for encrypted backups."`
}

// BackupMakeCmd writes a backup.
type BackupMakeCmd struct {
	sealing `kong:"embed"`
	Out     string `help:"New file, or a folder in which a file named by the time is made." required:"" type:"path" placeholder:"FILE"`
	Plain   bool   `help:"Leave the file unencrypted: whoever reads it reads every name."`
	WithKey bool   `help:"Put the key of the identity numbers in too; only into an encrypted backup."`
	Keep    int    `help:"In a folder: keep only the newest N backups made so." placeholder:"N"`
}

// Help is what `giamngheo backup --help` adds.
func (BackupCmd) Help() string {
	return `Takes one snapshot of the database while officers work on, SQLite and PostgreSQL alike, into one file
that restores into either. Job queue, sessions and search index are not in it: they are made anew.

  giamngheo backup key --out /root/backup.key             once; prints the public key (age1…)
  giamngheo backup --recipient age1… --out /backup/       every night
  giamngheo backup verify /backup/FILE --identity /root/backup.key

The key of the identity numbers (seal.key) stays where it is unless --with-key says otherwise: keep a
copy of it apart from the backups.`
}

const (
	backupStart = "giamngheo-"
	backupEnd   = ".tar.zst"
	ageEnd      = ".age"
)

// Run makes the backup.
func (c *BackupMakeCmd) Run(ctx context.Context, g *Globals) error {
	recipients, err := c.recipients()
	if err != nil {
		return err
	}
	switch {
	case len(recipients) == 0 && !c.Plain:
		return fault.New(fault.Invalid, "backup.how")
	case len(recipients) > 0 && c.Plain:
		return fault.New(fault.Invalid, "backup.one_way")
	}
	file, folder := c.Out, ""
	if info, err := os.Stat(c.Out); err == nil && info.IsDir() {
		folder = c.Out
		file = filepath.Join(folder, backupStart+time.Now().UTC().Format("20060102-150405")+backupEnd)
		if len(recipients) > 0 {
			file += ageEnd
		}
	} else if c.Keep > 0 {
		return fault.New(fault.Invalid, "backup.keep_needs_folder")
	}
	d, err := g.openAny(ctx)
	if err != nil {
		return err
	}
	defer d.Close()
	ids, key, err := keyIDs(g.source(), c.WithKey)
	if err != nil {
		return err
	}
	began := time.Now()
	made, err := operation.Backup(ctx, d, operation.BackupOptions{File: file, Recipients: recipients, Keys: ids, Key: key, Version: version})
	if err != nil {
		return err
	}
	if c.Plain {
		fmt.Fprintln(g.Err, g.Lang.T("backup.plain"))
	}
	fmt.Fprintln(g.Out, g.Lang.T("backup.made", "File", file, "Tables", len(made.Tables), "Rows", g.Lang.Int(made.Rows()),
		"Size", size(g, made.Bytes), "Seconds", fmt.Sprintf("%.1f", time.Since(began).Seconds())))
	if len(ids) > 0 && !c.WithKey {
		fmt.Fprintln(g.Out, g.Lang.T("backup.key_apart", "Keys", strings.Join(ids, ", ")))
	}
	if folder != "" && c.Keep > 0 {
		return c.thin(g, folder)
	}
	return nil
}

// thin removes the oldest backups that this command made in a folder; other files stay.
func (c *BackupMakeCmd) thin(g *Globals, folder string) error {
	files, err := filepath.Glob(filepath.Join(folder, backupStart+"????????-??????"+backupEnd+"*"))
	if err != nil {
		return err
	}
	files = slices.DeleteFunc(files, func(f string) bool {
		return !strings.HasSuffix(f, backupEnd) && !strings.HasSuffix(f, backupEnd+ageEnd)
	})
	slices.Sort(files)
	for _, f := range files[:max(0, len(files)-c.Keep)] {
		if err := os.Remove(f); err != nil {
			return err
		}
		fmt.Fprintln(g.Out, g.Lang.T("backup.removed", "File", f))
	}
	return nil
}

// size is a number of bytes in the reader's words.
func size(g *Globals, n int64) string {
	if n < 1<<20 {
		return g.Lang.Int((n+1023)>>10) + " KiB"
	}
	return g.Lang.Int(n>>20) + " MiB"
}

// BackupVerifyCmd proves a backup.
type BackupVerifyCmd struct {
	opening `kong:"embed"`
	File    string `arg:"" help:"The backup." type:"path"`
	Format  string `help:"text or json." enum:"text,json" default:"text"`
}

// Run reads the backup to its end.
func (c *BackupVerifyCmd) Run(g *Globals) error {
	identities, err := c.identities()
	if err != nil {
		return err
	}
	newest, err := db.NewestVersion()
	if err != nil {
		return err
	}
	found, err := operation.Verify(c.File, identities, newest)
	if err != nil {
		return err
	}
	if c.Format == "json" {
		return writeJSON(g.Out, found)
	}
	tellContents(g, found)
	fmt.Fprintln(g.Out, g.Lang.T("backup.whole", "File", c.File, "Size", size(g, found.Bytes)))
	return nil
}

func tellContents(g *Globals, c operation.Contents) {
	fmt.Fprintln(g.Out, g.Lang.T("backup.of", "Made", g.Lang.Time(c.Made), "Version", c.Version, "Schema", c.Schema, "Engine", string(c.Engine)))
	for _, name := range slices.Sorted(maps.Keys(c.Sums)) {
		if s := c.Sums[name]; s.Rows > 0 {
			fmt.Fprintf(g.Out, "  %-24s %12s  %s…\n", name, g.Lang.Int(s.Rows), s.Hash[:12])
		}
	}
}

// BackupKeyCmd makes a key pair.
type BackupKeyCmd struct {
	Out string `help:"New file for the private key." required:"" type:"path" placeholder:"FILE"`
}

// Run writes the private key and prints the public one.
func (c *BackupKeyCmd) Run(g *Globals) error {
	id, err := age.GenerateX25519Identity()
	if err != nil {
		return err
	}
	f, err := os.OpenFile(c.Out, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return fault.New(fault.Conflict, "operation.file_exists", "File", c.Out)
	}
	_, err = fmt.Fprintf(f, "# giamngheo backup key; public key: %s\n%s\n", id.Recipient(), id)
	if cerr := f.Close(); err == nil {
		err = cerr
	}
	if err != nil {
		return err
	}
	fmt.Fprintln(g.Err, g.Lang.T("backup.key_made", "File", c.Out))
	fmt.Fprintln(g.Out, id.Recipient())
	return nil
}
