package authhooks

import (
	"math"
	"time"
)

// earlyWindow is the time before the end of a token in which it is renewed early.
type earlyWindow struct {
	share   float64       // of the token's life
	longest time.Duration // the window is never longer
}

// windowJitter is the part by which a window is longer or shorter, so that many processes
// do not fetch in the same second.
const windowJitter = 0.2

var defaultEarlyWindow = earlyWindow{share: 0.1, longest: 5 * time.Minute}

// WithEarlyWindow sets how long before its end a token is renewed early. The window is this
// share of the token's life, but not longer than longest, give or take a fifth, so that many
// processes do not fetch in the same second. The default is 0.1 and 5 min. An error of
// KindInvalidRequest follows unless 0 < share < 1 and longest > 0.
//
// The fifth is one of the time outside of the window, if that time is shorter, so that a
// new token is never in its window. Processes that share a store may have different windows.
func WithEarlyWindow(share float64, longest time.Duration) SourceOption {
	return sourceOption(func(c *config) {
		if !(share > 0 && share < 1) || longest <= 0 { // so written, it refuses NaN too
			c.refuse("WithEarlyWindow takes a share between 0 and 1, both excluded, and a positive duration")
		}
		c.window = earlyWindow{share: share, longest: longest}
	})
}

// opens returns when the window of a token opens, in nanoseconds since 1970. fetched is when
// the token came. shift makes the window longer, or shorter if it is negative. It is a part
// of the window, or of the time before it if that time is shorter: otherwise a new token
// could be in its window, and each call would start a fetch.
func (w earlyWindow) opens(t Token, fetched time.Time, shift float64) int64 {
	if neverExpires(t.ExpiresAt) {
		return math.MaxInt64
	}
	life := max(t.ExpiresAt.Sub(fetched), 0)
	window := min(time.Duration(float64(life)*w.share), w.longest)
	return t.ExpiresAt.UnixNano() - int64(window) - int64(float64(min(window, life-window))*shift)
}
