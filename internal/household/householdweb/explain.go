package householdweb

import (
	"strconv"

	"giamngheo/internal/account"
	"giamngheo/internal/lang"
	"giamngheo/internal/review"
	"giamngheo/internal/standard"
	"giamngheo/internal/web"
)

// explanation is why a household has its class.
type explanation struct {
	Shut     string     // why it says no more
	Sentence string     // for the family, as it is printed
	Stale    string     // the stored result and the present words of the standard do not agree
	Illus    string     // the score card is an invented one
	Movement string     // what became of the household in the round
	Figures  *web.Table // each figure against its line
	Lacks    *web.Table // the indicators, lacked or not
	Marks    string     // what the marks in these tables mean
	Reasons  []reason
	Score    *web.Table // what each question of the score card gave
}

// reason is one permanent rule code with its sentence and the place where it is written.
type reason struct {
	Code, Href, Text, Basis, Mark string
}

func explain(r *web.Request, j review.Judged) (*explanation, error) {
	edition, err := j.Edition()
	if err != nil {
		return nil, err
	}
	x := &explanation{Movement: moved(r, j)}
	result, same := j.Explain()
	// The sentence and the rules tell of both sums, and sums of their parts.
	shut := r.Who.Closed(append([]account.Section{account.Income}, account.Services...)...)
	if len(shut) > 0 {
		x.Shut = r.T("householdweb.explain_closed", "Sections", account.SectionList(shut))
	} else if same {
		x.Sentence = result.Sentence(r.Lang)
	} else {
		x.Sentence = r.T("householdweb.taken_over", "Class", lang.Capital(j.Class.Name(r.Lang)), "Edition", edition.Title(r.Lang))
		if len(j.Codes) > 0 {
			x.Stale = r.T("householdweb.stale")
		}
	}
	if !j.In.Detail {
		return x, nil
	}
	x.Figures = against(r, edition, j.Assessment)
	x.Lacks = lacks(r, edition, j.Deprived)
	if len(shut) > 0 && r.Who.Reads(account.Income) {
		return x, x.addScore(r, j)
	}
	if len(shut) > 0 {
		return x, nil
	}
	for _, i := range edition.Indicators {
		if i.ThresholdMark != standard.Verified {
			x.Marks = r.T("householdweb.marks")
		}
	}
	if same {
		for _, y := range result.Reasons() {
			x.Reasons = append(x.Reasons, reasonOf(r, edition, y))
		}
	} else {
		for _, code := range j.Codes {
			x.Reasons = append(x.Reasons, reason{Code: code, Href: editionPath(edition, code)})
		}
	}
	err = x.addScore(r, j)
	return x, err
}

// moved is the way from the class at the beginning to the class at the end, "" where the round does
// not know its beginning.
func moved(r *web.Request, j review.Judged) string {
	name := j.MovementName(r.Lang)
	if name == lang.Unknown {
		return ""
	}
	if j.PrevClass == standard.None {
		return name
	}
	return r.T("householdweb.moved", "Before", lang.Capital(j.PrevClass.Name(r.Lang)), "Now", lang.Capital(j.Class.Name(r.Lang)), "Movement", name)
}

// against sets each figure beside its line, with a mark where the line was not read in the law.
func against(r *web.Request, e *standard.Edition, a review.Assessment) *web.Table {
	l := r.Lang
	lines := e.Lines(a.Area)
	t := &web.Table{Caption: r.T("householdweb.against_caption", "Area", a.Area.Name(l)), Columns: []web.Column{
		{Label: r.T("householdweb.figure")},
		{Label: r.T("householdweb.value"), Number: true},
		{Label: r.T("householdweb.line"), Number: true},
		{Label: r.T("householdweb.finding")},
	}}
	add := func(label string, value int64, line standard.Value, lineText string, within bool, yes, no string, of ...account.Section) {
		if shut := r.Who.Closed(of...); shut != nil {
			t.Rows = append(t.Rows, web.Row{Cells: []web.Cell{{Text: label}, closed(l, shut...), {Text: lineText}, {Text: r.T("householdweb.withheld")}}})
			return
		}
		finding := yes
		if !within {
			finding = no
		}
		cell := web.Cell{Text: lineText}
		if line.Mark != standard.Verified {
			cell.Body = marked(lineText, markSentence(r, line.Mark))
		}
		t.Rows = append(t.Rows, web.Row{Cells: []web.Cell{{Text: label}, {Text: l.Int(value)}, cell, {Text: r.T(finding)}}})
	}
	within := func(label string, value int64, line standard.Value) {
		if line.Known() {
			add(label, value, line, "≤ "+l.Int(line.N), value <= line.N, "householdweb.within", "householdweb.above", account.Income)
		}
	}
	if a.PointsA >= 0 {
		within(r.T("householdweb.points_a"), int64(a.PointsA), lines.Points.Low)
		within(r.T("householdweb.points_a"), int64(a.PointsA), lines.Points.Line)
	}
	if a.Income >= 0 {
		label := r.T("householdweb.income")
		within(label, a.Income, lines.Income.Low)
		within(label, a.Income, lines.Income.Line)
		within(label, a.Income, lines.Income.Average)
	}
	if e.CutOff.Known() {
		n, cut := int64(e.PointsB(a.Deprived)), e.CutOff.N*e.PointsEach.N
		add(r.T("householdweb.points_b"), n, e.CutOff, "≥ "+l.Int(cut), n >= cut, "householdweb.reached", "householdweb.not_reached", account.Services...)
	}
	return t
}

// lacks lists every indicator of the edition: lacked or not, and when a household counts as lacking.
func lacks(r *web.Request, e *standard.Edition, d standard.Deprivations) *web.Table {
	l := r.Lang
	caption := r.T("householdweb.lacks_caption", "Count", d.Count(), "Of", len(e.Indicators))
	if _, shut := openIndicators(r.Who, e); shut != nil {
		caption = r.T("householdweb.lacks_caption_part", "Of", len(e.Indicators))
	}
	t := &web.Table{Caption: caption, Wide: true, Columns: []web.Column{
		{Label: r.T("householdweb.indicator_head")}, {Label: r.T("householdweb.lack")}, {Label: r.T("householdweb.threshold"), Secondary: true},
	}}
	for _, i := range e.Indicators {
		threshold := web.Cell{Text: orUnknown(i.Threshold.In(l))}
		if i.ThresholdMark != standard.Verified {
			threshold.Body = marked(threshold.Text, markSentence(r, i.ThresholdMark))
		}
		lack := web.Cell{Text: r.T("householdweb.lack_no")}
		if s := account.SectionOfService(i.Service); !r.Who.Reads(s) {
			lack = closed(l, s)
		} else if d.Has(i.N) {
			lack = web.Cell{Body: strong(r.T("householdweb.lack_yes"))}
		}
		t.Rows = append(t.Rows, web.Row{Cells: []web.Cell{
			{Text: strconv.Itoa(i.N) + ". " + lang.Capital(i.Name(l)), Sub: lang.Capital(e.Service(i.Service, l))}, lack, threshold,
		}})
	}
	return t
}

// reasonOf ties a rule code to the article it rests on.
func reasonOf(r *web.Request, e *standard.Edition, y standard.Reason) reason {
	out := reason{Code: y.Code, Href: editionPath(e, y.Code), Text: lang.Capital(y.Sentence(r.Lang))}
	for _, rule := range e.Rules {
		if rule.Code != y.Code {
			continue
		}
		if s, ok := e.Source(rule.Source); ok {
			out.Basis = s.CiteArticle(rule.Article, r.Lang)
		}
		if rule.Mark != standard.Verified {
			out.Mark = markSentence(r, rule.Mark)
		}
	}
	return out
}

// addScore shows what each question of the score card gave, where answers were recorded.
func (x *explanation) addScore(r *web.Request, j review.Judged) error {
	if j.In.Card == "" || len(j.Answers) == 0 {
		return nil
	}
	card, err := review.Card(r.Context(), r.DB(), j.In.Card)
	if err != nil {
		return err
	}
	region := j.Region
	if region == "" {
		region = j.In.Region
	}
	scoring, err := card.Detail(region, j.Area, j.Answers)
	if err != nil || scoring.Points != j.PointsA {
		x.Stale = r.T("householdweb.stale_card")
		return nil //nolint:nilerr // the stored points stand; that they cannot be explained is shown
	}
	l := r.Lang
	if card.Illustrative {
		x.Illus = r.T("standard.illustrative")
	}
	x.Score = &web.Table{Caption: r.T("householdweb.score_caption", "Card", card.Title(l)), Columns: []web.Column{
		{Label: r.T("householdweb.question")}, {Label: r.T("householdweb.answer"), Secondary: true}, {Label: r.T("householdweb.points"), Number: true},
	}}
	for _, i := range scoring.Items {
		item := card.Item(i.Item)
		row := web.Row{Cells: []web.Cell{{Text: item.Text.In(l)}, {Text: answer(l, item, i, j.Answers[i.Item])}, {Text: l.Int(int64(i.Points))}}}
		if i.Excluded {
			row.Cells[2].Note = r.T("householdweb.excluded")
		}
		x.Score.Rows = append(x.Score.Rows, row)
	}
	x.Score.Rows = append(x.Score.Rows, web.Row{Total: true, Cells: []web.Cell{{Text: r.T("householdweb.sum")}, {}, {Text: l.Int(int64(scoring.Points))}}})
	return nil
}

// answer is what was answered, in the words of the card.
func answer(l lang.Lang, item *standard.Item, score standard.ItemScore, given []string) string {
	text := ""
	for _, code := range score.Options {
		for _, o := range item.Options {
			if o.Code == code {
				if text != "" {
					text += "; "
				}
				text += o.Text.In(l)
			}
		}
	}
	if text == "" && len(given) > 0 {
		text = given[0]
	}
	return orUnknown(text)
}

func markSentence(r *web.Request, m standard.Mark) string {
	if m == standard.SecondHand {
		return r.T("householdweb.second_hand")
	}
	return r.T("householdweb.unverified")
}

// editionPath is the page of a standard, at the rule or indicator that a code names.
func editionPath(e *standard.Edition, code string) string {
	path := "/standards/" + e.ID
	if code != "" {
		path += "#" + code
	}
	return path
}
