package authhooks

import (
	"context"
	"io"
	"net/http"
)

// exchangeStatic sends req with a token that cannot be renewed.
func (t *businessTransport) exchangeStatic(ctx context.Context, req *http.Request, body io.ReadCloser) (*http.Response, error) {
	c := t.client
	of := c.source.static.Load()
	began := of.refusals.Load()
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
	switch refused, accepted := c.tokenVerdict(resp); {
	case refused != nil:
		c.reportRejected(ctx, resp, refused, token)
		c.source.refuseStatic(ctx, of, began, c.withOp(opSend, c.businessError(resp)))
	case accepted:
		c.source.acceptStatic(of, began)
	}
	return resp, nil
}
