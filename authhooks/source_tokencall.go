package authhooks

import (
	"context"
	"net/http"
	"sync"
	"sync/atomic"
	"time"
)

// tokenCall is one token call of a fetch, from its request to what Receive makes of the
// answer.
type tokenCall struct {
	run     *run
	begin   Event // At, Attempt and Early when it began, zero without a trace
	traces  []*trace
	failure atomic.Pointer[Error] // of the transport
	once    sync.Once
	ended   chan struct{} // closed when event has been set
	event   Event
}

// trace is what one WithTrace has to do with a call.
type trace struct {
	late bool          // start has not returned in time
	done chan struct{} // closed when the trace has ended
}

type tokenCallKey struct{}

// startTokenCall begins a token call with ctx, and traces it if traced is true. It returns
// the ctx for the call. If ctx is not of a fetch, there is no tokenCall.
func startTokenCall(ctx context.Context, traced bool) (context.Context, *tokenCall) {
	r := runOf(ctx)
	if r == nil {
		return ctx, nil
	}
	c := &tokenCall{run: r, ended: make(chan struct{})}
	if start := r.source.cfg.trace; traced && start != nil {
		ctx = start(c, ctx)
	}
	return ctx, c
}

func (c *tokenCall) startTraces(ctx context.Context) context.Context {
	c.begin = c.run.event(EventFetched, c.run.early, c.run.source.now(), 0)
	for _, start := range c.run.source.cfg.traces {
		ctx = c.trace(ctx, start) //nolint:fatcontext // a ctx for each WithTrace, and there are few
	}
	return ctx
}

// trace calls start, and its result when the call has ended. Both are the user's code. It
// returns a ctx with the values that start has added.
func (c *tokenCall) trace(ctx context.Context, start func(context.Context, string, string) (context.Context, func(Event))) context.Context {
	s := c.run.source
	t := &trace{done: make(chan struct{})}
	c.traces = append(c.traces, t)
	started := make(chan context.Context, 1)
	go func() {
		defer close(t.done)
		s.notices.contained("the trace", func() {
			traced, end := start(ctx, s.vendor, opFetch)
			started <- traced
			select {
			case <-c.ended:
			case <-c.run.over: // nobody has called Receive
				c.finish("", nil)
			}
			if end != nil {
				end(c.event)
			}
		})
	}()
	timer := time.NewTimer(noticeWait)
	defer timer.Stop()
	select {
	case traced := <-started:
		if traced != nil {
			return withValues(ctx, traced)
		}
	case <-t.done: // start panicked
	case <-timer.C:
		t.late = true
	}
	return ctx
}

// finish sets the event of the call, once. The empty op stands for the last operation that
// was received in the fetch.
func (c *tokenCall) finish(op string, err error) {
	c.once.Do(func() {
		defer close(c.ended)
		c.event = c.begin
		if c.event.Op = c.run.receive(op); c.event.Type == "" {
			return // nobody traces the call
		}
		s := c.run.source
		c.event.At = s.now()
		c.event.Took = c.event.At.Sub(c.begin.At)
		if failed := c.failure.Load(); err == nil && failed != nil {
			err = failed
		}
		if err != nil {
			c.event.Type, c.event.Err = EventRefused, s.toError(err)
		}
		s.complete(&c.event)
	})
}

// end ends the call with the result of Receive, or of the Fetcher, and waits for the
// traces, but not for long. c may be nil.
func (c *tokenCall) end(op string, err error) {
	if c == nil {
		return
	}
	if c.finish(op, err); len(c.traces) == 0 {
		return
	}
	timer := time.NewTimer(noticeWait)
	defer timer.Stop()
	for _, t := range c.traces {
		if t.late {
			continue
		}
		select {
		case <-t.done:
		case <-timer.C:
			return
		}
	}
}

// failed returns err, of the transport, so that Receive finds the call in it.
func (c *tokenCall) failed(err *Error) *Error {
	c.failure.Store(err)
	return err.with(func(e *Error) { e.call = c })
}

// inRequest returns a copy of req for an answer, so that Receive finds the call in it.
func (c *tokenCall) inRequest(req *http.Request) *http.Request {
	return req.WithContext(context.WithValue(req.Context(), tokenCallKey{}, c))
}

// tokenCallOf returns the token call that a generated client has made for a fetch, or nil.
// resp and err are what the generated client returned.
func tokenCallOf(resp *http.Response, err error) *tokenCall {
	if e, ok := asError(tame(err)); ok {
		return e.call
	}
	if resp == nil || resp.Request == nil {
		return nil
	}
	ctx := resp.Request.Context()
	if c, ok := ctx.Value(tokenCallKey{}).(*tokenCall); ok {
		return c
	}
	_, c := startTokenCall(ctx, false) // the answer of another transport
	return c
}
