//go:build linux || darwin

package filestore_test

import (
	"os"
	"testing"

	"go.uber.org/goleak"
)

// The tests start this binary again as another process of the fleet.
func TestMain(m *testing.M) {
	if task, is := os.LookupEnv(taskVariable); is {
		os.Exit(work(task))
	}
	goleak.VerifyTestMain(m)
}
