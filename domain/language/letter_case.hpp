#pragma once
// The other case of a letter, as .NET's invariant culture has it: simple mappings, by no language.

namespace riskflow::language {

// For letters beyond ASCII; the two below call them.
char32_t lower_case_from_table(char32_t letter);
char32_t upper_case_from_table(char32_t letter);

// The letter itself when it has no other case.  A mapping never changes the length in UTF-8.
inline char32_t lower_case(char32_t letter) {
  if (letter >= 0x80) return lower_case_from_table(letter);
  return letter >= 'A' && letter <= 'Z' ? letter + 32 : letter;
}
inline char32_t upper_case(char32_t letter) {
  if (letter >= 0x80) return upper_case_from_table(letter);
  return letter >= 'a' && letter <= 'z' ? letter - 32 : letter;
}

}  // namespace riskflow::language
