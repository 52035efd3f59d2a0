package amsutest_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/vendorauth/vendorauth-go/clients/amsu/amsutest"
	"github.com/vendorauth/vendorauth-go/tests/kit/contract"
	"github.com/vendorauth/vendorauth-go/tests/kit/simtest"
)

func TestBusinessCall(t *testing.T) {
	t.Parallel()
	s := amsutest.NewServer(t, contract.Check(t, "amsu"))
	answer := login(t, s)
	for _, method := range []string{http.MethodGet, http.MethodPost} {
		e := send(t, s, method, pathTimes, bearer(answer.Access), strings.Repeat("x", 1<<20))
		assert.Equal(t, http.StatusOK, e.Status)
		assert.Equal(t, `{"arrhythmia_analysis":9613,"hrv_analysis":4970,"health_analysis":-1,"calorie_analysis":6024}`, string(e.ResponseBody))
	}
}

func TestBusinessCallsThatAreRefused(t *testing.T) {
	t.Parallel()
	s := amsutest.NewServer(t, contract.Check(t, "amsu"))
	answer := login(t, s)
	for name, header := range map[string]http.Header{
		"none":               nil,
		"garbage":            bearer("garbage"),
		"a refresh token":    bearer(answer.Refresh),
		"the type as a word": {"Authorization": {"bearer " + answer.Access}},
		"no word":            {"Authorization": {answer.Access}},
		"x-token":            {"X-Token": {answer.Access}},
	} {
		e := send(t, s, http.MethodGet, pathTimes, header, "")
		assert.Equal(t, http.StatusUnauthorized, e.Status, name)
		assert.Equal(t, strings.TrimSpace(string(simtest.Sample(t, "amsu", "business.COMMON.INVALID_CREDENTIALS.json"))), string(e.ResponseBody), name)
	}
}
