package report_test

import (
	"context"
	"strings"
	"testing"

	"giamngheo/internal/db"
	"giamngheo/internal/db/dbtest"
	"giamngheo/internal/report"
	"giamngheo/internal/report/reporttest"
	"giamngheo/internal/target"
	"giamngheo/internal/unit"
)

func TestCascadeOf(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		reporttest.Office(t, d)
		gialai := reporttest.Unit(t, unit.Province, "64")
		of := func(year int, indicator string) report.Cascade {
			t.Helper()
			c, err := report.CascadeOf(t.Context(), d, gialai, year, indicator)
			if err != nil {
				t.Fatal(err)
			}
			return c
		}
		c := of(2023, target.PoorReduction)
		if c.Stand.Households != 150 || c.Stand.Poor != 50 || c.GapHouseholds != 3 || len(c.Rows) != 17 || c.Missing != 15 {
			t.Errorf("the cascade of 2023 = %+v", c.Cascade)
		}
		if c.Units[0].Code != "630" || c.Units[1].Code != "625" || c.Units[2].Code != "622" {
			t.Errorf("order %s, %s, %s, want the paper's, then by code", c.Units[0].Code, c.Units[1].Code, c.Units[2].Code)
		}
		if s := c.Sentence("vi"); !strings.Contains(s, "Còn 3 hộ") || !strings.Contains(s, "Huyện Kông Chro 3 hộ") {
			t.Errorf("the sentence says %q", s)
		}
		if _, err := c.Propose(target.Needs); err == nil {
			t.Error("needs were shared out without being known")
		}
		// The base of 2022 is no denominator at the end of 2023, and nobody was reviewed then.
		next := of(2024, target.PoorReduction)
		if next.HasRound || next.HasBase || next.Stand.Households != 0 || !strings.Contains(next.Sentence("en"), "no review of the end of 2023") {
			t.Errorf("the cascade of 2024 = %+v, says %q", next.Stand, next.Sentence("en"))
		}
		if m := of(2023, target.MinorityPoorReduction); m.Stand.Poor != 50 || m.Stand.Households != 0 {
			t.Errorf("of minorities %+v, want 50 poor over a base that is not known", m.Stand)
		}
		if m := of(2023, "access_water"); m.Stand.Households != 50 || m.Stand.Poor != 0 {
			t.Errorf("lacks of water %+v, want none of 50", m.Stand)
		}
		if _, err := report.CascadeOf(t.Context(), d, gialai, 2023, "x"); err == nil {
			t.Error("an unknown indicator was accepted")
		}
	})
}

func TestSentencesOfACascade(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		reporttest.Office(t, d)
		gialai := reporttest.Unit(t, unit.Province, "64")
		for _, c := range []struct {
			query string
			want  string
		}{
			{`update target set households = 9 where parent_id = 0`, "Chỉ tiêu đã giao đủ: 9 hộ"},
			{`update target set households = 7 where parent_id = 0`, "Đã giao thừa 2 hộ"},
			{`update target set households = 90 where parent_id = 0`, "Còn 81 hộ"},
			{`delete from target where parent_id <> 0`, "chưa giao cho đơn vị nào"},
			{`delete from target`, "chưa có chỉ tiêu năm 2023"},
		} {
			err := d.Write(t.Context(), func(ctx context.Context, tx *db.Tx) error {
				_, err := tx.Exec(ctx, c.query)
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
			v, err := report.CascadeOf(t.Context(), d, gialai, 2023, target.PoorReduction)
			if got := v.Sentence("vi"); err != nil || !strings.Contains(got, c.want) {
				t.Errorf("after %q it says %q (%v), want %q", c.query, got, err, c.want)
			}
		}
	})
}
