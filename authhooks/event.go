package authhooks

import (
	"log/slog"
	"time"
)

// EventType names what a [Source] or its client did.
type EventType string

// The events an observer sees.
const (
	EventFetched     EventType = "fetched"     // a token came from the vendor
	EventAdopted     EventType = "adopted"     // a token that another process, or another Source, fetched
	EventRefused     EventType = "refused"     // a fetch failed with Err
	EventInvalidated EventType = "invalidated" // a rejected token was dropped
	EventReplayed    EventType = "replayed"    // a rejected business call was sent again
	EventRetried     EventType = "retried"     // a try failed with Err, and another try follows
	EventRejected    EventType = "rejected"    // a business answer says, or may say, that the token is dead
	EventStoreDown   EventType = "store_down"  // the store fails with Err, and the source goes on without it
	EventStoreUp     EventType = "store_up"    // the store works again
)

const (
	opFetch = "fetch" // no operation has been received in this fetch
	opSend  = "send"  // a business call
)

// Event describes one step for an observer. It holds no secret, and no URL of a call.
type Event struct {
	Type   EventType
	Vendor string
	// Op is the last operation that [Client.Receive] was called for in this fetch, such as
	// "createToken", or fetch if there was none. For a business call it is send.
	Op          string
	At          time.Time     // by the source's clock
	Took        time.Duration // how long a fetch took, or a try of it that failed
	Fingerprint string        // of the token, if the event has one
	// Kind, Code and Status are those of Err. Kind counts only if there is an Err.
	Kind   Kind
	Code   string
	Status int
	// Attempt is the number of the last try in this fetch, or of the try that failed. It
	// begins at 1. It is 0 if nothing was tried.
	Attempt int
	// Early reports that the fetch began while a valid token was at hand.
	Early bool
	Err   error
}

// eventLines are the log lines of events. A business call can be rejected and sent again
// many times while one token is renewed, so these lines are for debugging.
var eventLines = map[EventType]struct {
	level   slog.Level
	message string
}{
	EventFetched:     {slog.LevelInfo, "token fetched"},
	EventAdopted:     {slog.LevelInfo, "token adopted"},
	EventRefused:     {slog.LevelWarn, "token not fetched"},
	EventInvalidated: {slog.LevelInfo, "token invalidated"},
	EventReplayed:    {slog.LevelDebug, "call sent again with another token"},
	EventRetried:     {slog.LevelInfo, "try failed, trying again"},
	EventRejected:    {slog.LevelDebug, "token rejected"},
	EventStoreDown:   {slog.LevelWarn, "store fails, going on without it"},
	EventStoreUp:     {slog.LevelInfo, "store works again"},
}

// attrs returns the fields of e for its log line. At is the time of the line. Of the other
// fields, those that are zero are left out.
func (e *Event) attrs() []slog.Attr {
	attrs := []slog.Attr{slog.String("vendor", e.Vendor), slog.String("event", string(e.Type)), slog.String("op", e.Op)}
	add := func(set bool, attr slog.Attr) {
		if set {
			attrs = append(attrs, attr)
		}
	}
	add(e.Took != 0, slog.Duration("took", e.Took))
	add(e.Fingerprint != "", slog.String("fingerprint", e.Fingerprint))
	failed, typed := asError(e.Err)
	add(typed, slog.String("kind", e.Kind.String()))
	add(e.Code != "", slog.String("code", e.Code))
	add(e.Status != 0, slog.Int("status", e.Status))
	add(e.Attempt != 0, slog.Int("attempt", e.Attempt))
	add(e.Early, slog.Bool("early", true))
	if e.Err != nil {
		attrs = append(attrs, slog.String("error", e.Err.Error()))
	}
	if typed {
		add(failed.RetryAfter != 0, slog.Duration("retry_in", failed.RetryAfter))
	}
	return attrs
}

// Status is a snapshot of a [Source], without secrets. A zero time means "none".
type Status struct {
	// Fingerprint, IssuedAt and ExpiresAt describe the cached token.
	Fingerprint         string
	IssuedAt, ExpiresAt time.Time
	// LastFetch is when a token last came from the vendor.
	LastFetch time.Time
	// NextEarlyFetch is when the refresh window of the cached token opens.
	NextEarlyFetch time.Time
	// RetryAt is when the backoff after LastError ends. Until then, a caller without a valid
	// token gets LastError, unless an early fetch failed and the vendor named no time to wait.
	RetryAt time.Time
	// LastError is the error of the last fetch, or nil after a success.
	LastError error
	// StoreError is the error of the store, or nil if the store works.
	StoreError error
}
