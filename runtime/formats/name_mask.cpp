#include "runtime/formats/name_mask.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace riskflow::formats {

static char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c; }

static bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

// Bytes beyond ASCII are no part of a word: among them are quotation marks and dashes, and a name
// hidden too often does less harm than one left standing.
static bool is_word(char c) {
  const char l = lower(c);
  return (l >= 'a' && l <= 'z') || (c >= '0' && c <= '9');
}

static std::string plain(std::string_view name) {
  std::string made;
  for (const char c : name) {
    if (!is_blank(c))
      made += lower(c);
    else if (!made.empty() && made.back() != ' ')
      made += ' ';
  }
  if (made.ends_with(' ')) made.pop_back();
  return made;
}

NameMask::NameMask(const PersonNames& person) { also(person); }

void NameMask::also(const PersonNames& person) {
  add(person.display_name);
  add_full_name(person.given_name, person.surname);
  // "Mira Koval" or "Koval, Mira".
  const auto words = plain(person.display_name);
  const auto blank = words.find(' ');
  if (blank != std::string::npos && words.find(' ', blank + 1) == std::string::npos) {
    const std::string_view first{words.data(), blank - (words[blank - 1] == ',' ? 1 : 0)};
    const auto second = std::string_view{words}.substr(blank + 1);
    add_full_name(first, second);
    add_full_name(second, first);
  }
  add_address(person.user_principal_name);
  add_address(person.mail);
  add_address(person.account);
  const auto longer = [](const auto& a, const auto& b) { return a.size() > b.size(); };
  std::ranges::stable_sort(names_, longer);
}

void NameMask::add(std::string_view name) {
  auto made = plain(name);
  if (!made.empty() && std::ranges::find(names_, made) == names_.end())
    names_.push_back(std::move(made));
}

void NameMask::add_full_name(std::string_view given_name, std::string_view surname) {
  if (given_name.empty() || surname.empty()) return;
  add(fmt::format("{} {}", given_name, surname));
  add(fmt::format("{} {}", surname, given_name));
  add(fmt::format("{}, {}", surname, given_name));
}

// An address, or what stands before its @ alone.
void NameMask::add_address(std::string_view address) {
  add(address);
  std::string account{address.substr(0, address.find('@'))};
  add(account);
  for (char& c : account)
    if (c == '.' || c == '_' || c == '-') c = ' ';
  add(account);
}

// How much of the beginning of `text` is `name`; 0: it begins otherwise.
static std::size_t length_of(std::string_view name, std::string_view text) {
  std::size_t at = 0;
  for (const char c : name) {
    if (at == text.size() || (c == ' ' ? !is_blank(text[at]) : lower(text[at]) != c)) return 0;
    ++at;
    while (c == ' ' && at < text.size() && is_blank(text[at])) ++at;
  }
  const bool ends_in_word = at < text.size() && is_word(text[at]) && is_word(text[at - 1]);
  return ends_in_word ? 0 : at;
}

// How much of the beginning of `text` is a name.
std::size_t NameMask::length_at(std::string_view text) const {
  for (const auto& name : names_)
    if (const auto length = length_of(name, text); length > 0) return length;
  return 0;
}

std::string NameMask::masked(std::string_view text, std::string_view word) const {
  std::string made;
  made.reserve(text.size());
  for (std::size_t at = 0; at < text.size();) {
    const bool inside_word = at > 0 && is_word(text[at - 1]) && is_word(text[at]);
    const auto length = inside_word ? 0 : length_at(text.substr(at));
    if (length > 0)
      made += word;
    else
      made += text[at];
    at += std::max<std::size_t>(length, 1);
  }
  return made;
}

}  // namespace riskflow::formats
