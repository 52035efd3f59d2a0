package authhooks

import "net/http"

// CheckRedirect is for an [http.Client] whose requests an editor gives a
// credential: net/http lets a header that it does not know follow a redirect to
// any host, and Authorization to a subdomain or another port. A redirect to
// another origin than the first request's is returned as the answer, not
// followed, and so is the eleventh. HTTPClient has it.
func CheckRedirect(req *http.Request, via []*http.Request) error {
	if len(via) >= maxRedirects || originOf(req.URL) != originOf(via[0].URL) {
		return http.ErrUseLastResponse
	}
	return nil
}

const maxRedirects = 10

// checkRedirect is CheckRedirect for HTTPClient and Checked. A redirect whose
// target has a secret in it, which the vendor echoes, is an answer too: net/http
// would show that URL in its error, should the next hop fail.
func (t *businessTransport) checkRedirect(req *http.Request, via []*http.Request) error {
	if target := req.URL.String(); t.client.redactor().known.Strike(target) != target {
		return http.ErrUseLastResponse
	}
	if t.strays && len(via) < maxRedirects && t.client.strayed(req) {
		if mayStray(req, via[0]) {
			return nil
		}
		return http.ErrUseLastResponse
	}
	return CheckRedirect(req, via)
}
