#include "tests/tidy/source.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <utility>

namespace riskflow::tidy {
namespace {

std::vector<std::string> split_lines(std::string_view text) {
  std::vector<std::string> lines;
  while (!text.empty()) {
    const auto end = std::min(text.find('\n'), text.size());
    lines.emplace_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return lines;
}

// Copies C++ with comments and the contents of literals as spaces; line ends stay where they are.
class Blanking {
 public:
  explicit Blanking(std::string_view text) : text_(text), out_(text) {}

  std::string run() {
    while (at_ < text_.size()) step();
    return std::move(out_);
  }

 private:
  void step() {
    const auto rest = text_.substr(at_);
    if (rest.starts_with("//")) return blank_until(text_.find('\n', at_));
    if (rest.starts_with("/*")) return blank_past("*/");
    if (at_line_start() && rest.starts_with("#include")) return keep_include();
    if (rest.starts_with("R\"") && !after_word()) return raw_literal();
    if (rest[0] == '"') return literal('"');
    if (rest[0] == '\'' && !in_number()) return literal('\'');
    ++at_;
  }

  bool at_line_start() const { return at_ == 0 || text_[at_ - 1] == '\n'; }
  bool after_word() const { return at_ > 0 && is_word_character(text_[at_ - 1]); }

  // 1'000'000: the quote separates digits.
  bool in_number() const {
    auto start = at_;
    while (start > 0 && (is_word_character(text_[start - 1]) || text_[start - 1] == '\'')) --start;
    return start < at_ && std::isdigit(static_cast<unsigned char>(text_[start])) != 0;
  }

  void blank_until(std::size_t end) {
    end = std::min(end, text_.size());
    for (; at_ < end; ++at_)
      if (text_[at_] != '\n') out_[at_] = ' ';
  }

  void blank_past(std::string_view closing) {
    const auto found = text_.find(closing, at_ + 2);
    blank_until(found == std::string_view::npos ? found : found + closing.size());
  }

  // The path of an include is no literal.
  void keep_include() {
    const auto end = std::min(text_.find('\n', at_), text_.size());
    at_ = std::min(text_.find("//", at_), end);
  }

  void raw_literal() {
    const auto open = std::min(text_.find('(', at_), text_.size() - 1);
    std::string closing{")"};
    closing += text_.substr(at_ + 2, open - at_ - 2);
    closing += '"';
    const auto found = text_.find(closing, open);
    at_ += 2;
    blank_until(found == std::string_view::npos ? found : found + closing.size() - 1);
    ++at_;
  }

  void literal(char quote) {
    auto end = at_ + 1;
    while (end < text_.size() && text_[end] != quote && text_[end] != '\n')
      end += text_[end] == '\\' ? 2U : 1U;
    ++at_;
    blank_until(end);
    ++at_;
  }

  std::string_view text_;
  std::string out_;
  std::size_t at_ = 0;
};

std::size_t token_length(std::string_view rest) {
  if (is_word_character(rest[0]))
    return static_cast<std::size_t>(std::ranges::find_if_not(rest, is_word_character) -
                                    rest.begin());
  return rest.starts_with("::") || rest.starts_with("->") ? 2 : 1;
}

void append_tokens(std::string_view line, std::size_t number, std::vector<Token>& tokens) {
  while (!line.empty()) {
    if (std::isspace(static_cast<unsigned char>(line[0])) != 0) {
      line.remove_prefix(1);
      continue;
    }
    const auto length = token_length(line);
    tokens.push_back({line.substr(0, length), number});
    line.remove_prefix(length);
  }
}

}  // namespace

SourceFile make_source(std::string path, std::string text) {
  SourceFile file{std::move(path), std::move(text), {}, {}};
  file.lines = split_lines(file.text);
  file.code = is_cpp(file) ? split_lines(Blanking(file.text).run()) : file.lines;
  return file;
}

std::vector<Include> includes_of(const SourceFile& file) {
  std::vector<Include> includes;
  if (!is_cpp(file)) return includes;
  for (std::size_t i = 0; i < file.code.size(); ++i) {
    const std::string_view line = file.code[i];
    if (!line.starts_with("#include")) continue;
    const auto open = line.find_first_of("<\"");
    const auto close = line.find_last_of(">\"");
    if (open == std::string_view::npos || close <= open) continue;
    const auto form = line[open] == '<' ? Include::Form::angled : Include::Form::quoted;
    includes.push_back({std::string(line.substr(open + 1, close - open - 1)), form, i + 1});
  }
  return includes;
}

std::vector<Token> tokens_of(const SourceFile& file) {
  std::vector<Token> tokens;
  bool continued = false;  // the directive above ends with a backslash
  for (std::size_t i = 0; i < file.code.size(); ++i) {
    const std::string_view line = file.code[i];
    const auto first = line.find_first_not_of(" \t");
    const bool directive = continued || (first != std::string_view::npos && line[first] == '#');
    continued = directive && line.ends_with('\\');
    if (!directive) append_tokens(line, i + 1, tokens);
  }
  return tokens;
}

std::size_t after_bracket(const std::vector<Token>& tokens, std::size_t open) {
  std::size_t depth = 0;
  for (std::size_t i = open; i < tokens.size(); ++i) {
    const auto text = tokens[i].text;
    if (text == "(" || text == "{" || text == "[") ++depth;
    if ((text == ")" || text == "}" || text == "]") && --depth == 0) return i + 1;
  }
  return tokens.size();
}

bool is_header(const SourceFile& file) { return file.path.ends_with(".hpp"); }

bool is_cpp(const SourceFile& file) { return is_header(file) || file.path.ends_with(".cpp"); }

bool is_product(std::string_view path) {
  constexpr std::array folders{"domain", "eventstore", "projections", "runtime", "tools"};
  return std::ranges::any_of(folders, [&](auto folder) { return lies_in(path, folder); });
}

bool lies_in(std::string_view path, std::string_view folder) {
  return path.starts_with(folder) && (path.size() == folder.size() || path[folder.size()] == '/');
}

std::string_view folder_of(std::string_view path) {
  const auto slash = path.rfind('/');
  return slash == std::string_view::npos ? std::string_view{} : path.substr(0, slash);
}

bool is_word_character(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_';
}

bool has_word(std::string_view line, std::string_view word) {
  for (auto at = line.find(word); at != std::string_view::npos; at = line.find(word, at + 1)) {
    const auto end = at + word.size();
    const bool starts = at == 0 || !is_word_character(line[at - 1]);
    if (starts && (end == line.size() || !is_word_character(line[end]))) return true;
  }
  return false;
}

}  // namespace riskflow::tidy
