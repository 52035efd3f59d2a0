package simulators_test

import (
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/vendorauth/vendorauth-go/authhooks/authtest"
	"github.com/vendorauth/vendorauth-go/tests/kit/accounts"
)

func TestATokenEnds(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, v accounts.Vendor) {
		s := open(t, v, noon())
		p := s.probe(t)
		token, _ := s.login(t)
		p.alive(t, token, "just brought")
		held, err := s.Client.Token(t.Context())
		require.NoError(t, err)
		assert.WithinDuration(t, held.ExpiresAt, s.end(t, held.Access.Reveal()), time.Second,
			"%s: the token ends at another time than the client knows from the answer or the page", v.Name)
		s.Advance(s.end(t, token).Sub(s.Now()) - time.Minute)
		p.alive(t, token, "a minute before its end")
		s.Advance(time.Minute)
		p.ended(t, token, "at its end")
		fresh, _ := s.login(t)
		p.alive(t, fresh, "brought after the end of another")
	})
}

func TestEveryTokenIsGood(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, v accounts.Vendor) {
		s := open(t, v)
		p := s.probe(t)
		for _, op := range s.Operations {
			token, _ := s.call(t, op.Name)
			if token == "" {
				continue // a check of a token brings none
			}
			p.alive(t, token, "brought by "+op.Name)
			assert.True(t, s.end(t, token).After(s.Now()), "%s: %s brings a token that has ended", v.Name, op.Name)
		}
	})
}

func TestALifetimeIsThatOfTheOption(t *testing.T) {
	t.Parallel()
	const lifetime = 4321 * time.Second
	each(t, func(t *testing.T, v accounts.Vendor) {
		page, s := open(t, v, noon()), open(t, v, noon(), authtest.WithLifetime(lifetime))
		p := s.probe(t)
		ordinary, usual := page.login(t)
		token, e := s.login(t)
		require.Equal(t, lifetime, s.end(t, token).Sub(s.Now()), "%s: the simulator must ask Sim.Lifetime for the lifetime", v.Name)
		for path, l := range leaves(usual.ResponseBody) {
			for name, form := range ends {
				if l.text == form(page.Now(), page.end(t, ordinary)) {
					assert.Equal(t, form(s.Now(), s.end(t, token)), leaves(e.ResponseBody)[path].text,
						"%s: %s: %s says the page's lifetime (%s), not the one of WithLifetime", v.Name, e.Op, path, name)
				}
			}
		}
		s.Advance(lifetime - time.Second)
		p.alive(t, token, "a second before the end of WithLifetime")
		s.Advance(time.Second)
		p.ended(t, token, "at the end of WithLifetime")
	})
}

// ends are the forms in which an answer says when its token ends.
var ends = map[string]func(now, end time.Time) string{
	"seconds":           func(now, end time.Time) string { return strconv.FormatInt(int64(end.Sub(now)/time.Second), 10) },
	"Unix seconds":      func(_, end time.Time) string { return strconv.FormatInt(end.Unix(), 10) },
	"Unix milliseconds": func(_, end time.Time) string { return strconv.FormatInt(end.UnixMilli(), 10) },
}

func TestATokenIsRevoked(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, v accounts.Vendor) {
		s := open(t, v, noon())
		p := s.probe(t)
		first, e := s.login(t)
		renewals := s.renewals(t, e)
		s.Advance(time.Second) // some tokens depend only on the second of their issue
		second, _ := s.login(t)
		require.NotEqual(t, first, second, "%s: two logins bring the same token", v.Name)
		s.revoke(first)
		p.ended(t, first, "after Revoke")
		p.alive(t, second, "after Revoke of another")
		for _, r := range renewals {
			s.succeeds(t, r.Exchange, "Revoke of the access token must leave the refresh token alone")
		}
		s.revoke(second)
		third, _ := s.login(t)
		assert.NotEqual(t, second, third, "%s: a revoked token is issued again in the same second: mint it through Tokens.Issue", v.Name)
		p.alive(t, third, "brought in the second of a revoked token")
		p.ended(t, second, "after Revoke and a new login")
	})
}

func TestAllTokensAreRevoked(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, v accounts.Vendor) {
		s := open(t, v)
		p := s.probe(t)
		exchanges := s.all(t)
		token, _ := s.login(t)
		s.RevokeAll()
		p.ended(t, token, "after RevokeAll")
		for _, e := range exchanges[1 : len(exchanges)-1] {
			s.refused(t, e, "its token is one of those that RevokeAll ended")
		}
		assert.Empty(t, s.Issued(), "%s: RevokeAll leaves live tokens: issue every token through Sim.Tokens", v.Name)
		fresh, _ := s.login(t)
		p.alive(t, fresh, "brought after RevokeAll")
	})
}

func TestAllAccessTokensExpire(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, v accounts.Vendor) {
		s := open(t, v, noon())
		p := s.probe(t)
		token, e := s.login(t)
		renewals := s.renewals(t, e)
		s.ExpireAll()
		p.ended(t, token, "after ExpireAll")
		for _, r := range renewals {
			s.succeeds(t, r.Exchange, "ExpireAll must leave refresh tokens alone")
		}
	})
}
