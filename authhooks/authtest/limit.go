package authtest

import (
	"net/http"
	"slices"
	"sync"
	"time"
)

// Limit is how many calls the vendor accepts in a window of its clock.
type Limit struct {
	// Op is the counted operation. As in [Fault], empty means all token operations
	// together.
	Op string
	// Calls is how many calls are answered in each window. Later calls are refused, and
	// they count too.
	Calls int
	// Per is the length of a window. Windows begin at the Unix epoch, so they fit seconds
	// and days of UTC.
	Per time.Duration
	// Code is the vendor's code for a refused call. If empty, the answer is a bare HTTP
	// 429, like that of a gateway before the vendor.
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

// exceeded counts a call with these names for each of its limits and returns the first
// exceeded limit.
func (l *limits) exceeded(names []string, now time.Time) (Limit, bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	over, found := Limit{}, false
	for i := range l.windows {
		w := &l.windows[i]
		if !slices.Contains(names, w.Op) {
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

// blocked is the answer of a proxy that does not allow a method.
func blocked() Answer {
	return Answer{
		Status: http.StatusMethodNotAllowed, ContentType: "text/html",
		Header: http.Header{"Allow": {"GET, POST"}},
		Body:   []byte("<html><head><title>405 Not Allowed</title></head><body>Method not allowed by policy</body></html>\n"),
	}
}
