package authhooks

import "time"

// systemNow is the only caller of time.Now in this package. A Source asks the clock of its
// options instead, so that tests can set it.
func systemNow() time.Time { return time.Now() }

// wall drops the monotonic reading. The monotonic clock stops while a machine sleeps, so a
// token that expired meanwhile would look valid.
func wall(t time.Time) time.Time { return t.Round(0) }
