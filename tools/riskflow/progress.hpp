#pragma once
// How far an import is, on stderr: a bar that is redrawn, or plain lines.
// Thread rule: one thread.

#include <cstdint>
#include <optional>
#include <ostream>
#include <string>
#include <string_view>

#include "domain/core/time.hpp"
#include "runtime/import/files.hpp"

namespace riskflow::cli {

enum class ProgressForm : std::uint8_t { none, plain, bar };

// "bar", "plain" or "none".  Error: invalid, naming the option.
Result<ProgressForm> progress_form_from_text(std::string_view text);

// "[#####.....]  50%  1.5 MiB of 3.0 MiB  1000 records  500/s  3s left  users.json".
std::string progress_text(const runtime::ImportProgress& progress, std::chrono::microseconds spent);

// Shows at most ten bars, or one plain line, a second.
class Progress {
 public:
  // `err` and `clock` outlive the progress.
  Progress(std::ostream& err, Clock& clock, ProgressForm form);
  ~Progress();  // takes the bar away
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  void show(const runtime::ImportProgress& progress);
  // Takes the bar away, so that something else can be written to `err`.
  void clear();

 private:
  std::ostream& err_;
  Clock& clock_;
  ProgressForm form_;
  Instant began_;
  std::optional<Instant> shown_;
  bool has_bar_ = false;
};

}  // namespace riskflow::cli
