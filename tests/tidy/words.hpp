#pragma once
// The words inside a name, for the rules about names.

#include <string>
#include <string_view>
#include <vector>

namespace riskflow::tidy {

// "AssigningAClosedCase" and "assigning_a_closed_case" are {assigning, a, closed, case};
// "ParsesJSON" is {parses, json}.  Digits belong to the word before them.
std::vector<std::string> words_of(std::string_view name);

}  // namespace riskflow::tidy
