#include "domain/language/functions.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "domain/language/functions_binary.hpp"
#include "domain/language/functions_collection.hpp"
#include "domain/language/functions_conversion.hpp"
#include "domain/language/functions_culture.hpp"
#include "domain/language/functions_logical.hpp"
#include "domain/language/functions_math.hpp"
#include "domain/language/functions_object.hpp"
#include "domain/language/functions_reference.hpp"
#include "domain/language/functions_string.hpp"
#include "domain/language/functions_time.hpp"
#include "domain/language/functions_uri.hpp"
#include "domain/language/functions_xml.hpp"
#include "domain/language/text.hpp"

namespace riskflow::language {

using namespace builtin;

// Names of the environment in the examples: tests/language/example_environment.hpp.
static constexpr Function functions[] = {
    // name, signature, apply, example, its value
    {"action", ": oz", typed<current_action>, "action().status", "\"Running\"", Reads::surface},
    {"actionBody", "t : xz", typed<action_body>, "actionBody('Get_case').name", "\"North\"",
     Reads::surface},
    {"actionOutputs", "t : xz", typed<action_outputs>, "actionOutputs('Compose')", "\"text\"",
     Reads::surface},
    {"actions", "t : oz", typed<action_record>, "actions('Compose').status", "\"Succeeded\"",
     Reads::surface},
    {"add", "n n : n", typed<add>, "add(2, 3)", "5"},
    {"addDays", "t i t? : s", typed<add_days>, "addDays('2026-01-31', 1, 'd')", "\"2/1/2026\""},
    {"addHours", "t i t? : s", typed<add_hours>, "addHours('2026-01-31', -1, 's')",
     "\"2026-01-30T23:00:00\""},
    {"addMinutes", "t i t? : s", typed<add_minutes>, "addMinutes('2026-01-31', 90, 't')",
     "\"1:30 AM\""},
    {"addProperty", "o t x : o", typed<add_property>, "addProperty(json('{}'), 'a', 1)",
     "{\"a\":1}"},
    {"addSeconds", "t i t? : s", typed<add_seconds>, "addSeconds('2026-01-31', 5, 'HH:mm:ss')",
     "\"00:00:05\""},
    {"addToTime", "t i t t? : s", typed<add_to_time>, "addToTime('2026-01-31', 1, 'Month', 's')",
     "\"2026-02-28T00:00:00\""},
    {"agentParameters", "t : x", typed<agent_parameter>, "agentParameters('city')", "\"Bern\"",
     Reads::surface},
    {"and", "b.. : b", all_true, "and(true, false, unknown())", "false"},
    {"appsetting", "t : x", typed<setting>, "appsetting('Region')", "\"north\"", Reads::surface},
    {"array", "x : a", typed<array_of_one>, "array('a')", "[\"a\"]", Reads::surface},
    {"base64", "t : s", typed<base64>, "base64('hello')", "\"aGVsbG8=\""},
    {"base64ToBinary", "t : e", typed<base64_to_binary>, "base64ToBinary('aGk=')['$content']",
     "\"aGk=\""},
    {"base64ToString", "t : s", typed<base64_to_string>, "base64ToString('aGVsbG8=')", "\"hello\""},
    {"binary", "bnsao : e", typed<binary>, "binary('hi')['$content']", "\"aGk=\""},
    {"body", "t : xz", typed<action_body>, "body('Get_case')?['name']", "\"North\"",
     Reads::surface},
    {"bool", "bns : b", typed<to_boolean>, "bool('TRUE')", "true"},
    {"chunk", "as i : a", typed<chunk>, "chunk('abcde', 2)", "[\"ab\",\"cd\",\"e\"]"},
    {"coalesce", "x.. : xz", coalesce, "coalesce(null, '', unknown())", "\"\""},
    {"concat", "x.. : s", typed<concat>, "concat('a', 1, true, null)", "\"a1True\""},
    {"contains", "aos x : b", typed<contains>, "contains(createArray(1, 2), 2)", "true"},
    {"convertFromUtc", "t t t? : s", typed<convert_from_utc>,
     "convertFromUtc('2026-07-01T12:00:00Z', 'Pacific Standard Time', 's')",
     "\"2026-07-01T05:00:00\""},
    {"convertTimeZone", "t t t t? : s", typed<convert_time_zone>,
     "convertTimeZone('2026-01-01T12:00', 'India Standard Time', 'UTC', 'u')",
     "\"2026-01-01 06:30:00Z\""},
    {"convertToUtc", "t t t? : s", typed<convert_to_utc>,
     "convertToUtc('2026-07-01T14:00', 'W. Europe Standard Time', 'u')",
     "\"2026-07-01 12:00:00Z\""},
    {"createArray", "x.. : a", typed<create_array>, "createArray('a', 1)", "[\"a\",1]",
     Reads::surface},
    {"dataUri", "bnsao : s", typed<data_uri>, "dataUri('hi')",
     "\"data:text/plain;charset=utf-8;base64,aGk=\""},
    {"dataUriToBinary", "t : e", typed<data_uri_to_binary>,
     "dataUriToBinary('data:image/png;base64,aGk=')['$content-type']", "\"image/png\""},
    {"dataUriToString", "t : s", typed<data_uri_to_string>,
     "dataUriToString('data:text/plain;charset=utf-8;base64,aGk=')", "\"hi\""},
    {"dateDifference", "t t : s", typed<date_difference>,
     "dateDifference('2026-01-30T10:00', '2026-01-31')", "\"14:00:00\""},
    {"dayOfMonth", "t : i", typed<day_of_month>, "dayOfMonth('2026-01-31')", "31"},
    {"dayOfWeek", "t : i", typed<day_of_week>, "dayOfWeek('2026-02-01')", "0"},
    {"dayOfYear", "t : i", typed<day_of_year>, "dayOfYear('2026-02-01')", "32"},
    {"decimal", "ns : d", typed<to_decimal>, "string(decimal('1,000.50'))", "\"1000.50\""},
    {"decodeBase64", "t : s", typed<base64_to_string>, "decodeBase64('aGVsbG8=')", "\"hello\""},
    {"decodeDataUri", "t : e", typed<data_uri_to_binary>, "decodeDataUri('data:,hi')['$content']",
     "\"aGk=\""},
    {"decodeUriComponent", "t : s", typed<decode_uri_component>, "decodeUriComponent('a%20b')",
     "\"a b\""},
    {"div", "n n : n", typed<divide>, "div(-7, 2)", "-3"},
    {"empty", "aosz : b", typed<empty>, "empty('')", "true", Reads::surface},
    {"encodeUriComponent", "t : s", typed<encode_uri_component>, "encodeUriComponent('a b/c')",
     "\"a%20b%2Fc\""},
    {"endsWith", "t t : b", typed<ends_with>, "endsWith('hello', 'LO')", "true"},
    {"equals", "x x : b", typed<equals>, "equals(1, 1.0)", "true"},
    {"first", "as : xz", typed<first>, "first('abc')", "\"a\"", Reads::surface},
    {"float", "ns t? : f", typed<to_float>, "float('10,000.5')", "10000.5"},
    {"formatDateTime", "t t? t? : s", typed<format_date_time>,
     "formatDateTime('2026-01-31T08:05:00Z', 'g')", "\"1/31/2026 8:05 AM\""},
    {"formatNumber", "n t t? : s", typed<number_in_format>, "formatNumber(1234.567, 'N1', 'de-DE')",
     "\"1.234,6\""},
    {"formDataMultiValues", "t t : a", typed<form_data_values>,
     "formDataMultiValues('Get_form', 'tag')", "[\"a\",\"b\"]", Reads::surface},
    {"formDataValue", "t t : xz", typed<form_data_value>, "formDataValue('Get_form', 'name')",
     "\"North\"", Reads::surface},
    {"getFutureTime", "i t t? : s", typed<future_time>, "getFutureTime(2, 'day', 'd')",
     "\"1/14/2026\""},
    {"getPastTime", "i t t? : s", typed<past_time>, "getPastTime(1, 'Year', 'd')", "\"1/12/2025\""},
    {"greater", "ns ns : b", typed<greater>, "greater(2, 1.5)", "true"},
    {"greaterOrEquals", "ns ns : b", typed<greater_or_equals>, "greaterOrEquals('b', 'b')", "true"},
    {"guid", "t? : s", typed<guid>, "length(guid())", "36"},
    {"if", "b x x : x", choose, "if(true, 1, unknown())", "1"},
    {"indexOf", "t t : i", typed<index_of>, "indexOf('hello', 'L')", "2"},
    {"int", "ns : i", typed<to_integer>, "int('1.0')", "1"},
    {"intersection", "ao.. : ao", typed<intersection>,
     "intersection(createArray(1, 2, 2), createArray(2, 3))", "[2]"},
    {"isFloat", "s t? : b", typed<is_float>, "isFloat('10.5')", "true"},
    {"isInt", "s : b", typed<is_integer>, "isInt('10')", "true"},
    {"item", ": x", typed<current_item>, "item()", "\"current\"", Reads::surface},
    {"items", "t : x", typed<items>, "items('Each_alert')", "\"current\"", Reads::surface},
    {"iterationIndexes", "t : i", typed<iteration_index>, "iterationIndexes('Wait_for_it')", "2"},
    {"join", "a t : s", typed<join_items>, "join(createArray('a', 1, null), '-')", "\"a-1-\""},
    {"json", "t : x", typed<json>, "json('{\"a\": [1, 2.0]}')", "{\"a\":[1,2.0]}"},
    {"last", "as : xz", typed<last>, "last(createArray(1, 2))", "2", Reads::surface},
    {"lastIndexOf", "t t : i", typed<last_index_of>, "lastIndexOf('hello', 'l')", "3"},
    {"length", "as : i", typed<length>, "length('hello')", "5", Reads::surface},
    {"less", "ns ns : b", typed<less>, "less('a', 'b')", "true"},
    {"lessOrEquals", "ns ns : b", typed<less_or_equals>, "lessOrEquals(3, 2)", "false"},
    {"listCallbackUrl", ": s", typed<callback_url>, "listCallbackUrl()",
     "\"https://flows.example/call/1\""},
    {"max", "na.. : n", typed<greatest>, "max(1, 3, 2.5)", "3"},
    {"min", "na.. : n", typed<least>, "min(createArray(4, 2))", "2"},
    {"mod", "n n : n", typed<modulo>, "mod(-7, 2)", "-1"},
    {"mul", "n n : n", typed<multiply>, "mul(2, 1.5)", "3.0"},
    {"multipartBody", "t i : x", typed<multipart_body>, "multipartBody('Get_parts', 1)",
     "\"second\"", Reads::surface},
    {"not", "b : b", typed<negation>, "not(false)", "true"},
    {"nthIndexOf", "t t i : i", typed<nth_index_of>, "nthIndexOf('a-b-c', '-', 2)", "3"},
    {"or", "b.. : b", any_true, "or(true, unknown())", "true"},
    {"outputs", "t : xz", typed<action_outputs>, "outputs('Get_case')?['body/name']", "\"North\"",
     Reads::surface},
    {"parameters", "t : x", typed<parameter>, "parameters('subject')", "\"Review needed\"",
     Reads::surface},
    {"parseDateTime", "t t? t? : s", typed<parse_date_time>, "parseDateTime('20/10/2014', 'fr-FR')",
     "\"2014-10-20T00:00:00.0000000\""},
    {"rand", "i i : i", typed<random_integer>, "rand(5, 6)", "5"},
    {"range", "i i : a", typed<range>, "range(3, 2)", "[3,4]"},
    {"removeProperty", "o t : o", typed<remove_property>, "removeProperty(json('{\"a\":1}'), 'A')",
     "{}"},
    {"replace", "t t t : s", typed<replace>, "replace('aXbX', 'X', '-')", "\"a-b-\""},
    {"result", "t : a", typed<result>, "result('Scope')[0].status", "\"Succeeded\"",
     Reads::surface},
    {"reverse", "a : a", typed<reverse>, "reverse(createArray(1, 2))", "[2,1]"},
    {"setProperty", "o t x : o", typed<set_property>,
     "setProperty(json('{\"a\":1,\"b\":2}'), 'A', 3)", "{\"b\":2,\"a\":3}"},
    {"skip", "a i : a", typed<skip>, "skip(createArray(1, 2, 3), 2)", "[3]"},
    {"slice", "t i i? : s", typed<slice>, "slice('hello', -3, -1)", "\"ll\""},
    {"sort", "a t? : a", typed<sort>, "sort(createArray(3, 1, 2))", "[1,2,3]"},
    {"split", "t t : a", typed<split>, "split('a,b,', ',')", "[\"a\",\"b\",\"\"]"},
    {"startOfDay", "t t? : s", typed<start_of_day>, "startOfDay('2026-01-31T13:30', 's')",
     "\"2026-01-31T00:00:00\""},
    {"startOfHour", "t t? : s", typed<start_of_hour>, "startOfHour('2026-01-31T13:30', 's')",
     "\"2026-01-31T13:00:00\""},
    {"startOfMonth", "t t? : s", typed<start_of_month>, "startOfMonth('2026-01-31T13:30', 's')",
     "\"2026-01-01T00:00:00\""},
    {"startsWith", "t t : b", typed<starts_with>, "startsWith('hello', 'HE')", "true"},
    {"string", "x : s", typed<to_string>, "string(5.0)", "\"5\""},
    {"sub", "n n : n", typed<subtract>, "sub(2, 3)", "-1"},
    {"substring", "t i i? : s", typed<substring>, "substring('hello', 1, 3)", "\"ell\""},
    {"subtractFromTime", "t i t t? : s", typed<subtract_from_time>,
     "subtractFromTime('2026-01-31', 2, 'week', 's')", "\"2026-01-17T00:00:00\""},
    {"take", "as i : as", typed<take>, "take(createArray(1, 2, 3), 2)", "[1,2]"},
    {"ticks", "t : i", typed<ticks>, "ticks('2018-01-01T08:00:00Z')", "636503904000000000"},
    {"toLower", "s : s", typed<to_lower_case>, "toLower('HÉllo')", "\"héllo\""},
    {"toUpper", "s : s", typed<to_upper_case>, "toUpper('héllo')", "\"HÉLLO\""},
    {"trigger", ": oz", typed<trigger>, "trigger().name", "\"manual\"", Reads::surface},
    {"triggerBody", ": xz", typed<trigger_body>, "triggerBody()?['caseId']", "\"c-7\"",
     Reads::surface},
    {"triggerFormDataMultiValues", "t : a", typed<trigger_form_data_values>,
     "triggerFormDataMultiValues('tag')", "[\"a\",\"b\"]", Reads::surface},
    {"triggerFormDataValue", "t : xz", typed<trigger_form_data_value>,
     "triggerFormDataValue('name')", "\"North\"", Reads::surface},
    {"triggerMultipartBody", "i : x", typed<trigger_multipart_body>, "triggerMultipartBody(0)",
     "\"first\"", Reads::surface},
    {"triggerOutputs", ": xz", typed<trigger_outputs>, "triggerOutputs()?['body/caseId']",
     "\"c-7\"", Reads::surface},
    {"trim", "s : s", typed<trim>, "trim('  a b ')", "\"a b\""},
    {"union", "ao.. : ao", typed<union_of>, "union(createArray(1, 2), createArray(2, 3))",
     "[1,2,3]"},
    {"uriComponent", "t : s", typed<encode_uri_component>, "uriComponent('a&b')", "\"a%26b\""},
    {"uriComponentToBinary", "t : e", typed<uri_component_to_binary>,
     "uriComponentToBinary('h%69')['$content']", "\"aGk=\""},
    {"uriComponentToString", "t : s", typed<decode_uri_component>, "uriComponentToString('a%26b')",
     "\"a&b\""},
    {"uriHost", "t : s", typed<uri_host>, "uriHost('https://a.example:81/b?x=1')", "\"a.example\""},
    {"uriPath", "t : s", typed<uri_path>, "uriPath('https://a.example:81/b?x=1')", "\"/b\""},
    {"uriPathAndQuery", "t : s", typed<uri_path_and_query>,
     "uriPathAndQuery('https://a.example/b?x=1')", "\"/b?x=1\""},
    {"uriPort", "t : i", typed<uri_port>, "uriPort('https://a.example/b')", "443"},
    {"uriQuery", "t : s", typed<uri_query>, "uriQuery('https://a.example/b?x=1')", "\"?x=1\""},
    {"uriScheme", "t : s", typed<uri_scheme>, "uriScheme('https://a.example/b')", "\"https\""},
    {"utcNow", "t? : s", typed<utc_now>, "utcNow('yyyy-MM-dd')", "\"2026-01-12\""},
    {"variables", "t : x", typed<variable>, "variables('count')", "3", Reads::surface},
    {"workflow", ": o", typed<workflow>, "workflow().run.name", "\"run-1\"", Reads::surface},
    {"xml", "os : e", typed<xml>, "string(xml(json('{\"a\":{\"@b\":1,\"c\":null}}')))",
     "\"<a b=\\\"1\\\"><c /></a>\""},
    {"xpath", "o t : absf", typed<xpath>, "xpath(xml('<a><b>1</b><b>2</b></a>'), 'sum(/a/b)')",
     "3.0"},
};

// The table is checked when it is compiled.
static_assert(std::ranges::is_sorted(functions, ascii_name_less, &Function::name),
              "functions are ordered by name without regard to case");
static_assert(std::ranges::adjacent_find(functions, std::not_fn(ascii_name_less),
                                         &Function::name) == std::ranges::end(functions),
              "each function has one row");

std::span<const Function> all_functions() { return functions; }

const Function* find_function(std::string_view name) {
  const auto* row = std::ranges::lower_bound(functions, name, ascii_name_less, &Function::name);
  const bool found = row != std::ranges::end(functions) && !ascii_name_less(name, row->name);
  return found ? row : nullptr;
}

bool takes(const Function& function, std::size_t arguments) {
  const auto max = function.signature.max();
  return arguments >= function.signature.min() && (max == many || arguments <= max);
}

std::string expected_arguments(const Function& function) {
  const auto plural = [](int n) { return n == 1 ? "" : "s"; };
  const int min = function.signature.min(), max = function.signature.max();
  if (max == many) return fmt::format("at least {} argument{}", min, plural(min));
  if (min == max) return fmt::format("{} argument{}", min, plural(min));
  return fmt::format("{} to {} arguments", min, max);
}

}  // namespace riskflow::language
