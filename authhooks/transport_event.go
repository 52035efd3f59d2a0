package authhooks

import (
	"context"
	"net/http"
)

// reportRejected reports that resp says, or may say, that token is dead. refused is the
// verdict without its texts.
func (c *Client) reportRejected(ctx context.Context, resp *http.Response, refused *Error, token Token) {
	if c.source.notices == nil {
		return
	}
	if told := c.businessError(resp); told != nil {
		refused = told
	}
	c.source.observe(ctx, Event{
		Type: EventRejected, Op: opSend, At: c.source.now(), Fingerprint: token.Fingerprint(), Err: c.withOp(opSend, refused),
	})
}
