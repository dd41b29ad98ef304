#include "runtime/formats/json_splitter.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include <fmt/format.h>

namespace riskflow::formats {

constexpr int end_of_file = -1;
constexpr std::string_view unfinished = "the file ends in the middle of its JSON";
constexpr std::string_view stops_here = "; reading stops here: what follows was not read";
constexpr std::size_t depth_max = 64;
// What is kept of a name or of the context; longer ones are none that we look for.
constexpr std::size_t remembered_bytes_max = 1024;
// A file of lines that never close would be read once for each of them.
constexpr std::uint64_t rescanned_bytes_max = std::uint64_t{256} << 20;

// The bytes that matter outside strings.
static constexpr auto is_structural = [] {
  std::array<bool, 256> table{};
  for (const char c : {'"', '{', '}', '[', ']'}) table[static_cast<unsigned char>(c)] = true;
  return table;
}();

static constexpr bool is_blank(int c) { return c == ' ' || c == '\n' || c == '\r' || c == '\t'; }

// The brackets that are open: how many, and of the outermost which kind, one bit each, innermost
// lowest.  Those deeper than that are only counted: the record is skipped whatever they are.
class OpenBrackets {
 public:
  void open(char c) {
    if (depth_++ < depth_max) kinds_ = kinds_ << 1 | (c == '[' ? 1U : 0U);
  }
  bool close(char c) {
    if (--depth_ >= depth_max) return true;
    const bool matches = (kinds_ & 1U) == (c == ']' ? 1U : 0U);
    kinds_ >>= 1;
    return matches;
  }
  bool none() const { return depth_ == 0; }
  bool too_deep() const { return depth_ > depth_max; }

 private:
  std::uint64_t kinds_ = 0;
  std::uint64_t depth_ = 0;
};

JsonSplitter::JsonSplitter(ByteWindow window, SplitLimits limits)
    : window_(std::move(window)), limits_(limits) {}

Result<std::optional<RawRecord>> JsonSplitter::next() {
  give_back();
  in_record_ = false;
  while (where_ != Where::ended) {
    Step step = Step::again;
    switch (where_) {
      case Where::root: step = at_root(); break;
      case Where::array: step = in_array(); break;
      case Where::page_tail: step = in_page_tail(); break;
      case Where::ended: break;
    }
    if (step == Step::failed) return fail(*std::exchange(error_, std::nullopt));
    if (step == Step::record) return RawRecord{number_, window_.unread().substr(0, pos_)};
  }
  return std::nullopt;
}

JsonSplitter::Step JsonSplitter::at_root() {
  skip_blanks();
  const int c = peek();
  if (c == end_of_file) {
    where_ = Where::ended;
    return error_ ? Step::failed : Step::again;
  }
  if (c == '{') {
    const auto step = root_object();
    if (step == Step::failed && in_record_) recover();
    return step;
  }
  if (c != '[') {
    broken("expected '{' or '['");
    recover();
    return Step::failed;
  }
  ++pos_;
  where_ = Where::array;
  in_page_ = false;
  first_in_array_ = true;
  return Step::again;
}

// An object at the root is a page when it has a member "value" that is an array; else it is a
// record.
JsonSplitter::Step JsonSplitter::root_object() {
  begin_record();
  context_.clear();
  ++pos_;
  skip_blanks();
  std::string name;
  for (bool first = true; peek() != '}' || !first; first = false) {
    if (!read_member_name(name)) return Step::failed;
    if (name == "value" && peek() == '[') {
      ++pos_;
      keeping_ = in_record_ = false;
      --number_;
      where_ = Where::array;
      in_page_ = first_in_array_ = true;
      return Step::again;
    }
    const bool is_context = name == "@odata.context" && peek() == '"';
    if (!(is_context ? read_string(context_) : skip_value())) return Step::failed;
    skip_blanks();
    if (peek() == '}') break;
    if (peek() != ',') {
      broken("expected ',' or '}'");
      return Step::failed;
    }
    ++pos_;
    skip_blanks();
  }
  ++pos_;
  return finish_record();
}

JsonSplitter::Step JsonSplitter::in_array() {
  skip_blanks();
  if (peek() == ']') {
    ++pos_;
    where_ = in_page_ ? Where::page_tail : Where::root;
    return Step::again;
  }
  bool ok = true;
  if (!std::exchange(first_in_array_, false)) {
    ok = peek() == ',' || broken("expected ',' or ']'");
    if (ok) ++pos_;
    skip_blanks();
  }
  if (ok) {
    begin_record();
    ok = skip_value();
  }
  return ok ? finish_record() : stop_here();
}

JsonSplitter::Step JsonSplitter::in_page_tail() {
  skip_blanks();
  const int c = peek();
  if (c == '}') {
    ++pos_;
    where_ = Where::root;
    return Step::again;
  }
  bool ok = c == ',' || broken("expected ',' or '}' behind the records");
  if (ok) {
    ++pos_;
    skip_blanks();
    std::string name;
    ok = read_member_name(name) && skip_value();
  }
  return ok ? Step::again : stop_here();
}

// Behind brackets that are wrong inside a page or array nothing can be told from anything.
JsonSplitter::Step JsonSplitter::stop_here() {
  where_ = Where::ended;
  if (peek() != end_of_file) error_->message += stops_here;
  return Step::failed;
}

// The record's brackets are right: also behind one that is skipped, reading goes on.
JsonSplitter::Step JsonSplitter::finish_record() {
  keeping_ = false;
  const bool fits = !std::exchange(oversize_, false) && pos_ <= limits_.record_bytes_max;
  if (fits && !too_deep_at_) return Step::record;
  if (fits)
    report(Errc::invalid, fmt::format("nested deeper than {}", depth_max), *too_deep_at_);
  else
    report(Errc::too_large,
           fmt::format("the record is larger than {} bytes", limits_.record_bytes_max),
           record_offset_);
  in_record_ = false;
  return Step::failed;
}

// Reads `"name" :` and the blanks behind it.
bool JsonSplitter::read_member_name(std::string& name) {
  if (peek() != '"') return broken("expected a name in quotes");
  if (!read_string(name)) return false;
  skip_blanks();
  if (peek() != ':') return broken("expected ':'");
  ++pos_;
  skip_blanks();
  return true;
}

// Skips a string and keeps its first bytes, escapes as they are.
bool JsonSplitter::read_string(std::string& start_of_it) {
  start_of_it.clear();
  ++pos_;
  for (int c = peek(); c != '"'; c = peek()) {
    if (c == end_of_file) return broken(unfinished);
    if (start_of_it.size() < remembered_bytes_max) start_of_it += static_cast<char>(c);
    ++pos_;
    if (c != '\\') continue;
    if (peek() == end_of_file) return broken(unfinished);
    ++pos_;
  }
  ++pos_;
  return true;
}

bool JsonSplitter::skip_string() {
  ++pos_;
  for (;;) {
    const auto text = window_.unread();
    while (pos_ < text.size() && text[pos_] != '"' && text[pos_] != '\\' && text[pos_] != '\n')
      ++pos_;
    const int c = peek();
    if (c == end_of_file) return broken(unfinished);
    if (c == '\n' && where_ == Where::root) return broken("a string is not closed on its line");
    ++pos_;
    if (c == '"') return true;
    if (c != '\\') continue;
    if (peek() == end_of_file) return broken(unfinished);
    ++pos_;
  }
}

bool JsonSplitter::skip_value() {
  switch (peek()) {
    case '"': return skip_string();
    case '{':
    case '[': return skip_nested();
    default: return skip_scalar();
  }
}

bool JsonSplitter::skip_nested() {
  OpenBrackets brackets;
  do {
    const auto text = window_.unread();
    while (pos_ < text.size() && !is_structural[static_cast<unsigned char>(text[pos_])]) ++pos_;
    const int c = peek();
    if (c == end_of_file) return broken(unfinished);
    if (c == '"') {
      if (!skip_string()) return false;
    } else if (c == '{' || c == '[') {
      brackets.open(static_cast<char>(c));
      if (brackets.too_deep() && !too_deep_at_) too_deep_at_ = window_.offset() + pos_;
      ++pos_;
    } else if (c == '}' || c == ']') {
      if (!brackets.close(static_cast<char>(c))) return broken("'}' and ']' do not match");
      ++pos_;
    }
  } while (!brackets.none());
  return true;
}

bool JsonSplitter::skip_scalar() {
  std::size_t length = 0;
  for (int c = peek(); c != end_of_file && c != ',' && c != ']' && c != '}' && !is_blank(c);
       c = peek()) {
    if (is_structural[static_cast<unsigned char>(c)]) return broken("expected ','");
    ++pos_;
    ++length;
  }
  if (length > 0) return true;
  return broken("expected a value");
}

// The byte at pos_, reading on when needed.
int JsonSplitter::peek() {
  if (pos_ == window_.unread().size() && !refill()) return end_of_file;
  return static_cast<unsigned char>(window_.unread()[pos_]);
}

bool JsonSplitter::refill() {
  if (error_) return false;
  if (keeping_ && pos_ > limits_.record_bytes_max) {
    // Among records that stand alone, one that never closes must not swallow those behind it.
    if (where_ == Where::root && line_with_brace(1) != BytesView::npos) {
      report(Errc::invalid, "the record is not closed", record_offset_);
      return false;
    }
    keeping_ = false;
    oversize_ = true;
  }
  if (!keeping_) give_back();
  auto more = window_.more();
  if (!more) {
    error_ = std::move(more.error());
    where_ = Where::ended;
    return false;
  }
  return *more;
}

void JsonSplitter::skip_blanks() {
  while (is_blank(peek())) ++pos_;
}

void JsonSplitter::begin_record() {
  give_back();
  ++number_;
  keeping_ = in_record_ = true;
  oversize_ = false;
  too_deep_at_.reset();
  record_offset_ = window_.offset();
}

void JsonSplitter::give_back() { window_.drop(std::exchange(pos_, 0)); }

// Always false, for the caller to return.
bool JsonSplitter::broken(std::string_view reason) {
  const bool at_end = !error_ && peek() == end_of_file;
  report(Errc::invalid, std::string{at_end ? unfinished : reason}, window_.offset() + pos_);
  return false;
}

// Keeps the first error: what follows from it would only hide it.  What is wrong between records
// counts as one, so that the good one before is not blamed.
void JsonSplitter::report(Errc code, std::string reason, std::uint64_t offset) {
  if (error_) return;
  if (!std::exchange(in_record_, true)) ++number_;
  error_ = Error{code,
                 std::move(reason),
                 fmt::format("record {}", number_),
                 {{"offset", fmt::format("{}", offset)}}};
}

// Goes on behind a record that stands alone and is broken: at the next line that begins with `{`,
// searched from the record's own start because its brackets may have run into the next ones.
void JsonSplitter::recover() {
  if (where_ == Where::ended) return;
  std::size_t from = keeping_ ? 1 : pos_ - std::min<std::size_t>(pos_, 1);
  keeping_ = false;
  for (auto found = line_with_brace(from); where_ != Where::ended; found = line_with_brace(from)) {
    if (found != BytesView::npos) {
      rescanned_ += pos_ > found ? pos_ - found : 0;
      pos_ = found;
      break;
    }
    // The last byte may be the line break before the brace.
    pos_ = std::max<std::size_t>(window_.unread().size(), 1) - 1;
    give_back();
    from = 0;
    const auto more = window_.more();
    if (!more || !*more) where_ = Where::ended;
  }
  if (rescanned_ <= rescanned_bytes_max) return;
  error_->message += "; too many records are not closed";
  error_->message += stops_here;
  where_ = Where::ended;
}

// Where in the unread bytes, from `from` on, a line begins with `{`.
std::size_t JsonSplitter::line_with_brace(std::size_t from) const {
  const auto found = window_.unread().find("\n{", from);
  return found == BytesView::npos ? found : found + 1;
}

}  // namespace riskflow::formats
