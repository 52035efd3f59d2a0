package authtest

import (
	"net/http"
	"slices"
	"sync"
	"time"
)

// OpBusiness is the operation name of every call that is not a token call.
const OpBusiness = "business"

// Fault replaces or changes the answers to the next calls.
//
//   - With Code, the answer is the vendor's own answer for that code, in the envelope of
//     the called operation. The envelope is the same for a code that the vendor does not
//     document.
//   - With Status or Body and no Code, the answer is exactly these bytes.
//   - With neither, it is the real answer.
//
// In each case ContentType, Header and Change alter the answer, Delay and Hold make it
// late, Drip makes it slow and Reset breaks it off. Truncated, Mistyped, HTML, GzipBomb,
// HeaderFlood and Redirect return ready-made faults.
type Fault struct {
	// Op is the operationId that fails. Empty means any token operation, [OpBusiness]
	// means any business call.
	Op string
	// Code is the vendor's code, as text ("10006", "COMMON.INVALID_CREDENTIALS").
	Code string
	// Status is the HTTP status. With Code it replaces the vendor's status.
	Status int
	// Header is set on the answer and overrides the answer's own. A key without values
	// removes a header, also Content-Type and Date.
	Header http.Header
	// ContentType replaces the answer's content type. For a Body the default is
	// application/json.
	ContentType string
	// Body is sent unchanged.
	Body string
	// Change returns a changed copy of the answer.
	Change func(a Answer) Answer
	// Delay holds the answer back, in real time. The simulator decides the answer before
	// the delay. So a client that gives up has lost an answer that the vendor believes
	// delivered. The delay ends if the client leaves or the simulator closes.
	Delay time.Duration
	// Hold holds the answer back until the channel is closed. Use it in tests that need
	// calls in flight and should not wait for a time.
	Hold <-chan struct{}
	// Drip is the pause after each byte of the body, in real time.
	Drip time.Duration
	// Reset breaks the connection (TCP RST) at this stage of the answer.
	Reset Stage
	// Times is how many calls fail. 0 means one, -1 means all until ClearFaults. A client
	// that retries outages (authhooks.WithRetries, once by default) gets past a single
	// 503.
	Times int
}

// foreign reports whether the answer will not be the vendor's own.
func (f Fault) foreign() bool {
	return f.Status != 0 || f.Body != "" || f.ContentType != "" || len(f.Header) > 0 || f.Change != nil || f.Reset != Whole
}

// answer returns the answer to a call with the fault f. ordinary and refuse make the
// vendor's answers.
func (f Fault) answer(ordinary func() Answer, refuse func(code string) Answer) Answer {
	var a Answer
	switch {
	case f.Code != "":
		a = refuse(f.Code)
		if f.Status != 0 {
			a.Status = f.Status
		}
	case f.Status != 0 || f.Body != "":
		a = Answer{Status: f.Status, Body: []byte(f.Body)}
		if f.Body != "" {
			a.ContentType = jsonType
		}
	default:
		a = ordinary()
	}
	if f.ContentType != "" {
		a.ContentType = f.ContentType
	}
	if a.Header == nil {
		a.Header = http.Header{}
	}
	for name, values := range f.Header {
		a.Header[http.CanonicalHeaderKey(name)] = values
	}
	if f.Change != nil {
		a = f.Change(a)
	}
	return a
}

// wait holds the answer back and reports whether the client is still there.
func (f Fault) wait(r *http.Request, closing <-chan struct{}) bool {
	if f.Hold != nil {
		select {
		case <-f.Hold:
		case <-closing:
		case <-r.Context().Done():
			return false
		}
	}
	if f.Delay > 0 {
		timer := time.NewTimer(f.Delay)
		defer timer.Stop()
		select {
		case <-timer.C:
		case <-closing:
		case <-r.Context().Done():
			return false
		}
	}
	return true
}

// faults holds the faults that are not yet used up, oldest first.
type faults struct {
	mu   sync.Mutex
	list []Fault
}

func (q *faults) add(f Fault) {
	if f.Times == 0 {
		f.Times = 1
	}
	q.mu.Lock()
	defer q.mu.Unlock()
	q.list = append(q.list, f)
}

func (q *faults) clear() []Fault {
	q.mu.Lock()
	defer q.mu.Unlock()
	rest := q.list
	q.list = nil
	return rest
}

// take returns the oldest fault for a call with these names and counts one use.
func (q *faults) take(names []string) (Fault, bool) {
	q.mu.Lock()
	defer q.mu.Unlock()
	for i := range q.list {
		f := q.list[i]
		if !slices.Contains(names, f.Op) {
			continue
		}
		if f.Times > 0 {
			q.list[i].Times--
		}
		if q.list[i].Times == 0 {
			q.list = append(q.list[:i:i], q.list[i+1:]...)
		}
		return f, true
	}
	return Fault{}, false
}
