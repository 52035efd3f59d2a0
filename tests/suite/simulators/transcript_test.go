package simulators_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/vendorauth/vendorauth-go/authhooks/authtest"
	"github.com/vendorauth/vendorauth-go/tests/kit/accounts"
)

// guess is the secret of somebody who mistypes it.
const guess = "a+guess&of=mine"

func TestTheTranscriptHoldsNoSecret(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, v accounts.Vendor) {
		s := open(t, v)
		var secrets []string
		for _, e := range s.all(t) {
			secrets = append(secrets, s.granted(e, "")...)
			if wrong, found := swap(e, s.Address.LoginSecret(), guess); found {
				s.send(t, wrong)
			}
			secrets = append(secrets, e.RequestHeader["Authorization"]...)
		}
		s.send(t, s.chatter(t, secrets[0]))
		secrets = append(append(secrets, s.Address.Secrets()...), guess)

		var transcript, raw strings.Builder
		for _, e := range s.Exchanges() {
			transcript.WriteString(e.String())
		}
		for _, e := range s.RawExchanges() {
			raw.WriteString(e.String())
		}
		for _, secret := range secrets {
			for _, form := range writings(secret) {
				assert.NotContains(t, transcript.String(), form, "%s: the transcript holds a secret: make it with Sim.Secret or Sim.Tokens", v.Name)
			}
			for part := range strings.SplitSeq(secret, ".") {
				assert.NotContains(t, transcript.String(), part, "%s: the transcript holds a part of a token", v.Name)
			}
		}
		assert.Contains(t, raw.String(), secrets[0], "%s: RawExchanges must have the exact bytes", v.Name)
		assert.Contains(t, raw.String(), s.Address.LoginSecret(), "%s: RawExchanges must have the exact bytes", v.Name)
		for field, id := range s.Address.Plain {
			isSecret := slices.ContainsFunc(v.Spec().Secrets, func(name string) bool { return strings.EqualFold(name, field) })
			if strings.Contains(raw.String(), id) && !isSecret { // as the OpenAPI document says
				assert.Contains(t, transcript.String(), id, "%s: an id is no secret, and a reader of the transcript needs it", v.Name)
			}
		}
	})
}

// chatter is a business call that tells secrets where none belong.
func (s sim) chatter(t *testing.T, token string) authtest.Exchange {
	t.Helper()
	_, e := s.call(t, authtest.OpBusiness)
	e.Method = "POST"
	e.RequestBody = []byte("my secret is " + s.Address.LoginSecret() + ", my token " + token)
	e.RawQuery += "&mine=" + writings(s.Address.LoginSecret())[1] + "&token=" + writings(token)[1]
	e.RequestHeader = e.RequestHeader.Clone()
	e.RequestHeader.Set("X-Mine", token)
	return e
}
