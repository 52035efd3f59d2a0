package authtest_test

import (
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/vendorauth/vendorauth-go/authhooks/authtest"
)

// toy is a simulator of an invented vendor. Users outside this repository would write a
// simulator of their private vendor like this.
type toy struct {
	*authtest.Server
	sim    *authtest.Sim
	loud   bool
	secret string
}

func startToy(opts ...authtest.Option) (*toy, error) {
	v := &toy{secret: authtest.RandomSecret(24)}
	var err error
	if v.sim, err = authtest.NewSim(&v.loud, opts...); err != nil {
		return nil, err
	}
	v.sim.Secret(v.secret)
	mux := http.NewServeMux()
	mux.Handle("POST /login", authtest.Handle(v.login))
	mux.Handle("GET /me", authtest.Handle(v.me))
	mux.Handle("POST /me", authtest.Handle(v.me))
	mux.Handle("GET /us", authtest.Handle(v.me))
	v.Server, err = v.sim.Serve(authtest.Vendor{
		Secrets: []string{"x-token"},
		Name:    "toy",
		Routes: []authtest.Route{
			{Method: http.MethodPost, Path: "/login", Op: "login"},
			{Method: http.MethodGet, Path: "/me", Op: authtest.OpBusiness},
			{Method: http.MethodPost, Path: "/me", Op: authtest.OpBusiness},
			{Method: http.MethodGet, Path: "/us", Op: "us", Business: true},
		},
		Handler: mux, Refuse: v.refuse, Unknown: authtest.NotFound,
	})
	return v, err
}

func newToy(t *testing.T, opts ...authtest.Option) *toy {
	t.Helper()
	return authtest.Start(t, startToy, opts...)
}

type toyToken struct {
	Token  string `json:"token"`
	Shout  bool   `json:"shout,omitempty"`
	Length int64  `json:"expires_in"`
}

func (v *toy) login(r *http.Request) authtest.Answer {
	if _, secret, _ := r.BasicAuth(); secret != v.secret {
		return v.refuse(r, "login", "13")
	}
	now, lifetime := v.sim.Clock.Now(), v.sim.Lifetime(time.Hour)
	g := v.sim.Tokens.Issue(
		authtest.Grant{Kind: "access", Subject: "me", IssuedAt: now, ExpiresAt: now.Add(lifetime)},
		func(int) string { return authtest.RandomText(20) })
	return authtest.JSON(http.StatusOK, toyToken{Token: g.Value, Shout: v.loud, Length: int64(lifetime / time.Second)})
}

func (v *toy) me(r *http.Request) authtest.Answer {
	if !v.sim.Tokens.Live("access", authtest.Bearer(r)) {
		return v.refuse(r, authtest.OpBusiness, "7")
	}
	return authtest.JSON(http.StatusOK, map[string]string{"name": "me"})
}

type toyFailure struct {
	Op   string        `json:"op"`
	Code authtest.Code `json:"code"`
}

func (v *toy) refuse(_ *http.Request, op, code string) authtest.Answer {
	return authtest.JSON(http.StatusForbidden, toyFailure{Op: op, Code: authtest.Code(code)})
}

// call sends a request to the toy.
func (v *toy) call(t *testing.T, method, path, authorization, body string) authtest.Exchange {
	t.Helper()
	header := http.Header{}
	if authorization != "" {
		header.Set("Authorization", authorization)
	}
	e, err := authtest.Send(t.Context(), method, v.URL+path, header, body)
	require.NoError(t, err)
	return e
}
