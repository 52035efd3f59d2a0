package authhooks

import (
	"context"
	"net/http"
)

// trial is a business call on its way to an answer.
type trial struct {
	source *Source
	token  Token // it was sent with last
	since  mark  // the rejection that made it a replay, 0 if it is none
	paid   bool  // a renewal is on its account, which is to be told what came of it
}

// settle takes an answer other than a rejection, or the news that there will be none.
func (t *trial) settle(req *http.Request, accepted bool) {
	switch {
	case t.paid && accepted:
		t.source.confirm(t.token)
	case t.paid:
		t.source.unanswered()
	case accepted:
		t.source.settleStream(req, t.token)
	}
}

// giveUp rejects the token of a call that cannot be sent again. Whether the renewal
// helps shows at a later call. A renewal beside the token in use is waited for: it
// may end that token, and this caller's next call would meet with that.
func (t *trial) giveUp(ctx context.Context, req *http.Request, refused *Error) {
	paid, number, renewal := t.source.reject(ctx, t.token, refused.Kind != KindTokenRejected, t.since)
	if paid {
		t.source.stream.Store(&stream{door: door(req), number: number})
	}
	if renewal != nil {
		_, _ = t.source.wait(ctx, renewal)
	}
}

// renew returns the token for a replay. stands reports that the refusal is the
// better answer: there is no other token, or the code has another meaning too and
// the renewal failed.
func (t *trial) renew(ctx context.Context, refused *Error) (next Token, stands bool, err error) {
	ambiguous := refused.Kind != KindTokenRejected
	paid, number, renewal := t.source.reject(ctx, t.token, ambiguous, t.since)
	t.paid = t.paid || paid
	next, stands, err = t.source.next(ctx, t.token, paid, renewal, glance{waits: t.since > 0, ambiguous: ambiguous})
	t.since = number
	left := ctx.Err() != nil
	switch {
	case err == nil || !t.paid:
	case left:
		t.source.unanswered()
	default:
		t.source.unrenewed()
	}
	return next, stands || err != nil && ambiguous && !left, err
}

// stream is a call that cost a renewal and could not be sent again.
type stream struct {
	door   string
	number mark // of its rejection
}

// door is what a vendor lets a call through, or not: the method and the path.
func door(req *http.Request) string { return req.Method + " " + req.URL.Path }

// settleStream settles the renewal of a stream at the next call that is accepted
// with a token fetched for it. If that call is of the same method and path, the
// renewal has helped. Any other good answer shows nothing, since it may have been
// good with the old token too.
func (s *Source) settleStream(req *http.Request, token Token) {
	waiting := s.stream.Load()
	if waiting == nil {
		return
	}
	h := s.current.Load()
	if h == nil || !h.token.Access.Equal(token.Access) || h.asked < waiting.number || !s.stream.CompareAndSwap(waiting, nil) {
		return
	}
	if waiting.door == door(req) {
		s.confirm(token)
	} else {
		s.unanswered()
	}
}
