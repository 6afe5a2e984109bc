package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"time"

	"giamngheo/internal/xlsx"
)

// importRows is how many households a province has.
const importRows = 383_134

// imports measures the import of a province's households with their review from one workbook: parsed,
// validated, classified, tallied and stored by the program's own command into a fresh database, against the
// library merely reading the same file and the bare driver storing as many rows.
func imports(ctx context.Context, s *settings, t *table) error {
	file, err := s.workbook(ctx)
	if err != nil {
		return err
	}
	var wall, peak, bare []float64
	for run := range s.runs {
		p := place{data: filepath.Join(s.dir, fmt.Sprintf("import-%s-%d", s.engine, run))}
		store, where := "store-sqlite", p.data
		if s.engine == "postgres" {
			schema := fmt.Sprintf("import_%d_%d", time.Now().UnixNano(), run)
			if p.database, err = s.schema(ctx, schema); err != nil {
				return err
			}
			store, where = "store-postgres", s.url
		}
		if err := os.MkdirAll(p.data, 0o700); err != nil {
			return err
		}
		for _, args := range [][]string{
			{"migrate"}, {"review", "open", "--unit", "Gia Lai", "--year", "2022", "--source", "đo"},
		} {
			if _, err := process(ctx, s.program, append(args, p.args()...)...); err != nil {
				return err
			}
		}
		u, err := process(ctx, s.program, append([]string{"import", "households", file, "--round", "2022", "--unit", "64", "--level", "province", "--add-villages"}, p.args()...)...)
		if err != nil {
			return err
		}
		wall, peak = append(wall, u.wall.Seconds()), append(peak, float64(u.peak))
		if u, err = part(ctx, store, where); err != nil {
			return err
		}
		bare = append(bare, u.wall.Seconds())
		os.RemoveAll(p.data)
	}
	floor, err := part(ctx, "read-excelize", file)
	if err != nil {
		return err
	}
	took, most := median(wall), int64(median(peak))
	t.add(line{
		name: fmt.Sprintf("import of %d households with their review from XLSX", importRows), engine: s.engine,
		value: fmt.Sprintf("%.1f s, %s at most", took, megabytes(most)),
		floor: fmt.Sprintf("excelize reads the file in %.1f s, %s; the bare driver stores the rows in %.1f s", floor.wall.Seconds(), megabytes(floor.peak), median(bare)),
		ratio: took / (floor.wall.Seconds() + median(bare)), bar: "≤ 15 s, ≤ 150 MB", met: took <= 15 && most <= 150<<20,
	})
	return nil
}

// export measures a list of 400,000 rows and 40 columns as the product writes lists, against the library.
func export(ctx context.Context, s *settings, t *table) error {
	file := filepath.Join(s.dir, "export.xlsx")
	defer os.Remove(file)
	var wall, peak []float64
	for range s.runs {
		u, err := part(ctx, "write-office", file)
		if err != nil {
			return err
		}
		wall, peak = append(wall, u.wall.Seconds()), append(peak, float64(u.peak))
	}
	floor, err := part(ctx, "write-excelize", file)
	if err != nil {
		return err
	}
	took, most := median(wall), int64(median(peak))
	t.add(line{
		name: fmt.Sprintf("export of %d × %d as XLSX", exportRows, exportColumns), value: fmt.Sprintf("%.1f s, %s at most", took, megabytes(most)),
		floor: fmt.Sprintf("excelize %.1f s, %s", floor.wall.Seconds(), megabytes(floor.peak)), ratio: took / floor.wall.Seconds(),
		bar: "≤ 6 s, ≤ 40 MB", met: took <= 6 && most <= 40<<20,
	})
	return nil
}

// workbook makes the workbook once, with the program's own writer.
func (s *settings) workbook(ctx context.Context) (string, error) {
	name := filepath.Join(s.dir, "province.xlsx")
	if _, err := os.Stat(name); err == nil {
		return name, nil
	}
	communes, err := s.communes(ctx, place{data: filepath.Join(s.dir, "nothing")}, 220)
	if err != nil {
		return "", err
	}
	f, err := os.Create(name + ".part")
	if err != nil {
		return "", err
	}
	defer f.Close()
	w := xlsx.NewStream(f, xlsx.StreamPage{Page: xlsx.Page{Sheet: "Hộ"}})
	style := w.Style(xlsx.Style{})
	put := func(row int, values ...any) {
		w.Begin(row, 0)
		for c, v := range values {
			w.Put(c, v, style)
		}
	}
	put(0, "STT", "Mã hộ", "Mã xã", "Thôn", "Chủ hộ", "Giới tính chủ hộ", "Dân tộc", "Số khẩu", "Điểm A", "Chỉ số thiếu hụt", "Điểm B", "Nguyên nhân nghèo", "Nhu cầu hỗ trợ")
	families, given := []string{"Nguyễn", "Rơ Châm", "Đinh", "Siu", "Trần"}, []string{"Lan", "H'Lan", "Byin", "Thử", "Mẫu", "Hương"}
	for i := range importRows {
		code := communes[i*len(communes)/importRows]
		deprived, b := "", 0
		if i%3 == 0 {
			deprived, b = "3;4;9", 30
		}
		put(i+1, i+1, fmt.Sprintf("%s%06d", code, i), code, "Làng "+strconv.Itoa(i%7), families[i%5]+" "+given[i%6]+" "+strconv.Itoa(i%50),
			[]string{"Nam", "Nữ"}[i%2], []string{"Kinh", "Gia Rai", "Ba Na"}[i%3], 1+i%8, 100+i%90, deprived, b, []string{"", "1;2"}[i%2], []string{"", "3"}[i%2])
	}
	if err := w.Close(); err != nil {
		return "", err
	}
	if err := f.Close(); err != nil {
		return "", err
	}
	return name, os.Rename(name+".part", name)
}

// schema makes an empty schema of the PostgreSQL server and gives the address that uses it.
func (s *settings) schema(ctx context.Context, name string) (string, error) {
	d, err := place{database: s.url}.open()
	if err != nil {
		return "", err
	}
	defer d.Close()
	if _, err := d.ExecContext(ctx, "create schema "+name); err != nil {
		return "", err
	}
	return s.url + "&search_path=" + name, nil
}
