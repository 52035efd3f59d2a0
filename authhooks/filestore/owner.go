package filestore

import (
	"errors"
	"fmt"
	"os"
)

// othersMode has the bits of everybody but the owner.
const othersMode = 0o077

// checkDir checks what the doc of New says about the folder. The error may show the
// folder's name, because the caller chose it. %q keeps the error on one line.
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
		return fmt.Errorf("filestore: the folder %q is open to others (mode %04o); give a folder inside it, such as filepath.Join(dir, \"tokens\"), which New creates closed, or chmod 700 it; a file system without modes cannot keep secrets", s.dir, info.Mode().Perm())
	}
	return nil
}

// checkFile checks an open file in the same way. Nobody can replace a file once it is
// open.
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
