package amsutest

import (
	"net/http"

	"github.com/vendorauth/vendorauth-go/authhooks/authtest"
)

const pathTimes = "/amsu-analysis/v2/available-times"

type timesAnswer struct {
	Arrhythmia int64 `json:"arrhythmia_analysis"`
	HRV        int64 `json:"hrv_analysis"`
	Health     int64 `json:"health_analysis"`
	Calorie    int64 `json:"calorie_analysis"`
}

// availableTimes returns how many calls are left, -1 for no limit. The real call knows
// GET only. POST is here for tests of calls with a body.
func (s *Server) availableTimes(r *http.Request) authtest.Answer {
	if refusal, refused := s.authorize(r); refused {
		return refusal
	}
	return authtest.JSON(http.StatusOK, timesAnswer{Arrhythmia: 9613, HRV: 4970, Health: -1, Calorie: 6024})
}

// authorize checks the token of a business call.
func (s *Server) authorize(r *http.Request) (refusal authtest.Answer, refused bool) {
	return s.failure(codeInvalidToken), !s.sim.Tokens.Live(authtest.KindAccess, credential(r))
}
