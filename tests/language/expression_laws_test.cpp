// Laws of expressions, over many that are made from the grammar and the table of functions.  SEED=
// plays others.

#include <array>
#include <cstdlib>
#include <iterator>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "domain/language/functions.hpp"
#include "domain/language/text.hpp"
#include "tests/language/example_environment.hpp"

namespace riskflow::language {
namespace {

using Tokens = std::vector<std::string>;

std::uint64_t seed_of_this_run() {
  const char* given = std::getenv("SEED");
  return given != nullptr ? std::strtoull(given, nullptr, 10) : 20260112;
}

std::string literal_of(std::string_view text) { return "'" + replaced(text, "'", "''") + "'"; }

// Makes values and expressions.
class Maker {
 public:
  explicit Maker(std::uint64_t seed) : bits_(seed) {}

  std::size_t below(std::size_t limit) { return static_cast<std::size_t>(bits_.next() % limit); }
  template <class Range>
  const auto& one_of(const Range& range) {
    return range[below(std::size(range))];
  }

  std::string text() {
    static constexpr std::string_view pieces[] = {
        "a",    "B",   " ",          "'",       "''",   "@", "@{", "}",
        "{0}",  "\\n", "\n",         "é",       "😀",   "/", "\"", "<b/>",
        "2026", "1.5", "yyyy-MM-dd", "Compose", "true", ",", ")",  "%41"};
    std::string made;
    for (auto left = below(4); left > 0; --left) made += one_of(pieces);
    return made;
  }

  Value value(int depth = 3) {
    switch (below(depth > 0 ? 8 : 6)) {
      case 0: return {};
      case 1: return Value{below(2) == 0};
      case 2: return Value{static_cast<std::int64_t>(bits_.next())};
      case 3: return Value{static_cast<double>(below(2000)) / 64.0 - 10.0};
      case 4: return Value{static_cast<double>(bits_.next()) * 1e-30};
      case 5: return Value{text()};
      case 6: return array(depth - 1);
      default: return object(depth - 1);
    }
  }

  Value array(int depth) {
    Value::Array items;
    for (auto left = below(4); left > 0; --left) items.push_back(value(depth));
    return Value::array(std::move(items));
  }

  Value object(int depth) {
    Value::Members members;
    for (auto left = below(4); left > 0; --left)
      members.push_back({fmt::format("k{}{}", left, text()), value(depth)});
    return Value::object(std::move(members));
  }

  // An expression for one of the kinds: a literal, an access, or a call that may give it.
  Tokens expression(Kinds wanted, int depth) {
    if (depth == 0 || below(4) == 0) return literal(wanted);
    if (below(6) == 0) return access(wanted, depth - 1);
    std::vector<const Function*> giving;
    for (const auto& row : all_functions())
      if (!(row.signature.result() & wanted).empty() && row.name != "rand" && row.name != "guid")
        giving.push_back(&row);
    return giving.empty() ? literal(wanted) : call(*one_of(giving), depth - 1);
  }

 private:
  Tokens call(const Function& function, int depth) {
    const auto& signature = function.signature;
    const std::size_t most = std::min<std::size_t>(signature.max(), signature.min() + 2U);
    const auto count = signature.min() + below(most - signature.min() + 1);
    Tokens made{std::string(function.name), "("};
    for (std::size_t i = 0; i < count; ++i) {
      if (i > 0) made.emplace_back(",");
      append(made, expression(below(20) == 0 ? any_kind : signature.parameter(i), depth));
    }
    made.emplace_back(")");
    return made;
  }

  // Of something that has what is asked for, and of something that may not have it.
  Tokens access(Kinds wanted, int depth) {
    Tokens made;
    if (below(2) == 0) {
      append(made, {"json", "(", literal_of(R"({"k":[1,{"Deep":"x"}],"a b":null})"), ")"});
      append(made, one_of(std::array{Tokens{".", "k"}, Tokens{"?.", "K"}, Tokens{"['k']"},
                                     Tokens{"?[", "'a b'", "]"}, Tokens{"?[", "'none'", "]"}}));
    } else {
      append(made, {"createArray", "("});
      append(made, expression(wanted, depth));
      append(made, {")", "?[", std::to_string(below(2)), "]"});
    }
    return made;
  }

  Tokens literal(Kinds wanted) {
    for (int tries = 0; tries < 8; ++tries) {
      const auto kind = static_cast<Kind>(below(8));
      if (wanted.holds(kind)) return literal(kind);
    }
    return {"null"};
  }

  Tokens literal(Kind kind) {
    switch (kind) {
      case Kind::null: return {"null"};
      case Kind::boolean: return {below(2) == 0 ? "true" : "false"};
      case Kind::integer: return {one_of(std::array{"0", "-1", "+2", "007", "99"})};
      case Kind::real: return {one_of(std::array{"0.5", "-1.", "+.25", "1e2", "2.5E-3"})};
      case Kind::decimal: return {"decimal", "(", "'1.50'", ")"};
      case Kind::string: return {literal_of(text())};
      case Kind::array: return {"createArray", "(", "1", ",", literal_of(text()), ")"};
      case Kind::object: return {"json", "(", literal_of(R"({"k":1.0,"l":[true]})"), ")"};
    }
    return {};
  }

  static void append(Tokens& to, const Tokens& more) {
    to.insert(to.end(), more.begin(), more.end());
  }

  SeededBits bits_;
};

std::string joined(const Tokens& tokens, std::string_view between = "") {
  std::string text;
  for (const auto& token : tokens) text += token + std::string(between);
  return text;
}

bool names_function(const Tokens& tokens, std::size_t i) {
  return i + 1 < tokens.size() && tokens[i + 1] == "(";
}

// What came out; of an error only that it is one, for its place and words may differ.
std::string gist_of(const std::string& text) {
  auto outcome = outcome_of(text);
  return outcome.starts_with("error: ") ? "error" : outcome;
}

class ExpressionLaws : public testing::Test {
 protected:
  // Calls `law` with many expressions, and counts those that have a value.
  template <class Law>
  void for_many(Law law) {
    std::size_t good = 0;
    for (int i = 0; i < count; ++i) {
      const auto tokens = maker.expression(any_kind, 1 + i % 4);
      if (joined(tokens, "  ").size() > expression_length_max / 4) continue;
      const auto text = joined(tokens);
      const auto gist = gist_of("@" + text);
      good += gist == "error" ? 0U : 1U;
      SCOPED_TRACE(fmt::format("SEED={} @{}", seed, text));
      law(tokens, text, gist);
    }
    EXPECT_GT(good, static_cast<std::size_t>(count) / 4) << "too few of them mean anything";
  }

  static constexpr int count = 2000;
  const std::uint64_t seed = seed_of_this_run();
  Maker maker{seed};
};

TEST_F(ExpressionLaws, BlanksBetweenTokensChangeNothing) {
  for_many([](const Tokens& tokens, const std::string&, const std::string& gist) {
    EXPECT_EQ(gist_of("@" + joined(tokens, " ")), gist);
    EXPECT_EQ(gist_of("@ \r\n\t" + joined(tokens, "\r\n\t ")), gist);
  });
}

TEST_F(ExpressionLaws, NamesOfFunctionsMeanTheSameInAnyCase) {
  for_many([&](const Tokens& tokens, const std::string&, const std::string& gist) {
    auto lower = tokens, upper = tokens, mixed = tokens;
    for (std::size_t i = 0; i < tokens.size(); ++i) {
      if (!names_function(tokens, i)) continue;
      lower[i] = to_lower(tokens[i]);
      upper[i] = to_upper(tokens[i]);
      for (auto& c : mixed[i])
        if (maker.below(2) == 0) c = to_upper(std::string_view{&c, 1})[0];
    }
    for (const auto& other : {lower, upper, mixed}) EXPECT_EQ(gist_of("@" + joined(other)), gist);
  });
}

TEST_F(ExpressionLaws, AHoleIsTheTextOfItsValue) {
  for_many([](const Tokens&, const std::string& text, const std::string& gist) {
    const auto value = value_of("@" + text);
    const auto shown = value ? to_display_text(*value) : "";
    EXPECT_EQ(gist_of("@{" + text + "}"), value ? "'" + shown + "'" : gist);
    EXPECT_EQ(gist_of("a@{ " + text + " }b@{" + text + "}"),
              value ? "'a" + shown + "b" + shown + "'" : gist);
    EXPECT_EQ(gist_of("@concat('<', " + text + ", '>')"), value ? "'<" + shown + ">'" : gist);
  });
}

TEST_F(ExpressionLaws, WhatIsNotTakenDoesNotMatter) {
  static constexpr std::string_view bad[] = {"noSuchFunction()", "div(1, 0)", "int('x')",
                                             "noSuchFunction(div(1, 0))", "json('{')['a']"};
  for_many([&](const Tokens&, const std::string& text, const std::string& gist) {
    const std::string other{maker.one_of(bad)};
    ASSERT_EQ(gist_of("@" + other), "error");
    EXPECT_EQ(gist_of("@if(true, " + text + ", " + other + ")"), gist);
    EXPECT_EQ(gist_of("@if(false, " + other + ", " + text + ")"), gist);
    EXPECT_EQ(gist_of("@coalesce(null, " + text + ", " + (gist == "null" ? "null" : other) + ")"),
              gist);
    EXPECT_EQ(gist_of("@and(false, " + text + ")"), "false");
    EXPECT_EQ(gist_of("@or(true, " + text + ", " + other + ")"), "true");
    EXPECT_EQ(gist_of("@createArray(" + text + ", " + other + ")"), "error");
  });
}

TEST_F(ExpressionLaws, AnArrayGivesBackWhatIsPutIn) {
  for_many([](const Tokens&, const std::string& text, const std::string& gist) {
    EXPECT_EQ(gist_of("@createArray(1, " + text + ")[1]"), gist);
    EXPECT_EQ(gist_of("@last(array(" + text + "))"), gist);
    EXPECT_EQ(gist_of("@setProperty(json('{}'), 'k', " + text + ")?.K"), gist);
  });
}

TEST_F(ExpressionLaws, APieceOfAnExpressionEndsInAValueOrAnError) {
  for_many([&](const Tokens&, const std::string& text, const std::string&) {
    const auto cut = text.substr(0, maker.below(text.size()));
    EXPECT_EQ(outcome_of("@" + cut), outcome_of("@" + cut));
    auto changed = text;
    changed[maker.below(changed.size())] = maker.one_of(std::string_view{"'()[]?.,@{}0a \xff"});
    EXPECT_EQ(outcome_of("x@{" + changed), outcome_of("x@{" + changed));
  });
}

// The value as an expression.
std::string expression_of(const Value& value) {
  switch (value.kind()) {
    case Kind::string: return literal_of(value.text());
    case Kind::object: return "json(" + literal_of(to_json_text(value)) + ")";
    case Kind::array: break;
    default: return to_json_text(value);
  }
  if (value.items().empty()) return "json('[]')";
  std::string items;
  for (const auto& item : value.items()) items += (items.empty() ? "" : ", ") + expression_of(item);
  return "createArray(" + items + ")";
}

TEST_F(ExpressionLaws, AValueThatIsPrintedIsReadAsTheSame) {
  for (int i = 0; i < count; ++i) {
    const auto value = maker.value();
    const auto text = expression_of(value);
    const auto read = value_of("@" + text);
    ASSERT_TRUE(read) << "SEED=" << seed << " " << text << ": " << read.error().message;
    EXPECT_EQ(*read, value) << "SEED=" << seed << " " << text;
    EXPECT_EQ(expression_of(*read), text) << "SEED=" << seed;
  }
}

TEST_F(ExpressionLaws, ATextIsItselfHoweverItIsQuoted) {
  for (int i = 0; i < count; ++i) {
    const auto text = maker.text() + maker.text();
    SCOPED_TRACE(fmt::format("SEED={} {}", seed, text));
    const auto outcome = "'" + text + "'";
    EXPECT_EQ(outcome_of("@" + literal_of(text)), outcome);
    EXPECT_EQ(outcome_of("@{" + literal_of(text) + "}"), outcome);
    EXPECT_EQ(outcome_of("@@" + text), "'@" + text + "'");
    EXPECT_EQ(outcome_of("." + replaced(text, "@{", "@@{")), "'." + text + "'");
  }
}

struct Hostile {
  const char* name;
  std::string text;
};

TEST(HostileExpressions, EndInAnErrorHoweverDeepOrLong) {
  static constexpr std::size_t often = 200'000;
  const Hostile cases[] = {
      {"calls", "@" + repeated("array(", often)},
      {"calls that end", "@" + repeated("array(", often) + "1" + repeated(")", often)},
      {"parentheses", "@" + repeated("(", often)},
      {"indexes", "@item()" + repeated("[", often)},
      {"indexes in indexes", "@item()" + repeated("[item()", often)},
      {"forgiving indexes", "@item()" + repeated("?['a']", often)},
      {"properties", "@item()" + repeated(".a", often)},
      {"dots", "@item()" + repeated(".", often)},
      {"question marks", "@item()" + repeated("?", often)},
      {"commas", "@concat('a'" + repeated(",", often)},
      {"arguments", "@concat('a'" + repeated(",1", often) + ")"},
      {"a long name", "@" + std::string(often, 'a') + "()"},
      {"a long integer", "@" + std::string(often, '9')},
      {"a long float", "@" + std::string(often, '9') + ".5"},
      {"a long string", "@'" + std::string(often, 'a') + "'"},
      {"quotes", "@'" + repeated("''", often)},
      {"holes in holes", repeated("@{", often)},
      {"a hole in the end", std::string(often, 'x') + "@{"},
      {"signs", "@" + repeated("+-", often)},
      {"zeros", "@" + std::string(often, '0') + "x"},
  };
  for (const auto& c : cases) EXPECT_TRUE(outcome_of(c.text).starts_with("error: ")) << c.name;
}

TEST(HostileExpressions, AreNoHarmInTheirBlanksAndHoles) {
  static constexpr std::size_t often = 20'000;
  EXPECT_EQ(outcome_of("@" + std::string(1000, ' ') + "1" + std::string(1000, '\n')), "1");
  EXPECT_EQ(outcome_of(repeated("@{1}", often)), "'" + std::string(often, '1') + "'");
  EXPECT_EQ(outcome_of("." + repeated("@@{", often)), "'." + repeated("@{", often) + "'");
}

}  // namespace
}  // namespace riskflow::language
