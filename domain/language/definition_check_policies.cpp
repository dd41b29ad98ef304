// How actions and triggers run: retries, limits, concurrency, secure data, options.

#include <algorithm>
#include <array>
#include <optional>

#include <fmt/format.h>

#include "domain/language/definition_check.hpp"
#include "domain/language/duration.hpp"
#include "domain/language/retry_policy.hpp"
#include "domain/language/text.hpp"

namespace riskflow::language {

// Whether something in it is evaluated, so that only a run shows what it is.
static bool has_template(const Value& value) {
  if (value.kind() == Kind::array) return std::ranges::any_of(value.items(), has_template);
  if (value.kind() == Kind::object)
    return std::ranges::any_of(
        value.members(), [](const Value::Member& member) { return has_template(member.value); });
  return is_template(value);
}

namespace {

// An action or a trigger.
struct Owner {
  const Value& source;
  const std::string& pointer;
};

// The place that an error of a reader names: "retryPolicy/interval".
std::string place_of_error(const std::string& pointer, const Error& error) {
  return error.target.empty() ? pointer : pointer + "/" + error.target;
}

void check_retry(Checked& checked, const Value* inputs, const std::string& pointer) {
  const auto* policy = inputs != nullptr ? inputs->find("retryPolicy") : nullptr;
  if (policy == nullptr || has_template(*policy)) return;
  if (auto read = retry_policy_from(policy); !read)
    checked.reader.error("invalid-retry-policy", place_of_error(pointer, read.error()),
                         "the retry policy: " + read.error().message,
                         R"(Write {"type": "fixed", "count": 3, "interval": "PT20S"}, say.)");
}

void check_retries(Checked& checked, const Owner& owner) {
  const auto* inputs = owner.source.find("inputs");
  if (inputs == nullptr) return;
  check_retry(checked, inputs, owner.pointer + "/inputs");
  for (const auto* part : {"subscribe", "unsubscribe"})
    check_retry(checked, inputs->find(part), owner.pointer + "/inputs/" + part);
}

void check_timeout(Checked& checked, const Action& action) {
  const auto* timeout = member_at(action.source, {"limit", "timeout"});
  if (timeout == nullptr || is_template(*timeout)) return;
  const auto text = timeout->kind() == Kind::string ? timeout->text() : std::string{"no text"};
  const auto read = duration_from_text(text);
  if (read && *read > Duration::zero()) return;
  checked.reader.error(
      "invalid-duration", action.pointer + "/limit/timeout",
      read ? std::string("a time limit must be longer than nothing") : read.error().message,
      "Write an ISO 8601 duration, such as PT1H or P1DT12H; weeks do not exist.");
}

void check_secure_data(Checked& checked, const Owner& owner) {
  const auto* listed =
      member_at(owner.source, {"runtimeConfiguration", "secureData", "properties"});
  if (listed == nullptr) return;
  const bool is_list =
      listed->kind() == Kind::array && std::ranges::all_of(listed->items(), [](const Value& item) {
        return item.kind() == Kind::string &&
               (same_name(item.text(), "inputs") || same_name(item.text(), "outputs"));
      });
  if (!is_list)
    checked.reader.error("invalid-secure-data",
                         owner.pointer + "/runtimeConfiguration/secureData/properties",
                         "secureData names 'inputs', 'outputs' or both",
                         R"(Write "properties": ["inputs", "outputs"].)");
}

void check_options(Checked& checked, const Owner& owner) {
  static constexpr std::array known{"Asynchronous",
                                    "DisableAsyncPattern",
                                    "DisableAsyncResponse",
                                    "DisableAutomaticDecompression",
                                    "EnableSchemaValidation",
                                    "FailWhenLimitsReached",
                                    "IncludeAuthorizationHeadersInOutputs",
                                    "Sequential",
                                    "SingleInstance",
                                    "SuppressWorkflowHeaders",
                                    "SuppressWorkflowHeadersOnResponse"};
  const auto options = text_member(owner.source, "operationOptions");
  for (std::string_view rest = options; !rest.empty();) {
    const auto comma = std::min(rest.find(','), rest.size());
    const auto option = trimmed(rest.substr(0, comma));
    rest.remove_prefix(std::min(comma + 1, rest.size()));
    const bool is_known =
        option.empty() || same_name(option, "None") ||
        std::ranges::any_of(known, [&](std::string_view word) { return same_name(word, option); });
    if (!is_known)
      checked.reader.warning("unknown-operation-option", owner.pointer + "/operationOptions",
                             fmt::format("there is no operation option '{}'", option),
                             "Correct its spelling, or remove it.");
  }
}

void check_owner(Checked& checked, const Owner& owner) {
  check_retries(checked, owner);
  check_secure_data(checked, owner);
  check_options(checked, owner);
}

void check_wait(Checked& checked, const Action& action) {
  const auto* interval = input_of(action, "interval");
  const auto* until = input_of(action, "until");
  if (interval == nullptr && until == nullptr)
    return checked.reader.error(
        "invalid-wait", action.pointer + "/inputs",
        fmt::format("the Wait '{}' has no interval and no until", action.name),
        R"(Write "interval": {"count": 5, "unit": "Minute"}, say.)");
  if (interval == nullptr || has_template(*interval)) return;
  if (auto read = interval_from(*interval); !read)
    checked.reader.error("invalid-wait", place_of_error(action.pointer + "/inputs", read.error()),
                         "the interval: " + read.error().message,
                         R"(Write "interval": {"count": 5, "unit": "Minute"}, say.)");
}

}  // namespace

void check_policies(Checked& checked) {
  for (const auto& mapped : checked.map.actions()) {
    const auto& action = *mapped.action;
    check_owner(checked, {action.source, action.pointer});
    check_timeout(checked, action);
    if (mapped.is == ActionIs::wait) check_wait(checked, action);
  }
  for (const auto& trigger : checked.definition.triggers)
    check_owner(checked, {trigger.source, trigger.pointer});
}

}  // namespace riskflow::language
