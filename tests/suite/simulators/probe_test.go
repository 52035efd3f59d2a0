package simulators_test

import (
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/vendorauth/vendorauth-go/authhooks"
	"github.com/vendorauth/vendorauth-go/authhooks/authtest"
	"github.com/vendorauth/vendorauth-go/tests/kit/accounts"
)

// probe is a business call that can be made with any token.
type probe struct {
	sim

	request authtest.Exchange
	token   string // the token in request
	place   string // where the answer has its code
	success string // the code of a success; empty if a success has none
	dead    []string
}

func (s sim) probe(t *testing.T) probe {
	t.Helper()
	token, e := s.call(t, authtest.OpBusiness)
	p := probe{sim: s, request: e, token: token}
	for _, info := range accounts.CodesOf(s.vendor.Codes, authtest.OpBusiness) {
		if info.Rejects {
			p.dead = append(p.dead, info.Code)
		}
	}
	require.NotEmpty(t, p.dead, "%s: no code of the table has Rejects: a client could not notice a dead token", s.vendor.Name)
	p.place = s.place(t, e, p.dead[0])
	p.success = leaves(e.ResponseBody)[p.place].text
	require.NotContains(t, p.dead, p.success, "%s: the client's own business call was refused", s.vendor.Name)
	return p
}

// with makes the business call with another token.
func (p probe) with(t *testing.T, token string) authtest.Exchange {
	t.Helper()
	changed, found := swap(p.request, p.token, token)
	require.True(t, found, "%s: the business call of the client does not carry its token", p.vendor.Name)
	return p.send(t, changed)
}

// alive holds a token to be accepted.
func (p probe) alive(t *testing.T, token, when string) {
	t.Helper()
	answer := p.with(t, token)
	code := leaves(answer.ResponseBody)[p.place].text
	assert.True(t, code == p.success && answer.Status == p.request.Status,
		"%s: %s: the token must be accepted: the answer is HTTP %d with code %q, a success is HTTP %d with code %q",
		p.vendor.Name, when, answer.Status, code, p.request.Status, p.success)
}

// ended holds a token to be refused with the code by which clients notice a dead token.
func (p probe) ended(t *testing.T, token, when string) {
	t.Helper()
	p.rejected(t, p.with(t, token), when)
}

func (p probe) rejected(t *testing.T, answer authtest.Exchange, when string) {
	t.Helper()
	code := leaves(answer.ResponseBody)[p.place].text
	assert.True(t, slices.Contains(p.dead, code),
		"%s: %s: the token must be refused with code %v, the one with Rejects: the answer is HTTP %d with code %q",
		p.vendor.Name, when, p.dead, answer.Status, code)
}

// end returns when a live token ends.
func (s sim) end(t *testing.T, token string) time.Time {
	t.Helper()
	fingerprint := authhooks.Token{Access: authhooks.NewSecret(token)}.Fingerprint()
	for _, issued := range s.Issued() {
		if issued.Fingerprint == fingerprint {
			return issued.ExpiresAt
		}
	}
	require.FailNow(t, "not issued", "%s: Issued does not name a token that was just brought: issue it through Sim.Tokens", s.vendor.Name)
	return time.Time{}
}

// noon is a whole second, so that lifetimes in seconds are exact.
func noon() authtest.Option {
	return authtest.WithClock(authtest.NewFrozenClock(time.Unix(1795304162, 0)))
}
