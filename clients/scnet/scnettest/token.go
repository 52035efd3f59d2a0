package scnettest

import (
	"context"
	"net/http"
	"strconv"

	"github.com/vendorauth/vendorauth-go/authhooks/authtest"
	"github.com/vendorauth/vendorauth-go/gen/scnetserver"
)

// requestKey is the context key of the whole request.
type requestKey struct{}

// checkType checks the content type, which the generated server does not check. It hands
// the request on to Center, whose token the generated server does not read.
func (s *Server) checkType(next scnetserver.StrictHandlerFunc, _ string) scnetserver.StrictHandlerFunc {
	return func(ctx context.Context, w http.ResponseWriter, r *http.Request, request any) (any, error) {
		if r.Method == http.MethodPost && authtest.MediaType(r) != "application/json" {
			return reply{s.badRequest(r, codeInvalidParameter)}, nil
		}
		return next(context.WithValue(ctx, requestKey{}, r), w, r, request)
	}
}

// claims are those of the page's samples. All are strings, and there is no exp.
type claims struct {
	ComputeUser   string `json:"computeUser"`
	AccountStatus string `json:"accountStatus"`
	Creator       string `json:"creator"`
	Role          string `json:"role"`
	ExpireTime    string `json:"expireTime"`
	ClusterID     string `json:"clusterId"`
	Invoker       string `json:"invoker"`
	User          string `json:"user"`
	UserID        string `json:"userId"`
}

func (s *Server) issue(clusterID, user, orgID string) authtest.Grant {
	now := s.sim.Clock.Now()
	g := authtest.Grant{Kind: authtest.KindAccess, Subject: clusterID, Account: user, IssuedAt: now, ExpiresAt: now.Add(s.sim.Lifetime(Lifetime))}
	c := claims{
		ComputeUser: user, AccountStatus: "Trial", Creator: "ac", Role: "1",
		ExpireTime: strconv.FormatInt(g.ExpiresAt.UnixMilli(), 10), ClusterID: clusterID,
		Invoker: orgID, User: user, UserID: "11655048541",
	}
	return s.sim.Tokens.Issue(g, func(generation int) string { return s.signer.Sign(c, generation) })
}

// answer is the answer to every call except the renewal.
type answer struct {
	Code string `json:"code"`
	Msg  string `json:"msg"`
	Data any    `json:"data,omitempty"`
}

// renewAnswer has its keys in the order of the page's sample.
type renewAnswer struct {
	Msg  string `json:"msg"`
	Code string `json:"code"`
	Data any    `json:"data,omitempty"`
}

type clusterToken struct {
	ClusterID   string  `json:"clusterId"`
	ClusterName string  `json:"clusterName"`
	Token       *string `json:"token"`
}

type renewedToken struct {
	Token string `json:"token"`
}

// CreateTokens implements the generated server.
func (s operations) CreateTokens(_ context.Context, in scnetserver.CreateTokensRequestObject) (scnetserver.CreateTokensResponseObject, error) {
	p := in.Params
	switch {
	case p.User == "" || p.Password == "" || p.OrgID == "":
		return reply{s.failure(opCreateTokens, codeMissingParameter)}, nil
	case !s.sim.Logins.Accepts(passwordID(p.User, p.OrgID), p.Password):
		return reply{s.failure(opCreateTokens, s.facts.loginRefusal)}, nil
	}
	return reply{s.tokens(p.User, p.OrgID)}, nil
}

// RenewToken implements the generated server.
func (s operations) RenewToken(_ context.Context, in scnetserver.RenewTokenRequestObject) (scnetserver.RenewTokenResponseObject, error) {
	if in.Params.Token == "" {
		return reply{s.failure(opRenewToken, codeMissingParameter)}, nil
	}
	old, state := s.sim.Tokens.Find(authtest.KindAccess, in.Params.Token)
	late := state == authtest.Expired && s.sim.Clock.Now().Before(old.ExpiresAt.Add(RenewalWindow))
	if state != authtest.Live && !late {
		return reply{s.failure(opRenewToken, s.facts.renewRefusal)}, nil
	}
	var c claims
	authtest.Claims(old.Value, &c)
	token := s.issue(old.Subject, c.User, c.Invoker).Value
	a := renewAnswer{Msg: "success", Code: codeSuccess, Data: token}
	if s.facts.arrayAnswer {
		a.Data = []renewedToken{{Token: token}}
	}
	return reply{authtest.JSON(http.StatusOK, a)}, nil
}

// CheckToken implements the generated server.
func (s operations) CheckToken(_ context.Context, in scnetserver.CheckTokenRequestObject) (scnetserver.CheckTokenResponseObject, error) {
	if in.Params.Token == "" {
		return reply{s.failure(opCheckToken, codeMissingParameter)}, nil
	}
	if !s.sim.Tokens.Live(authtest.KindAccess, in.Params.Token) {
		return reply{s.failure(opCheckToken, codeInsufficientPermission)}, nil
	}
	return reply{authtest.JSON(http.StatusOK, answer{Code: codeSuccess, Msg: "success", Data: "token is valid"})}, nil
}
