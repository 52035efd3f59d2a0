package authhooks

import "time"

// EventType says what a [Source] or its client did.
type EventType string

// The events an observer sees.
const (
	EventFetched     EventType = "fetched"     // a token came from the vendor
	EventAdopted     EventType = "adopted"     // a token of another process came from the store
	EventRefused     EventType = "refused"     // a fetch failed; Err says how
	EventInvalidated EventType = "invalidated" // a rejected token was dropped
	EventReplayed    EventType = "replayed"    // a rejected business call was sent again
)

// Event tells an observer about one step. It holds no secret.
type Event struct {
	Type        EventType
	Vendor      string
	At          time.Time     // by the source's clock
	Took        time.Duration // how long a fetch took
	Fingerprint string        // of the token concerned, where there is one
	Err         error
}

// Status is a snapshot of a [Source], without secrets. Zero times mean "none".
type Status struct {
	// Fingerprint, IssuedAt and ExpiresAt are those of the token cachedToken.
	Fingerprint         string
	IssuedAt, ExpiresAt time.Time
	// LastFetch is when a token last came from the vendor.
	LastFetch time.Time
	// NextEarlyFetch is when the first call fetches ahead of expiry.
	NextEarlyFetch time.Time
	// RetryAt is until when LastError is returned without asking the vendor.
	RetryAt time.Time
	// LastError is the last fetch's, nil after a success.
	LastError error
	// StoreError is what the store failed with, while it is done without.
	StoreError error
}
