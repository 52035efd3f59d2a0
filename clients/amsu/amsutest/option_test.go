package amsutest_test

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/vendorauth/vendorauth-go/authhooks/authtest"
	"github.com/vendorauth/vendorauth-go/clients/amsu/amsutest"
	"github.com/vendorauth/vendorauth-go/tests/kit/contract"
)

func TestErrorStatus(t *testing.T) {
	t.Parallel()
	s := amsutest.NewServer(t, contract.Check(t, "amsu"), amsutest.ErrorStatus(http.StatusForbidden))
	assert.Equal(t, http.StatusForbidden, send(t, s, http.MethodPost, pathToken, formType, "").Status)
	assert.Equal(t, http.StatusForbidden, send(t, s, http.MethodGet, pathTimes, nil, "").Status)
	s.Fail(authtest.Fault{Code: "ECG.INVALID_DATA"})
	assert.Equal(t, http.StatusUnprocessableEntity, send(t, s, http.MethodPost, pathToken, formType, "").Status)
}

func TestPutBlocked(t *testing.T) {
	t.Parallel()
	s := amsutest.NewServer(t, contract.Check(t, "amsu"), amsutest.PutBlocked())
	answer := login(t, s)
	e := refresh(t, s, answer.Refresh)
	assert.Equal(t, http.StatusMethodNotAllowed, e.Status)
	assert.Equal(t, "text/html", e.ResponseHeader.Get("Content-Type"))
	assert.Contains(t, string(e.ResponseBody), "<html>")
	decode(t, send(t, s, http.MethodPost, pathRefresh, formType, "refresh_token="+answer.Refresh))
	assert.Equal(t, 1, s.Calls("refreshToken"))
}

func TestNoNewRefreshToken(t *testing.T) {
	t.Parallel()
	s := amsutest.NewServer(t, contract.Check(t, "amsu"), amsutest.NoNewRefreshToken())
	answer := login(t, s)
	assert.NotEmpty(t, answer.Refresh)
	assert.NotContains(t, string(refresh(t, s, answer.Refresh).ResponseBody), "refresh_token")
	decode(t, refresh(t, s, answer.Refresh))
}
