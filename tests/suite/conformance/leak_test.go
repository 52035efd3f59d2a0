package conformance_test

import (
	"testing"

	"go.uber.org/goleak"
)

// Whatever the tests did, no goroutine and no connection may be left.
func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }
