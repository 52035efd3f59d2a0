package filestore

import (
	"errors"
	"fmt"
	"os"
)

// What nobody but the owner may have any of.
const othersMode = 0o077

// checkDir holds the folder to what New says. Its name is the caller's, who
// knows it; %q keeps a line of a log one line.
func (s *Store) checkDir() error {
	info, err := os.Lstat(s.dir)
	switch {
	case err != nil:
		return fmt.Errorf("filestore: %w", err)
	case info.Mode()&os.ModeSymlink != 0:
		return fmt.Errorf("filestore: %q is a symbolic link; give the folder that it leads to", s.dir)
	case !info.IsDir():
		return fmt.Errorf("filestore: %q is not a folder; give another name", s.dir)
	case !owned(info):
		return fmt.Errorf("filestore: the folder %q belongs to another user; give one of your own", s.dir)
	case info.Mode()&othersMode != 0:
		return fmt.Errorf("filestore: the folder %q is open to others (mode %04o); chmod 700 it, or give another; a file system without modes cannot keep secrets", s.dir, info.Mode().Perm())
	}
	return nil
}

// checkFile does so with a file, once it is open: nobody can change it for
// another then.
func checkFile(what string, info os.FileInfo) error {
	switch {
	case !info.Mode().IsRegular():
		return errors.New("filestore: " + what + " is not a plain file; remove it")
	case !owned(info):
		return errors.New("filestore: " + what + " belongs to another user; remove it")
	case info.Mode()&othersMode != 0:
		return fmt.Errorf("filestore: %s is open to others (mode %04o); remove it, for they may have read it", what, info.Mode().Perm())
	}
	return nil
}
