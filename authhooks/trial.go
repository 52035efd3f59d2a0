package authhooks

import "context"

// trial is a business call on its way to an answer.
type trial struct {
	source *Source
	token  Token // it was sent with last
	since  mark  // the rejection that made it a replay, 0 where it is none
	paid   bool  // a renewal is on its account, which is to be told what came of it
}

// settle is told of an answer other than a rejection, or that there will be none.
func (t *trial) settle(accepted bool) {
	switch {
	case !t.paid:
	case accepted:
		t.source.confirm(t.token)
	default:
		t.source.unanswered()
	}
}

// renew returns the token for a replay. stands reports that the refusal is the
// better answer: there is no other token, or the code has another meaning too and
// the renewal failed.
func (t *trial) renew(ctx context.Context, refused *Error) (next Token, stands bool, err error) {
	ambiguous := refused.Kind != KindTokenRejected
	paid, number := t.source.reject(t.token, ambiguous, t.since)
	t.paid = t.paid || paid
	next, stands, err = t.source.next(ctx, t.token, paid, glance{waits: t.since > 0, ambiguous: ambiguous})
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
