#pragma once
// The process's log: one JSON object a line, on stderr or in a file:
//   {"ts":"2026-01-12T08:30:00.000000Z","level":"info","event":"view rebuilt","view":"cases"}
// The event is a fixed lower-case phrase, the fields are numbers, ids or fixed words.  RULE: never
// a name, an address, a token or free text, also not as part of an error's message. Levels: error
// wakes a person; warn is for a look this week; info is life-cycle and decisions; debug is per
// request.  The domain and the projections do not log. Thread rule: write from any thread; `open`
// is called once, by main, before other threads start.

#include <concepts>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <variant>

#include "domain/core/result.hpp"

namespace riskflow::log {

enum class Level : std::uint8_t { debug, info, warn, error };

// A number, a truth value or a word.  Text is escaped, and cut after `value_max` bytes.
class Value {
 public:
  Value(std::same_as<bool> auto b) : value_(b) {}
  Value(std::signed_integral auto n) : value_(static_cast<std::int64_t>(n)) {}
  Value(std::unsigned_integral auto n)
    requires(!std::same_as<decltype(n), bool>)
      : value_(static_cast<std::uint64_t>(n)) {}
  Value(std::floating_point auto n) : value_(static_cast<double>(n)) {}
  Value(std::string_view word) : value_(word) {}
  Value(const char* word) : value_(std::string_view(word)) {}
  Value(const std::string& word) : value_(std::string_view(word)) {}

  const auto& get() const { return value_; }

 private:
  // The view lives as long as the call that logs it.
  std::variant<bool, std::int64_t, std::uint64_t, double, std::string_view> value_;
};
inline constexpr std::size_t value_max = 256;

struct Field {
  std::string_view key;
  Value value;
};
using Fields = std::initializer_list<Field>;

// Where the lines go; stderr when `file` is empty.  Lines below `least` are dropped.
struct Destination {
  std::string file;
  Level least = Level::info;
};

// Opens the log; lines written before go to stderr.  A file is appended to; it and its
// folders are made with the process's umask.  Error: unavailable, when the file cannot be opened.
Status open(const Destination& destination);

void debug(std::string_view event, Fields fields = {});
void info(std::string_view event, Fields fields = {});
void warn(std::string_view event, Fields fields = {});
void error(std::string_view event, Fields fields = {});

}  // namespace riskflow::log
