package xlsx

import "bytes"

// skip passes over the rest of the element that was opened last.
func (s *scanner) skip() error {
	for depth := 1; depth > 0; {
		t, err := s.next()
		if err != nil {
			return err
		}
		switch t {
		case pieceOpen:
			depth++
		case pieceEnd:
			depth--
		}
	}
	return nil
}

// leap passes over the rest of the element that was opened last without taking it apart: it looks for the
// element's end, which only a comment or a CDATA section can hold elsewhere, and no element has one of its own name
// within. What stands between is not looked at; damage there is found by whoever reads it.
func (s *scanner) leap() error {
	if s.selfClosed {
		_, err := s.next()
		return err
	}
	end := append([]byte("</"), s.names[s.marks[len(s.marks)-1]:]...)
	for {
		window := s.buf[s.pos:s.end]
		closing := bytes.Index(window, end)
		if closing >= 0 {
			window = window[:closing]
		}
		if hidden := declared(window); hidden >= 0 {
			s.pos += hidden
			if _, err := s.declaration(); err != nil {
				return err
			}
			continue
		}
		if closing >= 0 {
			s.pos += closing
			return s.closeTag()
		}
		s.pos = max(s.pos, s.end-len(end))
		if !s.fill() {
			return s.failed()
		}
	}
}

// declared is where the first "<!" stands, -1 when there is none. It looks for the second byte, which is rare.
func declared(window []byte) int {
	for from := 0; ; {
		i := bytes.IndexByte(window[from:], '!')
		if i < 0 {
			return -1
		}
		if i += from; i > 0 && window[i-1] == '<' {
			return i - 1
		}
		from = i + 1
	}
}
