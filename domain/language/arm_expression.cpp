#include "domain/language/arm_expression.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "domain/language/given_environment.hpp"
#include "domain/language/template.hpp"
#include "domain/language/text.hpp"

namespace riskflow::language {

static constexpr int depth_max = 64;

bool is_arm_expression(std::string_view text) {
  return text.starts_with('[') && text.ends_with(']') && !text.starts_with("[[");
}

// Functions that both languages have, with the same meaning.
static bool is_shared(std::string_view name) {
  static constexpr std::array names{"add",
                                    "and",
                                    "array",
                                    "base64",
                                    "base64ToString",
                                    "bool",
                                    "coalesce",
                                    "concat",
                                    "contains",
                                    "createArray",
                                    "dataUri",
                                    "dataUriToString",
                                    "div",
                                    "empty",
                                    "endsWith",
                                    "equals",
                                    "first",
                                    "float",
                                    "greater",
                                    "greaterOrEquals",
                                    "if",
                                    "indexOf",
                                    "int",
                                    "intersection",
                                    "join",
                                    "json",
                                    "last",
                                    "lastIndexOf",
                                    "length",
                                    "less",
                                    "lessOrEquals",
                                    "max",
                                    "min",
                                    "mod",
                                    "mul",
                                    "not",
                                    "or",
                                    "range",
                                    "replace",
                                    "skip",
                                    "split",
                                    "startsWith",
                                    "string",
                                    "sub",
                                    "substring",
                                    "take",
                                    "toLower",
                                    "toUpper",
                                    "trim",
                                    "union",
                                    "uriComponent",
                                    "uriComponentToString"};
  return std::ranges::any_of(names, [&](auto one) { return same_name(name, one); });
}

static bool is_name(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

static std::string quoted(std::string_view text) {
  return fmt::format("'{}'", replaced(text, "'", "''"));
}

namespace {

enum class Unknown : std::uint8_t { refused = 1, stood_for };

// Translates an expression into one of the workflow language.
class Translation {
 public:
  Translation(std::string_view text, const ArmScope& scope, Unknown unknown)
      : text_(text), scope_(scope), unknown_(unknown) {}

  Result<std::string> run() {
    auto whole = expression();
    if (!whole) return whole;
    skip_blanks();
    if (at_ < text_.size()) return wrong();
    return whole;
  }

 private:
  Result<std::string> expression() {
    if (++depth_ > depth_max) return fail(Errc::invalid, "it is nested too deep");
    skip_blanks();
    const char c = next();
    Result<std::string> read = c == '\''                            ? literal()
                               : c == '-' || (c >= '0' && c <= '9') ? number()
                               : is_name(c)                         ? call()
                                                                    : wrong();
    --depth_;
    return read;
  }

  Result<std::string> literal() {
    const auto begin = at_++;
    for (; at_ < text_.size(); ++at_) {
      if (text_[at_] != '\'') continue;
      if (text_.substr(at_ + 1, 1) != "'") return std::string(text_.substr(begin, ++at_ - begin));
      ++at_;
    }
    return wrong();
  }

  Result<std::string> number() {
    const auto begin = at_++;
    while (next() >= '0' && next() <= '9') ++at_;
    return std::string(text_.substr(begin, at_ - begin));
  }

  Result<std::string> call() {
    const auto begin = at_;
    while (is_name(next()) || next() == '.') ++at_;
    const auto name = text_.substr(begin, at_ - begin);
    std::vector<std::string> arguments;
    if (!take('(')) return wrong();
    while (!take(')')) {
      auto argument = expression();
      if (!argument) return argument;
      arguments.push_back(*std::move(argument));
      take(',');
    }
    auto accessed = accessors();
    if (!accessed) return accessed;
    return made_call(name, arguments, *accessed);
  }

  // ".name" and "[index]", as they stand behind a call.
  Result<std::string> accessors() {
    std::string all;
    for (skip_blanks(); next() == '.' || next() == '['; skip_blanks()) {
      const bool is_index = next() == '[';
      const auto begin = at_++;
      if (!is_index) {
        while (is_name(next())) ++at_;
        all += text_.substr(begin, at_ - begin);
        continue;
      }
      auto index = expression();
      if (!index) return index;
      if (!take(']')) return wrong();
      all += fmt::format("[{}]", *index);
    }
    return all;
  }

  Result<std::string> made_call(std::string_view name, const std::vector<std::string>& arguments,
                                const std::string& accessed) {
    for (const auto constant : {"true", "false", "null"})
      if (same_name(name, constant) && arguments.empty()) return std::string(constant);
    if (same_name(name, "parameters") || same_name(name, "variables")) {
      const auto& known = same_name(name, "variables") ? scope_.variables : scope_.parameters;
      return reading(name, known, arguments, accessed);
    }
    if (same_name(name, "format") && !arguments.empty()) return formatted(arguments);
    if (is_shared(name)) return fmt::format("{}({}){}", name, fmt::join(arguments, ", "), accessed);
    if (unknown_ == Unknown::refused)
      return fail(Errc::invalid, fmt::format("{}() is known to a deployment only", name));
    if (arguments.empty()) return quoted(fmt::format("<{}(){}>", name, accessed));
    return fmt::format("concat('<{}>', '/', string({}))", name,
                       fmt::join(arguments, "), '/', string("));
  }

  Result<std::string> reading(std::string_view name, const Value::Members& known,
                              const std::vector<std::string>& arguments,
                              const std::string& accessed) {
    if (arguments.size() != 1 || !arguments[0].starts_with('\'')) return wrong();
    const auto written = std::string_view(arguments[0]).substr(1, arguments[0].size() - 2);
    const auto target = replaced(written, "''", "'");
    const bool is_known = std::ranges::any_of(
        known, [&](const Value::Member& member) { return same_name(member.key, target); });
    if (is_known) return fmt::format("{}({}){}", name, arguments[0], accessed);
    if (unknown_ == Unknown::refused)
      return fail(Errc::invalid,
                  fmt::format("{}('{}') has no value in the template", name, target));
    return quoted(fmt::format("<{}>", target));
  }

  // format('{0}-x', a) as concat('', string(a), '-x'); a format of a number, {0:N}, is not read.
  Result<std::string> formatted(const std::vector<std::string>& arguments) {
    const auto& form = arguments[0];
    if (!form.starts_with('\'')) return wrong();
    std::string made = "concat('";
    for (std::size_t i = 1; i + 1 < form.size(); ++i) {
      const bool is_doubled = (form[i] == '{' || form[i] == '}') && form[i + 1] == form[i];
      if (is_doubled) ++i;
      if (is_doubled || form[i] != '{') {
        made += form[i];
        continue;
      }
      std::size_t index = 0;
      for (++i; form[i] >= '0' && form[i] <= '9' && index < arguments.size(); ++i)
        index = index * 10 + static_cast<std::size_t>(form[i] - '0');
      if (form[i] != '}' || index + 1 >= arguments.size()) return wrong();
      made += fmt::format("', string({}), '", arguments[index + 1]);
    }
    return made + "')";
  }

  std::unexpected<Error> wrong() const {
    return fail(Errc::invalid, fmt::format("it is no expression from character {} on", at_ + 1));
  }
  char next() const { return at_ < text_.size() ? text_[at_] : '\0'; }
  void skip_blanks() { at_ = std::min(text_.find_first_not_of(" \t\r\n", at_), text_.size()); }
  bool take(char wanted) {
    skip_blanks();
    if (next() != wanted) return false;
    ++at_;
    return true;
  }

  std::string_view text_;
  const ArmScope& scope_;
  Unknown unknown_;
  std::size_t at_ = 0;
  int depth_ = 0;
};

}  // namespace

static Result<Value> evaluated(std::string_view text, const ArmScope& scope, Unknown unknown) {
  const auto call = text.substr(1, text.size() - 2);
  const auto translated = Translation(call, scope, unknown).run();
  if (!translated) return fail(translated.error());
  const auto compiled = compile_string("@" + *translated);
  if (!compiled) return fail(compiled.error());
  const auto environment =
      GivenEnvironment::from(Value::object({{"parameters", Value::object(scope.parameters)},
                                            {"variables", Value::object(scope.variables)}}));
  if (!environment) return fail(environment.error());
  Budget budget;
  Context context{*environment, budget, Instant{}, SeededBits{0}, {}};
  return compiled->evaluate(context);
}

Result<Value> evaluate_arm(std::string_view text, const ArmScope& scope) {
  return evaluated(text, scope, Unknown::refused);
}

Result<Value> estimate_arm(std::string_view text, const ArmScope& scope) {
  return evaluated(text, scope, Unknown::stood_for);
}

}  // namespace riskflow::language
