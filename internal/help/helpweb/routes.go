// Package helpweb has the pages of the help: all topics with a search among them, one topic, the
// glossary, and the first steps of a new province.
//
//	routes.go    the route table
//	topic.go     the topics, one topic
//	glossary.go  the words of the law
//	start.go     the first steps of a new province, each with how far it is
package helpweb

import (
	"giamngheo/internal/account"
	"giamngheo/internal/web"
)

// Routes mounts the pages. The help is no secret; whoever cannot sign in may read how to.
func Routes(m *web.Mux) {
	m.Page("GET /help", web.Public, index)
	m.Page("GET /help/glossary", web.Public, glossary)
	m.Page("GET /help/{topic}", web.Public, topic)
	m.Page("GET /start", account.ReadFigures, start)
}
