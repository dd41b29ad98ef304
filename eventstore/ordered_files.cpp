#include "eventstore/ordered_files.hpp"

#include <filesystem>

#include <rocksdb/env.h>
#include <rocksdb/file_system.h>

namespace riskflow::eventstore {

namespace {

using rocksdb::IODebugContext;
using rocksdb::IOOptions;
using rocksdb::IOStatus;
using rocksdb::Slice;

// Each record comes in an append of its own.
class ListOfFiles final : public rocksdb::FSWritableFileOwnerWrapper {
 public:
  using FSWritableFileOwnerWrapper::FSWritableFileOwnerWrapper;

  IOStatus Append(const Slice& data, const IOOptions& options, IODebugContext* debug) override {
    auto done = sync_what_came_before(options, debug);
    return done.ok() ? FSWritableFileOwnerWrapper::Append(data, options, debug) : done;
  }
  IOStatus Append(const Slice& data, const IOOptions& options,
                  const rocksdb::DataVerificationInfo& check, IODebugContext* debug) override {
    auto done = sync_what_came_before(options, debug);
    return done.ok() ? FSWritableFileOwnerWrapper::Append(data, options, check, debug) : done;
  }
  IOStatus Sync(const IOOptions& options, IODebugContext* debug) override {
    auto done = FSWritableFileOwnerWrapper::Sync(options, debug);
    if (done.ok()) note_synced();
    return done;
  }
  IOStatus Fsync(const IOOptions& options, IODebugContext* debug) override {
    auto done = FSWritableFileOwnerWrapper::Fsync(options, debug);
    if (done.ok()) note_synced();
    return done;
  }

 private:
  IOStatus sync_what_came_before(const IOOptions& options, IODebugContext* debug) {
    auto done = counts_ && is_dirty_ ? Sync(options, debug) : IOStatus::OK();
    is_dirty_ = true;
    return done;
  }
  void note_synced() {
    counts_ = true;
    is_dirty_ = false;
  }

  bool counts_ = false;  // what it begins with is there: CURRENT may name it
  bool is_dirty_ = false;
};

class OrderedFiles final : public rocksdb::FileSystemWrapper {
 public:
  using FileSystemWrapper::FileSystemWrapper;

  const char* Name() const override { return "OrderedFiles"; }

  IOStatus NewWritableFile(const std::string& path, const rocksdb::FileOptions& options,
                           std::unique_ptr<rocksdb::FSWritableFile>* file,
                           IODebugContext* debug) override {
    auto made = FileSystemWrapper::NewWritableFile(path, options, file, debug);
    if (made.ok() && std::filesystem::path(path).filename().string().starts_with("MANIFEST-"))
      *file = std::make_unique<ListOfFiles>(std::move(*file));
    return made;
  }

  IOStatus RenameFile(const std::string& from, const std::string& to, const IOOptions& options,
                      IODebugContext* debug) override {
    const std::filesystem::path place(to);
    if (place.filename() == "CURRENT") {
      std::unique_ptr<rocksdb::FSDirectory> folder;
      auto synced = NewDirectory(place.parent_path(), options, &folder, debug);
      if (synced.ok()) synced = folder->Fsync(options, debug);
      if (!synced.ok()) return synced;
    }
    return FileSystemWrapper::RenameFile(from, to, options, debug);
  }
};

}  // namespace

std::unique_ptr<rocksdb::Env> with_ordered_files(rocksdb::Env* base) {
  const auto& files = base != nullptr ? base->GetFileSystem() : rocksdb::FileSystem::Default();
  return rocksdb::NewCompositeEnv(std::make_shared<OrderedFiles>(files));
}

}  // namespace riskflow::eventstore
