package xlsx

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

// counted reads a sheet of cells, each an address, an equals sign and a number, a text or a formula.
func counted(t *testing.T, cells ...string) *Sheet {
	t.Helper()
	var b strings.Builder
	for _, c := range cells {
		ref, v, _ := strings.Cut(c, "=")
		switch v = strings.NewReplacer("&", "&amp;", "<", "&lt;", `"`, "&quot;").Replace(v); {
		case strings.HasPrefix(v, "="):
			fmt.Fprintf(&b, `<c r="%s"><f>%s</f><v/></c>`, ref, v[1:])
		case strings.HasPrefix(v, "'"):
			fmt.Fprintf(&b, `<c r="%s" t="str"><v>%s</v></c>`, ref, v[1:])
		default:
			fmt.Fprintf(&b, `<c r="%s"><v>%s</v></c>`, ref, v)
		}
	}
	return one(t, b.String())
}

func one(t *testing.T, xml string) *Sheet {
	t.Helper()
	begin := time.Now()
	sheets, err := Read(packed(t, "<row>"+xml+"</row>"))
	if err != nil {
		t.Fatal(err)
	}
	if d := time.Since(begin); d > time.Minute { // less than a second on an ordinary machine
		t.Errorf("reading took %v", d)
	}
	return &sheets[0]
}

func TestFormulasWithoutAResultAreWorkedOut(t *testing.T) {
	t.Parallel()
	figures := []string{"A1=18180", "A2=2542", "A3='Hộ", "A4=0", "A5='18.180", "A6==NOW()", "A7==A1/A4"}
	for f, want := range map[string]Cell{
		"SUM(A1:A4)":                           {Kind: Number, Text: "20722"},
		"$A$2/A1":                              {Kind: Number, Text: "0.139823982398240"},
		"ROUND(A2/A1*100,2)":                   {Kind: Number, Text: "13.98"},
		"round( A2/A1*100 , 2 )":               {Kind: Number, Text: "13.98"},
		"ROUND(0.125*100,1)+1E2":               {Kind: Number, Text: "112.5"},
		"S!A1-'S'!A2":                          {Kind: Number, Text: "15638"},
		`IF(A4=0,"",A1/A4)`:                    {},
		`IF(A1>A2,"Đạt, & hơn","-")`:           {Kind: Text, Text: "Đạt, & hơn"},
		"IFERROR(A1/A4,0)":                     {Kind: Number, Text: "0"},
		"A1/A4":                                {Kind: Fault, Text: "#DIV/0!"},
		"A9+SUBTOTAL(9,A1:A2)":                 {Kind: Number, Text: "20722"},
		"5%*A1":                                {Kind: Number, Text: "909"},
		"SUM(A1:A5)":                           {Kind: Uncounted}, // a text that may be a number
		"A5*2":                                 {Kind: Uncounted},
		"A6+1":                                 {Kind: Uncounted}, // what cannot be worked out
		"A7+1":                                 {Kind: Uncounted},
		"A3*2":                                 {Kind: Uncounted},
		"A1&A2":                                {Kind: Uncounted},
		"REPT(A3,1000000000)":                  {Kind: Uncounted},
		"HO.NGHEO(A1)":                         {Kind: Uncounted},
		"SUM(NOWHERE)":                         {Kind: Uncounted},
		"SUM(A:A)":                             {Kind: Uncounted},
		"SUM(A1:XFC1048575)":                   {Kind: Uncounted},
		"Khac!A1":                              {Kind: Uncounted},
		"[1]S!A1":                              {Kind: Uncounted},
		"{1,2}":                                {Kind: Uncounted},
		"ROUND(A1":                             {Kind: Uncounted},
		"ROUND(,,,)":                           {Kind: Uncounted},
		"))((":                                 {Kind: Uncounted},
		"A1 A2":                                {Kind: Uncounted},
		"SUM(A1:A2 A2:A4)":                     {Kind: Uncounted},
		"A1(A2)":                               {Kind: Uncounted},
		"C1+1":                                 {Kind: Uncounted}, // itself
		strings.Repeat("(", 900):               {Kind: Uncounted},
		"1+" + strings.Repeat("1+", 600) + "1": {Kind: Uncounted},
	} {
		got := counted(t, append(figures, "C1=="+f)...).At(0, 2)
		if want.Kind == Number {
			want.Text, _ = decimal(want.Text)
		}
		if got != want {
			t.Errorf("%.40s gives %+v, want %+v", f, got, want)
		}
	}
}

// Formulas wait for one another in any order; those in a circle, and what hangs on it, are left.
func TestFormulasUseFormulas(t *testing.T) {
	t.Parallel()
	s := counted(t, "A1==A2+A3", "A2==A3*2", "A3==SUM(A4:A5)", "A4=3", "A5==4", "B1==B2", "B2==B3", "B3==B1", "B4==SUM(B1:B3)", "B5==1+1")
	for row, want := range []Cell{{Kind: Number, Text: "21"}, {Kind: Number, Text: "14"}, {Kind: Number, Text: "7"}, {Kind: Number, Text: "3"}, {Kind: Number, Text: "4"}} {
		if got := s.At(row, 0); got != want {
			t.Errorf("A%d = %+v, want %+v", row+1, got, want)
		}
		if got := s.At(row, 1).Kind; (got == Uncounted) != (row < 4) {
			t.Errorf("B%d is of kind %v", row+1, got)
		}
	}
}

func TestSharedFormulasMove(t *testing.T) {
	t.Parallel()
	s := one(t, `<c r="A1"><v>1</v></c><c r="A2"><v>2</v></c><c r="A3"><v>3</v></c><c r="B1"><f t="shared" ref="B1:B3" si="0">SUM($A$1:A1)*LOG</f></c>`+
		`<c r="C1"><f t="shared" ref="C1:C3" si="1">SUM($A$1:A1)*10</f></c><c r="C2"><f t="shared" si="1"/></c><c r="C3"><f t="shared" si="1"></f></c>`+
		`<c r="D3"><f t="shared" ref="D1:D3" si="2">A1</f></c><c r="D2"><f t="shared" si="2"/></c><c r="E1"><f t="shared" si="9"/></c><c r="F1"><f t="array" ref="F1">A1</f></c>`)
	for ref, want := range map[string]string{"C1": "10", "C2": "30", "C3": "60", "D3": "1", "D2": "", "B1": "", "E1": "", "F1": ""} {
		row, col, _ := place(ref)
		if got := s.At(row, col); got.Text != want || (got.Kind == Uncounted) != (want == "") {
			t.Errorf("%s = %+v, want %q", ref, got, want)
		}
	}
	if got := shift(`IF('Biểu A1'!B2>0,ROUND(Z9/$A$1+1E5,2),"A1")`, 2, 1); got != `IF('Biểu A1'!C4>0,ROUND(AA11/$A$1+1E5,2),"A1")` {
		t.Error(got)
	}
}

// Beyond the limits formulas stay as they are, and nothing takes long.
func TestCountingIsBounded(t *testing.T) {
	t.Parallel()
	column := func(n int, f func(int) string) []string {
		cells := make([]string, n)
		for i := range cells {
			cells[i] = fmt.Sprintf("A%d=%s", i+1, f(i+1))
		}
		return cells
	}
	chain := func(i int) string { return fmt.Sprintf("=A%d+1", i+1) }
	for name, c := range map[string]struct {
		cells []string
		kind  Kind // of A1
	}{
		"a long chain":      {append(column(maxFormulas-1, chain), "A5000=1"), Number},
		"too many formulas": {append(column(maxFormulas+1, chain), "B1=1"), Uncounted},
		"too many rows":     {[]string{"A1==1+1", "A5001=1"}, Uncounted},
		"too many columns":  {[]string{"A1==1+1", "GS1=1"}, Uncounted},
		"just enough":       {[]string{"A1==GR1+A5000", "GR1=1", "A5000=1"}, Number},
		"growing sums":      {column(maxFormulas, func(i int) string { return fmt.Sprintf("=SUM(B$1:B%d)", i) }), Number},
		"wide sums":         {column(maxFormulas, func(int) string { return "=SUM(B1:GR5000)" }), Uncounted},
		"long formulas":     {column(maxFormulas, func(int) string { return "=" + strings.Repeat("1+", 490) + "1" }), Number},
	} {
		if got := counted(t, c.cells...).At(0, 0); got.Kind != c.kind {
			t.Errorf("%s: %+v", name, got)
		}
	}
}
