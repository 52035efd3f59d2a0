package canary

import (
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"reflect"
	"strings"

	"github.com/stretchr/testify/assert"
)

// Shown is everything that can be printed of v: every verb, JSON, slog's two
// handlers at debug level, and the difference that a failed assertion draws.
func Shown(v any) string {
	var b strings.Builder
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%d"} {
		fmt.Fprintf(&b, verb+"\n", v)
	}
	raw, err := json.Marshal(v)
	fmt.Fprintln(&b, string(raw), err)
	options := &slog.HandlerOptions{Level: slog.LevelDebug, AddSource: true}
	for _, h := range []slog.Handler{slog.NewTextHandler(&b, options), slog.NewJSONHandler(&b, options)} {
		slog.New(h).Debug("shown", slog.Any("v", v))
	}
	b.WriteString(diff(v))
	return b.String()
}

// Chain is an error and all that it unwraps to, shown.
func Chain(err error) string {
	var b strings.Builder
	for ; err != nil; err = errors.Unwrap(err) {
		fmt.Fprintf(&b, "%T %s\n", err, Shown(err))
		if joined, ok := err.(interface{ Unwrap() []error }); ok {
			for _, e := range joined.Unwrap() {
				b.WriteString(Chain(e))
			}
		}
	}
	return b.String()
}

// diff is what a failed assertion would print of v beside another value of its
// type: testify draws a difference only of such.
func diff(v any) string {
	if v == nil {
		return ""
	}
	var d differ
	t := reflect.TypeOf(v)
	other := reflect.Zero(t).Interface()
	if t.Kind() == reflect.Pointer {
		other = reflect.New(t.Elem()).Interface()
	}
	assert.Equal(&d, v, other)
	return d.text
}

// differ keeps what an assertion says.
type differ struct{ text string }

func (d *differ) Errorf(format string, args ...any) { d.text += fmt.Sprintf(format, args...) }
