package authhooks

import (
	"net/http"
	"time"
)

// PingsOf returns when a clone of t pings, and how long it waits for the answer.
func PingsOf(t *http.Transport) (idle, timeout time.Duration) {
	c := clone(t)
	return c.HTTP2.SendPingTimeout, c.HTTP2.PingTimeout
}
