package authhooks

import (
	"context"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// A retry of a business call is an event with the fields of its error.
func TestRetryOfABusinessCallIsAnEvent(t *testing.T) {
	t.Parallel()
	var told []Event
	s, err := NewSource(NewKey("acme", "https://h", "id", NewSecret("pass")), FetcherFunc(func(context.Context, Token) (Token, error) {
		return Token{}, nil
	}), WithObserver(func(e Event) { told = append(told, e) }))
	require.NoError(t, err)
	t.Cleanup(func() { _ = s.Close() })
	failed := &Error{Vendor: "acme", Op: opSend, Kind: KindRateLimited, Code: "7", Status: 200}
	s.reportRetry(t.Context(), failed, 2)
	require.Len(t, told, 1)
	assert.False(t, told[0].At.IsZero())
	told[0].At = Event{}.At
	assert.Equal(t, Event{Type: EventRetried, Vendor: "acme", Op: "send", Kind: KindRateLimited, Code: "7", Status: 200, Attempt: 2, Err: failed}, told[0])
}

// Each type of event has its log line.
func TestEachEventHasALine(t *testing.T) {
	t.Parallel()
	for _, e := range []EventType{
		EventFetched, EventAdopted, EventRefused, EventInvalidated, EventReplayed, EventRetried, EventRejected, EventStoreDown, EventStoreUp,
	} {
		assert.NotEmpty(t, eventLines[e].message, e)
	}
	assert.Len(t, eventLines, 9)
}
