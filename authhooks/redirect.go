package authhooks

import "net/http"

// CheckRedirect is for an [http.Client] whose requests an editor gives a
// credential: net/http lets a header that it does not know follow a redirect to
// any host, and Authorization to a subdomain or another port. A redirect to
// another origin than the first request's is returned as the answer, not
// followed, and so is the eleventh. HTTPClient has it.
func CheckRedirect(req *http.Request, via []*http.Request) error {
	const maxRedirects = 10
	if len(via) >= maxRedirects || originOf(req.URL) != originOf(via[0].URL) {
		return http.ErrUseLastResponse
	}
	return nil
}

// checkRedirect is CheckRedirect for HTTPClient and Checked. A redirect whose
// target has a secret in it, which the vendor echoes, is an answer too: net/http
// would show that URL in its error, should the next hop fail.
func (c *Client) checkRedirect(req *http.Request, via []*http.Request) error {
	if target := req.URL.String(); c.redactor().known.Strike(target) != target {
		return http.ErrUseLastResponse
	}
	return CheckRedirect(req, via)
}
