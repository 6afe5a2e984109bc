package report_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"giamngheo/internal/day"
	"giamngheo/internal/db"
	"giamngheo/internal/db/dbtest"
	"giamngheo/internal/fault"
	"giamngheo/internal/household"
	"giamngheo/internal/report"
	"giamngheo/internal/review"
	"giamngheo/internal/standard"
	"giamngheo/internal/unit"
	"giamngheo/internal/xlsx"
)

// land is a small province at random: districts, communes, villages, a population base here and there,
// two rounds of households of every kind.
func land(t *testing.T, d *db.DB, seed uint64) (province unit.Unit, rounds []review.Round) {
	t.Helper()
	r := rand.New(rand.NewPCG(seed, 64))
	const on = day.Date("2022-12-31")
	units := []unit.Unit{{ID: 1, Level: unit.Country, Name: "Nước thử", Code: "1"}, {ID: 10, Parent: 1, Level: unit.Province, Kind: "tỉnh", Name: "Thử", Code: "10"}}
	var communes []unit.ID
	villages := map[unit.ID][]unit.ID{}
	for i := range 1 + r.IntN(3) {
		district := unit.ID(11 + i)
		units = append(units, unit.Unit{ID: district, Parent: 10, Level: unit.District, Kind: "huyện", Name: fmt.Sprint("Huyện ", i), Code: fmt.Sprint(district)})
		for k := range 1 + r.IntN(3) {
			commune := district*10 + unit.ID(k)
			kind := []unit.Kind{"xã", "thị trấn"}[r.IntN(2)]
			units = append(units, unit.Unit{ID: commune, Parent: district, Level: unit.Commune, Kind: kind, Name: fmt.Sprint("Xã ", k), Code: fmt.Sprint(commune)})
			communes = append(communes, commune)
			for v := range r.IntN(4) {
				id := commune*10 + unit.ID(v)
				units = append(units, unit.Unit{ID: id, Parent: commune, Level: unit.Village, Kind: "làng", Name: fmt.Sprint("Làng ", v), Code: fmt.Sprint(id)})
				villages[commune] = append(villages[commune], id)
			}
		}
	}
	for i := range units {
		units[i].From, units[i].To = "2004-01-01", day.Forever
	}
	input := func(ref household.Ref) review.Input {
		in := review.Input{
			Household: ref, Area: []standard.Area{standard.Rural, standard.Urban}[r.IntN(2)],
			Ethnic:  []household.Ethnic{household.Kinh, household.Jrai, household.Bahnar, "02", household.Foreigner, ""}[r.IntN(6)],
			Flags:   household.Flags(r.IntN(64)),
			Members: 1 + r.IntN(9), PointsA: 120 + r.IntN(60), Income: -1,
			Deprived: standard.Deprivations(r.IntN(1 << 12)), Causes: household.CauseSet(r.IntN(1 << 8)), Needs: household.NeedSet(r.IntN(1 << 6)),
			WasPoorBefore: r.IntN(5) == 0, WasNearPoorBefore: r.IntN(5) == 0, Arrived: r.IntN(8) == 0, Left: r.IntN(8) == 0,
		}
		in.Children = r.IntN(in.Members + 1)
		if vs := villages[ref.Commune]; len(vs) > 0 && r.IntN(5) > 0 {
			in.Village = vs[r.IntN(len(vs))]
		}
		return in
	}
	err := d.Write(t.Context(), func(ctx context.Context, tx *db.Tx) error {
		if err := unit.Insert(ctx, tx, units); err != nil {
			return err
		}
		for _, u := range units {
			if r.IntN(3) == 0 || u.Level == unit.Country {
				continue
			}
			n := int64(1 + r.IntN(400))
			b := unit.Base{Households: n, Persons: 4 * n, MinorityHouseholds: -1, MinorityPersons: -1, Day: on, Source: "thử"}
			if r.IntN(2) == 0 {
				b.MinorityHouseholds, b.MinorityPersons = n/3, n
			}
			if err := unit.SetBase(ctx, tx, u.ID, b); err != nil {
				return err
			}
		}
		before, err := review.Add(ctx, tx, review.Round{Year: 2021, Kind: review.Periodic, Edition: "vn-2022", Unit: 10, Day: "2021-12-31", Status: review.Closed, Source: "thử"})
		if err != nil {
			return err
		}
		_, err = review.LoadClasses(ctx, tx, before, func(yield func(review.Given, error) bool) {
			for _, c := range communes {
				for i := range household.ID(r.IntN(60)) {
					in := input(household.Ref{Commune: c, ID: i + 1})
					g := review.Given{
						Household: in.Household, Village: in.Village, Area: in.Area, Ethnic: in.Ethnic, Flags: in.Flags, Members: in.Members, Children: in.Children,
						Class: standard.Classes[r.IntN(4)],
					}
					if !yield(g, nil) {
						return
					}
				}
			}
		})
		if err != nil {
			return err
		}
		now, err := review.Add(ctx, tx, review.Round{Year: 2022, Kind: review.Periodic, Edition: "vn-2022", Unit: 10, Day: on, Previous: before.ID, Detail: true, Status: review.Open, Source: "thử"})
		if err != nil {
			return err
		}
		_, err = review.Load(ctx, tx, now, func(yield func(review.Input, error) bool) {
			for _, c := range communes {
				for i := range household.ID(r.IntN(80)) {
					if !yield(input(household.Ref{Commune: c, ID: i + 1}), nil) {
						return
					}
				}
			}
		})
		if err != nil {
			return err
		}
		rounds = []review.Round{now, before}
		for _, x := range rounds {
			if err := review.Rebuild(ctx, tx, x.ID); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	province, err = unit.Get(t.Context(), d, 10)
	if err != nil {
		t.Fatal(err)
	}
	return province, rounds
}

// Whatever a province is like, its forms are what its assessments say, and the only figures that do not
// reconcile are those of households without a village and of a population that was written down too small.
func TestFormsOfAnyProvinceEqualARecount(t *testing.T) {
	t.Parallel()
	for seed := range uint64(6) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			t.Parallel()
			dbtest.Each(t, func(t *testing.T, d *db.DB) {
				province, rounds := land(t, d, seed)
				for _, round := range rounds {
					c := newRecount(t, d, round)
					units := []unit.Unit{province}
					for _, level := range []unit.Level{unit.District, unit.Commune, unit.Village} {
						below, err := unit.Below(t.Context(), d, province.ID, level, round.Day)
						if err != nil {
							t.Fatal(err)
						}
						units = append(units, below...)
					}
					for n := 1; n <= 13; n++ {
						for _, u := range units {
							f := fill(t, d, n, u, round, true)
							c.same(f)
							for _, x := range f.Findings {
								switch {
								case x.Code == report.MoreThanAll, x.Code == report.NoVillage:
								case x.Code == report.BelowDiffers && f.Columns[x.Column-1].Kind == report.Count: // bases, and counts without a list of their own
									if !isBase(n, x.Column-1) && f.Columns[x.Column-1].Label("vi") != "Tổng số chỉ số thiếu hụt" {
										t.Errorf("form %d of %s: %s", n, u.Title(), x.Text("vi"))
									}
								default:
									t.Errorf("form %d of %s: %s", n, u.Title(), x.Text("vi"))
								}
							}
						}
					}
				}
			})
		})
	}
}

// A figure that does not reconcile says so on every way out: in words, in the sheet, in JSON.
func TestAFormSaysWhatDoesNotReconcile(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		province, rounds := part(t, d)
		district, err := unit.ByCode(t.Context(), d, unit.District, "630", "2022-12-31")
		if err != nil {
			t.Fatal(err)
		}
		communes, err := unit.Children(t.Context(), d, district.ID, "2022-12-31")
		if err != nil {
			t.Fatal(err)
		}
		commune := communes[1]
		for _, c := range []struct {
			name, spoil string
			form        int
			of          unit.Unit
			code, says  string
		}{
			{
				"a flow that was lost", `-- routed
				update review_flow set households = households + 3 where commune_id = %d and round_id = %d and village_id = 0 and movement = 'stayed' and class = 1 and minority = 1`,
				2, district, report.ClosingDiffers, "lệch 3",
			},
			{
				"a movement that does not fit", `-- routed
				update review_flow set movement = 'outside' where commune_id = %d and round_id = %d and village_id = 0 and movement = 'escaped' and prev_class = 1`,
				2, district, report.FlowGap, "cuối kỳ là",
			},
			{
				"a commune's row of its own", `-- routed
				update review_tally set households = households + 5 where commune_id = %d and round_id = %d and village_id = 0 and class = 1 and ethnic = '12'`,
				1, commune, report.NoVillage, "5 thuộc những hộ chưa ghi thôn, làng",
			},
			{
				"a village counted twice", `-- routed
				update review_tally set households = households + 7 where commune_id = %d and round_id = %d and village_id <> 0 and class = 1 and ethnic = '12'`,
				4, commune, report.BelowDiffers, "các đơn vị bên dưới cộng lại được",
			},
			{
				"a deprivation lost", `-- routed
				update review_tally set points_b = points_b + 11 where commune_id = %d and round_id = %d and class = 1 and ethnic = '12' and village_id = 0`,
				4, province, report.PartsDiffer, "lệch 11",
			},
		} {
			spoiled := fmt.Errorf("spoiled")
			err := d.Write(t.Context(), func(ctx context.Context, tx *db.Tx) error {
				if _, err := tx.Exec(ctx, fmt.Sprintf(c.spoil, commune.ID, rounds[0].ID)); err != nil {
					return err
				}
				f := fill(t, tx, c.form, c.of, rounds[0], false)
				text := ""
				for _, x := range f.Findings {
					if x.Code == c.code {
						text = x.Text("vi")
					}
				}
				if !strings.Contains(text, c.says) {
					t.Errorf("%s: %q does not say %q; found %v", c.name, text, c.says, f.Findings)
				}
				if strings.Contains(f.Verdict("vi"), "Biểu khớp") {
					t.Errorf("%s: %s", c.name, f.Verdict("vi"))
				}
				spelledOut(t, f, text)
				return spoiled
			})
			if err == nil || !strings.Contains(err.Error(), "spoiled") {
				t.Fatal(err)
			}
		}
	})
}

// spelledOut looks for a sentence in every file of a form.
func spelledOut(t *testing.T, f report.Filled, sentence string) {
	t.Helper()
	for _, format := range []report.Format{report.TSV, report.JSON, report.XLSX} {
		var b bytes.Buffer
		if err := f.Write(&b, format, "vi"); err != nil {
			t.Fatal(err)
		}
		text := b.String()
		if format == report.XLSX {
			sheets, err := xlsx.Read(b.Bytes())
			if err != nil {
				t.Fatal(err)
			}
			text = fmt.Sprint(sheets)
		}
		if format == report.JSON {
			var got struct {
				OK       bool `json:"reconciles"`
				Findings []struct{ Text string }
			}
			if err := json.Unmarshal(b.Bytes(), &got); err != nil || got.OK || len(got.Findings) != len(f.Findings) {
				t.Errorf("json: %v, reconciles %v, %d findings", err, got.OK, len(got.Findings))
			}
		}
		if !strings.Contains(text, sentence) {
			t.Errorf("%s does not say %q", format, sentence)
		}
	}
}

// inFewQueries: a form of a province asks the database as often as that of a district.
func inFewQueries(t *testing.T, d *db.DB, province unit.Unit, rounds []review.Round) {
	district, err := unit.ByCode(t.Context(), d, unit.District, "630", "2022-12-31")
	if err != nil {
		t.Fatal(err)
	}
	for n := 1; n <= 13; n++ {
		for _, deep := range []bool{false, true} {
			var asked [2]int
			for i, u := range []unit.Unit{province, district} {
				form := fill(t, d, n, u, rounds[0], deep).Form // what others asked before is still known
				ctx, trace := db.Observe(t.Context())
				if _, err := report.Fill(ctx, d, form, u, rounds[0], deep); err != nil {
					t.Fatal(err)
				}
				asked[i] = trace.Len()
			}
			if asked[0] != asked[1] || asked[0] > 30 {
				t.Errorf("form %d, deep %v: %d queries for the province, %d for a district", n, deep, asked[0], asked[1])
			}
		}
	}
}

func TestFormsThatAreNone(t *testing.T) {
	t.Parallel()
	for _, n := range []int{0, -1, 16} {
		if _, err := report.FormByNumber(n); fault.KindOf(err) != fault.NotFound {
			t.Errorf("form %d: %v", n, err)
		}
	}
	if _, err := report.Fill(t.Context(), dbtest.SQLite(t), report.Forms[14], unit.Unit{}, review.Round{}, false); fault.KindOf(err) != fault.Invalid {
		t.Errorf("a list of members filled: %v", err)
	}
}
