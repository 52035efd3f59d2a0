package authtest

import (
	"bytes"
	"fmt"
	"net"
	"net/http"
	"time"
)

// Stage is the point at which a fault breaks a connection.
type Stage uint8

// These are the stages of an answer. What the server sent before the break arrives.
const (
	Whole         Stage = iota // no break
	BeforeHeaders              // before the first byte of the answer
	AfterHeaders               // after status and headers, before the body
	MidBody                    // after half of the body
)

// deliver sends the answer in out as the fault says. It reports whether the whole answer
// was sent.
func (f Fault) deliver(w http.ResponseWriter, r *http.Request, out *capture, closing <-chan struct{}) bool {
	switch {
	case f.Reset != Whole:
		breakOff(w, out, f.Reset)
		return false
	case f.Drip > 0:
		return drip(w, r, out, f.Drip, closing)
	}
	out.send(w)
	return true
}

// breakOff writes the beginning of an answer by hand and resets the connection.
func breakOff(w http.ResponseWriter, out *capture, stage Stage) {
	conn, _, err := http.NewResponseController(w).Hijack()
	if err != nil {
		return // the client is gone
	}
	defer conn.Close() //nolint:errcheck // the connection must break
	if tcp, ok := conn.(*net.TCPConn); ok {
		_ = tcp.SetLinger(0)
	}
	if stage == BeforeHeaders {
		return
	}
	var head bytes.Buffer
	fmt.Fprintf(&head, "HTTP/1.1 %d %s\r\n", out.status, http.StatusText(out.status))
	header := out.header.Clone()
	header.Del("Transfer-Encoding") // this function writes the body itself
	header.Set("Content-Length", fmt.Sprint(out.body.Len()))
	_ = header.Write(&head) // a buffer never fails
	head.WriteString("\r\n")
	if stage == MidBody {
		head.Write(out.body.Bytes()[:out.body.Len()/2])
	}
	_, _ = conn.Write(head.Bytes())
}

// drip sends the body byte by byte until the client leaves or the simulator closes.
func drip(w http.ResponseWriter, r *http.Request, out *capture, pause time.Duration, closing <-chan struct{}) bool {
	body := bytes.Clone(out.body.Bytes())
	out.body.Reset()
	out.send(w)
	timer := time.NewTimer(pause)
	defer timer.Stop()
	for i := range body {
		select {
		case <-timer.C:
			timer.Reset(pause)
		case <-closing:
			return false
		case <-r.Context().Done():
			return false
		}
		if _, err := w.Write(body[i : i+1]); err != nil {
			return false
		}
		_ = http.NewResponseController(w).Flush()
	}
	return true
}
