// Package help is what the product says about itself: a topic for every page and for every question
// that people ask of the figures, in both languages, with the articles that it rests on.
//
// The text is data. topics.toml lists the topics in the order in which they are offered, with the
// documents they cite; vi/<topic>.md and en/<topic>.md hold the words, sources.toml the documents that
// no poverty standard brings with it, glossary.toml the words of the law (doc/glossary.md is written
// from it). A text uses little of Markdown: a title, headings, paragraphs, lists, numbered steps, **bold**,
// `code`, [links](class) to other topics, and ※ after a statement that nobody has read in the text
// of the law.
//
//	topic.go     the topics and how they are read
//	markup.go    the little Markdown that they are written in
//	source.go    the documents that they cite
//	search.go    topics that speak of some words
//	glossary.go  the words of the law
package help
