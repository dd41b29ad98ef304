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
    // name, arguments at least, at most, apply, example
    {"action", 0, 0, typed<current_action>, "action().status → 'Running'", Reads::surface},
    {"actionBody", 1, 1, typed<action_body>, "actionBody('Get_case').name → 'North'",
     Reads::surface},
    {"actionOutputs", 1, 1, typed<action_outputs>, "actionOutputs('Compose') → 'text'",
     Reads::surface},
    {"actions", 1, 1, typed<action_record>, "actions('Compose').status → 'Succeeded'",
     Reads::surface},
    {"add", 2, 2, typed<add>, "add(2, 3) → 5"},
    {"addDays", 2, 3, typed<add_days>, "addDays('2026-01-31', 1, 'd') → '2/1/2026'"},
    {"addHours", 2, 3, typed<add_hours>, "addHours('2026-01-31', -1, 's') → '2026-01-30T23:00:00'"},
    {"addMinutes", 2, 3, typed<add_minutes>, "addMinutes('2026-01-31', 90, 't') → '1:30 AM'"},
    {"addProperty", 3, 3, typed<add_property>, "addProperty(json('{}'), 'a', 1) → {\"a\":1}"},
    {"addSeconds", 2, 3, typed<add_seconds>,
     "addSeconds('2026-01-31', 5, 'HH:mm:ss') → '00:00:05'"},
    {"addToTime", 3, 4, typed<add_to_time>,
     "addToTime('2026-01-31', 1, 'Month', 's') → '2026-02-28T00:00:00'"},
    {"agentParameters", 1, 1, typed<agent_parameter>, "agentParameters('city') → 'Bern'",
     Reads::surface},
    {"and", 1, many, all_true, "and(true, false, unknown()) → false"},
    {"appsetting", 1, 1, typed<setting>, "appsetting('Region') → 'north'", Reads::surface},
    {"array", 1, 1, typed<array_of_one>, "array('a') → [\"a\"]", Reads::surface},
    {"base64", 1, 1, typed<base64>, "base64('hello') → 'aGVsbG8='"},
    {"base64ToBinary", 1, 1, typed<base64_to_binary>,
     "base64ToBinary('aGk=')['$content'] → 'aGk='"},
    {"base64ToString", 1, 1, typed<base64_to_string>, "base64ToString('aGVsbG8=') → 'hello'"},
    {"binary", 1, 1, typed<binary>, "binary('hi')['$content'] → 'aGk='"},
    {"body", 1, 1, typed<action_body>, "body('Get_case')?['name'] → 'North'", Reads::surface},
    {"bool", 1, 1, typed<to_boolean>, "bool('TRUE') → true"},
    {"chunk", 2, 2, typed<chunk>, "chunk('abcde', 2) → [\"ab\",\"cd\",\"e\"]"},
    {"coalesce", 1, many, coalesce, "coalesce(null, '', unknown()) → ''"},
    {"concat", 1, many, typed<concat>, "concat('a', 1, true, null) → 'a1True'"},
    {"contains", 2, 2, typed<contains>, "contains(createArray(1, 2), 2) → true"},
    {"convertFromUtc", 2, 3, typed<convert_from_utc>,
     "convertFromUtc('2026-07-01T12:00:00Z', 'Pacific Standard Time', 's') → "
     "'2026-07-01T05:00:00'"},
    {"convertTimeZone", 3, 4, typed<convert_time_zone>,
     "convertTimeZone('2026-01-01T12:00', 'India Standard Time', 'UTC', 'u') → '2026-01-01 "
     "06:30:00Z'"},
    {"convertToUtc", 2, 3, typed<convert_to_utc>,
     "convertToUtc('2026-07-01T14:00', 'W. Europe Standard Time', 'u') → '2026-07-01 12:00:00Z'"},
    {"createArray", 1, many, typed<create_array>, "createArray('a', 1) → [\"a\",1]",
     Reads::surface},
    {"dataUri", 1, 1, typed<data_uri>,
     "dataUri('hi') → 'data:text/plain;charset=utf-8;base64,aGk='"},
    {"dataUriToBinary", 1, 1, typed<data_uri_to_binary>,
     "dataUriToBinary('data:image/png;base64,aGk=')['$content-type'] → 'image/png'"},
    {"dataUriToString", 1, 1, typed<data_uri_to_string>,
     "dataUriToString('data:text/plain;charset=utf-8;base64,aGk=') → 'hi'"},
    {"dateDifference", 2, 2, typed<date_difference>,
     "dateDifference('2026-01-30T10:00', '2026-01-31') → '14:00:00'"},
    {"dayOfMonth", 1, 1, typed<day_of_month>, "dayOfMonth('2026-01-31') → 31"},
    {"dayOfWeek", 1, 1, typed<day_of_week>, "dayOfWeek('2026-02-01') → 0"},
    {"dayOfYear", 1, 1, typed<day_of_year>, "dayOfYear('2026-02-01') → 32"},
    {"decimal", 1, 1, typed<to_decimal>, "string(decimal('1,000.50')) → '1000.50'"},
    {"decodeBase64", 1, 1, typed<base64_to_string>, "decodeBase64('aGVsbG8=') → 'hello'"},
    {"decodeDataUri", 1, 1, typed<data_uri_to_binary>,
     "decodeDataUri('data:,hi')['$content'] → 'aGk='"},
    {"decodeUriComponent", 1, 1, typed<decode_uri_component>,
     "decodeUriComponent('a%20b') → 'a b'"},
    {"div", 2, 2, typed<divide>, "div(-7, 2) → -3"},
    {"empty", 1, 1, typed<empty>, "empty('') → true", Reads::surface},
    {"encodeUriComponent", 1, 1, typed<encode_uri_component>,
     "encodeUriComponent('a b/c') → 'a%20b%2Fc'"},
    {"endsWith", 2, 2, typed<ends_with>, "endsWith('hello', 'LO') → true"},
    {"equals", 2, 2, typed<equals>, "equals(1, 1.0) → true"},
    {"first", 1, 1, typed<first>, "first('abc') → 'a'", Reads::surface},
    {"float", 1, 2, typed<to_float>, "float('10,000.5') → 10000.5"},
    {"formatDateTime", 1, 3, typed<format_date_time>,
     "formatDateTime('2026-01-31T08:05:00Z', 'g') → '1/31/2026 8:05 AM'"},
    {"formatNumber", 2, 3, typed<number_in_format>,
     "formatNumber(1234.567, 'N1', 'de-DE') → '1.234,6'"},
    {"formDataMultiValues", 2, 2, typed<form_data_values>,
     "formDataMultiValues('Get_form', 'tag') → [\"a\",\"b\"]", Reads::surface},
    {"formDataValue", 2, 2, typed<form_data_value>, "formDataValue('Get_form', 'name') → 'North'",
     Reads::surface},
    {"getFutureTime", 2, 3, typed<future_time>, "getFutureTime(2, 'day', 'd') → '1/14/2026'"},
    {"getPastTime", 2, 3, typed<past_time>, "getPastTime(1, 'Year', 'd') → '1/12/2025'"},
    {"greater", 2, 2, typed<greater>, "greater(2, 1.5) → true"},
    {"greaterOrEquals", 2, 2, typed<greater_or_equals>, "greaterOrEquals('b', 'b') → true"},
    {"guid", 0, 1, typed<guid>, "length(guid()) → 36"},
    {"if", 3, 3, choose, "if(true, 1, unknown()) → 1"},
    {"indexOf", 2, 2, typed<index_of>, "indexOf('hello', 'L') → 2"},
    {"int", 1, 1, typed<to_integer>, "int('1.0') → 1"},
    {"intersection", 1, many, typed<intersection>,
     "intersection(createArray(1, 2, 2), createArray(2, 3)) → [2]"},
    {"isFloat", 1, 2, typed<is_float>, "isFloat('10.5') → true"},
    {"isInt", 1, 1, typed<is_integer>, "isInt('10') → true"},
    {"item", 0, 0, typed<current_item>, "item() → 'current'", Reads::surface},
    {"items", 1, 1, typed<items>, "items('Each_alert') → 'current'", Reads::surface},
    {"iterationIndexes", 1, 1, typed<iteration_index>, "iterationIndexes('Wait_for_it') → 2"},
    {"join", 2, 2, typed<join_items>, "join(createArray('a', 1, null), '-') → 'a-1-'"},
    {"json", 1, 1, typed<json>, "json('{\"a\": [1, 2.0]}') → {\"a\":[1,2.0]}"},
    {"last", 1, 1, typed<last>, "last(createArray(1, 2)) → 2", Reads::surface},
    {"lastIndexOf", 2, 2, typed<last_index_of>, "lastIndexOf('hello', 'l') → 3"},
    {"length", 1, 1, typed<length>, "length('hello') → 5", Reads::surface},
    {"less", 2, 2, typed<less>, "less('a', 'b') → true"},
    {"lessOrEquals", 2, 2, typed<less_or_equals>, "lessOrEquals(3, 2) → false"},
    {"listCallbackUrl", 0, 0, typed<callback_url>,
     "listCallbackUrl() → 'https://flows.example/call/1'"},
    {"max", 1, many, typed<greatest>, "max(1, 3, 2.5) → 3"},
    {"min", 1, many, typed<least>, "min(createArray(4, 2)) → 2"},
    {"mod", 2, 2, typed<modulo>, "mod(-7, 2) → -1"},
    {"mul", 2, 2, typed<multiply>, "mul(2, 1.5) → 3.0"},
    {"multipartBody", 2, 2, typed<multipart_body>, "multipartBody('Get_parts', 1) → 'second'",
     Reads::surface},
    {"not", 1, 1, typed<negation>, "not(false) → true"},
    {"nthIndexOf", 3, 3, typed<nth_index_of>, "nthIndexOf('a-b-c', '-', 2) → 3"},
    {"or", 1, many, any_true, "or(true, unknown()) → true"},
    {"outputs", 1, 1, typed<action_outputs>, "outputs('Get_case')?['body/name'] → 'North'",
     Reads::surface},
    {"parameters", 1, 1, typed<parameter>, "parameters('subject') → 'Review needed'",
     Reads::surface},
    {"parseDateTime", 1, 3, typed<parse_date_time>,
     "parseDateTime('20/10/2014', 'fr-FR') → '2014-10-20T00:00:00.0000000'"},
    {"rand", 2, 2, typed<random_integer>, "rand(5, 6) → 5"},
    {"range", 2, 2, typed<range>, "range(3, 2) → [3,4]"},
    {"removeProperty", 2, 2, typed<remove_property>, "removeProperty(json('{\"a\":1}'), 'A') → {}"},
    {"replace", 3, 3, typed<replace>, "replace('aXbX', 'X', '-') → 'a-b-'"},
    {"result", 1, 1, typed<result>, "result('Scope')[0].status → 'Succeeded'", Reads::surface},
    {"reverse", 1, 1, typed<reverse>, "reverse(createArray(1, 2)) → [2,1]"},
    {"setProperty", 3, 3, typed<set_property>,
     "setProperty(json('{\"a\":1,\"b\":2}'), 'A', 3) → {\"b\":2,\"a\":3}"},
    {"skip", 2, 2, typed<skip>, "skip(createArray(1, 2, 3), 2) → [3]"},
    {"slice", 2, 3, typed<slice>, "slice('hello', -3, -1) → 'll'"},
    {"sort", 1, 2, typed<sort>, "sort(createArray(3, 1, 2)) → [1,2,3]"},
    {"split", 2, 2, typed<split>, "split('a,b,', ',') → [\"a\",\"b\",\"\"]"},
    {"startOfDay", 1, 2, typed<start_of_day>,
     "startOfDay('2026-01-31T13:30', 's') → '2026-01-31T00:00:00'"},
    {"startOfHour", 1, 2, typed<start_of_hour>,
     "startOfHour('2026-01-31T13:30', 's') → '2026-01-31T13:00:00'"},
    {"startOfMonth", 1, 2, typed<start_of_month>,
     "startOfMonth('2026-01-31T13:30', 's') → '2026-01-01T00:00:00'"},
    {"startsWith", 2, 2, typed<starts_with>, "startsWith('hello', 'HE') → true"},
    {"string", 1, 1, typed<to_string>, "string(5.0) → '5'"},
    {"sub", 2, 2, typed<subtract>, "sub(2, 3) → -1"},
    {"substring", 2, 3, typed<substring>, "substring('hello', 1, 3) → 'ell'"},
    {"subtractFromTime", 3, 4, typed<subtract_from_time>,
     "subtractFromTime('2026-01-31', 2, 'week', 's') → '2026-01-17T00:00:00'"},
    {"take", 2, 2, typed<take>, "take(createArray(1, 2, 3), 2) → [1,2]"},
    {"ticks", 1, 1, typed<ticks>, "ticks('2018-01-01T08:00:00Z') → 636503904000000000"},
    {"toLower", 1, 1, typed<to_lower_case>, "toLower('HÉllo') → 'héllo'"},
    {"toUpper", 1, 1, typed<to_upper_case>, "toUpper('héllo') → 'HÉLLO'"},
    {"trigger", 0, 0, typed<trigger>, "trigger().name → 'manual'", Reads::surface},
    {"triggerBody", 0, 0, typed<trigger_body>, "triggerBody()?['caseId'] → 'c-7'", Reads::surface},
    {"triggerFormDataMultiValues", 1, 1, typed<trigger_form_data_values>,
     "triggerFormDataMultiValues('tag') → [\"a\",\"b\"]", Reads::surface},
    {"triggerFormDataValue", 1, 1, typed<trigger_form_data_value>,
     "triggerFormDataValue('name') → 'North'", Reads::surface},
    {"triggerMultipartBody", 1, 1, typed<trigger_multipart_body>,
     "triggerMultipartBody(0) → 'first'", Reads::surface},
    {"triggerOutputs", 0, 0, typed<trigger_outputs>, "triggerOutputs()?['body/caseId'] → 'c-7'",
     Reads::surface},
    {"trim", 1, 1, typed<trim>, "trim('  a b ') → 'a b'"},
    {"union", 1, many, typed<union_of>, "union(createArray(1, 2), createArray(2, 3)) → [1,2,3]"},
    {"uriComponent", 1, 1, typed<encode_uri_component>, "uriComponent('a&b') → 'a%26b'"},
    {"uriComponentToBinary", 1, 1, typed<uri_component_to_binary>,
     "uriComponentToBinary('h%69')['$content'] → 'aGk='"},
    {"uriComponentToString", 1, 1, typed<decode_uri_component>,
     "uriComponentToString('a%26b') → 'a&b'"},
    {"uriHost", 1, 1, typed<uri_host>, "uriHost('https://a.example:81/b?x=1') → 'a.example'"},
    {"uriPath", 1, 1, typed<uri_path>, "uriPath('https://a.example:81/b?x=1') → '/b'"},
    {"uriPathAndQuery", 1, 1, typed<uri_path_and_query>,
     "uriPathAndQuery('https://a.example/b?x=1') → '/b?x=1'"},
    {"uriPort", 1, 1, typed<uri_port>, "uriPort('https://a.example/b') → 443"},
    {"uriQuery", 1, 1, typed<uri_query>, "uriQuery('https://a.example/b?x=1') → '?x=1'"},
    {"uriScheme", 1, 1, typed<uri_scheme>, "uriScheme('https://a.example/b') → 'https'"},
    {"utcNow", 0, 1, typed<utc_now>, "utcNow('yyyy-MM-dd') → '2026-01-12'"},
    {"variables", 1, 1, typed<variable>, "variables('count') → 3", Reads::surface},
    {"workflow", 0, 0, typed<workflow>, "workflow().run.name → 'run-1'", Reads::surface},
    {"xml", 1, 1, typed<xml>,
     "string(xml(json('{\"a\":{\"@b\":1,\"c\":null}}'))) → '<a b=\"1\"><c /></a>'"},
    {"xpath", 2, 2, typed<xpath>, "xpath(xml('<a><b>1</b><b>2</b></a>'), 'sum(/a/b)') → 3.0"},
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
  return arguments >= function.min && (function.max == many || arguments <= function.max);
}

std::string expected_arguments(const Function& function) {
  const auto plural = [](int n) { return n == 1 ? "" : "s"; };
  const int min = function.min, max = function.max;
  if (function.max == many) return fmt::format("at least {} argument{}", min, plural(min));
  if (min == max) return fmt::format("{} argument{}", min, plural(min));
  return fmt::format("{} to {} arguments", min, max);
}

}  // namespace riskflow::language
