package main

import (
	"errors"
	"fmt"
	"net/http"
	"os"
	"regexp"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/vendorauth/vendorauth-go/authhooks"
	"github.com/vendorauth/vendorauth-go/authhooks/authtest"
	"github.com/vendorauth/vendorauth-go/tests/kit/accounts"
)

// asIs lets one call of op pass, so that the next fault meets a later call.
func asIs(op string) authtest.Fault {
	return authtest.Fault{Op: op}
}

func TestEveryCellCanBeWrong(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, vendor string
		spoil        func(s *stage)
		reason       string
		wrong        int
		unreached    int
	}{
		{
			"no first token", "hitem3d",
			func(s *stage) { s.sim.Fail(authtest.Fault{Op: "createToken", Code: "10000000", Times: -1}) },
			"WRONG 1 first token: hitem3d: createToken: unavailable (10000000)", 2, 3, // the last cell gets the same code
		},
		{
			"first token of another type", "amsu",
			func(s *stage) {
				s.sim.Fail(authtest.Fault{Op: "createToken", Body: `{"access_token":"x","token_type":"mac","expires_in":86400}`})
			},
			`WRONG 1 first token: its type is "mac", not "bearer"`, 1, 3,
		},
		{
			"first token ends early", "zhihuiya",
			func(s *stage) {
				s.sim.Fail(authtest.Fault{Op: "createToken", Body: `{"token":"x","token_type":"BearerToken","expires_in":600}`})
			},
			"WRONG 1 first token: it has 9m59", 1, 3,
		},
		{
			"first token took two calls", "hitem3d",
			func(s *stage) { s.sim.Fail(authtest.Fault{Op: "createToken", Code: "10000000"}) },
			"WRONG 1 first token: it took 2 token calls, not 1", 1, 3,
		},
		{
			"second token not from memory", "zhihuiya", skipAhead,
			"WRONG 2 memory: it took 1 more token calls", 1, 0,
		},
		{
			"business call fails", "scnet",
			func(s *stage) { s.sim.Fail(authtest.Fault{Op: authtest.OpBusiness, Code: "10009"}) },
			"WRONG 3 business call: scnet: checkResponse: permission denied (10009)", 1, 0,
		},
		{
			"business call is not HTTP 200", "hitem3d",
			func(s *stage) {
				s.sim.Fail(authtest.Fault{Op: authtest.OpBusiness, Status: 202, Body: `{}`})
			},
			"WRONG 3 business call: the answer is HTTP 202", 1, 0,
		},
		{
			"credential in a second place", "amsu", stray,
			`WRONG 3 business call: the credential went in "Authorization: Bearer + x-stray", not in "Authorization: Bearer"`, 2, 0,
		},
		{
			"replay refused too", "amsu",
			func(s *stage) {
				s.sim.Fail(asIs(authtest.OpBusiness))
				s.sim.Fail(authtest.Fault{Op: authtest.OpBusiness, Code: "COMMON.INVALID_CREDENTIALS", Times: -1})
			},
			"WRONG 4 token revoked: amsu: checkResponse: token rejected (COMMON.INVALID_CREDENTIALS)", 1, 0,
		},
		{
			"revoked token is not refused", "zhihuiya",
			func(s *stage) {
				s.sim.Fail(asIs(authtest.OpBusiness))
				s.sim.Fail(authtest.Fault{Op: authtest.OpBusiness, Body: `{"status":true,"error_code":0}`})
			},
			"WRONG 4 token revoked: the simulator saw 1 business calls, not a refused one and its replay", 1, 0,
		},
		{
			"renewed by another call", "hummingbird",
			func(s *stage) { s.sim.Fail(authtest.Fault{Op: "refreshToken", Code: "1010"}) },
			"WRONG 4 token revoked: the token calls were [refreshToken login], not [refreshToken]", 1, 0,
		},
		{
			"wrong credentials accepted", "hitem3d",
			func(s *stage) { s.wrong = s.open },
			"WRONG 5 wrong credentials: the simulator accepted it", 1, 0,
		},
		{
			"wrong credentials, other kind", "hummingbird",
			func(s *stage) {
				s.sim.Fail(asIs("login"))
				s.sim.Fail(authtest.Fault{Op: "login", Code: "1104"})
			},
			`WRONG 5 wrong credentials: the kind is not "invalid credentials": hummingbird: login: invalid request (1104)`, 1, 0,
		},
		{
			"wrong credentials, other code", "zhihuiya",
			func(s *stage) {
				s.sim.Fail(asIs("createToken"))
				s.sim.Fail(asIs("createToken"))
				s.sim.Fail(authtest.Fault{Op: "createToken", Code: "67200202"})
			},
			"WRONG 5 wrong credentials: the code is not 67200003: zhihuiya: createToken: invalid credentials (67200202)", 1, 0,
		},
		{
			"API key: business call fails", keyRow,
			func(s *stage) { s.sim.Fail(authtest.Fault{Op: authtest.OpBusiness, Code: "67200002"}) },
			"WRONG 3 business call: zhihuiya: checkResponse: rate limited (67200002)", 1, 0,
		},
		{
			"API key: withdrawn, not refused", keyRow,
			func(s *stage) {
				s.sim.Fail(asIs(authtest.OpBusiness))
				s.sim.Fail(authtest.Fault{Op: authtest.OpBusiness, Body: `{"status":true,"error_code":0}`})
			},
			"WRONG 4 token revoked: the simulator accepted it", 1, 0,
		},
		{
			"API key: refused for another reason", keyRow,
			func(s *stage) {
				s.sim.Fail(asIs(authtest.OpBusiness))
				s.sim.Fail(authtest.Fault{Op: authtest.OpBusiness, Code: "67200004"})
			},
			`WRONG 4 token revoked: the kind is not "invalid credentials"`, 1, 0,
		},
		{
			"API key: refusal forgotten", keyRow, forgetful,
			"WRONG 4 token revoked: the next call was sent, so the refusal is not remembered", 1, 0,
		},
		{
			"API key: every call sent twice", keyRow, twice,
			"WRONG 4 token revoked: the simulator saw 2 business calls, not a refused one alone", 2, 0,
		},
		{
			"API key: another key accepted", keyRow,
			func(s *stage) {
				s.sim.Fail(asIs(authtest.OpBusiness))
				s.sim.Fail(asIs(authtest.OpBusiness))
				s.sim.Fail(authtest.Fault{Op: authtest.OpBusiness, Body: `{"status":true,"error_code":0}`})
			},
			"WRONG 5 wrong credentials: the simulator accepted it", 1, 0,
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			code, stdout, stderr := output(t, func(name string, s *stage) {
				if name == c.vendor {
					c.spoil(s)
				}
			}, "-vendor", c.vendor)
			all := choose(c.vendor)
			assert.Equal(t, exitWrong, code)
			assert.Empty(t, stderr)
			assert.Contains(t, stdout, c.reason)
			assert.Contains(t, stdout, "FAIL ")
			verdict := fmt.Sprintf("FAILED: %s, %d checks right, %d WRONG", count(len(all), "row"), 5*len(all)-c.wrong-c.unreached, c.wrong)
			if c.unreached > 0 {
				verdict += fmt.Sprintf(", %d not reached", c.unreached)
			}
			assert.Contains(t, stdout, verdict)
		})
	}
}

// skipAhead moves the client's clock past the token's end once the client has a token.
func skipAhead(s *stage) {
	open := s.open
	s.open = func(opts ...authhooks.Option) (client, error) {
		var ahead atomic.Int64
		return open(append(opts,
			authhooks.WithClock(func() time.Time { return time.Now().Add(time.Duration(ahead.Load())) }),
			authhooks.WithObserver(func(e authhooks.Event) {
				if e.Type == authhooks.EventFetched {
					ahead.CompareAndSwap(0, int64(3*time.Hour))
				}
			}))...)
	}
}

const keyRow = "zhihuiya (API key)"

// meddle gives the stage's client a transport of the test's own.
func meddle(s *stage, send func(c client, req *http.Request) (*http.Response, error)) {
	open := s.open
	s.open = func(opts ...authhooks.Option) (client, error) {
		c, err := open(opts...)
		return meddledClient{c, send}, err
	}
}

type meddledClient struct {
	client
	send func(c client, req *http.Request) (*http.Response, error)
}

func (c meddledClient) HTTPClient() *http.Client { return &http.Client{Transport: c} }

func (c meddledClient) RoundTrip(req *http.Request) (*http.Response, error) {
	return c.send(c.client, req)
}

// forgetful makes the client forget a refusal.
func forgetful(s *stage) {
	meddle(s, func(c client, req *http.Request) (*http.Response, error) {
		c.(*authhooks.Client).Source().Retry()
		return c.HTTPClient().Transport.RoundTrip(req)
	})
}

// twice makes the client replay a call of an API key.
func twice(s *stage) {
	meddle(s, func(c client, req *http.Request) (*http.Response, error) {
		if resp, err := c.HTTPClient().Transport.RoundTrip(req.Clone(req.Context())); err == nil {
			_ = resp.Body.Close()
		}
		c.(*authhooks.Client).Source().Retry()
		return c.HTTPClient().Transport.RoundTrip(req)
	})
}

// stray makes business calls carry the token in an additional header too.
func stray(s *stage) {
	meddle(s, func(c client, req *http.Request) (*http.Response, error) {
		token, err := c.Token(req.Context())
		if err != nil {
			return nil, err
		}
		req = req.Clone(req.Context())
		req.Header.Set("X-Stray", token.Access.Reveal())
		return c.HTTPClient().Transport.RoundTrip(req)
	})
}

func TestBothErrorValuesAreChecked(t *testing.T) {
	t.Parallel()
	for want, change := range map[string]func(*refusal){
		"": func(*refusal) {},
		"errors.Is does not find amsu.ErrAuthenticationFailed":          func(r *refusal) { r.own = errors.New("another") },
		`errors.Is does not find the sentinel of "invalid credentials"`: func(r *refusal) { r.sentinel = authhooks.ErrQuotaExhausted },
	} {
		tr, err := simulate(accounts.Named("amsu"), nil)
		require.NoError(t, err)
		t.Cleanup(tr.close)
		change(&tr.refusal)
		_, err = refused(t.Context(), tr)
		if want == "" {
			require.NoError(t, err)
			continue
		}
		require.ErrorContains(t, err, want)
	}
}

func TestOneBrokenVendorLeavesTheOthers(t *testing.T) {
	t.Parallel()
	code, stdout, _ := output(t, func(name string, s *stage) {
		if name == "scnet" {
			s.sim.Close()
		}
	})
	assert.Equal(t, exitWrong, code)
	assert.Equal(t, names(), rows(stdout))
	assert.Contains(t, stdout, fmt.Sprintf("FAILED: %d rows, %d checks right, 2 WRONG, 3 not reached", len(accounts.Vendors), 5*len(accounts.Vendors)-5))
	assert.Contains(t, stdout, "WRONG 1 first token: scnet: createTokens: transport error")
}

// A row of accounts.Vendors names the value of the vendor's package as text. The test
// compares it with the source.
func TestRefusalsAreTheVendorPackages(t *testing.T) {
	t.Parallel()
	for _, v := range accounts.Vendors {
		source, err := os.ReadFile("../../../clients/" + v.ID() + "/codes.gen.go")
		require.NoError(t, err)
		r := refusalOf(v)
		assert.Regexp(t, `\{Code: "`+regexp.QuoteMeta(r.code)+`",.* Err: `+v.Refusal.Name+`,`, string(source),
			"%s: its row in accounts.Vendors names another value than its Refusal.Err", v.Name)
		assert.Equal(t, r.kind.String(), r.sentinel.Error(), v.Name)
	}
}
