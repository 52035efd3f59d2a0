package peers

import (
	"encoding/json"
	"os"
	"testing"
	"time"
)

const chartBucket = 100 * time.Millisecond

// chart writes, for cmd/chart, the longest wait of any caller in each stretch of
// 100 ms, by when the call began.
func chart(t *testing.T, peer string, samples []sample) {
	t.Helper()
	path := os.Getenv("PEERS_CHART")
	if path == "" {
		return
	}
	var worst []float64 // milliseconds
	for _, s := range samples {
		i := int(s.at / chartBucket)
		for len(worst) <= i {
			worst = append(worst, 0)
		}
		worst[i] = max(worst[i], float64(s.took)/float64(time.Millisecond))
	}
	line, err := json.Marshal(map[string]any{"peer": peer, "bucket_ms": chartBucket.Milliseconds(), "worst_ms": worst})
	if err != nil {
		t.Fatal(err)
	}
	f, err := os.OpenFile(path, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o644)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if _, err := f.Write(append(line, '\n')); err != nil {
		t.Fatal(err)
	}
}
