#include "eventstore/ordered_names.hpp"

#include <filesystem>

#include <rocksdb/env.h>
#include <rocksdb/file_system.h>

namespace riskflow::eventstore {

namespace {

class OrderedNames final : public rocksdb::FileSystemWrapper {
 public:
  using FileSystemWrapper::FileSystemWrapper;

  const char* Name() const override { return "OrderedNames"; }

  rocksdb::IOStatus RenameFile(const std::string& from, const std::string& to,
                               const rocksdb::IOOptions& options,
                               rocksdb::IODebugContext* debug) override {
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

std::unique_ptr<rocksdb::Env> with_ordered_names(rocksdb::Env* base) {
  const auto& files = base != nullptr ? base->GetFileSystem() : rocksdb::FileSystem::Default();
  return rocksdb::NewCompositeEnv(std::make_shared<OrderedNames>(files));
}

}  // namespace riskflow::eventstore
