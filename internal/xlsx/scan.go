package xlsx

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strconv"
	"unicode/utf8"

	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"
)

// The limits of a part's XML.
const (
	windowSize = 128 << 10
	maxWindow  = 4 << 20 // the longest tag or text
	maxDepth   = 64
)

var (
	errMalformed = errors.New("xlsx: XML is not well formed")
	errCutShort  = errors.New("xlsx: XML ends too early")
	// errDeclined tells that a part is written in a way that the scanner leaves to a complete XML reader.
	errDeclined = errors.New("xlsx: XML is not for the scanner")
)

type piece int

const (
	pieceEnd   piece = iota // of an element; a self-closed one has an end too
	pieceOpen               // name and attrs are set
	pieceText               // text is set: characters as they stand in the file
	pieceCDATA              // text is set: characters that need no unescaping
	pieceEOF
)

// scanner takes XML apart, fast and without keeping any of it. It knows what spreadsheets are written in:
// UTF-8 (and UTF-16 with a byte order mark, which is converted), elements, attributes, comments, CDATA and the five
// named entities. It declines other encodings and document type declarations. Namespaces are not followed: the
// elements of a sheet are told by their local names and places.
type scanner struct {
	r        io.Reader
	buf      []byte
	pos, end int
	eof      error // why no more can be read

	name, attrs, text []byte // of the piece, until the next one
	selfClosed        bool

	names []byte // of the open elements, one after another
	marks []int  // where each begins
}

func newScanner(r io.Reader) (*scanner, error) {
	s := &scanner{r: r, buf: make([]byte, windowSize)}
	s.fill()
	switch head := s.buf[:s.end]; {
	case bytes.HasPrefix(head, []byte("\xEF\xBB\xBF")):
		s.pos = 3
	case bytes.HasPrefix(head, []byte("\xFE\xFF")), bytes.HasPrefix(head, []byte("\xFF\xFE")):
		all := io.MultiReader(bytes.NewReader(bytes.Clone(head)), r)
		if s.eof != nil {
			all = bytes.NewReader(bytes.Clone(head))
		}
		s.r = transform.NewReader(all, unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewDecoder())
		s.pos, s.end, s.eof = 0, 0, nil
	}
	if s.eof != nil && !errors.Is(s.eof, io.EOF) {
		return nil, s.eof
	}
	return s, nil
}

// fill reads more into the window; false when there is no more, or no room.
func (s *scanner) fill() bool {
	if s.eof != nil {
		return false
	}
	if s.pos > 0 {
		s.end = copy(s.buf, s.buf[s.pos:s.end])
		s.pos = 0
	}
	if s.end == len(s.buf) {
		if len(s.buf) >= maxWindow {
			s.eof = errMalformed
			return false
		}
		s.buf = append(s.buf, make([]byte, len(s.buf))...)
	}
	for range 100 {
		n, err := s.r.Read(s.buf[s.end:])
		s.end += n
		s.eof = err
		if n > 0 {
			return true
		}
		if err != nil {
			return false
		}
	}
	s.eof = io.ErrNoProgress
	return false
}

// find gives the length of the window up to the next mark, which is looked for from the given distance on;
// -1 when the part ends before.
func (s *scanner) find(from int, mark string) int {
	for {
		if s.pos+from < s.end {
			var i int
			if len(mark) == 1 {
				i = bytes.IndexByte(s.buf[s.pos+from:s.end], mark[0])
			} else {
				i = bytes.Index(s.buf[s.pos+from:s.end], []byte(mark))
			}
			if i >= 0 {
				return from + i
			}
			from = max(from, s.end-s.pos-len(mark)+1)
		}
		if !s.fill() {
			return -1
		}
	}
}

// failed is why the part ended where more was expected.
func (s *scanner) failed() error {
	if errors.Is(s.eof, io.EOF) {
		return errCutShort
	}
	return s.eof
}

// next goes to the next piece.
func (s *scanner) next() (piece, error) {
	if s.selfClosed {
		s.selfClosed = false
		s.pop()
		return pieceEnd, nil
	}
	for {
		if s.pos == s.end && !s.fill() {
			if errors.Is(s.eof, io.EOF) && len(s.marks) == 0 {
				return pieceEOF, nil
			}
			return pieceEOF, s.failed()
		}
		if s.buf[s.pos] != '<' {
			n := s.find(0, "<")
			if n < 0 {
				if !errors.Is(s.eof, io.EOF) || len(s.marks) > 0 {
					return pieceEOF, s.failed()
				}
				n = s.end - s.pos
			}
			s.text = s.buf[s.pos : s.pos+n]
			s.pos += n
			return pieceText, nil
		}
		if s.pos+1 == s.end && !s.fill() {
			return pieceEOF, s.failed()
		}
		switch s.buf[s.pos+1] {
		case '/':
			return pieceEnd, s.closeTag()
		case '?':
			if err := s.instruction(); err != nil {
				return pieceEOF, err
			}
		case '!':
			cdata, err := s.declaration()
			if err != nil {
				return pieceEOF, err
			}
			if cdata {
				return pieceCDATA, nil
			}
		default:
			return pieceOpen, s.openTag()
		}
	}
}

func (s *scanner) openTag() error {
	n := s.find(1, ">")
	for n >= 0 && quoted(s.buf[s.pos:s.pos+n]) {
		n = s.find(n+1, ">")
	}
	if n < 0 {
		return s.failed()
	}
	tag := s.buf[s.pos+1 : s.pos+n]
	s.pos += n + 1
	if s.selfClosed = len(tag) > 0 && tag[len(tag)-1] == '/'; s.selfClosed {
		tag = tag[:len(tag)-1]
	}
	i := 0
	for i < len(tag) && !space(tag[i]) {
		i++
	}
	if i == 0 || len(s.marks) >= maxDepth || bytes.IndexByte(tag, '<') >= 0 {
		return errMalformed
	}
	s.marks = append(s.marks, len(s.names))
	s.names = append(s.names, tag[:i]...)
	s.name, s.attrs = local(tag[:i]), tag[i:]
	return nil
}

// quoted tells whether a tag breaks off within quotes.
func quoted(tag []byte) bool {
	if bytes.IndexByte(tag, '\'') < 0 {
		return bytes.Count(tag, []byte{'"'})%2 == 1
	}
	var open byte
	for _, c := range tag {
		switch {
		case open == 0 && (c == '"' || c == '\''):
			open = c
		case c == open:
			open = 0
		}
	}
	return open != 0
}

func (s *scanner) closeTag() error {
	n := s.find(2, ">")
	if n < 0 {
		return s.failed()
	}
	tag := trimRight(s.buf[s.pos+2 : s.pos+n])
	s.pos += n + 1
	if len(s.marks) == 0 || !bytes.Equal(tag, s.names[s.marks[len(s.marks)-1]:]) {
		return errMalformed
	}
	s.pop()
	return nil
}

func (s *scanner) pop() {
	last := len(s.marks) - 1
	s.names, s.marks = s.names[:s.marks[last]], s.marks[:last]
}

// instruction passes over <?…?>; the first one names the encoding.
func (s *scanner) instruction() error {
	n := s.find(2, "?>")
	if n < 0 {
		return s.failed()
	}
	text := s.buf[s.pos+2 : s.pos+n]
	s.pos += n + 2
	if !bytes.HasPrefix(text, []byte("xml")) || len(text) > 3 && !space(text[3]) {
		return nil
	}
	_, utf16 := s.r.(*transform.Reader)
	for rest := text[3:]; ; {
		name, value, ok := attribute(&rest)
		if !ok {
			return nil
		}
		if v := string(bytes.ToLower(value)); string(name) == "encoding" && !utf16 && v != "utf-8" && v != "utf8" && v != "us-ascii" {
			return fmt.Errorf("%w: encoding %.40q", errDeclined, v)
		}
	}
}

// declaration passes over a comment, or gives the text of a CDATA section.
func (s *scanner) declaration() (cdata bool, err error) {
	const comment, section = "<!--", "<![CDATA["
	for s.end-s.pos < len(section) && s.fill() {
	}
	switch head := s.buf[s.pos:s.end]; {
	case bytes.HasPrefix(head, []byte(comment)):
		n := s.find(len(comment), "-->")
		if n < 0 {
			return false, s.failed()
		}
		s.pos += n + 3
		return false, nil
	case bytes.HasPrefix(head, []byte(section)):
		n := s.find(len(section), "]]>")
		if n < 0 {
			return false, s.failed()
		}
		s.text = s.buf[s.pos+len(section) : s.pos+n]
		s.pos += n + 3
		return true, nil
	case bytes.HasPrefix(head, []byte("<!DOCTYPE")):
		return false, fmt.Errorf("%w: a document type", errDeclined)
	}
	if len(s.buf[s.pos:s.end]) < len(section) {
		return false, s.failed()
	}
	return false, errMalformed
}

// attr goes through the attributes of the element that was opened last.
func (s *scanner) attr() (name, value []byte, ok bool) { return attribute(&s.attrs) }

func attribute(rest *[]byte) (name, value []byte, ok bool) {
	b := trimLeft(*rest)
	eq := bytes.IndexByte(b, '=')
	if eq < 0 {
		return nil, nil, false
	}
	name = trimRight(b[:eq])
	b = trimLeft(b[eq+1:])
	if len(b) == 0 || b[0] != '"' && b[0] != '\'' {
		return nil, nil, false
	}
	end := bytes.IndexByte(b[1:], b[0])
	if end < 0 {
		return nil, nil, false
	}
	*rest = b[end+2:]
	return name, b[1 : end+1], true
}

func trimLeft(b []byte) []byte {
	for len(b) > 0 && space(b[0]) {
		b = b[1:]
	}
	return b
}

func trimRight(b []byte) []byte {
	for len(b) > 0 && space(b[len(b)-1]) {
		b = b[:len(b)-1]
	}
	return b
}

func space(c byte) bool { return c == ' ' || c == '\n' || c == '\t' || c == '\r' }

// local is a name without its namespace.
func local(name []byte) []byte { return name[bytes.IndexByte(name, ':')+1:] }

// plainText are the bytes that stand for themselves.
var plainText = func() (t [256]bool) {
	for c := 0x20; c < 256; c++ {
		t[c] = c != '&'
	}
	t['\t'], t['\n'] = true, true
	return t
}()

// unescape appends a text with its entities resolved and its ends of lines as "\n".
func unescape(dst, text []byte, cdata bool) ([]byte, error) {
	if !utf8.Valid(text) {
		return dst, errMalformed
	}
	for i := 0; i < len(text); {
		from := i
		for i < len(text) && plainText[text[i]] {
			i++
		}
		dst = append(dst, text[from:i]...)
		if i == len(text) {
			break
		}
		switch c := text[i]; {
		case c == '\r':
			if i++; i == len(text) || text[i] != '\n' {
				dst = append(dst, '\n')
			}
		case c == '&' && cdata:
			dst = append(dst, c)
			i++
		case c == '&':
			n := bytes.IndexByte(text[i:min(len(text), i+12)], ';')
			if n < 0 {
				return dst, errMalformed
			}
			r, ok := entity(string(text[i+1 : i+n]))
			if !ok {
				return dst, errMalformed
			}
			dst = utf8.AppendRune(dst, r)
			i += n + 1
		default:
			return dst, errMalformed
		}
	}
	return dst, nil
}

func entity(name string) (rune, bool) {
	switch name {
	case "amp":
		return '&', true
	case "lt":
		return '<', true
	case "gt":
		return '>', true
	case "quot":
		return '"', true
	case "apos":
		return '\'', true
	}
	if len(name) < 2 || name[0] != '#' {
		return 0, false
	}
	digits, base := name[1:], 10
	if digits[0] == 'x' {
		digits, base = digits[1:], 16
	}
	n, err := strconv.ParseUint(digits, base, 32)
	if err != nil || n > utf8.MaxRune || n < 0x20 && n != '\t' && n != '\n' && n != '\r' || !utf8.ValidRune(rune(n)) {
		return 0, false
	}
	return rune(n), true
}
