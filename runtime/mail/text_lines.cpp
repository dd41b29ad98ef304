#include "runtime/mail/text_lines.hpp"

#include <algorithm>
#include <utility>

namespace riskflow::mail {

static constexpr std::string_view blanks = " \t\r\n\f";

// Writes what waits before the next character.
void TextLines::settle() {
  if (breaks_ > 0 && !out_.empty()) out_.append(static_cast<std::size_t>(breaks_), '\n');
  const bool fresh = out_.empty() || out_.back() == '\n';
  for (; separators_ > 0; --separators_) out_ += out_.empty() || out_.back() == '\n' ? "| " : " | ";
  if (!bullet_.empty()) out_ += std::exchange(bullet_, {});
  if (blank_ && !fresh && out_.back() != ' ') out_ += ' ';
  blank_ = false;
  breaks_ = 0;
  cell_begins_ = false;
}

void TextLines::text(std::string_view words) {
  for (const char c : words) {
    if (preformatted_ == 0 && blanks.contains(c)) {
      blank_ = true;
    } else if (c == '\n') {
      out_ += c;
    } else if (c != '\r') {
      settle();
      out_ += c;
    }
  }
}

// A paragraph that begins or ends a cell must not tear the row apart.
void TextLines::part(int count) {
  if (!cell_begins_) breaks_ = std::max(breaks_, count);
}

void TextLines::line_break() {
  if (!cell_begins_) breaks_ = std::min(breaks_ + 1, 2);
}

void TextLines::open_table() { cells_.push_back(0); }

void TextLines::open_row() {
  close_row();
  cells_.back() = 0;
}

void TextLines::close_row() {
  cell_begins_ = false;
  separators_ = 0;
  if (cells_.back() > 0) breaks_ = 0;  // the rows of a table stand close
  part(1);
}

void TextLines::open_cell() {
  cell_begins_ = true;
  if (cells_.back()++ == 0) return;
  breaks_ = 0;
  ++separators_;
}

void TextLines::close_table() {
  if (cells_.size() > 1) cells_.pop_back();
}

void TextLines::bullet(std::string mark) { bullet_ = std::move(mark); }

void TextLines::preformatted(int change) { preformatted_ = std::max(0, preformatted_ + change); }

std::string_view TextLines::since(std::size_t mark) const {
  return std::string_view{out_}.substr(std::min(mark, out_.size()));
}

std::string TextLines::finish() && {
  const auto last = out_.find_last_not_of(blanks);
  out_.resize(last == std::string::npos ? 0 : last + 1);
  if (!out_.empty()) out_ += '\n';
  return std::move(out_);
}

}  // namespace riskflow::mail
