#include "runtime/mail/html_text.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <ranges>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "runtime/mail/html_entity.hpp"
#include "runtime/mail/text_lines.hpp"

namespace riskflow::mail {
namespace {

constexpr std::string_view blanks = " \t\r\n\f";

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

bool is_letter(char c) { return lower(c) >= 'a' && lower(c) <= 'z'; }

bool same(std::string_view a, std::string_view b) {
  return std::ranges::equal(a, b, {}, lower, lower);
}

struct Tag {
  std::string name;     // lower case
  std::string link;     // href, decoded
  std::string picture;  // alt, decoded
  bool closes = false;
};

// What an opening or closing tag does to the lines.
enum class Effect : std::uint8_t {
  block,  // a line of its own
  cell,
  entry,  // of a list
  line_break,
  link,
  list,
  numbered,   // list
  paragraph,  // an empty line around it
  picture,
  preformatted,
  row,
  rule,
  silent,  // nothing inside is shown
  table,
};

struct Element {
  std::string_view name;
  Effect effect;
};

constexpr std::array elements{
    Element{"a", Effect::link},           Element{"address", Effect::block},
    Element{"article", Effect::block},    Element{"blockquote", Effect::paragraph},
    Element{"br", Effect::line_break},    Element{"caption", Effect::block},
    Element{"center", Effect::block},     Element{"dd", Effect::block},
    Element{"div", Effect::block},        Element{"dl", Effect::paragraph},
    Element{"dt", Effect::block},         Element{"footer", Effect::block},
    Element{"form", Effect::block},       Element{"h1", Effect::paragraph},
    Element{"h2", Effect::paragraph},     Element{"h3", Effect::paragraph},
    Element{"h4", Effect::paragraph},     Element{"h5", Effect::paragraph},
    Element{"h6", Effect::paragraph},     Element{"head", Effect::silent},
    Element{"header", Effect::block},     Element{"hr", Effect::rule},
    Element{"img", Effect::picture},      Element{"li", Effect::entry},
    Element{"ol", Effect::numbered},      Element{"p", Effect::paragraph},
    Element{"pre", Effect::preformatted}, Element{"script", Effect::silent},
    Element{"section", Effect::block},    Element{"style", Effect::silent},
    Element{"table", Effect::table},      Element{"td", Effect::cell},
    Element{"template", Effect::silent},  Element{"th", Effect::cell},
    Element{"title", Effect::silent},     Element{"tr", Effect::row},
    Element{"ul", Effect::list},
};
static_assert(std::ranges::is_sorted(elements, {}, &Element::name));

// Shows a document tag by tag.
class Page {
 public:
  void text(std::string_view words) { lines_.text(words); }

  void tag(const Tag& tag, Effect effect) {
    switch (effect) {
      case Effect::block: return lines_.part(1);
      case Effect::paragraph: return lines_.part(2);
      case Effect::line_break: return lines_.line_break();
      case Effect::cell: return tag.closes ? void() : lines_.open_cell();
      case Effect::row: return row(tag);
      case Effect::table: return table(tag);
      case Effect::list: return list(tag, 0);
      case Effect::numbered: return list(tag, 1);
      case Effect::entry: return entry(tag);
      case Effect::link: return tag.closes ? close_link() : open_link(tag);
      case Effect::picture: return lines_.text(tag.picture);
      case Effect::preformatted: lines_.part(2); return lines_.preformatted(tag.closes ? -1 : 1);
      case Effect::rule:
        lines_.part(1);
        lines_.text("----");
        return lines_.part(1);
      case Effect::silent: return;
    }
  }

  std::string finish() && {
    close_link();
    return std::move(lines_).finish();
  }

 private:
  void row(const Tag& tag) { tag.closes ? lines_.close_row() : lines_.open_row(); }

  void table(const Tag& tag) {
    lines_.part(1);
    tag.closes ? lines_.close_table() : lines_.open_table();
  }

  void list(const Tag& tag, int first_number) {
    if (!tag.closes) lists_.push_back(first_number);
    lines_.part(lists_.size() > 1 ? 1 : 2);
    if (tag.closes && !lists_.empty()) lists_.pop_back();
  }

  void entry(const Tag& tag) {
    lines_.part(1);
    if (tag.closes) return;
    constexpr std::size_t deepest_indent = 8;
    std::string mark(2 * std::min(lists_.empty() ? 0 : lists_.size() - 1, deepest_indent), ' ');
    const bool numbered = !lists_.empty() && lists_.back() > 0;
    mark += numbered ? fmt::format("{}. ", lists_.back()++) : "- ";
    lines_.bullet(std::move(mark));
  }

  void open_link(const Tag& tag) {
    close_link();
    const bool worth_showing = tag.link.starts_with("https://") ||
                               tag.link.starts_with("http://") || tag.link.starts_with("mailto:");
    if (!worth_showing) return;
    link_ = tag.link;
    link_from_ = lines_.mark();
  }

  void close_link() {
    if (link_.empty()) return;
    const auto target = std::exchange(link_, {});
    const bool mail = target.starts_with("mailto:");
    const auto shown = lines_.since(link_from_);
    if (shown.contains(mail ? target.substr(7) : target)) return;
    lines_.text(shown.empty() ? target : fmt::format(" ({})", target));
  }

  TextLines lines_;
  std::vector<int> lists_;  // next number of each open list; 0: bullets
  std::string link_;
  std::size_t link_from_ = 0;
};

// Cuts HTML into tags and text.
class Scanner {
 public:
  explicit Scanner(std::string_view html) : rest_(html) {}

  std::string show() && {
    while (!rest_.empty()) step();
    return std::move(page_).finish();
  }

 private:
  void step() {
    if (rest_.front() != '<') return words(std::min(rest_.find('<'), rest_.size()));
    if (rest_.starts_with("<!--")) return skip_past("-->");
    const char next = rest_.size() > 1 ? rest_[1] : ' ';
    if (next == '!' || next == '?') return skip_past(">");
    const bool closing = next == '/' && rest_.size() > 2 && is_letter(rest_[2]);
    if (closing || is_letter(next)) return tag();
    words(1);
  }

  void words(std::size_t count) {
    page_.text(decode_entities(rest_.substr(0, count)));
    rest_.remove_prefix(count);
  }

  void skip_past(std::string_view end) {
    const auto at = rest_.find(end);
    rest_.remove_prefix(at == std::string_view::npos ? rest_.size() : at + end.size());
  }

  void tag() {
    const Tag tag = read_tag();
    const auto found =
        std::ranges::lower_bound(elements, std::string_view{tag.name}, {}, &Element::name);
    if (found == elements.end() || found->name != tag.name) return;
    if (found->effect == Effect::silent && !tag.closes) return skip_element(tag.name);
    page_.tag(tag, found->effect);
  }

  Tag read_tag() {
    rest_.remove_prefix(1);
    Tag tag;
    tag.closes = take('/');
    const auto name = take_until(" \t\r\n\f/>");
    for (const char c : name) tag.name += lower(c);
    while (!rest_.empty() && !take('>')) attribute(tag);
    return tag;
  }

  void attribute(Tag& tag) {
    rest_.remove_prefix(std::min(rest_.find_first_not_of(" \t\r\n\f/"), rest_.size()));
    const auto name = take_until(" \t\r\n\f/>=");
    skip_blanks();
    if (!take('=')) return;
    skip_blanks();
    const auto value = attribute_value();
    if (same(name, "href")) tag.link = printable(value);
    if (same(name, "alt")) tag.picture = decode_entities(value);
  }

  std::string_view attribute_value() {
    for (const char quote : {'"', '\''}) {
      if (!take(quote)) continue;
      const auto value = take_until(std::string_view{&quote, 1});
      take(quote);
      return value;
    }
    return take_until(" \t\r\n\f>");
  }

  static std::string printable(std::string_view link) {
    std::string text = decode_entities(link);
    std::erase_if(text, [](char c) { return static_cast<unsigned char>(c) <= ' '; });
    return text;
  }

  void skip_element(std::string_view name) {
    while (!rest_.empty()) {
      rest_.remove_prefix(std::min(rest_.find("</"), rest_.size()));
      if (same(rest_.substr(std::min<std::size_t>(2, rest_.size()), name.size()), name)) break;
      rest_.remove_prefix(std::min<std::size_t>(2, rest_.size()));
    }
    if (!rest_.empty()) read_tag();
  }

  bool take(char c) {
    if (!rest_.starts_with(c)) return false;
    rest_.remove_prefix(1);
    return true;
  }

  std::string_view take_until(std::string_view ends) {
    const auto taken = rest_.substr(0, rest_.find_first_of(ends));
    rest_.remove_prefix(taken.size());
    return taken;
  }

  void skip_blanks() {
    rest_.remove_prefix(std::min(rest_.find_first_not_of(blanks), rest_.size()));
  }

  std::string_view rest_;
  Page page_;
};

}  // namespace

std::string text_from_html(std::string_view html) { return Scanner{html}.show(); }

}  // namespace riskflow::mail
