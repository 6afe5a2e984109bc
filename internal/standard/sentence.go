package standard

import (
	"strings"

	"giamngheo/internal/lang"
)

// Reason is one permanent code of a result, with the sentence that stands for it.
type Reason struct {
	Code string
	text func(lang.Lang) string
}

// Sentence is the reason in words.
func (r Reason) Sentence(l lang.Lang) string { return r.text(l) }

// Edition is the standard by which the household was judged.
func (r Result) Edition() *Edition { return r.edition }

// Facts are what the result rests on.
func (r Result) Facts() Facts { return r.facts }

// Reasons are the codes in order with their sentences; none when there is no class.
func (r Result) Reasons() []Reason {
	if r.rule == nil {
		return nil
	}
	reasons := []Reason{{r.rule.Code, r.deciding}}
	for _, n := range r.facts.Deprived.List() {
		reasons = append(reasons, Reason{r.edition.IndicatorCode(n), func(l lang.Lang) string { return r.edition.Indicators[n-1].sentence(l) }})
	}
	return reasons
}

// Sentence is the result as it is printed for the family: the class, the figure against the line,
// the deprivations by name, and where it is written.
func (r Result) Sentence(l lang.Lang) string {
	switch {
	case r.edition == nil:
		return ""
	case r.rule == nil:
		return l.Error(r.edition.Check(r.facts))
	}
	return l.T("standard.sentence", "Class", lang.Capital(r.Class.Name(l)), "Edition", r.edition.Title(l),
		"Figure", r.deciding(l), "Deprivations", r.deprivations(l), "Basis", r.basis(l))
}

// deciding is the figure against the line.
func (r Result) deciding(l lang.Lang) string {
	e, f := r.edition, r.facts
	lines := e.Lines(f.Area)
	said := l.T("standard.figure_"+r.rule.Outcome,
		"Points", l.Int(int64(f.PointsA)), "Income", l.Int(f.Income), "Area", f.Area.Name(l),
		"PointsLow", l.Int(lines.Points.Low.N), "PointsLine", l.Int(lines.Points.Line.N),
		"IncomeLow", l.Int(lines.Income.Low.N), "IncomeLine", l.Int(lines.Income.Line.N),
		"Average", l.Int(lines.Income.Average.N), "CutOff", e.cutOff)
	if mark := r.mark(lines); mark != Verified {
		said += " " + l.T("standard.figure_mark", "Mark", mark.Name(l))
	}
	return said
}

// mark is the weakest mark among the rule and the lines of the measure that decided.
func (r Result) mark(lines Lines) Mark {
	marks := []Mark{r.rule.Mark}
	if r.facts.PointsA >= 0 {
		marks = append(marks, lines.Points.Low.Mark, lines.Points.Line.Mark)
	} else {
		marks = append(marks, lines.Income.Low.Mark, lines.Income.Line.Mark)
	}
	if r.Class == Average || r.facts.Income >= 0 && r.Class == NotPoor && lines.Income.Average.Known() {
		marks = append(marks, lines.Income.Average.Mark)
	}
	weakest := Verified
	for _, m := range marks {
		if m == Unverified || m == SecondHand && weakest == Verified {
			weakest = m
		}
	}
	return weakest
}

func (r Result) deprivations(l lang.Lang) string {
	d := r.facts.Deprived
	if d == 0 {
		return l.T("standard.deprived_in_none", "Of", len(r.edition.Indicators))
	}
	names := make([]string, 0, MaxIndicators)
	for _, n := range d.List() {
		names = append(names, r.edition.Indicators[n-1].Name(l))
	}
	return l.T("standard.deprived_in", "N", d.Count(), "Of", len(r.edition.Indicators), "Names", strings.Join(names, "; "))
}

// basis is the article on which the deciding rule rests.
func (r Result) basis(l lang.Lang) string {
	source, _ := r.edition.Source(r.rule.Source)
	return source.CiteArticle(r.rule.Article, l)
}

// CiteArticle is the document with the article, where its number is known.
func (s Source) CiteArticle(article string, l lang.Lang) string {
	if article == "" {
		return s.Cite(l)
	}
	return l.T("standard.article", "Article", article, "Source", s.Cite(l))
}

// sentence says what the deprivation means, and how well that was read.
func (i Indicator) sentence(l lang.Lang) string {
	said := l.T("standard.deprived_one", "Name", i.Name(l))
	if threshold := i.Threshold.In(l); threshold != "" {
		said = l.T("standard.deprived_threshold", "Name", i.Name(l), "Threshold", threshold)
	}
	if i.ThresholdMark != Verified {
		said += " " + l.T("standard.threshold_mark", "Mark", i.ThresholdMark.Name(l))
	}
	return said
}
