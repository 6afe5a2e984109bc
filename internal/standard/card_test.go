package standard

import (
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"giamngheo/internal/fault"
	"giamngheo/internal/lang"
)

func illustrative(t testing.TB) *Card {
	t.Helper()
	c, err := CardByID("illustrative-2022")
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func answers() Answers {
	return Answers{
		"members": {"4"}, "workers": {"2"}, "education": {"none"}, "job": {"none"}, "pension": {"0"},
		"house": {"column", "roof"}, "floor": {"12"}, "electricity": {"30"}, "assets": {"motorbike"},
		"land": {"6"}, "livestock": nil,
	}
}

func TestScoreAddsUpWhatEachQuestionGives(t *testing.T) {
	t.Parallel()
	c := illustrative(t)
	s, err := c.Detail(CentralHighlands, Rural, answers())
	if err != nil {
		t.Fatal(err)
	}
	// members 35, workers 25, education 5, house 10, floor 5, electricity 10, motorbike 15, land 15
	if s.Points != 120 {
		t.Errorf("points = %d, want 120: %+v", s.Points, s.Items)
	}
	if s, _ := c.Score(CentralHighlands, Urban, answers()); s != 115 {
		t.Errorf("in town = %d, want 115", s)
	}
	for _, l := range lang.All {
		if said := s.Sentence(l); !strings.Contains(said, l.T("standard.illustrative")) || !strings.Contains(said, "120") {
			t.Errorf("an illustrative score must say so: %q", said)
		}
		if !strings.Contains(c.Title(l), map[lang.Lang]string{lang.Vi: "minh hoạ, không phải bảng điểm chính thức", lang.En: "illustrative, not the official"}[l]) {
			t.Errorf("title %q", c.Title(l))
		}
	}
}

func TestMembersGiveNoPointsWhenNobodyCanWork(t *testing.T) {
	t.Parallel()
	a := answers()
	a["workers"] = []string{"0"}
	s, err := illustrative(t).Detail(CentralHighlands, Rural, a)
	if err != nil || !s.Items[0].Excluded || s.Items[0].Points != 0 || s.Points != 60 {
		t.Errorf("got %+v, %v", s, err)
	}
}

func TestScoreRefusesWrongAnswers(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		change func(Answers)
		want   string
	}{
		"a question without an answer":     {func(a Answers) { delete(a, "job") }, "one_answer"},
		"two answers to a single question": {func(a Answers) { a["job"] = []string{"none", "steady"} }, "one_answer"},
		"an answer that is not offered":    {func(a Answers) { a["job"] = []string{"king"} }, "unknown_answer"},
		"a count that is no number":        {func(a Answers) { a["floor"] = []string{"12,5"} }, "unknown_answer"},
		"a count below every range":        {func(a Answers) { a["members"] = []string{"0"} }, "unknown_answer"},
		"a negative count":                 {func(a Answers) { a["floor"] = []string{"-1"} }, "unknown_answer"},
		"the same good twice":              {func(a Answers) { a["assets"] = []string{"car", "car"} }, "repeated_answer"},
		"a question the card has not":      {func(a Answers) { a["gold"] = []string{"1"} }, "unknown_item"},
	} {
		t.Run(name, func(t *testing.T) {
			a := answers()
			c.change(a)
			_, err := illustrative(t).Score(CentralHighlands, Rural, a)
			if f := fault.As(err); f == nil || f.Key != "standard."+c.want {
				t.Errorf("got %v, want %s", err, c.want)
			}
		})
	}
	if _, err := illustrative(t).Score("tay_bac", Rural, answers()); fault.As(err) == nil {
		t.Errorf("unknown region: %v", err)
	}
	if _, err := illustrative(t).Score(Mekong, "", answers()); fault.As(err) == nil {
		t.Errorf("unknown area: %v", err)
	}
}

// Whatever is answered, the sum is that of the questions and stays within the card's bounds.
func TestScoreStaysWithinBounds(t *testing.T) {
	t.Parallel()
	c := illustrative(t)
	rapid.Check(t, func(t *rapid.T) {
		a := Answers{}
		for i := range c.Items {
			it := &c.Items[i]
			switch it.Kind {
			case Count:
				o := rapid.SampledFrom(it.Options).Draw(t, it.Code)
				a[it.Code] = []string{end(o.From)}
			case Single:
				a[it.Code] = []string{rapid.SampledFrom(it.Options).Draw(t, it.Code).Code}
			case Multi:
				for _, o := range it.Options {
					if rapid.Bool().Draw(t, o.Code) {
						a[it.Code] = append(a[it.Code], o.Code)
					}
				}
			}
		}
		area := rapid.SampledFrom([]Area{Rural, Urban}).Draw(t, "area")
		s, err := c.Detail(rapid.SampledFrom(Regions).Draw(t, "region"), area, a)
		if err != nil {
			t.Fatal(err)
		}
		sum := 0
		for _, i := range s.Items {
			sum += i.Points
		}
		if low, high := c.Bounds(s.Column); sum != s.Points || sum < low || sum > high {
			t.Fatalf("%d points, sum %d, bounds %d to %d", s.Points, sum, low, high)
		}
	})
}

func TestIllustrativeCardReachesBothSidesOfTheLines(t *testing.T) {
	t.Parallel()
	c := illustrative(t)
	for _, column := range c.Columns() {
		if low, high := c.Bounds(column); low > 20 || high < 250 {
			t.Errorf("%s: %d to %d", column, low, high)
		}
	}
}

func TestCardComesBackFromTOMLAndFromSheet(t *testing.T) {
	t.Parallel()
	c := *illustrative(t)
	c.SumMax = map[string]int{"urban": 370}
	b, err := c.TOML()
	if err != nil {
		t.Fatal(err)
	}
	again, problems, err := ReadCard(b)
	if err != nil || len(problems) > 0 {
		t.Fatal(problems, err)
	}
	if d := cmp.Diff(&c, again); d != "" {
		t.Errorf("from TOML:\n%s", d)
	}
	for _, l := range lang.All {
		again, problems = ReadCardSheets([]Sheet{{Name: "Bìa"}, c.Sheet(l)})
		for _, p := range problems {
			t.Error(p.Sentence(l))
		}
		if d := cmp.Diff(&c, again); d != "" {
			t.Errorf("from the %s sheet:\n%s", l, d)
		}
	}
}

// Each mistake is found at its key, and said whole in both languages.
func TestCardMistakesInTOML(t *testing.T) {
	t.Parallel()
	file, err := os.ReadFile("cards/illustrative-2022.toml")
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct{ old, new, code, key string }{
		"a gap between ranges":                   {"from = 2\nto = 2\ntext = { vi = \"2 người\"", "from = 3\nto = 3\ntext = { vi = \"2 người\"", "count_gap", "items[1].options[2].from"},
		"an overlap of ranges":                   {"from = 8\nto = 19", "from = 7\nto = 19", "count_overlap", "items[7].options[2].from"},
		"a range the wrong way round":            {"from = 8\nto = 19", "from = 8\nto = 7", "range_reversed", "items[7].options[2].to"},
		"a range that begins too late":           {"from = 1\nto = 1\ntext = { vi = \"1 người\", en = \"1 person\" }\npoints = { red_river = 60", "from = 2\nto = 1\ntext = { vi = \"1 người\", en = \"1 person\" }\npoints = { red_river = 60", "count_gap", "items[1].options[1].from"},
		"no open end":                            {"from = 7\ntext", "from = 7\nto = 9\ntext", "count_open_end", "items[1].options[7].to"},
		"a range where there is no count":        {"code = \"casual\"", "code = \"casual\"\nfrom = 1", "range_not_count", "items[4].options[2].from"},
		"an unknown region":                      {`"mekong"]`, `"west"]`, "unknown_region", "regions[6]"},
		"points of an unknown region":            {"mekong = 55", "west = 55", "unknown_column", "items[1].options[1].points.west"},
		"missing points":                         {"mekong = 55, ", "", "points_missing", "items[1].options[1].points.mekong"},
		"negative points":                        {"mekong = 55", "mekong = -55", "negative", "items[1].options[1].points.mekong"},
		"the same option twice":                  {`code = "w1"`, `code = "w0"`, "duplicate", "items[2].options[2].code"},
		"the same question twice":                {`code = "workers"`, `code = "members"`, "duplicate", "items[2].code"},
		"an unknown kind":                        {`kind = "multi"`, `kind = "many"`, "bad_kind", "items[6].kind"},
		"an unknown edition":                     {`"vn-2022"`, `"vn-1998"`, "unknown_edition", "edition"},
		"an edition without points":              {`"vn-2022"`, `"vn-2027"`, "no_points_rule", "edition"},
		"an exclusion of nothing":                {`item = "members"`, `item = "gold"`, "unknown_item", "exclusions[1].item"},
		"an exclusion on no answer":              {`["w0"]`, `["w9"]`, "unknown_option", "exclusions[1].answers[1]"},
		"a key that does not exist":              {"illustrative = true", "illustrative = true\nofficial = true", "unknown_key", "official"},
		"a key of an option that does not exist": {`code = "w1"`, "code = \"w1\"\nscore = 1", "unknown_key", "items[2].options[2].score"},
		"a fraction":                             {"mekong = 55", `mekong = 55.5`, "wrong_type", "items[1].options[1].points.mekong"},
		"a number as text":                       {"mekong = 55", `mekong = "55"`, "wrong_type", "items[1].options[1].points.mekong"},
		"a stated sum that is not right":         {"[[items]]", "sum_max = { urban = 371 }\n\n[[items]]", "sum_differs", "sum_max.urban"},
		"no source":                              {"tự đặt để minh hoạ", " ", "missing", "source"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if !strings.Contains(string(file), c.old) {
				t.Fatalf("the card has no %q", c.old)
			}
			card, problems, err := ReadCard([]byte(strings.Replace(string(file), c.old, c.new, 1)))
			if err != nil || card != nil {
				t.Fatal(card, err)
			}
			checkFound(t, problems, c.code, c.key)
		})
	}
	if _, _, err := ReadCard([]byte("id = ")); err == nil {
		t.Error("what is no TOML must be unreadable")
	}
}

func TestSumsMustReachBothSidesOfTheLine(t *testing.T) {
	t.Parallel()
	c := *illustrative(t)
	c.Items = c.Items[:2]
	checkFound(t, c.check(), "sum_bounds", "items")
}

func checkFound(t *testing.T, problems []Problem, code, key string) {
	t.Helper()
	found := false
	for _, p := range problems {
		found = found || p.Code == code && p.Place.Key == key
		for _, l := range lang.All {
			if s := p.Sentence(l); strings.ContainsAny(s, "⟦⟧") || strings.Contains(s, "<no value>") || !strings.Contains(s, p.Place.Key) {
				t.Errorf("in %s: %q", l, s)
			}
		}
	}
	if !found {
		t.Errorf("got %v, want %s at %s", problems, code, key)
	}
}

func TestCardMistakesInASheetNameTheCell(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		change func(s *Sheet)
		want   string // the sentence's beginning
	}{
		"points that are no number": {func(s *Sheet) { s.Rows[9][12] = "ba mươi" }, "trang tính “Phiếu B”, dòng 10, cột M: “ba mươi” không phải số nguyên"},
		"missing points":            {func(s *Sheet) { s.Rows[9][14] = "" }, "trang tính “Phiếu B”, dòng 10, cột O: thiếu điểm của cột mekong"},
		"negative points":           {func(s *Sheet) { s.Rows[10][15] = "-5" }, "trang tính “Phiếu B”, dòng 11, cột P: -5 là số âm"},
		"a gap":                     {func(s *Sheet) { s.Rows[10][7] = "3"; s.Rows[10][8] = "3" }, "trang tính “Phiếu B”, dòng 11, cột H: không câu trả lời nào chứa các số từ 2 đến 2"},
		"an unknown region":         {func(s *Sheet) { s.Rows[8][9] = "Tây Bắc" }, "trang tính “Phiếu B”, dòng 9, cột J: không có vùng “Tây Bắc”"},
		"a region twice":            {func(s *Sheet) { s.Rows[8][9] = "Tây Nguyên" }, "trang tính “Phiếu B”, dòng 9, cột M: “Tây Nguyên” bị trùng"},
		"no column for towns":       {func(s *Sheet) { s.Rows[8][15] = "" }, "trang tính “Phiếu B”, dòng 9: thiếu cột urban"},
		"an unknown key":            {func(s *Sheet) { s.Rows[0][0] = "mã" }, "trang tính “Phiếu B”, dòng 1, cột A: không có mục tên “mã”"},
		"an unknown kind":           {func(s *Sheet) { s.Rows[9][3] = "chọn" }, "trang tính “Phiếu B”, dòng 10, cột D: loại câu hỏi “chọn”"},
		"an option twice":           {func(s *Sheet) { s.Rows[10][4] = "m1" }, "trang tính “Phiếu B”, dòng 11, cột E: “m1” bị trùng"},
		"an unknown edition":        {func(s *Sheet) { s.Rows[1][1] = "vn-1998" }, "trang tính “Phiếu B”, dòng 2, cột B: không có chuẩn nghèo"},
		"illustrative or not":       {func(s *Sheet) { s.Rows[4][1] = "có lẽ" }, "trang tính “Phiếu B”, dòng 5, cột B: “có lẽ” không phải"},
		"an answer to exclude":      {func(s *Sheet) { s.Rows[6][3] = "w9" }, "trang tính “Phiếu B”, dòng 7, cột D: không có câu trả lời “w9”"},
		"no headings":               {func(s *Sheet) { s.Rows[8] = nil }, "trang tính “Phiếu B”: không tìm thấy dòng tiêu đề"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := illustrative(t).Sheet(lang.Vi)
			c.change(&s)
			card, problems := ReadCardSheets([]Sheet{s})
			if card != nil || len(problems) == 0 {
				t.Fatal("the mistake was not found")
			}
			found := false
			for _, p := range problems {
				found = found || strings.HasPrefix(p.Sentence(lang.Vi), c.want)
			}
			if !found {
				t.Errorf("got %q, want %q", problems[0].Sentence(lang.Vi), c.want)
			}
		})
	}
}

func TestMergedCellsOfAQuestionReadAsOneQuestion(t *testing.T) {
	t.Parallel()
	s := illustrative(t).Sheet(lang.Vi)
	for i := 10; i < len(s.Rows); i++ {
		if s.Rows[i][0] == s.Rows[9][0] {
			s.Rows[i][0], s.Rows[i][1], s.Rows[i][2], s.Rows[i][3] = "", "", "", ""
		}
	}
	c, problems := ReadCardSheets([]Sheet{s})
	if len(problems) > 0 || len(c.Items[0].Options) != 7 {
		t.Errorf("got %v", problems)
	}
}

func FuzzReadCard(f *testing.F) {
	b, err := os.ReadFile("cards/illustrative-2022.toml")
	if err != nil {
		f.Fatal(err)
	}
	f.Add(b)
	f.Add([]byte("id=\"a\"\n[[items]]\nkind=\"count\"\n[[items.options]]\nto=1\n"))
	f.Fuzz(func(t *testing.T, b []byte) {
		if c, problems, err := ReadCard(b); c == nil && err == nil && len(problems) == 0 {
			t.Error("neither a card nor a reason")
		}
	})
}
