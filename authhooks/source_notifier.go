package authhooks

import (
	"context"
	"fmt"
	"log/slog"
	"sync"
	"time"
)

const (
	// noticeWait is how long a call waits for the observer and the log handler.
	noticeWait = time.Second
	// maxNotices is how many wait for an observer that does not return; more are dropped.
	maxNotices = 256
)

// telling is what a Source asks of its observers and its log. It is an interface, so that a
// program without them does not link the code behind it.
type telling interface {
	// event tells the observers, and the log with more beside the fields of e. It waits no
	// longer than ctx lasts.
	event(ctx context.Context, e Event, more []slog.Attr)
	line(level slog.Level, message string, attrs []slog.Attr)
	flush(most time.Duration)
	// contained runs foreign code.
	contained(who string, call func())
}

func newNotifier(cfg config, closing <-chan struct{}) telling {
	return &notifier{observers: cfg.observers, logger: cfg.logger, closing: closing}
}

// notifier calls the observers and the log handler, which are the user's code: in
// order, one at a time, on a goroutine that lives while there is something to
// tell. Either may block or panic without harm to a fetch.
type notifier struct {
	observers []func(Event)
	logger    *slog.Logger
	closing   <-chan struct{}
	panicked  sync.Once

	mu    sync.Mutex
	queue []notice // the first is being told
	late  bool     // the first has been waited for long enough
}

// notice is one event, one log line, or both.
type notice struct {
	event   *Event // nil: none
	level   slog.Level
	message string // "": no log line
	attrs   []slog.Attr
	done    chan struct{}
	left    <-chan struct{} // closed when the caller does not wait any more, nil if it always waits
}

func (n *notifier) event(ctx context.Context, e Event, more []slog.Attr) {
	line := eventLines[e.Type]
	n.tell(notice{event: &e, level: line.level, message: line.message, attrs: append(e.attrs(), more...), left: ctx.Done()})
}

func (n *notifier) line(level slog.Level, message string, attrs []slog.Attr) {
	n.tell(notice{level: level, message: message, attrs: attrs})
}

// tell hands n over and waits until it has been told, but not for long.
func (n *notifier) tell(what notice) {
	what.done = make(chan struct{})
	n.mu.Lock()
	if len(n.queue) > maxNotices {
		n.mu.Unlock()
		return
	}
	n.queue = append(n.queue, what)
	if len(n.queue) == 1 {
		go n.run()
	}
	late := n.late
	n.mu.Unlock()
	if !late {
		n.wait(what, n.closing, noticeWait)
	}
}

// flush waits until everything has been told, but not for long, and not longer than most.
func (n *notifier) flush(most time.Duration) {
	n.mu.Lock()
	if len(n.queue) == 0 || n.late {
		n.mu.Unlock()
		return
	}
	last := notice{done: make(chan struct{})}
	n.queue = append(n.queue, last)
	n.mu.Unlock()
	n.wait(last, nil, min(most, noticeWait))
}

func (n *notifier) wait(what notice, closing <-chan struct{}, most time.Duration) {
	timer := time.NewTimer(most)
	defer timer.Stop()
	select {
	case <-what.done:
	case <-closing:
	case <-what.left:
	case <-timer.C:
		n.mu.Lock()
		defer n.mu.Unlock()
		select {
		case <-what.done:
		default:
			n.late = true
		}
	}
}

// run tells what waits, until nothing waits any more.
func (n *notifier) run() {
	for {
		n.mu.Lock()
		first := n.queue[0]
		n.mu.Unlock()
		if more := n.tellFirst(first); !more {
			return
		}
	}
}

// tellFirst tells the first notice and takes it from the queue. It reports whether
// more wait. It changes nothing after it has woken whoever waits for the notice.
func (n *notifier) tellFirst(first notice) (more bool) {
	exited := true // if the observer ends the goroutine (runtime.Goexit)
	defer func() {
		defer close(first.done)
		n.mu.Lock()
		defer n.mu.Unlock()
		n.queue, n.late = n.queue[1:], false
		if more = len(n.queue) > 0; !more {
			n.queue = nil
		} else if exited {
			go n.run()
		}
	}()
	n.tellOne(first)
	exited = false
	return more // by the deferred function
}

func (n *notifier) tellOne(what notice) {
	if what.event != nil {
		for _, observer := range n.observers {
			n.contained("the observer", func() { observer(*what.event) })
		}
	}
	if what.message != "" && n.logger != nil {
		//nolint:sloglint // the messages are constants at all callers
		n.contained("the log handler", func() { n.logger.LogAttrs(context.Background(), what.level, what.message, what.attrs...) })
	}
}

// contained runs foreign code. It logs the first panic by its type alone, since the
// value could hold anything.
func (n *notifier) contained(who string, call func()) {
	defer func() {
		p := recover()
		if p == nil {
			return
		}
		n.panicked.Do(func() {
			defer func() { _ = recover() }() // the handler may be what panics
			logger := n.logger
			if logger == nil {
				logger = slog.Default() //nolint:forbidigo // a panic is not hidden from whoever has given no logger
			}
			logger.WarnContext(context.Background(), "panic contained", slog.String("in", who), slog.String("type", fmt.Sprintf("%T", p)))
		})
	}()
	call()
}
