package authtest

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"
)

// Exchange is one request as it arrived, with its answer.
type Exchange struct {
	At time.Time // time of arrival on the virtual clock
	Op string    // operationId, [OpBusiness] for every business call, or empty if the vendor does not have the path

	Method, Host   string
	Path, RawQuery string // as the client sent them, escaped
	RequestHeader  http.Header
	RequestBody    []byte

	Status         int
	ResponseHeader http.Header
	ResponseBody   []byte
	Lost           bool // the client left before the answer was sent, or a fault broke the connection
	// Foreign marks an answer that is not the vendor's own, for example the bytes of a
	// fault, a proxy's refusal, or the answer at a path of [Server.Handle]. The vendor's
	// documents do not describe it.
	Foreign bool
}

// String returns the exchange as a transcript.
func (e Exchange) String() string {
	var b strings.Builder
	target := e.Path
	if e.RawQuery != "" {
		target += "?" + e.RawQuery
	}
	fmt.Fprintf(&b, "%s %s\n", e.Method, target)
	part(&b, e.RequestHeader, e.RequestBody)
	fmt.Fprintf(&b, "-> %d %s\n", e.Status, http.StatusText(e.Status))
	part(&b, e.ResponseHeader, e.ResponseBody)
	return b.String()
}

func part(b *strings.Builder, header http.Header, body []byte) {
	names := make([]string, 0, len(header))
	for name := range header {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		for _, value := range header[name] {
			fmt.Fprintf(b, "%s: %s\n", name, value)
		}
	}
	b.WriteByte('\n')
	if len(body) > 0 {
		b.Write(body)
		b.WriteByte('\n')
	}
}

func (e Exchange) clone() Exchange {
	e.RequestHeader, e.ResponseHeader = e.RequestHeader.Clone(), e.ResponseHeader.Clone()
	e.RequestBody, e.ResponseBody = slices.Clone(e.RequestBody), slices.Clone(e.ResponseBody)
	return e
}

// kept is how many exchanges a simulator keeps. It is enough for any one test and bounds
// the memory of a soak test.
const kept = 4096

// record holds the last exchanges, oldest first.
type record struct {
	mu   sync.Mutex
	ring []Exchange
	next int
}

func (l *record) add(e Exchange) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.ring) < kept {
		l.ring = append(l.ring, e)
		return
	}
	l.ring[l.next] = e
	l.next = (l.next + 1) % kept
}

func (l *record) all() []Exchange {
	l.mu.Lock()
	defer l.mu.Unlock()
	list := make([]Exchange, 0, len(l.ring))
	for i := range l.ring {
		list = append(list, l.ring[(l.next+i)%len(l.ring)].clone())
	}
	return list
}
