#pragma once
// Lays words out on lines, for `text_from_html`: blanks collapse, and line ends wait until there is
// something to end a line before.

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace riskflow::mail {

// Thread rule: one thread.  Cost: linear in what is written.
class TextLines {
 public:
  // Adds words; runs of blanks become one, or stay inside `preformatted`.
  void text(std::string_view words);

  // At least `count` line ends (2: an empty line) before whatever comes next.
  void part(int count);

  // One more line end, at most an empty line.
  void line_break();

  // A table row is one line with " | " between its cells; tables may be nested.
  void open_table();
  void open_row();
  void open_cell();
  void close_row();
  void close_table();

  // What the next word is led by, "- " or "2. ".
  void bullet(std::string mark);

  // Enters (1) or leaves (-1) text whose blanks count.
  void preformatted(int change);

  // A mark, and what has been written since: to see whether a link shows its own target.
  std::size_t mark() const { return out_.size(); }
  std::string_view since(std::size_t mark) const;

  // All of it, ending in one line end, or empty.
  std::string finish() &&;

 private:
  void settle();

  std::string out_;
  std::string bullet_;
  std::vector<int> cells_{0};  // cells so far in the open row of each open table
  int breaks_ = 0;
  int separators_ = 0;
  int preformatted_ = 0;
  bool blank_ = false;
  bool cell_begins_ = false;  // and holds nothing yet
};

}  // namespace riskflow::mail
