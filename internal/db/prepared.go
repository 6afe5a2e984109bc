package db

import (
	"context"
	"database/sql/driver"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"modernc.org/sqlite"
)

// maxPrepared is how many statements a connection keeps compiled: more than the pages and acts have texts
// that come again and again.
const maxPrepared = 192

// connector opens SQLite connections that keep their statements compiled. Compiling took 45 % of the time
// of an assessment's act; the driver itself compiles a text each time that it is sent.
type connector struct{ driver.Connector }

func newConnector(dsn string) (driver.Connector, error) {
	c, err := sqlite.NewConnector(dsn)
	return connector{c}, err
}

// Connect opens a connection.
func (c connector) Connect(ctx context.Context) (driver.Conn, error) {
	raw, err := c.Connector.Connect(ctx)
	if err != nil {
		return nil, err
	}
	full, ok := raw.(fullConn)
	if !ok {
		return nil, errors.Join(errors.New("db: the SQLite driver's connection lacks what this program uses"), raw.Close())
	}
	return &preparedConn{fullConn: full, kept: map[string]*prepared{}}, nil
}

// fullConn is what the driver's connections can do; database/sql looks for each part of it.
type fullConn interface {
	driver.Conn
	driver.ConnBeginTx
	driver.ConnPrepareContext
	driver.ExecerContext
	driver.QueryerContext
	driver.Pinger
	driver.SessionResetter
	driver.Validator
}

// fullStmt is what the driver's statements can do.
type fullStmt interface {
	driver.Stmt
	driver.StmtExecContext
	driver.StmtQueryContext
}

// preparedConn is a connection with its compiled statements. database/sql lets one goroutine at a time use a
// connection, so nothing here is locked.
type preparedConn struct {
	fullConn
	kept  map[string]*prepared
	clock uint64
}

// prepared is a compiled statement. While its rows are read it is busy and cannot be run again.
type prepared struct {
	fullStmt
	used uint64
	busy bool
}

// Unwrap is the driver's own connection.
func (c *preparedConn) Unwrap() driver.Conn { return c.fullConn }

// PrepareContext compiles a statement. Its parameters stand in the order of their numbers nearly everywhere; then
// they are compiled without a number, which the driver would look up for each of them at each run.
func (c *preparedConn) PrepareContext(ctx context.Context, query string) (driver.Stmt, error) {
	return c.fullConn.PrepareContext(ctx, positional(query))
}

// ExecContext runs a statement that gives no rows.
func (c *preparedConn) ExecContext(ctx context.Context, query string, args []driver.NamedValue) (driver.Result, error) {
	s, err := c.statement(ctx, query)
	if err != nil {
		return nil, err
	}
	if s == nil {
		return c.fullConn.ExecContext(ctx, query, args)
	}
	return s.ExecContext(ctx, args)
}

// QueryContext runs a statement that gives rows.
func (c *preparedConn) QueryContext(ctx context.Context, query string, args []driver.NamedValue) (driver.Rows, error) {
	s, err := c.statement(ctx, query)
	if err != nil {
		return nil, err
	}
	if s == nil {
		return c.fullConn.QueryContext(ctx, query, args)
	}
	r, err := s.QueryContext(ctx, args)
	if err != nil {
		return nil, err
	}
	s.busy = true
	return &preparedRows{Rows: r, of: s}, nil
}

// statement is the compiled statement of a text; nil when it is busy or not of the kind that is kept.
func (c *preparedConn) statement(ctx context.Context, query string) (*prepared, error) {
	c.clock++
	if s, ok := c.kept[query]; ok {
		if s.busy {
			return nil, nil
		}
		s.used = c.clock
		return s, nil
	}
	if !keepable(query) {
		return nil, nil
	}
	stmt, err := c.PrepareContext(ctx, query)
	if err != nil {
		return nil, err
	}
	full, ok := stmt.(fullStmt)
	if !ok {
		return nil, errors.Join(fmt.Errorf("db: the SQLite driver's statement is a %T", stmt), stmt.Close())
	}
	if len(c.kept) >= maxPrepared {
		if err := c.evict(); err != nil {
			return nil, errors.Join(err, stmt.Close())
		}
	}
	s := &prepared{fullStmt: full, used: c.clock}
	c.kept[query] = s
	return s, nil
}

// evict lets go of the statement that was not used for longest.
func (c *preparedConn) evict() error {
	var text string
	var oldest *prepared
	for q, s := range c.kept {
		if !s.busy && (oldest == nil || s.used < oldest.used) {
			text, oldest = q, s
		}
	}
	if oldest == nil {
		return nil
	}
	return c.drop(text, oldest)
}

func (c *preparedConn) drop(query string, s *prepared) error {
	delete(c.kept, query)
	return s.Close()
}

// Close closes the statements, then the connection.
func (c *preparedConn) Close() error {
	var err error
	for q, s := range c.kept {
		err = errors.Join(err, c.drop(q, s))
	}
	return errors.Join(err, c.fullConn.Close())
}

// preparedRows gives its statement back when it is closed.
type preparedRows struct {
	driver.Rows
	of *prepared
}

// Close ends the reading.
func (r *preparedRows) Close() error {
	r.of.busy = false
	return r.Rows.Close()
}

// keepable tells whether a statement reads or writes rows, or begins or ends an act. All else, as pragmas
// and changes of the schema, is rare.
func keepable(query string) bool {
	for {
		query = strings.TrimLeft(query, " \t\r\n(")
		if !strings.HasPrefix(query, "--") {
			break
		}
		_, rest, _ := strings.Cut(query, "\n")
		query = rest
	}
	word, _, _ := strings.Cut(query, " ")
	switch strings.ToLower(word) {
	case "select", "insert", "update", "delete", "with", "savepoint", "release", "rollback":
		return true
	}
	return false
}

// positional writes a statement's parameters as "?" when each stands once and in order; otherwise it is left as
// it is.
func positional(query string) string {
	var b strings.Builder
	n := 0
	for i := 0; i < len(query); {
		switch end := skipped(query[i:]); {
		case end > 0:
			b.WriteString(query[i : i+end])
			i += end
		case query[i] == '?':
			return query
		case query[i] == '$':
			n++
			number := "$" + strconv.Itoa(n)
			after := i + len(number)
			if !strings.HasPrefix(query[i:], number) || after < len(query) && '0' <= query[after] && query[after] <= '9' {
				return query
			}
			b.WriteByte('?')
			i = after
		default:
			b.WriteByte(query[i])
			i++
		}
	}
	return b.String()
}

// skipped is how long the text, quoted name or comment is that a query begins with, 0 when with none.
func skipped(query string) int {
	for _, pair := range [][2]string{{"'", "'"}, {`"`, `"`}, {"--", "\n"}, {"/*", "*/"}} {
		if rest, ok := strings.CutPrefix(query, pair[0]); ok {
			if end := strings.Index(rest, pair[1]); end >= 0 {
				return len(pair[0]) + end + len(pair[1])
			}
			return len(query)
		}
	}
	return 0
}
