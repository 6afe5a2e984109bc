package app

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"sync/atomic"
	"time"

	"giamngheo/internal/db"
)

// readyWithin is how long /readyz waits for the database.
const readyWithin = 2 * time.Second

// health answers whoever asks whether the program lives and whether it should be sent requests.
type health struct {
	db       *db.DB
	log      *slog.Logger
	stopping atomic.Bool
}

// alive is /healthz: the process answers.
func (h *health) alive(w http.ResponseWriter, _ *http.Request) { plain(w, http.StatusOK, "ok") }

// ready is /readyz: the database answers, its schema is this program's, and no stop is under way.
func (h *health) ready(w http.ResponseWriter, r *http.Request) {
	if h.stopping.Load() {
		plain(w, http.StatusServiceUnavailable, "stopping")
		return
	}
	ctx, cancel := context.WithTimeout(r.Context(), readyWithin)
	defer cancel()
	if err := h.db.Ready(ctx); err != nil {
		h.log.ErrorContext(ctx, "not ready", "error", err)
		plain(w, http.StatusServiceUnavailable, "the database is not ready; the log says why")
		return
	}
	plain(w, http.StatusOK, "ready")
}

func plain(w http.ResponseWriter, status int, text string) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	fmt.Fprintln(w, text)
}
