#include "domain/language/arm_template.hpp"

#include <optional>
#include <utility>

#include "domain/language/arm_expression.hpp"
#include "domain/language/json_scan.hpp"
#include "domain/language/template.hpp"
#include "domain/language/text.hpp"

namespace riskflow::language {

static constexpr std::string_view workflow_type = "Microsoft.Logic/workflows";
static constexpr int passes_max = 16;  // variables that are made of variables

static std::string text_of(const Value& object, std::string_view key) {
  const auto* found = object.find(key);
  return found != nullptr && found->kind() == Kind::string ? found->text() : std::string{};
}

bool is_arm_template(const Value& document) {
  const auto* resources = document.find("resources");
  if (resources == nullptr) return false;
  const auto schema = to_lower(text_of(document, "$schema"));
  return schema.find("deploymenttemplate") != std::string::npos ||
         (resources->kind() == Kind::array && document.find("definition") == nullptr);
}

namespace {

// A text as it is deployed.  Errors: those of evaluating an expression.
Result<Value> deployed(const std::string& text, const ArmScope& scope) {
  if (text.starts_with("[[")) return Value{text.substr(1)};
  return is_arm_expression(text) ? evaluate_arm(text, scope) : Result<Value>(Value{text});
}

// Gathers what the expressions of one template may look at.
class Gathering {
 public:
  static ArmScope scope_of(const Value& document) {
    Gathering gathering;
    if (const auto* declared = document.find("parameters")) gathering.add_parameters(*declared);
    if (const auto* variables = document.find("variables")) gathering.add_variables(*variables);
    return std::move(gathering.scope_);
  }

 private:
  // Nothing when some of its expressions cannot be resolved.
  std::optional<Value> whole(const Value& value) const {
    if (value.kind() == Kind::string) {
      auto one = deployed(value.text(), scope_);
      return one ? std::optional(*std::move(one)) : std::nullopt;
    }
    if (value.kind() == Kind::array) {
      Value::Array items;
      for (const auto& item : value.items()) {
        auto one = whole(item);
        if (!one) return std::nullopt;
        items.push_back(*std::move(one));
      }
      return Value::array(std::move(items));
    }
    if (value.kind() != Kind::object) return value;
    Value::Members members;
    for (const auto& member : value.members()) {
      auto one = whole(member.value);
      if (!one) return std::nullopt;
      members.push_back({member.key, *std::move(one)});
    }
    return Value::object(std::move(members));
  }

  // Adds the values that can be told, until no more can.
  void add(const Value::Members& given, Value::Members& known) {
    std::vector<const Value::Member*> open;
    for (const auto& member : given) open.push_back(&member);
    for (int pass = 0; pass < passes_max && !open.empty(); ++pass) {
      const auto before = open.size();
      std::erase_if(open, [&](const Value::Member* member) {
        auto value = whole(member->value);
        if (!value) return false;
        known.push_back({member->key, *std::move(value)});
        return true;
      });
      if (open.size() == before) return;
    }
  }

  void add_parameters(const Value& declared) {
    Value::Members defaults;
    if (declared.kind() != Kind::object) return;
    for (const auto& [name, declaration] : declared.members())
      if (const auto* value = declaration.find("defaultValue")) defaults.push_back({name, *value});
    add(defaults, scope_.parameters);
  }

  void add_variables(const Value& variables) {
    if (variables.kind() == Kind::object) add(variables.members(), scope_.variables);
  }

  ArmScope scope_;
};

// Resolves the texts of a resource.
class Resolving final : public JsonEditor {
 public:
  Resolving(const ArmScope& scope, std::string pointer)
      : scope_(scope), pointer_(std::move(pointer)) {}

  std::optional<std::string> value(const std::vector<std::string>& path,
                                   std::string_view written) override {
    if (!written.starts_with("\"[")) return std::nullopt;
    const auto text = text_of_string(written);
    const auto resolved = deployed(text, scope_);
    if (resolved && *resolved == Value{text}) return std::nullopt;
    if (resolved) return to_json_text(*resolved);
    auto pointer = pointer_;
    for (const auto& step : path) pointer = pointer_to(pointer, step);
    unresolved_.push_back({std::move(pointer), resolved.error().message});
    const auto estimated = estimate_arm(text, scope_);
    return estimated ? std::optional(to_json_text(*estimated)) : std::nullopt;
  }

  std::vector<UnresolvedExpression> take_unresolved() { return std::move(unresolved_); }

 private:
  const ArmScope& scope_;
  std::string pointer_;
  std::vector<UnresolvedExpression> unresolved_;
};

class Search {
 public:
  explicit Search(std::string_view text) : text_(text) {}

  void document(const Value& document, const std::string& pointer) {
    const auto scope = Gathering::scope_of(document);
    resources(document, pointer, scope);
  }
  std::vector<ArmWorkflow> take() { return std::move(found_); }

 private:
  // An array, or an object of named resources.
  void resources(const Value& holder, const std::string& pointer, const ArmScope& scope) {
    const auto* list = holder.find("resources");
    if (list == nullptr) return;
    const auto place = pointer_to(pointer, "resources");
    if (list->kind() == Kind::array)
      for (std::size_t i = 0; i < list->items().size(); ++i)
        resource(list->items()[i], pointer_to(place, i), scope);
    if (list->kind() == Kind::object)
      for (const auto& member : list->members())
        resource(member.value, pointer_to(place, member.key), scope);
  }

  void resource(const Value& resource, const std::string& pointer, const ArmScope& scope) {
    if (same_name(text_of(resource, "type"), workflow_type)) {
      Resolving resolving(scope, pointer);
      auto text = edited(written_at(text_, pointer), resolving);
      found_.push_back({pointer, std::move(text), resolving.take_unresolved()});
    }
    resources(resource, pointer, scope);
    const auto* properties = resource.find("properties");
    const auto* nested = properties != nullptr ? properties->find("template") : nullptr;
    if (nested != nullptr) document(*nested, pointer + "/properties/template");
  }

  std::string_view text_;
  std::vector<ArmWorkflow> found_;
};

}  // namespace

std::vector<ArmWorkflow> workflows_of_template(const Value& document, std::string_view text) {
  Search search(text);
  search.document(document, "");
  return search.take();
}

}  // namespace riskflow::language
