package main

import (
	"context"
	"fmt"
	"io"
	"strings"
	"sync"
	"time"

	"github.com/vendorauth/vendorauth-go/authhooks"
	"github.com/vendorauth/vendorauth-go/tests/kit/accounts"
)

// sandbox is the vendors, each with its demo client.
type sandbox struct {
	stands []*stand
	demos  map[string]*demo
	mu     sync.Mutex // guards the stands' slow fields and faults
	stop   context.CancelFunc
	group  sync.WaitGroup
}

// open starts everything. every is the pause between a demo client's calls.
func open(every time.Duration) (*sandbox, error) {
	ctx, stop := context.WithCancel(context.Background())
	b := &sandbox{demos: map[string]*demo{}, stop: stop}
	for _, v := range accounts.Vendors {
		d := &demo{}
		s, err := newStand(v, authhooks.WithObserver(d.observe))
		if err != nil {
			b.close()
			return nil, err
		}
		d.client, d.url = s.client, s.client.BaseURL()+s.Business
		b.stands, b.demos[s.Name] = append(b.stands, s), d
		b.group.Go(func() { d.run(ctx, every) })
	}
	return b, nil
}

func (b *sandbox) close() {
	b.stop()
	for _, s := range b.stands {
		s.sim.Close()
	}
	b.group.Wait()
	for _, s := range b.stands {
		_ = s.client.Close()
	}
}

func (b *sandbox) stand(name string) *stand {
	for _, s := range b.stands {
		if s.Name == name {
			return s
		}
	}
	return nil
}

// introduce prints what another program needs to use the vendors.
func (b *sandbox) introduce(w io.Writer, page string) {
	var text strings.Builder
	fmt.Fprintf(&text, "sandbox: %s\n", page)
	for _, s := range b.stands {
		fmt.Fprintf(&text, "\n%s\n  export", s.title())
		for _, pair := range s.env {
			fmt.Fprintf(&text, " %s=%s", pair[0], quote(pair[1]))
		}
		fmt.Fprintf(&text, "\n  %s\n", s.curl)
	}
	text.WriteString("\nThe credentials are invented and change at every start. Ctrl-C stops the sandbox.\n")
	_, _ = io.WriteString(w, text.String()) // nobody may be reading
}
