package arch

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

var (
	onCommune = regexp.MustCompile(`(?i)\b\w+\.commune_id\s*=\s*\w+\.(commune_id|unit_id|parent_id)\b|\b\w+\.(unit_id|parent_id)\s*=\s*\w+\.commune_id\b|using\s*\(\s*commune_id|\(\s*\w+\.commune_id\s*,[^)]*\)\s*(=|in)\s*\(`)
	// one is a comparison of the key with one value: what makes a statement routed.
	// (SQLite's search index has a number for each row, which is made of the commune's and the household's.)
	one        = regexp.MustCompile(`(?i)\bcommune_id\s*=\s*(cast\s*\(\s*)?(\$\d+|` + hole + `)|\browid\s*(=|in\b)`)
	nextTable  = regexp.MustCompile(`(?i)\b(left\s+join|join|union|group\s+by|order\s+by)\b`)
	inserts    = regexp.MustCompile(`(?i)\binsert\s+into\s+(\w+)`)
	comma      = regexp.MustCompile(`(?i)\bfrom\s+\w+(?:\s+(?:as\s+)?\w+)?\s*,\s*(\w+)`)
	setList    = regexp.MustCompile(`(?is)\bset\s(.*?)(\bwhere\b|\breturning\b|$)`)
	keyIsSet   = regexp.MustCompile(`(?i)(^|,)\s*commune_id\s*=`)
	bareSum    = regexp.MustCompile(`(?i)(cast\s*\(\s*(?:coalesce\s*\(\s*)?)?\bsum\s*\(`)
	parameters = regexp.MustCompile(`\$(\d+)`)
	foreign    = regexp.MustCompile(`(?i)\b(timestamptz?|numeric|decimal|boolean|jsonb?|(?:small|big)?serial|varchar|uuid|interval)\b`)
	// bans are the forms that a register distributed by commune cannot run (or that only one engine has).
	bans = map[string]*regexp.Regexp{
		"recursive query":          regexp.MustCompile(`(?i)\bwith\s+recursive\b`),
		"row lock":                 regexp.MustCompile(`(?i)\bfor\s+(no\s+key\s+)?(update|share)\b|\bskip\s+locked\b`),
		"grouping sets":            regexp.MustCompile(`(?i)\b(grouping\s+sets|rollup\s*\(|cube\s*\()`),
		"merge":                    regexp.MustCompile(`(?i)\bmerge\s+into\b`),
		"trigger":                  regexp.MustCompile(`(?i)\b(create|drop)\s+trigger\b`),
		"select *":                 regexp.MustCompile(`(?i)\bselect\s+(\w+\.)?\*(?:\s+from\s+[^(\s])`),
		"offset page":              regexp.MustCompile(`(?i)\boffset\s+(\$|\d)`),
		"ilike, greatest or = any": regexp.MustCompile(`(?i)\bilike\b|\bgreatest\s*\(|=\s*any\s*\(`),
	}
)

// faults are the rules of household-level tables, and of two engines, that a statement breaks.
func (q query) faults(routed []string) (out []string) {
	text := sqlNoise.ReplaceAllString(q.text, "")
	for name, ban := range bans {
		if ban.MatchString(text) {
			out = append(out, name)
		}
	}
	out = append(out, outOfOrder(text)...)
	for _, m := range bareSum.FindAllStringSubmatch(text, -1) {
		if m[1] == "" {
			out = append(out, "sum without a cast to bigint")
		}
	}
	at := household(text, routed)
	if len(at) == 0 {
		return out
	}
	if m := foreign.FindString(text); m != "" {
		out = append(out, "the type "+m)
	}
	if starts.MatchString(q.text) && q.mark == "" {
		out = append(out, "the first line says neither -- routed nor -- all-shards")
	}
	if strings.Contains(strings.ToLower(text), " match ") {
		return out // SQLite's full-text search; the same question has another text on PostgreSQL
	}
	if q.mark == "routed" && !one.MatchString(q.whole()) && !inserts.MatchString(text) {
		out = append(out, "routed, but commune_id is compared with no value")
	}
	for _, m := range setList.FindAllStringSubmatch(text, -1) {
		if keyIsSet.MatchString(m[1]) {
			out = append(out, "the commune of a household is changed")
		}
	}
	for _, m := range comma.FindAllStringSubmatch(text, -1) {
		if slices.Contains(routed, strings.ToLower(m[1])) {
			out = append(out, "a join by comma: "+m[0])
		}
	}
	for _, i := range at[1:] {
		if loose := loose(text, i); loose != "" {
			out = append(out, "two household-level tables are tied other than by commune_id: "+loose)
		}
	}
	return out
}

// household is where household-level tables stand in a text.
func household(text string, routed []string) (at []int) {
	for _, m := range mentions.FindAllStringSubmatchIndex(text, -1) {
		if slices.Contains(routed, strings.ToLower(text[m[4]:m[5]])) {
			at = append(at, m[0])
		}
	}
	return at
}

// outOfOrder says where parameters first appear in another order than that of their numbers. A piece of a
// text may begin anywhere.
func outOfOrder(text string) []string {
	last, seen := 0, map[int]bool{}
	for _, m := range parameters.FindAllStringSubmatch(text, -1) {
		n, _ := strconv.Atoi(m[1])
		if !seen[n] && n < last {
			return []string{fmt.Sprintf("$%d comes first after $%d", n, last)}
		}
		seen[n], last = true, max(last, n)
	}
	return nil
}

// loose is the piece of text from a second household-level table up to the next table, or to the end of its
// subquery, when that piece does not tie it to its neighbour by the commune; "" when it does, or stands by
// itself: in a union, in a common table expression, in a subquery that looks at one commune of its own.
func loose(text string, i int) string {
	rest := text[i:]
	if !strings.HasPrefix(strings.ToLower(rest), "join") {
		before := strings.ToLower(strings.Join(strings.Fields(text[:i]), " "))
		open := strings.LastIndex(before, "(")
		inside := open >= 0 && strings.Count(before[open:], ")") == 0 && strings.HasPrefix(before[open:], "(select")
		if !inside || strings.HasSuffix(before[:open], " as ") || strings.HasSuffix(before[:open], ",") {
			return ""
		}
		end, depth := len(rest), 1
		for k, c := range rest {
			if c == '(' {
				depth++
			} else if c == ')' {
				if depth--; depth == 0 {
					end = k
					break
				}
			}
		}
		if rest = rest[:end]; onCommune.MatchString(rest) || one.MatchString(rest) {
			return ""
		}
		return rest
	}
	end := len(rest)
	if m := nextTable.FindStringIndex(rest[len("join"):]); m != nil {
		end = m[0] + len("join")
	}
	if onCommune.MatchString(rest[:end]) {
		return ""
	}
	return rest[:end]
}

// What the linter must catch: each statement breaks one rule, which it names.
func TestTheLinterCatchesWhatADistributedRegisterCannotRun(t *testing.T) {
	t.Parallel()
	routed := []string{"household", "household_person", "review_assessment", "review_tally"}
	for text, want := range map[string]string{
		"select id from household where commune_id = $1":                                                                                                "neither -- routed",
		"-- routed\nselect id from household where id = $1":                                                                                             "compared with no value",
		"-- all-shards\nselect h.id from household h join household_person p on p.household_id = h.id":                                                  "other than by commune_id",
		"-- all-shards\nselect h.id from household h left join review_assessment a on a.household_id = h.id and a.round_id = $1":                        "other than by commune_id",
		"-- all-shards\nselect h.id from household h, household_person p where p.commune_id = h.commune_id":                                             "join by comma",
		"-- all-shards\nselect h.id from household h where exists (select 1 from household_person p where p.household_id = h.id)":                       "other than by commune_id",
		"-- all-shards\nselect h.id from household h where h.id in (select p.household_id from household_person p where p.sex = $1)":                    "other than by commune_id",
		"-- routed\nupdate household set commune_id = $1, village_id = $2 where commune_id = $3 and id = $4":                                            "commune of a household is changed",
		"-- routed\ninsert into household (commune_id, id) values ($1, $2) on conflict (commune_id, id) do update set commune_id = excluded.commune_id": "commune of a household is changed",
		"-- routed\nselect id from household where commune_id = $1 for update":                                                                          "row lock",
		"-- all-shards\nselect id from household limit 1 for no key update skip locked":                                                                 "row lock",
		"-- all-shards\nwith recursive r as (select id from household) select id from r":                                                                "recursive query",
		"-- all-shards\nselect commune_id, count(*) from household group by grouping sets ((commune_id), ())":                                           "grouping sets",
		"-- all-shards\nmerge into household using review_assessment a on true when matched then delete":                                                "merge",
		"create trigger t after insert on household begin select 1; end":                                                                                "trigger",
		"-- all-shards\nselect class, sum(members) from review_assessment group by class":                                                               "sum without a cast",
		"-- all-shards\nselect sum(cast(households as numeric)) from review_tally":                                                                      "the type numeric",
		"-- all-shards\nselect id from household where created > cast($1 as timestamptz)":                                                               "the type timestamptz",
		"-- routed\nselect id from household where id > $2 and commune_id = $1":                                                                         "$1 comes first after $2",
		"-- all-shards\nselect id from household order by id limit $1 offset $2":                                                                        "offset page",
	} {
		if got := (query{text: text, mark: markOf(text)}).faults(routed); !slices.ContainsFunc(got, func(f string) bool { return strings.Contains(f, want) }) {
			t.Errorf("%q is caught for %q, want %q", text, got, want)
		}
	}
	for _, text := range []string{
		"-- routed\nselect h.id from household h join household_person p on p.commune_id = h.commune_id and p.household_id = h.id where h.commune_id = $1",
		"-- all-shards\nselect h.id from household h where exists (select 1 from household_person p where p.commune_id = h.commune_id and p.household_id = h.id)",
		"-- all-shards\nselect cast(sum(t.households) as bigint) from unit_below b join review_tally t on t.commune_id = b.unit_id where b.ancestor_id = $1",
		"-- routed\nupdate household set village_id = $1 where commune_id = $2 and id = $3",
		"-- all-shards\nselect commune_id from review_tally union select commune_id from review_assessment",
	} {
		if got := (query{text: text, mark: markOf(text)}).faults(routed); len(got) > 0 {
			t.Errorf("%q is refused: %q", text, got)
		}
	}
}
