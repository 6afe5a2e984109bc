package intakeweb

import (
	"io"

	"giamngheo/internal/fault"
	"giamngheo/internal/intake"
	"giamngheo/internal/lang"
	"giamngheo/internal/web"
)

func writeErrors(*web.Request, *intake.Service, intake.ID, io.Writer) error {
	return fault.New(fault.NotFound, "intake.not_found")
}

func writeTemplate(io.Writer, intake.Kind, lang.Lang) error {
	return fault.New(fault.NotFound, "intake.not_found")
}
