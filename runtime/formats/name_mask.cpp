#include "runtime/formats/name_mask.hpp"

#include <algorithm>
#include <array>

#include <glib.h>

namespace riskflow::formats {

using Words = std::vector<std::u32string>;

static constexpr std::size_t letters_alone = 3;  // of a name that is hidden by itself
static constexpr std::size_t gap_most = 8;       // characters between the words of a name

// ---- letters ----

// No script behind the Latin, Greek, Cyrillic and their like puts blanks between words.
static bool is_word(char32_t c) { return c < 0x2e80 && g_unichar_isalnum(c); }

static bool is_mark(char32_t c) {
  const auto type = g_unichar_type(c);
  return type == G_UNICODE_NON_SPACING_MARK || type == G_UNICODE_ENCLOSING_MARK ||
         type == G_UNICODE_SPACING_MARK;
}

// Soft hyphens, joiners, byte order marks: they stand within words and are not seen.
static bool is_invisible(char32_t c) { return g_unichar_type(c) == G_UNICODE_FORMAT; }

static bool is_blank(char32_t c) { return c <= ' ' || g_unichar_isspace(c); }

// What may stand between the words of a name.
static bool is_gap(char32_t c) {
  return is_blank(c) || c == '_' || c == '.' || c == '-' || c == ',' || c == '\'' || c == '+' ||
         g_unichar_type(c) == G_UNICODE_DASH_PUNCTUATION;
}

// A letter as it is compared: decomposed, without marks, in lower case.
static void append_folded(std::u32string& to, char32_t c) {
  std::array<gunichar, G_UNICHAR_MAX_DECOMPOSITION_LENGTH> parts{};
  const auto count = g_unichar_fully_decompose(c, TRUE, parts.data(), parts.size());
  for (std::size_t i = 0; i < count; ++i) {
    if (is_mark(parts[i])) continue;
    const auto lower = g_unichar_tolower(parts[i]);
    if (lower == U'\u00df')  // sharp s
      to += U"ss";
    else
      to += lower == U'\u0131' ? U'i' : static_cast<char32_t>(lower);  // dotless i
  }
}

// A text as names are looked for in it, and where each letter of it came from.
class NameMask::Folded {
 public:
  explicit Folded(std::string_view text) {
    letters_.reserve(text.size());
    begins_.reserve(text.size() + 1);
    for (std::size_t at = 0; at < text.size();) at += take(text, at);
    begins_.push_back(text.size());
  }

  const std::u32string& letters() const { return letters_; }
  std::size_t size() const { return letters_.size(); }
  char32_t operator[](std::size_t at) const { return letters_[at]; }
  // Where the letter begins in the text; its end for `size()`.
  std::size_t begin_of(std::size_t at) const { return begins_[at]; }
  // Whether a name may begin or end before this letter.
  bool is_boundary(std::size_t at) const {
    return at == 0 || at == size() || !is_word(letters_[at - 1]) || !is_word(letters_[at]);
  }

 private:
  // Takes what stands at `at`; answers its length in the text.
  std::size_t take(std::string_view text, std::size_t at) {
    static constexpr std::string_view blank_of_html = "&nbsp;";
    const auto c = static_cast<unsigned char>(text[at]);
    if (c == '&' && text.substr(at).starts_with(blank_of_html)) {
      put(U' ', at);
      return blank_of_html.size();
    }
    if (c < 0x80) {
      put(static_cast<char32_t>(g_ascii_tolower(static_cast<char>(c))), at);
      return 1;
    }
    const char* const from = text.data() + at;
    const auto decoded = g_utf8_get_char_validated(from, static_cast<gssize>(text.size() - at));
    if (decoded >= 0x110000) {
      put(0xfffd, at);
      return 1;
    }
    if (is_blank(decoded)) {
      put(U' ', at);
    } else if (!is_invisible(decoded)) {
      append_folded(letters_, decoded);
      begins_.resize(letters_.size(), at);
    }
    return static_cast<std::size_t>(g_utf8_next_char(from) - from);
  }
  void put(char32_t letter, std::size_t at) {
    letters_ += letter;
    begins_.push_back(at);
  }

  std::u32string letters_;
  std::vector<std::size_t> begins_;
};

// ---- names ----

static Words split(const std::u32string& letters) {
  Words words;
  bool is_inside = false;
  for (const char32_t c : letters) {
    if (!is_gap(c) && !is_inside) words.emplace_back();
    is_inside = !is_gap(c);
    if (is_inside) words.back() += c;
  }
  return words;
}

NameMask::NameMask(const PersonNames& person) { also(person); }

void NameMask::also(const PersonNames& person) {
  const auto words_of = [](std::string_view text) { return split(Folded(text).letters()); };
  const auto display = words_of(person.display_name);
  const auto given = words_of(person.given_name);
  const auto surname = words_of(person.surname);
  add(display);
  add_full_name(given, surname);
  // "Mira Koval" or "Koval, Mira".
  if (display.size() == 2) add_full_name({display[0]}, {display[1]});
  add(given);
  add(surname);
  add_each(display);
  add_each(given);
  add_each(surname);
  add_address(person.user_principal_name);
  add_address(person.mail);
  add_address(person.account);
  add_literal(person.employee_id);
  add_literal(person.object_id);
  std::ranges::sort(names_, std::ranges::greater{}, &Name::letters);
}

void NameMask::add(Words words) {
  Name name{std::move(words), 0};
  for (const auto& word : name.words) name.letters += word.size();
  const bool is_initials = name.words.size() == name.letters && name.letters < letters_alone &&
                           (name.letters == 0 || is_word(name.words[0][0]));
  if (is_initials || std::ranges::find(names_, name) != names_.end()) return;
  firsts_.set(name.words[0][0] & 0xffU);
  names_.push_back(std::move(name));
}

void NameMask::add_full_name(const Words& given_name, const Words& surname) {
  if (given_name.empty() || surname.empty()) return;
  const auto joined = [](Words first, const Words& second) {
    first.insert(first.end(), second.begin(), second.end());
    return first;
  };
  add(joined(given_name, surname));
  add(joined(surname, given_name));
}

void NameMask::add_each(const Words& words) {
  for (const auto& word : words)
    if (word.size() >= letters_alone) add({word});
}

// As it stands, dots and dashes too.
void NameMask::add_literal(std::string_view text) {
  auto letters = Folded(text).letters();
  if (letters.size() >= 2) add({std::move(letters)});
}

// An address, or what stands before its @ alone.
void NameMask::add_address(std::string_view address) {
  add_literal(address);
  const auto account = address.substr(0, address.find('@'));
  add_literal(account);
  add(split(Folded(account).letters()));
}

// ---- texts ----

// How many letters the name takes at that place; 0 when it does not stand there.
std::size_t NameMask::length_at(const Folded& text, std::size_t at) const {
  for (const auto& name : names_) {
    std::size_t to = at;
    for (std::size_t i = 0; i < name.words.size(); ++i) {
      const auto& word = name.words[i];
      for (std::size_t gap = 0; i > 0 && gap < gap_most && to < text.size() && is_gap(text[to]);
           ++gap)
        ++to;
      if (text.letters().compare(to, word.size(), word) != 0) {
        to = at;
        break;
      }
      to += word.size();
    }
    if (to > at && text.is_boundary(to)) return to - at;
  }
  return 0;
}

std::string NameMask::masked(std::string_view text, std::string_view word) const {
  const Folded folded(text);
  std::string made;
  made.reserve(text.size());
  std::size_t copied = 0;  // of `text`
  for (std::size_t at = 0; at < folded.size();) {
    const bool may_begin = firsts_.test(folded[at] & 0xffU) && folded.is_boundary(at);
    const auto length = may_begin ? length_at(folded, at) : 0;
    if (length == 0) {
      ++at;
      continue;
    }
    made += text.substr(copied, folded.begin_of(at) - copied);
    made += word;
    at += length;
    copied = folded.begin_of(at);
  }
  made += text.substr(copied);
  return made;
}

}  // namespace riskflow::formats
