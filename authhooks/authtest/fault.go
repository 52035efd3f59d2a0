package authtest

import (
	"net/http"
	"sync"
	"time"
)

// OpBusiness is the operation name of every call that is not about tokens.
const OpBusiness = "business"

// Fault is what the next calls get instead of, or on top of, the real answer.
//
//   - With Code, the vendor's own answer for that code, in the envelope of the
//     operation that was called. A code the vendor does not document is put
//     into the same envelope.
//   - With Status or Body and no Code, just these bytes.
//   - With neither, the real answer.
//
// Whichever it is, ContentType, Header and Change alter it, Delay and Hold make
// it late, Drip makes it slow and Reset breaks it off. Truncated, Mistyped, HTML,
// GzipBomb, HeaderFlood and Redirect are faults ready made.
type Fault struct {
	// Op is the operationId that fails; empty means any token operation, and
	// [OpBusiness] any business call.
	Op string
	// Code is the vendor's code, as text ("10006", "COMMON.INVALID_CREDENTIALS").
	Code string
	// Status is the HTTP status. With Code it replaces the vendor's.
	Status int
	// Header is set on the answer, over what is there. A key with no values
	// takes a header away, Content-Type and Date included.
	Header http.Header
	// ContentType replaces the answer's. For a Body it is application/json if empty.
	ContentType string
	// Body is sent verbatim.
	Body string
	// Change makes another answer of the one so far.
	Change func(a Answer) Answer
	// Delay holds the answer back, in real time. The answer is decided before
	// the wait, so a client that gives up has lost an answer that the vendor
	// believes delivered. A client that goes away and Close end the wait.
	Delay time.Duration
	// Hold holds the answer back until it is closed, for tests that need calls
	// to be under way without waiting for a time to pass.
	Hold <-chan struct{}
	// Drip is the pause, in real time, after each byte of the body.
	Drip time.Duration
	// Reset breaks the connection off (TCP RST) at a stage of the answer.
	Reset Stage
	// Times is how many calls fail: 0 is one, -1 all until ClearFaults. A client
	// that tries an outage again by itself (authhooks.WithRetries, once by
	// default) gets past a single 503.
	Times int
}

// foreign reports whether the answer will not be the vendor's own.
func (f Fault) foreign() bool {
	return f.Status != 0 || f.Body != "" || f.ContentType != "" || len(f.Header) > 0 || f.Change != nil || f.Reset != Whole
}

// answer is what f makes of a call; ordinary and refuse make the vendor's answers.
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

// wait holds the answer back and reports whether somebody is still there to get it.
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

// faults are those asked for and not yet used up, oldest first.
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

// take returns the oldest fault meant for op and uses it once.
func (q *faults) take(op string) (Fault, bool) {
	q.mu.Lock()
	defer q.mu.Unlock()
	for i := range q.list {
		f := q.list[i]
		if !meant(f.Op, op) {
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

// meant reports whether what was asked for of want is meant for op.
func meant(want, op string) bool { return want == op || want == "" && op != OpBusiness }
