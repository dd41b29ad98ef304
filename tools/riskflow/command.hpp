#pragma once
// The commands as rows of tables: what a person types (noun, verb, options), what is asked of the
// server, and how the answer is shown.  Adding a command is adding a row to the file of its noun;
// parser.cpp reads the rows, dispatch.cpp runs them.
// Thread rule: constant tables and plain values.

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <ostream>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <boost/json/fwd.hpp>

#include "domain/core/result.hpp"
#include "runtime/http/message.hpp"
#include "runtime/http/problem.hpp"

namespace riskflow::cli {

enum class Need : std::uint8_t { optional, required };

// What may stand behind an option.  `several`: one or more, an argument only.
enum class Takes : std::uint8_t { nothing, text, number, several };

// An option ("--filter") or, without dashes, an argument ("case").  `meaning` is its line of help.
struct Option {
  std::string_view name;
  std::string_view value{};  // what stands for the value in the help: "TEXT"
  std::string_view meaning{};
  Takes takes = Takes::text;
  Need need = Need::optional;
};

// Rows of options, as the tables write them.
constexpr Option argument(std::string_view name, std::string_view meaning) {
  return {name, {}, meaning, Takes::text, Need::required};
}
constexpr Option option(std::string_view name, std::string_view value, std::string_view meaning) {
  return {name, value, meaning};
}
constexpr Option needed(std::string_view name, std::string_view value, std::string_view meaning) {
  return {name, value, meaning, Takes::text, Need::required};
}
constexpr Option number(std::string_view name, std::string_view meaning) {
  return {name, "N", meaning, Takes::number};
}
constexpr Option flag(std::string_view name, std::string_view meaning) {
  return {name, {}, meaning, Takes::nothing};
}

// What was typed: the options and arguments that were given, by the names of their rows.
class Given {
 public:
  void set(std::string_view name, std::vector<std::string> values);

  bool has(std::string_view name) const;
  // The value of something that is there; a bug (ensure) when it is not.
  const std::string& text(std::string_view name) const;
  std::optional<std::string> find(std::string_view name) const;
  // All values; none when it was not given.
  std::vector<std::string> all(std::string_view name) const;

 private:
  std::map<std::string, std::vector<std::string>, std::less<>> values_;
};

// A column of a table: the field of the API and what stands above it.
struct Column {
  std::string_view field;
  std::string_view header;
};

// A list inside a shown thing: a table, or entries with a text ("notes").
struct Section {
  std::string_view field;
  std::string_view title;
  std::span<const Column> columns{};  // none: the fields of the first entry
  std::string_view text{};            // the field with the text; "" = a table
  std::string_view sorted_by{};       // a field with numbers: the smallest first
  std::string_view all{};             // where all are when the page has the newest only
};

// What an answer is.  `view`: a list that can be filtered, sorted and paged; its command takes the
// options for that.
enum class Shape : std::uint8_t { thing, list, view };

struct Show {
  using Page = void (*)(std::ostream&, const boost::json::object&);

  Shape shape = Shape::thing;
  std::span<const Column> columns{};    // of a list; none: the fields of the first entry
  std::span<const Section> sections{};  // of a thing
  std::string_view done{};              // for people, on stderr, instead of the answer
  Page page = nullptr;                  // for people; none: the page that any thing has
};

// Whether `--data` may name a folder that is not there yet.
enum class Folder : std::uint8_t { must_exist, may_be_made };

// How long the answer of a server may take: some read the whole log first.
enum class Patience : std::uint8_t { a_minute, a_day };

class Session;

// A row: `ask` makes the one request of a simple command, `act` does all of another one.
struct Command {
  using Ask = Result<http::Request> (*)(const Given&);
  using Act = Result<http::ExitCode> (*)(const Given&, Session&);

  std::string_view noun;
  std::string_view verb;  // "" for a command of one word
  std::string_view summary;
  std::array<std::string_view, 3> examples;
  std::span<const Option> options{};
  Ask ask = nullptr;
  Show show{};
  Act act = nullptr;
  Folder folder = Folder::must_exist;
  Patience patience = Patience::a_minute;
  bool writes_sarif = false;  // its findings can be asked for with -o sarif
};

// Options of every command.
std::span<const Option> global_options();

// Options of every command whose answer is a view.
std::span<const Option> view_options();

}  // namespace riskflow::cli
