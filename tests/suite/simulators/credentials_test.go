package simulators_test

import (
	"maps"
	"net/http"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/vendorauth/vendorauth-go/authhooks/authtest"
	"github.com/vendorauth/vendorauth-go/tests/kit/accounts"
)

func TestWrongCredentialsAreRefused(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, v accounts.Vendor) {
		s := open(t, v)
		_, login := s.login(t)
		for _, credential := range append(s.Address.Secrets(), s.Address.IDs()...) {
			for _, wrong := range []string{credential + "x", "x" + credential, "wrong"} {
				if changed, found := swap(login, credential, wrong); found {
					s.refused(t, changed, "one credential is wrong")
				}
			}
			if missing, found := strip(login, credential); found {
				s.refused(t, missing, "one credential is missing")
			}
		}
		_, login = s.login(t)
		wrong := s.wrongLogin(t, login)
		issued := len(s.Issued())
		s.refused(t, wrong, "the secret is wrong")
		assert.Len(t, s.Issued(), issued, "%s: %s: a refused login issues a token", v.Name, login.Op)
		s.succeeds(t, login, "wrong logins of others must not lock the account")
	})
}

func TestCredentialsAreInvented(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, v accounts.Vendor) {
		first, second := open(t, v), open(t, v)
		for i, secret := range first.Address.Secrets() {
			assert.NotEqual(t, secret, second.Address.Secrets()[i], "%s: two simulators accept the same secret: invent it at each start", v.Name)
		}
		assert.Regexp(t, `\+.*/.*%.*&.*=`, first.Address.LoginSecret(), "%s: the secret must need escaping: use authtest.RandomSecret", v.Name)
		for _, id := range first.Address.IDs() {
			assert.NotContains(t, id, ":", "%s: a colon ends the id in a Basic header", v.Name)
		}
		_, login := first.login(t)
		second.refused(t, login, "the credentials are another simulator's")
	})
}

func TestOperationsRefuseADeadToken(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, v accounts.Vendor) {
		s := open(t, v)
		exchanges := s.all(t)
		for _, e := range exchanges[1 : len(exchanges)-1] {
			tokens := append(s.Address.Secrets(), s.granted(exchanges[0], "")...)
			slices.Sort(tokens)
			used := 0
			for _, token := range slices.Compact(tokens) {
				if changed, found := swap(e, token, "garbage"); found {
					s.refused(t, changed, "the token is garbage")
					used++
				}
				if missing, found := strip(e, token); found {
					s.refused(t, missing, "the token is missing")
				}
			}
			assert.Equal(t, 1, used, "%s: %s: the call must carry one token", v.Name, e.Op)
		}
	})
}

// wrongly are ways to send an access token. The vendor's own way is one of them or none.
func wrongly(token string) []http.Header {
	var list []http.Header
	for _, name := range []string{"Authorization", "Token", "X-Token", "Access-Token"} {
		for _, form := range []string{"", "Bearer ", "bearer ", "BearerToken ", "Basic "} {
			list = append(list, http.Header{name: {form + token}})
		}
	}
	return append(list, http.Header{"Authorization": {"Bearer " + token, "Bearer " + token}}, nil)
}

func TestATokenAtTheWrongPlaceIsRefused(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, v accounts.Vendor) {
		s := open(t, v)
		p := s.probe(t)
		bare, found := strip(p.request, p.token)
		require.True(t, found)
		s.refused(t, bare, "it has no token")
		own := 0
		for _, header := range wrongly(p.token) {
			e := bare
			e.RequestHeader = bare.RequestHeader.Clone()
			maps.Copy(e.RequestHeader, header)
			if len(header) > 0 && sameToken(header, p.request.RequestHeader) {
				s.succeeds(t, e, "the token is at its place")
				own++
				continue
			}
			s.refused(t, e, "the token is not at its place")
		}
		assert.LessOrEqual(t, own, 1)
		_, login := s.login(t)
		query := bare
		query.RawQuery += "&access_token=" + p.token + "&token=" + p.token
		s.refused(t, query, "the token is in the query")
		p.ended(t, "garbage", "a token of nobody")
		bare.RequestHeader = login.RequestHeader
		s.refused(t, bare, "it has the credentials of a login")
		for _, refresh := range s.granted(login, authtest.KindRefresh) {
			p.ended(t, refresh, "a refresh token")
		}
	})
}

func sameToken(header, sent http.Header) bool {
	for name, values := range header {
		if len(values) != len(sent[name]) || values[0] != sent[name][0] {
			return false
		}
	}
	return true
}
