package account

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "renew the golden files")

// Who may do what with which section stands in testdata/sections.txt, so that a change of rights is a line
// that somebody reads.
func TestSections(t *testing.T) {
	t.Parallel()
	var b strings.Builder
	line := func(first string, cell func(Section) string) {
		fmt.Fprintf(&b, "%-24s", first)
		for _, s := range Sections {
			fmt.Fprintf(&b, " %-12s", cell(s))
		}
		b.WriteString("\n")
	}
	line("", func(s Section) string { return string(s) })
	for _, r := range everyRole() {
		if r != Department {
			line(string(r), func(s Section) string { return Actor{ID: 1, Role: r}.Section(s).String() })
			continue
		}
		for _, f := range append([]Sector{""}, Sectors...) {
			line(strings.TrimSuffix(string(r)+" "+string(f), " "), func(s Section) string { return Actor{ID: 1, Role: r, Sector: f}.Section(s).String() })
		}
	}
	got := b.String()
	for _, l := range strings.Split(got, "\n") {
		got = strings.ReplaceAll(got, l, strings.TrimRight(l, " "))
	}
	golden := filepath.Join("testdata", "sections.txt")
	if *update {
		if err := os.WriteFile(golden, []byte(got), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("the rights have changed; read the difference, then run with -update.\n got:\n%s\nwant:\n%s", got, want)
	}
}

// everyRole are all roles of the table of rights, in the order of their names.
func everyRole() []Role {
	var out []Role
	for r := range held {
		out = append(out, r)
	}
	slices.Sort(out)
	return out
}

func TestSectionsAgreeWithTheOtherRights(t *testing.T) {
	t.Parallel()
	for _, r := range everyRole() {
		a := Actor{ID: 1, Role: r}
		all := func(want Level, of ...Section) bool {
			return !slices.ContainsFunc(of, func(s Section) bool { return !a.Section(s).Has(want) })
		}
		but := slices.DeleteFunc(slices.Clone(Sections), func(s Section) bool { return s == Bank })
		for _, c := range []struct {
			may  bool
			what string
			ok   bool
		}{
			{r.Can(ReadHouseholds), "sees households, and not who they are", all(Read, Identity)},
			{!r.Can(ReadHouseholds), "sees no household, and sections of it", len(a.Closed(Sections...)) == len(Sections)},
			{r.Can(WriteHouseholds), "writes the register, and not what its form holds", all(Write, Sections...)},
			{r.Can(WriteReview), "writes the review, and not what its form holds", all(Write, append([]Section{Income, Support}, Services...)...)},
			{r.Can(ImportData), "imports, and may not write what the sheets hold", all(Write, but...)},
			{r.Can(ApproveChanges), "settles changes, and verifies nothing", all(Verify, but...)},
			{r.Can(SeeNumbers), "sees numbers whole, and not the sections they stand in", all(Read, Identity, Members, Bank)},
			{r == Auditor || r == Department, "watches and writes", all(None, Sections...) && !slices.ContainsFunc(Sections, func(s Section) bool { return a.Section(s)&^Read != 0 })},
		} {
			if c.may && !c.ok {
				t.Errorf("%s %s", r, c.what)
			}
		}
	}
	if got := System.Section(Bank); got != Write|Verify {
		t.Errorf("the program itself has %s", got)
	}
	if got := (Actor{Role: CommuneOfficer}).Section(Identity); got != None {
		t.Errorf("nobody has %s", got)
	}
}

func TestClosedSectionsAreNamedOnceInTheirOrder(t *testing.T) {
	t.Parallel()
	a := Actor{ID: 1, Role: FrontSupervisor}
	if got := a.Closed(Bank, HealthCare, Income, Bank, Schooling); !slices.Equal(got, []Section{HealthCare, Schooling, Bank}) {
		t.Errorf("closed are %v", got)
	}
	if a.Reads(Income, HealthCare) || !a.Reads(Income, Dwelling) || !a.Reads() {
		t.Error("Reads disagrees with Closed")
	}
}
