package main

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"fmt"
	"path"
)

// archive writes a Debian package: an ar of the format's version, the control files and the data.
func (p Package) archive(control, data []content) ([]byte, error) {
	var out bytes.Buffer
	out.WriteString("!<arch>\n")
	member := func(name string, body []byte) {
		fmt.Fprintf(&out, "%-16s%-12d%-6d%-6d%-8s%-10d`\n", name, p.Time.Unix(), 0, 0, "100644", len(body))
		out.Write(body)
		if len(body)%2 == 1 {
			out.WriteByte('\n')
		}
	}
	member("debian-binary", []byte("2.0\n"))
	for _, part := range []struct {
		name  string
		files []content
	}{{"control.tar.gz", control}, {"data.tar.gz", data}} {
		body, err := p.tar(part.files)
		if err != nil {
			return nil, err
		}
		member(part.name, zipped(body))
	}
	return out.Bytes(), nil
}

// tar writes files with the folders above them; all belong to root and bear one time.
func (p Package) tar(files []content) ([]byte, error) {
	var out bytes.Buffer
	w := tar.NewWriter(&out)
	folders := map[string]bool{}
	var folder func(name string) error
	folder = func(name string) error {
		if folders[name] {
			return nil
		}
		folders[name] = true
		if name != "." {
			if err := folder(path.Dir(name)); err != nil {
				return err
			}
		}
		h := &tar.Header{Typeflag: tar.TypeDir, Name: "./" + name + "/", Mode: 0o755, ModTime: p.Time, Uname: "root", Gname: "root", Format: tar.FormatGNU}
		if name == "." {
			h.Name = "./"
		}
		return w.WriteHeader(h)
	}
	for _, f := range files {
		if err := folder(path.Dir(f.name)); err != nil {
			return nil, err
		}
		h := &tar.Header{
			Typeflag: tar.TypeReg, Name: "./" + f.name, Mode: f.mode, Size: int64(len(f.body)), ModTime: p.Time,
			Uname: "root", Gname: "root", Format: tar.FormatGNU,
		}
		if err := w.WriteHeader(h); err != nil {
			return nil, err
		}
		if _, err := w.Write(f.body); err != nil {
			return nil, err
		}
	}
	if err := w.Close(); err != nil {
		return nil, err
	}
	return out.Bytes(), nil
}

// zipped is gzip without a time or a name, so that the same input gives the same bytes.
func zipped(b []byte) []byte {
	var out bytes.Buffer
	w, _ := gzip.NewWriterLevel(&out, gzip.BestCompression)
	_, _ = w.Write(b) // a buffer takes everything
	_ = w.Close()
	return out.Bytes()
}
