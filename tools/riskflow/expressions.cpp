// riskflow expression eval: expressions of the workflow language, tried out without a flow.

#include <boost/json.hpp>
#include <fmt/format.h>

#include "domain/language/given_environment.hpp"
#include "domain/language/template.hpp"
#include "runtime/core/request_ids.hpp"
#include "tools/riskflow/asking.hpp"
#include "tools/riskflow/host_commands.hpp"

namespace riskflow::cli {

namespace lang = language;
using http::ExitCode;

// Evaluates `text` as it would stand in a definition.
static Result<lang::Value> evaluate(std::string_view text, const lang::Value& given, Clock& clock) {
  const auto expression = lang::compile_string(text);
  if (!expression) return fail(expression.error());
  const auto environment = lang::GivenEnvironment::from(given);
  if (!environment) return fail(environment.error());
  const auto bits = runtime::random_key();
  std::uint64_t seed = 0;
  for (const auto byte : std::span(bits).first<8>()) seed = seed << 8 | byte;
  lang::Budget budget;
  lang::Context context{*environment,         budget,
                        clock.now(),          lang::SeededBits{seed},
                        environment->loops(), environment->indexes()};
  return expression->evaluate(context);
}

// ---- one ----

static Result<lang::Value> context_of(const Given& given) {
  const auto file = given.find("--context");
  if (!file) return lang::Value{};
  const auto text = text_of_file(*file);
  if (!text) return fail(text.error());
  auto value = lang::from_json_text(*text);
  if (!value) return fail(Errc::invalid, *file + ": " + value.error().message, "--context");
  return value;
}

static Result<ExitCode> evaluate_one(const Given& given, Session& session) {
  if (!given.has("EXPRESSION"))
    return fail(Errc::invalid, "give an expression, or --jsonl and lines on stdin", "EXPRESSION");
  const auto context = context_of(given);
  if (!context) return fail(context.error());
  const auto value = evaluate(given.text("EXPRESSION"), *context, session.world().clock);
  if (!value) return fail(value.error());
  session.world().out << lang::to_json_text(*value) << '\n';
  return ExitCode::ok;
}

// ---- lines ----

// {"id", "expression", "context"}
struct Line {
  lang::Value id;
  std::string expression;
  lang::Value context;
};

static Result<Line> line_from(const lang::Value& read) {
  const auto* const expression = read.find("expression");
  if (expression == nullptr || expression->kind() != lang::Kind::string)
    return fail(Errc::invalid, "expression: give a string", "InvalidRequest");
  const auto* const context = read.find("context");
  return Line{{}, expression->text(), context != nullptr ? *context : lang::Value{}};
}

static Result<lang::Value> outcome_of(std::string_view text, lang::Value& id, Clock& clock) {
  const auto read = lang::from_json_text(text);
  if (!read) return fail(Errc::invalid, read.error().message, "InvalidRequest");
  if (const auto* const found = read->find("id")) id = *found;
  const auto line = line_from(*read);
  if (!line) return fail(line.error());
  return evaluate(line->expression, line->context, clock);
}

static lang::Value answer_to(std::string_view text, Clock& clock) {
  lang::Value id;
  const auto value = outcome_of(text, id, clock);
  if (value) return lang::Value::object({{"id", id}, {"value", *value}});
  const auto& [code, message, target, details] = value.error();
  return lang::Value::object(
      {{"id", id}, {"error", lang::Value::object({{"code", target}, {"message", message}})}});
}

static Result<ExitCode> evaluate_lines(Session& session) {
  auto& world = session.world();
  for (std::string line; std::getline(world.in, line);)
    if (!line.empty()) world.out << lang::to_json_text(answer_to(line, world.clock)) << '\n';
  return world.out.flush() ? ExitCode::ok : ExitCode::failed;
}

static Result<ExitCode> eval(const Given& given, Session& session) {
  return given.has("--jsonl") ? evaluate_lines(session) : evaluate_one(given, session);
}

// ---- the row ----

static constexpr std::array options{
    Option{"EXPRESSION",
           {},
           "a template string: \"@add(1, 2)\", or text with @{holes}",
           Takes::text,
           Need::optional},
    option("--context", "FILE",
           "a JSON object: parameters, variables, outputs, triggerOutputs, "
           "item, items, iterationIndexes, workflow"),
    flag("--jsonl", "read lines {\"id\", \"expression\", \"context\"} from stdin instead")};

static constexpr std::array rows{
    Command{.noun = "expression",
            .verb = "eval",
            .summary = "Evaluate an expression of the workflow language",
            .examples = {"riskflow expression eval \"@concat('case ', 17)\"",
                         "riskflow expression eval \"@variables('count')\" --context context.json",
                         "riskflow expression eval --jsonl < expressions.jsonl"},
            .options = options,
            .act = eval},
};

std::span<const Command> expression_commands() { return rows; }

}  // namespace riskflow::cli
