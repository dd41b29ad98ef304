#include "domain/language/definition_index.hpp"

#include <algorithm>
#include <array>

#include "domain/language/actions.hpp"
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

  void look_at(const OwnedCalls& owned) {
    const auto owner = actions_.find(owned.action);
    const auto* from = owner != actions_.end() ? owner->second : nullptr;
    for (const auto& located : owned.calls) {
      const auto& call = located.call;
      if (call.function == nullptr) continue;
      const bool about_action = asks_about_action(call.function->name);
      const bool about_children = call.function->name == "result";
      if (!about_action && !about_children) continue;
      if (!call.first || call.first->kind() != Kind::string) {
        mark_all();
      } else if (const auto found = actions_.find(call.first->text()); found != actions_.end()) {
        about_action ? mark(*found->second, from) : mark_children(*found->second);
      }
    }
  }

 private:
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

void index_definition(Definition& definition, const std::vector<OwnedCalls>& calls) {
  index_branch(definition, definition.body, {}, definition.pass);
  link_siblings(definition.body);
  Asking asking{definition};
  for (const auto& owned : calls) asking.look_at(owned);
  pass_on(definition.body);
}

}  // namespace riskflow::language
