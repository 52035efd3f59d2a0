package authhooks_test

import (
	"bytes"
	"errors"
	"fmt"
	"log/slog"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/vendorauth/vendorauth-go/authhooks"
)

func TestObserverAndStatusHoldNoSecret(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var seen []authhooks.Event
		var log bytes.Buffer
		v := &vendor{lifetime: time.Hour, fail: errors.New("echo key-canary")}
		s := newSource(t, v, authhooks.WithObserver(func(e authhooks.Event) { seen = append(seen, e) }),
			authhooks.WithLogger(slog.New(slog.NewJSONHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug}))))
		_, err := s.Token(t.Context())
		require.Error(t, err)
		v.failWith(nil)
		time.Sleep(time.Minute)
		tok, err := s.Token(t.Context())
		require.NoError(t, err)
		s.Invalidate(tok)
		var types []authhooks.EventType
		for _, e := range seen {
			types = append(types, e.Type)
			assert.Equal(t, "acme", e.Vendor)
		}
		assert.Equal(t, []authhooks.EventType{authhooks.EventRefused, authhooks.EventFetched, authhooks.EventInvalidated}, types)
		all := fmt.Sprintf("%+v %+v %s", seen, s.Status(), log.String())
		assert.NotContains(t, all, "canary")
		assert.NotContains(t, all, "token-2")
		assert.Contains(t, all, tok.Fingerprint())
	})
}
