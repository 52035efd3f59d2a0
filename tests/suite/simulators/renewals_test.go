package simulators_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/vendorauth/vendorauth-go/authhooks/authtest"
	"github.com/vendorauth/vendorauth-go/tests/kit/accounts"
)

// renewal is a call that used a refresh token.
type renewal struct {
	authtest.Exchange

	used string
}

// renewals calls every operation that uses a refresh token of the login. A vendor without
// refresh tokens has none.
func (s sim) renewals(t *testing.T, login authtest.Exchange) []renewal {
	t.Helper()
	var list []renewal
	for _, refresh := range s.granted(login, authtest.KindRefresh) {
		for _, op := range s.Operations[1:] {
			_, e := s.call(t, op.Name)
			if _, found := swap(e, refresh, "another"); found {
				list = append(list, renewal{e, refresh})
			}
		}
		require.NotEmpty(t, list, "%s: the login brings a refresh token, and no operation uses it", s.vendor.Name)
	}
	return list
}

// succeeds sends e again and holds its answer to be like the first one.
func (s sim) succeeds(t *testing.T, e authtest.Exchange, why string) {
	t.Helper()
	answer := s.send(t, e)
	assert.True(t, s.success(t, e, answer), "%s: %s: the call must succeed: %s; the answer is HTTP %d with code %q",
		s.vendor.Name, e.Op, why, answer.Status, documented(s.vendor, e.Op, answer.ResponseBody))
}

// refused sends e and holds the answer to be a refusal with a code of the vendor's table.
// It has the form of a sample and brings no token, and the call is counted.
func (s sim) refused(t *testing.T, e authtest.Exchange, why string) {
	t.Helper()
	calls := s.Calls(e.Op)
	answer := s.send(t, e)
	assert.NotEmpty(t, documented(s.vendor, e.Op, answer.ResponseBody),
		"%s: %s: the call must be refused with a code of the table (%s): the answer is HTTP %d", s.vendor.Name, e.Op, why, answer.Status)
	if like := s.failures(e.Op, false); len(like) > 0 {
		s.fits(t, answer, like, why)
	}
	assert.Empty(t, s.granted(answer, ""), "%s: %s: a refusal brings a token (%s)", s.vendor.Name, e.Op, why)
	assert.Equal(t, calls+1, s.Calls(e.Op), "%s: %s: Calls must count a refused call (%s)", s.vendor.Name, e.Op, why)
}

func TestARefreshRotates(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, v accounts.Vendor) {
		for _, rotates := range []bool{false, true} {
			var opts []authtest.Option
			if rotates {
				opts = append(opts, authtest.RefreshRotates())
			}
			s := open(t, v, append(opts, noon())...)
			_, login := s.login(t)
			for _, r := range s.renewals(t, login) {
				if !rotates {
					s.succeeds(t, r.Exchange, "a refresh token can be used again if RefreshRotates is not given")
					continue
				}
				s.refused(t, r.Exchange, "RefreshRotates ends the refresh token that was used")
				fresh := s.granted(r.Exchange, authtest.KindRefresh)
				require.NotEmpty(t, fresh, "%s: %s: with RefreshRotates a refresh must bring a new refresh token", v.Name, r.Op)
				next, _ := swap(r.Exchange, r.used, fresh[0])
				s.succeeds(t, next, "the new refresh token must be good")
			}
		}
	})
}

func TestARefreshTokenEnds(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, v accounts.Vendor) {
		s := open(t, v, noon())
		_, login := s.login(t)
		for _, r := range s.renewals(t, login) {
			s.Advance(s.end(t, r.used).Sub(s.Now()) - time.Second)
			s.succeeds(t, r.Exchange, "the refresh token ends a second later")
			s.Advance(time.Second)
			s.refused(t, r.Exchange, "the refresh token has ended")
		}
	})
}

func TestANewTokenKillsTheOld(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, v accounts.Vendor) {
		for _, kills := range []bool{false, true} {
			var opts []authtest.Option
			if kills {
				opts = append(opts, authtest.NewKillsOld())
			}
			s := open(t, v, append(opts, noon())...)
			p := s.probe(t)
			first, _ := s.login(t)
			s.Advance(time.Second)
			second, _ := s.login(t)
			if kills {
				p.ended(t, first, "after a login with NewKillsOld")
			} else {
				p.alive(t, first, "after another login without NewKillsOld")
			}
			p.alive(t, second, "just brought")
		}
	})
}

func TestEveryNewTokenKillsTheOld(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, v accounts.Vendor) {
		for _, op := range open(t, v).Operations {
			s := open(t, v, authtest.NewKillsOld())
			if _, err := s.try(t, op.Name); err != nil { // it needs the token of a login
				s.login(t)
				s.call(t, op.Name)
			}
			live := map[[2]string]int{}
			for _, issued := range s.Issued() {
				live[[2]string{issued.Kind, issued.Subject}]++
			}
			for token, n := range live {
				assert.Equal(t, 1, n, "%s: %s: with NewKillsOld more than one %s token of %s is live: issue every token through Sim.Tokens",
					v.Name, op.Name, token[0], token[1])
			}
		}
	})
}
