package household

import (
	"strings"

	"giamngheo/internal/lang"
)

// NameForms are the forms under which two spellings of one person's name are compared.
type NameForms struct {
	Letters string   // without marks and spaces: "rochamhlan"
	Words   []string // without marks
	Sounds  []string // of each piece, a particle joined to its word: "rcam", "hlan"; of a Vietnamese word its letters
}

// FormsOf gives the forms of a name.
func FormsOf(name string) NameForms {
	f := NameForms{Words: strings.Fields(lang.Fold(name))}
	f.Letters = strings.Join(f.Words, "")
	ps := parts(name)
	for i := 0; i < len(ps); i++ {
		p := ps[i]
		switch key := wordSound(p.text); {
		case p.particle != "" && i+1 < len(ps):
			i++
			f.Sounds = append(f.Sounds, compoundSound(p.particle, ps[i].text))
		case key != "":
			f.Sounds = append(f.Sounds, key)
		default:
			f.Sounds = append(f.Sounds, p.text)
		}
	}
	return f
}
