package authhooks

import (
	"context"
	"net/http"
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

// An error that a status or an event keeps does not keep the fetch, and the values of its
// caller, alive.
func TestNoErrorKeepsItsFetch(t *testing.T) {
	t.Parallel()
	var told []Event
	var direct *Error
	var c *Client
	c, err := New(Vendor{
		Name: "acme", Parse: func(int, http.Header, []byte) Outcome { return Outcome{} }, Put: PutBearer,
		Fetch: func(ctx context.Context, _ Token) (Token, error) {
			req, err := http.NewRequestWithContext(ctx, http.MethodGet, c.BaseURL(), http.NoBody)
			if err != nil {
				return Token{}, err
			}
			resp, err := c.Doer().Do(req) // and no Receive
			if err == nil {
				_ = resp.Body.Close()
			}
			direct, _ = asError(err)
			return Token{}, err
		},
	}, "http://127.0.0.1:1", "id", NewSecret("pass"), WithObserver(func(e Event) { told = append(told, e) }), WithRetries(1))
	require.NoError(t, err)
	t.Cleanup(func() { _ = c.Close() })
	_, err = c.Token(t.Context())
	require.Error(t, err)
	require.NotNil(t, direct.call, "Receive needs it")
	require.Len(t, told, 2)
	for _, kept := range []error{err, c.Source().Status().LastError, told[0].Err, told[1].Err} {
		e, ok := asError(kept)
		require.True(t, ok)
		assert.Nil(t, e.call)
	}
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
