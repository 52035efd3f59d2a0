package take

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// left is what a copy of a checkout does without.
var left = []string{".git", ".bin", ".docs", "node_modules"}

// Files are those of a checkout, by slashed path.
func Files(root string) (map[string][]byte, error) {
	files := map[string][]byte{}
	err := filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case slices.Contains(left, entry.Name()) && entry.IsDir():
			return filepath.SkipDir
		case slices.Contains(left, entry.Name()), !entry.Type().IsRegular():
			return nil
		}
		name, err := filepath.Rel(root, path)
		if err != nil {
			return err
		}
		files[filepath.ToSlash(name)], err = os.ReadFile(path)
		return err
	})
	return files, err
}

// Write writes files below a folder.
func Write(root string, files map[string][]byte) error {
	for name, text := range files {
		path := filepath.Join(root, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			return err
		}
		if err := os.WriteFile(path, text, 0o644); err != nil {
			return err
		}
	}
	return nil
}

// Restore makes a copy what it was, and leaves alone what has not changed.
func Restore(root string, files map[string][]byte) error {
	now, err := Files(root)
	if err != nil {
		return err
	}
	for name := range now {
		if _, there := files[name]; !there {
			if err := os.Remove(filepath.Join(root, filepath.FromSlash(name))); err != nil {
				return err
			}
		}
	}
	return Write(root, Differing(files, now))
}

// Differing are the files that are not the same, or not there, in others.
func Differing(files, others map[string][]byte) map[string][]byte {
	changed := map[string][]byte{}
	for name, text := range files {
		if old, there := others[name]; !there || !bytes.Equal(old, text) {
			changed[name] = text
		}
	}
	return changed
}

// Move puts all changed files into a checkout, or none.
func Move(root string, before, changed map[string][]byte) error {
	names := make([]string, 0, len(changed))
	for name := range changed {
		names = append(names, name)
	}
	slices.Sort(names)
	path := func(name string) string { return filepath.Join(root, filepath.FromSlash(name)) }
	var failed error
	for _, name := range names {
		if now, err := os.ReadFile(path(name)); err != nil && !errors.Is(err, fs.ErrNotExist) || !bytes.Equal(now, before[name]) {
			return errors.Join(errors.New(name+" was changed by somebody else meanwhile"), err)
		}
	}
	for _, name := range names {
		if failed = os.WriteFile(path(name)+suffix, changed[name], 0o644); failed != nil {
			break
		}
	}
	moved := 0
	for ; failed == nil && moved < len(names); moved++ {
		failed = os.Rename(path(names[moved])+suffix, path(names[moved]))
	}
	if failed == nil {
		return nil
	}
	for i, name := range names {
		if i < moved {
			failed = errors.Join(failed, os.WriteFile(path(name), before[name], 0o644))
		}
		if err := os.Remove(path(name) + suffix); err != nil && !errors.Is(err, fs.ErrNotExist) {
			failed = errors.Join(failed, err)
		}
	}
	return failed
}

const suffix = ".taken"

// Marks are the marks in the files that people review, as path and text.
func Marks(files map[string][]byte) (open []string) {
	for name, text := range files {
		reviewed := strings.HasPrefix(name, "specs/") && strings.Count(name, "/") > 1 || name == Changelog
		if !reviewed {
			continue
		}
		for _, mark := range marksIn(string(text)) {
			open = append(open, name+": "+mark)
		}
	}
	slices.Sort(open)
	return open
}
