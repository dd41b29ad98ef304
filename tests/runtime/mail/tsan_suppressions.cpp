// GLib locks with futexes of its own, which ThreadSanitizer does not see: it takes memory that
// GLib's allocator hands from one thread to another for a race.  Read by the sanitizer's runtime;
// unused in every other build.
extern "C" const char* __tsan_default_suppressions();

extern "C" const char* __tsan_default_suppressions() {
  return "called_from_lib:libglib-2.0.so.0\ncalled_from_lib:libgobject-2.0.so.0\n";
}
