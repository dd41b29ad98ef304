#include "runtime/import/files.hpp"

#include <algorithm>
#include <deque>
#include <future>

#include <sys/mman.h>
#include <unistd.h>

#include "runtime/formats/source.hpp"

namespace riskflow::runtime {

static constexpr std::size_t in_flight_max = 4;
static constexpr std::size_t batch_bytes = 1024 * 1024;  // of raw records

// Batches under way, oldest first.
class InFlight {
 public:
  InFlight(const TakeBatch& take, const ImportWatch& watch, ImportTotals& totals)
      : take_(take), watch_(watch), totals_(totals) {}

  Status add(RawBatch batch) {
    while (pending_.size() >= in_flight_max)
      if (auto ok = finish_oldest(); !ok) return ok;
    pending_.push_back(
        std::async(std::launch::async, [this, b = std::move(batch)] { return take_(b); }));
    return {};
  }
  Status finish_all() {
    Status first;
    while (!pending_.empty())
      if (auto ok = finish_oldest(); !ok && first) first = fail(ok.error());
    return first;
  }

 private:
  Status finish_oldest() {
    auto outcome = pending_.front().get();
    pending_.pop_front();
    if (!outcome) return fail(outcome.error());
    totals_ += outcome->totals;
    for (const auto& skipped : outcome->skipped) watch_.skipped(skipped);
    return {};
  }

  const TakeBatch& take_;
  const ImportWatch& watch_;
  ImportTotals& totals_;
  std::deque<std::future<Result<BatchOutcome>>> pending_;
};

// What one file's records are counted and called by.
struct FileLabel {
  std::string name;
  std::uint64_t first = 1;  // the number that its first record has
};

static Status import_file(formats::RecordSource& source, const FileLabel& label, InFlight& batches,
                          ImportTotals& totals, const ImportWatch& watch, ImportProgress progress) {
  const auto& name = label.name;
  const auto fresh = [&] { return RawBatch{source.kind(), source.layout(), name, {}}; };
  auto batch = fresh();
  const bool alerts =
      source.kind() == formats::Kind::graph_alerts || source.kind() == formats::Kind::office365;
  const auto most = alerts ? import_batch_alerts : import_batch_records;
  std::size_t bytes = 0;
  const auto before = progress.bytes_done;
  while (!watch.stopped()) {
    const auto raw = source.next();
    if (!raw) {
      ++totals.read;
      ++totals.skipped;
      watch.skipped({name, raw.error().target, "", raw.error().message});
      if (raw.error().code == Errc::unavailable) return fail(raw.error());
      continue;
    }
    if (!*raw) break;
    batch.records.push_back({(*raw)->number + label.first - 1, std::string((*raw)->text)});
    bytes += (*raw)->text.size();
    ++progress.records;
    if (batch.records.size() < most && bytes < batch_bytes) continue;
    if (auto ok = batches.add(std::exchange(batch, fresh())); !ok) return ok;
    bytes = 0;
    progress.bytes_done = before + source.bytes_read();
    watch.progress(progress);
  }
  if (!batch.records.empty())
    if (auto ok = batches.add(std::move(batch)); !ok) return ok;
  return batches.finish_all();
}

// People first, alerts and HR reports after: a file may name people that another file describes.
static int order_of(formats::Kind kind) {
  switch (kind) {
    case formats::Kind::graph_users: return 0;
    case formats::Kind::graph_groups: return 1;
    case formats::Kind::graph_alerts: return 2;
    case formats::Kind::office365: return 3;
    case formats::Kind::hr_csv: return 4;
  }
  return 5;
}

struct InputFile {
  std::size_t number;  // on the command line: files of one kind keep their order
  std::string name;
  std::unique_ptr<formats::RecordSource> source;
};

static Result<std::vector<InputFile>> open_all(const std::vector<std::filesystem::path>& files,
                                               const formats::ColumnMap& columns) {
  std::vector<InputFile> opened;
  for (const auto& file : files) {
    auto source = formats::RecordSource::open(file, columns);
    if (!source) return fail(source.error());
    opened.push_back({opened.size(), file.string(), std::move(*source)});
  }
  std::sort(opened.begin(), opened.end(), [](const InputFile& a, const InputFile& b) {
    return std::pair{order_of(a.source->kind()), a.number} <
           std::pair{order_of(b.source->kind()), b.number};
  });
  return opened;
}

ImportedFiles import_files(const std::vector<std::filesystem::path>& files,
                           const formats::ColumnMap& columns, const TakeBatch& take,
                           const ImportWatch& watch) {
  ImportedFiles done;
  auto opened = open_all(files, columns);
  if (!opened) {
    done.status = fail(opened.error());
    return done;
  }
  ImportProgress progress;
  for (const auto& file : *opened) progress.bytes_all += file.source->size().value_or(0);
  InFlight batches(take, watch, done.totals);
  for (auto& [number, name, source] : *opened) {
    progress.file = name;
    done.status = import_file(*source, {name, 1}, batches, done.totals, watch, progress);
    if (auto rest = batches.finish_all(); !rest && done.status) done.status = rest;
    done.was_stopped = watch.stopped();
    if (!done.status || done.was_stopped) break;
    progress.bytes_done += source->bytes_read();
    progress.records = done.totals.read;
    watch.progress(progress);
  }
  return done;
}

// A file that is in memory only, for a reader that wants a path; Linux.
class MemoryFile {
 public:
  explicit MemoryFile(BytesView bytes) : file_(::memfd_create("riskflow-import", MFD_CLOEXEC)) {
    while (file_ >= 0 && !bytes.empty()) {
      const auto written = ::write(file_, bytes.data(), bytes.size());
      if (written <= 0) break;
      bytes.remove_prefix(static_cast<std::size_t>(written));
    }
    is_whole_ = file_ >= 0 && bytes.empty();
  }
  ~MemoryFile() {
    if (file_ >= 0) ::close(file_);
  }
  MemoryFile(const MemoryFile&) = delete;
  MemoryFile& operator=(const MemoryFile&) = delete;
  bool is_whole() const { return is_whole_; }
  std::filesystem::path path() const { return "/proc/self/fd/" + std::to_string(file_); }

 private:
  int file_;
  bool is_whole_ = false;
};

Result<ImportTotals> import_piece(const FilePiece& piece, const TakeBatch& take,
                                  const ImportWatch& watch) {
  const MemoryFile file(piece.bytes);
  if (!file.is_whole()) return fail(Errc::unavailable, "there is no memory for the upload");
  auto source = formats::RecordSource::open(file.path(), {}, {}, piece.kind);
  if (!source) return fail(source.error().code, source.error().message, piece.file);
  ImportTotals totals;
  InFlight batches(take, watch, totals);
  if (auto ok = import_file(**source, {piece.file, piece.first}, batches, totals, watch, {}); !ok)
    return fail(ok.error());
  return totals;
}

}  // namespace riskflow::runtime
