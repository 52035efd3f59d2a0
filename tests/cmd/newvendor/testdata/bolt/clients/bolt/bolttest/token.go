package bolttest

import (
	"context"
	"net/http"
	"time"

	"github.com/vendorauth/vendorauth-go/authhooks/authtest"
	"github.com/vendorauth/vendorauth-go/gen/boltserver"
)

// sessionAnswer has its keys in the order of the page's sample.
type sessionAnswer struct {
	Session session `json:"session"`
}

type session struct {
	Key        string `json:"key"`
	RefreshKey string `json:"refresh_key"`
	TTL        int64  `json:"ttl_ms"`
}

// CreateSession implements the generated server.
func (s operations) CreateSession(_ context.Context, in boltserver.CreateSessionRequestObject) (boltserver.CreateSessionResponseObject, error) {
	if !s.sim.Logins.Accepts(in.Body.User, in.Body.Key) {
		return reply{failure(codeUnknownKey)}, nil
	}
	return reply{s.open(in.Body.User)}, nil
}

// RefreshSession implements the generated server.
func (s operations) RefreshSession(_ context.Context, in boltserver.RefreshSessionRequestObject) (boltserver.RefreshSessionResponseObject, error) {
	old, state := s.sim.Tokens.Find(authtest.KindRefresh, in.Body.RefreshKey)
	if state != authtest.Live {
		return reply{failure(codeDeadRefresh)}, nil
	}
	if s.sim.RefreshRotates() {
		s.sim.Tokens.Revoke(in.Body.RefreshKey)
	}
	return reply{s.open(old.Subject)}, nil
}

func (s *Server) open(user string) authtest.Answer {
	lifetime := s.sim.Lifetime(Lifetime)
	return authtest.JSON(http.StatusOK, sessionAnswer{session{
		Key: s.issue(authtest.KindAccess, user, lifetime), RefreshKey: s.issue(authtest.KindRefresh, user, RefreshLifetime), TTL: lifetime.Milliseconds(),
	}})
}

func (s *Server) issue(kind, user string, lifetime time.Duration) string {
	now := s.sim.Clock.Now()
	return s.sim.Tokens.Issue(
		authtest.Grant{Kind: kind, Subject: user, IssuedAt: now, ExpiresAt: now.Add(lifetime)},
		func(int) string { return authtest.RandomText(40) }).Value
}

const pathBusiness = "/bolts"

type businessAnswer struct {
	Total int64 `json:"total"`
}

// business requires a live token. POST is here for tests of calls with a body.
func (s *Server) business(r *http.Request) authtest.Answer {
	if refusal, refused := s.authorize(r); refused {
		return refusal
	}
	return authtest.JSON(http.StatusOK, businessAnswer{Total: 42})
}

// authorize checks the token of a business call.
func (s *Server) authorize(r *http.Request) (refusal authtest.Answer, refused bool) {
	return failure(codeDeadSession), !s.sim.Tokens.Live(authtest.KindAccess, credential(r))
}

// failureAnswer has its keys in the order of the page's sample.
type failureAnswer struct {
	Problem problem `json:"problem"`
}

type problem struct {
	ID   string `json:"id"`
	Text string `json:"text"`
}

// failure refuses token calls and business calls alike.
func failure(code string) authtest.Answer {
	text, known := texts[code]
	if !known {
		text = "unknown problem"
	}
	status := http.StatusUnauthorized
	if code == codeTooMany {
		status = http.StatusTooManyRequests
	}
	return authtest.JSON(status, failureAnswer{problem{code, text}})
}
