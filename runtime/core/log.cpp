#include "runtime/core/log.hpp"

#include <cmath>
#include <memory>

#include <fmt/format.h>
#include <spdlog/sinks/basic_file_sink.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

namespace riskflow::log {

// Words are ASCII.  Whatever else comes is escaped byte by byte, so that each line is valid JSON
// and one event stays one line.
static void append_escaped(std::string& out, std::string_view text) {
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\')
      (out += '\\') += c;
    else if (byte < 0x20 || byte >= 0x7f)
      out += fmt::format("\\u{:04x}", byte);
    else
      out += c;
  }
}

static void append_text(std::string& out, std::string_view text) {
  out += '"';
  append_escaped(out, text.substr(0, value_max));
  if (text.size() > value_max) out += "...";
  out += '"';
}

static void append_value(std::string& out, bool value) { out += value ? "true" : "false"; }
static void append_value(std::string& out, std::string_view value) { append_text(out, value); }
static void append_value(std::string& out, double value) {
  // JSON has no word for infinity.
  out += std::isfinite(value) ? fmt::format("{}", value) : "null";
}
static void append_value(std::string& out, std::int64_t value) { out += fmt::to_string(value); }
static void append_value(std::string& out, std::uint64_t value) { out += fmt::to_string(value); }

static std::string line(std::string_view event, Fields fields) {
  std::string out = "\"event\":";
  append_text(out, event);
  for (const auto& field : fields) {
    out += ',';
    append_text(out, field.key);
    out += ':';
    std::visit([&](auto value) { append_value(out, value); }, field.value.get());
  }
  return out;
}

static spdlog::level::level_enum spdlog_level(Level level) {
  switch (level) {
    case Level::debug: return spdlog::level::debug;
    case Level::info: return spdlog::level::info;
    case Level::warn: return spdlog::level::warn;
    case Level::error: return spdlog::level::err;
  }
  return spdlog::level::err;
}

static std::shared_ptr<spdlog::logger> make_logger(spdlog::sink_ptr sink, Level least) {
  auto logger = std::make_shared<spdlog::logger>("riskflow", std::move(sink));
  logger->set_pattern(R"({"ts":"%Y-%m-%dT%H:%M:%S.%fZ","level":"%l",%v})",
                      spdlog::pattern_time_type::utc);
  logger->set_level(spdlog_level(least));
  logger->flush_on(spdlog::level::trace);
  return logger;
}

// spdlog's own default logger is coloured text on stdout, which is for results only; the first
// line, or `open`, puts ours in its place.
static std::shared_ptr<spdlog::logger>& process_logger() {
  static auto logger = make_logger(std::make_shared<spdlog::sinks::stderr_sink_mt>(), Level::info);
  return logger;
}

Status open(const Destination& destination) {
  try {
    spdlog::sink_ptr sink = std::make_shared<spdlog::sinks::stderr_sink_mt>();
    if (!destination.file.empty())
      sink = std::make_shared<spdlog::sinks::basic_file_sink_mt>(destination.file);
    process_logger() = make_logger(std::move(sink), destination.least);
    return {};
  } catch (const spdlog::spdlog_ex&) {
    return fail(Errc::unavailable, "cannot open the log file for writing: check its folder", "log");
  }
}

static void write(Level level, std::string_view event, Fields fields) {
  auto& logger = *process_logger();
  if (!logger.should_log(spdlog_level(level))) return;
  logger.log(spdlog_level(level), spdlog::string_view_t(line(event, fields)));
}

void debug(std::string_view event, Fields fields) { write(Level::debug, event, fields); }
void info(std::string_view event, Fields fields) { write(Level::info, event, fields); }
void warn(std::string_view event, Fields fields) { write(Level::warn, event, fields); }
void error(std::string_view event, Fields fields) { write(Level::error, event, fields); }

}  // namespace riskflow::log
