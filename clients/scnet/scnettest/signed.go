package scnettest

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/vendorauth/vendorauth-go/authhooks/authtest"
	"github.com/vendorauth/vendorauth-go/gen/scnetserver"
)

// KeyPart is a part of the login by access key that can be wrong.
type KeyPart string

// These are the parts, in the order in which the simulator checks them.
const (
	KeyUser      KeyPart = "user"
	KeyAccessKey KeyPart = "accessKey"
	KeyTimestamp KeyPart = "timestamp" // it is no number
	KeyWindow    KeyPart = "window"    // it is too far from the vendor's clock
	KeySignature KeyPart = "signature"
)

// CreateTokensByKey implements the generated server.
func (s operations) CreateTokensByKey(
	_ context.Context, in scnetserver.CreateTokensByKeyRequestObject,
) (scnetserver.CreateTokensByKeyResponseObject, error) {
	p := in.Params
	if p.User == "" || p.AccessKey == "" || p.Timestamp == "" || p.Signature == "" {
		return reply{s.failure(opCreateTokensByKey, codeMissingParameter)}, nil
	}
	if part := s.wrongPart(p); part != "" {
		code := s.facts.keyRefusals[part]
		if code == "" {
			code = s.facts.loginRefusal
		}
		return reply{s.failure(opCreateTokensByKey, code)}, nil
	}
	return reply{s.tokens(p.User, s.credentials.OrgID)}, nil
}

// wrongPart returns the first part that is wrong, or "".
func (s *Server) wrongPart(p scnetserver.CreateTokensByKeyParams) KeyPart {
	at, err := strconv.ParseInt(p.Timestamp, 10, 64)
	id := keyID(p.User, p.AccessKey)
	switch {
	case !s.sim.Logins.Known(p.User):
		return KeyUser
	case !s.sim.Logins.Known(id):
		return KeyAccessKey
	case err != nil:
		return KeyTimestamp
	case s.sim.Clock.Now().Sub(time.Unix(at, 0)).Abs() > s.facts.keyWindow:
		return KeyWindow
	case !s.sim.Logins.AcceptsAny(id, func(secretKey string) bool {
		return hmac.Equal([]byte(p.Signature), []byte(sign(p.User, p.AccessKey, p.Timestamp, secretKey)))
	}):
		return KeySignature
	default:
		return ""
	}
}

// inJSON escapes what JSON requires. A header can have no control character but a tab.
var inJSON = strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\t", `\t`)

// sign returns the signature that the vendor's page describes. It does not use the
// client's code, so that a mistake there is no mistake here.
func sign(user, accessKey, timestamp, secretKey string) string {
	mac := hmac.New(sha256.New, []byte(secretKey))
	_, _ = mac.Write([]byte(`{"accessKey":"` + inJSON.Replace(accessKey) +
		`","timestamp":"` + inJSON.Replace(timestamp) + `","user":"` + inJSON.Replace(user) + `"}`)) // a hash never fails
	return hex.EncodeToString(mac.Sum(nil))
}

// tokens answers a login that went well.
func (s *Server) tokens(user, orgID string) authtest.Answer {
	list := make([]clusterToken, 0, len(s.facts.clusters))
	for _, c := range s.facts.clusters {
		entry := clusterToken{ClusterID: c.id, ClusterName: c.name}
		if !c.disabled {
			token := s.issue(c.id, user, orgID).Value
			entry.Token = &token
		}
		list = append(list, entry)
	}
	return authtest.JSON(http.StatusOK, answer{Code: codeSuccess, Msg: "success", Data: list})
}
