package demo

import (
	"fmt"
	"strconv"

	"giamngheo/internal/standard"
	"giamngheo/internal/unit"
)

// commune is the plan of one commune: its households of each kind, down to the village.
type commune struct {
	Unit     unit.Unit
	Index    int // among all communes of the province
	District district
	Code     string // of the district
	Area     standard.Area
	Cells    cells
	Villages []village
}

// village is an invented village with the households that live in it.
type village struct {
	Unit  unit.Unit
	Main  string // ethnic group of most of its minority households
	Cells cells
}

// areaOf is urban for wards and townships, rural for communes.
func areaOf(kind unit.Kind) standard.Area {
	if kind == "phường" || kind == "thị trấn" {
		return standard.Urban
	}
	return standard.Rural
}

// planCommunes divides a district over its communes and their villages.
func planCommunes(seed uint64, code string, whole cells, units []unit.Unit) ([]commune, error) {
	d := districts[code]
	r := stream(seed, "district", code)
	shares := make([]share, len(units))
	for i, u := range units {
		size, minorityPart, poorPart := 100, 100, 100
		switch u.Kind {
		case "phường":
			size, minorityPart, poorPart = 130, 35, 30
		case "thị trấn":
			size, minorityPart, poorPart = 190, 45, 50
		}
		s := &shares[i]
		s.Households = size * r.between(60, 150)
		s.Minority = s.Households * minorityPart * r.between(60, 140) / 100
		hardship := poorPart * r.between(65, 150)
		kinhPart := s.Households * (100 - d.minority)
		s.Poor = [groups]int{kinhPart * hardship / 100, s.Minority * hardship / 100}
		s.Near = [groups]int{kinhPart * (hardship + 8000) / 100, s.Minority * (hardship + 8000) / 100}
		s.Neither = [groups]int{kinhPart, s.Minority}
	}
	parts, err := divide(whole, shares, r)
	if err != nil {
		return nil, fmt.Errorf("district %s: %w", code, err)
	}
	out := make([]commune, len(units))
	for i, u := range units {
		out[i] = commune{Unit: u, District: d, Code: code, Area: areaOf(u.Kind), Cells: parts[i]}
		if err := out[i].planVillages(seed); err != nil {
			return nil, fmt.Errorf("commune %s: %w", u.Code, err)
		}
	}
	return out, nil
}

// planVillages invents five to ten villages: hamlets by number (thôn, tổ dân phố) where the Kinh
// live, named villages (làng) where the minorities do.
func (c *commune) planVillages(seed uint64) error {
	r := stream(seed, "villages", c.Unit.Code)
	households := c.Cells.households()
	n := max(5, min(10, households/220))
	named := (n*c.Cells.Base[minority]*100/max(1, households) + 50) / 100
	shares := make([]share, n)
	c.Villages = make([]village, n)
	taken := map[string]bool{}
	for i := range n {
		v := &c.Villages[i]
		v.Unit = unit.Unit{
			Level: unit.Village, Parent: c.Unit.ID, From: c.Unit.From, To: c.Unit.To, Source: invented,
		}
		w := r.between(70, 140)
		s := &shares[i]
		s.Households, s.Minority = w, w
		if i < n-named {
			v.Unit.Kind, v.Unit.Name, v.Main = c.numberedKind(), strconv.Itoa(i+1), c.scattered(r)
			s.Minority = w * 6 / 100
		} else {
			v.Main = c.mainGroup(r)
			v.Unit.Kind, v.Unit.Name = "làng", villageName(r, v.Main, c.District, taken)
			s.Minority = w * 30 // takes all it can; the rest of the commune's minorities live among the Kinh
		}
		hardship := r.between(60, 150)
		kinhPart := w * 10
		if i >= n-named {
			kinhPart = w
		}
		s.Poor = [groups]int{kinhPart * hardship, s.Minority * hardship}
		s.Near = [groups]int{kinhPart * (hardship + 80), s.Minority * (hardship + 80)}
		s.Neither = [groups]int{kinhPart, s.Minority}
	}
	parts, err := divide(c.Cells, shares, r)
	if err != nil {
		return fmt.Errorf("villages: %w", err)
	}
	for i := range parts {
		c.Villages[i].Cells = parts[i]
	}
	return nil
}

func (c *commune) numberedKind() unit.Kind {
	if c.Area == standard.Urban {
		return "tổ dân phố"
	}
	return "thôn"
}

// mainGroup is the group of a named village: the district's Jrai or Bahnar, seldom another's.
func (c *commune) mainGroup(r rng) string {
	return []string{jrai, bahnar}[r.weighted(c.District.jrai, c.District.bahnar)]
}

// scattered is the group most found among the minority households that live between Kinh neighbours.
func (c *commune) scattered(r rng) string {
	if r.chance(60) {
		return c.mainGroup(r)
	}
	return otherGroup(r, c.Code)
}

// otherGroup draws one of the smaller groups, by how likely they are to be met in a district.
func otherGroup(r rng, district string) string {
	list := []string{tay, nung, muong, thai, dao, hmong, hoa, ede, xodang, cham}
	weights := []int{26, 28, 14, 10, 5, 3, 3, 3, 3, 2}
	if district == "637" { // Krông Pa, where the Chăm H'roi live
		weights[9] = 60
	}
	return list[r.weighted(weights...)]
}

// ethnic draws the group of one minority household in a village.
func (v *village) ethnic(r rng, c *commune) string {
	in := 94
	if v.Unit.Kind != "làng" {
		in = 70
	}
	switch n := r.IntN(100); {
	case n < in:
		return v.Main
	case n < in+(100-in)/2 && c.District.jrai+c.District.bahnar > 0:
		return c.mainGroup(r)
	default:
		return otherGroup(r, c.Code)
	}
}

// villageName makes up a name in the pattern of the region: Plei …, Kon …, Đê …
func villageName(r rng, group string, d district, taken map[string]bool) string {
	prefixes := []string{"Plei ", "Plei ", "Ploi ", ""}
	if group == bahnar {
		prefixes = []string{"Plei ", "Kon ", "Đê ", ""}
		if d.eastern {
			prefixes = []string{"Plei ", "Đê ", "Kon ", "T'", ""}
		}
	}
	onsets := []string{"B", "Bl", "Br", "D", "Đ", "G", "Gl", "H", "Hl", "Hr", "J", "K", "Kl", "Kr", "L", "M", "Mr", "N", "Ng", "P", "Pl", "Pr", "R", "S", "Sr", "T", "Tr", "Y"}
	rimes := []string{"ai", "ao", "ang", "ar", "ăk", "ê", "el", "eng", "ia", "iêk", "in", "iơr", "o", "oi", "ong", "ông", "ơm", "ơng", "uh", "ung", "uôn", "ưr", "ưk", "êch"}
	for {
		name := pick(r, onsets) + pick(r, rimes)
		if r.chance(45) {
			name += " " + pick(r, onsets) + pick(r, rimes)
		}
		name = pick(r, prefixes) + name
		if !taken[name] {
			taken[name] = true
			return name
		}
	}
}
