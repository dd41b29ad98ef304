#include "tests/eventstore/safe_log.hpp"

#include <fstream>

namespace riskflow::eventstore {

namespace fs = std::filesystem;

SafeLog::SafeLog() {
  fs::create_directories(data());
  open_parts();
}

void SafeLog::open_parts() {
  if (!log_) open();
  auto notary = Notary::open(*log_, data());
  ASSERT_TRUE(notary) << notary.error().message;
  notary_ = std::move(*notary);
  auto keys = Keyring::open(data() / "keys", data() / "unlock.key");
  ASSERT_TRUE(keys) << keys.error().message;
  keys_ = std::move(*keys);
}

void SafeLog::close() {
  keys_.reset();
  notary_.reset();
  log_.reset();
}

void SafeLog::append_some(std::uint64_t commits) {
  for (std::uint64_t n = 0; n < commits; ++n) {
    const auto number = to_number(log_->head()) + 1;
    clock_.set(at_second(static_cast<std::int64_t>(number)));
    must_append(frame(request(number), {part("a", Expected::any(), {event("x"), event("y")}),
                                        part("b-" + std::to_string(number), Expected::no_stream(),
                                             {event("z", std::string(200, 'p'))})}));
  }
}

Result<VerifiedBackup> SafeLog::back_up() {
  return make_backup({*log_, *notary_, *keys_}, collection(), at_second(++second_));
}

VerifiedBackup SafeLog::must_back_up() {
  auto made = back_up();
  EXPECT_TRUE(made) << made.error().message;
  return made.value_or(VerifiedBackup{});
}

Result<Restored> SafeLog::restore(const fs::path& backup, GoingOn going_on,
                                  std::optional<AsOf> as_of) {
  const RestoreOrder order{backup, restored(), as_of, std::move(going_on)};
  return restore_backup(order, [](Log& log, const Restored& from) -> Status {
    const auto appended = log.append_and_wait(frame(
        request(9'999),
        {part("safekeeping", Expected::any(), {event("continued", from.from.backup.origin)})}));
    return appended ? Status{} : fail(appended.error());
  });
}

Restored SafeLog::must_restore(const fs::path& backup, GoingOn going_on,
                               std::optional<AsOf> as_of) {
  auto done = restore(backup, std::move(going_on), as_of);
  EXPECT_TRUE(done) << done.error().message;
  return done.value_or(Restored{});
}

std::unique_ptr<Log> SafeLog::open_restored() {
  auto opened = Log::open({.folder = restored() / "log", .clock = &clock_});
  EXPECT_TRUE(opened) << opened.error().message;
  return std::move(*opened);
}

std::vector<std::string> SafeLog::everything_in(const Log& log) {
  std::vector<std::string> out;
  const auto read = log.read(Position{0}, [&](const Commit& commit) {
    out.push_back(describe(commit));
    return Reading::more;
  });
  EXPECT_TRUE(read) << read.error().message;
  return out;
}

void flip_byte(const fs::path& file, std::size_t at) {
  std::fstream bytes(file, std::ios::in | std::ios::out | std::ios::binary);
  bytes.seekg(static_cast<std::streamoff>(at));
  const auto was = static_cast<char>(bytes.get());
  bytes.seekp(static_cast<std::streamoff>(at));
  bytes.put(static_cast<char>(was ^ 1));
}

std::string text_in(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

}  // namespace riskflow::eventstore
