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

// businessBody is the body of an answer to a business call. Its beginning may
// have been read ahead of the caller, who gets the same bytes and the same error
// all the same.
type businessBody struct {
	rest   io.ReadCloser
	head   []byte    // what was read ahead
	taken  int       // how much of head the caller has
	passed bool      // the caller has read beyond head
	err    error     // what rest ended with
	empty  int       // reads in a row that brought nothing
	until  time.Time // when the user's Timeout ends the call; zero for none
	pool   *pool     // carries the call; nil if nobody counts it
	size   int       // how much is expected
	gone   bool      // it was read or closed before it came here

	// A body that may keep a look at it waiting is read beside, by a goroutine a
	// piece, so that the look can end when within does.
	beside  bool
	call    context.Context //nolint:containedctx // the body outlives the call that brought it
	within  context.Context //nolint:containedctx // the same, ended by peekTime where that counts
	pending chan piece      // the read that is under way
	closed  chan struct{}
	lookEnd time.Time // when the look under way ends, which began after within had ended

	shut  atomic.Bool
	ended atomic.Bool       // the pool knows that the call is over
	shown func(error) error // what the caller sees of an error; nil: the error itself
	after []func()          // called by Close
}

// piece is what one read beside brought.
type piece struct {
	n   int
	err error
}

// lastLook is how long a look waits for a read that it begins when its time is over
// already: what is there, or is closed, answers at once.
const lastLook = 100 * time.Millisecond

// peekTime is how long after its headers an answer of unknown length, whose type
// is not JSON, is waited for.
const peekTime = time.Second

var (
	errLong         = errors.New("the answer is longer than the 8 KiB in which a vendor's error is looked for")
	errLate         = errors.New("the answer did not come in time to look for a vendor's error in it")
	errReleased     = errors.New("the rest of the refused answer was dropped: its connection was needed to renew the token")
	errBodyPanicked = errors.New("reading the body of the answer panicked")
	errBodyCount    = errors.New("the body of the answer returned an invalid count from Read")
)

// newBusinessBody takes the body of resp, which is neither nil nor a connection.
// ctx is the call's. A foreign body is one that net/http did not make: it may
// ignore ctx.
func newBusinessBody(ctx context.Context, resp *http.Response, foreign bool) *businessBody {
	b := &businessBody{rest: resp.Body, size: bytes.MinRead, call: ctx, within: ctx, beside: foreign}
	if 0 < resp.ContentLength && resp.ContentLength <= maxPeek {
		b.size = int(resp.ContentLength) + 1 // with room to meet the end
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

// Read reads what was read ahead first.
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

// Close ends a read beside too, if the body's own Close does.
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

// maxKept is how much of a refused answer is kept while the token is renewed, in
// case the caller gets that answer after all.
const maxKept = 64 << 10

// release lets go of the connection and keeps the answer readable: the rest of it
// is read, in a second and up to maxKept. What is longer or later keeps its
// connection, unless must says that the renewal may need that one: then the caller
// meets with errReleased behind what was read.
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

// consumed reports that the caller has read or closed it, and that there was
// something to read.
func (b *businessBody) consumed() bool {
	nothing := b.err == io.EOF && len(b.head) == 0 && !b.passed //nolint:errorlint // io.Reader promises io.EOF itself
	return b.gone || !nothing && (b.taken > 0 || b.passed || b.shut.Load())
}

// look returns a window on the body, for one look at it.
func (b *businessBody) look() window {
	b.lookEnd = time.Time{}
	return b.beyond
}

// beyond returns what has been read ahead once that is more than n bytes, and
// reads on until then.
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

// awaitLast waits for a read that has just begun. All of one look's together are
// given lastLook.
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

// readPiece reads once. A foreign body's runtime.Goexit must not keep a reader
// waiting.
func readPiece(from io.Reader, room []byte, to chan<- piece) {
	got := piece{err: errBodyPanicked}
	defer func() { to <- got }()
	got.n, got.err = readInto(from, room)
}

// readInto reads once. A panic in a foreign body, or a count that no Read may
// return, is an error.
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

// room returns where the next piece goes, behind what there is.
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

// maxEmptyReads is how many reads in a row may bring neither a byte nor an error:
// as many as bufio allows.
const maxEmptyReads = 100
