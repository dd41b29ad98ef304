#include "tools/riskflow/progress.hpp"

#include <algorithm>
#include <filesystem>

#include <fmt/format.h>

#include "tools/riskflow/cell.hpp"

namespace riskflow::cli {

using runtime::ImportProgress;

Result<ProgressForm> progress_form_from_text(std::string_view text) {
  if (text == "bar") return ProgressForm::bar;
  if (text == "plain") return ProgressForm::plain;
  if (text == "none") return ProgressForm::none;
  return fail(Errc::invalid, "--progress must be bar, plain or none", "--progress");
}

static std::string bytes_text(std::uint64_t bytes) {
  constexpr double step = 1024;
  auto amount = static_cast<double>(bytes);
  for (const std::string_view unit : {"B", "KiB", "MiB"}) {
    if (amount < step) return fmt::format("{:.{}f} {}", amount, unit == "B" ? 0 : 1, unit);
    amount /= step;
  }
  return fmt::format("{:.1f} GiB", amount);
}

static std::string bar_of(double share) {
  constexpr std::size_t width = 20;
  const auto full = static_cast<std::size_t>(share * static_cast<double>(width));
  return fmt::format("[{}{}]", std::string(full, '#'), std::string(width - full, '.'));
}

std::string progress_text(const ImportProgress& progress, std::chrono::microseconds spent) {
  const auto seconds = std::chrono::duration<double>(spent).count();
  std::string text;
  const auto all = static_cast<double>(progress.bytes_all);
  // A pipe has no size; a file may grow while it is read.
  const double share =
      progress.bytes_all == 0 ? 0 : std::min(1.0, static_cast<double>(progress.bytes_done) / all);
  if (progress.bytes_all > 0)
    text = fmt::format("{} {:3.0f}%  {} of {}", bar_of(share), share * 100,
                       bytes_text(progress.bytes_done), bytes_text(progress.bytes_all));
  else
    text = bytes_text(progress.bytes_done);
  text += fmt::format("  {} records", progress.records);
  if (seconds > 0)
    text += fmt::format("  {:.0f}/s", static_cast<double>(progress.records) / seconds);
  if (seconds > 0 && share > 0 && share < 1)
    text += fmt::format("  {:.0f}s left", seconds / share - seconds);
  return text + "  " + one_line(std::filesystem::path(progress.file).filename().string());
}

Progress::Progress(std::ostream& err, Clock& clock, ProgressForm form)
    : err_(err), clock_(clock), form_(form), began_(clock.now()) {}

Progress::~Progress() { clear(); }

void Progress::show(const ImportProgress& progress) {
  if (form_ == ProgressForm::none) return;
  const auto now = clock_.now();
  const auto pause =
      form_ == ProgressForm::bar ? std::chrono::milliseconds{100} : std::chrono::milliseconds{1000};
  if (shown_ && now - *shown_ < pause) return;
  shown_ = now;
  const auto text = progress_text(progress, now - began_);
  if (form_ == ProgressForm::plain) {
    err_ << text << '\n';
    return;
  }
  err_ << "\r\x1b[K" << text << std::flush;  // to the line's start, and clears it
  has_bar_ = true;
}

void Progress::clear() {
  if (has_bar_) err_ << "\r\x1b[K" << std::flush;
  has_bar_ = false;
}

}  // namespace riskflow::cli
