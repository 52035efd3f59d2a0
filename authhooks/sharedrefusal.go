package authhooks

import (
	"context"
	"errors"
	"time"
)

// A refusal that is to be believed for longer was dated by a wrong clock.
const maxBelief = 24 * time.Hour

// refusal is what the vendor said to the last fetch of any process, and until
// when it is to be believed.
type refusal struct {
	Op        string `json:"o,omitempty"`
	Kind      Kind   `json:"k"`
	Code      string `json:"c,omitempty"`
	Message   string `json:"m,omitempty"`
	Status    int    `json:"s,omitempty"`
	RequestID string `json:"q,omitempty"`
	Until     int64  `json:"u"`
}

// refusal is what all processes are to know of a failed fetch: what the vendor
// said. Of a network they may have a better one each.
func (f *fleet) refusal(err error, early bool) *refusal {
	e, ok := asError(err)
	if !ok || !e.FromVendor() || e.own {
		return nil
	}
	s := f.source
	now := s.cfg.clock().UnixNano()
	s.mu.Lock()
	until := s.pause.after(e, now, early).until
	s.mu.Unlock()
	return &refusal{Op: e.Op, Kind: e.Kind, Code: e.Code, Message: e.Message, Status: e.Status, RequestID: e.RequestID, Until: time.Unix(0, until).UnixMilli()}
}

// refused returns another process's refusal while it is to be believed.
func (f *fleet) refused(r shared) error {
	if r.refused == nil {
		return nil
	}
	left := time.UnixMilli(r.refused.Until).Sub(f.source.cfg.clock())
	if left <= 0 || left > maxBelief {
		return nil
	}
	e := &Error{
		Vendor: f.source.key.vendor, Op: r.refused.Op, Kind: r.refused.Kind, Code: r.refused.Code, Message: r.refused.Message,
		Status: r.refused.Status, RequestID: r.refused.RequestID, RetryAfter: left,
	}
	if f.source.cfg.cause != nil {
		e.Err = f.source.cfg.cause(e.Code)
	}
	return e
}

// tell writes r without insisting: nothing in it is somebody's token.
func (f *fleet) tell(ctx context.Context, sealer *sealer, version Version, r shared) {
	record, err := sealer.seal(r)
	if err != nil {
		return
	}
	if err := f.swap(ctx, sealer.name, version, record, f.ttl(r.token)); err != nil && !errors.Is(err, ErrConflict) {
		f.fails(err)
	}
}
