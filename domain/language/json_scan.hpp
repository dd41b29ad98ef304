#pragma once
// The text of a JSON document, piece by piece and byte for byte: how something was written, and a
// copy in which only some pieces are others.  For text that from_json_text has taken, comments
// included; of other text it gives some pieces of it, and ends.

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace riskflow::language {

// Goes over a document value by value, blanks and comments left out; at its end it stays there.
class JsonScan {
 public:
  explicit JsonScan(std::string_view text);

  std::size_t at() const { return at_; }
  // The character it stands at; '\0' at the end.
  char next() const { return at_ < text_.size() ? text_[at_] : '\0'; }
  bool take(char wanted);
  // Goes past a string, and gives it with its quotes.
  std::string_view skip_string();
  // Goes past a whole value, and gives it.
  std::string_view skip_value();

 private:
  void skip_blanks();

  std::string_view text_;
  std::size_t at_ = 0;
};

// A member of an object: views into its text.
struct WrittenMember {
  std::string key;
  std::string_view name;  // the key as written, with its quotes
  std::string_view value;
};

// What is in an object or an array; nothing when `text` is something else.
std::vector<WrittenMember> members_in(std::string_view text);
std::vector<std::string_view> elements_in(std::string_view text);

// The value that a JSON pointer leads to; of a key that comes twice the last.  An empty view when
// there is none.
std::string_view written_at(std::string_view document, std::string_view pointer);

// The key or text that a JSON string stands for.
std::string text_of_string(std::string_view written);

// A copy without comments, and without commas before a closing bracket: what every reader takes.
std::string strict_json(std::string_view text);

// Says what changes in a copy.
class JsonEditor {
 public:
  virtual ~JsonEditor() = default;
  // What takes the place of a value, as JSON; nothing to keep it, and to look into it.  `path`: the
  // names and indexes that lead to it.
  virtual std::optional<std::string> value(const std::vector<std::string>& path,
                                           std::string_view written) = 0;
  // What takes the place of the name of a member: the text, not JSON.
  virtual std::optional<std::string> name(std::string_view) { return std::nullopt; }
};

// A copy of a JSON value, byte for byte but for what the editor changes.
std::string edited(std::string_view text, JsonEditor& editor);

}  // namespace riskflow::language
