// Templates and expressions, and the formats of dates and numbers: whatever they say, they end in a
// value that is JSON, or in an error that says where; and the same way each time.

#include <string>

#include "domain/language/decimal.hpp"
#include "domain/language/given_environment.hpp"
#include "domain/language/number_format.hpp"
#include "domain/language/template.hpp"
#include "domain/language/text.hpp"
#include "domain/language/timestamp.hpp"
#include "tests/fuzz/lines.hpp"
#include "tests/fuzz/target.hpp"
#include "tests/fuzz/targets.hpp"

namespace riskflow::fuzz {

using namespace language;

static constexpr Instant noon{std::chrono::seconds{1'768'206'600}};

// ---- templates ----

static void look_at_error(const Error& error) {
  promise(!error.message.empty(), "an error says what is wrong");
  promise(error.target == invalid_template || is_limit_exceeded(error), "an error has its code");
  promise(is_limit_exceeded(error) || !detail(error, "line").empty(), "an error says where");
}

void run_template(BytesView input) {
  const auto text = valid_utf8(input);
  const auto compiled = compile_string(text);
  if (!compiled) look_at_error(compiled.error());
  if (!text.contains('@')) promise(compiled && *compiled->literal() == Value{text}, "text is text");
  // A bare expression stands in a template, too, if there is room for one more character.
  const auto bare = parse_expression(text);
  if (!bare) look_at_error(bare.error());
  if (bare && text.size() < expression_length_max)
    promise(compile_string("@" + text).has_value(), "an expression is a template behind an @");

  TemplateReport report;
  const auto json = from_json_text(text, {.bytes = 1 << 16, .depth = 64});
  if (!json) return;
  compile_template(*json, "", report);
  compile_condition(*json, "", report);
  for (const auto& fault : report.faults)
    promise(!fault.error.message.empty(), "a fault says what is wrong");
}

std::vector<Bytes> template_seeds() {
  return {"Hello @{concat('a', string(1.5e3), '''')}, @@ and @{item()?['b/c'][0].d}!",
          "@if(equals(triggerBody()?['x'], null), -1, outputs('A b')[variables('i')]?.e)",
          R"~({"and": [{"equals": ["@x", 1]}, {"not": {"contains": ["@item()", "y"]}}, "@true"]})~",
          R"~({"@{toLower('A')}": ["@utcNow()", {"b": "@@"}], "c": "@{1}@{2}"})~"};
}

// ---- evaluation ----

// What is left of it is little, so that hostile expressions end soon here as well.
static Budget small_budget() {
  Budget budget;
  constexpr std::uint64_t made_left = 4'000'000;
  constexpr std::uint64_t steps_left = 5'000'000;
  promise(budget.make(plan_made_max - made_left).has_value(), "a new budget is whole");
  const auto steps = plan_steps_max - (plan_made_max - made_left) - steps_left;
  promise(budget.spend(steps).has_value(), "a new budget is whole");
  return budget;
}

static Result<Value> evaluate_in(const Expression& expression, const GivenEnvironment& around) {
  auto budget = small_budget();
  Context context{around, budget, noon, SeededBits{42}, around.loops(), around.indexes()};
  return expression.evaluate(context);
}

static void look_at(const Result<Value>& value) {
  if (!value) return look_at_error(value.error());
  promise(value->depth() <= value_depth_max, "a value is not nested too deep");
  const JsonLimits limits{.bytes = std::size_t{1} << 30, .depth = 2 * value_depth_max};
  promise(from_json_text(to_json_text(*value), limits).has_value(), "a value is written as JSON");
}

// The first line is the context, each other one a template.
void run_evaluation(BytesView input) {
  const auto [given, templates] = first_line(input);
  auto json = from_json_text(valid_utf8(given), {.bytes = 1 << 16, .depth = 32});
  const auto around = GivenEnvironment::from(json ? *std::move(json) : Value{});
  if (!around) return;
  int left = 32;
  for (auto rest = templates; !rest.empty() && left > 0; --left) {
    const auto [line, behind] = first_line(rest);
    rest = behind;
    const auto compiled = compile_string(valid_utf8(line));
    if (!compiled) continue;
    const auto value = evaluate_in(*compiled, *around);
    look_at(value);
    const auto again = evaluate_in(*compiled, *around);
    promise(value.has_value() == again.has_value(), "an evaluation ends as it did before");
    if (value)
      promise(to_json_text(*value) == to_json_text(*again), "a value is the same as before");
  }
}

static constexpr std::string_view context =
    R"~({"parameters": {"p": "x"}, "variables": {"n": 3, "list": [1, 2.5, null]},)~"
    R"~( "item": {"a": [true]}, "items": {"L": "y"}, "iterationIndexes": {"U": 2},)~"
    R"~( "triggerOutputs": {"body": {"q": "1 2"}},)~"
    R"~( "outputs": {"A": {"body": {"xml": "<r><i k=\"1\">a</i><i>b</i></r>"}}}})~";

static constexpr std::string_view references = R"~(
@{parameters('P')}-@{variables('n')}-@{triggerBody()?['q']}
@items('L')
@outputs('A')['body/xml']
@iterationIndexes('U')
@item()['a'][0])~";

static constexpr std::string_view collections = R"~(
@split(concat('a,b', string(createArray(1, 2.5))), ',')
@join(reverse(range(1, 9)), '-')
@chunk(variables('list'), 2)
@sort(createArray('b', 'A'))
@union(json('[1]'), json('[2]'))
@setProperty(json('{"a": 1}'), 'b', guid())
@coalesce(null, '')
@and(true, not(false)))~";

static constexpr std::string_view xml = R"~(
@xpath(xml(body('A')?['xml']), '//i[@k="1"]/text()')
@json(xml('<a b="c">d</a>'))
@xml(json('{"a": {"@b": 1, "#text": "x"}}')))~";

static constexpr std::string_view times = R"~(
@formatDateTime(addToTime('2026-02-28T23:59:59Z', 1, 'Month'), 'ddd dd MMM yyyy', 'de-DE')
@convertTimeZone('2026-03-29 02:30', 'W. Europe Standard Time', 'UTC')
@ticks(utcNow())
@dateDifference('2026-01-01', '2027-01-01T01:02:03'))~";

static constexpr std::string_view numbers = R"~(
@formatNumber(1234.5, 'C2', 'fr-FR')
@div(decimal('1'), decimal('3'))
@mod(-7, 3)
@mul(9223372036854775807, 2)
@float('1e308')
@isInt('0x7')
@rand(1, 2)
@max(1, 2.5))~";

static constexpr std::string_view strings = R"~(
@base64ToString(base64('ä'))
@uriComponent('a b?c')
@decodeDataUri(dataUri('x'))
@uriQuery('https://u:p@h.example:8/p?q#f')
@dataUriToBinary('data:,a')
@replace('aXbX', 'X', 'Y')
@substring('hello', 1, 2)
@nthIndexOf('abab', 'b', 2)
@less('a', 'b')
@string(json('{"a": [1.0, "\u00e9"]}'))
@slice('hello', -3, -1))~";

std::vector<Bytes> evaluation_seeds() {
  std::vector<Bytes> seeds;
  for (const auto templates : {references, collections, xml, times, numbers, strings})
    seeds.push_back(std::string(context) + std::string(templates));
  return seeds;
}

// ---- dates and numbers ----

static std::shared_ptr<const Culture> culture_or_english(BytesView name) {
  auto found = name.size() < 40 ? culture_named(name) : culture_named("");
  return found ? *found : *culture_named("");
}

// A date, a format, a culture.
void run_date(BytesView input) {
  const auto valid = valid_utf8(input.substr(0, 1 << 16));
  const auto [text, rest] = first_line(valid);
  const auto [format, name] = first_line(rest);
  const auto culture = culture_or_english(name);
  const auto at = timestamp_from_text(text, culture->date);
  if (const auto exact = timestamp_from_exact_text(text, format, culture->date))
    promise(exact->ticks >= 0 && exact->ticks <= ticks_max, "a date is of the years 1 to 9999");
  if (!at) return promise(!at.error().message.empty(), "an error says what is wrong");
  promise(at->ticks >= 0 && at->ticks <= ticks_max, "a date is of the years 1 to 9999");
  promise(timestamp_from_text(format_timestamp(*at, "o").value()).value() == *at,
          "a date survives its writing");
  const auto written = format_timestamp(*at, format, culture->date);
  if (!written) return promise(!written.error().message.empty(), "an error says what is wrong");
  promise(valid_utf8(*written) == *written, "a date is written in UTF-8");
  // Custom formats may be ambiguous: 's' and 'H' side by side.
  const auto read = timestamp_from_exact_text(*written, format, culture->date);
  if (read && format.size() == 1)
    promise(format_timestamp(*read, format, culture->date).value() == *written,
            "what is read by a standard format is written the same by it");
}

std::vector<Bytes> date_seeds() {
  return {"2026-01-31T08:30:15.1234567+02:00\nyyyy-MM-ddTHH:mm:ss.fffffffK\n",
          "1/31/2026 8:30 AM\nD\nde-DE",
          "Sat, 31 Jan 2026 08:30:00 GMT\ndddd 'den' d. MMMM yy h:mm tt gg\nfr-FR",
          "31 Jan 2026\nR\n",
          "2024-02-29\n%d \\d \"q\" zzz ff FF\npl-PL",
          "12:30\ng\nja-JP"};
}

// A number as in an expression ("1.5m" is a decimal), a format, a culture.
void run_number(BytesView input) {
  const auto valid = valid_utf8(input.substr(0, 1 << 16));
  const auto [text, rest] = first_line(valid);
  const auto [format, name] = first_line(rest);
  const bool is_decimal = text.ends_with('m');
  const auto number = from_json_text(text.substr(0, text.size() - (is_decimal ? 1 : 0)));
  if (!number || !number->is_number()) return;
  const auto decimal = as_decimal(*number);
  const auto value = is_decimal && decimal ? Value{*decimal} : *number;
  const auto culture = culture_or_english(name);
  const auto written = format_number(value, format, culture->number);
  if (!written) return promise(!written.error().message.empty(), "an error says what is wrong");
  promise(valid_utf8(*written) == *written, "a number is written in UTF-8");
  promise(format_number(value, format, culture->number).value() == *written,
          "a number is written the same");
  if (value.kind() == Kind::integer)
    promise(format_number(value, "D", english().number).value() == std::to_string(value.integer()),
            "an integer is its digits");
  if (value.kind() == Kind::real) {
    const auto again = from_json_text(*format_number(value, "R", english().number));
    promise(again && again->as_double() == value.real(), "a float survives its writing");
  }
}

std::vector<Bytes> number_seeds() {
  return {"1234567.891\n#,##0.00;(0.0);'zero'\n",
          "-42\nD8\n",
          "255\nX4\n",
          "0.12345\nP2\nde-DE",
          "1234.5m\nC3\nfr-FR",
          "1e21\nE3\n",
          "-0.0\nG17\n",
          "12\n000.0e+00%,\\x\n"};
}

}  // namespace riskflow::fuzz
