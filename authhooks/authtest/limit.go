package authtest

import (
	"net/http"
	"sync"
	"time"
)

// Limit is how many calls the vendor takes within a window of its clock.
type Limit struct {
	// Op is counted; as in [Fault], empty means all token operations together.
	Op string
	// Calls are answered in each window; those after them are refused, and count.
	Calls int
	// Per is the window, beginning with the Unix epoch: a second, a day of UTC.
	Per time.Duration
	// Code is the vendor's for a call too many. Empty: a bare HTTP 429, as a
	// gateway before the vendor answers.
	Code string
}

// limits counts calls. It is part of a running simulator.
type limits struct {
	mu      sync.Mutex
	windows []window
}

type window struct {
	Limit
	start time.Time
	used  int
}

// exceeded counts a call of op against every limit that it is under, and returns
// the first that it is too many for.
func (l *limits) exceeded(op string, now time.Time) (Limit, bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	over, found := Limit{}, false
	for i := range l.windows {
		w := &l.windows[i]
		if !meant(w.Op, op) {
			continue
		}
		if start := now.Truncate(w.Per); !start.Equal(w.start) {
			w.start, w.used = start, 0
		}
		if w.used++; w.used > w.Calls && !found {
			over, found = w.Limit, true
		}
	}
	return over, found
}

// blocked is what a proxy says that lets a method not through.
func blocked() Answer {
	return Answer{
		Status: http.StatusMethodNotAllowed, ContentType: "text/html",
		Header: http.Header{"Allow": {"GET, POST"}},
		Body:   []byte("<html><head><title>405 Not Allowed</title></head><body>Method not allowed by policy</body></html>\n"),
	}
}
