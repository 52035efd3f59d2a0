package authhooks

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"sync/atomic"
	"time"
)

// businessBody is the body of an answer to a business call. Its beginning may have been
// read ahead, and the caller still gets the same bytes and the same error.
type businessBody struct {
	rest   io.ReadCloser
	head   []byte    // read ahead
	taken  int       // how much of head the caller has read
	passed bool      // the caller has read beyond head
	err    error     // what rest ended with
	empty  int       // reads in a row without a byte or an error
	until  time.Time // when the user's Timeout ends the call, or zero
	pool   *pool     // carries the call, nil if nobody counts it
	size   int       // the expected size
	gone   bool      // it was read or closed before it came here

	// If a read may block a look, a goroutine makes it, so that the look ends when within
	// ends.
	beside  bool
	call    context.Context //nolint:containedctx // the body outlives the call that brought it
	within  context.Context //nolint:containedctx // call, ended by peekTime if it applies
	pending chan piece      // the read in flight
	closed  chan struct{}
	lookEnd time.Time // the end of a look that began after within had ended

	shut  atomic.Bool
	ended atomic.Bool       // the pool knows that the call is over
	shown func(error) error // what the caller sees of an error, nil for the error itself
	after []func()          // called by Close
}

// piece is the result of one read by such a goroutine.
type piece struct {
	n   int
	err error
}

// lastLook is how long a look waits for its read if its time was over before it began. A
// body that has data, or is closed, answers at once.
const lastLook = 100 * time.Millisecond

// peekTime is how long a look waits, after the headers, for an answer of unknown length
// whose type is not JSON.
const peekTime = time.Second

var (
	errLong         = errors.New("the answer is longer than the 8 KiB in which a vendor's error is looked for")
	errLate         = errors.New("the answer did not come in time to look for a vendor's error in it")
	errReleased     = errors.New("the rest of the refused answer was dropped: its connection was needed to renew the token")
	errBodyPanicked = errors.New("reading the body of the answer panicked")
	errBodyCount    = errors.New("the body of the answer returned an invalid count from Read")
)

// newBusinessBody takes the body of resp, which is neither nil nor a connection. ctx is
// the call's. A foreign body was not made by net/http and may ignore ctx.
func newBusinessBody(ctx context.Context, resp *http.Response, foreign bool) *businessBody {
	b := &businessBody{rest: resp.Body, size: bytes.MinRead, call: ctx, within: ctx, beside: foreign}
	if 0 < resp.ContentLength && resp.ContentLength <= maxPeek {
		b.size = int(resp.ContentLength) + 1 // with room to see the end
	}
	if media := mediaType(resp.Header); resp.ContentLength < 0 && !isJSON(media) && !isStream(media) {
		within, cancel := context.WithTimeout(ctx, peekTime)
		b.within, b.beside, b.after = within, true, []func(){cancel}
	}
	if b.beside {
		b.closed = make(chan struct{})
	}
	return b
}

// Read returns first what was read ahead.
func (b *businessBody) Read(p []byte) (int, error) {
	n, err := b.read(p)
	if err != nil {
		b.endCall()
	}
	if err != nil && err != io.EOF && b.shown != nil { //nolint:errorlint // io.Reader promises io.EOF itself
		err = b.shown(err)
	}
	return n, err
}

func (b *businessBody) read(p []byte) (int, error) {
	if len(p) == 0 {
		return 0, nil
	}
	for b.taken == len(b.head) && b.pending != nil && !b.shut.Load() {
		select {
		case got := <-b.pending:
			b.add(got)
		case <-b.closed:
		}
	}
	if b.shut.Load() {
		return 0, http.ErrBodyReadAfterClose
	}
	if b.taken < len(b.head) {
		n := copy(p, b.head[b.taken:])
		b.taken += n
		return n, nil
	}
	if b.err != nil {
		return 0, b.err
	}
	n, err := b.rest.Read(p)
	b.passed, b.err = b.passed || n > 0, err
	return n, err
}

// Close also ends a goroutine's read, if the body's own Close does.
func (b *businessBody) Close() error {
	if !b.shut.Swap(true) && b.closed != nil {
		close(b.closed)
	}
	err := b.rest.Close()
	for _, f := range b.after {
		f()
	}
	b.endCall()
	return err
}

// endCall tells the pool that the call is over.
func (b *businessBody) endCall() {
	if b.pool != nil && !b.ended.Swap(true) {
		b.pool.end()
	}
}

// maxKept bounds how much of a refused answer is kept while the token is renewed. The
// caller may get this answer after all.
const maxKept = 64 << 10

// release frees the connection and keeps the answer readable. It reads the rest of the
// answer within a second, up to maxKept. A longer or later answer keeps its connection,
// unless must says that the renewal may need it. In that case the caller gets errReleased
// after what was read.
func (b *businessBody) release(must bool) {
	within, cancel := context.WithTimeout(b.call, peekTime)
	defer cancel()
	was := b.within
	b.within, b.beside = within, true
	if b.closed == nil {
		b.closed = make(chan struct{})
	}
	for b.err == nil && len(b.head) < maxKept {
		if b.more(maxKept) != nil {
			break
		}
	}
	b.within = was
	if b.err == nil {
		if !must {
			return
		}
		b.err, b.pending = errReleased, nil
	}
	_ = b.rest.Close()
	b.rest = http.NoBody
}

// consumed reports whether the caller has read or closed a body that was not empty.
func (b *businessBody) consumed() bool {
	nothing := b.err == io.EOF && len(b.head) == 0 && !b.passed //nolint:errorlint // io.Reader promises io.EOF itself
	return b.gone || !nothing && (b.taken > 0 || b.passed || b.shut.Load())
}

// look returns a window on the body for one look.
func (b *businessBody) look() window {
	b.lookEnd = time.Time{}
	return b.beyond
}

// beyond reads on until more than n bytes are read ahead, and returns them all.
func (b *businessBody) beyond(n int) ([]byte, error) {
	for len(b.head) <= n {
		switch {
		case b.err != nil:
			return nil, b.err
		case len(b.head) >= maxPeek:
			return nil, errLong
		}
		if err := b.more(maxPeek); err != nil {
			return nil, err
		}
	}
	if n >= maxPeek {
		return nil, errLong
	}
	return b.head[:min(len(b.head), maxPeek)], nil
}

// more reads one piece, up to most bytes of the body in all.
func (b *businessBody) more(most int) error {
	if !b.beside {
		n, err := readInto(b.rest, b.room(most))
		b.add(piece{n, err})
		return nil
	}
	last := false
	if b.pending == nil {
		last = b.within.Err() != nil
		b.pending = make(chan piece, 1)
		go readPiece(b.rest, b.room(most), b.pending)
	}
	select {
	case got := <-b.pending: // before any end, so that equal looks see the same
		b.add(got)
		return nil
	default:
	}
	select {
	case got := <-b.pending:
		b.add(got)
		return nil
	case <-b.closed:
		return http.ErrBodyReadAfterClose
	case <-b.within.Done():
	}
	if last {
		return b.awaitLast()
	}
	return errLate
}

// awaitLast waits for a read that has just begun. All such reads of one look share
// lastLook.
func (b *businessBody) awaitLast() error {
	if b.lookEnd.IsZero() {
		b.lookEnd = systemNow().Add(lastLook)
	}
	timer := time.NewTimer(b.lookEnd.Sub(systemNow()))
	defer timer.Stop()
	select {
	case got := <-b.pending:
		b.add(got)
		return nil
	case <-b.closed:
		return http.ErrBodyReadAfterClose
	case <-timer.C:
		return errLate
	}
}

// readPiece reads once. It answers even if a foreign body calls runtime.Goexit.
func readPiece(from io.Reader, room []byte, to chan<- piece) {
	got := piece{err: errBodyPanicked}
	defer func() { to <- got }()
	got.n, got.err = readInto(from, room)
}

// readInto reads once. A panic or an invalid count of a foreign body becomes an error.
func readInto(from io.Reader, room []byte) (n int, err error) {
	defer func() {
		if recover() != nil {
			n, err = 0, errBodyPanicked
		}
	}()
	n, err = from.Read(room)
	if n < 0 || n > len(room) {
		return 0, errBodyCount
	}
	return n, err
}

// room returns the space for the next piece, behind head.
func (b *businessBody) room(most int) []byte {
	if len(b.head) == cap(b.head) {
		b.head = append(make([]byte, 0, min(max(2*cap(b.head), b.size), most)), b.head...)
	}
	return b.head[len(b.head):min(cap(b.head), most)]
}

func (b *businessBody) add(got piece) {
	b.pending = nil
	b.head, b.err = b.head[:len(b.head)+got.n], got.err
	if b.empty++; got.n > 0 || got.err != nil {
		b.empty = 0
	}
	if b.empty == maxEmptyReads {
		b.err = io.ErrNoProgress
	}
}

// maxEmptyReads is how many reads in a row may bring neither a byte nor an error. bufio
// allows as many.
const maxEmptyReads = 100
