package authhooks

import "time"

// systemNow is the only reader of the machine's clock in this package: all
// else asks the clock of its options, so that tests can turn it.
func systemNow() time.Time { return time.Now() }

// wall drops the monotonic reading. It stops while a machine sleeps, and a
// token that died meanwhile would look fresh.
func wall(t time.Time) time.Time { return t.Round(0) }
