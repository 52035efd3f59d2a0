package conformance_test

import (
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/vendorauth/vendorauth-go/authhooks"
	"github.com/vendorauth/vendorauth-go/authhooks/authtest"
	"github.com/vendorauth/vendorauth-go/tests/kit/accounts"
)

func TestEveryDocumentedCodeOnEveryOperation(t *testing.T) {
	t.Parallel()
	eachOperation(t, func(t *testing.T, v vendor, a account, op accounts.Operation, _ []byte) {
		for _, info := range accounts.CodesOf(v.Codes, op.Name) {
			a.Fail(authtest.Fault{Op: op.Name, Code: info.Code})
			token, err := op.Call(t.Context())
			e := asError(t, err)
			want := accounts.KindIn(op.SpecOperation, info)
			assert.Equal(t, info.Code, e.Code, "verbatim")
			assert.Equal(t, want, e.Kind, "%s %s", op.Name, info.Code)
			assert.Equal(t, v.ID(), e.Vendor)
			assert.Equal(t, op.Name, e.Op)
			assert.True(t, e.FromVendor())
			require.ErrorIs(t, err, info.Err)
			meaning := strings.TrimPrefix(strings.TrimPrefix(info.Err.Error(), v.ID()+": "), op.Name+": ")
			line := v.ID() + ": " + op.Name + ": " + want.String() + " (" + info.Code + "): " + meaning
			if e.Message != "" && !strings.EqualFold(e.Message, meaning) {
				line += ": " + e.Message
			}
			if e.Status != http.StatusOK {
				line += ": HTTP status " + strconv.Itoa(e.Status)
			}
			assert.Equal(t, line, err.Error(), "the meaning in English, then the vendor's own text")
			if s, ok := accounts.Sentinels[want]; ok {
				require.ErrorIs(t, err, s)
			}
			notErrorOfAnother(t, v, err, info)
			assert.Empty(t, token)
		}
	})
}

// notErrorOfAnother holds err to be the error of info's row and of no other:
// not of the same code's in answers to other calls either.
func notErrorOfAnother(t *testing.T, v vendor, err error, info authhooks.CodeInfo) {
	t.Helper()
	for _, other := range v.Codes {
		if other.Code != info.Code || other.Call != info.Call {
			assert.NotErrorIs(t, err, other.Err)
		}
	}
}

func TestEveryDocumentedCodeOnABusinessCall(t *testing.T) {
	t.Parallel()
	forEveryWay(t, func(t *testing.T, v vendor) {
		a := v.client(t)
		for _, info := range accounts.CodesOf(v.Codes, authtest.OpBusiness) {
			a.Fail(authtest.Fault{Op: authtest.OpBusiness, Code: info.Code, Times: -1})
			before := a.Calls(authtest.OpBusiness)
			_, err := a.call(t, v.Business)
			e := asError(t, err)
			assert.Equal(t, info.Code, e.Code)
			assert.Equal(t, v.BusinessKind(info), e.Kind, info.Code)
			require.ErrorIs(t, err, info.Err)
			notErrorOfAnother(t, v, err, info)
			tries := 1
			if info.Rejects && !v.Static {
				tries = 2
			}
			assert.Equal(t, tries, a.Calls(authtest.OpBusiness)-before, "%s: business call: code %s must be replayed if and only if its row has Rejects, and the token is no API key", v.Name, info.Code)
			a.ClearFaults()
			a.Advance(time.Minute) // the next dead token costs a renewal again
		}
	})
}

func TestUndocumentedCodes(t *testing.T) {
	t.Parallel()
	eachOperation(t, func(t *testing.T, _ vendor, a account, op accounts.Operation, _ []byte) {
		for status, want := range map[int]authhooks.Kind{
			200: authhooks.KindUnknown, 400: authhooks.KindInvalidRequest, 401: authhooks.KindInvalidCredentials, 403: authhooks.KindPermissionDenied,
			422: authhooks.KindInvalidRequest, 429: authhooks.KindRateLimited, 500: authhooks.KindUnavailable, 503: authhooks.KindUnavailable,
		} {
			if status == http.StatusUnauthorized && op.Token == "" {
				want = authhooks.KindTokenRejected
			}
			a.Fail(authtest.Fault{Op: op.Name, Code: "98765", Status: status})
			_, err := op.Call(t.Context())
			e := asError(t, err)
			assert.Equal(t, "98765", e.Code)
			assert.Equal(t, want, e.Kind, "%s %d", op.Name, status)
			assert.Equal(t, status, e.Status)
		}
	})
}

func TestWrongCredentials(t *testing.T) {
	t.Parallel()
	forEveryWay(t, func(t *testing.T, v vendor) {
		a := v.client(t)
		_, login := v.stranger(t, a)
		err := login(t.Context())
		e := asError(t, err)
		assert.True(t, e.FromVendor())
		assert.False(t, e.Retryable())
		if v.Refusal.Guess == "" || v.Static {
			require.ErrorIs(t, err, authhooks.ErrInvalidCredentials)
		}
	})
}

func TestCodesAreACopyAndComplete(t *testing.T) {
	t.Parallel()
	forEveryWay(t, func(t *testing.T, v vendor) {
		type row struct {
			code string
			call authhooks.CodeCall
		}
		seen := map[row]bool{}
		for _, info := range v.Codes {
			key := row{info.Code, info.Call}
			assert.False(t, seen[key], info.Code)
			seen[key] = true
			assert.NotEmpty(t, info.Meaning)
			assert.NotEmpty(t, info.Source)
			require.Error(t, info.Err)
			assert.True(t, strings.HasPrefix(info.Err.Error(), v.ID()+": "))
		}
		for key := range seen {
			if key.call != authhooks.CodeAnyCall {
				assert.False(t, seen[row{key.code, authhooks.CodeAnyCall}], "%s: a reader would take the row for any call", key.code)
			}
		}
		dead := false
		for _, info := range accounts.CodesOf(v.Codes, authtest.OpBusiness) {
			dead = dead || info.Rejects
		}
		assert.True(t, dead, "no code of a business call rejects a token: mark the row of the one that does with Rejects")
	})
}
