#pragma once
// Hides what a person is called wherever a text says it: for texts that are shown without names and
// for words that are kept in clear.

#include <string>
#include <string_view>
#include <vector>

namespace riskflow::formats {

// What a person is called.  Any of it may be empty.
struct PersonNames {
  std::string_view display_name = {}, given_name = {}, surname = {};
  std::string_view user_principal_name = {}, mail = {};
  std::string_view account = {};  // alias or account name
};

// The names of one person, as they may stand in a text: the display name; given name and surname
// (or the two words of the display name) in either order; the addresses, what stands before their
// @, and that written as words
// ("mira.koval", "mira koval"); the account.
class NameMask {
 public:
  explicit NameMask(const PersonNames& person);
  // Hides these names of the same person as well: those they bore before.
  void also(const PersonNames& person);

  // `text` with `word` in place of every name.  Names are found as whole words, without regard to
  // ASCII case or to how many blanks stand between their words; the longest counts.
  std::string masked(std::string_view text, std::string_view word) const;

 private:
  void add(std::string_view name);
  void add_full_name(std::string_view given_name, std::string_view surname);
  void add_address(std::string_view address);
  std::size_t length_at(std::string_view text) const;

  std::vector<std::string> names_;  // lower case, one blank between words; longest first
};

}  // namespace riskflow::formats
