package authhooks

import "context"

// WithTrace calls start before each token call of a fetch, and the function that start
// returns after the call. A token call is one request of a [Client] to the vendor. For a
// [Source] without a client it is one call of the [Fetcher].
//
// start gets the ctx of the fetch. The token call is made with the values of the ctx that
// start returns, so that a span in it is the parent of what the transport records. The end
// of the call stays that of the fetch, and an httptrace is not used. vendor is the vendor's
// name. op is fetch, since the operation shows with the answer: the [Event] has it. The
// Type of the event is [EventFetched], or [EventRefused] if the call failed with Err.
//
// Both functions run on a goroutine of their own. The token call waits at most one second
// for each. A panic in them is contained. If WithTrace is given more than once, each start
// gets the values of the one before.
func WithTrace(start func(ctx context.Context, vendor, op string) (context.Context, func(Event))) SourceOption {
	return sourceOption(func(c *config) {
		if start != nil {
			c.traces, c.telling, c.trace = append(c.traces, start), newNotifier, (*tokenCall).startTraces
		}
	})
}

// WithCallerValues gives a fetch the values of the ctx of the caller that started it, such
// as the span of a trace. The fetch does not take over the deadline and the cancellation,
// and no httptrace, which would see the credential. A fetch may outlive its caller, so the
// values must stay valid when the caller has gone. Without this option, a fetch has no
// values.
func WithCallerValues() SourceOption {
	return sourceOption(func(c *config) { c.callerValues = true })
}
