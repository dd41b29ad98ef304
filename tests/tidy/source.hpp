#pragma once
// A file of the tree as the house rules see it: its lines, and for C++ the same lines without
// comments and without the contents of literals, so that a rule about code is not fooled by prose.
// A light lexer, not a compiler: it knows nothing of macros and types.

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace riskflow::tidy {

// `path` is from the repository root, with '/'.  `lines` and `code` have equal length; for files
// that are not C++ they are equal.
struct SourceFile {
  std::string path;
  std::string text;
  std::vector<std::string> lines;
  std::vector<std::string> code;
};

// Ordered by path.
using Tree = std::vector<SourceFile>;

// `#include <path>` or `#include "path"`, at a line counted from 1.
struct Include {
  enum class Form { angled, quoted };
  std::string path;
  Form form = Form::quoted;
  std::size_t line = 0;
};

// An identifier, a number or a punctuator ("::" and "->" are one token).  Views into the
// SourceFile.
struct Token {
  std::string_view text;
  std::size_t line = 0;
};

SourceFile make_source(std::string path, std::string text);

std::vector<Include> includes_of(const SourceFile& file);

// Without preprocessor directives.
std::vector<Token> tokens_of(const SourceFile& file);

// The index after the token that closes the bracket at `open`; tokens.size() when nothing does.
std::size_t after_bracket(const std::vector<Token>& tokens, std::size_t open);

bool is_header(const SourceFile& file);
bool is_cpp(const SourceFile& file);  // a header or a source file

// Whether `path` lies in one of the folders that are shipped: domain, eventstore, projections,
// runtime, tools.
bool is_product(std::string_view path);

// Whether `path` is `folder` or lies below it.
bool lies_in(std::string_view path, std::string_view folder);

// "a/b/c.hpp" -> "a/b"; "c.hpp" -> "".
std::string_view folder_of(std::string_view path);

// Letters, digits and '_'.
bool is_word_character(char c);

// Whether `word` occurs in `line` with no word character on either side.
bool has_word(std::string_view line, std::string_view word);

}  // namespace riskflow::tidy
