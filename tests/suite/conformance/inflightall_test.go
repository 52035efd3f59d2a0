//go:build all

package conformance_test

import "testing"

func TestNoneOfAThousandRequestsIsLostToAnotherLogin(t *testing.T) {
	t.Parallel()
	forEach(t, func(t *testing.T, v vendor) { loseNone(t, v, 1000) })
}
