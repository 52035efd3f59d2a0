package main

import (
	"errors"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
)

// place writes files, which must not exist, and edited, which must, below root.
// After a failure everything is as it was.
func place(root string, files, edited map[string][]byte) (written []string, err error) {
	var undo []func() error
	defer func() {
		if err == nil {
			return
		}
		for _, step := range slices.Backward(undo) {
			err = errors.Join(err, step())
		}
	}()
	for _, path := range slices.Sorted(maps.Keys(files)) {
		to := filepath.Join(root, filepath.FromSlash(path))
		made, err := mkdirs(filepath.Dir(to))
		for _, dir := range made {
			undo = append(undo, func() error { return os.Remove(dir) })
		}
		if err != nil {
			return nil, err
		}
		f, err := os.OpenFile(to, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
		if err != nil {
			return nil, err
		}
		undo = append(undo, func() error { return os.Remove(to) })
		_, err = f.Write(files[path])
		if err = errors.Join(err, f.Close()); err != nil {
			return nil, err
		}
		written = append(written, path)
	}
	for _, path := range slices.Sorted(maps.Keys(edited)) {
		to := filepath.Join(root, filepath.FromSlash(path))
		before, err := os.ReadFile(to)
		if err != nil {
			return nil, err
		}
		undo = append(undo, func() error { return os.WriteFile(to, before, 0o644) })
		if err := os.WriteFile(to, edited[path], 0o644); err != nil {
			return nil, err
		}
		written = append(written, path)
	}
	return written, nil
}

// mkdirs makes dir and its parents, and returns those that it made, outermost first.
func mkdirs(dir string) (made []string, err error) {
	if info, err := os.Stat(dir); err == nil {
		if !info.IsDir() {
			return nil, &fs.PathError{Op: "mkdir", Path: dir, Err: fs.ErrExist}
		}
		return nil, nil
	}
	if made, err = mkdirs(filepath.Dir(dir)); err != nil {
		return made, err
	}
	if err := os.Mkdir(dir, 0o755); err != nil {
		return made, err
	}
	return append(made, dir), nil
}
