package job

import "time"

// NextDaily shows the schedule to the tests.
func NextDaily(hour int, t time.Time) time.Time { return daily(hour).Next(t) }
