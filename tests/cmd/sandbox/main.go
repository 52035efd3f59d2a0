// Command sandbox runs simulators of the vendors on loopback, for people and for
// programs in any language. Its page shows what happens and can cause failures.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/signal"
	"syscall"
	"time"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code := run(ctx, os.Args[1:], os.Stdout, os.Stderr)
	stop()
	os.Exit(code)
}

// run returns the exit status: 0 if the sandbox was stopped, 1 if it did not start, 2 for
// wrong arguments.
func run(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	flags := flag.NewFlagSet("sandbox", flag.ContinueOnError)
	flags.SetOutput(stderr)
	addr := flags.String("addr", "127.0.0.1:8787", "loopback `address` of the page; port 0 picks a free one")
	every := flags.Duration("every", time.Second, "`pause` between two calls of a demo client")
	switch err := flags.Parse(args); {
	case errors.Is(err, flag.ErrHelp):
		return 0
	case err != nil:
		return 2
	case flags.NArg() > 0 || *every <= 0:
		complain(stderr, "it takes no arguments except its flags, and -every must be positive")
		return 2
	}
	listener, err := listen(ctx, *addr)
	if err != nil {
		complain(stderr, err.Error())
		return 1
	}
	b, err := open(*every)
	if err != nil {
		_ = listener.Close()
		complain(stderr, err.Error())
		return 1
	}
	defer b.close()
	server := &http.Server{Handler: b.handler(), ReadHeaderTimeout: 10 * time.Second}
	served := make(chan error, 1)
	go func() { served <- server.Serve(listener) }()
	b.introduce(stdout, "http://"+listener.Addr().String()+"/")
	select {
	case <-ctx.Done():
	case err := <-served:
		complain(stderr, err.Error())
		return 1
	}
	_ = server.Close()
	<-served
	return 0
}

func complain(w io.Writer, problem string) { _, _ = fmt.Fprintf(w, "sandbox: %s\n", problem) }

// listen refuses addresses that other machines could reach.
func listen(ctx context.Context, addr string) (net.Listener, error) {
	host, port, err := net.SplitHostPort(addr)
	if err != nil {
		return nil, fmt.Errorf("-addr takes host:port, such as 127.0.0.1:8787: %w", err)
	}
	if host == "localhost" { // the name may resolve to any address
		host = "127.0.0.1"
	}
	if ip := net.ParseIP(host); ip == nil || !ip.IsLoopback() {
		return nil, errors.New("-addr must be a loopback address: the page shows credentials, and everybody who can open it can use it")
	}
	l, err := new(net.ListenConfig).Listen(ctx, "tcp", net.JoinHostPort(host, port))
	if err != nil {
		return nil, fmt.Errorf("%w; -addr 127.0.0.1:0 picks a free port", err)
	}
	return l, nil
}
