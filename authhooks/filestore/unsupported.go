package filestore

import (
	"errors"
	"fmt"
)

// unsupported is the error of New on a system whose files cannot keep the rules of the
// package.
func unsupported(system string) error {
	why := "the rules for owners, locks and crashes are not tested there"
	if system == "windows" {
		why = "modes do not tell who can read a file there, and an open file cannot be replaced"
	}
	return fmt.Errorf("filestore: it works on Linux and macOS, not on %s: %s; use redisstore or a Store of your own: %w", system, why, errors.ErrUnsupported)
}
