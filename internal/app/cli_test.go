package app_test

import (
	"encoding/json"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"giamngheo/internal/app"
)

// run is one call of the program: its exit code and what it said.
func run(t *testing.T, args ...string) (code int, out, errs string) {
	t.Helper()
	var o, e strings.Builder
	code = app.Run(t.Context(), args, strings.NewReader(""), &o, &e)
	return code, o.String(), e.String()
}

func TestHelpIsAskedForInEveryWay(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name string
		args []string
		want string
	}{
		{"nothing at all", nil, "Usage: giamngheo <command>"},
		{"the word", []string{"help"}, "Usage: giamngheo <command>"},
		{"the flag", []string{"--help"}, "Usage: giamngheo <command>"},
		{"about one command", []string{"help", "serve"}, "Usage: giamngheo serve"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			code, out, errs := run(t, c.args...)
			if code != 0 || errs != "" || !strings.HasPrefix(out, c.want) || strings.Count(out, "Usage:") != 1 {
				t.Errorf("%v: exit code %d, said %q, %q; want %q", c.args, code, out, errs, c.want)
			}
		})
	}
}

func TestAnUnknownCommandIsNotUnderstood(t *testing.T) {
	t.Parallel()
	if code, _, errs := run(t, "sreve"); code != 2 || !strings.Contains(errs, `did you mean "serve"`) {
		t.Errorf("exit code %d, said %q", code, errs)
	}
}

func TestAMissingDatabaseNamesTheCommandThatMakesOne(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "none")
	code, _, errs := run(t, "review", "verify", "--data", dir, "--lang", "en")
	if code != 1 || !strings.Contains(errs, "giamngheo demo --data "+dir) || !strings.Contains(errs, "giamngheo migrate --data "+dir) {
		t.Errorf("exit code %d, said %q", code, errs)
	}
}

func TestMigrateMakesADatabaseAndMayRunAgain(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	for range 2 {
		if code, _, errs := run(t, "migrate", "--data", dir); code != 0 {
			t.Fatalf("exit code %d, said %q", code, errs)
		}
	}
	if code, _, errs := run(t, "review", "verify", "--data", dir); code != 0 {
		t.Errorf("review verify on an empty database: exit code %d, said %q", code, errs)
	}
}

func TestAnOperatorMakesTheFirstAccount(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	if code, _, errs := run(t, "migrate", "--data", dir); code != 0 {
		t.Fatal(errs)
	}
	var out, errs strings.Builder
	code := app.Run(t.Context(), []string{
		"account", "add", "lan.nguyen", "Nguyễn Thị Lan", "--role", "administrator", "--unit", "64", "--level", "province",
		"--date", "2023-01-01", "--data", dir, "--lang", "en",
	}, strings.NewReader("mười hai con voi\n"), &out, &errs)
	if code != 0 || !strings.Contains(out.String(), "lan.nguyen") || !strings.Contains(out.String(), "Gia Lai") {
		t.Fatalf("account add: exit code %d, said %q, %q", code, out.String(), errs.String())
	}
	if code, out, errs := run(t, "account", "disable", "lan.nguyen", "--data", dir); code != 0 {
		t.Fatalf("account disable: exit code %d, said %q, %q", code, out, errs)
	}
	_, list, _ := run(t, "account", "list", "--data", dir, "--format", "json")
	var accounts []struct {
		Login    string
		Disabled bool
		Grants   []struct{ Role, Unit string }
	}
	if err := json.Unmarshal([]byte(list), &accounts); err != nil {
		t.Fatal(err, list)
	}
	if len(accounts) != 1 || accounts[0].Login != "lan.nguyen" || !accounts[0].Disabled ||
		len(accounts[0].Grants) != 1 || accounts[0].Grants[0].Role != "administrator" || accounts[0].Grants[0].Unit != "64" {
		t.Errorf("account list = %s", list)
	}
}

func TestVersionTellsWhatRuns(t *testing.T) {
	t.Parallel()
	code, out, _ := run(t, "version", "--format", "json")
	var v map[string]string
	if err := json.Unmarshal([]byte(out), &v); code != 0 || err != nil {
		t.Fatalf("exit code %d, %v: %s", code, err, out)
	}
	for _, key := range []string{"version", "commit", "go", "platform"} {
		if v[key] == "" {
			t.Errorf("version lacks %q: %s", key, out)
		}
	}
}

func TestConfigShowsSettingsAndMasksSecrets(t *testing.T) {
	t.Parallel()
	for _, secret := range []string{
		"postgres://u:hush@db/x", "postgres://db/x?user=u&password=hush", "host=db password=hush user=u", "host=db password='hush' user=u",
		"postgres://u:hush%zz@db/x",
	} {
		code, out, errs := run(t, "config", "--database", secret, "--addr", ":1", "--format", "json")
		if code != 0 || strings.Contains(out+errs, "hush") {
			t.Errorf("%s: exit code %d, said %s %s", secret, code, out, errs)
		}
		var all []map[string]string
		if err := json.Unmarshal([]byte(out), &all); err != nil {
			t.Fatal(err)
		}
		if !slices.ContainsFunc(all, func(s map[string]string) bool {
			return s["name"] == "addr" && s["value"] == ":1" && s["from"] == "flag" && s["env"] == "GIAMNGHEO_ADDR"
		}) {
			t.Errorf("config does not tell that --addr was given: %s", out)
		}
	}
}

func TestConfigTellsWhatComesFromTheEnvironment(t *testing.T) {
	t.Setenv("GIAMNGHEO_ADDR", "127.0.0.1:9")
	_, out, _ := run(t, "config")
	if !strings.Contains(out, "127.0.0.1:9") || !strings.Contains(out, "environment") {
		t.Errorf("config = %s", out)
	}
}

func TestCompletionKnowsCommandsFlagsAndValues(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name  string
		words []string
		want  []string
	}{
		{"a command", []string{"ser"}, []string{"serve"}},
		{"a value that is an argument", []string{"completion", ""}, []string{"bash", "fish", "zsh"}},
		{"a flag", []string{"serve", "--log"}, []string{"--log-format", "--log-level"}},
		{"a flag's value", []string{"serve", "--log-format", ""}, []string{"auto", "json", "text"}},
		{"a command below, after a flag with a value", []string{"--data", "serve", "unit", "l"}, []string{"list"}},
		{"a file is left to the shell", []string{"plan", "check", "annex."}, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			_, out, _ := run(t, append([]string{"__complete"}, c.words...)...)
			if got := strings.Fields(out); !slices.Equal(got, c.want) {
				t.Errorf("completion of %q = %q, want %q", c.words, got, c.want)
			}
		})
	}
	for _, shell := range []string{"bash", "zsh", "fish"} {
		if code, out, _ := run(t, "completion", shell); code != 0 || !strings.Contains(out, "__complete") {
			t.Errorf("completion %s: exit code %d, %q", shell, code, out)
		}
	}
}
