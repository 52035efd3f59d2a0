package authhooks

import "net/http"

// CheckRedirect is for an [http.Client] whose requests get a credential from an editor.
// By itself, net/http lets a header that it does not know follow a redirect to any host,
// and Authorization to a subdomain or another port. CheckRedirect does not follow a
// redirect to another origin than the first request's, but returns it as the answer. It
// treats the eleventh redirect in the same way. HTTPClient has this check.
func CheckRedirect(req *http.Request, via []*http.Request) error {
	if len(via) >= maxRedirects || originOf(req.URL) != originOf(via[0].URL) {
		return http.ErrUseLastResponse
	}
	return nil
}

const maxRedirects = 10

// checkRedirect is CheckRedirect for HTTPClient and Checked. A redirect is also an answer
// if its target has a secret in it, which the vendor echoes. net/http would show that URL
// in its error if the next hop failed.
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
