#pragma once
// Hides what a person is called wherever a text says it: for texts that are shown without names and
// for words that are kept in clear.

#include <bitset>
#include <string>
#include <string_view>
#include <vector>

namespace riskflow::formats {

// What a person is called.  Any of it may be empty.
struct PersonNames {
  std::string_view display_name = {}, given_name = {}, surname = {};
  std::string_view user_principal_name = {}, mail = {};
  std::string_view account = {};  // alias or account name
  std::string_view employee_id = {}, object_id = {};
};

// The names of one person, as they may stand in a text: the display name; given name and surname
// (or the words of the display name), together in either order and each alone from three letters
// on; the addresses, and what stands before their @; account, employee id and object id.
class NameMask {
 public:
  explicit NameMask(const PersonNames& person);
  // Hides these names of the same person as well: those they bore before.
  void also(const PersonNames& person);

  // `text` with `word` in place of every name.  Names are found as whole words, without regard to
  // case, accents and width (compatibility decomposition, Unicode Standard Annex 15), and whatever
  // stands between their words: blanks of any kind, dots, dashes, underscores, a comma or nothing.
  // The longest counts.  A name hidden too often does less harm than one left standing.
  std::string masked(std::string_view text, std::string_view word) const;

 private:
  // The words of a name, folded.
  struct Name {
    std::vector<std::u32string> words;
    std::size_t letters = 0;
    bool operator==(const Name&) const = default;
  };
  class Folded;

  void add(std::vector<std::u32string> words);
  void add_full_name(const std::vector<std::u32string>& given_name,
                     const std::vector<std::u32string>& surname);
  void add_each(const std::vector<std::u32string>& words);
  void add_literal(std::string_view text);
  void add_address(std::string_view address);
  std::size_t length_at(const Folded& text, std::size_t at) const;

  std::vector<Name> names_;  // longest first
  std::bitset<256> firsts_;  // the low bytes of the letters that names begin with
};

}  // namespace riskflow::formats
