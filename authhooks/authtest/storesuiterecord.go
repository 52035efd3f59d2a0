package authtest

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/vendorauth/vendorauth-go/authhooks"
)

func checkAbsent(ctx context.Context, a, _ handle) error {
	name := RandomHex(32)
	if err := a.expectNone(ctx, name); err != nil {
		return err
	}
	err := a.Delete(ctx, name, "v")
	return wantError("delete of an absent record", err, authhooks.ErrNotFound)
}

func checkCreate(ctx context.Context, a, b handle) error {
	name := RandomHex(32)
	v, err := a.put(ctx, name, "", "first")
	if err != nil {
		return err
	}
	_, err = b.CompareAndSwap(ctx, name, "", authhooks.Record("second"), storeLong)
	return firstError(
		wantError("second create", err, authhooks.ErrConflict),
		a.expect(ctx, name, "first", v),
	)
}

func checkSwap(ctx context.Context, a, b handle) error {
	name := RandomHex(32)
	_, err := a.CompareAndSwap(ctx, name, "v", authhooks.Record("x"), storeLong)
	if err := wantError("swap of an absent record", err, authhooks.ErrConflict); err != nil {
		return err
	}
	v1, err := a.put(ctx, name, "", "first")
	if err != nil {
		return err
	}
	v2, err := b.put(ctx, name, v1, "second")
	if err != nil {
		return err
	}
	_, err = a.CompareAndSwap(ctx, name, v1, authhooks.Record("third"), storeLong)
	return firstError(
		wantError("swap of a former version", err, authhooks.ErrConflict),
		a.expect(ctx, name, "second", v2),
	)
}

// checkVersions checks that every write gets a new version, even if the bytes are the
// same and the record was deleted in between. Otherwise a writer could mistake the new
// record for the record that it read.
func checkVersions(ctx context.Context, a, b handle) error {
	name, seen := RandomHex(32), map[authhooks.Version]bool{}
	version := authhooks.Version("")
	for i := range 8 {
		h := a
		if i%2 == 1 {
			h = b
		}
		v, err := h.put(ctx, name, version, "the same")
		if err != nil {
			return err
		}
		if seen[v] {
			return errors.New("a version came back that another write had")
		}
		seen[v], version = true, v
		if i == 4 {
			if err := h.Delete(ctx, name, v); err != nil {
				return fmt.Errorf("delete: %w", err)
			}
			version = ""
		}
	}
	return nil
}

func checkDelete(ctx context.Context, a, b handle) error {
	name := RandomHex(32)
	v1, err := a.put(ctx, name, "", "first")
	if err != nil {
		return err
	}
	v2, err := a.put(ctx, name, v1, "second")
	if err != nil {
		return err
	}
	err = firstError(
		wantError("delete of a former version", b.Delete(ctx, name, v1), authhooks.ErrConflict),
		wantError("delete of no version", b.Delete(ctx, name, ""), authhooks.ErrConflict),
		a.expect(ctx, name, "second", v2),
	)
	if err != nil {
		return err
	}
	if err := b.Delete(ctx, name, v2); err != nil {
		return fmt.Errorf("delete: %w", err)
	}
	err = firstError(
		a.expectNone(ctx, name),
		wantError("second delete", a.Delete(ctx, name, v2), authhooks.ErrNotFound),
	)
	if err != nil {
		return err
	}
	_, err = a.put(ctx, name, "", "third")
	return err
}

func checkTTL(ctx context.Context, a, b handle) error {
	name := RandomHex(32)
	v, err := a.CompareAndSwap(ctx, name, "", authhooks.Record("first"), storeShort)
	if err != nil {
		return fmt.Errorf("write: %w", err)
	}
	ctx, cancel := context.WithTimeout(ctx, storeShort+storePrompt)
	defer cancel()
	for {
		_, _, err := b.Load(ctx, name)
		if errors.Is(err, authhooks.ErrNotFound) {
			break
		}
		if err != nil {
			return fmt.Errorf("load, waiting for the end of a ttl of %v: %w", storeShort, err)
		}
		pause(ctx, storeShort/20)
	}
	_, err = a.CompareAndSwap(ctx, name, v, authhooks.Record("second"), storeLong)
	if err := wantError("swap of an expired record", err, authhooks.ErrConflict); err != nil {
		return err
	}
	if err := wantError("delete of an expired record", b.Delete(ctx, name, v), authhooks.ErrNotFound); err != nil {
		return err
	}
	_, err = b.put(ctx, name, "", "third")
	return err
}

func checkBadTTL(ctx context.Context, a, _ handle) error {
	name := RandomHex(32)
	for _, ttl := range []time.Duration{0, -1, -time.Hour} {
		_, err := a.CompareAndSwap(ctx, name, "", authhooks.Record("x"), ttl)
		switch {
		case err == nil:
			return fmt.Errorf("a ttl of %v is no error", ttl)
		case errors.Is(err, authhooks.ErrNotFound), errors.Is(err, authhooks.ErrConflict):
			return fmt.Errorf("a ttl of %v: error %w, want one of its own", ttl, err)
		}
	}
	return a.expectNone(ctx, name)
}

func checkBytes(ctx context.Context, a, b handle) error {
	every := make([]byte, 256)
	for i := range every {
		every[i] = byte(i)
	}
	for _, text := range []string{"", "\x00", "\n", string(every), "\r\n$-1\r\n", strings.Repeat(string(every), 256)} {
		name := RandomHex(32)
		v, err := a.put(ctx, name, "", text)
		if err == nil {
			err = b.expect(ctx, name, text, v)
		}
		if err != nil {
			return fmt.Errorf("record of %d bytes: %w", len(text), err)
		}
	}
	return nil
}

func checkCopies(ctx context.Context, a, b handle) error {
	name, record := RandomHex(32), authhooks.Record("as written")
	v, err := a.CompareAndSwap(ctx, name, "", record, storeLong)
	if err != nil {
		return fmt.Errorf("write: %w", err)
	}
	clear(record)
	for _, h := range []handle{a, b} {
		if err := h.expect(ctx, name, "as written", v); err != nil {
			return fmt.Errorf("after the caller changed its slice: %w", err)
		}
		r, _, err := h.Load(ctx, name)
		if err != nil {
			return fmt.Errorf("load: %w", err)
		}
		clear(r)
	}
	return a.expect(ctx, name, "as written", v)
}

func checkNames(ctx context.Context, a, b handle) error {
	stem := RandomHex(30)
	names := [56]string{stem, stem + "0", stem + "00", "0" + stem, RandomHex(64), RandomHex(8)}
	for i := 6; i < len(names); i++ {
		names[i] = RandomHex(32)
	}
	versions := map[string]authhooks.Version{}
	for _, name := range names {
		v, err := a.put(ctx, name, "", name)
		if err != nil {
			return err
		}
		versions[name] = v
	}
	if err := a.Delete(ctx, names[0], versions[names[0]]); err != nil {
		return fmt.Errorf("delete: %w", err)
	}
	for _, name := range names[1:] {
		if err := b.expect(ctx, name, name, versions[name]); err != nil {
			return err
		}
	}
	return b.expectNone(ctx, names[0])
}

func checkHandles(ctx context.Context, a, b handle) error {
	name := RandomHex(32)
	v, err := a.put(ctx, name, "", "by a")
	if err != nil {
		return err
	}
	if err := b.expect(ctx, name, "by a", v); err != nil {
		return err
	}
	if v, err = b.put(ctx, name, v, "by b"); err != nil {
		return err
	}
	if err := a.expect(ctx, name, "by b", v); err != nil {
		return err
	}
	if err := a.Delete(ctx, name, v); err != nil {
		return fmt.Errorf("delete: %w", err)
	}
	return b.expectNone(ctx, name)
}
