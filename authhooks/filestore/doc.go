// Package filestore keeps the sealed tokens of a fleet in a folder. It is for processes
// of one user on one machine.
//
// Only the owner can read and write the folder and its files (0700 and 0600). A file or
// folder with wider modes or another owner, or a symbolic link, is refused. It is not
// repaired, because others may have read or written it. Records are replaced as a whole.
// A reader sees the old or the new record, also after a crash, if the file system has an
// fsync for files and folders. Without fsync a crash may lose or damage a record.
//
// A folder that already exists is mostly open to others. So is the folder of a test, because
// t.TempDir makes it with mode 0755. Give a folder inside it, which [New] creates:
//
//	store, err := filestore.New(filepath.Join(t.TempDir(), "tokens"))
//
// The calls of a file system take no context. They block while a disk does not answer. A
// call whose context has ended in the meantime changes nothing and holds no lock.
//
// Locks use flock(2). They end with the process that holds them, also after a crash. They
// work between processes of one machine. Over a network file system they depend on that
// file system, and [github.com/vendorauth/vendorauth-go/authhooks/redisstore] is the
// better choice.
//
// # Systems
//
// The store works on Linux and macOS. On other systems the package compiles, and [New]
// returns an error that is [errors.ErrUnsupported], because a rule from above cannot be
// kept there. On Windows these are:
//
//   - Permissions: a file has an access control list. The mode that Go shows is made up
//     and does not tell who can read the file.
//   - Locks: they are mandatory. A lock blocks the reads and writes of the file too.
//   - Replacing: a file that another process has open cannot be replaced or removed. A
//     write fails while a reader reads.
//   - Crashes: a folder has no fsync, so a record that was written may be gone.
//
// There, use redisstore, a Store of your own, or one process with
// [authhooks.MemoryStore].
//
// # Example
//
//	store, err := filestore.New("/var/lib/myservice/tokens") // created with mode 0700
//	client, err := acme.New(credentials, authhooks.WithStore(store))
package filestore
