package main

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"iter"
	"os"
	"path/filepath"
	"strconv"

	"github.com/jackc/pgx/v5"
	"github.com/xuri/excelize/v2"

	"giamngheo/internal/office"
)

// parts are what runs in a process of its own, so that its memory is its own: `bench -part NAME FILE`.
var parts = map[string]func(ctx context.Context, file string) error{
	"read-excelize":  readExcelize,
	"write-office":   writeOffice,
	"write-excelize": writeExcelize,
	"store-sqlite":   storeSQLite,
	"store-postgres": storePostgres,
}

// part runs one of them again in a process of its own.
func part(ctx context.Context, name, file string) (usage, error) {
	program, err := os.Executable()
	if err != nil {
		return usage{}, err
	}
	return process(ctx, program, "-part", name, file)
}

// readExcelize goes through a workbook as the library does with the least memory.
func readExcelize(_ context.Context, file string) error {
	f, err := excelize.OpenFile(file)
	if err != nil {
		return err
	}
	defer f.Close()
	rows, err := f.Rows(f.GetSheetName(0))
	if err != nil {
		return err
	}
	defer rows.Close()
	n := 0
	for rows.Next() {
		if _, err := rows.Columns(); err != nil {
			return err
		}
		n++
	}
	if n == 0 {
		return errors.New("no rows")
	}
	return rows.Error()
}

const exportRows, exportColumns = 400_000, 40

// cell is what a list has in a column: codes, names, marks, counts.
func cell(row, col int) any {
	switch col % 4 {
	case 0:
		return strconv.Itoa(64_000_000_000 + row*exportColumns + col)
	case 1:
		return []string{"Đinh Thị Hoà", "Nguyễn Văn Hùng", "Ksor H'Lan", "Rơ Châm Y Blơ", "Siu Thuỷ & em"}[(row+col)%5]
	case 2:
		return (row + col) % 2
	}
	return row % 977
}

func writeOffice(_ context.Context, file string) error {
	f, err := os.Create(file)
	if err != nil {
		return err
	}
	defer f.Close()
	s := office.Sheet{Name: "Hộ", Title: "Danh sách hộ"}
	for c := range exportColumns {
		s.Columns = append(s.Columns, office.Column{Label: "Cột " + strconv.Itoa(c), Kind: []office.Kind{office.Code, office.Text, office.Count, office.Count}[c%4]})
	}
	var rows iter.Seq2[office.Row, error] = func(yield func(office.Row, error) bool) {
		values := make([]any, exportColumns)
		for r := range exportRows {
			for c := range values {
				values[c] = cell(r, c)
			}
			if !yield(office.Row{Values: values}, nil) {
				return
			}
		}
	}
	if err := office.WriteXLSX(f, s, rows); err != nil {
		return err
	}
	return f.Close()
}

func writeExcelize(_ context.Context, file string) error {
	f := excelize.NewFile()
	defer f.Close()
	w, err := f.NewStreamWriter("Sheet1")
	if err != nil {
		return err
	}
	values := make([]any, exportColumns)
	for r := range exportRows {
		for c := range values {
			values[c] = cell(r, c)
		}
		if err := w.SetRow("A"+strconv.Itoa(r+1), values); err != nil {
			return err
		}
	}
	if err := w.Flush(); err != nil {
		return err
	}
	return f.SaveAs(file)
}

// The bare rows of an import: what the register and the review store of one household, and nothing around it.
var bareColumns = map[string]int{"bare_household": 15, "bare_assessment": 21}

func bareTable(name string) string {
	text := "create table " + name + " (commune bigint not null, id bigint not null"
	for c := 2; c < bareColumns[name]; c++ {
		text += ", c" + strconv.Itoa(c) + " text not null"
	}
	return text + ", primary key (commune, id))"
}

func bareRow(n, i int) []any {
	row := make([]any, n)
	row[0], row[1] = int64(i/1742), int64(i)
	for c := 2; c < n; c++ {
		row[c] = []string{"Rơ Châm H'Lan", "10", "23827", "", "3 4 9"}[c%5]
	}
	return row
}

func storeSQLite(ctx context.Context, dir string) error {
	d, err := sql.Open("sqlite", "file:"+filepath.Join(dir, "bare.db")+"?_pragma=journal_mode(WAL)&_pragma=synchronous(FULL)&_txlock=immediate")
	if err != nil {
		return err
	}
	defer d.Close()
	d.SetMaxOpenConns(1)
	for name := range bareColumns {
		if _, err := d.ExecContext(ctx, bareTable(name)+" without rowid"); err != nil {
			return err
		}
	}
	tx, err := d.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback() //nolint:errcheck // does nothing after a commit
	for name, n := range bareColumns {
		marks := "?"
		for range n - 1 {
			marks += ", ?"
		}
		st, err := tx.PrepareContext(ctx, "insert into "+name+" values ("+marks+")")
		if err != nil {
			return err
		}
		for i := range importRows {
			if _, err := st.ExecContext(ctx, bareRow(n, i)...); err != nil {
				return err
			}
		}
		st.Close()
	}
	return tx.Commit()
}

func storePostgres(ctx context.Context, url string) error {
	c, err := pgx.Connect(ctx, url)
	if err != nil {
		return err
	}
	defer c.Close(ctx)
	for name, n := range bareColumns {
		if _, err := c.Exec(ctx, "drop table if exists "+name); err != nil {
			return err
		}
		if _, err := c.Exec(ctx, bareTable(name)); err != nil {
			return err
		}
		columns := []string{"commune", "id"}
		for i := 2; i < n; i++ {
			columns = append(columns, "c"+strconv.Itoa(i))
		}
		i := 0
		_, err := c.CopyFrom(ctx, pgx.Identifier{name}, columns, pgx.CopyFromFunc(func() ([]any, error) {
			if i == importRows {
				return nil, nil
			}
			i++
			return bareRow(n, i), nil
		}))
		if err != nil {
			return err
		}
		if _, err := c.Exec(ctx, "drop table "+name); err != nil {
			return fmt.Errorf("drop %s: %w", name, err)
		}
	}
	return nil
}
