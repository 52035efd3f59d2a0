package authhooks

import (
	"context"
	"io"
	"net/http"
)

// maxReplays allows a second replay, since the token of the first replay may have died
// with the rejected token. This happens if its fetch was in flight at the rejection, or
// if another process replaced it.
const maxReplays = 2

// businessCall is one call of HTTPClient with its replays.
type businessCall struct {
	source   *Source
	token    Token // on the last request of the call
	previous seq   // the last rejection of the call, 0 if there was none
	renewed  bool  // the call caused a renewal that is not settled
}

// replay is how a rejected call goes on.
type replay uint8

const (
	replayWith replay = iota // send it again with another token
	replayNot                // return the vendor's answer
	replayFail               // return the error of the fetch
)

// exchange sends req with a token and with body, and again if the vendor rejects the token.
func (t *businessTransport) exchange(ctx context.Context, req *http.Request, body io.ReadCloser) (*http.Response, error) {
	c := t.client
	if c.source.static.Load() != nil {
		return t.exchangeStatic(ctx, req, body)
	}
	token, err := c.source.Token(ctx)
	if err != nil {
		if body != nil {
			_ = body.Close()
		}
		return nil, err
	}
	resp, err := t.send(ctx, req, body, token)
	if err != nil {
		return nil, err
	}
	call := businessCall{source: c.source, token: token}
	for replays := 0; ; replays++ {
		refused, accepted := c.tokenVerdict(resp)
		if refused == nil {
			call.settle(req, accepted)
		}
		if refused != nil {
			c.reportRejected(ctx, resp, refused, call.token)
		}
		if refused == nil || replays == maxReplays {
			return resp, nil
		}
		if body, ours := resp.Body.(*businessBody); ours {
			body.release(t.foreign)
		}
		if !rewindable(req) {
			call.giveUp(ctx, req, refused)
			return resp, nil
		}
		next, how, err := call.reject(ctx, refused)
		switch how {
		case replayNot:
			return resp, nil
		case replayFail:
			_ = resp.Body.Close()
			return nil, err
		case replayWith:
		}
		body, err := rewind(req)
		if err != nil {
			call.settle(req, false)
			return resp, nil //nolint:nilerr // without a new body the first answer stays
		}
		_ = resp.Body.Close()
		c.source.observe(ctx, Event{Type: EventReplayed, Op: opSend, At: c.Now(), Fingerprint: next.Fingerprint()})
		if resp, err = t.send(ctx, req, body, next); err != nil {
			call.settle(req, false)
			return nil, err
		}
		call.token = next
	}
}

// settle settles the renewal of the call after an answer that is no rejection, or when
// there will be no answer (accepted is false then).
func (b *businessCall) settle(req *http.Request, accepted bool) {
	switch {
	case b.renewed && accepted:
		b.source.settle(helped, b.token)
	case b.renewed:
		b.source.settle(unknown, b.token)
	case accepted:
		b.source.settleStream(req, b.token)
	}
}

// reject rejects the token of a call that can be sent again, and returns how the call
// goes on. It returns the token for a replay, or an error. If the code is ambiguous and
// the renewal failed, the vendor's answer is better than the error.
func (b *businessCall) reject(ctx context.Context, refused *Error) (next Token, how replay, err error) {
	ambiguous := refused.Kind != KindTokenRejected
	r := b.source.reject(ctx, b.token, ambiguous, b.previous)
	b.renewed = b.renewed || r.decision == renew
	next, how, err = b.replayToken(ctx, r, lookupOptions{wait: b.previous > 0, ambiguous: ambiguous})
	b.previous = r.at
	left := ctx.Err() != nil
	if err != nil && b.renewed {
		o := noToken
		if left {
			o = unknown
		}
		b.source.settle(o, b.token)
	}
	if how == replayFail && ambiguous && !left {
		how = replayNot
	}
	return next, how, err
}

// replayToken returns the token for a replay. If this call started a renewal, that is the
// renewed token, even if its bytes are unchanged. Otherwise it is a token that costs the
// vendor nothing: the cached token, the token of a fetch in flight, or the token that
// another process fetched.
func (b *businessCall) replayToken(ctx context.Context, r rejection, o lookupOptions) (Token, replay, error) {
	unchanged := replayNot // the answer stands if there is no other token
	if r.decision == renew {
		unchanged = replayWith
	}
	if r.flight != nil { // the token that it brings, and nothing older
		t, err := b.source.wait(ctx, r.flight)
		if err != nil || t.Access.IsZero() {
			return Token{}, replayNot, err
		}
		return t, replayWith, nil
	}
	t, err := b.source.Token(ctx)
	if err != nil {
		return Token{}, replayFail, err
	}
	var f *flight
	if t.Access.Equal(b.token.Access) {
		t, f = b.source.otherThan(b.token, r.decision != renew, o)
	}
	switch {
	case !t.Access.Equal(b.token.Access):
		return t, replayWith, nil
	case f == nil:
		return t, unchanged, nil
	}
	t, err = b.source.wait(ctx, f)
	switch {
	case ctx.Err() != nil && r.decision == renew:
		return Token{}, replayFail, b.source.callerLeft(ctx)
	case ctx.Err() != nil:
		return Token{}, replayNot, b.source.callerLeft(ctx)
	case err != nil || t.Access.IsZero():
		return Token{}, replayNot, err
	case t.Access.Equal(b.token.Access):
		return t, unchanged, nil
	}
	return t, replayWith, nil
}

// giveUp rejects the token of a call that cannot be sent again. A later call shows
// whether the renewal helped. If a renewal is in flight, giveUp waits for it even though
// there is a cached token. The renewal may end the cached token, and this caller's next
// call would be rejected.
func (b *businessCall) giveUp(ctx context.Context, req *http.Request, refused *Error) {
	r := b.source.reject(ctx, b.token, refused.Kind != KindTokenRejected, b.previous)
	if r.decision == renew {
		b.source.stream.Store(&stream{endpoint: endpoint(req), at: r.at})
	}
	if r.flight != nil {
		_, _ = b.source.wait(ctx, r.flight)
	}
}

// endpoint returns the method and the path, to which a vendor permits calls or not.
func endpoint(req *http.Request) string { return req.Method + " " + req.URL.Path }

// settleStream settles the renewal of a stream when a call is accepted with a token
// that was fetched for it. If the call is of the same method and path, the renewal has
// helped. Another accepted call shows nothing: the old token may have been good for it.
func (s *Source) settleStream(req *http.Request, token Token) {
	waiting := s.stream.Load()
	if waiting == nil {
		return
	}
	c := s.current.Load()
	if c == nil || !c.token.Access.Equal(token.Access) || c.requestedAt < waiting.at || !s.stream.CompareAndSwap(waiting, nil) {
		return
	}
	o := unknown
	if waiting.endpoint == endpoint(req) {
		o = helped
	}
	s.settle(o, token)
}

// rewindable reports whether the body can be sent a second time. A stream cannot.
func rewindable(req *http.Request) bool {
	return req.Body == nil || req.Body == http.NoBody || req.GetBody != nil
}

func rewind(req *http.Request) (io.ReadCloser, error) {
	if req.Body == nil || req.Body == http.NoBody {
		return req.Body, nil
	}
	return req.GetBody()
}
