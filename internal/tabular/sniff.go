package tabular

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf16"
)

type format int

const (
	formatCSV format = iota
	formatXLSX
	formatXLS
	formatLocked
	formatODS
	formatBinary // .xlsb
	formatHTML
	formatXML
	formatPDF
	formatDOCX
	formatOther
)

// refusals are the messages for formats that are not read; each says what to do.
var refusals = map[format]string{
	formatXLS: "tabular.xls", formatLocked: "tabular.locked", formatODS: "tabular.ods", formatBinary: "tabular.xlsb", formatHTML: "tabular.html",
	formatXML: "tabular.xml", formatPDF: "tabular.pdf", formatDOCX: "tabular.docx", formatOther: "tabular.unknown",
}

// sniff tells a file's format from its content; names lie.
func sniff(r io.ReaderAt, size int64) (format, error) {
	head := make([]byte, 1024)
	n, err := r.ReadAt(head, 0)
	if err != nil && !errors.Is(err, io.EOF) {
		return 0, fmt.Errorf("open table: %w", err)
	}
	head = head[:n]
	text := strings.ToLower(strings.TrimSpace(strings.TrimPrefix(string(head), "\uFEFF")))
	has := func(prefix string) bool { return bytes.HasPrefix(head, []byte(prefix)) }
	switch {
	case has("PK\x03\x04"):
		return archive(r, size), nil
	case has("\xD0\xCF\x11\xE0"):
		return compound(r, size), nil
	case has("\x09\x08\x10\x00"), has("\x09\x04\x06\x00"), has("\x09\x02\x06\x00"):
		return formatXLS, nil // without the container that later versions put around it
	case strings.HasPrefix(text, "%pdf-"):
		return formatPDF, nil
	case strings.HasPrefix(text, "<?xml") && !strings.Contains(text, "<html"), strings.HasPrefix(text, "<workbook"):
		return formatXML, nil
	case strings.HasPrefix(text, "<!doctype html"), strings.HasPrefix(text, "<html"), strings.HasPrefix(text, "<table"), strings.HasPrefix(text, "<meta"),
		strings.HasPrefix(text, "<style"), strings.HasPrefix(text, "<?xml"), strings.HasPrefix(text, "<!--"), strings.HasPrefix(text, "mime-version:"):
		return formatHTML, nil
	case strings.HasPrefix(text, `{\rtf`), has("7z\xBC\xAF"), has("Rar!"), has("\x1F\x8B"), has("\x89PNG"), has("\xFF\xD8\xFF"), has("GIF8"), has("PK"):
		return formatOther, nil
	}
	return formatCSV, nil
}

// archive tells office documents apart. A damaged archive is left to the reader of spreadsheets, which says so.
func archive(r io.ReaderAt, size int64) format {
	z, err := zip.NewReader(r, size)
	if err != nil {
		return formatXLSX
	}
	for _, f := range z.File {
		switch name := strings.ToLower(strings.ReplaceAll(f.Name, `\`, "/")); {
		case name == "mimetype", name == "content.xml":
			return formatODS
		case name == "xl/workbook.bin":
			return formatBinary
		case strings.HasPrefix(name, "xl/"), name == "[content_types].xml" && len(z.File) == 1:
			return formatXLSX
		case strings.HasPrefix(name, "word/"), strings.HasPrefix(name, "ppt/"):
			return formatDOCX
		}
	}
	if len(z.File) > 0 {
		return formatOther
	}
	return formatXLSX
}

// compound tells a locked .xlsx from an old .xls: the container names its streams in UTF-16.
func compound(r io.ReaderAt, size int64) format {
	head := make([]byte, min(size, 64<<10))
	if _, err := r.ReadAt(head, 0); err != nil && !errors.Is(err, io.EOF) {
		return formatXLS
	}
	tail := make([]byte, min(size, 64<<10))
	if _, err := r.ReadAt(tail, size-int64(len(tail))); err != nil && !errors.Is(err, io.EOF) {
		return formatXLS
	}
	var name []byte
	for _, u := range utf16.Encode([]rune("EncryptedPackage")) {
		name = append(name, byte(u), byte(u>>8))
	}
	if bytes.Contains(head, name) || bytes.Contains(tail, name) {
		return formatLocked
	}
	return formatXLS
}
