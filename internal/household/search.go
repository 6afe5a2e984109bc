package household

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/jackc/pgx/v5/pgtype"

	"giamngheo/internal/db"
	"giamngheo/internal/lang"
	"giamngheo/internal/unit"
)

// Query asks for households by name or code.
type Query struct {
	Text  string
	Area  unit.ID // the unit below which they live
	Limit int     // 100 when zero
}

// Hit is a household found, without its persons.
type Hit struct {
	Household
	Alike bool // found by its sound, not by its letters
}

// Search finds the households of an area whose head's name, or whose code, has words that begin as the
// words of the text do, in any order and without marks; then those whose Jrai or Bahnar name only
// sounds alike. Nothing typed finds nothing.
func Search(ctx context.Context, q db.Querier, query Query) ([]Hit, error) {
	if query.Limit <= 0 {
		query.Limit = 100
	}
	plan := planQuery(query.Text)
	var refs []Ref
	seen := map[Ref]bool{}
	letters := 0 // how many were found by their letters
	for i, wishes := range [][]wish{plan.joined, plan.plain, plan.sound} {
		if len(wishes) == 0 || len(refs) >= query.Limit {
			continue
		}
		// Hits of an earlier step come again; asking for as many more keeps the step complete.
		found, err := searchRefs(ctx, q, wishes, query.Area, query.Limit+len(refs))
		if err != nil {
			return nil, fmt.Errorf("search households: %w", err)
		}
		for _, r := range found {
			if !seen[r] && len(refs) < query.Limit {
				seen[r] = true
				refs = append(refs, r)
			}
		}
		if i < 2 {
			letters = len(refs)
		}
	}
	alike := map[Ref]bool{}
	for _, r := range refs[letters:] {
		alike[r] = true
	}
	list, err := ByRefs(ctx, q, refs)
	if err != nil {
		return nil, err
	}
	hits := make([]Hit, len(list))
	for i, h := range list {
		hits[i] = Hit{h, alike[h.Ref]}
	}
	return hits, nil
}

func searchRefs(ctx context.Context, q db.Querier, wishes []wish, area unit.ID, limit int) ([]Ref, error) {
	text := `-- all-shards
		select rowid >> 32, rowid & 4294967295 from household_search where household_search match $1 order by rowid limit $2`
	expr := matchSQLite(wishes, area)
	if q.Engine() == db.Postgres {
		// The inner query is planned for all its hits, so that the index answers even where the planner
		// would rather read along the table until it has enough, and is carried out only as far as needed.
		text = `-- all-shards
		with hits as materialized (select commune_id, household_id from household_search where terms @@ cast($1 as tsquery))
		select commune_id, household_id from hits limit $2`
		provinces, whole, err := provincesOf(ctx, q, area)
		if err != nil {
			return nil, err
		}
		if whole {
			area = 0
		}
		expr = matchPostgres(wishes, area, provinces)
	}
	rows, err := q.Query(ctx, text, expr, limit)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []Ref
	for rows.Next() {
		var r Ref
		if err := rows.Scan(&r.Commune, &r.ID); err != nil {
			return nil, err
		}
		out = append(out, r)
	}
	slices.SortFunc(out, Ref.compare)
	return out, rows.Err()
}

// provincesOf are the provinces whose words are looked for in an area: its own, or all in it. whole tells that
// the area is all of them.
func provincesOf(ctx context.Context, q db.Querier, area unit.ID) (ids []unit.ID, whole bool, err error) {
	above, err := unit.Ancestors(ctx, q, area)
	if err != nil {
		return nil, false, err
	}
	if p := provinceOf(above); p != 0 {
		return []unit.ID{p}, p == area, nil
	}
	ids, err = unit.EverBelow(ctx, q, area, unit.Province)
	return ids, len(ids) > 0, err
}

func provinceOf(above []unit.Unit) unit.ID {
	for _, u := range above {
		if u.Level == unit.Province {
			return u.ID
		}
	}
	return 0
}

func (r Ref) compare(o Ref) int {
	return cmp.Or(cmp.Compare(r.Commune, o.Commune), cmp.Compare(r.ID, o.ID))
}

func matchSQLite(wishes []wish, area unit.ID) string {
	return match(wishes, area, " AND ", " OR ", func(term string, prefix bool) string {
		if prefix {
			return `"` + term + `"*`
		}
		return `"` + term + `"`
	})
}

// matchPostgres asks for the words of some provinces; area 0 asks for no other area.
func matchPostgres(wishes []wish, area unit.ID, provinces []unit.ID) string {
	if len(provinces) == 0 {
		provinces = []unit.ID{0}
	}
	return match(wishes, area, " & ", " | ", func(term string, prefix bool) string {
		if strings.HasPrefix(term, areaMark) {
			return "'" + term + "'"
		}
		var any []string
		for _, p := range provinces {
			quoted := "'" + wordOf(p, term) + "'"
			if prefix {
				quoted += ":*"
			}
			any = append(any, quoted)
		}
		if len(any) == 1 {
			return any[0]
		}
		return "(" + strings.Join(any, " | ") + ")"
	})
}

// match writes a query in an engine's own language. Terms hold only letters, digits and our marks.
func match(wishes []wish, area unit.ID, and, or string, quote func(term string, prefix bool) string) string {
	var all []string
	if area != 0 {
		all = append(all, quote(areaTerm(area), false))
	}
	for _, w := range wishes {
		var ors []string
		for _, terms := range w {
			var ands []string
			for _, t := range terms {
				term, prefix := strings.CutSuffix(t, "*")
				ands = append(ands, quote(term, prefix))
			}
			ors = append(ors, "("+strings.Join(ands, and)+")")
		}
		all = append(all, "("+strings.Join(ors, or)+")")
	}
	return strings.Join(all, and)
}

// areaOf is the lowest unit in which a household is known to live.
func areaOf(h Household) unit.ID {
	if h.Village != 0 {
		return h.Village
	}
	return h.Commune
}

func areaTerm(id unit.ID) string { return areaMark + strconv.FormatInt(int64(id), 10) }

// whereabouts is where a household lives, as its search document says it.
type whereabouts struct {
	terms    []string // of the units above
	province unit.ID
}

// areaTerms gives the whereabouts of households, remembering what it has read.
type areaTerms map[unit.ID]whereabouts

func (a areaTerms) of(ctx context.Context, q db.Querier, h Household) (whereabouts, error) {
	at := areaOf(h)
	if w, ok := a[at]; ok {
		return w, nil
	}
	above, err := unit.Ancestors(ctx, q, at)
	if err != nil {
		return whereabouts{}, fmt.Errorf("household %s: area: %w", h.Ref, err)
	}
	w := whereabouts{province: provinceOf(above)}
	for _, u := range above {
		w.terms = append(w.terms, areaTerm(u.ID))
	}
	a[at] = w
	return w, nil
}

// searchTerms are all terms of a household's search document. On PostgreSQL a word stands with its province: its
// index gathers every household whose word begins so before it looks at the area, and must not gather those of the
// whole country.
func searchTerms(engine db.Engine, h Household, at whereabouts) []string {
	terms := append(nameTerms(h.Head), strings.Fields(lang.Fold(h.Code))...)
	if engine == db.Postgres {
		for i, t := range terms {
			terms[i] = wordOf(at.province, t)
		}
	}
	terms = append(terms, at.terms...)
	slices.Sort(terms)
	return slices.Compact(terms)
}

// wordOf is a word of a province's households on PostgreSQL.
func wordOf(province unit.ID, word string) string {
	return strconv.FormatInt(int64(province), 10) + "." + word
}

// The search document's key on SQLite is one number: the commune above, the id below.
const maxID = 1<<32 - 1

func searchKey(r Ref) (int64, error) {
	if r.Commune <= 0 || r.Commune > 1<<31-1 || r.ID <= 0 || r.ID > maxID {
		return 0, errors.New("household: key out of range")
	}
	return int64(r.Commune)<<32 | int64(r.ID), nil
}

// putSearch writes the household's search document, in place of the one before.
func putSearch(ctx context.Context, tx *db.Tx, h Household, fresh bool) error {
	at, err := areaTerms{}.of(ctx, tx, h)
	if err != nil {
		return err
	}
	terms := searchTerms(tx.Engine(), h, at)
	if tx.Engine() == db.Postgres {
		_, err := tx.Exec(ctx, `-- routed
			insert into household_search (commune_id, household_id, terms) values ($1, $2, array_to_tsvector($3))
			on conflict (commune_id, household_id) do update set terms = excluded.terms`, h.Commune, h.ID, terms)
		return err
	}
	key, err := searchKey(h.Ref)
	if err != nil {
		return err
	}
	if !fresh {
		if _, err := tx.Exec(ctx, `-- routed
			delete from household_search where rowid = $1`, key); err != nil {
			return err
		}
	}
	_, err = tx.Exec(ctx, `-- routed
		insert into household_search (rowid, terms) values ($1, $2)`, key, strings.Join(terms, " "))
	return err
}

// searchRow is a search document as tx.Load takes it on this engine.
func searchRow(engine db.Engine, h Household, at whereabouts) ([]any, error) {
	terms := searchTerms(engine, h, at)
	if engine == db.SQLite {
		key, err := searchKey(h.Ref)
		return []any{key, strings.Join(terms, " ")}, err
	}
	lexemes := make([]pgtype.TSVectorLexeme, len(terms))
	for i, t := range terms {
		lexemes[i].Word = t
	}
	return []any{int64(h.Commune), int64(h.ID), pgtype.TSVector{Lexemes: lexemes, Valid: true}}, nil
}

func searchColumns(engine db.Engine) []string {
	if engine == db.SQLite {
		return []string{"rowid", "terms"}
	}
	return []string{"commune_id", "household_id", "terms"}
}
