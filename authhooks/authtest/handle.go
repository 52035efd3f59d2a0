package authtest

import (
	"bytes"
	"io"
	"net/http"
	"time"
)

func (s *Server) handle(w http.ResponseWriter, r *http.Request) {
	route, misuse, open := s.arrive(r)
	if !open {
		w.Header().Set("Connection", "close")
		w.WriteHeader(http.StatusServiceUnavailable)
		return
	}
	defer s.running.Done()

	op := route.call()
	e := Exchange{
		At: s.Now(), Op: op, Method: r.Method, Host: r.Host,
		Path: r.URL.EscapedPath(), RawQuery: r.URL.RawQuery, RequestHeader: r.Header.Clone(),
	}
	r.URL.RawPath = "" // the decoded path was matched, so the mux must see it too
	ordinary, refused := s.admit(r, route)
	if !refused || drained(r) {
		var err error
		if e.RequestBody, err = s.read(w, r); err != nil { // the client broke the connection, or the body is too large
			e.Lost, e.Foreign = true, true
			s.keep(e)
			return
		}
		r.Body = io.NopCloser(bytes.NewReader(e.RequestBody))
	}

	var fault Fault
	if op != "" {
		fault, _ = s.faults.take(route.names())
	}
	answer, own := s.answer(r, route, misuse, fault, ordinary)
	e.Foreign = !own || route.own
	e.Lost = !fault.wait(r, s.closing) || fault.Reset != Whole

	out := newCapture()
	out.header.Set("Date", s.Now().UTC().Format(http.TimeFormat))
	_ = answer.Write(out) // a buffer never fails
	e.Status, e.ResponseHeader, e.ResponseBody = out.status, out.header.Clone(), out.body.Bytes()
	s.keep(e)
	if !e.Lost || fault.Reset != Whole {
		fault.deliver(w, r, out, s.closing)
	}
}

func (s *Server) keep(e Exchange) {
	s.record.add(e)
	for _, watch := range s.sim.settings.watch {
		watch(e.clone())
	}
}

// read reads the whole body. A client that stops in the middle must not block Close.
func (s *Server) read(w http.ResponseWriter, r *http.Request) ([]byte, error) {
	done := make(chan struct{})
	defer close(done)
	go func() {
		select {
		case <-s.closing:
			_ = http.NewResponseController(w).SetReadDeadline(time.Unix(1, 0))
		case <-done:
		}
	}()
	var body bytes.Buffer
	_, err := io.Copy(&body, http.MaxBytesReader(w, r.Body, maxBody))
	return body.Bytes(), err
}

// admit returns a function that makes the vendor's answer. refused reports whether the
// answer is a refusal that does not wait for the body.
func (s *Server) admit(r *http.Request, route Route) (ordinary func() Answer, refused bool) {
	op := route.call()
	if s.vendor.Admit != nil && op != "" {
		if refusal, refused := s.vendor.Admit(r, op); refused {
			return func() Answer { return refusal }, true
		}
	}
	if route.own {
		return func() Answer { return s.answerOwn(r) }, false
	}
	return func() Answer {
		out := newCapture()
		s.vendor.Handler.ServeHTTP(out, r)
		return out.answer()
	}, false
}

// drained reports whether an HTTP server reads the body of a request that its handler
// refused unread. The server of net/http reads up to 256 KB to reuse the connection. It
// does not read if the client waits for a 100 (Expect header).
func drained(r *http.Request) bool {
	const most = 256 << 10
	return r.ContentLength < most && r.Header.Get("Expect") == ""
}

// answer returns the answer to send, and whether it is the vendor's own.
func (s *Server) answer(r *http.Request, route Route, misuse string, fault Fault, ordinary func() Answer) (Answer, bool) {
	switch {
	case misuse != "":
		return Text(http.StatusInternalServerError, misuse), false
	case s.sim.settings.blocked[r.Method]:
		return blocked(), false
	case route.Op == "":
		return s.vendor.Unknown(r), true
	}
	if over, is := s.limits.exceeded(route.names(), s.Now()); is {
		if over.Code == "" {
			return Answer{Status: http.StatusTooManyRequests}, false
		}
		fault = Fault{Code: over.Code}
	}
	return fault.answer(ordinary, func(code string) Answer { return s.vendor.Refuse(r, route.call(), code) }), !fault.foreign()
}
