package docx

import (
	"fmt"
	"strings"
)

const (
	head   = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>` + "\n"
	wordNS = `xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"`
	relNS  = `http://schemas.openxmlformats.org/package/2006/relationships`
	relURL = `http://schemas.openxmlformats.org/officeDocument/2006/relationships/`
)

// parts are the files of the package, by name.
func (d *Document) parts() [][2]string {
	return [][2]string{
		{"[Content_Types].xml", head + `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">` +
			`<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>` +
			`<Default Extension="xml" ContentType="application/xml"/>` +
			override("/word/document.xml", "wordprocessingml.document.main") +
			override("/word/styles.xml", "wordprocessingml.styles") +
			override("/word/header.xml", "wordprocessingml.header") +
			override("/word/footer.xml", "wordprocessingml.footer") +
			`<Override PartName="/docProps/core.xml" ContentType="application/vnd.openxmlformats-package.core-properties+xml"/></Types>`},
		{"_rels/.rels", head + `<Relationships xmlns="` + relNS + `">` +
			`<Relationship Id="rId1" Type="` + relURL + `officeDocument" Target="word/document.xml"/>` +
			`<Relationship Id="rId2" Type="http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties" Target="docProps/core.xml"/></Relationships>`},
		{"docProps/core.xml", head + `<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/">` +
			`<dc:title>` + escaped(d.Title) + `</dc:title><dc:language>vi-VN</dc:language></cp:coreProperties>`},
		{"word/_rels/document.xml.rels", head + `<Relationships xmlns="` + relNS + `">` +
			`<Relationship Id="rId1" Type="` + relURL + `styles" Target="styles.xml"/>` +
			`<Relationship Id="rId2" Type="` + relURL + `header" Target="header.xml"/>` +
			`<Relationship Id="rId3" Type="` + relURL + `footer" Target="footer.xml"/></Relationships>`},
		{"word/styles.xml", head + `<w:styles ` + wordNS + `><w:docDefaults><w:rPrDefault><w:rPr>` +
			`<w:rFonts w:ascii="Times New Roman" w:hAnsi="Times New Roman" w:eastAsia="Times New Roman" w:cs="Times New Roman"/>` +
			`<w:color w:val="000000"/><w:sz w:val="26"/><w:szCs w:val="26"/><w:lang w:val="vi-VN"/></w:rPr></w:rPrDefault>` +
			`<w:pPrDefault><w:pPr><w:spacing w:before="0" w:after="0" w:line="240" w:lineRule="auto"/></w:pPr></w:pPrDefault></w:docDefaults>` +
			`<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/></w:style></w:styles>`},
		{"word/header.xml", head + `<w:hdr ` + wordNS + `><w:p><w:pPr><w:jc w:val="center"/></w:pPr>` +
			`<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText xml:space="preserve"> PAGE </w:instrText></w:r>` +
			`<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>2</w:t></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r></w:p></w:hdr>`},
		{"word/footer.xml", head + `<w:ftr ` + wordNS + `><w:p><w:pPr><w:jc w:val="center"/></w:pPr><w:r><w:rPr><w:i/><w:sz w:val="20"/></w:rPr><w:t xml:space="preserve">` +
			escaped(d.Footer) + `</w:t></w:r></w:p></w:ftr>`},
		{"word/document.xml", head + `<w:document ` + wordNS + `><w:body>` + d.body.String() + d.section() + `</w:body></w:document>`},
	}
}

// section is the page: A4, margins 20 mm above and below, 30 mm left, 15 mm right; the first page
// has no number.
func (d *Document) section() string {
	w, h, orient := twips(210), twips(297), ""
	if d.Landscape {
		w, h, orient = h, w, ` w:orient="landscape"`
	}
	return `<w:sectPr><w:headerReference w:type="default" r:id="rId2"/><w:footerReference w:type="default" r:id="rId3"/><w:footerReference w:type="first" r:id="rId3"/>` +
		fmt.Sprintf(`<w:pgSz w:w="%d" w:h="%d"%s/><w:pgMar w:top="%d" w:right="%d" w:bottom="%d" w:left="%d" w:header="567" w:footer="567" w:gutter="0"/>`,
			w, h, orient, twips(20), twips(15), twips(20), twips(30)) + `<w:titlePg/></w:sectPr>`
}

func override(part, kind string) string {
	return `<Override PartName="` + part + `" ContentType="application/vnd.openxmlformats-officedocument.` + kind + `+xml"/>`
}

func escaped(s string) string {
	var b strings.Builder
	escape(&b, s)
	return b.String()
}
