package authhooks

import "time"

// EventType names what a [Source] or its client did.
type EventType string

// The events an observer sees.
const (
	EventFetched     EventType = "fetched"     // a token came from the vendor
	EventAdopted     EventType = "adopted"     // a token that another process, or another Source, fetched
	EventRefused     EventType = "refused"     // a fetch failed with Err
	EventInvalidated EventType = "invalidated" // a rejected token was dropped
	EventReplayed    EventType = "replayed"    // a rejected business call was sent again
)

// Event describes one step for an observer. It holds no secret.
type Event struct {
	Type        EventType
	Vendor      string
	At          time.Time     // by the source's clock
	Took        time.Duration // how long a fetch took
	Fingerprint string        // of the token, if the event has one
	Err         error
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
