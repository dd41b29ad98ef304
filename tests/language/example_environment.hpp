#pragma once
// The run that the examples of the function table and the golden cases look at.

#include <string>
#include <string_view>

#include "domain/language/context.hpp"
#include "domain/language/template.hpp"

namespace riskflow::language {

inline std::string repeated(std::string_view text, std::size_t times) {
  std::string out;
  for (std::size_t i = 0; i < times; ++i) out += text;
  return out;
}

inline Value json_value(std::string_view text) {
  auto value = from_json_text(text);
  return value ? *value : Value{"not JSON: " + value.error().message};
}

class ExampleEnvironment final : public Environment {
 public:
  Result<Value> parameter(std::string_view name) const override {
    return member(R"({"subject": "Review needed"})", name);
  }
  Result<Value> variable(std::string_view name) const override {
    return member(R"({"count": 3, "list": [1, 2]})", name);
  }
  Value trigger() const override {
    return json_value(R"({"name": "manual", "outputs": {"body": {"caseId": "c-7",
                           "$content-type": "text/plain", "$content": "",
                           "$formdata": [{"key": "name", "value": "North"}, {"key": "tag", "value": "a"},
                                         {"key": "tag", "value": "b"}],
                           "$multipart": [{"headers": {}, "body": "first"}]}}})");
  }
  Result<Value> action(std::string_view name) const override {
    return member(R"({"Compose": {"status": "Succeeded", "outputs": "text"},
                      "Get_case": {"status": "Succeeded", "outputs": {"body": {"name": "North",
                        "policies": [{"name": "Leaks"}], "a/b": {"c": "slash"}}}},
                      "Get_form": {"status": "Succeeded", "outputs": {"body": {
                        "$content-type": "application/x-www-form-urlencoded",
                        "$content": "bmFtZT1Ob3J0aCZ0YWc9YSZ0YWc9YiZ4JTI1eT16JTNkK3E="}}},
                      "Get_parts": {"status": "Succeeded", "outputs": {"body": {
                        "$multipart": [{"body": "first"}, {"body": "second"}]}}},
                      "Get_mixed": {"status": "Succeeded", "outputs": {"body": {
                        "$content-type": "multipart/mixed; boundary=\"b1\"", "$content": "LS1iMQ0KQ29udGVudC1UeXBlOiB0ZXh0L3BsYWluDQoNCmhlbGxvDQp5b3UNCi0tYjENCkNvbnRlbnQtVHlwZTogYXBwbGljYXRpb24vanNvbg0KDQp7ImEiOjF9DQotLWIxDQpDb250ZW50LVR5cGU6IGltYWdlL3BuZw0KDQoBDQotLWIxLS0NCg=="}}},
                      "Skipped_step": {"status": "Skipped"}})",
                  name);
  }
  Result<Value> outputs(std::string_view name) const override {
    auto record = action(name);
    if (!record) return record;
    const auto* outputs = record->find("outputs");
    return outputs != nullptr ? *outputs : Value{};
  }
  Result<Value> children(std::string_view) const override {
    return json_value(R"([{"name": "Inner", "status": "Succeeded"}])");
  }
  Value workflow() const override { return json_value(R"({"run": {"name": "run-1"}})"); }

  Value current_action() const override {
    return json_value(R"({"name": "Send", "status": "Running"})");
  }
  Result<Value> callback_url() const override { return Value{"https://flows.example/call/1"}; }
  Result<Value> setting(std::string_view name) const override {
    return member(R"({"Region": "north"})", name);
  }
  Result<Value> agent_parameter(std::string_view name) const override {
    return member(R"({"city": "Bern"})", name);
  }

 private:
  static Result<Value> member(std::string_view object, std::string_view name) {
    const auto all = json_value(object);
    const auto* found = all.find(name);
    if (found == nullptr) return fail(Errc::not_found, "there is nothing of that name");
    return *found;
  }
};

// 2026-01-12T08:30:00.123456Z
inline constexpr Instant example_now{std::chrono::microseconds{1768206600123456}};

inline Context example_context(const Environment& environment, Budget& budget) {
  return Context{
      environment,         budget, example_now, SeededBits{7}, {{"Each_alert", "current"}},
      {{"Wait_for_it", 2}}};
}

inline Result<Value> value_of(std::string_view text) {
  const auto compiled = compile_string(text);
  if (!compiled) return fail(compiled.error());
  const ExampleEnvironment environment;
  Budget budget;
  auto context = example_context(environment, budget);
  return compiled->evaluate(context);
}

// What a template string evaluates to: the value as JSON (a string in single quotes), or
// "error: ..." with the message.
inline std::string outcome_of(std::string_view text) {
  const auto value = value_of(text);
  if (!value) return "error: " + value.error().message;
  return value->kind() == Kind::string ? "'" + value->text() + "'" : to_json_text(*value);
}

}  // namespace riskflow::language
