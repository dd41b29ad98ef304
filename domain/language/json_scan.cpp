#include "domain/language/json_scan.hpp"

#include <algorithm>

#include "domain/language/json_place.hpp"
#include "domain/language/value.hpp"

namespace riskflow::language {

// How a comment that begins here ends; empty when none does.
static std::string_view comment_end(std::string_view text) {
  if (text.starts_with("//")) return "\n";
  return text.starts_with("/*") ? "*/" : "";
}

// Past blanks and comments.
static std::size_t next_mark(std::string_view text, std::size_t at) {
  for (;;) {
    at = std::min(text.find_first_not_of(" \t\r\n", at), text.size());
    const auto end = comment_end(text.substr(at));
    if (end.empty()) return at;
    const auto found = text.find(end, at + 2);
    at = found == std::string_view::npos ? text.size() : found + end.size();
  }
}

static std::size_t end_of_string(std::string_view text, std::size_t at) {
  for (++at; at < text.size() && text[at] != '"'; ++at)
    if (text[at] == '\\') ++at;
  return std::min(at + 1, text.size());
}

JsonScan::JsonScan(std::string_view text) : text_(text) {
  if (text.starts_with("\xEF\xBB\xBF")) at_ = 3;
  skip_blanks();
}

void JsonScan::skip_blanks() { at_ = next_mark(text_, at_); }

bool JsonScan::take(char wanted) {
  if (next() != wanted) return false;
  ++at_;
  skip_blanks();
  return true;
}

std::string_view JsonScan::skip_string() {
  const auto begin = at_;
  at_ = end_of_string(text_, at_);
  const auto string = text_.substr(begin, at_ - begin);
  skip_blanks();
  return string;
}

// Brackets in strings do not count.
std::string_view JsonScan::skip_value() {
  const auto begin = at_;
  auto end = at_;
  std::size_t depth = 0;
  do {
    const char c = next();
    if (c == '"') {
      const auto string = skip_string();
      end = static_cast<std::size_t>(string.data() - text_.data()) + string.size();
      continue;
    }
    if (c == '{' || c == '[') ++depth;
    if ((c == '}' || c == ']') && depth > 0) --depth;
    const bool is_mark = std::string_view{"{[}],:/"}.find(c) != std::string_view::npos;
    at_ = is_mark ? at_ + 1 : std::min(text_.find_first_of(" \t\r\n,:]}[{\"/", at_), text_.size());
    end = at_;
    skip_blanks();
  } while (depth > 0 && at_ < text_.size());
  return text_.substr(begin, std::min(end, text_.size()) - begin);
}

std::string text_of_string(std::string_view written) {
  if (written.size() < 2 || written.front() != '"') return {};
  if (written.find('\\') == std::string_view::npos)
    return std::string(written.substr(1, written.size() - 2));
  const auto read = from_json_text(written);
  return read && read->kind() == Kind::string ? read->text() : std::string{};
}

std::vector<WrittenMember> members_in(std::string_view text) {
  std::vector<WrittenMember> found;
  JsonScan scan(text);
  if (!scan.take('{')) return found;
  while (scan.next() == '"') {
    const auto name = scan.skip_string();
    if (!scan.take(':')) break;
    found.push_back({text_of_string(name), name, scan.skip_value()});
    scan.take(',');
  }
  return found;
}

std::vector<std::string_view> elements_in(std::string_view text) {
  std::vector<std::string_view> found;
  JsonScan scan(text);
  if (!scan.take('[')) return found;
  while (scan.next() != ']' && scan.next() != '\0') {
    found.push_back(scan.skip_value());
    scan.take(',');
  }
  return found;
}

static std::string_view step_into(std::string_view text, const std::string& token) {
  std::string_view found;
  if (JsonScan(text).next() == '{') {
    for (const auto& member : members_in(text))
      if (member.key == token) found = member.value;
    return found;
  }
  const auto elements = elements_in(text);
  for (std::size_t i = 0; i < elements.size(); ++i)
    if (std::to_string(i) == token) found = elements[i];
  return found;
}

std::string_view written_at(std::string_view document, std::string_view pointer) {
  JsonScan scan(document);
  auto value = scan.skip_value();
  for (const auto& token : tokens_of_pointer(pointer)) {
    value = step_into(value, token);
    if (value.empty()) break;
  }
  return value;
}

// ---- a strict copy ----

static bool closes_next(std::string_view text, std::size_t at) {
  at = next_mark(text, at);
  return at < text.size() && (text[at] == '}' || text[at] == ']');
}

std::string strict_json(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size();) {
    const char c = text[i];
    if (c == '"') {
      const auto end = end_of_string(text, i);
      out += text.substr(i, end - i);
      i = end;
    } else if (c == '/') {
      i = std::max(next_mark(text, i), i + 1);
    } else {
      if (c != ',' || !closes_next(text, i + 1)) out += c;
      ++i;
    }
  }
  return out;
}

// ---- a changed copy ----

namespace {

class Editing {
 public:
  Editing(std::string_view text, JsonEditor& editor) : text_(text), editor_(editor) {}

  std::string run() {
    value(JsonScan(text_).skip_value());
    keep_until(text_.data() + text_.size());
    return std::move(out_);
  }

 private:
  void value(std::string_view written) {
    if (const auto other = editor_.value(path_, written)) return put(written, *other);
    for (const auto& member : members_in(written)) {
      if (const auto name = editor_.name(member.key)) put(member.name, to_json_text(Value{*name}));
      path_.push_back(member.key);
      value(member.value);
      path_.pop_back();
    }
    std::size_t index = 0;
    for (const auto element : elements_in(written)) {
      path_.push_back(std::to_string(index++));
      value(element);
      path_.pop_back();
    }
  }

  void keep_until(const char* end) {
    out_.append(kept_, end);
    kept_ = end;
  }
  void put(std::string_view written, const std::string& other) {
    keep_until(written.data());
    out_ += other;
    kept_ = written.data() + written.size();
  }

  std::string_view text_;
  JsonEditor& editor_;
  std::vector<std::string> path_;
  std::string out_;
  const char* kept_ = text_.data();
};

}  // namespace

std::string edited(std::string_view text, JsonEditor& editor) {
  return Editing(text, editor).run();
}

}  // namespace riskflow::language
