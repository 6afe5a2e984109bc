package xlsx

import (
	"strings"

	"golang.org/x/text/encoding/charmap"
)

const oneCell = `<row r="1"><c r="A1" t="inlineStr"><is><t>Hộ nghèo</t></is></c><c r="B1"><v>7</v></c></row>`

const styleParts = `<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs></styleSheet>`

// corpus holds what programs other than Excel write, by what is odd in it.
func corpus() map[string]parts {
	sst := func(items string) string {
		return `<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" count="9" uniqueCount="9">` + items + `</sst>`
	}
	return map[string]parts{
		"no styles, no shared strings":          with(parts{partSheet: sheetXML(oneCell)}),
		"WPS: no references, self-closed cells": with(parts{partSheet: sheetXML(`<row><c t="s"><v>0</v></c><c/><c s="1"/><c><v>3.10</v></c></row><row/><row><c/><c t="s"><v>1</v></c></row>`), "xl/sharedStrings.xml": sst(`<si><t>Thôn</t></si><si><t xml:space="preserve"> Đê Bar </t></si>`)}),
		"prefixes": with(parts{
			partSheet:              `<?xml version="1.0" encoding="utf-8"?><x:worksheet xmlns:x="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><x:sheetData><x:row r="2"><x:c r="B2" t="s"><x:v>0</x:v></x:c><x:c r="C2" t="inlineStr"><x:is><x:r><x:t>a</x:t></x:r><x:r><x:t>b</x:t></x:r></x:is></x:c></x:row></x:sheetData></x:worksheet>`,
			"xl/sharedStrings.xml": `<x:sst xmlns:x="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><x:si><x:t>Kông Chro</x:t></x:si></x:sst>`,
		}),
		"absolute targets": with(parts{
			partRels:  `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="` + relType + `worksheet" Target="/xl/worksheets/sheet1.xml"/></Relationships>`,
			partSheet: sheetXML(oneCell),
		}),
		"rich text, phonetic hints, escapes": with(parts{
			partSheet: sheetXML(`<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c><c r="C1" t="s"><v> 2 </v></c><c r="D1" t="s"><v>9</v></c><c r="E1" t="s"/><c r="F1" t="s"><v>3</v></c><c r="G1" t="s"><v>4</v></c></row>`),
			"xl/sharedStrings.xml": sst(`<si><r><rPr><b/><vertAlign val="superscript"/></rPr><t>Hộ </t></r><r><t xml:space="preserve"> nghèo</t></r><rPh sb="0" eb="1"><t>PHONETIC</t></rPh><phoneticPr fontId="1"/></si>` +
				`<si><t>dòng 1_x000D_` + "\r\n" + `dòng 2 &amp; &#x1EBF;&#7871; &lt;b&gt;</t></si><si><t><![CDATA[a < b & c]]></t></si><si/><si><t>_x005F_x000D_ _xABC_ _x0041_</t></si>`),
		}),
		"Google: formulas with results, strings as formulas' results": with(parts{
			partSheet:       sheetXML(`<row r="1" ht="15.75" customHeight="1"><c r="A1" s="1"><v>44936.0</v></c><c r="B1" s="1" t="str"><f t="shared" ref="B1:B2" si="1">"a"&amp;"b"</f><v>ab</v></c><c r="C1"><f>1/3</f><v>0.333333333333333314829616256247</v></c><c r="D1" t="b"><v>1</v></c><c r="E1" t="e"><f>1/0</f><v>#DIV/0!</v></c><c r="F1"><f>A1</f></c><c r="G1"><f>A1</f><v></v></c></row><row r="2"><c r="B2" t="str"><f t="shared" si="1"/><v/></c></row>`),
			"xl/styles.xml": styleParts,
		}),
		"1904": with(parts{
			partBook:        strings.Replace(with(nil)[partBook], "<sheets>", `<workbookPr date1904="1"/><sheets>`, 1),
			partSheet:       sheetXML(`<row r="1"><c r="A1" s="1"><v>43474</v></c><c r="B1" s="1"><v>100</v></c><c r="C1" s="1"><v>43474.75</v></c></row>`),
			"xl/styles.xml": styleParts,
		}),
		"strict OOXML: dates as ISO texts": with(parts{
			partBook:        strings.Replace(with(nil)[partBook], "http://schemas.openxmlformats.org/spreadsheetml/2006/main", "http://purl.oclc.org/ooxml/spreadsheetml/main", 1),
			partSheet:       `<worksheet xmlns="http://purl.oclc.org/ooxml/spreadsheetml/main"><sheetData><row r="1"><c r="A1" s="1" t="d"><v>2023-01-05T00:00:00</v></c><c r="B1" t="d"><v>2023-01-05</v></c></row></sheetData></worksheet>`,
			"xl/styles.xml": styleParts,
		}),
		"gaps, wide columns, a far row":    with(parts{partSheet: sheetXML(`<row r="3"><c r="C3"><v>1</v></c><c r="XFD3"><v>2</v></c></row><row r="70000"><c r="A70000"><v>3</v></c></row>`)}),
		"comments and instructions within": with(parts{partSheet: "\ufeff<?xml version='1.0'?><!-- made by a program --><worksheet xmlns='u'><sheetData><!-- <row> --><row r='1'><?pi <c>?><c r='A1' t='inlineStr'><is><t>a<!-- b -->c</t></is></c></row></sheetData></worksheet>"}),
		"names in other cases, backslashes": func() parts {
			p := with(parts{partSheet: sheetXML(oneCell)})
			p[`xl\worksheets\sheet1.xml`] = p[partSheet]
			delete(p, partSheet)
			return p
		}(),
		"what stands beside the data": with(parts{partSheet: `<worksheet xmlns="u" xmlns:mc="m"><sheetPr><tabColor rgb="FF"/></sheetPr><sheetViews><sheetView><pane ySplit="1"/></sheetView></sheetViews><cols><col min="1" max="2"/></cols><sheetData>` + oneCell + `</sheetData><mergeCells><mergeCell ref="A1:B1"/></mergeCells><mc:AlternateContent><mc:Choice><controls/></mc:Choice></mc:AlternateContent></worksheet>`}),
	}
}

// declined holds what the scanner leaves to excelize, all saying the same.
func declined() map[string]parts {
	rows := `<row r="2"><c r="A2" t="inlineStr"><is><t>Số hộ</t></is></c><c r="B2" s="1"><v>44936</v></c><c r="C2"><v>0.1006</v></c><c r="D2" t="e"><v>#N/A</v></c><c r="E2" t="inlineStr"><is><t>012</t></is></c></row>`
	latin, err := charmap.Windows1258.NewEncoder().String(strings.ReplaceAll(sheetXML(rows), "Số hộ", "So hô"))
	if err != nil {
		panic(err)
	}
	return map[string]parts{
		"another encoding": with(parts{partSheet: `<?xml version="1.0" encoding="windows-1258"?>` + latin, "xl/styles.xml": styleParts}),
		"a document type":  with(parts{partSheet: `<?xml version="1.0"?><!DOCTYPE worksheet>` + strings.ReplaceAll(sheetXML(rows), "Số hộ", "So hô"), "xl/styles.xml": styleParts}),
		"strings in another encoding": with(parts{
			partSheet:              strings.Replace(sheetXML(rows), `t="inlineStr"><is><t>Số hộ</t></is>`, `t="s"><v>0</v>`, 1),
			"xl/sharedStrings.xml": `<?xml version="1.0" encoding="iso-8859-1"?><sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><si><t>So h` + "\xF4" + `</t></si></sst>`, "xl/styles.xml": styleParts,
		}),
	}
}
