// RocksDB is not instrumented: ThreadSanitizer does not see the order that its locks and atomics
// make.  But it calls inline functions of its headers, and of the standard library, that are
// compiled into us: what has it on either stack is no news.  Of ours it calls nothing but a
// listener, which sets an atomic.  Read by the sanitizer's runtime; unused in every other build.
extern "C" const char* __tsan_default_suppressions();

extern "C" const char* __tsan_default_suppressions() {
  return "called_from_lib:librocksdb.so\nrace:librocksdb.so\n";
}
