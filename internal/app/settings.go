package app

import (
	"fmt"
	"io"
	"log/slog"
	"net/netip"
	"net/url"
	"os"
	"regexp"
	"strings"

	"github.com/alecthomas/kong"
	"golang.org/x/term"

	"giamngheo/internal/audit"
)

// Settings are what the server can be told, beside the Globals.
type Settings struct {
	Addr          string         `help:"Address to serve pages at." default:"127.0.0.1:8080" env:"GIAMNGHEO_ADDR"`
	MetricsAddr   string         `help:"Address of a listener of its own for /metrics; without it /metrics stands beside the pages and answers this machine only." env:"GIAMNGHEO_METRICS_ADDR"`
	HTTPS         bool           `name:"https" help:"Readers come over HTTPS through a proxy: cookies are sent only there. A certificate of its own says the same." env:"GIAMNGHEO_HTTPS"`
	Proxy         []netip.Prefix `help:"Networks of proxies whose X-Forwarded-For is believed, such as 127.0.0.1/32." env:"GIAMNGHEO_PROXY"`
	TLSSettings   `kong:"embed"`
	ProofSettings `kong:"embed"`
	Anchoring     `kong:"embed"`
	LogFormat     string     `help:"Form of the log: text, json, or auto (text to a terminal, json otherwise)." default:"auto" enum:"auto,text,json" env:"GIAMNGHEO_LOG_FORMAT"`
	LogLevel      slog.Level `help:"Least level that is logged: debug, info, warn, error." default:"info" env:"GIAMNGHEO_LOG_LEVEL"`
}

// Anchoring is where the audit's anchors go besides the database.
type Anchoring struct {
	AnchorFile string `name:"audit-anchor-file" help:"File to which the audit's anchors are appended; best where the keeper of the database does not reach." type:"path" placeholder:"FILE" env:"GIAMNGHEO_AUDIT_ANCHOR_FILE"`
	Syslog     string `name:"audit-syslog" help:"System log to which the audit's anchors are sent: local, udp://host:514 or tcp://host:601." placeholder:"WHERE" env:"GIAMNGHEO_AUDIT_SYSLOG"`
}

func (a *Anchoring) sinks() audit.Sinks { return audit.Sinks{File: a.AnchorFile, Syslog: a.Syslog} }

// logger writes the log to w as the settings say.
func (s *Settings) logger(w io.Writer) *slog.Logger {
	format := s.LogFormat
	if format == "auto" {
		format = "json"
		if f, ok := w.(*os.File); ok && term.IsTerminal(int(f.Fd())) {
			format = "text"
		}
	}
	opts := &slog.HandlerOptions{Level: s.LogLevel}
	if format == "text" {
		return slog.New(slog.NewTextHandler(w, opts))
	}
	return slog.New(slog.NewJSONHandler(w, opts))
}

// setting is one setting as it is in force, fit to be shown.
type setting struct {
	Name  string `json:"name"`
	Value string `json:"value"`
	From  string `json:"from"` // flag, environment, default
	Env   string `json:"env"`
}

// effective lists the settings of the command that runs, secrets masked.
func effective(k *kong.Context) []setting {
	given := map[string]bool{}
	for _, p := range k.Path {
		if p.Flag != nil {
			given[p.Flag.Name] = true
		}
	}
	var all []setting
	for _, f := range k.Flags() {
		if len(f.Envs) == 0 {
			continue // help and the forms of output are no settings
		}
		s := setting{Name: f.Name, Value: masked(strings.Trim(fmt.Sprint(f.Target.Interface()), "[]")), From: "default", Env: f.Envs[0]}
		if _, ok := os.LookupEnv(s.Env); ok {
			s.From = "environment"
		}
		if given[f.Name] {
			s.From = "flag"
		}
		all = append(all, s)
	}
	return all
}

var passwordWord = regexp.MustCompile(`(?i)\b((?:ssl)?password)\s*=\s*('(?:[^'\\]|\\.)*'|[^\s&]+)`)

// masked hides the password in a database URL or in a list of key=value words.
func masked(s string) string {
	if scheme, rest, ok := strings.Cut(s, "://"); ok {
		if u, err := url.Parse(s); err == nil {
			s = u.Redacted()
		} else if i := strings.LastIndexByte(rest, '@'); i >= 0 {
			s = scheme + "://xxxxx@" + rest[i+1:]
		}
	}
	return passwordWord.ReplaceAllString(s, "${1}=xxxxx")
}
