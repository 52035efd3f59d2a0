package authhooks

import "time"

// systemNow is the only function of this package that reads the machine's clock for a
// date. All other code uses the clock of its options, so that tests can set it.
func systemNow() time.Time { return time.Now() }

// wall drops the monotonic reading. The monotonic clock stops while a machine sleeps, so a
// token that expired meanwhile would look valid.
func wall(t time.Time) time.Time { return t.Round(0) }
