package standard

import "github.com/BurntSushi/toml"

// File is what a checked file holds: a card or an edition.
type File struct {
	Card    *Card
	Edition *Edition
}

// ReadTOML reads a card or an edition, whichever the file is: an edition has indicators or rules.
// With problems or an error the file holds neither.
func ReadTOML(b []byte) (File, []Problem, error) {
	var shape map[string]any
	if _, err := toml.Decode(string(b), &shape); err != nil {
		return File{}, nil, Unreadable{err}
	}
	_, indicators := shape["indicators"]
	_, rules := shape["rules"]
	if indicators || rules {
		e, problems, err := ReadEdition(b)
		return File{Edition: e}, problems, err
	}
	c, problems, err := ReadCard(b)
	return File{Card: c}, problems, err
}
