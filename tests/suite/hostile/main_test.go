package hostile_test

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"testing"

	"go.uber.org/goleak"
)

// TestMain reads along what the process writes, and holds it to the promises
// that only the end can show: no secret of any run in it, no goroutine left.
func TestMain(m *testing.M) { os.Exit(run(m)) }

func run(m *testing.M) int {
	written, restore, err := tap()
	if err != nil {
		fmt.Fprintln(os.Stderr, "hostile:", err)
		return 1
	}
	code := m.Run()
	restore()
	for _, leak := range everySecret.Search(written.String()) {
		fmt.Fprintln(os.Stderr, "hostile: standard output or error has a secret:", leak)
		code = 1
	}
	if err := goleak.Find(); err != nil {
		fmt.Fprintln(os.Stderr, "hostile:", err)
		code = 1
	}
	return code
}

// tap puts pipes in the place of standard output and error, and passes on what
// comes through them.
func tap() (*bytes.Buffer, func(), error) {
	r, w, err := os.Pipe()
	if err != nil {
		return nil, nil, err
	}
	out, errs := os.Stdout, os.Stderr
	os.Stdout, os.Stderr = w, w
	written := &bytes.Buffer{}
	done := make(chan struct{})
	go func() {
		defer close(done)
		_, _ = io.Copy(io.MultiWriter(out, written), r)
	}()
	return written, func() {
		os.Stdout, os.Stderr = out, errs
		_ = w.Close()
		<-done
		_ = r.Close()
	}, nil
}
