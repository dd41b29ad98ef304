#include "domain/language/definition_index.hpp"

#include <algorithm>
#include <array>

#include "domain/language/actions.hpp"
#include "domain/language/expression_node.hpp"
#include "domain/language/functions.hpp"

namespace riskflow::language {

static void index_branch(Definition& definition, Branch& branch, const Standing& around,
                         PassSize& pass) {
  branch.slot = pass.branches++;
  for (auto& action : branch.actions) {
    auto& standing = action.standing;
    standing.parent = around.parent;
    standing.side = around.side;
    standing.loop = around.loop;
    standing.slot = pass.actions++;
    standing.number = definition.numbered.size();
    definition.numbered.push_back(&action);
    definition.places.try_emplace(action.name, Place{&action, around.parent});
    const bool is_loop = action.type != nullptr && action.type->role == ActionRole::loop;
    for (std::size_t side = 0; side < action.branches.size(); ++side) {
      Standing inside;
      inside.parent = &action;
      inside.side = side;
      inside.loop = is_loop ? &action : around.loop;
      index_branch(definition, action.branches[side], inside, is_loop ? standing.pass : pass);
    }
  }
}

static void link_siblings(Branch& branch) {
  std::map<std::string_view, Action*, NameLess> siblings;
  for (auto& action : branch.actions) siblings.try_emplace(action.name, &action);
  for (auto& action : branch.actions) {
    for (const auto& entry : action.run_after) {
      const auto found = siblings.find(entry.action);
      if (found == siblings.end()) continue;  // an error, which was reported
      action.standing.before.push_back(found->second);
      found->second->standing.after.push_back(&action);
    }
    for (auto& inner : action.branches) link_siblings(inner);
  }
}

static bool is_around(const Action* loop, const Action* action) {
  while (action != nullptr) {
    if (action == loop) return true;
    action = action->standing.parent;
  }
  return false;
}

static void for_each_action(Branch& branch, const auto& visit) {
  for (auto& action : branch.actions) {
    visit(action);
    for (auto& inner : action.branches) for_each_action(inner, visit);
  }
}

// The nodes right below one.
static void for_each_part(const Node& node, const auto& visit) {
  const auto all = [&](const std::vector<Node>& parts) {
    for (const auto& part : parts) visit(part);
  };
  if (const auto* call = std::get_if<Call>(&node.what)) all(call->arguments);
  if (const auto* access = std::get_if<Access>(&node.what)) all(access->base_and_key);
  if (const auto* text = std::get_if<Interpolation>(&node.what)) all(text->parts);
  if (const auto* array = std::get_if<ArrayTemplate>(&node.what)) all(array->items);
  if (const auto* object = std::get_if<ObjectTemplate>(&node.what)) {
    all(object->keys);
    all(object->values);
  }
}

static bool asks_about_action(std::string_view function) {
  static constexpr std::array functions{
      "body",          "actionBody",          "outputs",      "actionOutputs", "actions",
      "formDataValue", "formDataMultiValues", "multipartBody"};
  return std::ranges::find(functions, function) != functions.end();
}

namespace {

// Marks what is asked about the iterations of a loop from outside.
class Asking {
 public:
  explicit Asking(Definition& definition) : definition_(definition) {
    for_each_action(definition.body, [&](Action& action) { actions_[action.name] = &action; });
  }

  void look_at(const OwnedTemplate& owned) {
    const auto owner = actions_.find(owned.action);
    look_at(owned.expression.root(), owner != actions_.end() ? owner->second : nullptr);
  }

 private:
  void look_at(const Node& node, const Action* from) {
    if (const auto* call = std::get_if<Call>(&node.what)) look_at(*call, from);
    for_each_part(node, [&](const Node& part) { look_at(part, from); });
  }

  void look_at(const Call& call, const Action* from) {
    if (call.function == nullptr || call.arguments.empty()) return;
    const bool is_about_action = asks_about_action(call.function->name);
    if (!is_about_action && call.function->name != "result") return;
    const auto* name = std::get_if<Literal>(&call.arguments.front().what);
    if (name == nullptr || name->value.kind() != Kind::string) return mark_all();
    const auto found = actions_.find(name->value.text());
    if (found == actions_.end()) return;
    is_about_action ? mark(*found->second, from) : mark_children(*found->second);
  }

  static void mark(Action& action, const Action* from) {
    const auto* loop = action.standing.loop;
    if (loop != nullptr && !is_around(loop, from)) action.standing.is_asked_for = true;
  }
  static void mark_children(Action& scope) {
    for (auto& branch : scope.branches)
      for (auto& child : branch.actions) child.standing.is_asked_for = true;
  }
  // A name that is computed may be any.
  void mark_all() {
    for_each_action(definition_.body, [](Action& action) { action.standing.is_asked_for = true; });
  }

  Definition& definition_;
  std::map<std::string_view, Action*, NameLess> actions_;
};

}  // namespace

// Whether anything in a branch is asked for.
static bool pass_on(Branch& branch) {
  bool any = false;
  for (auto& action : branch.actions) {
    auto& standing = action.standing;
    for (auto& inner : action.branches)
      standing.has_asked_for = pass_on(inner) || standing.has_asked_for;
    any = any || standing.is_asked_for || standing.has_asked_for;
  }
  return any;
}

void index_definition(Definition& definition, const std::vector<OwnedTemplate>& templates) {
  index_branch(definition, definition.body, {}, definition.pass);
  link_siblings(definition.body);
  Asking asking{definition};
  for (const auto& owned : templates) asking.look_at(owned);
  pass_on(definition.body);
}

}  // namespace riskflow::language
