package hummingbirdtest

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"time"

	"github.com/vendorauth/vendorauth-go/authhooks/authtest"
	"github.com/vendorauth/vendorauth-go/gen/hummingbirdserver"
)

type requestKey struct{}

// prepare converts a login form to JSON for the generated server. It also passes the
// request to the operations, which echo its correlation id.
func (s *Server) prepare(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		r = r.WithContext(context.WithValue(r.Context(), requestKey{}, r))
		if r.URL.Path == pathLogin && !isJSON(r) {
			var form hummingbirdserver.LoginRequest
			_ = bind(r, &form) // a field that cannot be read is missing
			body, _ := json.Marshal(form)
			r.Body = io.NopCloser(bytes.NewReader(body))
		}
		next.ServeHTTP(w, r)
	})
}

func request(ctx context.Context) *http.Request {
	r, _ := ctx.Value(requestKey{}).(*http.Request)
	return r
}

// Login implements the generated server.
func (s operations) Login(ctx context.Context, in hummingbirdserver.LoginRequestObject) (hummingbirdserver.LoginResponseObject, error) {
	r := request(ctx)
	switch {
	case in.Body.Username == "" || in.Body.Password == "":
		return reply{s.failure(r, codeParamsIncorrect)}, nil
	case !s.sim.Logins.Accepts(in.Body.Username, in.Body.Password):
		return reply{s.failure(r, codeWrongPassword)}, nil
	}
	return reply{s.session(r, in.Body.Username)}, nil
}

// RefreshToken implements the generated server.
func (s operations) RefreshToken(ctx context.Context, in hummingbirdserver.RefreshTokenRequestObject) (hummingbirdserver.RefreshTokenResponseObject, error) {
	r := request(ctx)
	if code := s.refreshRefusal(in.RefreshToken); code != "" {
		return reply{s.failure(r, code)}, nil
	}
	if s.sim.RefreshRotates() {
		s.sim.Tokens.Revoke(in.RefreshToken)
	}
	old, _ := s.sim.Tokens.Find(authtest.KindRefresh, in.RefreshToken)
	return reply{s.session(r, old.Subject)}, nil
}

type claims struct {
	ID       int64
	Username string
	Exp      int64  `json:"exp"`
	Iss      string `json:"iss"`
	Nbf      int64  `json:"nbf"`
}

// refreshRefusal returns the code for a refresh token that is not good, or "". The order
// is that of the gateway's JWT library, which checks the form, then the times, then the
// signature.
func (s *Server) refreshRefusal(token string) string {
	now := s.sim.Clock.Now().Unix()
	var c claims
	switch {
	case !authtest.Claims(token, &c):
		return codeRefreshMalformed
	case c.Exp != 0 && now >= c.Exp: // without exp, the signature decides
		return codeRefreshExpired
	case now < c.Nbf:
		return codeRefreshMalformed
	case !s.sim.Tokens.Live(authtest.KindRefresh, token):
		return codeRefreshInvalid
	}
	return ""
}

type sessionAnswer struct {
	Code    int64   `json:"code"`
	Success bool    `json:"success"`
	T       int64   `json:"t"`
	Result  session `json:"result"`
}

type session struct {
	AccessToken  string `json:"access_token"`
	Expire       int64  `json:"expire"`
	RefreshToken string `json:"refresh_token"`
}

func (s *Server) session(r *http.Request, user string) authtest.Answer {
	now := s.sim.Clock.Now()
	access := s.issue(authtest.KindAccess, user, s.access, now, s.sim.Lifetime(Lifetime))
	refresh := s.issue(authtest.KindRefresh, user, s.refresh, now, RefreshLifetime)
	return envelopeA(r, sessionAnswer{
		Success: true, T: now.UnixMilli(),
		Result: session{AccessToken: access.Value, Expire: access.ExpiresAt.Unix(), RefreshToken: refresh.Value},
	})
}

// issue makes a token of whole seconds. Two tokens of one second have the same bytes.
func (s *Server) issue(kind, user string, signer *authtest.Signer, now time.Time, lifetime time.Duration) authtest.Grant {
	issued := time.Unix(now.Unix(), 0)
	g := authtest.Grant{Kind: kind, Subject: user, IssuedAt: issued, ExpiresAt: time.Unix(issued.Add(lifetime).Unix(), 0)}
	c := claims{ID: 1, Username: user, Exp: g.ExpiresAt.Unix(), Iss: "hummingbird", Nbf: issued.Unix()}
	return s.sim.Tokens.Issue(g, func(generation int) string { return signer.Sign(c, generation) })
}
