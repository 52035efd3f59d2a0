package authhooks

import (
	"time"
)

// sharedFailure is a failed fetch of any process, and how long it is cached.
type sharedFailure struct {
	Op        string `json:"o,omitempty"`
	Kind      Kind   `json:"k"`
	Code      string `json:"c,omitempty"`
	Message   string `json:"m,omitempty"`
	Status    int    `json:"s,omitempty"`
	RequestID string `json:"q,omitempty"`
	Wish      int64  `json:"w,omitempty"` // of the vendor, in milliseconds
	At        int64  `json:"t"`           // when it came, by the writer's clock, in milliseconds since 1970
	Until     int64  `json:"u"`           // likewise
	Early     bool   `json:"y,omitempty"` // a fetch ahead of time met it
}

// sharedFailureOf returns a failed fetch for the store, or nil. Network errors are not
// shared: another process may have a working network.
func sharedFailureOf(err error, p backoff, now time.Time) *sharedFailure {
	e, ok := asError(err)
	if !ok || e.canceled || !e.FromVendor() && e.Status == 0 {
		return nil
	}
	return &sharedFailure{
		Op: e.Op, Kind: e.Kind, Code: e.Code, Message: e.Message, Status: e.Status, RequestID: e.RequestID,
		Wish: e.RetryAfter.Milliseconds(), At: now.UnixMilli(), Until: time.Unix(0, p.until).UnixMilli(), Early: p.early,
	}
}
