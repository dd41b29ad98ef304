#include <algorithm>
#include <array>
#include <set>

#include <fmt/format.h>

#include "domain/language/definition_reader.hpp"
#include "domain/language/functions.hpp"

namespace riskflow::language {

using Names = std::set<std::string_view, NameLess>;

// One walk over the whole definition, then one over its references.
class DefinitionCheck {
 public:
  DefinitionCheck(const Definition& definition, DefinitionReader& reader)
      : definition_(definition), reader_(reader) {}

  void run() {
    branch(definition_.body, nullptr, 1);
    counts();
    for (const auto& owned : reader_.calls())
      for (const auto& located : owned.calls) call(owned.action, located);
  }

 private:
  void counts() {
    const auto over = [&](std::size_t count, std::size_t max, const char* what) {
      if (count > max)
        reader_.error("too-many-" + std::string(what), "",
                      fmt::format("{} {} are more than {}", count, what, max));
    };
    over(actions_, actions_max, "actions");
    over(definition_.triggers.size(), triggers_max, "triggers");
    over(definition_.parameters.size(), parameters_max, "parameters");
    over(variables_.size(), variables_max, "variables");
    if (depth_ > nesting_max)
      reader_.warning(
          "nested-deeply", "",
          fmt::format("actions are nested {} deep; other engines allow {}", depth_, nesting_max));
  }

  void branch(const Branch& branch, const Action* parent, std::size_t depth) {
    depth_ = std::max(depth_, depth);
    for (const auto& action : branch.actions) {
      ++actions_;
      name(action);
      variables(action, parent);
      if (same_name(action.type_name, "Terminate") && enclosing_loop(action))
        reader_.error("terminate-in-loop", action.pointer, "a Terminate may not stand in a loop",
                      "Set a variable in the loop and terminate after it.");
      if (action.branches.size() > cases_max + 1)
        reader_.error("too-many-cases", action.pointer,
                      fmt::format("a Switch has at most {} cases", cases_max));
      for (const auto& inner : action.branches) this->branch(inner, &action, depth + 1);
    }
  }

  void name(const Action& action) {
    if (!names_.insert(action.name).second)
      reader_.error("duplicate-name", action.pointer,
                    fmt::format("the name '{}' is used twice", action.name),
                    "Names are unique in the whole definition, in any case and across scopes.");
    if (utf16_length(action.name) > name_length_max)
      reader_.error("name-too-long", action.pointer,
                    fmt::format("a name has at most {} characters", name_length_max));
    if (utf16_length(text_member(action.source, "description")) > description_length_max)
      reader_.warning("description-too-long", action.pointer + "/description",
                      fmt::format("other engines allow {} characters", description_length_max));
  }

  bool enclosing_loop(const Action& action) const {
    const auto* place = definition_.find(action.name);
    for (const auto* up = place->parent; up != nullptr; up = definition_.find(up->name)->parent)
      if (same_name(up->type_name, "Foreach") || same_name(up->type_name, "Until")) return true;
    return false;
  }

  void variables(const Action& action, const Action* parent) {
    if (!same_name(action.type_name, "InitializeVariable")) return;
    if (parent != nullptr)
      reader_.error("initialize-variable-nested", action.pointer,
                    "variables are initialised at the top, not inside a scope, condition or loop",
                    "Move the action to the top.");
    const auto* inputs = action.source.find("inputs");
    const auto* list = inputs != nullptr ? inputs->find("variables") : nullptr;
    if (list == nullptr || list->kind() != Kind::array) return;  // reported when it was read
    for (const auto& variable : list->items()) {
      const auto* found = variable.find("name");
      if (found == nullptr || found->kind() != Kind::string) continue;
      if (!variables_.insert(found->text()).second)
        reader_.error("duplicate-variable", action.pointer,
                      fmt::format("the variable '{}' is initialised twice", found->text()));
    }
  }

  void call(const std::string& owner, const LocatedCall& located) {
    const auto& made = located.call;
    if (made.function == nullptr || !takes(*made.function, made.arguments))
      return uncallable(located);
    if (!made.first || made.first->kind() != Kind::string) return;
    const auto& target = made.first->text();
    const auto& function = made.function->name;
    static constexpr std::array of_actions{
        "body",         "actionBody", "outputs",       "actionOutputs",
        "actions",      "result",     "formDataValue", "formDataMultiValues",
        "multipartBody"};
    if (std::ranges::find(of_actions, function) != of_actions.end())
      return action_reference(owner, located, target);
    if (function == "variables" && !variables_.contains(target))
      reader_.error("unknown-variable", located.pointer,
                    fmt::format("the variable '{}' is never initialised", target),
                    "Add an InitializeVariable action.");
    if (function == "parameters" && definition_.find_parameter(target) == nullptr)
      reader_.error("unknown-parameter", located.pointer,
                    fmt::format("the parameter '{}' is not declared", target),
                    "Declare it in the definition's parameters.");
    if (function == "variables") self_reference(owner, located, target);
    if (function == "items") loop_reference(owner, located, target);
  }

  // The service looks at a call only when it is reached, so one that may never be is a warning.
  void uncallable(const LocatedCall& located) {
    const auto& made = located.call;
    const auto where =
        fmt::format("line {}, column {}: ", made.position.line, made.position.column);
    const bool unknown = made.function == nullptr;
    auto code = unknown ? std::string("unknown-function") : std::string("wrong-argument-count");
    auto message =
        where + (unknown ? fmt::format("there is no function '{}'", made.name)
                         : fmt::format("the function '{}' takes {}, but is given {}", made.name,
                                       expected_arguments(*made.function), made.arguments));
    if (made.reach == Reach::certain)
      reader_.error(std::move(code), located.pointer, std::move(message));
    else
      reader_.warning(std::move(code), located.pointer, std::move(message));
  }

  void action_reference(const std::string& owner, const LocatedCall& located,
                        const std::string& target) {
    const auto* to = definition_.find(target);
    if (to == nullptr)
      return reader_.error("unknown-action", located.pointer,
                           fmt::format("there is no action '{}'", target),
                           "Write the name as in the definition, blanks as underscores.");
    const auto* from = definition_.find(owner);
    if (from != nullptr && !may_have_run(*from->action, *to))
      reader_.warning("not-on-path", located.pointer,
                      fmt::format("'{}' may not have run yet when '{}' reads it", target, owner),
                      fmt::format("Let '{}' run after it.", owner));
  }

  // Whether `to`, or something around it, is what `from`, or something around that, runs after.
  bool may_have_run(const Action& from, const Place& to) const {
    std::vector<const Action*> targets;
    for (const auto* place = &to; place != nullptr;
         place = place->parent != nullptr ? definition_.find(place->parent->name) : nullptr)
      targets.push_back(place->action);
    // A loop's condition reads the actions in the loop.
    if (std::find(targets.begin() + 1, targets.end(), &from) != targets.end()) return true;
    for (const Action* level = &from; level != nullptr;
         level = definition_.find(level->name)->parent) {
      const auto earlier = predecessors(*level);
      for (const auto* target : targets)
        if (earlier.contains(target->name)) return true;
    }
    return false;
  }

  Names predecessors(const Action& action) const {
    Names found;
    std::vector<const Action*> open{&action};
    while (!open.empty()) {
      const auto* next = open.back();
      open.pop_back();
      for (const auto& entry : next->run_after) {
        const auto* place = definition_.find(entry.action);
        if (place != nullptr && found.insert(place->action->name).second)
          open.push_back(place->action);
      }
    }
    return found;
  }

  void self_reference(const std::string& owner, const LocatedCall& located,
                      const std::string& variable) {
    const auto* place = definition_.find(owner);
    if (place == nullptr || !same_name(place->action->type_name, "SetVariable")) return;
    const auto* inputs = place->action->source.find("inputs");
    if (inputs == nullptr || !same_name(text_member(*inputs, "name"), variable)) return;
    reader_.error("variable-self-reference", located.pointer,
                  fmt::format("'{}' sets the variable '{}' from itself", owner, variable),
                  "Put a Compose between.");
  }

  void loop_reference(const std::string& owner, const LocatedCall& located,
                      const std::string& loop) {
    const auto* place = definition_.find(owner);
    for (const Action* up = place != nullptr ? place->action : nullptr; up != nullptr;
         up = definition_.find(up->name)->parent)
      if (same_name(up->name, loop) && same_name(up->type_name, "Foreach")) return;
    reader_.error("unknown-loop", located.pointer,
                  fmt::format("there is no loop '{}' around this expression", loop));
  }

  const Definition& definition_;
  DefinitionReader& reader_;
  Names names_;
  Names variables_;
  std::size_t actions_ = 0;
  std::size_t depth_ = 0;
};

void check_definition(const Definition& definition, DefinitionReader& reader) {
  DefinitionCheck{definition, reader}.run();
}

}  // namespace riskflow::language
