#pragma once
// Where in the text of a document a JSON pointer leads: what a person looks for in an editor.

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace riskflow::language {

// Lines and columns from 1; a column is a character, not a byte.
struct TextPlace {
  std::size_t line = 1;
  std::size_t column = 1;
  bool operator==(const TextPlace&) const = default;
};

// Of the name of a member, or the beginning of an element of an array.  Where the pointer (RFC
// 6901) leads past what is there, as far as it goes.  `document` is JSON; of other text it gives
// some place in it.  O(document).
TextPlace place_of(std::string_view document, std::string_view pointer);

// The names and indexes of a JSON pointer, unescaped.
std::vector<std::string> tokens_of_pointer(std::string_view pointer);

}  // namespace riskflow::language
