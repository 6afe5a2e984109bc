// Command giamngheo is the information system of a province's poverty-reduction programme.
package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"

	"giamngheo/internal/app"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	context.AfterFunc(ctx, stop) // a second interrupt ends the program at once
	os.Exit(app.Run(ctx, os.Args[1:], os.Stdin, os.Stdout, os.Stderr))
}
