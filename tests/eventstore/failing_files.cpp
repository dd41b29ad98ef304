#include "tests/eventstore/failing_files.hpp"

#include <rocksdb/env.h>
#include <rocksdb/file_system.h>

namespace riskflow::eventstore {

namespace {

class FailingFile final : public rocksdb::FSWritableFileOwnerWrapper {
 public:
  FailingFile(std::unique_ptr<rocksdb::FSWritableFile>&& file,
              std::shared_ptr<FailingFiles::Switch> state, bool is_lost)
      : FSWritableFileOwnerWrapper(std::move(file)), state_(std::move(state)), is_lost_(is_lost) {}

  rocksdb::IOStatus Append(const rocksdb::Slice& bytes, const rocksdb::IOOptions& options,
                           rocksdb::IODebugContext* debug) override {
    if (is_lost_) return rocksdb::IOStatus::OK();
    return FSWritableFileOwnerWrapper::Append(bytes, options, debug);
  }
  rocksdb::IOStatus Append(const rocksdb::Slice& bytes, const rocksdb::IOOptions& options,
                           const rocksdb::DataVerificationInfo& info,
                           rocksdb::IODebugContext* debug) override {
    if (is_lost_) return rocksdb::IOStatus::OK();
    return FSWritableFileOwnerWrapper::Append(bytes, options, info, debug);
  }

  rocksdb::IOStatus Sync(const rocksdb::IOOptions& options,
                         rocksdb::IODebugContext* debug) override {
    ++state_->syncs;
    if (state_->fails) return rocksdb::IOStatus::IOError("the test wants no sync");
    return FSWritableFileOwnerWrapper::Sync(options, debug);
  }

 private:
  std::shared_ptr<FailingFiles::Switch> state_;
  const bool is_lost_;
};

class FailingFileSystem final : public rocksdb::FileSystemWrapper {
 public:
  explicit FailingFileSystem(std::shared_ptr<FailingFiles::Switch> state)
      : FileSystemWrapper(rocksdb::FileSystem::Default()), state_(std::move(state)) {}

  const char* Name() const override { return "failing"; }

  rocksdb::IOStatus NewWritableFile(const std::string& name, const rocksdb::FileOptions& options,
                                    std::unique_ptr<rocksdb::FSWritableFile>* file,
                                    rocksdb::IODebugContext* debug) override {
    if (state_->is_full()) return rocksdb::IOStatus::NoSpace("the test wants a full disk");
    auto status = FileSystemWrapper::NewWritableFile(name, options, file, debug);
    if (!status.ok()) return status;
    *file = std::make_unique<FailingFile>(std::move(*file), state_, state_->loses(name));
    return status;
  }

  rocksdb::IOStatus DeleteFile(const std::string& name, const rocksdb::IOOptions& options,
                               rocksdb::IODebugContext* debug) override {
    state_->hold(name);
    return FileSystemWrapper::DeleteFile(name, options, debug);
  }

 private:
  std::shared_ptr<FailingFiles::Switch> state_;
};

}  // namespace

FailingFiles::FailingFiles()
    : switch_(std::make_shared<Switch>()),
      env_(rocksdb::NewCompositeEnv(std::make_shared<FailingFileSystem>(switch_))) {}

FailingFiles::~FailingFiles() = default;

void FailingFiles::fail_syncs() { switch_->fails = true; }
void FailingFiles::fill_while(std::function<bool()> is_full) {
  switch_->is_full = std::move(is_full);
}
bool FailingFiles::Switch::loses(const std::string& name) {
  const std::scoped_lock lock(mutex);
  if (to_lose.empty() || name.find(to_lose) == std::string::npos) return false;
  to_lose.clear();
  return true;
}

void FailingFiles::Switch::hold(const std::string& name) {
  constexpr std::chrono::milliseconds a_while(500);
  std::unique_lock lock(mutex);
  if (!is_held || !name.ends_with(".sst")) return;
  let_go.wait_for(lock, a_while, [this] { return !is_held; });
  is_held = false;
}

void FailingFiles::delay_next_removal() {
  const std::scoped_lock lock(switch_->mutex);
  switch_->is_held = true;
}
void FailingFiles::let_go() {
  const std::scoped_lock lock(switch_->mutex);
  switch_->is_held = false;
  switch_->let_go.notify_all();
}
void FailingFiles::lose_next(std::string part) {
  const std::scoped_lock lock(switch_->mutex);
  switch_->to_lose = std::move(part);
}
bool FailingFiles::has_lost() const {
  const std::scoped_lock lock(switch_->mutex);
  return switch_->to_lose.empty();
}
void FailingFiles::heal() { switch_->fails = false; }
int FailingFiles::syncs() const { return switch_->syncs; }

}  // namespace riskflow::eventstore
