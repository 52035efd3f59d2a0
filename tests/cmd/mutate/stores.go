package main

// storeGuards keep a fleet's token whole, sealed, and in one hand at a time.
func storeGuards() []guard {
	const files, redis = "authhooks/filestore", "authhooks/redisstore"
	return []guard{
		{
			name: "store key: the end of a file", pkg: core, test: "TestAStoreKeyOfAFileIsTrimmed",
			edits: []edit{{"authhooks/option.go", "case endsLikeAFile(text):", "case false:"}},
		},
		{
			name: "options: all wrong ones are named", pkg: core, test: "TestAllWrongOptionsAreNamed",
			edits: []edit{{"authhooks/option.go", `c.err.Message += "; " + message`, ""}},
		},
		{
			name: "swap: in memory", pkg: core, test: "TestMemoryStoreKeepsTheContract",
			edits: []edit{{"authhooks/store_memory.go", "m.live(name); now.version != old {", "m.live(name); now.version != old && false {"}},
		},
		{
			name: "swap: in files", pkg: files, test: "TestFilesKeepTheContract",
			edits: []edit{{"authhooks/filestore/store.go", "if now.version != old {", "if now.version != old && false {"}},
		},
		{
			name: "swap: in Redis", pkg: redis, test: "TestMiniredisKeepsTheContract",
			edits: []edit{{"authhooks/redisstore/store.go", "if version ~= ARGV[1] then return 0 end", ""}},
		},
		{
			name: "swap: decides in a fleet", pkg: core, test: "TestCompareAndSwapDecides",
			edits: []edit{{"authhooks/source_publish.go", "\t\tcase theirs.order >= mine.order && f.usable(theirs, early):", "\t\tcase false:"}},
		},
		{
			name: "lock: the record is read again after it", pkg: core, test: "TestAFleetFetchesOnce",
			edits: []edit{{"authhooks/source_shared.go", "\t\t\tr, version, err = f.load(ctx, sealer) // the holder before may have fetched\n", ""}},
		},
		{
			name: "lock: of its owner, in Redis", pkg: redis, test: "TestMiniredisKeepsTheContract",
			edits: []edit{{"authhooks/redisstore/store.go", "if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) end", "if true then return redis.call('DEL', KEYS[1]) end"}},
		},
		{
			name: "lock: has an end, in Redis", pkg: redis, test: "TestEveryKeyHasThePrefixAndAnEnd",
			edits: []edit{{"authhooks/redisstore/store.go", "ARGV[1], 'NX', 'PX', ARGV[2])", "ARGV[1], 'NX')"}},
		},
		{
			name: "lock: of its owner, in memory", pkg: core, test: "TestMemoryStoreKeepsTheContract",
			edits: []edit{{"authhooks/store_memory.go", "i := slices.Index(queue, t)\n\tif i < 0 {", "i := max(slices.Index(queue, t), 0)\n\tif len(queue) == 0 {"}},
		},
		{
			name: "rejection: a store's token is not taken again", pkg: core, test: "TestRejectionGoesThroughTheStore",
			edits: []edit{{"authhooks/source_shared.go", "if s.wasRejected(r.token) || !r.token", "if !r.token"}},
		},
		{
			name: "publish: before the token is handed out", pkg: core, test: "TestARotatedRefreshTokenIsInTheStoreFirst",
			edits: []edit{{
				"authhooks/source_shared.go",
				"return f.publish(ctx, sealer, version, payload{token: t, fetched: now, order: order}, early), nil",
				"mine := payload{token: t, fetched: now, order: order}\n\t\tcontext.AfterFunc(ctx, func() { f.publish(context.WithoutCancel(ctx), sealer, version, mine, early) })\n\t\treturn result{token: t}, nil",
			}},
		},
		{
			name: "refusal: shared", pkg: core, test: "TestARefusalIsSharedToo",
			edits: []edit{{"authhooks/source_shared.go", "if err := f.failureIn(r, why, now); err != nil {", "if err := f.failureIn(r, why, now); false && err != nil {"}},
		},
		{
			name: "outage: a store that fails is left alone", pkg: core, test: "TestAStoreThatHangs",
			edits: []edit{{"authhooks/source_shared.go", "if f.isDown() {", "if false {"}},
		},
		{
			name: "outage: a store that hangs is given up", pkg: core, test: "TestAStoreThatHangs",
			edits: []edit{{"authhooks/store_call.go", "context.WithTimeout(ctx, limit)", "context.WithCancel(ctx)"}},
		},
		{
			name: "files: a folder that is open says what to give", pkg: files, test: "TestAFolderThatATestMadeIsNamedWithItsCure",
			edits: []edit{{"authhooks/filestore/owner.go", `filepath.Join(dir, \"tokens\")`, "one of your own"}},
		},
		{
			name: "files: written beside, then renamed", pkg: "authhooks/filestore", test: "TestAKilledWriterLeavesAWholeRecord",
			edits: []edit{{"authhooks/filestore/file.go", "\tf, err := os.CreateTemp(s.dir, tempPrefix+\"*\") // 0600", "\tf, err := os.Create(s.path(name, recordEnding))"}},
		},
		{
			name: "outage: a store's panic is an error", pkg: core, test: "TestAPanickingStoreHarmsNobody",
			edits: []edit{{"authhooks/store_call.go", "if p := recover(); p != nil {", "if p := any(nil); p != nil {"}},
		},
		{
			name: "outage: no fight over one account", pkg: core, test: "TestNoFightWhereANewTokenKillsTheOld",
			edits: []edit{{"authhooks/source_shared.go", "\tif f.newRevokesOld || f.soloFetch.active(now) {", "\tif false {"}},
		},
		{
			name: "seal: bound to its account", pkg: "./authhooks/internal/seal", test: "TestRecordsAreBoundToTheirAccount",
			edits: []edit{
				{"authhooks/internal/seal/seal.go", "s.aead.Seal(record, nonce, text, s.data)", "s.aead.Seal(record, nonce, text, nil)"},
				{"authhooks/internal/seal/seal.go", "record[1+size:], s.data)", "record[1+size:], nil)"},
			},
		},
		{
			name: "seal: a nonce of its own", pkg: core, test: "TestSealedRecordOpensAsItWas",
			edits: []edit{{"authhooks/internal/seal/seal.go", "_, _ = rand.Read(nonce) //", "_ = rand.Reader //"}},
		},
		{
			name: "seal: the credential is stretched", pkg: core, test: "TestAGuessOfTheCredentialCosts",
			edits: []edit{{"authhooks/internal/seal/seal.go", "stretchRounds = 200_000", "stretchRounds = 1"}},
		},
		{
			name: "seal: the credential is in the key", pkg: core, test: "TestRecordsOfOthersDoNotOpen",
			edits: []edit{{"authhooks/internal/seal/seal.go", "mac.Write([]byte(credential))", "mac.Write(nil)"}},
		},
		{
			name: "files: open to nobody else", pkg: files, test: "TestFilesThatAreRefused",
			edits: []edit{{"authhooks/filestore/owner.go", "\tcase info.Mode()&othersMode != 0:\n\t\treturn fmt.Errorf(\"filestore: %s is open", "\tcase false:\n\t\treturn fmt.Errorf(\"filestore: %s is open"}},
		},
		{
			name: "files: written with mode 0600", pkg: files, test: "TestModesDoNotDependOnTheUmask",
			edits: []edit{{"authhooks/filestore/file.go", "\t_, err = f.Write(text)\n", "\t_ = f.Chmod(0o644)\n\t_, err = f.Write(text)\n"}},
		},
		{
			name: "files: locked with mode 0600", pkg: files, test: "TestModesDoNotDependOnTheUmask",
			edits: []edit{{"authhooks/filestore/lock.go", "flock.SetPermissions(0o600)", "flock.SetPermissions(0o644)"}},
		},
		{
			name: "files: in a folder of mode 0700", pkg: files, test: "TestFoldersThatAreRefused",
			edits: []edit{{"authhooks/filestore/owner.go", "\tcase info.Mode()&othersMode != 0:\n\t\treturn fmt.Errorf(\"filestore: the folder", "\tcase false:\n\t\treturn fmt.Errorf(\"filestore: the folder"}},
		},
		{
			name: "files: no symbolic link", pkg: files, test: "TestFilesThatAreRefused",
			edits: []edit{{"authhooks/filestore/owner_unix.go", "syscall.O_NOFOLLOW | syscall.O_NONBLOCK", "syscall.O_NONBLOCK"}},
		},
		{
			name: "files: no symbolic link for a lock", pkg: files, test: "TestLockFilesThatAreRefused",
			edits: []edit{{"authhooks/filestore/owner_unix.go", "syscall.O_NOFOLLOW | syscall.O_NONBLOCK", "syscall.O_NONBLOCK"}},
		},
		{
			name: "files: no symbolic link for the folder", pkg: files, test: "TestFoldersThatAreRefused",
			edits: []edit{
				{"authhooks/filestore/owner.go", "info, err := os.Lstat(s.dir)", "info, err := os.Stat(s.dir)"},
			},
		},
		{
			name: "files: the folder is looked at each time", pkg: files, test: "TestAFolderThatChangesIsNoticed",
			edits: []edit{{"authhooks/filestore/store.go", "\tif err := s.checkDir(); err != nil {\n\t\treturn err\n", "\tif err := s.checkDir(); err != nil && ctx.Err() != nil {\n\t\treturn err\n"}},
		},
		{
			name: "files: names are hexadecimal", pkg: files, test: "TestNamesAreHexadecimal",
			edits: []edit{{"authhooks/filestore/store.go", ` && strings.Trim(name, "0123456789abcdef") == ""`, ` && strings.Trim(name, "0") != "-"`}},
		},
		{
			name: "files: a record has a limit", pkg: files, test: "TestARecordHasALimit",
			edits: []edit{{"authhooks/filestore/store.go", "case len(r) > maxRecord:", "case false:"}},
		},
		{
			name: "memory: the zero store has a map of records", pkg: core, test: "TestAZeroMemoryStoreIsEmpty",
			edits: []edit{{"authhooks/store_memory.go", "\tif m.records == nil {", "\tif m.records == nil && m.sweepAt > 0 {"}},
		},
		{
			name: "memory: the zero store has a map of queues", pkg: core, test: "TestASourceOverAZeroMemoryStore",
			edits: []edit{{"authhooks/store_memory.go", "\tif m.queues == nil {", "\tif m.queues == nil && m.sweepAt > 0 {"}},
		},
		{
			name: "files: no fsync is no failed write", pkg: files, test: "TestAFileSystemWithoutSyncIsNoFailedWrite",
			edits: []edit{{"authhooks/filestore/file.go", "err != nil && !isUnsupported(err) {", "err != nil {"}},
		},
		{
			name: "files: a failed fsync is a failed write", pkg: files, test: "TestADiskThatFailsIsToldOf",
			edits: []edit{{"authhooks/filestore/file.go", "err != nil && !isUnsupported(err) {", "false {"}},
		},
		{
			name: "files: nothing is left of half a record", pkg: files, test: "TestAHalfWrittenRecordIsNone",
			edits: []edit{{"authhooks/filestore/file.go", "err = errors.Join(err, os.Remove(temp))", "err = errors.Join(err, nil)"}},
		},
		{
			name: "Redis: no read from a replica", pkg: redis, test: "TestMiniredisKeepsTheContract",
			edits: []edit{{"authhooks/redisstore/store.go", "return script.Run(ctx,", "return script.RunRO(ctx,"}},
		},
		{
			name: "Redis: a replica is not believed", pkg: redis, test: "TestAReplicaIsNotBelieved",
			edits: []edit{{"authhooks/redisstore/store.go", "string.find(probe.err, 'READONLY', 1, true)", "false"}},
		},
		{
			name: "Redis: a primary that takes no writes is read", pkg: redis, test: "TestAPrimaryThatRefusesWritesIsRead",
			edits: []edit{{"authhooks/redisstore/store.go", " and string.find(probe.err, 'READONLY', 1, true)", ""}},
		},
		{
			name: "Redis: a late lock is given back", pkg: redis, test: "TestALockThatItsUnlockOvertookIsGivenBack",
			edits: []edit{{"authhooks/redisstore/lock.go", "\t\tif freed, err := l.free(ctx); freed || unusable(err) {", "\t\tif _, err := l.free(ctx); err == nil || unusable(err) {"}},
		},
		{
			name: "Redis: an unlock outlasts its caller", pkg: redis, test: "TestAnUnlockArrives",
			edits: []edit{{"authhooks/redisstore/lock.go", "\tctx = context.WithoutCancel(ctx)\n\t_, err := l.free(ctx)", "\t_, err := l.free(ctx)"}},
		},
		{
			name: "Redis: a lost unlock is sent again", pkg: redis, test: "TestAnUnlockArrives",
			edits: []edit{{"authhooks/redisstore/lock.go", "go l.giveBack(ctx, nil)", "_ = l"}},
		},
		{
			name: "Redis: a hook that panics ends no process", pkg: redis, test: "TestAClientThatPanicsFails",
			edits: []edit{{"authhooks/redisstore/roundtrip.go", "if p := recover(); p != nil {", "if p := any(nil); p != nil {"}},
		},
		{
			name: "Redis: missing rights are named", pkg: redis, test: "TestMissingRightsAreNamed",
			edits: []edit{{"authhooks/redisstore/failure.go", "if strings.Contains(text, a.text) {", "if false {"}},
		},
		{
			name: "suite: a store that is behind", pkg: "authhooks/authtest", test: "TestStoreSuiteFindsFaults",
			edits: []edit{{"authhooks/authtest/storesuitelate.go", "freshRounds = 100", "freshRounds = 1"}},
		},
		{
			name: "suite: a lock that nobody wants", pkg: "authhooks/authtest", test: "TestStoreSuiteFindsFaults",
			edits: []edit{{"authhooks/authtest/storesuitelate.go", "for _, name := range names {", "for _, name := range names[:0] {"}},
		},
		{
			name: "Redis: no error quotes the record", pkg: redis, test: "TestNoErrorQuotesTheRecord",
			edits: []edit{{"authhooks/redisstore/failure.go", "\tif quotes {", "\tif quotes && text == \"\" {"}},
		},
		{
			name: "Redis: a server that is silent is given up", pkg: redis, test: "TestAServerThatIsSilentIsGivenUp",
			edits: []edit{{"authhooks/redisstore/roundtrip.go", "\tcase <-limited.Done():", "\tcase <-context.Background().Done():"}},
		},
	}
}
